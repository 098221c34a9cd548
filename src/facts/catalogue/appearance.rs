//! What one signature shows: its picture, its text, its place, and the signer's title and name beside it.

use super::{
    FactSpec, FactType, Subject, Unit, Value, boolean, decimal, integer, known, of_signature, presence, time, words,
};
use crate::facts::{
    AppearanceFacts, BlockFacts, CopyKind, Hue, Measured, PictureFacts, PrintedTime, Quadrant, SignatureLayout,
    SignatureRole, SigningCapacity, StampFacts, TextFacts, TimeForm, TimeZone,
};

/// Reads one value of a part of the facts.
type Read<'a, T> = &'a dyn Fn(&T) -> Measured<Value>;

fn placed(subject: &Subject<'_>, read: Read<'_, SignatureLayout>) -> Measured<Value> {
    of_signature(subject, |signature| read(&signature.layout))
}

fn shown(subject: &Subject<'_>, read: Read<'_, AppearanceFacts>) -> Measured<Value> {
    placed(subject, &|layout| layout.appearance.as_ref().and_then(read))
}

fn picture(subject: &Subject<'_>, read: Read<'_, PictureFacts>) -> Measured<Value> {
    shown(subject, &|appearance| appearance.picture.as_ref().and_then(read))
}

fn text(subject: &Subject<'_>, read: Read<'_, TextFacts>) -> Measured<Value> {
    shown(subject, &|appearance| appearance.text.as_ref().and_then(read))
}

fn stamp(subject: &Subject<'_>, read: Read<'_, StampFacts>) -> Measured<Value> {
    shown(subject, &|appearance| appearance.stamp.as_ref().and_then(read))
}

fn printed(subject: &Subject<'_>, read: Read<'_, PrintedTime>) -> Measured<Value> {
    stamp(subject, &|facts| facts.time.as_ref().and_then(read))
}

fn block(subject: &Subject<'_>, read: Read<'_, BlockFacts>) -> Measured<Value> {
    placed(subject, &|layout| layout.block.as_ref().and_then(read))
}

