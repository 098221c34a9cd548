//! One document for a person: the conclusion first, then who signed, then what is wrong, by which clause, and what to
//! do about it.

use std::fmt::Write as _;

use super::Pictures;
use crate::{
    cli::{console::printable, settings::Language},
    facts::{
        Cause, ComponentFacts, Coverage, DocumentFacts, DocumentKind, Integrity, LayoutFacts, Localized, Measured,
        Moment, Side, SignatureFacts, SignatureRole, SignerKind, TimeStampFacts,
    },
    finding::{Citation, Conclusion, Finding, Judgement, Outcome, Severity},
    rules::RulePack,
    source::ALL_FACTS,
};

/// Text of one document.
pub fn document(
    path: &str,
    facts: &DocumentFacts,
    judgement: &Judgement<'_>,
    pictures: &Pictures,
    rules: &RulePack,
    language: Language,
) -> String {
    let mut page = Page {
        text: String::new(),
        language,
    };
    page.line("", &printable(path));
    let conclusion = match judgement.conclusion {
        Conclusion::Passed => ("HỢP LỆ", "VALID"),
        Conclusion::Failed => ("KHÔNG ĐẠT", "NOT COMPLIANT"),
        Conclusion::Indeterminate => ("KHÔNG XÁC ĐỊNH", "COULD NOT TELL"),
        Conclusion::NotJudged => ("KHÔNG ĐÁNH GIÁ (không phải tệp PDF)", "NOT JUDGED (not a PDF)"),
    };
    page.field("Kết luận", "Conclusion", language.pick(conclusion.0, conclusion.1));
    // Of a file that could not be read at all there is one thing to say; no rule says more.
    let unread = facts.faults.iter().any(|fault| {
        ALL_FACTS
            .iter()
            .all(|family| fault.hides.iter().any(|hidden| hidden == family))
    });
    if let Some(because) = judgement.because.as_ref().filter(|_| !unread) {
        let label = if judgement.conclusion == Conclusion::Passed {
            ("Lưu ý", "Note")
        } else {
            ("Lý do", "Because")
        };
        for (number, line) in wrapped(of(because, language), 92).iter().enumerate() {
            page.field(
                if number == 0 { label.0 } else { "" },
                if number == 0 { label.1 } else { "" },
                line,
            );
        }
    }
    for fault in &facts.faults {
        let (words, advice) = (fault.kind.words(), fault.kind.advice());
        let text = format!("{}; {}", of(&words, language), of(&advice, language));
        page.field(
            "Sự cố khi đọc",
            "Reading fault",
            &format!("{text} [{}]", printable(&fault.detail)),
        );
    }
    if facts.kind == DocumentKind::Pdf && !unread {
        page.file(facts);
        page.components(&facts.components);
        page.signatures(facts);
        page.seal(&facts.layout);
        page.findings(judgement, pictures, rules);
    }
    page.text
}

struct Page {
    text: String,
    language: Language,
}

impl Page {
    fn line(&mut self, indent: &str, text: &str) {
        let _ = writeln!(self.text, "{indent}{text}");
    }

    fn field(&mut self, vi: &str, en: &str, value: &str) {
        let label = self.language.pick(vi, en);
        let colon = if label.is_empty() { "" } else { ":" };
        let _ = writeln!(self.text, "  {:<18} {value}", format!("{label}{colon}"));
    }

    fn heading(&mut self, vi: &str, en: &str, count: usize) {
        let _ = writeln!(self.text, "\n  {} ({count})", self.language.pick(vi, en));
    }

    fn file(&mut self, facts: &DocumentFacts) {
        let mut parts = Vec::new();
        if let Some(version) = facts.file.version.known() {
            parts.push(format!("PDF {version}"));
        }
        if let Some(pages) = facts.file.pages.known() {
            parts.push(format!("{pages} {}", self.language.pick("trang", "pages")));
        }
        parts.push(format!("{} byte", grouped(facts.size, self.language)));
        if facts.file.encrypted.known() == Some(&true) {
            parts.push(self.language.pick("đã mã hóa", "encrypted").to_owned());
        }
        self.field("Tệp", "File", &parts.join(", "));
    }

