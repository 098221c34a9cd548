"""Draws the invented signatures and seals once: python3 make.py (needs `pip install pillow`, Liberation Serif).

Every picture is two PNGs, colour and opacity, so that a PDF can carry their compressed data as they stand.
"""
import math, pathlib
from PIL import Image, ImageDraw, ImageFont

here = pathlib.Path(__file__).parent
BLUE, RED = (0, 0, 151), (214, 20, 28)
BOLD = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Bold.ttf"
FINE = 4  # drawn this many times larger, then reduced


def save(name, mask, colour):
    small = mask.resize((mask.width // FINE, mask.height // FINE), Image.LANCZOS)
    small = small.point(lambda v: round(v / 17) * 17)
    small.save(here / f"{name}.alpha.png", optimize=True)
    Image.new("RGB", small.size, colour).save(here / f"{name}.colour.png", optimize=True)


def signature(name, points, flourish):
    mask = Image.new("L", (300 * FINE, 120 * FINE), 0)
    draw = ImageDraw.Draw(mask)
    for stroke in (points, flourish):
        path = []
        for i in range(len(stroke) - 1):  # Catmull-Rom through the points
            p0, p1, p2, p3 = stroke[max(i - 1, 0)], stroke[i], stroke[i + 1], stroke[min(i + 2, len(stroke) - 1)]
            for step in range(160):
                t = step / 160
                path.append(tuple(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t ** 3)
                                  for a, b, c, d in zip(p0, p1, p2, p3)))
        for n, (x, y) in enumerate(path):  # the pen presses harder in the middle of a stroke
            r = FINE * (0.9 + 1.1 * math.sin(math.pi * n / len(path)))
            draw.ellipse((x * FINE - r, y * FINE - r, x * FINE + r, y * FINE + r), fill=255)
    save(name, mask, BLUE)


def seal(name, around, below, lines):
    size = 240 * FINE
    mask = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(mask)
    c = size / 2
    for radius, width in ((118, 4), (78, 2)):
        r = radius * FINE
        draw.ellipse((c - r, c - r, c + r, c + r), outline=255, width=width * FINE)
    font = ImageFont.truetype(BOLD, 20 * FINE)

    def letter(ch, angle, radius, inward):
        tile = Image.new("L", (60 * FINE, 60 * FINE), 0)
        ImageDraw.Draw(tile).text((30 * FINE, 30 * FINE), ch, font=font, fill=255, anchor="mm")
        turn = -math.degrees(angle) - 90 if not inward else -math.degrees(angle) + 90
        tile = tile.rotate(turn, Image.BICUBIC)
        x, y = c + radius * FINE * math.cos(angle), c + radius * FINE * math.sin(angle)
        mask.paste(255, (int(x - 30 * FINE), int(y - 30 * FINE)), tile)

    def arc(text, middle, spread, radius, inward):
        widths = [font.getlength(ch) for ch in text]
        total, at = sum(widths), 0
        for ch, w in zip(text, widths):
            share = (at + w / 2) / total - 0.5
            letter(ch, middle + (share if not inward else -share) * spread, radius, inward)
            at += w

    arc(around, -math.pi / 2, math.radians(min(215, 11.6 * len(around))), 96, False)
    arc(below, math.pi / 2, math.radians(8.5 * len(below)), 97, True)
    big = ImageFont.truetype(BOLD, 26 * FINE)
    for n, line in enumerate(lines):
        draw.text((c, c + (n - (len(lines) - 1) / 2) * 32 * FINE), line, font=big, fill=255, anchor="mm")
    save(name, mask, RED)


signature("giam-doc", [(18, 72), (48, 22), (60, 96), (82, 40), (96, 88), (122, 30), (128, 92), (150, 60), (168, 84), (196, 46), (210, 86), (240, 52), (282, 60)],
          [(60, 104), (140, 98), (230, 92), (280, 80)])
signature("pho-giam-doc", [(24, 40), (40, 98), (70, 90), (92, 30), (78, 102), (120, 60), (134, 90), (156, 58), (170, 90), (200, 24), (190, 96), (230, 66), (276, 76)],
          [(30, 66), (110, 52), (190, 46)])
signature("chu-tich", [(20, 90), (44, 14), (74, 60), (36, 66), (80, 96), (110, 50), (124, 92), (150, 54), (162, 90), (190, 56), (216, 104), (228, 38), (280, 48)],
          [(120, 108), (200, 110), (284, 88)])
seal("so-khcn", "SỞ KHOA HỌC VÀ CÔNG NGHỆ", "TỈNH THÍ DỤ", ["DẤU", "MẪU"])
seal("ubnd-phuong", "UBND PHƯỜNG MẪU ĐƠN", "TỈNH THÍ DỤ", ["DẤU", "MẪU"])
signature("hieu-truong", [(22, 60), (40, 20), (56, 98), (84, 34), (70, 90), (112, 70), (132, 28), (140, 96), (172, 52), (186, 92), (214, 40), (236, 88), (278, 50)],
          [(40, 106), (120, 92), (200, 102), (282, 92)])
seal("thpt-hoa-ban", "TRƯỜNG THPT HOA BAN", "TỈNH THÍ DỤ", ["DẤU", "MẪU"])
