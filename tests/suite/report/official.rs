//! The administrative PDF: a body of three pages and annexes that bear anything, in either language.

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use kysoat::{
    facts::{FaultKind, SignerKind},
    finding::Outcome,
    report::Language,
    store::RunDir,
};

use super::{
    HOSTILE,
    archive::{Draft, Row, counted, judged, province},
    folded, hostile, report, reported, three_hundred_agencies, write,
};

/// The text of each page; `None` where pdftotext is not installed.
fn pages(folder: &Path) -> Option<Vec<String>> {
    let file = report(folder, "pdf");
    let output = Command::new("pdftotext").arg("-layout").arg(&file).arg("-").output();
    let Ok(output) = output else {
        eprintln!(
            "pdftotext is not installed: the pages of {} were not read",
            file.display()
        );
        return None;
    };
    let text = String::from_utf8(output.stdout).unwrap();
    Some(text.trim_end_matches('\u{c}').split('\u{c}').map(folded).collect())
}

/// Pages of the body, and the text of each annex by its Roman number.
struct Printed {
    body: Vec<String>,
    annexes: Vec<String>,
    pages: usize,
}

fn printed(folder: &Path, word: &str) -> Option<Printed> {
    let pages = pages(folder)?;
    let mut found = Printed {
        body: Vec::new(),
        annexes: Vec::new(),
        pages: pages.len(),
    };
    for page in pages {
        if page.starts_with(&format!("{word} ")) {
            found.annexes.push(page);
        } else if let Some(annex) = found.annexes.last_mut() {
            annex.push('\n');
            annex.push_str(&page);
        } else {
            found.body.push(page);
        }
    }
    for (annex, number) in found.annexes.iter().zip(["I", "II", "III", "IV", "V"]) {
        assert!(annex.starts_with(&format!("{word} {number} ")), "{annex}");
    }
    Some(found)
}

/// A hundred agencies with 10,000 failed findings on 5,000 documents.
pub(super) fn failures() -> Vec<Row> {
    let drafts = (0..5_000).map(|number| {
        let path = format!(
            "Ủy ban nhân dân xã số {:03}/2026/Công văn số {number} về việc triển khai nhiệm vụ.pdf",
            number % 100
        );
        Draft::new(&path, "2026-03-02T09:00:00+07:00")
            .says(
                "C01",
                Outcome::Failed,
                "Nội dung tệp đã bị thay đổi sau khi ký: giá trị băm của tệp khác giá trị được ký.",
                &[("signature.digest_matches", false.into())],
            )
            .says(
                "F03",
                Outcome::Failed,
                "Trang thứ nhất khổ 216 mm x 279 mm, không phải A4.",
                &[],
            )
    });
    judged(drafts.collect())
}

/// Three hundred agencies, files and holders of certificates with the longest names a system takes, blanks or none.
pub(super) fn long_names() -> Vec<Row> {
    let drafts = (0..300).map(|number| {
        let agency = if number % 2 == 0 {
            format!("{number:03}{}", "Ủybannhândânxã".repeat(14))
        } else {
            format!("{number:03} {}", "Ủy ban nhân dân xã ".repeat(10).trim_end())
        };
        let draft = Draft::new(
            &format!("{agency}/{}-{number}.pdf", "vănbảncótêndài".repeat(14)),
            "2026-03-02T09:00:00+07:00",
        )
        .signers(&[(&agency, &agency, SignerKind::Agency)]);
        match number % 3 {
            0 => draft.says("C01", Outcome::Failed, &"Nộidungkhôngcódấucách".repeat(20), &[]),
            1 => draft.valid(),
            _ => draft.fault(FaultKind::Encrypted, "needs a password"),
        }
    });
    judged(drafts.collect())
}

