//! How the signatures stand to each other and to the page; what the pages are like.

use super::{FactSpec, FactType, Subject, Unit, Value, boolean, count, decimal, integer, known, presence, words};
use crate::facts::{
    AppearanceFacts, BlockFacts, Cause, DocumentRole, Hue, IssueFields, LayoutFacts, Measured, PictureFacts,
    SealRelation, SignatureFacts, SignatureRole, SignerKind, parts,
};

pub(super) fn of<'a>(subject: &Subject<'a>) -> &'a LayoutFacts {
    &subject.document.layout
}

fn count_of(measured: &Measured<u32>) -> Measured<Value> {
    measured.as_ref().map(|number| Value::Integer(i64::from(*number)))
}

fn issue(subject: &Subject<'_>, read: impl FnOnce(&IssueFields) -> Measured<Value>) -> Measured<Value> {
    of(subject).issue_fields.as_ref().and_then(read)
}

pub(super) fn relation(
    subject: &Subject<'_>,
    read: impl FnOnce(&SealRelation) -> Measured<Value>,
) -> Measured<Value> {
    of(subject).seal_relation.as_ref().and_then(read)
}

/// Of the signature that counts for its role.
fn chosen<'a>(subject: &Subject<'a>, index: Measured<&usize>) -> Measured<&'a SignatureFacts> {
    index.and_then(|index| subject.document.signatures.get(*index).into())
}

pub(super) fn appearance(
    subject: &Subject<'_>,
    index: Measured<&usize>,
    read: impl FnOnce(&AppearanceFacts) -> Measured<Value>,
) -> Measured<Value> {
    chosen(subject, index).and_then(|signature| signature.layout.appearance.as_ref().and_then(read))
}

pub(super) fn picture(
    subject: &Subject<'_>,
    index: Measured<&usize>,
    read: impl FnOnce(&PictureFacts) -> Measured<Value>,
) -> Measured<Value> {
    appearance(subject, index, |facts| facts.picture.as_ref().and_then(read))
}

fn block(subject: &Subject<'_>, read: impl FnOnce(&BlockFacts) -> Measured<Value>) -> Measured<Value> {
    chosen(subject, of(subject).person.as_ref()).and_then(|signature| signature.layout.block.as_ref().and_then(read))
}

/// The live signatures, or why they can't be told from dead ones.
fn live<'a>(subject: &Subject<'a>) -> Measured<Vec<&'a SignatureFacts>> {
    let document = subject.document;
    if !document.signatures_searched() {
        let fault = document.faults.first().map(|fault| Cause::Fault(fault.kind));
        return Measured::Unmeasured(fault.unwrap_or(Cause::NotMeasured));
    }
    let mut live = Vec::new();
    for signature in &document.signatures {
        match &signature.live {
            Measured::Known(true) => live.push(signature),
            Measured::Unmeasured(cause) => return Measured::Unmeasured(cause.clone()),
            Measured::Known(false) | Measured::Absent => {}
        }
    }
    Measured::Known(live)
}

fn counted(live: &[&SignatureFacts], is: impl Fn(&SignatureFacts) -> Measured<bool>) -> Measured<Value> {
    let mut number = 0;
    for signature in live {
        match is(signature) {
            Measured::Known(true) => number += 1,
            Measured::Unmeasured(cause) => return Measured::Unmeasured(cause),
            Measured::Known(false) | Measured::Absent => {}
        }
    }
    Measured::Known(count(number))
}

/// What is counted or found, unless nothing is while one of unknown part may be it.
fn unless_unseen(found: Measured<Value>, doubt: impl FnOnce() -> Option<Cause>) -> Measured<Value> {
    match found {
        Measured::Absent | Measured::Known(Value::Integer(0) | Value::Boolean(false)) => {
            doubt().map_or(found, Measured::Unmeasured)
        }
        found => found,
    }
}

fn may_be_signed(subject: &Subject<'_>) -> Option<Cause> {
    parts::may_be_signed(&subject.document.signatures)
}

/// Why a seal that was not found may be there; where pages are scanned, or may be, it may be in their pictures.
pub(super) fn may_be_sealed(subject: &Subject<'_>) -> Option<Cause> {
    let scanned = of(subject).scanned_pages != Measured::Known(0);
    parts::may_be_sealed(&subject.document.signatures, scanned)
}

