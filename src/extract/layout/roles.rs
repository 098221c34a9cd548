//! The part that each signature plays, told from what it shows, where it stands and who signed.
//!
//! The order is that in which one observation outweighs another: a reason written by the signing software, the text,
//! then the picture. The kind of the certificate decides only where the picture alone does not; whether it is the
//! right kind for the role is a fact of its own. What nothing decides is `other`, with what was seen.

use super::{
    agency::{is_named_in, may_issue, same_agency},
    block::{self, Block},
    heading::Heading,
    number,
    page::{Kind, Page},
    place_and_date,
    shapes::{ROUND, is_dark, is_emblem, is_red, is_seal, is_square, is_wide, looks_like_a_seal},
    stamp,
    text::{Phrases, UNREADABLE, begins_with, key, phrases, speaks_of},
};
use crate::{
    facts::{
        AppearanceFacts, BlockFacts, Cause, Measured, PictureFacts, RoleEvidence, SignatureFacts, SignatureRole,
        SignerFacts, SignerKind, parts,
    },
    pdf::content::Rect,
};

/// The top of a page: the upper part of so many mm, where portals and stamps stand.
const TOP: f64 = 60.0;

static ATTACHED_TO: Phrases = Phrases::new(|| phrases(&["kèm theo văn bản số", "kèm theo văn bản"]));
static INITIAL: Phrases = Phrases::new(|| phrases(&["ký nháy", "ký tắt", "nháy"]));
static RECEIVED: Phrases = Phrases::new(|| {
    phrases(&[
        "văn bản đến",
        "công văn đến",
        "số đến",
        "ngày đến",
        "giờ đến",
        "đến số",
        "đến ngày",
    ])
});
static COMMENT: Phrases = Phrases::new(|| phrases(&["bút phê", "ý kiến chỉ đạo", "ý kiến"]));
static SIGNED_BY: Phrases =
    Phrases::new(|| phrases(&["người ký", "ký bởi", "ký số bởi", "digitally signed by", "signed by"]));
static PUBLISHERS: Phrases = Phrases::new(|| {
    phrases(&[
        "cổng thông tin",
        "công báo",
        "trang thông tin điện tử",
        "cơ sở dữ liệu quốc gia",
        "thư viện pháp luật",
    ])
});
static NUMBER_WORD: Phrases = Phrases::new(|| phrases(&["số"]));
static DATE_WORDS: Phrases = Phrases::new(|| phrases(&["ngày", "tháng", "năm"]));

/// What the roles are told from, besides the signature itself.
pub(super) struct Surroundings<'a> {
    pub(super) pages: &'a [Page<'a>],
    pub(super) blocks: &'a [Block],
    pub(super) heading: &'a Heading,
}

/// How a signature is shown.
pub(super) enum Shown<'a> {
    /// No widget leads to it.
    NoWidget,
    /// Its widget has no area, is hidden, or shows nothing.
    Nothing,
    /// Something of it could not be looked at.
    Unread(Cause),
    /// This.
    Appearance(&'a AppearanceFacts),
}

/// The role of one signature, and what decided it.
pub(super) fn role(
    signature: &SignatureFacts,
    shown: &Shown<'_>,
    around: &Surroundings<'_>,
) -> (Measured<SignatureRole>, Vec<RoleEvidence>) {
    use RoleEvidence as E;
    if signature.sub_filter.known().is_some_and(|name| name == "ETSI.RFC3161") {
        return (
            Measured::Known(SignatureRole::DocTimestamp),
            vec![E::DocTimestampSubFilter],
        );
    }
    let reason = key(signature.reason.as_deref().unwrap_or_default());
    if begins_with(&reason, &ATTACHED_TO) {
        return (Measured::Known(SignatureRole::Attachment), vec![E::ReasonAttachedTo]);
    }
    let appearance = match shown {
        Shown::NoWidget => return (Measured::Known(SignatureRole::Other), vec![E::NoWidget]),
        Shown::Nothing => return (Measured::Known(SignatureRole::Invisible), vec![E::NothingShown]),
        Shown::Unread(cause) => return (Measured::Unmeasured(cause.clone()), Vec::new()),
        Shown::Appearance(appearance) => appearance,
    };
    let mut seen = Seen::of(signature, appearance, around);
    let decided = seen
        .by_text(&reason)
        .or_else(|| seen.by_picture())
        .or_else(|| seen.by_words_beside());
    match decided {
        Some(role) => (Measured::Known(role), seen.evidence),
        None => match &seen.unread {
            Some(cause) => (Measured::Unmeasured(cause.clone()), seen.evidence),
            None => (Measured::Known(SignatureRole::Other), seen.evidence),
        },
    }
}

