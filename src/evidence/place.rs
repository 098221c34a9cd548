//! Which boxes a finding is seen by: from the names of the facts that it measured to places on a page.

use serde::{Deserialize, Serialize};

use crate::facts::{
    AppearanceFacts, DocumentFacts, LayoutFacts, Localized, Measured, PictureFacts, SignatureFacts, SignatureRole,
};

/// What is outlined; each kind has its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Ink of a person's signature.
    Signature,
    /// Ink of a seal.
    Seal,
    /// Text of an appearance.
    Text,
    /// The box of a signature field.
    Frame,
    /// A picture as a whole, or its ink where it is neither a signature nor a seal.
    Picture,
    /// Title of the signer.
    Title,
    /// Name of the signer.
    Name,
}

impl Part {
    /// Red, green, blue of every part, in the order of the parts. They differ in lightness too.
    pub const COLOURS: [[u8; 3]; 7] = [
        [0x12, 0x4f, 0xc4],
        [0xd0, 0x12, 0x2a],
        [0x0b, 0x7a, 0x3b],
        [0xc2, 0x62, 0x00],
        [0x80, 0x2f, 0xb0],
        [0x5d, 0x66, 0x70],
        [0x5d, 0x66, 0x70],
    ];

    /// Its colour.
    pub fn colour(self) -> [u8; 3] {
        Self::COLOURS[self as usize]
    }

    /// The code used in JSON and in style sheets.
    pub fn code(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Seal => "seal",
            Self::Text => "text",
            Self::Frame => "frame",
            Self::Picture => "picture",
            Self::Title => "title",
            Self::Name => "name",
        }
    }

    /// What it is called in a legend.
    pub fn words(self) -> Localized {
        let (vi, en) = match self {
            Self::Signature => ("nét chữ ký", "ink of the signature"),
            Self::Seal => ("nét dấu", "ink of the seal"),
            Self::Text => ("thông tin ký", "text of the stamp"),
            Self::Frame => ("khung hiển thị", "box of the field"),
            Self::Picture => ("hình ảnh", "picture"),
            Self::Title => ("chức vụ", "title"),
            Self::Name => ("họ tên", "name"),
        };
        Localized {
            vi: vi.to_owned(),
            en: en.to_owned(),
        }
    }
}

/// A box to outline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// What it is.
    pub part: Part,
    /// What the legend calls it.
    pub label: String,
    /// Left, top, right, bottom, mm from the top left corner of the page as displayed.
    pub box_mm: [f64; 4],
}

/// A picture to be drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drawing {
    /// Page, counted from 1.
    pub page: u32,
    /// What is outlined on it.
    pub marks: Vec<Mark>,
    /// The piece of the page reaches up to its top right corner, from which a place was measured.
    pub to_corner: bool,
    /// A line below the picture: what it is a picture of.
    pub caption: String,
}

/// What a measured fact is seen by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sight {
    /// The ink of the signature that was judged.
    Ink,
    /// Its whole picture.
    Picture,
    /// Its text.
    Text,
    /// Its box, and how far that is from the corner of the page.
    Corner,
    /// Its ink between title and name.
    Block,
    /// Seal and signature of the person.
    Relation,
    /// The seal.
    Seal,
    /// The signature of the person.
    Person,
    /// A picture of a signature in the page.
    PagePicture,
}

