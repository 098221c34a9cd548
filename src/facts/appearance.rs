//! What a signature shows on its page: the picture, the text, and where it stands.
//!
//! Boxes are millimetres from the top left corner of the page as displayed (after /Rotate, CropBox and UserUnit):
//! left, top, right, bottom. Points are 1/72 inch of paper.

use serde::{Deserialize, Serialize};

use super::{Cause, CopyKind, Measured, Moment, components::SigningCapacity, signature::coded};

coded! {
    /// The colour of ink that most of it has, by hue, saturation and value (HSV). The ranges only name a colour: what
    /// a regulation accepts is compared with the numbers beside it.
    Hue {
        /// Hue 190° to 275°, saturation and value from 0.20.
        Blue = "blue",
        /// Hue 335° to 25°, saturation and value from 0.20.
        Red = "red",
        /// Value below 0.20, or below 0.45 with saturation below 0.20.
        Black = "black",
        /// Value from 0.45, saturation below 0.20.
        Grey = "grey",
        /// Any other hue.
        Other = "other",
    }
}

coded! {
    /// A quarter of the page as displayed.
    Quadrant {
        /// Top left.
        TopLeft = "top-left",
        /// Top right.
        TopRight = "top-right",
        /// Bottom left.
        BottomLeft = "bottom-left",
        /// Bottom right.
        BottomRight = "bottom-right",
    }
}

coded! {
    /// How a signing time is written.
    TimeForm {
        /// `25.06.2024 16:17:49 +07:00`.
        Dotted = "F1",
        /// `2026-02-04 16:29:58 +07:00`.
        Spaced = "F2",
        /// `2026-05-13T14:41:57+07:00`, the strict form of ISO 8601: extended, or basic as `20260513T144157+0700`;
        /// the zone may be hours alone.
        Iso8601 = "F3",
        /// `16/11/2022 16:34:54`, day first with slashes, or any other form without a zone and without `T`.
        Slashed = "F4",
        /// `2022-11-16T16:34:54.1234567`, ISO 8601 without a zone.
        IsoWithoutZone = "F5",
        /// A date or time that has none of these forms.
        Other = "other",
    }
}

coded! {
    /// The time zone that a printed time states.
    TimeZone {
        /// `+07:00`.
        Vietnam = "vietnam",
        /// `Z` or `+00:00`.
        Utc = "utc",
        /// Another offset.
        Other = "other",
        /// None is written.
        None = "none",
    }
}

coded! {
    /// One observation that speaks for a role of a signature.
    RoleEvidence {
        /// /SubFilter is ETSI.RFC3161.
        DocTimestampSubFilter = "doc-timestamp-subfilter",
        /// /Reason begins with "Kèm theo văn bản số".
        ReasonAttachedTo = "reason-attached-to",
        /// The text begins with SAO Y, SAO LỤC or TRÍCH SAO.
        TextCopyForm = "text-copy-form",
        /// The text has a number with its symbol, and a time.
        TextNumberAndTime = "text-number-and-time",
        /// In the right half of the top of page 1.
        TopRightOfPageOne = "top-right-of-page-one",
        /// There is no picture.
        NoPicture = "no-picture",
        /// The picture is round.
        RoundPicture = "round-picture",
        /// The picture is about as wide as it is high.
        SquarePicture = "square-picture",
        /// The ink is red.
        RedInk = "red-ink",
        /// The ink is blue, black or grey.
        DarkInk = "dark-ink",
        /// The picture is clearly wider than it is high.
        WidePicture = "wide-picture",
        /// A line with a person's name stands near it.
        NearNameLine = "near-name-line",
        /// The text is a number, with or without its symbol.
        TextNumber = "text-number",
        /// "Số:" stands before it on its line.
        NearNumberWord = "near-number-word",
        /// The text is a day, a month or a whole date.
        TextDate = "text-date",
        /// "ngày", "tháng" or "năm" stands beside it on its line.
        NearDateWord = "near-date-word",
        /// A bare number in the left column of a page without text, upright.
        UprightOnTheLeft = "upright-on-the-left",
        /// A bare number in the right column of a page without text, slanted as signing software writes dates.
        SlantedOnTheRight = "slanted-on-the-right",
        /// The text says who signed ("Người ký:", "Ký bởi:").
        TextSignedBy = "text-signed-by",
        /// In the left half or the middle of the top of page 1.
        TopLeftOfPageOne = "top-left-of-page-one",
        /// The signer is a portal, a gazette or another publisher.
        PublisherName = "publisher-name",
        /// The certificate is not of the agency that issues the document.
        NotTheIssuingAgency = "not-the-issuing-agency",
        /// The certificate is that of a person.
        CertificatePerson = "certificate-person",
        /// The certificate is that of an agency.
        CertificateAgency = "certificate-agency",
        /// The certificate is that of a service.
        CertificateService = "certificate-service",
        /// The text or /Reason says that it is an initial (ký nháy).
        TextInitial = "text-initial",
        /// It is of nobody whose name is printed, and at every title and name another person signed.
        AnotherSignsHere = "another-signs-here",
        /// It stands apart, and the same person signed at title and name too.
        SignsAtTheName = "signs-at-the-name",
        /// Its page can't be read, the seal stands by another signature, and this one is of the same person or much smaller.
        ApartFromTheSealedOne = "apart-from-the-sealed-one",
        /// The text or /Reason says that it is a comment.
        TextComment = "text-comment",
        /// The text says when and under which number somebody received the document (dấu "Đến").
        TextReceived = "text-received",
        /// The box has no area, or the widget is hidden, or it lies outside the page, or it shows nothing.
        NothingShown = "nothing-shown",
        /// No widget leads to it.
        NoWidget = "no-widget",
        /// The picture can't be decoded.
        PictureUnreadable = "picture-unreadable",
    }
}

