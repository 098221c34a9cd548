//! Seals across the edges of pages, and seals that are drawn.

use kysoat::facts::{Cause, Hue, Measured, SignatureRole};

use super::{
    marks::{Written, pages, written},
    measure, near, picture, roles,
};
use crate::forge::{Letter, Signing, pki::Holder, rings};

#[test]
fn seals_across_the_edge_are_counted() {
    let text = || [written("Danh mục hồ sơ", 85.0, 500.0)];
    let with = |paths: &[&str]| {
        let text = text();
        let drawn: Vec<(&[Written], &str)> = paths.iter().map(|paths| (text.as_slice(), *paths)).collect();
        measure(&pages(&drawn)).layout.edge_seals
    };
    let (right, left, inside) = (rings(595.28, 400.0), rings(0.0, 400.0), rings(300.0, 400.0));
    assert_eq!(with(&[&right]), Measured::Known(1));
    assert_eq!(with(&[&left]), Measured::Known(1));
    assert_eq!(with(&[&right, &right, ""]), Measured::Known(2));
    assert_eq!(with(&[&inside]), Measured::Known(0));
    assert_eq!(with(&[""]), Measured::Known(0));
    // Red of another kind: a rule along the edge is no seal, and a blue ring is none.
    assert_eq!(with(&["q 1 0 0 rg 590 0 5.28 841.89 re f Q"]), Measured::Known(0));
    // A red band or frame along the edge, or a thin flourish, is no part of a seal either.
    assert_eq!(with(&["q 1 0 0 rg 575 300 20.28 100 re f Q"]), Measured::Known(0));
    assert_eq!(with(&["q 1 0 0 RG 2 w 545 300 49 100 re S Q"]), Measured::Known(0));
    assert_eq!(
        with(&["q 1 0 0 RG 2 w 590 300 m 594 320 588 340 594 360 c 588 380 594 390 592 400 c S Q"]),
        Measured::Known(0)
    );
    // So is a ribbon in a corner, or a banner from edge to edge.
    let corner = rings(595.28, 841.89);
    assert_eq!(with(&[&corner]), Measured::Known(0));
    assert_eq!(
        with(&["q 1 0 0 RG 2 w 0 420 m 150 440 440 380 595 400 c 440 360 150 470 0 420 c S Q"]),
        Measured::Known(0)
    );
    let blue = right.replace("0.839 0.078 0.110", "0.078 0.110 0.839");
    assert_ne!(blue, right);
    assert_eq!(with(&[&blue]), Measured::Known(0));
    // On a scan the seal would be part of the picture.
    let scan = measure(&Letter::scan_of("a.pdf", "scan-100.jpg", "notice").forge().bytes);
    assert_eq!(scan.layout.edge_seals.cause(), Some(&Cause::ScannedPage));
}

#[test]
fn a_seal_of_paths_is_a_seal() {
    let letter = Letter::new("a.pdf", "notice")
        .sign(Signing::new(Holder::Director, "2026-03-16T09:15:24"))
        .sign(
            Signing::new(Holder::Department, "2026-03-16T09:45:01")
                .of_paths()
                .overlapping(0.4),
        );
    let facts = measure(&letter.forge().bytes);
    assert_eq!(roles(&facts), [Some(SignatureRole::Person), Some(SignatureRole::Seal)]);
    let seal = picture(&facts, 1);
    assert!(seal.vector);
    assert_eq!(seal.hue, Measured::Known(Hue::Red));
    assert_eq!(seal.opaque_background, Measured::Known(false));
    near(*seal.diameter_mm.known().unwrap(), 36.0, 0.1);
    near(
        *facts.layout.seal_relation.known().unwrap().overlap.known().unwrap(),
        0.4,
        0.01,
    );
}
