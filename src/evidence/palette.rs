//! Few colours instead of many: a palette that keeps white and the colours of outlines exactly.

use std::collections::BTreeMap;

const WHITE: [u8; 3] = [255; 3];

/// A cell of the colour cube, five bits a channel, with what lies in it.
#[derive(Clone, Copy)]
struct Cell {
    key: [u8; 3],
    pixels: u64,
    sums: [u64; 3],
}

/// At most so many colours (and at most 255) beside the kept ones, by median cut: the palette as red, green, blue, and
/// the place in it of every pixel.
pub(super) fn reduce(pixels: &[[u8; 3]], kept: &[[u8; 3]], colours: usize) -> (Vec<u8>, Vec<u8>) {
    let mut palette: Vec<[u8; 3]> = vec![WHITE];
    palette.extend(kept.iter().filter(|colour| **colour != WHITE));
    let exact: BTreeMap<[u8; 3], usize> = palette.iter().copied().zip(0..).collect();
    let mut cells: BTreeMap<[u8; 3], Cell> = BTreeMap::new();
    for pixel in pixels.iter().filter(|pixel| !exact.contains_key(*pixel)) {
        let key = pixel.map(|channel| channel >> 3);
        let cell = cells.entry(key).or_insert(Cell {
            key,
            pixels: 0,
            sums: [0; 3],
        });
        cell.pixels += 1;
        for (sum, channel) in cell.sums.iter_mut().zip(pixel) {
            *sum += u64::from(*channel);
        }
    }
    let room = colours.min(256usize.saturating_sub(palette.len()));
    let mut near: BTreeMap<[u8; 3], usize> = BTreeMap::new();
    for group in cut(cells.into_values().collect(), room) {
        near.extend(group.iter().map(|cell| (cell.key, palette.len())));
        palette.push(mean(&group));
    }
    let places = pixels.iter().map(|pixel| {
        let place = exact
            .get(pixel)
            .or_else(|| near.get(&pixel.map(|channel| channel >> 3)));
        place.and_then(|place| u8::try_from(*place).ok()).unwrap_or(0)
    });
    let places = places.collect();
    (palette.concat(), places)
}

/// Splits the cells into groups: always the group with most pixels times range, at the middle of its pixels along its
/// longest side.
fn cut(cells: Vec<Cell>, at_most: usize) -> Vec<Vec<Cell>> {
    let mut groups = vec![cells];
    while groups.len() < at_most {
        let heaviest = (0..groups.len()).max_by_key(|place| {
            let group = &groups[*place];
            let (_, range) = longest(group);
            // The first of equals.
            (u64::from(range) * pixels_of(group), usize::MAX - place)
        });
        let Some(place) = heaviest.filter(|place| groups[*place].len() > 1) else {
            break;
        };
        let mut group = groups.swap_remove(place);
        let (axis, _) = longest(&group);
        group.sort_by_key(|cell| (cell.key[axis], cell.key));
        let half = pixels_of(&group) / 2;
        let mut before = 0;
        let middle = group
            .iter()
            .position(|cell| {
                before += cell.pixels;
                before > half
            })
            .unwrap_or(0);
        let upper = group.split_off(middle.clamp(1, group.len() - 1));
        groups.push(group);
        groups.push(upper);
    }
    groups.retain(|group| !group.is_empty());
    groups
}

fn pixels_of(group: &[Cell]) -> u64 {
    group.iter().map(|cell| cell.pixels).sum()
}

/// The channel along which the cells differ most, and by how much.
fn longest(group: &[Cell]) -> (usize, u8) {
    let ranges = [0, 1, 2].map(|axis| {
        let along = || group.iter().map(|cell| cell.key[axis]);
        along().max().unwrap_or(0) - along().min().unwrap_or(0)
    });
    let axis = if ranges[1] >= ranges[0] && ranges[1] >= ranges[2] {
        1
    } else if ranges[0] >= ranges[2] {
        0
    } else {
        2
    };
    (axis, ranges[axis])
}

fn mean(group: &[Cell]) -> [u8; 3] {
    let pixels = pixels_of(group).max(1);
    [0, 1, 2].map(|axis| {
        let sum: u64 = group.iter().map(|cell| cell.sums[axis]).sum();
        u8::try_from((sum + pixels / 2) / pixels).unwrap_or(u8::MAX)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_colours_stay_what_they_are() {
        let blue = [20, 90, 200];
        let pixels: Vec<[u8; 3]> = (0..=255).map(|grey| [grey; 3]).chain([blue, WHITE]).collect();
        let (palette, places) = reduce(&pixels, &[blue], 8);
        assert!(palette.len() <= 3 * 10);
        let shown = |place: usize| {
            let at = usize::from(places[place]) * 3;
            [palette[at], palette[at + 1], palette[at + 2]]
        };
        assert_eq!(shown(256), blue);
        assert_eq!(shown(257), WHITE);
        for (place, pixel) in pixels.iter().enumerate() {
            for (a, b) in shown(place).iter().zip(pixel) {
                assert!(a.abs_diff(*b) <= 40, "{pixel:?} became {:?}", shown(place));
            }
        }
    }

    #[test]
    fn one_colour_is_a_palette() {
        let (palette, places) = reduce(&[WHITE; 4], &[], 16);
        assert_eq!(
            (palette.as_slice(), places.as_slice()),
            ([255; 3].as_slice(), [0; 4].as_slice())
        );
    }
}
