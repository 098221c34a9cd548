//! Pictures of findings: outlines lie where the generator put seal and signature, pages turned or not; they are
//! bounded, made again byte by byte, and a document that can't be drawn costs its pictures only.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use kysoat::{
    budget::Budget,
    evidence::{self, Drawing, Mark, Part, Picture},
    extract,
    finding::Album,
    store::RunDir,
};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use serde_json::{Value, json};

/// How far ink and outline may be from where the generator put them: what measuring is held to.
const MM: f64 = 0.5;
/// Paper shown round the boxes, and pixels of an outline; `src/evidence/canvas.rs`.
const MARGIN: f64 = 11.0;
const LEAST: f64 = 78.0;
const LINE: i64 = 2;

fn kept() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/grid/kept")
}

/// Where the generator put the ink of seal and signature in this document.
fn truth(file: &str) -> BTreeMap<String, [f64; 4]> {
    let lines = fs::read_to_string(kept().join("grid.jsonl")).unwrap();
    let row: Value = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .find(|row: &Value| row["file"] == file)
        .unwrap();
    let signatures = row["signatures"].as_array().unwrap();
    let ink = |signature: &Value| {
        let ink = serde_json::from_value(signature["image"]["ink_mm"].clone()).unwrap();
        (signature["role"].as_str().unwrap().to_owned(), ink)
    };
    signatures.iter().map(ink).collect()
}

fn drawing_of(bytes: &[u8], subject: Option<u32>, fact: &str) -> Drawing {
    let facts = extract::measure(bytes, "x.pdf", &Budget::default());
    evidence::drawing(&facts, subject, [fact], "phần chú".to_owned(), |words| &words.vi).unwrap()
}

fn drawn(bytes: &[u8], drawing: &Drawing) -> Picture {
    let pictures = evidence::draw(bytes, std::slice::from_ref(drawing), &Budget::default());
    pictures.into_iter().next().unwrap().unwrap()
}

/// A picture as a viewer of pictures reads it.
struct Shown {
    width: i64,
    height: i64,
    per_mm: f64,
    pixels: Vec<[u8; 3]>,
}

impl Shown {
    fn read(png: &[u8]) -> Self {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut bytes).unwrap();
        assert_eq!(info.color_type, png::ColorType::Rgb);
        let dots = reader.info().pixel_dims.unwrap();
        Self {
            width: i64::from(info.width),
            height: i64::from(info.height),
            per_mm: f64::from(dots.xppu) / 1_000.0,
            pixels: bytes.chunks(3).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect(),
        }
    }

    /// Left, top, right, bottom of the pixels that `fits`, in these rows and columns.
    fn bounds(&self, (columns, rows): (i64, i64), fits: impl Fn(i64, i64, [u8; 3]) -> bool) -> [i64; 4] {
        let mut bounds = [i64::MAX, i64::MAX, i64::MIN, i64::MIN];
        for (y, line) in (0..rows).zip(self.pixels.chunks(usize::try_from(self.width).unwrap())) {
            for (x, pixel) in (0..columns).zip(line) {
                if fits(x, y, *pixel) {
                    bounds = [
                        bounds[0].min(x),
                        bounds[1].min(y),
                        bounds[2].max(x + 1),
                        bounds[3].max(y + 1),
                    ];
                }
            }
        }
        bounds
    }
}

#[allow(clippy::cast_possible_truncation, reason = "pixels of a small picture")]
fn pixel(mm: f64, per_mm: f64) -> i64 {
    (mm * per_mm).round() as i64
}

fn near(what: &str, got: [i64; 4], wanted: [i64; 4], pixels: i64) {
    for (got, wanted) in got.iter().zip(wanted) {
        assert!(
            got.abs_diff(wanted) <= pixels.unsigned_abs(),
            "{what}: {got} is not {wanted}"
        );
    }
}

/// Red or blue ink of the page: neither grey nor the exact colour of an outline.
fn is_ink(pixel: [u8; 3], of: Part) -> bool {
    let [red, green, blue] = pixel.map(i32::from);
    let coloured = match of {
        Part::Seal => red > 150 && red - green > 90 && red - blue > 90,
        _ => blue > 100 && blue - red > 80 && blue - green > 80,
    };
    coloured && pixel != of.colour()
}

