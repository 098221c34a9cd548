//! An archive with the weights of a real one, for benches: distinct letters and scans from a seed.

use std::{fs, path::Path};

use super::{Letter, Seed, Signing, pki::Holder};

const LETTERS: [&str; 6] = ["khcn-125", "khcn-18", "khcn-41", "phuong-57", "phuong-31", "hoaban-05"];

/// Writes so many signed documents in the folders of twenty agencies below `folder`; their sizes, in order.
///
/// Nineteen of twenty are letters of 0.2 to 1 MB, most of which are embedded fonts and pictures; one of twenty is a scan of
/// 2 to 10 MB. Seven of ten are signed by a person and the agency, two by the agency alone, one not at all. Half of the
/// letters carry the few hundred small objects that word processors write for the structure of the text.
pub fn archive(seed: u64, count: usize, folder: &Path) -> Vec<usize> {
    let mut sizes: Vec<usize> = (0..count)
        .map(|index| {
            let document = letter(&mut Seed::new(seed ^ (u64::try_from(index).unwrap() << 24)), index).forge();
            let path = folder.join(&document.path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, &document.bytes).unwrap();
            document.bytes.len()
        })
        .collect();
    sizes.sort_unstable();
    sizes
}

fn letter(seed: &mut Seed, index: usize) -> Letter {
    let path = format!("Cơ quan {:02}/Năm 2026/Văn bản số {index:05}.pdf", index % 20);
    let base = LETTERS[seed.below(LETTERS.len())];
    let (streams, objects): (Vec<usize>, usize) = if index % 20 == 7 {
        let pages = 4 + seed.below(14);
        ((0..pages).map(|_| 400_000 + seed.below(250_000)).collect(), pages * 2)
    } else {
        // 0.04 to 0.8 MB beside what every letter has, spread over three to eight fonts and pictures.
        let parts = 3 + seed.below(6);
        let whole = 40_000 + seed.below(370_000) + seed.below(370_000);
        let structure = if seed.below(2) == 0 { 0 } else { 100 + seed.below(300) };
        (vec![whole / parts; parts], structure)
    };
    let (month, day) = (2 + seed.below(4), 10 + seed.below(18));
    let at = |minute: usize| format!("2026-{month:02}-{day:02}T09:{minute:02}:{:02}", seed.clone().below(60));
    let (person, agency) = (Signing::new(Holder::Chair, &at(5)), Signing::new(Holder::Ward, &at(31)));
    let letter = Letter::new(&path, base).weight(seed.next(), &streams, objects);
    match seed.below(10) {
        0..=6 => letter.sign(person).sign(agency),
        7..=8 => letter.sign(agency),
        _ => letter,
    }
}