    /// Number, date, agency and signer, as the document prints them.
    fn components(&mut self, facts: &ComponentFacts) {
        let language = self.language;
        if let Some(number) = facts.number_line.known() {
            let date = facts.issued_on.known().map_or_else(String::new, |day| {
                let written = match language {
                    Language::Vi => day.strftime("%d/%m/%Y").to_string(),
                    Language::En => day.to_string(),
                };
                format!(", {} {written}", language.pick("ngày", "of"))
            });
            self.field("Số, ký hiệu", "Number", &format!("{}{date}", printable(number)));
        }
        if let Some(agency) = facts.agency.known() {
            self.field("Cơ quan ban hành", "Agency", &printable(agency));
        }
        if let Some(name) = facts.signer_name.known() {
            let title = facts.signer_title.known().map_or("", String::as_str);
            let signer = format!("{} – {}", printable(title), printable(name));
            self.field("Người ký", "Signed by", &signer);
        }
        if let Measured::Unmeasured(cause @ (Cause::ScannedPage | Cause::TextUnreadable | Cause::TextTurned)) =
            &facts.number
        {
            self.field(
                "Thành phần thể thức",
                "Components",
                of(&crate::rules::cause_words(cause).owned(), language),
            );
        }
    }

    /// How seal and signature stand to each other.
    fn seal(&mut self, facts: &LayoutFacts) {
        let Some(relation) = facts.seal_relation.known() else {
            return;
        };
        let language = self.language;
        let text = match (relation.overlap.known(), relation.side.known()) {
            (Some(overlap), Some(side)) => {
                let percent = format!("{:.0}%", overlap * 100.0);
                let side = match side {
                    Side::Left => language.pick("bên trái", "left"),
                    Side::Right => language.pick("bên phải", "right"),
                };
                match language {
                    Language::Vi => format!("trùm {percent} bề ngang hình ảnh chữ ký, ở {side}"),
                    Language::En => format!("covers {percent} of the signature's width, on its {side}"),
                }
            }
            _ if !relation.same_page => language
                .pick("khác trang với chữ ký", "on another page than the signature")
                .to_owned(),
            _ => language
                .pick("không đo được độ trùm", "the overlap could not be measured")
                .to_owned(),
        };
        self.line("\n  ", &format!("{}: {text}", language.pick("Dấu", "Seal")));
    }

    fn signatures(&mut self, facts: &DocumentFacts) {
        if facts.signatures.is_empty() {
            let none = if facts.signatures_searched() {
                self.language
                    .pick("không có chữ ký số nào trong tệp", "no digital signature in the file")
            } else {
                self.language.pick(
                    "không tìm được, vì không đọc được tệp",
                    "could not be looked for: unreadable file",
                )
            };
            self.field("Chữ ký số", "Signatures", none);
            return;
        }
        self.heading("Chữ ký số", "Signatures", facts.signatures.len());
        for (number, signature) in (1..).zip(&facts.signatures) {
            self.signature(number, signature);
        }
    }