/// Where a signature stands and what it shows, and the part it plays by that.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignatureLayout {
    /// What it shows; absent when no widget leads to it or the widget has no area.
    pub appearance: Measured<AppearanceFacts>,
    /// What decided the role, in the order in which it was looked at.
    pub evidence: Vec<RoleEvidence>,
    /// Whether the kind of the certificate is the one this role is signed with: a person's for a person, an agency's
    /// for seal, number, date, copy and attachment. Absent for other roles; unmeasured when the kind or the part
    /// of the signature is not known.
    pub certificate_fits: Measured<bool>,
    /// Whether the agency of the certificate is the one that the heading names, a part or an office of it, or the one above;
    /// for seal, number and date. Absent for other roles and certificates, and where the heading names none.
    pub agency_is_issuing: Measured<bool>,
    /// The signer's title and name on the page, for a person's signature; unmeasured where none could be made out. Absent
    /// for other roles.
    pub block: Measured<BlockFacts>,
    /// Days from the date on the document to the day of signing in Vietnam; negative when signed before.
    pub days_after_issue: Measured<i64>,
    /// Whether it says that it was made after the moment of the audit; unmeasured without one.
    pub after_audit: Measured<bool>,
}

impl SignatureLayout {
    /// Nothing of it could be measured, for this cause.
    pub fn unmeasured(cause: &Cause) -> Self {
        Self {
            appearance: Measured::Unmeasured(cause.clone()),
            evidence: Vec::new(),
            certificate_fits: Measured::Unmeasured(cause.clone()),
            agency_is_issuing: Measured::Unmeasured(cause.clone()),
            block: Measured::Unmeasured(cause.clone()),
            days_after_issue: Measured::Unmeasured(cause.clone()),
            after_audit: Measured::Unmeasured(cause.clone()),
        }
    }
}

impl Default for SignatureLayout {
    fn default() -> Self {
        Self::unmeasured(&Cause::NotMeasured)
    }
}

/// What one signature shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AppearanceFacts {
    /// Its page, counted from 1.
    pub page: u32,
    /// The box of its widget.
    pub box_mm: [f64; 4],
    /// Distance of the box from the right edge of the page, mm; negative beyond it.
    pub from_right_mm: f64,
    /// Distance of the top of the box from the top edge of the page, mm.
    pub from_top_mm: f64,
    /// The quarter of the page that the centre of the box lies in.
    pub quadrant: Quadrant,
    /// Whether the widget is hidden, or not to be viewed (ISO 32000-1, 12.5.3).
    pub hidden: bool,
    /// The picture; the largest when there are several, but the signature where a person signs with a seal beside it.
    pub picture: Measured<PictureFacts>,
    /// How many pictures it draws; one in pieces is one.
    pub pictures: u32,
    /// Its text.
    pub text: Measured<TextFacts>,
    /// What the text says.
    pub stamp: Measured<StampFacts>,
    /// Whether an opaque picture stands over text of the page, of which nothing can then be read.
    pub covers_text: Measured<bool>,
}

/// One picture in place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PictureFacts {
    /// Where the whole picture is drawn.
    pub placed_mm: [f64; 4],
    /// What of it is ink: neither transparent nor background. Absent when it is empty.
    pub ink_mm: Measured<[f64; 4]>,
    /// The colour of the ink.
    pub hue: Measured<Hue>,
    /// The part of the ink that has this colour, 0 to 1.
    pub hue_share: Measured<f64>,
    /// Median hue of the coloured ink, degrees; absent when it has no colour.
    pub median_hue_deg: Measured<f64>,
    /// Median saturation of the ink, 0 to 1.
    pub median_saturation: Measured<f64>,
    /// Whether it has an alpha plane or a mask that lets the page through.
    pub transparent: Measured<bool>,
    /// Whether it paints its background: what is below can't be seen.
    pub opaque_background: Measured<bool>,
    /// Width of the ink divided by its height.
    pub aspect: Measured<f64>,
    /// How round the outline of the ink is: 1 for a circle.
    pub roundness: Measured<f64>,
    /// The part of the box around the ink that is ink, 0 to 1; absent for paths.
    #[serde(default)]
    pub coverage: Measured<f64>,
    /// Mean of width and height of the ink, mm.
    pub diameter_mm: Measured<f64>,
    /// Whether it is drawn with paths, not with pixels.
    pub vector: bool,
}

