//! The pages that letters are made of, before anybody signs: typeset, plain and scanned.

use std::{collections::BTreeMap, fs, path::PathBuf, sync::LazyLock};

use super::{
    pdf::{Pdf, stream},
    signing::Place,
};

pub(super) fn base_letter(name: &str) -> (Pdf, Place) {
    static PLACES: LazyLock<serde_json::Value> =
        LazyLock::new(|| serde_json::from_slice(&fs::read(letters().join("places.json")).unwrap()).unwrap());
    let number = |key: &str| PLACES[name][key].as_u64().unwrap();
    let whole = |key: &str| u32::try_from(number(key)).unwrap();
    let gap = |key: &str| serde_json::from_value(PLACES[name][key].clone()).ok();
    let gaps = ["number", "day", "month"].map(|key| Some((key.to_owned(), gap(key)?)));
    let place = Place {
        gaps: gaps.into_iter().flatten().collect(),
        pages: whole("pages"),
        centre: f64::from(whole("centre")),
        // Measured from the top of A4; PDF counts from the bottom.
        middle: 841.89 - f64::from(whole("title_bottom") + whole("name_top")) / 2.0,
    };
    (
        Pdf::read(fs::read(letters().join(format!("{name}.pdf"))).unwrap()),
        place,
    )
}

fn letters() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/forge/letters")
}

pub(super) fn plain_page(text: &str) -> (Pdf, Place) {
    let content = format!("BT /F1 13 Tf 85 760 Td ({text}) Tj ET");
    let objects: BTreeMap<u32, Vec<u8>> = [
        (1, b"<</Type/Catalog/Pages 2 0 R>>".to_vec()),
        (2, b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec()),
        (
            3,
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.28 841.89]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>"
                .to_vec(),
        ),
        (4, stream("", content.as_bytes())),
        (5, b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>".to_vec()),
    ]
    .into();
    (Pdf::write(b"%PDF-1.4\n", &objects, "/Root 1 0 R").0, blank_place())
}

/// The place to sign on a page that says nothing of one.
pub(super) fn blank_place() -> Place {
    Place {
        gaps: BTreeMap::new(),
        pages: 1,
        centre: 424.0,
        middle: 500.0,
    }
}

/// So many pages of pictures of a letter; the place to sign is that of the letter that was scanned.
pub(super) fn scanned(pages: u32) -> (Pdf, Place) {
    let (_, place) = base_letter("hoaban-36");
    let pictures = ["scan-1.jpg", "scan-2.jpg"].map(|name| fs::read(letters().join(name)).unwrap());
    let pictures = (0..pages).map(|page| pictures[usize::from(page % 2 == 1)].as_slice());
    (of_pictures(&pictures.collect::<Vec<_>>()), Place { pages, ..place })
}

pub(super) fn scan_of(picture: &str, letter: &str) -> (Pdf, Place) {
    let (_, place) = base_letter(letter);
    let picture = fs::read(letters().join(picture)).unwrap();
    (of_pictures(&[&picture]), place)
}

/// A page of A4 for each of these JPEGs.
fn of_pictures(pictures: &[&[u8]]) -> Pdf {
    let kids: Vec<String> = (0..pictures.len())
        .map(|page| format!("{} 0 R", 3 * page + 3))
        .collect();
    let mut objects: BTreeMap<u32, Vec<u8>> = [
        (1, b"<</Type/Catalog/Pages 2 0 R>>".to_vec()),
        (
            2,
            format!("<</Type/Pages/Count {}/Kids[{}]>>", pictures.len(), kids.join(" ")).into_bytes(),
        ),
    ]
    .into();
    for (page, picture) in (0..).zip(pictures) {
        let [own, content, image] = [0, 1, 2].map(|next| 3 * page + 3 + next);
        let dictionary = format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.28 841.89]/Resources<</XObject<</Im {image} 0 R>>>>/Contents {content} 0 R>>"
        );
        objects.insert(own, dictionary.into_bytes());
        objects.insert(content, stream("", b"q 595.28 0 0 841.89 0 0 cm /Im Do Q"));
        let ([width, height], components) = jpeg_size(picture);
        let space = if components == 1 { "DeviceGray" } else { "DeviceRGB" };
        let dictionary = format!(
            "/Type/XObject/Subtype/Image/Width {width}/Height {height}/BitsPerComponent 8/ColorSpace/{space}/Filter/DCTDecode"
        );
        objects.insert(image, stream(&dictionary, picture));
    }
    Pdf::write(b"%PDF-1.4\n", &objects, "/Root 1 0 R").0
}

/// The same page with more drawn on it, in one revision.
pub(super) fn drawn_on(mut file: Pdf, operators: &str) -> Pdf {
    let (page, drawn) = (file.last_page(), file.free_number());
    let body = with_content(&file.text(page), drawn);
    file.objects.insert(page, body.into_bytes());
    file.objects.insert(drawn, stream("", operators.as_bytes()));
    file.saved_anew().0
}

/// The dictionary of a page with one more stream behind its content.
pub(super) fn with_content(page: &str, more: u32) -> String {
    let at = page.find("/Contents ").unwrap() + 10;
    let reference: String = page[at..].chars().take_while(|letter| *letter != 'R').collect();
    page.replace(
        &format!("/Contents {reference}R"),
        &format!("/Contents[{reference}R {more} 0 R]"),
    )
}

/// Width, height and number of components, from the start of the frame.
fn jpeg_size(file: &[u8]) -> ([u16; 2], u8) {
    let frame = file.windows(2).position(|mark| mark == [0xff, 0xc0]).unwrap();
    let number = |at: usize| u16::from_be_bytes([file[frame + at], file[frame + at + 1]]);
    ([number(7), number(5)], file[frame + 9])
}