/// Only a file of its own that belongs to another document has to be signed as such.
fn may_be_attached(subject: &Subject<'_>) -> Option<Cause> {
    let own = matches!(
        subject.document.components.role,
        Measured::Known(DocumentRole::Attachment | DocumentRole::Appendix)
    );
    own.then(|| parts::may_be_attached(&subject.document.signatures))
        .flatten()
}

/// Whether what counts for its role shows a picture with something on it; where nothing does, one of unknown part may.
pub(super) fn has_picture(
    subject: &Subject<'_>,
    index: &Measured<usize>,
    doubt: impl FnOnce() -> Option<Cause>,
) -> Measured<Value> {
    match index {
        Measured::Absent => unless_unseen(Measured::Absent, doubt),
        index => appearance(subject, index.as_ref(), |it| match &it.picture {
            Measured::Known(picture) => presence(&picture.ink_mm),
            none => presence(none),
        }),
    }
}

/// Live signatures that play one of these parts.
fn number_of(subject: &Subject<'_>, roles: &[SignatureRole]) -> Measured<Value> {
    live(subject).and_then(|live| counted(&live, |it| it.role.as_ref().map(|role| roles.contains(role))))
}

fn by_agency(subject: &Subject<'_>) -> Measured<Value> {
    live(subject).and_then(|live| {
        let of = |kind| counted(&live, move |it| it.signer.as_ref().map(|signer| signer.kind == kind));
        let untold = || match of(SignerKind::Unknown) {
            Measured::Known(Value::Integer(0)) => None,
            _ => Some(Cause::SignerKindUnknown),
        };
        unless_unseen(of(SignerKind::Agency), untold)
    })
}

/// Whether an agency signed with a seal: the picture of one is drawn by anybody.
fn sealed_by_agency(subject: &Subject<'_>) -> Measured<Value> {
    live(subject).and_then(|live| {
        let mut by_agency = Measured::Known(false);
        for signature in live {
            let fits = signature.role.as_ref().and_then(|role| match role {
                SignatureRole::Seal => signature.layout.certificate_fits.clone(),
                _ => Measured::Absent,
            });
            match fits {
                Measured::Known(true) => return Measured::Known(Value::Boolean(true)),
                Measured::Unmeasured(cause) => by_agency = Measured::Unmeasured(cause),
                Measured::Known(false) | Measured::Absent => {}
            }
        }
        unless_unseen(by_agency.map(Value::Boolean), || may_be_sealed(subject))
    })
}

/// Whether publishers, and they alone, signed.
fn published(subject: &Subject<'_>) -> Measured<Value> {
    live(subject).and_then(|live| {
        let mut publishers = false;
        for signature in live {
            match &signature.role {
                Measured::Known(SignatureRole::Publisher) => publishers = true,
                Measured::Known(SignatureRole::DocTimestamp) => {}
                Measured::Unmeasured(cause) => return Measured::Unmeasured(cause.clone()),
                Measured::Known(_) | Measured::Absent => return Measured::Known(Value::Boolean(false)),
            }
        }
        Measured::Known(Value::Boolean(publishers))
    })
}