/// Text as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TextFacts {
    /// Lines from top to bottom, in NFC.
    pub lines: Vec<String>,
    /// Where it stands.
    pub box_mm: [f64; 4],
    /// Name of the font of most letters, without the prefix of a subset; unmeasured when there are letters of a font
    /// without a name: its glyphs are drawn (Type 3), and may be those of any typeface.
    pub font: Measured<String>,
    /// Family of that font, without style and producer's suffix: `Times New Roman`.
    pub typeface: Measured<String>,
    /// Whether every letter of a font with a name has this typeface.
    pub one_typeface: bool,
    /// Size of most letters as displayed, pt.
    pub size_pt: f64,
    /// Smallest and largest size, pt.
    pub size_range_pt: [f64; 2],
    /// Whether no letter is italic, by its font or by a slanted matrix.
    pub upright: bool,
    /// Whether any letter is bold, by its font or by a stroke.
    pub bold: bool,
    /// The colour of the letters; `other` when they have several, unmeasured when some are painted with a pattern.
    pub colour: Measured<Hue>,
    /// Whether every letter can be seen: painted, not cut off, not painted over, not of the colour of its ground.
    pub visible: bool,
}

/// What the text of an appearance says.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StampFacts {
    /// SAO Y, SAO LỤC or TRÍCH SAO.
    pub copy_kind: Measured<CopyKind>,
    /// The agency that it names.
    pub agency: Measured<String>,
    /// Whether that is the organisation of the certificate.
    pub agency_is_signer: Measured<bool>,
    /// Number and symbol as one: `2061/QĐ-UBND`; the bare number in a field for the number.
    pub number: Measured<String>,
    /// Whether that is the number in /Reason ("Kèm theo văn bản số …"); absent when one of them is missing.
    pub number_is_in_reason: Measured<bool>,
    /// Whether that is the number in the line "(Kèm theo … số …)" of the page; absent when one of them is missing or blank.
    pub number_is_in_heading: Measured<bool>,
    /// Whom it names as the signer ("Người ký: …", "Ký bởi: …").
    pub signer: Measured<String>,
    /// Whether that is the name on the certificate.
    pub signer_is_certificate: Measured<bool>,
    /// The printed time.
    pub time: Measured<PrintedTime>,
}

/// A time as printed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PrintedTime {
    /// As it stands there.
    pub text: String,
    /// The instant; without a zone +07:00 is taken. Absent when it has no time of day.
    pub moment: Measured<Moment>,
    /// How it is written.
    pub form: TimeForm,
    /// The zone that it states.
    pub zone: TimeZone,
    /// Whether it has seconds.
    pub has_seconds: bool,
    /// Seconds from /M to it, where it has no seconds to its minute; absent without one of them.
    pub after_claimed_s: Measured<i64>,
}

/// Title and name of a signer, and how the picture of the signature stands to them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BlockFacts {
    /// Page of title and name, counted from 1.
    pub page: u32,
    /// Whether the signature stands on that page.
    pub same_page: bool,
    /// The abbreviation before the title as printed: `KT.`, `TM.`.
    pub prefix: Measured<String>,
    /// The capacity it stands for; absent for another abbreviation and without one.
    pub capacity: Measured<SigningCapacity>,
    /// The lines of the title from top to bottom, with their abbreviation.
    pub title: Vec<String>,
    /// The name.
    pub name: String,
    /// Whether that is the name on the certificate.
    pub name_is_certificate: Measured<bool>,
    /// Whether it is, but for the marks of its letters: a certificate without any, or a text layer that has others than the
    /// page shows.
    pub name_is_certificate_but_marks: Measured<bool>,
    /// Box of the lowest line of the title.
    pub title_mm: [f64; 4],
    /// Box of the name.
    pub name_mm: [f64; 4],
    /// From the bottom of the title to the top of the ink, pt; negative when they overlap. Unmeasured without ink.
    pub below_title_pt: Measured<f64>,
    /// From the bottom of the ink to the top of the name, pt; negative when they overlap.
    pub above_name_pt: Measured<f64>,
    /// From the centre of title and name to the centre of the ink, pt, without sign.
    pub centre_offset_pt: Measured<f64>,
}
