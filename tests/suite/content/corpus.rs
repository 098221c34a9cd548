//! Real documents.

use std::{env, fs, path::PathBuf, time::Instant};

use kysoat::pdf::content::{DocumentContent, Line};

use super::look;

fn real(name: &str) -> DocumentContent {
    let folder = PathBuf::from(env::var_os("KYSOAT_CORPUS").expect("KYSOAT_CORPUS")).join("vn");
    let path = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| {
            let file = path.file_name().unwrap().to_string_lossy().into_owned();
            file.starts_with(name) && file.ends_with(".pdf")
        })
        .expect(name);
    let bytes = fs::read(path).unwrap();
    let start = Instant::now();
    let content = look(&bytes);
    eprintln!("== {name}: {:?}", start.elapsed());
    content
}

fn print(content: &DocumentContent) {
    for page in &content.pages {
        eprintln!(
            "page {} {:.1} x {:.1} mm, {} runs, {} images, {} marks, {:?}",
            page.number,
            page.size_mm.0,
            page.size_mm.1,
            page.content.runs.len(),
            page.content.images.len(),
            page.content.marks.len(),
            page.content.truncated
        );
        for line in Line::of(page.content.runs.iter().filter(|run| run.visible))
            .iter()
            .take(12)
        {
            let run = &line.runs[0];
            eprintln!(
                "  {:5.1} {:5.1} {:5.1} | {} | {:?} {:.2} {:?} {} {:?}",
                line.bounds.x0,
                line.bounds.x1,
                line.baseline,
                line.text,
                run.font,
                run.size_pt,
                run.slant,
                run.bold,
                run.colour
            );
        }
        for image in &page.content.images {
            eprintln!("  image {image:?}");
        }
        for mark in page.content.marks.iter().take(5) {
            eprintln!("  mark {mark:?}");
        }
    }
    for appearance in &content.appearances {
        eprintln!(
            "appearance {} {:?} sig {} {:?} page {:?} at {:?} hidden {} present {} truncated {:?}",
            appearance.subtype,
            appearance.field,
            appearance.is_signature,
            appearance.signature,
            appearance.page,
            appearance.placed,
            appearance.hidden,
            appearance.present,
            appearance.content.truncated
        );
        for line in Line::of(&appearance.content.runs) {
            let run = &line.runs[0];
            eprintln!(
                "  {:5.1} {:5.1} {:5.1} | {} | {:?} {:.2} {:?} {} {:?}",
                line.bounds.x0,
                line.bounds.x1,
                line.baseline,
                line.text,
                run.font,
                run.size_pt,
                run.slant,
                run.bold,
                run.colour
            );
        }
        for image in &appearance.content.images {
            eprintln!("  image {image:?}");
        }
        for mark in &appearance.content.marks {
            eprintln!("  mark {mark:?}");
        }
    }
    eprintln!("unread {:?} {:?}", content.unread_pages, content.unread_appearances);
}

#[test]
#[ignore = "needs KYSOAT_CORPUS"]
fn every_real_document_is_read() {
    for name in [
        "9f86b7610fc1",
        "ce7f1dc86e2f",
        "d8994f877b70",
        "4dda2b3968d5",
        "a053fce94b36",
        "5ceced5e909c",
        "9ac4a311ca81",
        "14ea3d791521",
    ] {
        let content = real(name);
        print(&content);
    }
}
