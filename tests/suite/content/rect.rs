//! Rectangles.

use kysoat::pdf::content::Rect;
use proptest::prelude::*;

prop_compose! {
    fn rect()(x in -300.0..300.0_f64, y in -300.0..300.0_f64, w in 0.0..200.0_f64, h in 0.0..200.0_f64) -> Rect {
        Rect { x0: x, y0: y, x1: x + w, y1: y + h }
    }
}

proptest! {
    #[test]
    fn a_union_holds_both_and_an_intersection_lies_in_both(a in rect(), b in rect()) {
        let both = a.union(&b);
        prop_assert_eq!(both, b.union(&a));
        for corner in [(a.x0, a.y0), (a.x1, a.y1), (b.x0, b.y0), (b.x1, b.y1), a.centre(), b.centre()] {
            prop_assert!(both.contains(corner));
        }
        match a.intersection(&b) {
            Some(shared) => {
                prop_assert!(shared.area() > 0.0 && shared.area() <= a.area().min(b.area()) + 1e-9);
                prop_assert!(a.contains(shared.centre()) && b.contains(shared.centre()));
                prop_assert_eq!(b.intersection(&a), Some(shared));
            }
            None => prop_assert!(a.x1 <= b.x0 || b.x1 <= a.x0 || a.y1 <= b.y0 || b.y1 <= a.y0 || a.area() * b.area() == 0.0),
        }
        prop_assert!((a.grown(2.0).width() - a.width() - 4.0).abs() < 1e-9);
    }

    #[test]
    fn around_points_is_the_least(points in prop::collection::vec((-9.0..9.0_f64, -9.0..9.0_f64), 1..9)) {
        let bounds = Rect::around(points.clone()).unwrap();
        prop_assert!(points.iter().all(|point| bounds.contains(*point)));
        prop_assert!(points.iter().any(|point| point.0 <= bounds.x0) && points.iter().any(|point| point.1 >= bounds.y1));
    }
}

#[test]
fn points_that_are_no_numbers_make_no_rectangle() {
    assert_eq!(Rect::around([]), None);
    assert_eq!(Rect::around([(0.0, 0.0), (f64::NAN, 1.0)]), None);
}