#[test]
fn the_body_keeps_to_three_pages_and_adds_up_whatever_is_audited() {
    let (folder, _) = reported(&province(), Language::Vietnamese);
    let Some(of_province) = printed(folder.path(), "Phụ lục") else {
        return;
    };
    assert!(of_province.body.len() <= 3, "{} pages", of_province.body.len());
    // Six rows of agencies fit: none is folded, and no annex repeats them.
    assert!(!of_province.body.concat().contains("cơ quan khác"));
    assert!(!of_province.annexes.concat().contains("KẾT QUẢ KIỂM TRA THEO CƠ QUAN"));

    let (folder, figures) = reported(&three_hundred_agencies(), Language::Vietnamese);
    let many = printed(folder.path(), "Phụ lục").unwrap();
    assert!(many.body.len() <= 3, "{} pages", many.body.len());
    let body = many.body.join(" ");
    assert!(body.contains("Và 293 cơ quan khác"), "{body}");
    assert!(body.contains(" 293 0 0 293 0 293"), "{body}");
    assert!(body.contains("Tổng cộng 300 0 0 300 0 300"), "{body}");
    assert!(many.annexes[0].contains("KẾT QUẢ KIỂM TRA THEO CƠ QUAN"));
    assert!(many.annexes[0].contains("Tổng cộng 300 0 0 300 0 300"));
    assert!(many.pages <= 30, "{} pages", many.pages);
    assert_eq!(figures.agencies.len(), 300);

    let (folder, figures) = reported(&long_names(), Language::Vietnamese);
    let long = printed(folder.path(), "Phụ lục").unwrap();
    assert!(long.body.len() <= 3, "{} pages", long.body.len());
    assert_eq!(figures.findings.failed, 100);
    // Every failed document is in the list, the last one too.
    assert!(
        long.annexes[0].contains("Tổng số: 100 nội dung không đạt"),
        "{}",
        long.annexes[0]
    );
    assert!(!long.annexes[0].contains("không in ở đây"));
    assert!(long.pages <= 150, "{} pages", long.pages);
}

#[test]
fn ten_thousand_failures_are_counted_and_the_list_is_bounded() {
    let rows = failures();
    let folder = tempfile::tempdir().unwrap();
    let run = RunDir::create(folder.path()).unwrap();
    for (shard, rows) in rows.chunks(1_000).enumerate() {
        kysoat::dataset::write_shard(&run, u32::try_from(shard).unwrap(), rows).unwrap();
    }
    let (dataset, figures) = counted(&run);
    assert_eq!(figures.findings.failed, 10_000);
    write(&run, &dataset, &figures, Language::Vietnamese);
    let csv = fs::read_to_string(folder.path().join("findings.csv")).unwrap();
    assert_eq!(csv.lines().count() as u64, figures.findings.total() + 1);
    let Some(printed) = printed(folder.path(), "Phụ lục") else {
        return;
    };
    assert!(printed.body.len() <= 3, "{} pages", printed.body.len());
    assert!(printed.pages <= 60, "{} pages", printed.pages);
    let list = &printed.annexes[0];
    for said in [
        "Tổng số: 10.000 nội dung không đạt, theo mức độ – Cao: 5.000; Thấp: 5.000.",
        "In ở đây 200 mục đầu theo thứ tự hồ sơ; không in 9.800 mục.",
        "Còn 9.800 mục không in ở đây; danh sách đầy đủ ở sổ tính (trang “Phát hiện”), tệp findings.csv",
    ] {
        assert!(list.contains(said), "{said}");
    }
    let body = printed.body.join(" ");
    assert!(body.contains("Tổng cộng 5.000 0 5.000 0 0 0"), "{body}");
    assert!(body.contains("Và 93 cơ quan khác"), "{body}");
    assert!(body.contains(" 4.650 0 4.650 0 0 0"), "{body}");
}

#[test]
fn without_documents_there_are_sentences_and_no_tables() {
    for (language, said, table, annex) in [
        (
            Language::Vietnamese,
            "Không có tệp nào trong các thư mục được quét.",
            "Bảng ",
            "Phụ lục I",
        ),
        (
            Language::English,
            "There was no file in the folders that were scanned.",
            "Table ",
            "Annex I",
        ),
    ] {
        let (folder, _) = reported(&[], language);
        let Some(pages) = pages(folder.path()) else { return };
        let text = pages.join(" ");
        assert!(text.contains(said), "{text}");
        assert!(pages.len() <= 2, "{} pages", pages.len());
        for never in ["NaN", "inf", "0/0", table, annex] {
            assert!(!text.contains(never), "{never}: {text}");
        }
    }
}

#[test]
fn hostile_names_of_certificates_stay_names_in_their_annex() {
    let (folder, figures) = reported(&hostile(), Language::Vietnamese);
    let Some(printed) = printed(folder.path(), "Phụ lục") else {
        return;
    };
    let list = printed
        .annexes
        .iter()
        .find(|annex| annex.contains("CHỨNG THƯ ĐÃ HẾT HẠN"))
        .unwrap()
        .replace(char::is_whitespace, "");
    let due = figures.certificates.list.iter().filter(|row| {
        use kysoat::dataset::Validity;
        matches!(row.validity, Validity::Expired | Validity::WithinSixtyDays)
    });
    let mut seen = 0;
    for name in due.filter_map(|row| row.common_name.as_deref()) {
        let begin: String = name.replace(' ', "").chars().take(6).collect();
        assert!(list.contains(&begin), "{begin}\n{list}");
        seen += usize::from(HOSTILE.contains(&name));
    }
    assert!(seen >= 3, "only {seen} hostile names end soon");
}