/// What is seen of one signature.
struct Seen<'a> {
    appearance: &'a AppearanceFacts,
    signer: Option<&'a SignerFacts>,
    around: &'a Surroundings<'a>,
    picture: Option<&'a PictureFacts>,
    text: String,
    evidence: Vec<RoleEvidence>,
    /// What could not be looked at, and might have decided.
    unread: Option<Cause>,
}

impl<'a> Seen<'a> {
    fn of(signature: &'a SignatureFacts, appearance: &'a AppearanceFacts, around: &'a Surroundings<'a>) -> Self {
        let lines = appearance
            .text
            .known()
            .map(|text| text.lines.join(" "))
            .unwrap_or_default();
        let picture = appearance.picture.known();
        let unread = appearance
            .picture
            .cause()
            .or(appearance.text.cause())
            .or(picture.and_then(|picture| picture.ink_mm.cause()))
            .cloned()
            .or(lines.contains(UNREADABLE).then_some(Cause::TextUnreadable));
        Self {
            appearance,
            signer: signature.signer.known(),
            around,
            picture,
            text: lines,
            evidence: Vec::new(),
            unread,
        }
    }

    fn note(&mut self, evidence: RoleEvidence) {
        if !self.evidence.contains(&evidence) {
            self.evidence.push(evidence);
        }
    }

    fn kind(&self) -> SignerKind {
        self.signer.map_or(SignerKind::Unknown, |signer| signer.kind)
    }

    fn note_kind(&mut self) {
        match self.kind() {
            SignerKind::Person => self.note(RoleEvidence::CertificatePerson),
            SignerKind::Agency => self.note(RoleEvidence::CertificateAgency),
            SignerKind::Service => self.note(RoleEvidence::CertificateService),
            SignerKind::Unknown => {}
        }
    }

    /// At the top of page 1; the evidence says in which half.
    fn at_top(&mut self) -> bool {
        let [x0, y0, x1, _] = self.appearance.box_mm;
        if self.appearance.page != 1 || y0 > TOP {
            return false;
        }
        let width = x1 + self.appearance.from_right_mm;
        self.note(if f64::midpoint(x0, x1) > width / 2.0 {
            RoleEvidence::TopRightOfPageOne
        } else {
            RoleEvidence::TopLeftOfPageOne
        });
        true
    }

    /// Steps 2, 3, 7 and 8: what the text says outweighs any picture beside it.
    fn by_text(&mut self, reason: &str) -> Option<SignatureRole> {
        let text = key(&self.text);
        // Words that nobody can read, as in a mirror, excuse nobody.
        let legible = self.appearance.text.known().is_some_and(|text| text.visible);
        if begins_with(reason, &INITIAL) || legible && speaks_of(&text, &INITIAL) {
            self.note(RoleEvidence::TextInitial);
            return Some(SignatureRole::Initial);
        }
        if begins_with(reason, &COMMENT) || begins_with(&text, &COMMENT) {
            self.note(RoleEvidence::TextComment);
            return Some(SignatureRole::Other);
        }
        if text.is_empty() {
            return None;
        }
        if self.is_received(&text) {
            self.note(RoleEvidence::TextReceived);
            return Some(SignatureRole::Other);
        }
        let lines = self.appearance.text.known().map(|text| text.lines.as_slice());
        if stamp::speaks_of_a_copy(lines.unwrap_or_default()) {
            self.note(RoleEvidence::TextCopyForm);
            return Some(SignatureRole::Copy);
        }
        let said = self.appearance.stamp.known();
        let has_time = said.is_some_and(|said| said.time.known().is_some());
        let has_number = said.is_some_and(|said| said.number.known().is_some_and(|number| number.contains('/')));
        if has_number && has_time && !speaks_of(&text, &SIGNED_BY) {
            self.note(RoleEvidence::TextNumberAndTime);
            if self.picture.is_none() {
                self.note(RoleEvidence::NoPicture);
            }
            self.at_top();
            return Some(SignatureRole::Attachment);
        }
        if speaks_of(&text, &SIGNED_BY) {
            self.note(RoleEvidence::TextSignedBy);
            // Whose name says that it publishes what others issue does so wherever it signs.
            let named = |seen: &Self| seen.evidence.contains(&RoleEvidence::PublisherName);
            if self.is_publisher() && (self.at_top() || named(self)) {
                return Some(SignatureRole::Publisher);
            }
        }
        None
    }

