//! How the signatures of a document stand to each other and to the page, and what the pages are like.

use serde::{Deserialize, Serialize};

use super::{
    Cause, Measured,
    appearance::{Hue, PictureFacts},
    signature::coded,
};

coded! {
    /// Where one thing stands beside another, by their centres.
    Side {
        /// To the left.
        Left = "left",
        /// To the right.
        Right = "right",
    }
}

/// Layout of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LayoutFacts {
    /// Index of the signature of the person that counts: the one that the seal that counts stands by, else the last live
    /// one with this role; absent without one.
    pub person: Measured<usize>,
    /// Index of the seal that counts: of those that stand by a person of their own the one that stands worst, else the
    /// last live one; absent without one.
    pub seal: Measured<usize>,
    /// How that seal stands to the signature of that person, or to a picture of one on the page.
    pub seal_relation: Measured<SealRelation>,
    /// Whether every person signed in a revision before that of the seal beside; absent without both.
    pub person_before_seal: Measured<bool>,
    /// Whether every person signed in a revision before the first field for number or date; absent without both.
    pub person_before_fields: Measured<bool>,
    /// The fields for number and date; absent without any.
    pub issue_fields: Measured<IssueFields>,
    /// A picture of a signature in the page itself, near the signer's name, where no signature field stands.
    pub picture_without_field: Measured<PagePicture>,
    /// Pictures of a seal cut by the edge of a page, or at the same edge of several pages (giáp lai).
    pub edge_seals: Measured<u32>,
    /// Seals at a title and name where the person named has not signed.
    pub unsigned_seals: Measured<u32>,
    /// Titles with a name below and room to sign between where nobody signed and no seal stands, on the pages whose text
    /// can be read, in a document with several such places: 0 where there is one or none. Unmeasured when there are
    /// several such places or seals and not every page can be read.
    pub unsigned_blocks: Measured<u32>,
    /// Persons with no seal by them whose certificate names none of the agencies that sealed the document, where another's
    /// signature is sealed.
    pub unsealed_signers: Measured<u32>,
    /// Signatures whose opaque picture hides text of the page.
    pub text_hiders: Measured<u32>,
    /// Pages that are a picture without text.
    pub scanned_pages: Measured<u32>,
    /// Pages with text.
    pub text_pages: Measured<u32>,
    /// The scanned pages; absent without any.
    pub scan: Measured<ScanFacts>,
    /// Smallest distances of text to the edges over all pages, page numbers left out; unmeasured on scans.
    pub margins: Measured<Margins>,
    /// The typeface of most letters outside heading and signatures.
    pub body: Measured<BodyText>,
    /// Page numbers; absent when nothing of them can be told (no page).
    pub page_numbers: Measured<PageNumbers>,
}

impl LayoutFacts {
    /// Nothing could be measured, for this cause.
    pub fn unmeasured(cause: &Cause) -> Self {
        fn not<T>(cause: &Cause) -> Measured<T> {
            Measured::Unmeasured(cause.clone())
        }
        Self {
            person: not(cause),
            seal: not(cause),
            seal_relation: not(cause),
            person_before_seal: not(cause),
            person_before_fields: not(cause),
            issue_fields: not(cause),
            picture_without_field: not(cause),
            edge_seals: not(cause),
            unsigned_seals: not(cause),
            unsigned_blocks: not(cause),
            unsealed_signers: not(cause),
            text_hiders: not(cause),
            scanned_pages: not(cause),
            text_pages: not(cause),
            scan: not(cause),
            margins: not(cause),
            body: not(cause),
            page_numbers: not(cause),
        }
    }
}

/// A seal beside the signature of a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SealRelation {
    /// Whether both stand on one page.
    pub same_page: bool,
    /// The part of the width of the signature's ink that lies between the left and the right end of the seal's ink,
    /// 0 to 1. Absent on different pages; unmeasured when one of the pictures can't be read.
    pub overlap: Measured<f64>,
    /// The same of the heights, of the smaller height.
    pub vertical_overlap: Measured<f64>,
    /// Where the seal's centre lies, seen from the signature's.
    pub side: Measured<Side>,
    /// Whether the signature is a picture in the page, without a signature field.
    pub of_page_picture: bool,
}

/// Fields for number and date that a clerk signed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IssueFields {
    /// How many.
    pub count: u32,
    /// Whether all were signed with the certificate of the seal; absent without a seal.
    pub same_certificate_as_seal: Measured<bool>,
    /// The longest time between one of them and the seal, seconds, by /M; absent without a seal or times.
    pub from_seal_s: Measured<i64>,
    /// What the fields for the number say.
    pub number: Measured<String>,
    /// What the fields for the date say, joined from left to right.
    pub date: Measured<String>,
}

/// A picture in a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PagePicture {
    /// The page, counted from 1.
    pub page: u32,
    /// The picture.
    pub picture: PictureFacts,
}

/// Pages that are pictures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScanFacts {
    /// Smallest number of pixels per inch of paper.
    pub dpi: f64,
    /// Whether every one is kept with colours (more than one component).
    pub colour: Measured<bool>,
}

/// Distances of text to the edges of the page, mm.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Margins {
    /// Top.
    pub top_mm: f64,
    /// Right.
    pub right_mm: f64,
    /// Bottom.
    pub bottom_mm: f64,
    /// Left.
    pub left_mm: f64,
}

/// The text of the body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BodyText {
    /// Name of the font of most letters, without the prefix of a subset.
    pub font: Measured<String>,
    /// Its family.
    pub typeface: Measured<String>,
    /// Size of most letters, pt.
    pub size_pt: f64,
    /// Colour of most letters.
    pub colour: Hue,
}

/// Page numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageNumbers {
    /// Whether page 1 has one.
    pub on_first_page: Measured<bool>,
    /// How many of the later pages with text have none that is right; absent for a document of one page.
    pub missing_later: Measured<u32>,
}