#[test]
fn outlines_lie_where_seal_and_signature_were_put_however_the_page_is_turned() {
    for file in [
        "overlap/left-070.pdf",
        "overlap/left-minus-015.pdf",
        "side/right-030.pdf",
        "view/rotate-90.pdf",
        "view/crop.pdf",
        "view/unit-2.pdf",
        "view/rotate-270-crop-unit-3.pdf",
    ] {
        let truth = truth(file);
        let (seal, person) = (truth["seal"], truth["person"]);
        let bytes = fs::read(kept().join(file)).unwrap();
        let drawing = drawing_of(&bytes, None, "seal.overlap_of_signature");
        let parts: Vec<Part> = drawing.marks.iter().map(|mark| mark.part).collect();
        assert_eq!(parts, [Part::Seal, Part::Signature], "{file}");
        let shown = Shown::read(&drawn(&bytes, &drawing).png);
        // The piece reaches a margin round the boxes, and where that is narrow as far on either side.
        let (left, right) = (seal[0].min(person[0]), seal[2].max(person[2]));
        let width = (right - left + 2.0 * MARGIN).max(LEAST);
        let corner = [
            f64::midpoint(left, right) - width / 2.0,
            seal[1].min(person[1]) - MARGIN,
        ];
        let lower = seal[3].max(person[3]) + MARGIN - corner[1];
        let rows = pixel(lower, shown.per_mm) - 2;
        near(
            file,
            [shown.width, 0, 0, 0],
            [pixel(width, shown.per_mm), 0, 0, 0],
            pixel(MM, shown.per_mm),
        );
        assert!(rows < shown.height, "{file}: no room for the legend");
        let tolerance = pixel(MM, shown.per_mm) + 1;
        for (part, ink) in [(Part::Seal, seal), (Part::Signature, person)] {
            let wanted = [0, 1, 2, 3].map(|side| pixel(ink[side] - corner[side % 2], shown.per_mm));
            let outline = shown.bounds((shown.width, rows), |_, _, pixel| pixel == part.colour());
            let around = [wanted[0] - LINE, wanted[1] - LINE, wanted[2] + LINE, wanted[3] + LINE];
            near(&format!("{file}: outline of {part:?}"), outline, around, tolerance);
            // What the page shows there was drawn by another library than measured it: the ink fills its box.
            let seen = shown.bounds((shown.width, rows), |x, y, pixel| {
                is_ink(pixel, part) && x >= outline[0] && x < outline[2] && y >= outline[1] && y < outline[3]
            });
            near(&format!("{file}: ink of {part:?}"), seen, wanted, tolerance + 1);
            let beyond = shown.bounds((shown.width, rows), |x, y, pixel| {
                is_ink(pixel, part) && (x < outline[0] || x >= outline[2] || y < outline[1] || y >= outline[3])
            });
            assert_eq!(
                beyond[0],
                i64::MAX,
                "{file}: ink of {part:?} outside its outline: {beyond:?}"
            );
        }
    }
}

#[test]
fn a_stamp_in_the_wrong_place_is_shown_with_the_corner_where_it_belongs() {
    let bytes = fs::read(kept().join("attachment/place-bottom-right.pdf")).unwrap();
    let drawing = drawing_of(&bytes, Some(0), "appearance.quadrant");
    assert!(drawing.to_corner);
    let shown = Shown::read(&drawn(&bytes, &drawing).png);
    // All of the width of A4, and of the height as much as reaches from the top to below the stamp.
    near(
        "width",
        [shown.width, 0, 0, 0],
        [pixel(210.0, shown.per_mm), 0, 0, 0],
        2,
    );
    let below = drawing.marks[0].box_mm[3];
    assert!(below > 200.0 && shown.height > pixel(below, shown.per_mm), "{below}");
}

#[test]
fn a_picture_is_small_and_always_the_same() {
    for (file, subject, fact) in [
        ("overlap/left-070.pdf", None, "seal.overlap_of_signature"),
        ("attachment/face-arial.pdf", Some(0), "appearance.typeface"),
        ("transparency/person-opaque.pdf", Some(0), "appearance.transparent"),
        ("offset-x/+25.pdf", Some(0), "block.centre_offset"),
    ] {
        let bytes = fs::read(kept().join(file)).unwrap();
        let drawing = drawing_of(&bytes, subject, fact);
        let (one, other) = (drawn(&bytes, &drawing), drawn(&bytes, &drawing));
        assert_eq!(one, other, "{file}");
        assert!(
            one.png.len() <= evidence::PICTURE_BYTES,
            "{file}: {} bytes",
            one.png.len()
        );
        assert!(
            one.width <= 700 && one.height <= 900,
            "{file}: {}x{}",
            one.width,
            one.height
        );
    }
}

