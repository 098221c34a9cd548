//! Convex hulls.

use super::rect::Rect;

/// The convex hull of points, in order; points that are not numbers are left out.
pub(super) fn convex(mut points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    points.retain(|(x, y)| x.is_finite() && y.is_finite());
    points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    points.dedup();
    if points.len() < 3 {
        return points;
    }
    let mut hull = half(points.iter().copied());
    let upper = half(points.iter().rev().copied());
    hull.extend(upper);
    hull
}

/// Lower or upper half, without its last point.
fn half(points: impl Iterator<Item = (f64, f64)>) -> Vec<(f64, f64)> {
    let mut chain: Vec<(f64, f64)> = Vec::new();
    for point in points {
        while let [.., a, b] = chain.as_slice() {
            if (b.0 - a.0) * (point.1 - a.1) - (b.1 - a.1) * (point.0 - a.0) > 0.0 {
                break;
            }
            chain.pop();
        }
        chain.push(point);
    }
    chain.pop();
    chain
}

/// What of a convex polygon is inside a rectangle (after Sutherland and Hodgman: one side after the other).
pub(super) fn inside(hull: Vec<(f64, f64)>, rect: &Rect) -> Vec<(f64, f64)> {
    let turned = |points: Vec<(f64, f64)>| points.into_iter().map(|(x, y)| (y, x)).collect();
    let across = between(hull, rect.x0, rect.x1);
    turned(between(turned(across), rect.y0, rect.y1))
}

/// What of a convex polygon lies between two values of x.
fn between(points: Vec<(f64, f64)>, least: f64, most: f64) -> Vec<(f64, f64)> {
    [(least, 1.0), (most, -1.0)]
        .into_iter()
        .fold(points, |points, (edge, sign)| {
            let distance = |point: &(f64, f64)| (point.0 - edge) * sign;
            let next = points.iter().cycle().skip(1);
            let mut kept = Vec::new();
            for (a, b) in points.iter().zip(next) {
                let (from, to) = (distance(a), distance(b));
                if from >= 0.0 {
                    kept.push(*a);
                }
                if (from < 0.0) != (to < 0.0) {
                    kept.push((edge, a.1 + (b.1 - a.1) * from / (from - to)));
                }
            }
            kept
        })
}

/// 4πA/P² of a closed polygon: 1 for a circle, 0.79 for a square, 0 for a line.
pub(super) fn roundness(hull: &[(f64, f64)]) -> f64 {
    let next = hull.iter().cycle().skip(1);
    let (mut doubled, mut perimeter) = (0.0, 0.0);
    for (a, b) in hull.iter().zip(next) {
        doubled += a.0 * b.1 - b.0 * a.1;
        perimeter += (b.0 - a.0).hypot(b.1 - a.1);
    }
    if perimeter > 0.0 {
        2.0 * std::f64::consts::PI * f64::abs(doubled) / (perimeter * perimeter)
    } else {
        0.0
    }
}