/// What is shown for which facts. Facts that stand here by a prefix (`block.`) are all seen alike; the first line that
/// fits counts.
const SIGHTS: &[(&str, Sight)] = &[
    ("appearance.box_bottom", Sight::Corner),
    ("appearance.covers_text", Sight::Picture),
    ("appearance.from_", Sight::Corner),
    ("appearance.page", Sight::Corner),
    ("appearance.quadrant", Sight::Corner),
    ("appearance.hidden", Sight::Corner),
    ("appearance.opaque_background", Sight::Picture),
    ("appearance.transparent", Sight::Picture),
    ("appearance.picture", Sight::Picture),
    ("appearance.has_picture", Sight::Ink),
    ("appearance.aspect", Sight::Ink),
    ("appearance.diameter", Sight::Ink),
    ("appearance.hue", Sight::Ink),
    ("appearance.ink_", Sight::Ink),
    ("appearance.median_", Sight::Ink),
    ("appearance.roundness", Sight::Ink),
    ("appearance.vector", Sight::Ink),
    ("appearance.colour", Sight::Text),
    ("appearance.font", Sight::Text),
    ("appearance.has_text", Sight::Text),
    ("appearance.one_typeface", Sight::Text),
    ("appearance.text", Sight::Text),
    ("appearance.typeface", Sight::Text),
    ("block.", Sight::Block),
    // Nobody signed as a person: what stands there instead, if anything does.
    ("document.person_signatures", Sight::PagePicture),
    ("layout.picture_without_field", Sight::PagePicture),
    ("person.", Sight::Person),
    ("seal.overlap_of_signature", Sight::Relation),
    ("seal.relates_to_page_picture", Sight::Relation),
    ("seal.same_page_as_signature", Sight::Relation),
    ("seal.side_of_signature", Sight::Relation),
    ("seal.vertical_overlap", Sight::Relation),
    ("seal.", Sight::Seal),
    ("stamp.", Sight::Text),
];

fn sight(fact: &str) -> Option<Sight> {
    SIGHTS
        .iter()
        .find(|(name, _)| fact.starts_with(name))
        .map(|(_, sight)| *sight)
}

/// Whether a finding that measured these facts has a place on a page, as far as their names tell.
pub fn has_place<'a>(measured: impl IntoIterator<Item = &'a str>) -> bool {
    measured.into_iter().any(|fact| sight(fact).is_some())
}

/// The picture of a finding on a document (`subject` is the index of its signature) that measured these facts; `None`
/// when none of them has a known place. `label` says a part in the reader's language.
pub fn drawing<'a>(
    facts: &DocumentFacts,
    subject: Option<u32>,
    measured: impl IntoIterator<Item = &'a str>,
    caption: String,
    label: fn(&Localized) -> &str,
) -> Option<Drawing> {
    let subject = subject
        .and_then(|index| usize::try_from(index).ok())
        .and_then(|index| facts.signatures.get(index));
    let mut placed = Placed {
        marks: Vec::new(),
        to_corner: false,
        label,
    };
    let mut seen: Vec<Sight> = measured.into_iter().filter_map(sight).collect();
    seen.dedup();
    for sight in seen {
        placed.look(sight, facts, subject);
    }
    let (page, _) = placed.marks.first()?;
    let page = *page;
    let mut marks: Vec<Mark> = Vec::new();
    for (_, mark) in placed.marks.into_iter().filter(|(own, _)| *own == page) {
        if !marks.contains(&mark) {
            marks.push(mark);
        }
    }
    Some(Drawing {
        page,
        marks,
        to_corner: placed.to_corner,
        caption,
    })
}

/// Boxes found so far, each with its page.
struct Placed {
    marks: Vec<(u32, Mark)>,
    to_corner: bool,
    label: fn(&Localized) -> &str,
}

impl Placed {
    fn add(&mut self, page: u32, part: Part, box_mm: [f64; 4]) {
        let label = (self.label)(&part.words()).to_owned();
        self.put(page, part, label, box_mm);
    }

    fn put(&mut self, page: u32, part: Part, label: String, box_mm: [f64; 4]) {
        let usable = box_mm.iter().all(|side| side.is_finite()) && box_mm[0] <= box_mm[2] && box_mm[1] <= box_mm[3];
        if usable {
            self.marks.push((page, Mark { part, label, box_mm }));
        }
    }

