//! The seal that counts, and how it stands to the signature.

use super::{
    FactSpec, FactType, Unit, Value, boolean, decimal, known,
    layout::{has_picture, may_be_sealed, of, picture, relation},
};
use crate::facts::{Hue, Side};

/// Entries of this family, sorted by name.
pub(super) static FACTS: &[FactSpec] = &[
    FactSpec::of_a_document(
        "seal.aspect",
        FactType::Decimal,
        Unit::None,
        ("tỷ lệ rộng trên cao của dấu", "width of the seal by its height"),
        |subject| picture(subject, of(subject).seal.as_ref(), |it| decimal(&it.aspect)),
    ),
    FactSpec::of_a_document(
        "seal.diameter",
        FactType::Decimal,
        Unit::Millimetre,
        ("đường kính dấu", "diameter of the seal"),
        |subject| picture(subject, of(subject).seal.as_ref(), |it| decimal(&it.diameter_mm)),
    ),
    FactSpec::of_a_document(
        "seal.has_picture",
        FactType::Boolean,
        Unit::None,
        ("chữ ký cơ quan có hình dấu", "the agency's signature has a picture"),
        |subject| has_picture(subject, &of(subject).seal, || may_be_sealed(subject)),
    ),
    FactSpec::of_a_document(
        "seal.hue",
        FactType::Code(Hue::CODES),
        Unit::None,
        ("màu dấu", "colour of the seal"),
        |subject| {
            picture(subject, of(subject).seal.as_ref(), |it| {
                it.hue.as_ref().map(|hue| Value::Code(hue.code()))
            })
        },
    ),
    FactSpec::of_a_document(
        "seal.overlap_of_signature",
        FactType::Decimal,
        Unit::Share,
        (
            "phần chiều ngang chữ ký bị dấu trùm",
            "part of the signature's width that the seal covers",
        ),
        |subject| relation(subject, |it| decimal(&it.overlap)),
    ),
    FactSpec::of_a_document(
        "seal.relates_to_page_picture",
        FactType::Boolean,
        Unit::None,
        (
            "chữ ký dưới dấu là hình trong trang, không phải trường chữ ký",
            "the signature below the seal is a picture of the page",
        ),
        |subject| relation(subject, |it| known(Value::Boolean(it.of_page_picture))),
    ),
    FactSpec::of_a_document(
        "seal.same_page_as_signature",
        FactType::Boolean,
        Unit::None,
        (
            "dấu cùng trang với chữ ký",
            "the seal stands on the page of the signature",
        ),
        |subject| relation(subject, |it| known(Value::Boolean(it.same_page))),
    ),
    FactSpec::of_a_document(
        "seal.side_of_signature",
        FactType::Code(Side::CODES),
        Unit::None,
        (
            "dấu ở bên nào của chữ ký",
            "side of the signature that the seal stands on",
        ),
        |subject| relation(subject, |it| it.side.as_ref().map(|side| Value::Code(side.code()))),
    ),
    FactSpec::of_a_document(
        "seal.transparent",
        FactType::Boolean,
        Unit::None,
        ("hình dấu có nền trong suốt", "the picture of the seal is transparent"),
        |subject| picture(subject, of(subject).seal.as_ref(), |it| boolean(&it.transparent)),
    ),
    FactSpec::of_a_document(
        "seal.vertical_overlap",
        FactType::Decimal,
        Unit::Share,
        (
            "phần chiều cao dấu và chữ ký trùng nhau",
            "part of the heights that seal and signature share",
        ),
        |subject| relation(subject, |it| decimal(&it.vertical_overlap)),
    ),
];