    fn signature(&mut self, number: usize, facts: &SignatureFacts) {
        let language = self.language;
        let who = facts.signer.known().map_or_else(
            || {
                language
                    .pick(
                        "không đọc được chứng thư người ký",
                        "the signer's certificate is unreadable",
                    )
                    .to_owned()
            },
            |signer| {
                let name = signer.common_name.as_deref().unwrap_or("?");
                let kind = match signer.kind {
                    SignerKind::Person => language.pick("cá nhân", "person"),
                    SignerKind::Agency => language.pick("cơ quan, tổ chức", "agency"),
                    SignerKind::Service => language.pick("dịch vụ, phần mềm", "service"),
                    SignerKind::Unknown => language.pick("chưa rõ loại chứng thư", "kind unknown"),
                };
                format!("{} ({kind})", printable(name))
            },
        );
        let mut place = Vec::new();
        if let Some(field) = &facts.field {
            place.push(format!("{} {}", language.pick("trường", "field"), printable(field)));
        }
        if let Some(page) = facts.page {
            place.push(format!("{} {page}", language.pick("trang", "page")));
        }
        let place = if place.is_empty() {
            String::new()
        } else {
            format!(", {}", place.join(", "))
        };
        self.line("    ", &format!("{number}. {who}{place}"));
        if let Some(role) = facts.role.known() {
            let (vi, en) = role_words(*role);
            self.detail("vai trò", "role", language.pick(vi, en));
        }
        let integrity = match facts.integrity {
            Integrity::Intact => (
                "nội dung còn nguyên vẹn, chữ ký đúng với khóa",
                "content intact, signature correct",
            ),
            Integrity::DigestMismatch => ("nội dung đã bị thay đổi sau khi ký", "content changed after signing"),
            Integrity::SignatureInvalid => ("giá trị chữ ký sai", "signature value wrong"),
            Integrity::Malformed => (
                "không kiểm tra được, cấu trúc chữ ký hỏng",
                "can't be checked, malformed",
            ),
            Integrity::Unsupported => (
                "không kiểm tra được, thuật toán hoặc cấu trúc chưa hỗ trợ",
                "can't be checked, algorithm or structure not supported",
            ),
        };
        self.detail("toàn vẹn", "integrity", language.pick(integrity.0, integrity.1));
        if let Some(coverage) = facts.coverage.known() {
            let (vi, en) = match coverage {
                Coverage::WholeFile => ("toàn bộ tệp", "the whole file"),
                Coverage::WholeRevision => (
                    "trọn phiên bản tại lúc ký; sau đó tệp được ghi thêm (ví dụ chữ ký sau)",
                    "the whole revision at signing; something was added later (a further signature, say)",
                ),
                Coverage::Partial => ("chỉ một phần tệp", "only a part of the file"),
                Coverage::OutOfFile => (
                    "vượt quá cuối tệp: tệp đã bị ghi lại sau khi ký, chữ ký không còn giá trị kiểm tra",
                    "past the end of the file: it was re-saved after signing",
                ),
            };
            self.detail("phạm vi ký", "covers", language.pick(vi, en));
        }
        if facts.reachable.known() == Some(&false) {
            let (vi, en) = (
                "không: chỉ còn hình ảnh, không trường chữ ký nào dẫn tới",
                "no: only its picture is left, no field leads to it",
            );
            self.detail("còn gắn với tệp", "attached", language.pick(vi, en));
        }
        if let Some(moment) = facts.claimed_time.known() {
            self.detail("giờ phần mềm ghi", "claimed time", &when(moment, language));
        }
        let stamp = |stamp: &Measured<TimeStampFacts>| match stamp {
            Measured::Known(token) => {
                let tsa = token.tsa.as_deref().unwrap_or("?");
                format!("{}, {}", when(&token.gen_time, language), printable(tsa))
            }
            Measured::Absent => language.pick("không có", "none").to_owned(),
            Measured::Unmeasured(_) => language.pick("không đọc được", "unreadable").to_owned(),
        };
        self.detail("dấu thời gian", "timestamp", &stamp(&facts.timestamp));
        for further in &facts.further_timestamps {
            let worth = match further.known().map(|token| &token.valid) {
                Some(Measured::Known(true)) => language.pick("hợp lệ", "valid"),
                Some(Measured::Known(false)) => language.pick("không hợp lệ", "not valid"),
                _ => language.pick("không chứng minh được", "proves nothing"),
            };
            self.detail("dấu khác", "another", &format!("{} ({worth})", stamp(further)));
        }
        if let Some(signer) = facts.signer.known() {
            let validity = format!(
                "{}, {} {}, {} – {}",
                printable(&signer.issuer),
                language.pick("số", "serial"),
                signer.serial,
                day(&signer.not_before, language),
                day(&signer.not_after, language),
            );
            self.detail("chứng thư", "certificate", &validity);
        }
        if let Some(at) = facts.certification.revoked_at.known() {
            self.detail("bị thu hồi", "revoked", &when(at, language));
        }
        for missing in &facts.certification.missing {
            for (number, line) in wrapped(of(&missing.words_to_act_on(), language), 92).iter().enumerate() {
                let label = if number == 0 {
                    ("còn thiếu", "missing")
                } else {
                    ("", "")
                };
                self.detail(label.0, label.1, line);
            }
        }
    }

    fn detail(&mut self, vi: &str, en: &str, value: &str) {
        let label = self.language.pick(vi, en);
        let colon = if label.is_empty() { "" } else { ":" };
        let _ = writeln!(self.text, "       {:<17} {value}", format!("{label}{colon}"));
    }