#[test]
fn a_page_full_of_noise_still_fits() {
    // Every pixel of this scan has another colour: nothing compresses worse.
    let (width, height) = (900_u32, 600_u32);
    let mut state = 7_u32;
    let noise: Vec<u8> = (0..width * height * 3)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        })
        .collect();
    let image = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => width, "Height" => height,
        "ColorSpace" => "DeviceRGB", "BitsPerComponent" => 8,
    };
    let bytes = page("q 595 0 0 842 0 0 cm /X Do Q", |made| {
        let image = made.add_object(Stream::new(image, noise));
        dictionary! { "XObject" => dictionary! { "X" => image } }
    });
    let picture = drawn(&bytes, &some_drawing());
    assert!(
        picture.png.len() <= evidence::PICTURE_BYTES,
        "{} bytes",
        picture.png.len()
    );
}

/// A document of one page with this content.
fn page(content: &str, resources: impl FnOnce(&mut Document) -> Dictionary) -> Vec<u8> {
    let mut made = Document::with_version("1.7");
    let resources = resources(&mut made);
    let pages = made.new_object_id();
    let content = made.add_object(Stream::new(Dictionary::new(), content.as_bytes().to_vec()));
    let leaf = made.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content, "Resources" => resources,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    });
    let tree = dictionary! { "Type" => "Pages", "Count" => 1, "Kids" => vec![Object::Reference(leaf)] };
    made.objects.insert(pages, Object::Dictionary(tree));
    let catalog = made.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    made.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    made.save_to(&mut bytes).unwrap();
    bytes
}

fn some_drawing() -> Drawing {
    Drawing {
        page: 1,
        marks: vec![Mark {
            part: Part::Seal,
            label: "nét dấu".to_owned(),
            box_mm: [80.0, 100.0, 116.0, 136.0],
        }],
        to_corner: false,
        caption: String::new(),
    }
}

fn refused(bytes: &[u8], drawing: &Drawing) -> String {
    let pictures = evidence::draw(bytes, std::slice::from_ref(drawing), &Budget::default());
    pictures.into_iter().next().unwrap().unwrap_err().to_string()
}

#[test]
fn what_can_not_be_drawn_is_refused() {
    let plain = page("", |_| Dictionary::new());
    let with = |page, box_mm| {
        let mut drawing = some_drawing();
        drawing.page = page;
        drawing.marks[0].box_mm = box_mm;
        drawing
    };
    let inside = some_drawing().marks[0].box_mm;
    assert!(refused(&plain, &with(2, inside)).contains("no such page"));
    assert!(refused(&plain, &with(0, inside)).contains("no such page"));
    assert!(refused(&plain, &with(1, [900.0, 900.0, 950.0, 950.0])).contains("outside the page"));
    assert!(refused(b"%PDF-1.7 and nothing else", &with(1, inside)).contains("can't be read"));
    let huge = page("/X Do", |made| {
        let image = dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "Width" => 60_000, "Height" => 60_000,
            "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
        };
        let image = made.add_object(Stream::new(image, Vec::new()));
        dictionary! { "XObject" => dictionary! { "X" => image } }
    });
    assert!(refused(&huge, &some_drawing()).contains("over budget"));
}

fn kysoat(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kysoat"))
        .args(arguments)
        .output()
        .unwrap()
}

/// An archive of these documents of the grid.
fn archive(files: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("kho")).unwrap();
    for file in files {
        let name = file.replace('/', "-");
        fs::copy(kept().join(file), folder.path().join("kho").join(name)).unwrap();
    }
    folder
}

const SOME: [&str; 5] = [
    "overlap/left-070.pdf",
    "offset-y/-45.pdf",
    "attachment/form-F4.pdf",
    "ink/seal-blue.pdf",
    "overlap/left-033.pdf",
];

