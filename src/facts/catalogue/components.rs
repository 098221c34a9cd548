//! What the document says of itself: the components of Nghị định 30/2020/NĐ-CP.

use jiff::tz::Offset;

use super::{FactSpec, FactType, Subject, Unit, Value, boolean, known, words};
use crate::facts::{ComponentFacts, CopyKind, DocumentRole, SecrecyMark, SigningCapacity, UrgencyMark};

fn of<'a>(subject: &Subject<'a>) -> &'a ComponentFacts {
    &subject.document.components
}

/// Entries of this family, sorted by name.
pub(super) static FACTS: &[FactSpec] = &[
    FactSpec::of_a_document(
        "components.agency",
        FactType::Text,
        Unit::None,
        ("cơ quan ban hành", "issuing agency"),
        |subject| words(&of(subject).agency),
    ),
    FactSpec::of_a_document(
        "components.appendix_heading",
        FactType::Text,
        Unit::None,
        ("tiêu đề phụ lục", "heading of the appendix"),
        |subject| words(&of(subject).appendix_heading),
    ),
    FactSpec::of_a_document(
        "components.attached_to",
        FactType::Text,
        Unit::None,
        (
            "số văn bản mà tệp kèm theo",
            "number of the document that it is attached to",
        ),
        |subject| words(&of(subject).attached_to),
    ),
    FactSpec::of_a_document(
        "components.capacity",
        FactType::Code(SigningCapacity::CODES),
        Unit::None,
        ("quyền hạn ký", "capacity of the signer"),
        |subject| of(subject).capacity.as_ref().map(|it| Value::Code(it.code())),
    ),
    FactSpec::of_a_document(
        "components.capacity_prefix",
        FactType::Text,
        Unit::None,
        ("chữ viết tắt quyền hạn ký", "abbreviation before the signer's title"),
        |subject| words(&of(subject).capacity_prefix),
    ),
    FactSpec::of_a_document(
        "components.copy_mark",
        FactType::Code(CopyKind::CODES),
        Unit::None,
        ("dấu chỉ bản sao in trên trang", "mark of a copy on the page"),
        |subject| of(subject).copy_mark.as_ref().map(|it| Value::Code(it.code())),
    ),
    FactSpec::of_a_document(
        "components.date_line",
        FactType::Text,
        Unit::None,
        ("ngày tháng năm đúng như đã ghi", "date as printed"),
        |subject| words(&of(subject).date_line),
    ),
    FactSpec::of_a_document(
        "components.issued_on",
        FactType::Time,
        Unit::None,
        ("ngày ban hành", "date of the document"),
        |subject| {
            of(subject).issued_on.as_ref().and_then(|day| {
                crate::facts::Moment::from_civil(day.at(0, 0, 0, 0), Offset::constant(7))
                    .map(Value::Time)
                    .into()
            })
        },
    ),
    FactSpec::of_a_document(
        "components.issued_year",
        FactType::Integer,
        Unit::None,
        ("năm ban hành", "year of the date"),
        |subject| {
            of(subject)
                .issued_on
                .as_ref()
                .map(|day| Value::Integer(i64::from(day.year())))
        },
    ),
    FactSpec::of_a_document(
        "components.kind",
        FactType::Text,
        Unit::None,
        ("tên loại văn bản", "type of the document"),
        |subject| words(&of(subject).kind),
    ),
    FactSpec::of_a_document(
        "components.kind_fits_symbol",
        FactType::Boolean,
        Unit::None,
        ("ký hiệu đúng với tên loại", "the symbol fits the type"),
        |subject| boolean(&of(subject).kind_fits_symbol),
    ),
    FactSpec::of_a_document(
        "components.motto",
        FactType::Text,
        Unit::None,
        ("Tiêu ngữ", "motto"),
        |subject| words(&of(subject).motto),
    ),
    FactSpec::of_a_document(
        "components.national_name",
        FactType::Text,
        Unit::None,
        ("Quốc hiệu", "national name"),
        |subject| words(&of(subject).national_name),
    ),
    FactSpec::of_a_document(
        "components.number",
        FactType::Text,
        Unit::None,
        ("số văn bản", "number of the document"),
        |subject| words(&of(subject).number),
    ),
    FactSpec::of_a_document(
        "components.number_line",
        FactType::Text,
        Unit::None,
        ("số, ký hiệu đúng như đã ghi", "number and symbol as printed"),
        |subject| words(&of(subject).number_line),
    ),
    FactSpec::of_a_document(
        "components.number_signed_in",
        FactType::Boolean,
        Unit::None,
        (
            "số chỉ có trong phần hiển thị của chữ ký",
            "the number stands only in a signature's appearance",
        ),
        |subject| known(Value::Boolean(of(subject).number_signed_in)),
    ),
    FactSpec::of_a_document(
        "components.parent_agency",
        FactType::Text,
        Unit::None,
        ("cơ quan chủ quản", "parent agency"),
        |subject| words(&of(subject).parent_agency),
    ),
    FactSpec::of_a_document(
        "components.of_the_party",
        FactType::Boolean,
        Unit::None,
        ("văn bản của Đảng", "a document of the Party"),
        |subject| boolean(&of(subject).of_the_party),
    ),
    FactSpec::of_a_document(
        "components.place",
        FactType::Text,
        Unit::None,
        ("địa danh", "place"),
        |subject| words(&of(subject).place),
    ),
    FactSpec::of_a_document(
        "components.recipients",
        FactType::Text,
        Unit::None,
        ("nơi nhận", "recipients"),
        |subject| {
            of(subject)
                .recipients
                .as_ref()
                // Each line ends with a mark of its own: "UBND tỉnh;", "Lưu: VT."
                .map(|lines| {
                    let lines: Vec<&str> = lines
                        .iter()
                        .map(|line| line.trim_end_matches([';', ',', '.', ' ']))
                        .collect();
                    Value::Text(lines.join("; "))
                })
        },
    ),
    FactSpec::of_a_document(
        "components.signer_name",
        FactType::Text,
        Unit::None,
        ("họ tên người ký", "name of the signer"),
        |subject| words(&of(subject).signer_name),
    ),
    FactSpec::of_a_document(
        "components.signer_title",
        FactType::Text,
        Unit::None,
        ("chức vụ người ký", "title of the signer"),
        |subject| words(&of(subject).signer_title),
    ),
    FactSpec::of_a_document(
        "components.summary",
        FactType::Text,
        Unit::None,
        ("trích yếu", "summary"),
        |subject| words(&of(subject).summary),
    ),
    FactSpec::of_a_document(
        "components.symbol",
        FactType::Text,
        Unit::None,
        ("ký hiệu văn bản", "symbol of the document"),
        |subject| words(&of(subject).symbol),
    ),
    FactSpec::of_a_document(
        "components.symbol_kind",
        FactType::Text,
        Unit::None,
        (
            "chữ viết tắt tên loại trong ký hiệu",
            "abbreviation of the type in the symbol",
        ),
        |subject| words(&of(subject).symbol_kind),
    ),
    FactSpec::of_a_document(
        "components.year_in_number",
        FactType::Integer,
        Unit::None,
        ("năm trong số văn bản", "year within the number"),
        |subject| {
            of(subject)
                .year_in_number
                .as_ref()
                .map(|year| Value::Integer(i64::from(*year)))
        },
    ),
    FactSpec::of_a_document(
        "document.copy_kind",
        FactType::Code(CopyKind::CODES),
        Unit::None,
        ("bản gốc hay bản sao", "original or copy"),
        |subject| of(subject).copy_kind.as_ref().map(|it| Value::Code(it.code())),
    ),
    FactSpec::of_a_document(
        "document.role",
        FactType::Code(DocumentRole::CODES),
        Unit::None,
        ("văn bản chính hay tệp kèm theo", "main document or attachment"),
        |subject| of(subject).role.as_ref().map(|it| Value::Code(it.code())),
    ),
    FactSpec::of_a_document(
        "document.secrecy",
        FactType::Code(SecrecyMark::CODES),
        Unit::None,
        ("dấu chỉ độ mật", "mark of secrecy"),
        |subject| of(subject).secrecy.as_ref().map(|it| Value::Code(it.code())),
    ),
    FactSpec::of_a_document(
        "document.urgency",
        FactType::Code(UrgencyMark::CODES),
        Unit::None,
        ("dấu chỉ độ khẩn", "mark of urgency"),
        |subject| of(subject).urgency.as_ref().map(|it| Value::Code(it.code())),
    ),
];
