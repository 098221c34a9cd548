//! Real documents: what is known of them, measured.

use std::{env, fs, path::PathBuf};

use kysoat::pdf::content::{
    Appearance, DocumentContent, Hue, Ink, Line, PlacedImage, Rgb, Slant, Transparency, Unread,
};

use super::look;

const BLACK: Option<Rgb> = Some(Rgb {
    red: 0,
    green: 0,
    blue: 0,
});

fn real(name: &str) -> DocumentContent {
    let folder = PathBuf::from(env::var_os("KYSOAT_CORPUS").expect("KYSOAT_CORPUS")).join("vn/pdf");
    let path = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.file_name().unwrap().to_string_lossy().starts_with(name))
        .expect(name);
    look(&fs::read(path).unwrap())
}

fn texts(appearance: &Appearance) -> Vec<String> {
    Line::of(&appearance.content.runs)
        .into_iter()
        .map(|line| line.text)
        .collect()
}

fn ink(image: &PlacedImage) -> Ink {
    image.ink.unwrap().expect("ink")
}

#[test]
#[ignore = "needs KYSOAT_CORPUS"]
fn an_attachment_stamp_stands_top_right_in_times_10() {
    let content = real("9f86b7610fc1");
    let [stamp] = content.appearances.as_slice() else {
        panic!("one appearance")
    };
    assert_eq!(
        texts(stamp),
        ["Số: 2061/QĐ-UBND", "Thời gian ký: 2026-05-13T14:41:57+07:00"]
    );
    for run in &stamp.content.runs {
        assert_eq!(run.font.as_deref(), Some("TimesNewRomanPSMT"));
        assert!((run.size_pt - 10.0).abs() < 0.01, "{}", run.size_pt);
        assert_eq!(
            (run.slant, run.bold, run.colour, run.visible),
            (Slant::Upright, false, BLACK, true)
        );
    }
    let (placed, page) = (stamp.placed.unwrap(), &content.pages[0]);
    assert!(placed.x1 > page.size_mm.0 - 1.0 && placed.y0 < 2.0, "{placed:?}");
    assert!(stamp.content.images.is_empty());
}

#[test]
#[ignore = "needs KYSOAT_CORPUS"]
fn number_day_month_and_a_seal_of_34_mm() {
    let content = real("ce7f1dc86e2f");
    let found: Vec<(Option<u32>, Vec<String>, usize)> = content
        .appearances
        .iter()
        .map(|appearance| (appearance.page, texts(appearance), appearance.content.images.len()))
        .collect();
    let text = |text: &str| vec![text.to_owned()];
    assert_eq!(
        found,
        [
            (Some(277), text("135"), 0),
            (Some(277), text("05"), 0),
            (Some(277), text("9"), 0),
            (Some(277), vec![], 1)
        ]
    );
    // The day and the month are sheared, and still 13 pt.
    let sizes: Vec<(f64, Slant)> = content.appearances[..3]
        .iter()
        .map(|appearance| (appearance.content.runs[0].size_pt, appearance.content.runs[0].slant))
        .collect();
    assert!(sizes.iter().all(|(size, _)| (size - 13.0).abs() < 0.05), "{sizes:?}");
    let slants: Vec<Slant> = sizes.iter().map(|(_, slant)| *slant).collect();
    assert_eq!(slants, [Slant::Upright, Slant::Oblique, Slant::Oblique]);
    let image = &content.appearances[3].content.images[0];
    let seal = ink(image);
    assert!((image.placed.width() - 34.36).abs() < 0.05);
    assert!(
        seal.bounds.width() > 32.5 && seal.bounds.width() < 34.4,
        "{:?}",
        seal.bounds
    );
    assert_eq!(
        (seal.colour.hue, image.transparency),
        (Hue::Red, Transparency::SoftMask)
    );
    assert!(
        seal.roundness > 0.95 && (seal.aspect - 1.0).abs() < 0.05 && !seal.opaque_background,
        "{seal:?}"
    );
    // The page with the signatures is a scan under its text.
    let page = content.pages.iter().find(|page| page.number == 277).unwrap();
    assert_eq!(page.content.images[0].ink, Err(Unread::PageSized));
}

#[test]
#[ignore = "needs KYSOAT_CORPUS"]
fn a_seal_over_a_picture_of_a_signature_that_is_not_signed() {
    let content = real("d8994f877b70");
    let page = content.pages.iter().find(|page| page.number == 8).unwrap();
    let signature = ink(&page.content.images[0]);
    let seal = ink(&content.appearances[0].content.images[0]);
    eprintln!("signature {signature:?}\nseal {seal:?}");
    assert_eq!((seal.colour.hue, content.appearances[0].page), (Hue::Red, Some(8)));
    let shared = seal.bounds.intersection(&signature.bounds).expect("they overlap");
    let share = shared.width() / signature.bounds.width();
    assert!((share - 0.36).abs() < 0.03, "{share}");
    assert!(seal.bounds.centre().0 < signature.bounds.centre().0);
}

#[test]
#[ignore = "needs KYSOAT_CORPUS"]
fn a_personal_signature_in_blue_between_title_and_name() {
    let content = real("4dda2b3968d5");
    let [appearance] = content.appearances.as_slice() else {
        panic!("one appearance")
    };
    let signature = ink(&appearance.content.images[0]);
    eprintln!("signature {signature:?}");
    assert_eq!((signature.colour.hue, signature.opaque_background), (Hue::Blue, false));
    let lines = Line::of(content.pages[0].content.runs.iter().filter(|run| run.visible));
    let above = lines.iter().rev().find(|line| {
        line.bounds.y1 <= signature.bounds.y0 + 1.0
            && line.bounds.contains((signature.bounds.centre().0, line.baseline))
    });
    let below = lines.iter().find(|line| {
        line.bounds.y0 >= signature.bounds.y1 - 1.0
            && line.bounds.contains((signature.bounds.centre().0, line.baseline))
    });
    eprintln!(
        "above {:?}\nbelow {:?}",
        above.map(|line| &line.text),
        below.map(|line| &line.text)
    );
    assert!(above.is_some_and(|line| line.text.contains("VĂN PHÒNG")) && below.is_some());
}

#[test]
#[ignore = "needs KYSOAT_CORPUS"]
fn stamps_of_publishers_and_widgets_that_no_form_knows() {
    for (name, starts, known) in [
        (
            "a053fce94b36",
            "Ký bởi: CÔNG BÁO NƯỚC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            true,
        ),
        ("5ceced5e909c", "Người ký: CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ", true),
        ("9ac4a311ca81", "Người ký: Cổng Thông tin điện tử Chính phủ", false),
        ("14ea3d791521", "Ký bởi: Cổng Thông tin điện tử Chính phủ", false),
    ] {
        let content = real(name);
        let stamp = &content.appearances[0];
        assert_eq!(
            (texts(stamp)[0].as_str(), stamp.field.is_some(), stamp.page),
            (starts, known, Some(1)),
            "{name}"
        );
        assert!(stamp.is_signature && stamp.signature.is_some() && stamp.content.images.len() == 1);
        assert!(content.pages.iter().all(|page| page.content.truncated.is_none()));
    }
}