    fn look(&mut self, sight: Sight, facts: &DocumentFacts, subject: Option<&SignatureFacts>) {
        let layout = &facts.layout;
        let of = |index: &Measured<usize>| index.known().and_then(|index| facts.signatures.get(*index));
        match sight {
            Sight::Ink => self.ink(subject),
            Sight::Picture => self.picture(subject),
            Sight::Text => self.text(subject),
            Sight::Corner => self.frame(subject, true),
            Sight::Block => self.block(subject),
            Sight::Seal => self.ink(of(&layout.seal)),
            Sight::Person => self.ink(of(&layout.person)),
            Sight::PagePicture => self.page_picture(layout),
            // The seal first: of two pages the one is shown where it stands alone.
            Sight::Relation => {
                self.ink(of(&layout.seal));
                if layout.seal_relation.known().is_some_and(|it| it.of_page_picture) {
                    self.page_picture(layout);
                } else {
                    self.ink(of(&layout.person));
                }
            }
        }
    }

    fn ink(&mut self, signature: Option<&SignatureFacts>) {
        let Some((signature, appearance)) = shown(signature) else {
            return;
        };
        let part = match signature.role {
            Measured::Known(SignatureRole::Person) => Part::Signature,
            Measured::Known(SignatureRole::Seal) => Part::Seal,
            _ => Part::Picture,
        };
        match &appearance.picture {
            Measured::Known(picture) => self.add(appearance.page, part, ink_of(picture)),
            _ => self.frame(Some(signature), false),
        }
    }

    fn picture(&mut self, signature: Option<&SignatureFacts>) {
        let Some((_, appearance)) = shown(signature) else {
            return;
        };
        match &appearance.picture {
            Measured::Known(picture) => self.add(appearance.page, Part::Picture, picture.placed_mm),
            _ => self.frame(signature, false),
        }
    }

    fn text(&mut self, signature: Option<&SignatureFacts>) {
        let Some((_, appearance)) = shown(signature) else {
            return;
        };
        match &appearance.text {
            Measured::Known(text) => self.add(appearance.page, Part::Text, text.box_mm),
            _ => self.frame(signature, false),
        }
    }

    fn frame(&mut self, signature: Option<&SignatureFacts>, to_corner: bool) {
        if let Some((_, appearance)) = shown(signature) {
            self.add(appearance.page, Part::Frame, appearance.box_mm);
            self.to_corner |= to_corner;
        }
    }

    fn block(&mut self, signature: Option<&SignatureFacts>) {
        self.ink(signature);
        if let Some(block) = signature.and_then(|signature| signature.layout.block.known()) {
            self.add(block.page, Part::Title, block.title_mm);
            self.add(block.page, Part::Name, block.name_mm);
        }
    }

    fn page_picture(&mut self, layout: &LayoutFacts) {
        if let Some(found) = layout.picture_without_field.known() {
            let words = Localized {
                vi: "hình chữ ký trong trang, không phải trường ký số".to_owned(),
                en: "picture of a signature in the page, no signature field".to_owned(),
            };
            let label = (self.label)(&words).to_owned();
            self.put(found.page, Part::Signature, label, ink_of(&found.picture));
        }
    }
}

/// The signature with what it shows, when it shows anything.
fn shown(signature: Option<&SignatureFacts>) -> Option<(&SignatureFacts, &AppearanceFacts)> {
    let signature = signature?;
    Some((signature, signature.layout.appearance.known()?))
}

fn ink_of(picture: &PictureFacts) -> [f64; 4] {
    picture.ink_mm.known().copied().unwrap_or(picture.placed_mm)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::catalogue;

    #[test]
    fn every_line_names_facts_that_exist() {
        for (name, _) in SIGHTS {
            assert!(
                catalogue().iter().any(|fact| fact.name.starts_with(name)),
                "no fact is called {name}"
            );
        }
    }

    #[test]
    fn what_has_no_place_has_no_picture() {
        assert!(has_place(["signature.live", "seal.overlap_of_signature"]));
        assert!(!has_place([
            "signature.indication",
            "components.number",
            "layout.margin_left"
        ]));
    }
}