    /// Whether it is the mark of who received the document: the word alone on a line or before a colon, or with what was
    /// received when.
    fn is_received(&self, text: &str) -> bool {
        let lines = self.appearance.text.known().map(|text| text.lines.as_slice());
        let mut lines = lines.unwrap_or_default().iter();
        let word = |line: &String| line.split(':').next().is_some_and(|word| word.trim() == "ĐẾN");
        lines.any(word) || speaks_of(text, &RECEIVED)
    }

    /// Whether the signer publishes what others issue.
    fn is_publisher(&mut self) -> bool {
        let Some(signer) = self.signer else { return false };
        let names = [&signer.common_name, &signer.organization];
        if names
            .iter()
            .filter_map(|name| name.as_deref())
            .any(|name| speaks_of(&key(name), &PUBLISHERS))
        {
            self.note(RoleEvidence::PublisherName);
            return true;
        }
        let agency = self.around.heading.agency.as_deref();
        let issuing = |agency: &str| {
            names
                .iter()
                .filter_map(|name| name.as_deref())
                .any(|name| same_agency(name, agency))
        };
        if signer.kind != SignerKind::Person && agency.is_some_and(|agency| !issuing(agency)) {
            self.note(RoleEvidence::NotTheIssuingAgency);
            return true;
        }
        false
    }

    /// Steps 4 and 5: a seal, or a person's signature.
    fn by_picture(&mut self) -> Option<SignatureRole> {
        let Some(picture) = self.picture else {
            return self.by_name_line();
        };
        let (square, wide) = (is_square(picture), is_wide(picture));
        let round = square && picture.roundness.known().is_some_and(|roundness| *roundness >= ROUND);
        let (red, dark) = (is_red(picture), is_dark(picture));
        for (holds, evidence) in [
            (round, RoleEvidence::RoundPicture),
            (square && !round, RoleEvidence::SquarePicture),
            (wide, RoleEvidence::WidePicture),
            (red, RoleEvidence::RedInk),
            (dark, RoleEvidence::DarkInk),
            (picture.ink_mm.cause().is_some(), RoleEvidence::PictureUnreadable),
        ] {
            if holds {
                self.note(evidence);
            }
        }
        let signed_by = self.evidence.contains(&RoleEvidence::TextSignedBy);
        if signed_by && self.kind() == SignerKind::Person && is_emblem(picture) {
            return self.by_name_line();
        }
        if signed_by && self.kind() != SignerKind::Person && !is_seal(picture) {
            // A logo beside the words of who signed is no seal.
            self.note_kind();
            return None;
        }
        let near = self.near_block();
        if near {
            self.note(RoleEvidence::NearNameLine);
        }
        // Persons sign in red too, as wide as high: a seal is round.
        let by_hand = self.kind() == SignerKind::Person && picture.roundness.known().is_some() && !round;
        let seal_like = looks_like_a_seal(picture);
        if red && square && !by_hand && seal_like {
            return Some(SignatureRole::Seal);
        }
        if self.kind() == SignerKind::Agency && seal_like && (round || (red && !wide)) {
            self.note_kind();
            return Some(SignatureRole::Seal);
        }
        if near && dark && wide {
            return Some(SignatureRole::Person);
        }
        // The certificate decides where the picture alone doesn't: another colour or shape, another place.
        self.note_kind();
        match self.kind() {
            SignerKind::Person => Some(SignatureRole::Person),
            SignerKind::Agency if red && seal_like => Some(SignatureRole::Seal),
            SignerKind::Agency | SignerKind::Service | SignerKind::Unknown => None,
        }
    }

    /// A person may sign with text alone, in place of a picture.
    fn by_name_line(&mut self) -> Option<SignatureRole> {
        if self.kind() == SignerKind::Person && self.near_block() {
            self.note(RoleEvidence::NearNameLine);
            if self.picture.is_none() {
                self.note(RoleEvidence::NoPicture);
            }
            self.note_kind();
            return Some(SignatureRole::Person);
        }
        None
    }

    fn near_block(&self) -> bool {
        let [x0, y0, x1, y1] = self
            .picture
            .and_then(|picture| picture.ink_mm.known().copied())
            .unwrap_or(self.appearance.box_mm);
        let place = Rect { x0, y0, x1, y1 };
        block::of_picture(self.around.blocks, self.appearance.page, Some(&place))
            .is_some_and(|block| block.page == self.appearance.page && block.has_near(&place))
    }

