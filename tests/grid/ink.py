"""Invented signatures and seals as ink: how much of every pixel is covered, and where the ink begins and ends.

The truth about ink is taken from the very pixels that are drawn here, before any PDF exists.
"""
import functools
import io
import math
import random
import zlib

from PIL import Image, ImageDraw, ImageFont

SERIF_BOLD = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Bold.ttf"
OVER = 4  # drawn this much larger and reduced, so that edges are smooth


class Ink:
    """Coverage of a picture (8 bit), and the box of its ink as shares of width and height from the top left."""

    def __init__(self, cover):
        self.cover = cover
        self.width, self.height = cover.size
        left, top, right, bottom = cover.point(lambda value: 255 if value >= 128 else 0).getbbox()
        self.box = (left / self.width, top / self.height, right / self.width, bottom / self.height)


@functools.cache
def signature(seed=1, width=380, height=152, pad=0.04):
    """A written name: connected strokes with a flourish, filling the picture up to the padding."""
    dice = random.Random(seed)
    points = []
    letters = 9
    for index in range(letters):
        rise = (1.0, 0.3, 0.4, 0.9, 0.25, 0.45, 0.3, 0.7, 0.35)[index]
        x = index / letters
        points += [(x, 0.55), (x + 0.02, 0.55 - rise * (0.35 + 0.15 * dice.random())), (x + 0.07, 0.5), (x + 0.05, 0.6 + 0.18 * dice.random())]
    points += [(1.02, 0.45), (0.7, 0.98), (0.05, 0.86), (0.3, 0.62), (1.08, 0.72)]
    curve = spline(points, 24)
    left, right = min(x for x, _ in curve), max(x for x, _ in curve)
    top, bottom = min(y for _, y in curve), max(y for _, y in curve)
    cover = Image.new("L", (width * OVER, height * OVER), 0)
    draw = ImageDraw.Draw(cover)
    pen = 1.7 * OVER
    inset_x, inset_y = pad * width * OVER + pen, pad * height * OVER + pen
    place = lambda x, y: (
        inset_x + (x - left) / (right - left) * (width * OVER - 2 * inset_x),
        inset_y + (y - top) / (bottom - top) * (height * OVER - 2 * inset_y),
    )
    before = None
    for step, point in enumerate(curve):
        x, y = place(*point)
        r = pen * (0.75 + 0.3 * math.sin(step / 9))
        draw.ellipse((x - r, y - r, x + r, y + r), fill=255)
        if before:
            draw.line((*before, x, y), fill=255, width=round(2 * r))
        before = (x, y)
    return Ink(cover.resize((width, height), Image.Resampling.BOX))


def spline(points, steps):
    out = []
    padded = [points[0], *points, points[-1]]
    for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:]):
        for step in range(steps):
            t = step / steps
            out.append(tuple(
                0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t ** 3)
                for a, b, c, d in zip(p0, p1, p2, p3)))
    return out


@functools.cache
def seal(text="SỞ KHOA HỌC VÀ CÔNG NGHỆ", size=300, pad=0.01):
    """A round seal: two rings, a star, the name of the agency along the ring."""
    big = size * OVER
    cover = Image.new("L", (big, big), 0)
    draw = ImageDraw.Draw(cover)
    centre, outer = big / 2, big / 2 * (1 - 2 * pad)

    def ring(radius, width):
        draw.ellipse((centre - radius, centre - radius, centre + radius, centre + radius), outline=255, width=round(width))
    ring(outer, big * 0.016)
    ring(outer * 0.94, big * 0.006)
    ring(outer * 0.62, big * 0.008)
    star = []
    for corner in range(10):
        radius = outer * (0.40 if corner % 2 == 0 else 0.16)
        angle = -math.pi / 2 + corner * math.pi / 5
        star.append((centre + radius * math.cos(angle), centre + radius * math.sin(angle)))
    draw.polygon(star, fill=255)
    font = ImageFont.truetype(SERIF_BOLD, round(big * 0.085))
    along(cover, text, font, centre, outer * 0.78, -200, 20)
    along(cover, "T. THÍ DỤ", font, centre, outer * 0.78, 120, 60)
    return Ink(cover.resize((size, size), Image.Resampling.BOX))


def along(cover, text, font, centre, radius, start, end):
    """Letters along a circle, from one angle to another (degrees, clockwise from three o'clock)."""
    for index, letter in enumerate(text):
        angle = math.radians(start + (end - start) * (index + 0.5) / len(text))
        side = font.size * 2
        tile = Image.new("L", (side, side), 0)
        ImageDraw.Draw(tile).text((side / 2, side / 2), letter, font=font, fill=255, anchor="mm")
        turn = -math.degrees(angle) - 90 if end > start else -math.degrees(angle) + 90
        tile = tile.rotate(turn, Image.Resampling.BICUBIC)
        x, y = centre + radius * math.cos(angle), centre + radius * math.sin(angle)
        cover.paste(255, (round(x - side / 2), round(y - side / 2)), tile)


def flat(ink, colour, behind=(255, 255, 255)):
    """RGB of the ink over an opaque ground."""
    return Image.composite(Image.new("RGB", ink.cover.size, colour), Image.new("RGB", ink.cover.size, behind), ink.cover)


def uneven(ink, colour, seed=7):
    """RGB of scanned ink: the colour wanders from stroke to stroke."""
    dice = random.Random(seed)
    small = Image.new("RGB", (24, 10))
    small.putdata([tuple(max(0, min(255, part + dice.randint(-22, 22))) for part in colour) for _ in range(240)])
    return small.resize(ink.cover.size, Image.Resampling.BILINEAR)


def jpeg(picture, quality=88):
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, subsampling=0)
    return out.getvalue()


def flate(data):
    return zlib.compress(data, 9)


def rgba(ink, colour):
    """For pictures that stand in the page itself."""
    picture = Image.new("RGB", ink.cover.size, colour).convert("RGBA")
    picture.putalpha(ink.cover)
    return picture
