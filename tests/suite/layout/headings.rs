//! Who issues a document, as its heading says.

use std::fmt::Write as _;

use kysoat::facts::{Cause, DocumentFacts, Measured};

use super::{
    marks::{pages, written},
    measure,
};
use crate::forge::face;

/// A heading: in the left column lines from the top, each plain or bold.
fn headed(lines: &[(&'static str, bool)]) -> DocumentFacts {
    let mut bold = String::new();
    let mut plain = vec![
        written("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 300.0, 770.0),
        written("Số: 12/TB-STC", 110.0, 710.0),
        // The letters that are bold above.
        written(
            "Sở Tài chính, UBND: SỞ TÀI CHÍNH UBND TỈNH THÁI NGUYÊN Tở UÁU DÌOI",
            85.0,
            500.0,
        ),
    ];
    for (at, (text, is_bold)) in (0_u8..).zip(lines) {
        let baseline = 770.0 - 16.0 * f64::from(at);
        if *is_bold {
            let text = face::shown(text);
            write!(
                bold,
                "BT /F1 13 Tf 2 Tr 0 g 1 0 0 1 60 {baseline} Tm {text} Tj 0 Tr ET "
            )
            .unwrap();
        } else {
            plain.push(written(text, 60.0, baseline));
        }
    }
    measure(&pages(&[(&plain, &bold)]))
}

#[test]
fn the_agency_is_told_by_its_words_where_the_wrong_line_is_bold() {
    let known = |text: &str| Measured::Known(text.to_owned());
    let (above, own) = ("UBND TỈNH THÁI NGUYÊN", "SỞ TÀI CHÍNH");
    for lines in [
        [(above, false), (own, true)],
        [(above, true), (own, false)],
        [(above, true), (own, true)],
    ] {
        let found = headed(&lines).components;
        assert_eq!(
            (found.parent_agency, found.agency),
            (known(above), known(own)),
            "{lines:?}"
        );
    }
    // What is bold above what is no agency of its own stays the agency.
    let found = headed(&[(own, true), ("THÁI NGUYÊN", false)]).components;
    assert_eq!(found.agency, known(own));
}

#[test]
fn an_agency_that_nobody_writes_so_is_not_read() {
    let found = headed(&[("UBND TỈNH THÁI NGUYÊN", false), ("Tở UÁU DÌOI", true)]).components;
    assert_eq!(found.agency, Measured::Unmeasured(Cause::TextUnreadable));
    assert_eq!(found.parent_agency, Measured::Known("UBND TỈNH THÁI NGUYÊN".to_owned()));
}