    /// Step 6: a number or a date, by the words beside it.
    fn by_words_beside(&mut self) -> Option<SignatureRole> {
        if self.picture.is_some() || self.text.is_empty() {
            return None;
        }
        let text = self.text.trim();
        let digits = text.len() <= 6 && text.chars().all(|letter| letter.is_ascii_digit());
        let whole_number = number::alone(text).is_some();
        // "125a": a letter behind the digits is no part of a date.
        let lettered = !digits && number::is_bare(text);
        let date = is_date(text);
        self.note(RoleEvidence::NoPicture);
        if digits || lettered || whole_number {
            self.note(RoleEvidence::TextNumber);
        } else if date {
            self.note(RoleEvidence::TextDate);
        }
        let near_number = self.beside(&NUMBER_WORD)
            || self.in_line_of(self.around.heading.number.as_ref().map(|it| (it.page, it.bounds)));
        let near_date = self.beside(&DATE_WORDS)
            || self.in_line_of(
                self.around
                    .heading
                    .place_and_date
                    .as_ref()
                    .map(|it| (it.page, it.bounds)),
            );
        if whole_number || (lettered && near_number) || (digits && near_number && !near_date) {
            if near_number {
                self.note(RoleEvidence::NearNumberWord);
            }
            return Some(SignatureRole::Number);
        }
        if digits && near_number && near_date {
            // Both lines are one row: the nearer word counts; a word that is not near is the farthest.
            let to = |words| self.distance(words).unwrap_or(u64::MAX);
            let number_first = to(&NUMBER_WORD) <= to(&DATE_WORDS);
            self.note(if number_first {
                RoleEvidence::NearNumberWord
            } else {
                RoleEvidence::NearDateWord
            });
            return Some(if number_first {
                SignatureRole::Number
            } else {
                SignatureRole::Date
            });
        }
        if digits && !near_number && !near_date && self.page_is_a_picture() {
            return self.by_column();
        }
        if date || (digits && near_date) {
            if near_date {
                self.note(RoleEvidence::NearDateWord);
            }
            self.note(RoleEvidence::TextDate);
            return Some(SignatureRole::Date);
        }
        self.note_kind();
        None
    }

    fn page_is_a_picture(&self) -> bool {
        let mut pages = self.around.pages.iter();
        pages.any(|page| page.number == self.appearance.page && page.kind == Kind::Scan)
    }

    /// Where the words beside a gap are pixels, column and slant together tell: number on the left and upright, date
    /// on the right and slanted.
    fn by_column(&mut self) -> Option<SignatureRole> {
        let [x0, _, x1, _] = self.appearance.box_mm;
        let left = f64::midpoint(x0, x1) < f64::midpoint(x1, self.appearance.from_right_mm);
        let upright = self.appearance.text.known()?.upright;
        self.note_kind();
        match (self.kind(), left, upright) {
            (SignerKind::Agency, true, true) => {
                self.note(RoleEvidence::UprightOnTheLeft);
                Some(SignatureRole::Number)
            }
            (SignerKind::Agency, false, false) => {
                self.note(RoleEvidence::SlantedOnTheRight);
                Some(SignatureRole::Date)
            }
            _ => None,
        }
    }

    fn place(&self) -> Rect {
        let [x0, y0, x1, y1] = self
            .appearance
            .text
            .known()
            .map_or(self.appearance.box_mm, |text| text.box_mm);
        Rect { x0, y0, x1, y1 }
    }

    fn in_line_of(&self, line: Option<(u32, Rect)>) -> bool {
        line.is_some_and(|(page, bounds)| {
            page == self.appearance.page && bounds.grown(3.0).contains(self.place().centre())
        })
    }

    fn beside(&self, words: &Phrases) -> bool {
        self.distance(words).is_some()
    }

    /// How far the nearest of these words stands to the left in the same row, or around it.
    fn distance(&self, words: &Phrases) -> Option<u64> {
        let place = self.place();
        let page = self
            .around
            .pages
            .iter()
            .find(|page| page.number == self.appearance.page)?;
        page.lines
            .iter()
            .filter(|line| line.text.chars().count() < 60 && speaks_of(&line.key, words))
            .filter(|line| line.bounds.y0 < place.y1 && place.y0 < line.bounds.y1)
            .map(|line| (place.x0 - line.bounds.x1).max(line.bounds.x0 - place.x1).max(0.0))
            .filter(|gap| *gap < 35.0)
            .map(hundredths)
            .min()
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a distance on a page, not negative"
)]
fn hundredths(distance: f64) -> u64 {
    (distance.clamp(0.0, 10_000.0) * 100.0) as u64
}

