//! How the seal stands to the signature: by the ink of both, not by their boxes.

use crate::facts::{Measured, PictureFacts, SealRelation, Side};

/// A picture on a page.
pub(super) struct OnPage<'a> {
    pub(super) page: u32,
    pub(super) picture: Measured<&'a PictureFacts>,
}

/// The seal beside the signature of a person; `of_page_picture` says that the signature is a picture of the page.
pub(super) fn relation(seal: &OnPage<'_>, signature: &OnPage<'_>, of_page_picture: bool) -> SealRelation {
    let same_page = seal.page == signature.page;
    let ink = |it: &OnPage<'_>| it.picture.clone().and_then(|picture| picture.ink_mm.clone());
    let compared = |compare: fn([f64; 4], [f64; 4]) -> f64| {
        if !same_page {
            return Measured::Absent;
        }
        ink(seal).and_then(|seal| ink(signature).map(|signature| compare(seal, signature)))
    };
    SealRelation {
        same_page,
        overlap: compared(|seal, signature| {
            share(
                signature[2].min(seal[2]) - signature[0].max(seal[0]),
                signature[2] - signature[0],
            )
        }),
        vertical_overlap: compared(|seal, signature| {
            let smaller = (seal[3] - seal[1]).min(signature[3] - signature[1]);
            share(signature[3].min(seal[3]) - signature[1].max(seal[1]), smaller)
        }),
        side: compared(|seal, signature| f64::midpoint(seal[0], seal[2]) - f64::midpoint(signature[0], signature[2]))
            .map(|offset| if offset < 0.0 { Side::Left } else { Side::Right }),
        of_page_picture,
    }
}

/// A part of a whole, 0 to 1, to a thousandth; nothing of what has no extent.
fn share(part: f64, whole: f64) -> f64 {
    if whole <= 0.0 {
        return 0.0;
    }
    ((part / whole).clamp(0.0, 1.0) * 1000.0).round() / 1000.0
}