fn run(verb: &str, folder: &Path, out: &str, more: &[&str]) -> (PathBuf, String) {
    let (archive, out) = (folder.join("kho"), folder.join(out));
    let (archive, place) = (archive.to_str().unwrap(), out.to_str().unwrap());
    let mut arguments = match verb {
        "report" => vec!["report", place],
        _ => vec![verb, archive, "--out", place, "--as-of", "2026-06-14"],
    };
    arguments.extend(more);
    let output = kysoat(&arguments);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{told}");
    (out, told)
}

fn album(out: &Path) -> Album {
    RunDir::open(out).unwrap().read_album()
}

/// Every file below the folder of pictures, and the page.
fn made(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files: BTreeMap<String, Vec<u8>> = fs::read_dir(out.join("evidence"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (
                path.file_name().unwrap().to_str().unwrap().to_owned(),
                fs::read(&path).unwrap(),
            )
        })
        .collect();
    files.insert(
        "page".to_owned(),
        fs::read(out.join("reports/bao-cao-2026-H1.html")).unwrap(),
    );
    files
}

#[test]
fn an_audit_draws_its_findings_and_draws_them_the_same_again() {
    let folder = archive(&SOME);
    let (one, _) = run("audit", folder.path(), "mot", &["--jobs", "1"]);
    let (other, _) = run("audit", folder.path(), "hai", &["--jobs", "3"]);
    let first = made(&one);
    assert!(first == made(&other), "another number of threads made other pictures");
    let album = album(&one);
    let rules: Vec<&str> = album.pictures.iter().map(|picture| picture.rule.as_str()).collect();
    for rule in ["S05", "P04", "A03", "S02"] {
        assert!(rules.contains(&rule), "{rules:?}");
    }
    assert_eq!((album.over_limit, album.gone, album.not_drawn), (0, 0, 0));
    assert_eq!(first.len(), album.pictures.len() + 2, "{:?}", first.keys());
    for picture in &album.pictures {
        let bytes = fs::read(one.join(&picture.file)).unwrap();
        assert_eq!(bytes.len() as u64, picture.bytes);
        let shown = Shown::read(&bytes);
        assert_eq!(
            picture.size,
            (
                u32::try_from(shown.width).unwrap(),
                u32::try_from(shown.height).unwrap()
            )
        );
    }
    // A second report keeps what is there, even when the documents are gone.
    fs::remove_dir_all(folder.path().join("kho")).unwrap();
    run("report", folder.path(), "mot", &[]);
    assert!(first == made(&one), "a second report is another one");
}

#[test]
fn the_most_serious_findings_come_first_and_the_rest_is_counted() {
    let folder = archive(&SOME);
    let (out, _) = run("audit", folder.path(), "ra", &["--pictures", "2"]);
    let few = album(&out);
    assert_eq!(few.pictures.len(), 2);
    assert!(few.over_limit >= 2, "{few:?}");
    let html = fs::read_to_string(out.join("reports/bao-cao-2026-H1.html")).unwrap();
    assert!(html.contains(&format!("{} phát hiện khác không kèm ảnh", few.over_limit)));
    // A03 is the only finding of high severity that has a place.
    assert!(few.pictures.iter().any(|picture| picture.rule == "A03"), "{few:?}");
    run("report", folder.path(), "ra", &["--pictures", "0"]);
    assert!(album(&out).pictures.is_empty());
    assert!(
        made(&out).keys().map(String::as_str).eq(["page", "pictures.json"]),
        "pictures nobody speaks of"
    );
}

#[test]
fn a_document_that_is_gone_or_changed_has_no_picture_and_keeps_its_findings() {
    let folder = archive(&SOME);
    run("scan", folder.path(), "ra", &[]);
    let out = folder.path().join("ra");
    assert!(kysoat(&["check", out.to_str().unwrap()]).status.success());
    let kho = folder.path().join("kho");
    fs::remove_file(kho.join("offset-y--45.pdf")).unwrap();
    // The same name, another document.
    fs::copy(kept().join("overlap/left-012.pdf"), kho.join("overlap-left-070.pdf")).unwrap();
    run("report", folder.path(), "ra", &[]);
    let album = album(&out);
    let rules: Vec<&str> = album.pictures.iter().map(|picture| picture.rule.as_str()).collect();
    assert!(!rules.contains(&"P04") && !rules.contains(&"S05"), "{rules:?}");
    assert!(rules.contains(&"A03"), "{rules:?}");
    assert!(album.gone >= 2 && album.not_drawn == 0, "{album:?}");
    let csv = fs::read_to_string(out.join("findings.csv")).unwrap();
    assert!(csv.contains("offset-y--45.pdf") && csv.contains("P04"));
}