/// Entries of this family, sorted by name.
pub(super) static FACTS: &[FactSpec] = &[
    FactSpec::of_a_document(
        "document.agency_signatures",
        FactType::Integer,
        Unit::None,
        (
            "số chữ ký số bằng chứng thư cơ quan, tổ chức",
            "signatures with the certificate of an agency",
        ),
        by_agency,
    ),
    FactSpec::of_a_document(
        "document.attachment_signatures",
        FactType::Integer,
        Unit::None,
        ("số chữ ký số trên văn bản kèm theo", "signatures of attachments"),
        |subject| {
            unless_unseen(number_of(subject, &[SignatureRole::Attachment]), || {
                may_be_attached(subject)
            })
        },
    ),
    FactSpec::of_a_document(
        "document.copy_signatures",
        FactType::Integer,
        Unit::None,
        ("số chữ ký số bản sao", "signatures of copies"),
        |subject| number_of(subject, &[SignatureRole::Copy]),
    ),
    FactSpec::of_a_document(
        "document.issuer_signatures",
        FactType::Integer,
        Unit::None,
        (
            "số chữ ký số ban hành (người ký, cơ quan, số, ngày)",
            "signatures of the issue: person, seal, number, date",
        ),
        |subject| {
            number_of(
                subject,
                &[
                    SignatureRole::Person,
                    SignatureRole::Seal,
                    SignatureRole::Number,
                    SignatureRole::Date,
                ],
            )
        },
    ),
    FactSpec::of_a_document(
        "document.other_signatures",
        FactType::Integer,
        Unit::None,
        ("số chữ ký số chưa rõ vai trò", "signatures of no known role"),
        |subject| number_of(subject, &[SignatureRole::Other]),
    ),
    FactSpec::of_a_document(
        "document.person_before_issue_fields",
        FactType::Boolean,
        Unit::None,
        (
            "người có thẩm quyền ký trước các trường số, ngày",
            "the person signed before the fields for number and date",
        ),
        |subject| boolean(&of(subject).person_before_fields),
    ),
    FactSpec::of_a_document(
        "document.person_before_seal",
        FactType::Boolean,
        Unit::None,
        (
            "người có thẩm quyền ký trước cơ quan",
            "the person signed before the agency",
        ),
        |subject| boolean(&of(subject).person_before_seal),
    ),
    FactSpec::of_a_document(
        "document.person_signatures",
        FactType::Integer,
        Unit::None,
        ("số chữ ký số của người có thẩm quyền", "signatures of persons"),
        |subject| unless_unseen(number_of(subject, &[SignatureRole::Person]), || may_be_signed(subject)),
    ),
    FactSpec::of_a_document(
        "document.published_copy",
        FactType::Boolean,
        Unit::None,
        (
            "bản đăng tải chỉ có chữ ký số của nơi đăng tải",
            "a published copy signed by its publisher only",
        ),
        published,
    ),
    FactSpec::of_a_document(
        "document.publisher_signatures",
        FactType::Integer,
        Unit::None,
        ("số chữ ký số của nơi đăng tải", "signatures of publishers"),
        |subject| number_of(subject, &[SignatureRole::Publisher]),
    ),
    FactSpec::of_a_document(
        "document.seal_signatures",
        FactType::Integer,
        Unit::None,
        ("số chữ ký số của cơ quan, tổ chức", "signatures with a seal"),
        |subject| unless_unseen(number_of(subject, &[SignatureRole::Seal]), || may_be_sealed(subject)),
    ),
    FactSpec::of_a_document(
        "document.sealed_by_agency",
        FactType::Boolean,
        Unit::None,
        (
            "có chữ ký kèm dấu bằng chứng thư cơ quan, tổ chức",
            "a signature with a seal has the certificate of an agency",
        ),
        sealed_by_agency,
    ),
    FactSpec::of_a_document(
        "document.text_hiders",
        FactType::Integer,
        Unit::None,
        (
            "số hình ảnh chữ ký che mất chữ",
            "pictures of signatures that hide text",
        ),
        |subject| count_of(&of(subject).text_hiders),
    ),
    FactSpec::of_a_document(
        "issue.date",
        FactType::Text,
        Unit::None,
        ("ngày do trường ngày hiển thị", "what the date fields say"),
        |subject| issue(subject, |it| words(&it.date)),
    ),
    FactSpec::of_a_document(
        "issue.fields",
        FactType::Integer,
        Unit::None,
        ("số trường số, ngày đã ký", "number of fields for number and date"),
        |subject| issue(subject, |it| known(Value::Integer(i64::from(it.count)))),
    ),
    FactSpec::of_a_document(
        "issue.number",
        FactType::Text,
        Unit::None,
        ("số do trường số hiển thị", "what the number fields say"),
        |subject| issue(subject, |it| words(&it.number)),
    ),
    FactSpec::of_a_document(
        "issue.same_certificate_as_seal",
        FactType::Boolean,
        Unit::None,
        (
            "trường số, ngày ký cùng chứng thư với dấu",
            "number and date are signed with the seal's certificate",
        ),
        |subject| issue(subject, |it| boolean(&it.same_certificate_as_seal)),
    ),
    FactSpec::of_a_document(
        "issue.seconds_from_seal",
        FactType::Integer,
        Unit::Second,
        (
            "thời gian dài nhất giữa trường số, ngày và dấu",
            "longest time between number, date and seal",
        ),
        |subject| issue(subject, |it| integer(&it.from_seal_s)),
    ),
    FactSpec::of_a_document(
        "layout.body_colour",
        FactType::Code(Hue::CODES),
        Unit::None,
        ("màu chữ phần nội dung", "colour of the body text"),
        |subject| of(subject).body.as_ref().map(|it| Value::Code(it.colour.code())),
    ),
    FactSpec::of_a_document(
        "layout.body_font",
        FactType::Text,
        Unit::None,
        ("phông chữ phần nội dung", "font of the body text"),
        |subject| of(subject).body.as_ref().and_then(|it| words(&it.font)),
    ),
    FactSpec::of_a_document(
        "layout.body_size",
        FactType::Decimal,
        Unit::Point,
        ("cỡ chữ phần nội dung", "size of the body text"),
        |subject| of(subject).body.as_ref().map(|it| Value::Decimal(it.size_pt)),
    ),
    FactSpec::of_a_document(
        "layout.body_typeface",
        FactType::Text,
        Unit::None,
        ("kiểu phông chữ phần nội dung", "typeface of the body text"),
        |subject| of(subject).body.as_ref().and_then(|it| words(&it.typeface)),
    ),
    FactSpec::of_a_document(
        "layout.edge_seals",
        FactType::Integer,
        Unit::None,
        ("số hình dấu giáp lai", "pictures of seals across the edges of pages"),
        |subject| count_of(&of(subject).edge_seals),
    ),
    FactSpec::of_a_document(
        "layout.margin_bottom",
        FactType::Decimal,
        Unit::Millimetre,
        ("lề dưới", "bottom margin"),
        |subject| of(subject).margins.as_ref().map(|it| Value::Decimal(it.bottom_mm)),
    ),
    FactSpec::of_a_document(
        "layout.margin_left",
        FactType::Decimal,
        Unit::Millimetre,
        ("lề trái", "left margin"),
        |subject| of(subject).margins.as_ref().map(|it| Value::Decimal(it.left_mm)),
    ),
    FactSpec::of_a_document(
        "layout.margin_right",
        FactType::Decimal,
        Unit::Millimetre,
        ("lề phải", "right margin"),
        |subject| of(subject).margins.as_ref().map(|it| Value::Decimal(it.right_mm)),
    ),
    FactSpec::of_a_document(
        "layout.margin_top",
        FactType::Decimal,
        Unit::Millimetre,
        ("lề trên", "top margin"),
        |subject| of(subject).margins.as_ref().map(|it| Value::Decimal(it.top_mm)),
    ),
    FactSpec::of_a_document(
        "layout.picture_without_field",
        FactType::Boolean,
        Unit::None,
        (
            "có hình ảnh chữ ký nhưng không có trường chữ ký",
            "a picture of a signature without a signature field",
        ),
        |subject| presence(&of(subject).picture_without_field),
    ),
    FactSpec::of_a_document(
        "layout.scanned_pages",
        FactType::Integer,
        Unit::None,
        ("số trang là ảnh quét", "scanned pages"),
        |subject| count_of(&of(subject).scanned_pages),
    ),
    FactSpec::of_a_document(
        "layout.text_pages",
        FactType::Integer,
        Unit::None,
        ("số trang có lớp chữ", "pages with text"),
        |subject| count_of(&of(subject).text_pages),
    ),
    FactSpec::of_a_document(
        "layout.unsealed_signers",
        FactType::Integer,
        Unit::None,
        (
            "số người ký thuộc cơ quan khác chưa đóng dấu, trong khi chữ ký của người khác đã có dấu",
            "signers of another agency without a seal, where the signature of another is sealed",
        ),
        |subject| count_of(&of(subject).unsealed_signers),
    ),
    FactSpec::of_a_document(
        "layout.unsigned_blocks",
        FactType::Integer,
        Unit::None,
        (
            "số chỗ ký (chức vụ, họ tên) chưa có chữ ký số, cũng chưa có dấu",
            "places to sign where nobody signed and no seal stands",
        ),
        |subject| count_of(&of(subject).unsigned_blocks),
    ),
    FactSpec::of_a_document(
        "layout.unsigned_seals",
        FactType::Integer,
        Unit::None,
        (
            "số con dấu đóng ở chỗ ký mà người có tên chưa ký số",
            "seals where the person named has not signed",
        ),
        |subject| count_of(&of(subject).unsigned_seals),
    ),
    FactSpec::of_a_document(
        "page_number.missing_later",
        FactType::Integer,
        Unit::None,
        (
            "số trang thiếu số trang (từ trang 2)",
            "later pages without their number",
        ),
        |subject| {
            of(subject)
                .page_numbers
                .as_ref()
                .and_then(|it| count_of(&it.missing_later))
        },
    ),
    FactSpec::of_a_document(
        "page_number.on_first_page",
        FactType::Boolean,
        Unit::None,
        ("trang 1 có số trang", "page 1 has a number"),
        |subject| {
            of(subject)
                .page_numbers
                .as_ref()
                .and_then(|it| boolean(&it.on_first_page))
        },
    ),
    FactSpec::of_a_document(
        "person.above_name",
        FactType::Decimal,
        Unit::Point,
        (
            "khoảng cách từ hình ảnh chữ ký xuống họ tên",
            "from the signature down to the name",
        ),
        |subject| block(subject, |it| decimal(&it.above_name_pt)),
    ),
    FactSpec::of_a_document(
        "person.below_title",
        FactType::Decimal,
        Unit::Point,
        (
            "khoảng cách từ chức vụ xuống hình ảnh chữ ký",
            "from the title down to the signature",
        ),
        |subject| block(subject, |it| decimal(&it.below_title_pt)),
    ),
    FactSpec::of_a_document(
        "person.centre_offset",
        FactType::Decimal,
        Unit::Point,
        (
            "độ lệch tâm của chữ ký so với chức vụ, họ tên",
            "offset of the signature from the centre of title and name",
        ),
        |subject| block(subject, |it| decimal(&it.centre_offset_pt)),
    ),
    FactSpec::of_a_document(
        "person.has_picture",
        FactType::Boolean,
        Unit::None,
        (
            "chữ ký người có thẩm quyền có hình ảnh",
            "the person's signature has a picture",
        ),
        |subject| has_picture(subject, &of(subject).person, || may_be_signed(subject)),
    ),
    FactSpec::of_a_document(
        "person.hue",
        FactType::Code(Hue::CODES),
        Unit::None,
        ("màu hình ảnh chữ ký", "colour of the person's signature"),
        |subject| {
            picture(subject, of(subject).person.as_ref(), |it| {
                it.hue.as_ref().map(|hue| Value::Code(hue.code()))
            })
        },
    ),
    FactSpec::of_a_document(
        "person.name_is_certificate",
        FactType::Boolean,
        Unit::None,
        (
            "họ tên in trùng với tên trên chứng thư cá nhân",
            "the printed name is that of the person's certificate",
        ),
        |subject| block(subject, |it| boolean(&it.name_is_certificate)),
    ),
    FactSpec::of_a_document(
        "person.same_page_as_block",
        FactType::Boolean,
        Unit::None,
        (
            "chữ ký nằm cùng trang với chức vụ, họ tên",
            "the signature stands on the page of title and name",
        ),
        |subject| block(subject, |it| known(Value::Boolean(it.same_page))),
    ),
    FactSpec::of_a_document(
        "person.transparent",
        FactType::Boolean,
        Unit::None,
        (
            "hình ảnh chữ ký có nền trong suốt",
            "the picture of the person's signature is transparent",
        ),
        |subject| picture(subject, of(subject).person.as_ref(), |it| boolean(&it.transparent)),
    ),
    FactSpec::of_a_document(
        "scan.colour",
        FactType::Boolean,
        Unit::None,
        ("ảnh quét có màu", "the scan has colours"),
        |subject| of(subject).scan.as_ref().and_then(|it| boolean(&it.colour)),
    ),
    FactSpec::of_a_document(
        "scan.dpi",
        FactType::Decimal,
        Unit::PixelPerInch,
        ("độ phân giải ảnh quét", "resolution of the scan"),
        |subject| of(subject).scan.as_ref().map(|it| Value::Decimal(it.dpi)),
    ),
];