/// A date or a part of one that says so: "ngày 05", "05/9/2025", "tháng 9", "Thái Nguyên, ngày 05 tháng 9 năm 2025".
fn is_date(text: &str) -> bool {
    if place_and_date::alone(text).is_some() {
        return true;
    }
    let folded = key(text);
    let words = folded.split(' ').all(|word| {
        begins_with(word, &DATE_WORDS)
            || word
                .chars()
                .all(|letter| letter.is_ascii_digit() || ",./-".contains(letter))
    });
    words && text.chars().any(|letter| letter.is_ascii_digit()) && !text.chars().all(|letter| letter.is_ascii_digit())
}

/// Whether the agency that signed is one that may issue a document with this heading, or is named in the title that it seals
/// at; absent where the heading says of none, and for what other agencies sign too: copies, and documents of others that go
/// along with one's own. `blind` says why the heading can't be read.
pub(super) fn agency_is_issuing(
    signature: &SignatureFacts,
    heading: &Heading,
    blocks: &[Block],
    blind: Option<&Cause>,
) -> Measured<bool> {
    use SignatureRole as R;
    match &signature.role {
        Measured::Unmeasured(cause) => return Measured::Unmeasured(cause.clone()),
        Measured::Known(R::Seal | R::Number | R::Date) => {}
        Measured::Known(_) | Measured::Absent => return Measured::Absent,
    }
    let signer = match &signature.signer {
        Measured::Known(signer) if signer.kind == SignerKind::Agency => signer,
        Measured::Known(_) | Measured::Absent => return Measured::Absent,
        Measured::Unmeasured(cause) => return Measured::Unmeasured(cause.clone()),
    };
    let Some(name) = signer.common_name.as_deref().or(signer.organization.as_deref()) else {
        return Measured::Absent;
    };
    let unread = |text: &str| text.contains(UNREADABLE);
    let mut titles = blocks
        .iter()
        .filter(|block| block.holds(signature))
        .flat_map(|block| &block.title);
    let is_titled = titles.any(|title| is_named_in(name, title));
    match (heading.agency.as_deref(), heading.parent_agency.as_deref(), blind) {
        (Some(agency), parent, _) if is_titled || may_issue(name, agency, parent) => Measured::Known(true),
        (_, _, Some(cause)) => Measured::Unmeasured(cause.clone()),
        (None, _, None) => Measured::Absent,
        (Some(agency), parent, None) if unread(agency) || parent.is_some_and(unread) => {
            Measured::Unmeasured(Cause::TextUnreadable)
        }
        (Some(_), _, None) => Measured::Known(false),
    }
}

/// Whether the kind of the certificate is the one that this role is signed with. Whoever signs by the name that is printed
/// below a title is a person, though nothing else tells. What part a signature plays that nobody recognises is not known:
/// who signed what beside a complete letter is a question that somebody has to look at.
pub(super) fn certificate_fits(
    role: &Measured<SignatureRole>,
    evidence: &[RoleEvidence],
    signer: &Measured<SignerFacts>,
    block: &Measured<BlockFacts>,
) -> Measured<bool> {
    let wanted = match role {
        Measured::Unmeasured(cause) => return Measured::Unmeasured(cause.clone()),
        Measured::Known(SignatureRole::Person) => SignerKind::Person,
        Measured::Known(
            SignatureRole::Seal
            | SignatureRole::Number
            | SignatureRole::Date
            | SignatureRole::Copy
            | SignatureRole::Attachment,
        ) => SignerKind::Agency,
        Measured::Known(SignatureRole::Other) if !parts::is_known_by_its_words(evidence) => {
            return Measured::Unmeasured(Cause::PartNotRecognised);
        }
        Measured::Known(_) | Measured::Absent => return Measured::Absent,
    };
    let printed = block
        .known()
        .is_some_and(|block| block.name_is_certificate == Measured::Known(true));
    match signer {
        Measured::Known(signer) if signer.kind == SignerKind::Unknown && printed => {
            Measured::Known(wanted == SignerKind::Person)
        }
        Measured::Known(signer) if signer.kind == SignerKind::Unknown => {
            Measured::Unmeasured(Cause::SignerKindUnknown)
        }
        Measured::Known(signer) => Measured::Known(signer.kind == wanted),
        Measured::Absent => Measured::Unmeasured(Cause::CertificateMissing),
        Measured::Unmeasured(cause) => Measured::Unmeasured(cause.clone()),
    }
}