#[cfg(unix)]
#[test]
fn workers_that_hang_or_die_cost_pictures_only() {
    let folder = archive(&SOME[..2]);
    run("scan", folder.path(), "ra", &[]);
    let out = folder.path().join("ra");
    assert!(kysoat(&["check", out.to_str().unwrap()]).status.success());
    run("report", folder.path(), "ra", &["--pictures", "0"]);
    let findings = || fs::read(out.join("findings.csv")).unwrap();
    let without = findings();
    // A worker that is gone as soon as it is asked for a picture.
    let dying = super::scan::script(
        folder.path(),
        &format!(
            "while IFS= read -r line; do case \"$line\" in *'\"pictures\"'*) exit;; esac; printf '%s\\n' \"$line\"; done \
             | '{}' \"$@\"",
            env!("CARGO_BIN_EXE_kysoat")
        ),
    );
    for options in [
        ["--deadline", "0.0001", "--deadline-per-mb", "0"],
        ["--worker-program", dying.to_str().unwrap(), "--deadline", "60"],
    ] {
        run("report", folder.path(), "ra", &options);
        let album = album(&out);
        assert!(
            album.pictures.is_empty() && album.not_drawn >= 2,
            "{options:?}: {album:?}"
        );
        let html = fs::read_to_string(out.join("reports/bao-cao-2026-H1.html")).unwrap();
        assert!(
            html.contains("không vẽ được trang trong giới hạn cho phép"),
            "{options:?}"
        );
        assert_eq!(without, findings(), "{options:?}");
    }
    run("report", folder.path(), "ra", &[]);
    assert!(album(&out).pictures.len() >= 2 && album(&out).not_drawn == 0);
}

#[test]
fn a_worker_draws_only_the_document_that_was_measured() {
    let file = kept().join("overlap/left-070.pdf");
    let bytes = fs::read(&file).unwrap();
    let sha256 = extract::measure(&bytes, "x.pdf", &Budget::default()).sha256.unwrap();
    let request = |id: u64, sha256: &str| {
        json!({
            "id": id, "locator": {"root": 0, "path": "x.pdf"}, "path": file, "size": bytes.len(),
            "pictures": {"sha256": sha256, "drawings": [drawing_of(&bytes, None, "seal.overlap_of_signature")]},
        })
    };
    let lines = format!("{}\n{}\n", request(1, &sha256), request(2, &"0".repeat(64)));
    let input = tempfile::NamedTempFile::new().unwrap();
    fs::write(input.path(), lines).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_kysoat"))
        .args(["worker", "--as-of", "2026-06-14T23:59:59+07:00"])
        .stdin(fs::File::open(input.path()).unwrap())
        .output()
        .unwrap();
    let answers: Vec<Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .skip(1)
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let png = STANDARD
        .decode(answers[0]["pictures"][0]["png"].as_str().unwrap())
        .unwrap();
    assert!(png.starts_with(b"\x89PNG"));
    assert!(answers[0]["facts"].is_null() && answers[1]["pictures"].is_null());
    assert_eq!(answers[1]["faults"][0]["detail"], "not the file that was measured");
}

#[test]
fn inspect_writes_pictures_and_names_them() {
    let folder = tempfile::tempdir().unwrap();
    let file = kept().join("overlap/left-070.pdf");
    let place = folder.path().join("anh");
    let common = ["--as-of", "2026-06-14", "--evidence", place.to_str().unwrap()];
    let mut arguments = vec!["inspect", file.to_str().unwrap()];
    arguments.extend(common);
    let text = String::from_utf8(kysoat(&arguments).stdout).unwrap();
    assert!(text.contains("Ảnh minh chứng: "), "{text}");
    arguments.push("--json");
    let output = kysoat(&arguments);
    let row: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = row["findings"].as_array().unwrap();
    let named: Vec<&Value> = findings
        .iter()
        .filter(|finding| finding["picture"].is_string())
        .collect();
    assert!(!named.is_empty());
    for finding in named {
        assert!(
            matches!(finding["outcome"].as_str(), Some("failed" | "warning")),
            "{finding}"
        );
        assert!(Path::new(finding["picture"].as_str().unwrap()).is_file());
    }
}
