//! Files that other readers choke on, and what is hardly a file.

use super::{Seed, file, file_with, page, stream, zeros};

// --- what other engines choke on

pub(super) fn cid_widths() -> Vec<u8> {
    let mut all = page("/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>");
    all.insert(4, stream("", b"BT /F 9 Tf <0001> Tj ET"));
    all.insert(
        5,
        b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[6 0 R]>>".to_vec(),
    );
    all.insert(
        6,
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/W[0 4294967295 500]/W2[0 4294967295 1 1 1]/DW 99999999999>>"
            .to_vec(),
    );
    file(&all)
}

pub(super) fn image_huge() -> Vec<u8> {
    let mut all = page("/Contents 4 0 R/Resources<</XObject<</I 5 0 R/J 6 0 R>>>>");
    all.insert(4, stream("", b"/I Do /J Do"));
    all.insert(
        5,
        stream(
            "/Type/XObject/Subtype/Image/Width 1000000/Height 1000000/BitsPerComponent 16/ColorSpace/DeviceCMYK/Filter/FlateDecode",
            &zeros(64),
        ),
    );
    all.insert(
        6,
        stream(
            "/Type/XObject/Subtype/Image/Width 2000000000/Height 2000000000/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 2000000000/Rows 2000000000>>",
            b"\x00\x10\x01",
        ),
    );
    file(&all)
}

pub(super) fn names_raw() -> Vec<u8> {
    let mut all = page("");
    all.insert(
        3,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</T\xa9 null>>>>>>".to_vec(),
    );
    all.insert(
        4,
        b"<</\xa9\xff\xfe(\xff)/#80#81#00/\xe1\xbb /SubFilter/\xfe\xff>>".to_vec(),
    );
    all.insert(
        1,
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[<</FT/Sig/T(\xff\xa9\x00)/V<</Type/Sig/Filter/\xa9/SubFilter/\xff\xfe\x80/ByteRange[0 1 2 3]/Contents<00>/Reason(\xfe\xff\xd8\x00\xd8)/M(\xff)>>>>]>>>>"
            .to_vec(),
    );
    file(&all)
}

pub(super) fn array_of_numbers() -> Vec<u8> {
    file_with(vec![(4, format!("[{}]", "0 ".repeat(20_000_000)).into_bytes())])
}

// --- what is hardly a file

pub(super) fn noise() -> Vec<u8> {
    let mut seed = Seed::new(77);
    let mut bytes = b"%PDF-1.7\n".to_vec();
    while bytes.len() < (2 << 20) {
        bytes.extend(seed.next().to_le_bytes());
    }
    bytes
}