#[test]
fn letters_that_the_font_lacks_are_told_by_number() {
    let rows = judged(vec![
        Draft::new("工業局/文件😀\u{E000}.pdf", "2026-03-02T09:00:00+07:00")
            .signers(&[("工業局", "工業局", SignerKind::Agency)])
            .says("C01", Outcome::Failed, "Mất dấu: \u{1F4C4}.", &[]),
    ]);
    let (folder, _) = reported(&rows, Language::Vietnamese);
    let Some(pages) = pages(folder.path()) else { return };
    let text = pages.concat().replace(char::is_whitespace, "");
    // Narrow cells break them: compare their beginning, which stands on one line.
    for told in ["<U+6587", "<U+1F60", "<U+E000", "<U+1F4C"] {
        assert!(text.contains(told), "{told}\n{text}");
    }
}

/// Words that hold a letter which only Vietnamese has.
fn vietnamese(text: &str) -> BTreeSet<String> {
    let own = "ăâđêôơưáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ";
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| word.to_lowercase().chars().any(|letter| own.contains(letter)))
        .map(str::to_owned)
        .collect()
}

#[test]
fn an_english_report_is_english() {
    let rows = province();
    let (folder, figures) = reported(&rows, Language::English);
    let Some(pages) = pages(folder.path()) else { return };
    // Names of files, agencies, holders and instruments stay; the place and the symbols of the letterhead too.
    let mut names = vietnamese("Thái Nguyên QĐ NĐ Luật Giao dịch điện tử Nghị định thực hành kỹ thuật");
    for (record, _) in &rows {
        names.extend(vietnamese(&record.locator.path));
    }
    for row in &figures.certificates.list {
        let of_certificate = [&row.common_name, &row.organization, &row.issuer];
        names.extend(of_certificate.into_iter().flatten().flat_map(|name| vietnamese(name)));
    }
    let csv = fs::read_to_string(folder.path().join("findings.csv")).unwrap();
    for (output, text) in [("pdf", pages.join(" ")), ("csv", csv)] {
        let left: Vec<_> = vietnamese(&text).difference(&names).cloned().collect();
        assert!(left.is_empty(), "{output}: {left:?}");
    }
}

/// `kysoat check DIR` and `kysoat report DIR` alone judge and report again, from what the run left and for the period it
/// was made for, in either language.
#[test]
fn report_alone_makes_the_reports_again() {
    let run = tempfile::tempdir().unwrap();
    let out = run.path().join("run");
    let kysoat = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_kysoat"))
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let place = out.to_str().unwrap();
    // An audit of the first half, made when the second has begun.
    let audited = kysoat(&[
        "audit",
        "sample-data",
        "--out",
        place,
        "--period",
        "2026-H1",
        "--as-of",
        "2026-06-20T08:00:00+07:00",
    ]);
    let checked = kysoat(&["check", place]);
    assert!(
        checked.starts_with("Kỳ 2026-H1, từ 15/12/2025 đến 14/06/2026: "),
        "{checked}"
    );
    assert!(audited.contains(&checked), "{audited}\n{checked}");
    let reports = || {
        ["pdf", "xlsx", "html"]
            .map(|extension| fs::read(out.join(format!("reports/bao-cao-2026-H1.{extension}"))).unwrap())
    };
    let first = reports();
    fs::remove_dir_all(out.join("reports")).unwrap();
    kysoat(&["report", place]);
    assert!(first == reports(), "the reports differ");
    let Some(printed) = printed(&out, "Phụ lục") else {
        return;
    };
    assert!(printed.body.len() <= 3, "{} pages", printed.body.len());
    let tolerances = printed.annexes.last().unwrap();
    assert!(tolerances.contains("Độ dài khóa RSA"), "{tolerances}");
    assert!(!tolerances.contains("rsa_bits") && !tolerances.contains("short_min"));

    kysoat(&["report", place, "--lang", "en"]);
    let english = reports();
    assert!(first != english);
    kysoat(&["report", place, "--lang", "en"]);
    assert!(english == reports(), "the English reports differ");
    let text = pages(&out).unwrap().join(" ");
    assert!(text.contains("Shortest RSA"), "{text}");
    for word in ["khoản", "Điều", "Phụ lục", "KHÔNG ĐẠT", "Căn cứ", "quy tắc"] {
        assert!(!text.contains(word), "{word}");
    }
}