/// Entries of this family, sorted by name.
pub(super) static FACTS: &[FactSpec] = &[
    FactSpec::of_a_signature(
        "appearance.aspect",
        FactType::Decimal,
        Unit::None,
        ("tỷ lệ rộng trên cao của nét mực", "width of the ink by its height"),
        |subject| picture(subject, &|it| decimal(&it.aspect)),
    ),
    FactSpec::of_a_signature(
        "appearance.box_bottom",
        FactType::Decimal,
        Unit::Millimetre,
        (
            "mép dưới khung hiển thị, cách mép trên trang",
            "bottom of the box, from the top of the page",
        ),
        |subject| shown(subject, &|it| known(Value::Decimal(it.box_mm[3]))),
    ),
    FactSpec::of_a_signature(
        "appearance.colour",
        FactType::Code(Hue::CODES),
        Unit::None,
        ("màu chữ hiển thị của chữ ký", "colour of the text"),
        |subject| {
            text(subject, &|it| {
                it.colour.as_ref().map(|colour| Value::Code(colour.code()))
            })
        },
    ),
    FactSpec::of_a_signature(
        "appearance.covers_text",
        FactType::Boolean,
        Unit::None,
        (
            "hình hiển thị che mất chữ của trang",
            "an opaque picture hides text of the page",
        ),
        |subject| shown(subject, &|it| boolean(&it.covers_text)),
    ),
    FactSpec::of_a_signature(
        "appearance.diameter",
        FactType::Decimal,
        Unit::Millimetre,
        ("đường kính nét mực", "diameter of the ink"),
        |subject| picture(subject, &|it| decimal(&it.diameter_mm)),
    ),
    FactSpec::of_a_signature(
        "appearance.font",
        FactType::Text,
        Unit::None,
        ("phông chữ hiển thị", "font of the text"),
        |subject| text(subject, &|it| words(&it.font)),
    ),
    FactSpec::of_a_signature(
        "appearance.font_bold",
        FactType::Boolean,
        Unit::None,
        ("có chữ đậm", "some letters are bold"),
        |subject| text(subject, &|it| known(Value::Boolean(it.bold))),
    ),
    FactSpec::of_a_signature(
        "appearance.font_size",
        FactType::Decimal,
        Unit::Point,
        ("cỡ chữ hiển thị", "size of the text"),
        |subject| text(subject, &|it| known(Value::Decimal(it.size_pt))),
    ),
    FactSpec::of_a_signature(
        "appearance.font_size_max",
        FactType::Decimal,
        Unit::Point,
        ("cỡ chữ lớn nhất", "largest size of the text"),
        |subject| text(subject, &|it| known(Value::Decimal(it.size_range_pt[1]))),
    ),
    FactSpec::of_a_signature(
        "appearance.font_size_min",
        FactType::Decimal,
        Unit::Point,
        ("cỡ chữ nhỏ nhất", "smallest size of the text"),
        |subject| text(subject, &|it| known(Value::Decimal(it.size_range_pt[0]))),
    ),
    FactSpec::of_a_signature(
        "appearance.font_upright",
        FactType::Boolean,
        Unit::None,
        ("chữ đứng", "the letters are upright"),
        |subject| text(subject, &|it| known(Value::Boolean(it.upright))),
    ),
    FactSpec::of_a_signature(
        "appearance.from_right",
        FactType::Decimal,
        Unit::Millimetre,
        (
            "khoảng cách từ khung hiển thị đến mép phải trang",
            "distance of the box from the right edge",
        ),
        |subject| shown(subject, &|it| known(Value::Decimal(it.from_right_mm))),
    ),
    FactSpec::of_a_signature(
        "appearance.from_top",
        FactType::Decimal,
        Unit::Millimetre,
        (
            "khoảng cách từ khung hiển thị đến mép trên trang",
            "distance of the box from the top edge",
        ),
        |subject| shown(subject, &|it| known(Value::Decimal(it.from_top_mm))),
    ),
    FactSpec::of_a_signature(
        "appearance.has_picture",
        FactType::Boolean,
        Unit::None,
        ("có hình ảnh hiển thị", "it shows a picture"),
        |subject| shown(subject, &|it| presence(&it.picture)),
    ),
    FactSpec::of_a_signature(
        "appearance.has_text",
        FactType::Boolean,
        Unit::None,
        ("có chữ hiển thị", "it shows text"),
        |subject| shown(subject, &|it| presence(&it.text)),
    ),
    FactSpec::of_a_signature(
        "appearance.hidden",
        FactType::Boolean,
        Unit::None,
        ("khung hiển thị bị ẩn", "the box is hidden"),
        |subject| shown(subject, &|it| known(Value::Boolean(it.hidden))),
    ),
    FactSpec::of_a_signature(
        "appearance.hue",
        FactType::Code(Hue::CODES),
        Unit::None,
        ("màu nét mực", "colour of the ink"),
        |subject| picture(subject, &|it| it.hue.as_ref().map(|hue| Value::Code(hue.code()))),
    ),
    FactSpec::of_a_signature(
        "appearance.hue_share",
        FactType::Decimal,
        Unit::Share,
        ("phần nét mực có màu đó", "part of the ink that has this colour"),
        |subject| picture(subject, &|it| decimal(&it.hue_share)),
    ),
    FactSpec::of_a_signature(
        "appearance.ink_height",
        FactType::Decimal,
        Unit::Millimetre,
        ("chiều cao nét mực", "height of the ink"),
        |subject| {
            picture(subject, &|it| {
                it.ink_mm.as_ref().map(|ink| Value::Decimal(ink[3] - ink[1]))
            })
        },
    ),
    FactSpec::of_a_signature(
        "appearance.ink_width",
        FactType::Decimal,
        Unit::Millimetre,
        ("chiều ngang nét mực", "width of the ink"),
        |subject| {
            picture(subject, &|it| {
                it.ink_mm.as_ref().map(|ink| Value::Decimal(ink[2] - ink[0]))
            })
        },
    ),
    FactSpec::of_a_signature(
        "appearance.median_hue",
        FactType::Decimal,
        Unit::Degree,
        ("sắc độ trung vị của nét mực", "median hue of the ink"),
        |subject| picture(subject, &|it| decimal(&it.median_hue_deg)),
    ),
    FactSpec::of_a_signature(
        "appearance.median_saturation",
        FactType::Decimal,
        Unit::Share,
        ("độ bão hòa trung vị của nét mực", "median saturation of the ink"),
        |subject| picture(subject, &|it| decimal(&it.median_saturation)),
    ),
    FactSpec::of_a_signature(
        "appearance.one_typeface",
        FactType::Boolean,
        Unit::None,
        ("toàn bộ chữ cùng một kiểu phông", "all letters have one typeface"),
        |subject| text(subject, &|it| known(Value::Boolean(it.one_typeface))),
    ),
    FactSpec::of_a_signature(
        "appearance.opaque_background",
        FactType::Boolean,
        Unit::None,
        ("hình ảnh có nền đục", "the picture paints its background"),
        |subject| picture(subject, &|it| boolean(&it.opaque_background)),
    ),
    FactSpec::of_a_signature(
        "appearance.page",
        FactType::Integer,
        Unit::None,
        ("trang hiển thị chữ ký", "page that it stands on"),
        |subject| shown(subject, &|it| known(Value::Integer(i64::from(it.page)))),
    ),
    FactSpec::of_a_signature(
        "appearance.pictures",
        FactType::Integer,
        Unit::None,
        ("số hình ảnh hiển thị", "number of pictures"),
        |subject| shown(subject, &|it| known(Value::Integer(i64::from(it.pictures)))),
    ),
    FactSpec::of_a_signature(
        "appearance.picture_height",
        FactType::Decimal,
        Unit::Millimetre,
        ("chiều cao cả hình ảnh", "height of the whole picture"),
        |subject| picture(subject, &|it| known(Value::Decimal(it.placed_mm[3] - it.placed_mm[1]))),
    ),
    FactSpec::of_a_signature(
        "appearance.picture_width",
        FactType::Decimal,
        Unit::Millimetre,
        ("chiều ngang cả hình ảnh", "width of the whole picture"),
        |subject| picture(subject, &|it| known(Value::Decimal(it.placed_mm[2] - it.placed_mm[0]))),
    ),
    FactSpec::of_a_signature(
        "appearance.quadrant",
        FactType::Code(Quadrant::CODES),
        Unit::None,
        ("góc phần tư của trang", "quarter of the page"),
        |subject| shown(subject, &|it| known(Value::Code(it.quadrant.code()))),
    ),
    FactSpec::of_a_signature(
        "appearance.roundness",
        FactType::Decimal,
        Unit::None,
        ("độ tròn của nét mực", "roundness of the ink"),
        |subject| picture(subject, &|it| decimal(&it.roundness)),
    ),
    FactSpec::of_a_signature(
        "appearance.text",
        FactType::Text,
        Unit::None,
        ("nội dung chữ hiển thị", "text that it shows"),
        |subject| text(subject, &|it| known(Value::Text(it.lines.join(" / ")))),
    ),
    FactSpec::of_a_signature(
        "appearance.text_visible",
        FactType::Boolean,
        Unit::None,
        ("chữ nhìn thấy đầy đủ", "all of the text can be seen"),
        |subject| text(subject, &|it| known(Value::Boolean(it.visible))),
    ),
    FactSpec::of_a_signature(
        "appearance.transparent",
        FactType::Boolean,
        Unit::None,
        ("hình ảnh có nền trong suốt", "the picture is transparent"),
        |subject| picture(subject, &|it| boolean(&it.transparent)),
    ),
    FactSpec::of_a_signature(
        "appearance.typeface",
        FactType::Text,
        Unit::None,
        ("kiểu phông chữ hiển thị", "typeface of the text"),
        |subject| text(subject, &|it| words(&it.typeface)),
    ),
    FactSpec::of_a_signature(
        "appearance.vector",
        FactType::Boolean,
        Unit::None,
        ("hình ảnh vẽ bằng nét vectơ", "the picture is drawn with paths"),
        |subject| picture(subject, &|it| known(Value::Boolean(it.vector))),
    ),
    FactSpec::of_a_signature(
        "block.above_name",
        FactType::Decimal,
        Unit::Point,
        (
            "khoảng cách từ hình ảnh chữ ký xuống họ tên",
            "from the signature down to the name",
        ),
        |subject| block(subject, &|it| decimal(&it.above_name_pt)),
    ),
    FactSpec::of_a_signature(
        "block.below_title",
        FactType::Decimal,
        Unit::Point,
        (
            "khoảng cách từ chức vụ xuống hình ảnh chữ ký",
            "from the title down to the signature",
        ),
        |subject| block(subject, &|it| decimal(&it.below_title_pt)),
    ),
    FactSpec::of_a_signature(
        "block.capacity",
        FactType::Code(SigningCapacity::CODES),
        Unit::None,
        ("quyền hạn ký", "capacity of the signer"),
        |subject| {
            block(subject, &|it| {
                it.capacity.as_ref().map(|capacity| Value::Code(capacity.code()))
            })
        },
    ),
    FactSpec::of_a_signature(
        "block.centre_offset",
        FactType::Decimal,
        Unit::Point,
        (
            "độ lệch tâm so với chức vụ, họ tên",
            "offset from the centre of title and name",
        ),
        |subject| block(subject, &|it| decimal(&it.centre_offset_pt)),
    ),
    FactSpec::of_a_signature(
        "block.name",
        FactType::Text,
        Unit::None,
        ("họ tên người ký in trên văn bản", "printed name of the signer"),
        |subject| block(subject, &|it| known(Value::Text(it.name.clone()))),
    ),
    FactSpec::of_a_signature(
        "block.name_is_certificate",
        FactType::Boolean,
        Unit::None,
        (
            "họ tên in trùng với tên trên chứng thư",
            "the printed name is that of the certificate",
        ),
        |subject| block(subject, &|it| boolean(&it.name_is_certificate)),
    ),
    FactSpec::of_a_signature(
        "block.name_is_certificate_but_marks",
        FactType::Boolean,
        Unit::None,
        (
            "họ tên in và tên trên chứng thư giống nhau nếu bỏ dấu",
            "the printed name is that of the certificate, but for the marks of letters",
        ),
        |subject| block(subject, &|it| boolean(&it.name_is_certificate_but_marks)),
    ),
    FactSpec::of_a_signature(
        "block.prefix",
        FactType::Text,
        Unit::None,
        ("chữ viết tắt quyền hạn ký", "abbreviation before the title"),
        |subject| block(subject, &|it| words(&it.prefix)),
    ),
    FactSpec::of_a_signature(
        "block.same_page",
        FactType::Boolean,
        Unit::None,
        (
            "chữ ký nằm cùng trang với chức vụ, họ tên",
            "it stands on the page of title and name",
        ),
        |subject| block(subject, &|it| known(Value::Boolean(it.same_page))),
    ),
    FactSpec::of_a_signature(
        "block.title",
        FactType::Text,
        Unit::None,
        ("chức vụ người ký in trên văn bản", "printed title of the signer"),
        |subject| block(subject, &|it| known(Value::Text(it.title.join(" ")))),
    ),
    FactSpec::of_a_signature(
        "signature.after_audit",
        FactType::Boolean,
        Unit::None,
        (
            "thời điểm ký sau thời điểm kiểm tra",
            "signed after the moment of the audit",
        ),
        |subject| placed(subject, &|it| boolean(&it.after_audit)),
    ),
    FactSpec::of_a_signature(
        "signature.agency_is_issuing",
        FactType::Boolean,
        Unit::None,
        (
            "tên cơ quan trên chứng thư ứng với cơ quan ban hành (hoặc cơ quan chủ quản) in trên văn bản",
            "the agency of the certificate is the issuing one of the heading, or the one above",
        ),
        |subject| placed(subject, &|it| boolean(&it.agency_is_issuing)),
    ),
    FactSpec::of_a_signature(
        "signature.certificate_fits_role",
        FactType::Boolean,
        Unit::None,
        (
            "loại chứng thư đúng với vai trò của chữ ký",
            "the kind of certificate fits the role",
        ),
        |subject| placed(subject, &|it| boolean(&it.certificate_fits)),
    ),
    FactSpec::of_a_signature(
        "signature.days_after_issue",
        FactType::Integer,
        Unit::Day,
        (
            "số ngày từ ngày của văn bản đến ngày ký",
            "days from the document's date to signing",
        ),
        |subject| placed(subject, &|it| integer(&it.days_after_issue)),
    ),
    FactSpec::of_a_signature(
        "signature.role",
        FactType::Code(SignatureRole::CODES),
        Unit::None,
        ("vai trò của chữ ký", "role of the signature"),
        |subject| of_signature(subject, |it| it.role.as_ref().map(|role| Value::Code(role.code()))),
    ),
    FactSpec::of_a_signature(
        "signature.role_evidence",
        FactType::Text,
        Unit::None,
        ("căn cứ xác định vai trò", "what decided the role"),
        |subject| {
            placed(subject, &|it| {
                known(Value::Text(
                    it.evidence
                        .iter()
                        .map(|item| item.code())
                        .collect::<Vec<_>>()
                        .join(", "),
                ))
            })
        },
    ),
    FactSpec::of_a_signature(
        "stamp.agency",
        FactType::Text,
        Unit::None,
        ("cơ quan ghi trong thông tin ký", "agency named in the stamp"),
        |subject| stamp(subject, &|it| words(&it.agency)),
    ),
    FactSpec::of_a_signature(
        "stamp.agency_is_signer",
        FactType::Boolean,
        Unit::None,
        (
            "cơ quan đó trùng với chứng thư",
            "that is the agency of the certificate",
        ),
        |subject| stamp(subject, &|it| boolean(&it.agency_is_signer)),
    ),
    FactSpec::of_a_signature(
        "stamp.copy_kind",
        FactType::Code(CopyKind::CODES),
        Unit::None,
        ("hình thức sao", "form of the copy"),
        |subject| {
            stamp(subject, &|it| {
                it.copy_kind.as_ref().map(|kind| Value::Code(kind.code()))
            })
        },
    ),
    FactSpec::of_a_signature(
        "stamp.has_seconds",
        FactType::Boolean,
        Unit::None,
        ("thời gian ký ghi đến giây", "the time has seconds"),
        |subject| printed(subject, &|it| known(Value::Boolean(it.has_seconds))),
    ),
    FactSpec::of_a_signature(
        "stamp.number",
        FactType::Text,
        Unit::None,
        ("số và ký hiệu ghi trong thông tin ký", "number and symbol in the stamp"),
        |subject| stamp(subject, &|it| words(&it.number)),
    ),
    FactSpec::of_a_signature(
        "stamp.number_is_in_heading",
        FactType::Boolean,
        Unit::None,
        (
            "số đó trùng với dòng “kèm theo” trên trang",
            "that is the number in the heading",
        ),
        |subject| stamp(subject, &|it| boolean(&it.number_is_in_heading)),
    ),
    FactSpec::of_a_signature(
        "stamp.number_is_in_reason",
        FactType::Boolean,
        Unit::None,
        ("số đó trùng với lý do ký (/Reason)", "that is the number in /Reason"),
        |subject| stamp(subject, &|it| boolean(&it.number_is_in_reason)),
    ),
    FactSpec::of_a_signature(
        "stamp.signer",
        FactType::Text,
        Unit::None,
        ("người ký ghi trong phần hiển thị", "signer named in the text"),
        |subject| stamp(subject, &|it| words(&it.signer)),
    ),
    FactSpec::of_a_signature(
        "stamp.signer_is_certificate",
        FactType::Boolean,
        Unit::None,
        ("tên đó trùng với chứng thư", "that is the name on the certificate"),
        |subject| stamp(subject, &|it| boolean(&it.signer_is_certificate)),
    ),
    FactSpec::of_a_signature(
        "stamp.time",
        FactType::Time,
        Unit::None,
        ("thời gian ký ghi trong thông tin ký", "time printed in the stamp"),
        |subject| printed(subject, &|it| time(&it.moment)),
    ),
    FactSpec::of_a_signature(
        "stamp.time_after_claimed",
        FactType::Integer,
        Unit::Second,
        (
            "chênh lệch giữa thời gian ghi và thời gian phần mềm ký",
            "seconds from /M to the printed time",
        ),
        |subject| printed(subject, &|it| integer(&it.after_claimed_s)),
    ),
    FactSpec::of_a_signature(
        "stamp.time_form",
        FactType::Code(TimeForm::CODES),
        Unit::None,
        ("cách ghi thời gian ký", "form of the printed time"),
        |subject| printed(subject, &|it| known(Value::Code(it.form.code()))),
    ),
    FactSpec::of_a_signature(
        "stamp.time_text",
        FactType::Text,
        Unit::None,
        ("thời gian ký đúng như đã ghi", "the printed time as it stands"),
        |subject| printed(subject, &|it| known(Value::Text(it.text.clone()))),
    ),
    FactSpec::of_a_signature(
        "stamp.zone",
        FactType::Code(TimeZone::CODES),
        Unit::None,
        ("múi giờ ghi trong thông tin ký", "time zone printed in the stamp"),
        |subject| printed(subject, &|it| known(Value::Code(it.zone.code()))),
    ),
];