    fn findings(&mut self, judgement: &Judgement<'_>, pictures: &Pictures, rules: &RulePack) {
        let groups = [
            (Outcome::Failed, "KHÔNG ĐẠT", "NOT MET"),
            (Outcome::Warning, "CẢNH BÁO", "WARNING"),
            (Outcome::Indeterminate, "KHÔNG XÁC ĐỊNH", "COULD NOT TELL"),
            (Outcome::Waived, "ĐƯỢC MIỄN", "WAIVED"),
        ];
        for (outcome, vi, en) in groups {
            let of_outcome: Vec<(usize, &Finding)> = judgement
                .findings
                .iter()
                .enumerate()
                .filter(|(_, finding)| finding.outcome == outcome)
                .collect();
            if !of_outcome.is_empty() {
                self.heading(vi, en, of_outcome.len());
            }
            for (place, finding) in of_outcome {
                self.finding(finding, pictures.get(&place), rules);
            }
        }
        let count = |outcome| {
            judgement
                .findings
                .iter()
                .filter(|finding| finding.outcome == outcome)
                .count()
                .to_string()
        };
        let summary = match self.language {
            Language::Vi => format!(
                "{} nội dung đạt, {} không áp dụng",
                count(Outcome::Passed),
                count(Outcome::NotApplicable)
            ),
            Language::En => {
                format!(
                    "{} met, {} not applicable",
                    count(Outcome::Passed),
                    count(Outcome::NotApplicable)
                )
            }
        };
        self.line("\n  ", &summary);
    }

    fn finding(&mut self, finding: &Finding<'_>, picture: Option<&String>, rules: &RulePack) {
        let language = self.language;
        let title = rules.rule(finding.rule).map_or("", |rule| of(&rule.title, language));
        let subject = finding.subject.map_or_else(String::new, |index| {
            format!(", {} {}", language.pick("chữ ký", "signature"), index.saturating_add(1))
        });
        let severity = match finding.severity {
            Severity::High => ("mức cao", "high"),
            Severity::Medium => ("mức trung bình", "medium"),
            Severity::Low => ("mức thấp", "low"),
            Severity::Info => ("để biết", "info"),
        };
        let severity = language.pick(severity.0, severity.1);
        self.line("    ", &format!("{} {title} ({severity}{subject})", finding.rule));
        for line in wrapped(of(&finding.message, language), 100) {
            self.line("        ", &line);
        }
        if !finding.basis.is_empty() {
            let basis = finding
                .basis
                .iter()
                .map(Citation::to_string)
                .collect::<Vec<_>>()
                .join("; ");
            for line in wrapped(&format!("{}: {basis}", language.pick("Căn cứ", "Basis")), 100) {
                self.line("        ", &line);
            }
        }
        if let Some(picture) = picture {
            // Never broken: a path is copied as a whole.
            let line = format!("{}: {}", language.pick("Ảnh minh chứng", "Picture"), printable(picture));
            self.line("        ", &line);
        }
    }
}

fn of<T: AsRef<str>>(text: &Localized<T>, language: Language) -> &str {
    language.pick(text.vi.as_ref(), text.en.as_ref())
}

/// The part a signature plays.
fn role_words(role: SignatureRole) -> (&'static str, &'static str) {
    match role {
        SignatureRole::Person => ("chữ ký của người có thẩm quyền", "signature of the person in charge"),
        SignatureRole::Seal => ("dấu, chữ ký số của cơ quan, tổ chức", "seal of the agency"),
        SignatureRole::Number => ("số văn bản, do văn thư ký", "number, signed in by the clerk"),
        SignatureRole::Date => ("ngày, tháng, do văn thư ký", "date, signed in by the clerk"),
        SignatureRole::Copy => ("bản sao điện tử", "electronic copy"),
        SignatureRole::Attachment => ("văn bản kèm theo, phụ lục", "attachment or appendix"),
        SignatureRole::Publisher => (
            "nơi đăng tải (cổng thông tin, công báo)",
            "publisher (portal or gazette)",
        ),
        SignatureRole::Initial => ("ký nháy", "initial"),
        SignatureRole::Invisible => ("không hiển thị", "invisible"),
        SignatureRole::DocTimestamp => ("dấu thời gian của tài liệu", "document timestamp"),
        SignatureRole::Other => ("chưa xác định được", "could not be told"),
    }
}

fn when(moment: &Moment, language: Language) -> String {
    let civil = moment.civil_in_vietnam();
    match language {
        Language::Vi => format!("{} (giờ Việt Nam)", civil.strftime("%d/%m/%Y %H:%M:%S")),
        Language::En => format!("{} +07:00", civil.strftime("%Y-%m-%d %H:%M:%S")),
    }
}

fn day(moment: &Moment, language: Language) -> String {
    let date = moment.day_in_vietnam();
    match language {
        Language::Vi => date.strftime("%d/%m/%Y").to_string(),
        Language::En => date.to_string(),
    }
}

/// Digits in groups of three, as the language writes them.
pub(in crate::cli) fn grouped(number: u64, language: Language) -> String {
    let separator = match language {
        Language::Vi => '.',
        Language::En => ',',
    };
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// Lines of at most so many characters, broken between words.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let text = printable(&text.replace('\n', " "));
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
