//! Waivers: findings that a competent person let pass, for a reason, for some documents, until a day.
//!
//! A waiver never makes anything pass. What it covers becomes [`Outcome::Waived`], still says what was found, and keeps
//! the document from being called valid: a committee that asks "was the rule met?" gets "no, and it was let pass by
//! this person, for this reason". It only takes the finding out of what must be mended.
//!
//! It counts on the day of the audit, not on the day of signing: it is a decision about findings, and when it ends the
//! finding is there again.

use jiff::civil;
use regex::Regex;
use toml::de::DeTable;
use unicode_normalization::UnicodeNormalization as _;

use super::{
    diagnostic::{Diagnostic, Level, both, did_you_mean},
    rule::{Rule, Weighed},
    sheet::{Sheet, Span},
    words,
};
use crate::{
    facts::{About, DocumentFacts, Localized, Locator},
    finding::{Finding, Outcome},
};

/// One entry `[[waiver]]` of a waiver file.
#[derive(Debug, Clone)]
pub struct Waiver {
    /// Code of the rule.
    pub rule: String,
    /// What it covers: everything that is named here must fit.
    pub scope: Scope,
    /// Why.
    pub reason: Localized,
    /// Who approved it, and by which paper.
    pub approved_by: String,
    /// First day of the audit on which it counts.
    pub from: civil::Date,
    /// Last day of the audit on which it counts.
    pub until: civil::Date,
    /// The file it was read from.
    file: String,
    /// Where it stands in the file: line and column.
    place: (usize, usize),
}

/// The documents and signatures that a waiver covers.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// First folder below the audited path, in NFC.
    pub agency: Option<String>,
    /// Paths below the audited path.
    pub path: Option<Pattern>,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: Option<String>,
    /// Serial number of the signer's certificate, lower-case hexadecimal without leading zeros.
    pub certificate: Option<String>,
}

/// A path with `*` (within a folder's name or file's name), `**` (any folders) and `?` (one letter).
#[derive(Debug, Clone)]
pub struct Pattern {
    written: String,
    compiled: Regex,
}

impl Pattern {
    fn of(written: &str) -> Option<Self> {
        let mut expression = String::from("(?s)^");
        let mut rest = written;
        while let Some(letter) = rest.chars().next() {
            let (part, length) = match letter {
                '*' if rest.starts_with("**/") => ("(?:.*/)?".to_owned(), 3),
                '*' if rest.starts_with("**") => (".*".to_owned(), 2),
                '*' => ("[^/]*".to_owned(), 1),
                '?' => ("[^/]".to_owned(), 1),
                letter => (regex::escape(&letter.to_string()), letter.len_utf8()),
            };
            expression.push_str(&part);
            rest = rest.get(length..).unwrap_or_default();
        }
        expression.push('$');
        let compiled = Regex::new(&expression).ok()?;
        Some(Self {
            written: written.to_owned(),
            compiled,
        })
    }

    /// Whether a path fits.
    pub fn fits(&self, path: &str) -> bool {
        self.compiled.is_match(path)
    }

    /// Whether every PDF would fit.
    fn is_everything(written: &str) -> bool {
        let name = written.to_lowercase();
        let name = name.strip_suffix(".pdf").unwrap_or(&name);
        name.chars().all(|letter| matches!(letter, '*' | '?' | '/'))
    }
}

impl Scope {
    /// What it covers, in words.
    pub fn shown(&self) -> Localized {
        let parts: Vec<Localized> = [
            self.agency
                .as_ref()
                .map(|name| both(format!("cơ quan “{name}”"), format!("agency “{name}”"))),
            self.path.as_ref().map(|path| {
                both(
                    format!("đường dẫn “{}”", path.written),
                    format!("path “{}”", path.written),
                )
            }),
            self.sha256
                .as_ref()
                .map(|digest| both(format!("tệp có SHA-256 {digest}"), format!("file of SHA-256 {digest}"))),
            self.certificate.as_ref().map(|serial| {
                both(
                    format!("chứng thư có số sê-ri {serial}"),
                    format!("certificate of serial number {serial}"),
                )
            }),
        ]
        .into_iter()
        .flatten()
        .collect();
        let join = |pick: fn(&Localized) -> &str| parts.iter().map(pick).collect::<Vec<_>>().join(", ");
        both(join(|part| &part.vi), join(|part| &part.en))
    }

    fn covers(&self, finding: &Finding<'_>, facts: &DocumentFacts, place: Option<&Locator>) -> bool {
        let agency = self
            .agency
            .as_deref()
            .is_none_or(|name| place.and_then(Locator::agency_folder) == Some(name));
        let path = self
            .path
            .as_ref()
            .is_none_or(|pattern| place.is_some_and(|place| pattern.fits(&place.display())));
        let file = self
            .sha256
            .as_ref()
            .is_none_or(|digest| facts.sha256.as_ref() == Some(digest));
        let certificate = self.certificate.as_ref().is_none_or(|serial| {
            finding
                .subject
                .and_then(|index| facts.signatures.get(index as usize))
                .and_then(|signature| signature.signer.known())
                .is_some_and(|signer| signer.serial == *serial)
        });
        agency && path && file && certificate
    }
}

impl Waiver {
    /// Whether it counts on this day.
    pub fn in_force(&self, day: civil::Date) -> bool {
        self.from <= day && day <= self.until
    }

    /// A warning when it does not count on this day: whoever wrote it may believe that it does.
    pub(super) fn lapsed(&self, day: civil::Date) -> Option<Diagnostic> {
        let scope = self.scope.shown();
        let message = if day < self.from {
            let from = words::day(self.from);
            both(
                format!(
                    "việc miễn {} cho {} chưa có hiệu lực (từ ngày {}), không được áp dụng.",
                    self.rule, scope.vi, from.vi
                ),
                format!(
                    "the waiver of {} for {} is not in force yet (from {}) and was not applied.",
                    self.rule, scope.en, from.en
                ),
            )
        } else if self.until < day {
            let until = words::day(self.until);
            both(
                format!(
                    "việc miễn {} cho {} đã hết hạn (hết ngày {}), không còn được áp dụng.",
                    self.rule, scope.vi, until.vi
                ),
                format!(
                    "the waiver of {} for {} has ended (on {}) and was not applied.",
                    self.rule, scope.en, until.en
                ),
            )
        } else {
            return None;
        };
        let (line, column) = self.place;
        Some(Diagnostic {
            line,
            column,
            severity: Level::Warning,
            ..Diagnostic::whole(self.file.clone(), message)
        })
    }

    fn excuse(&self, weighed: &mut Weighed<'_>) {
        let finding = &mut weighed.finding;
        weighed.excused = finding.outcome == Outcome::Failed || weighed.held_back;
        let was = words::outcome(finding.outcome);
        let until = words::day(self.until);
        finding.because = Some(format!("{}, waived until {}", finding.outcome.code(), self.until).into());
        finding.outcome = Outcome::Waived;
        let full_stop = |text: &str| text.trim_end_matches('.').to_owned();
        finding.message = both(
            format!(
                "Được miễn đến hết ngày {}; người phê duyệt: {}; lý do: {}. Khi không xét miễn: {}. {}",
                until.vi,
                self.approved_by,
                full_stop(&self.reason.vi),
                was.vi,
                finding.message.vi
            ),
            format!(
                "Waived until {}; approved by: {}; reason: {}. Without the waiver: {}. {}",
                until.en,
                self.approved_by,
                full_stop(&self.reason.en),
                was.en,
                finding.message.en
            ),
        )
        .into();
    }
}

/// Applies the first waiver that covers a failure or a warning on this day.
pub(super) fn apply(
    waivers: &[Waiver],
    weighed: &mut Weighed<'_>,
    facts: &DocumentFacts,
    place: Option<&Locator>,
    day: civil::Date,
) {
    let finding = &weighed.finding;
    if !matches!(finding.outcome, Outcome::Failed | Outcome::Warning) {
        return;
    }
    let covering = waivers.iter().find(|waiver| {
        waiver.rule == finding.rule && waiver.in_force(day) && waiver.scope.covers(finding, facts, place)
    });
    if let Some(waiver) = covering {
        waiver.excuse(weighed);
    }
}

/// The waivers of a file and what is wrong with them. `codes` are the codes of all rule files, `rules` the rules that
/// could be read.
pub(super) fn read(file: &str, text: &str, codes: &[&str], rules: &[Rule]) -> (Vec<Waiver>, Vec<Diagnostic>) {
    let (mut sheet, table) = Sheet::open(file, text);
    sheet.only_keys(&table, &["waiver"]);
    let mut waivers = Vec::new();
    for (span, entry) in sheet.tables(&table, "waiver") {
        waivers.extend(waiver(&mut sheet, file, &span, entry, codes, rules));
    }
    (waivers, sheet.into_found())
}

fn waiver(
    sheet: &mut Sheet<'_>,
    file: &str,
    span: &Span,
    entry: &DeTable<'_>,
    codes: &[&str],
    rules: &[Rule],
) -> Option<Waiver> {
    const KEYS: &[&str] = &[
        "rule",
        "agency",
        "path",
        "sha256",
        "certificate",
        "reason",
        "approved_by",
        "from",
        "until",
    ];
    sheet.only_keys(entry, KEYS);
    let rule = code(sheet, span, entry, codes, rules);
    let known = rule
        .as_ref()
        .and_then(|code| rules.iter().find(|rule| rule.code == *code));
    let scope = scope(sheet, span, entry, known);
    let reason = reason(sheet, span, entry);
    let approved_by = sheet.required_text(entry, "approved_by", span);
    let mut day = |key: &str| {
        if !entry.contains_key(key) {
            sheet.lacks(span, key);
        }
        sheet.date(entry, key)
    };
    let (from, until) = (day("from"), day("until"));
    if let (Some(from), Some(until), Some(place)) = (from, until, entry.get("until"))
        && until < from
    {
        let message = both("ngày hết hạn miễn trước ngày bắt đầu.", "`until` is before `from`.");
        sheet.error(&place.span(), message);
    }
    Some(Waiver {
        rule: rule?,
        scope: scope?,
        reason: reason?,
        approved_by: approved_by?,
        from: from?,
        until: until?,
        file: file.to_owned(),
        place: sheet.place(span),
    })
}

/// The rule, when there is one of this code and it may be waived.
fn code(sheet: &mut Sheet<'_>, span: &Span, entry: &DeTable<'_>, codes: &[&str], rules: &[Rule]) -> Option<String> {
    let code = sheet.required_text(entry, "rule", span)?;
    let place = entry.get("rule").map_or(span.clone(), toml::Spanned::span);
    if !codes.contains(&code.as_str()) {
        let message = both(
            format!("không có quy tắc mã `{code}`."),
            format!("there is no rule `{code}`."),
        );
        let help = did_you_mean(&code, codes.iter().copied());
        sheet.error_with(&place, message, help);
        return None;
    }
    if let Some(rule) = rules.iter().find(|rule| rule.code == code && !rule.waivable) {
        let message = both(
            format!("quy tắc {code} ({}) không được miễn.", rule.title.vi),
            format!("the rule {code} ({}) can't be waived.", rule.title.en),
        );
        let help = both(
            "Quy tắc này bảo vệ tính xác thực, tính toàn vẹn của văn bản (waivable = false).",
            "It guards authenticity and integrity (waivable = false).",
        );
        sheet.error_with(&place, message, Some(help));
        return None;
    }
    Some(code)
}

fn scope(sheet: &mut Sheet<'_>, span: &Span, entry: &DeTable<'_>, rule: Option<&Rule>) -> Option<Scope> {
    const SCOPES: &[&str] = &["agency", "path", "sha256", "certificate"];
    if !SCOPES.iter().any(|key| entry.contains_key(*key)) {
        let message = both(
            "thiếu phạm vi miễn: cần ít nhất một trong `agency`, `path`, `sha256`, `certificate`.",
            "the scope is missing: one of `agency`, `path`, `sha256`, `certificate` is needed.",
        );
        sheet.missing(span, message);
        return None;
    }
    let mut whole = true;
    let mut part = |key: &str, check: &mut dyn FnMut(&mut Sheet<'_>, &Span, &str) -> Option<()>| {
        let value = entry.get(key)?;
        let text = sheet.text(value).map(|text| text.nfc().collect::<String>());
        let text = text.filter(|text| check(sheet, &value.span(), text).is_some());
        whole &= text.is_some();
        text
    };
    let agency = part("agency", &mut |sheet, span, name| {
        if name.contains(['/', '\\', '*', '?']) {
            let message = both(
                "`agency` là tên một thư mục ngay dưới nơi lưu, không có dấu / hay dấu *.",
                "`agency` is the name of one folder directly below the audited path, without / or *.",
            );
            sheet.error(span, message);
            return None;
        }
        Some(())
    });
    let mut pattern = None;
    part("path", &mut |sheet, span, written| {
        if written.contains('\\') {
            let message = both(
                "viết đường dẫn bằng dấu /, không dùng dấu \\.",
                "write paths with /, not with \\.",
            );
            sheet.error(span, message);
            return None;
        }
        if Pattern::is_everything(written) {
            let message = both(
                "đường dẫn này bao trùm mọi văn bản: muốn bỏ hẳn một yêu cầu thì phải sửa quy tắc, không miễn.",
                "this path fits every document: to drop a requirement change the rule, don't waive it.",
            );
            sheet.error(span, message);
            return None;
        }
        pattern = Pattern::of(written);
        if pattern.is_none() {
            sheet.error(span, both("đường dẫn quá dài.", "the path is too long."));
        }
        pattern.as_ref().map(|_| ())
    });
    let sha256 = part("sha256", &mut |sheet, span, digest| {
        if digest.len() == 64 && digest.chars().all(|digit| digit.is_ascii_hexdigit()) {
            return Some(());
        }
        let message = both(
            "`sha256` gồm đúng 64 chữ số 0-9, a-f.",
            "`sha256` has 64 digits 0-9, a-f.",
        );
        sheet.error(span, message);
        None
    });
    let certificate = part("certificate", &mut |sheet, span, serial| {
        if serial_of(serial).is_none() {
            let message = both(
                "số sê-ri của chứng thư gồm các chữ số 0-9, a-f.",
                "the serial number of a certificate has the digits 0-9, a-f.",
            );
            sheet.error(span, message);
            return None;
        }
        if let Some(rule) = rule.filter(|rule| rule.about == About::Document) {
            let message = both(
                format!(
                    "quy tắc {} nói về văn bản, không nói về từng chữ ký: không miễn theo chứng thư được.",
                    rule.code
                ),
                format!(
                    "the rule {} is about the document, not about each signature: it can't be waived by certificate.",
                    rule.code
                ),
            );
            sheet.error(span, message);
            return None;
        }
        Some(())
    });
    whole.then(|| Scope {
        agency,
        path: pattern,
        sha256: sha256.map(|digest| digest.to_lowercase()),
        certificate: certificate.as_deref().and_then(serial_of),
    })
}

/// A serial number as facts have it, however a certificate viewer writes it: `54:01:0A`, `54 01 0a`, `00FF`.
fn serial_of(written: &str) -> Option<String> {
    let digits: String = written
        .chars()
        .filter(|letter| !matches!(letter, ':' | ' ' | '-'))
        .collect();
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let digits = digits.to_lowercase();
    let short = digits.trim_start_matches('0');
    Some(if short.is_empty() {
        "0".to_owned()
    } else {
        short.to_owned()
    })
}

/// The reason; the Vietnamese text must be there and stands for a missing English one.
fn reason(sheet: &mut Sheet<'_>, span: &Span, entry: &DeTable<'_>) -> Option<Localized> {
    let Some(value) = entry.get("reason") else {
        sheet.lacks(span, "reason");
        return None;
    };
    let Some(texts) = value.get_ref().as_table() else {
        sheet.wrong_kind(value, "lý do dạng { vi = \"…\" }", "a reason { vi = \"…\" }");
        return None;
    };
    sheet.only_keys(texts, &["vi", "en"]);
    let vi = sheet.required_text(texts, "vi", &value.span());
    let en = match texts.get("en") {
        Some(text) => sheet.text(text),
        None => vi.clone(),
    };
    Some(Localized { vi: vi?, en: en? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(pattern: &str, path: &str) -> bool {
        Pattern::of(pattern).unwrap().fits(path)
    }

    #[test]
    fn patterns_are_paths_with_stars() {
        assert!(fits("so-y-te/*.pdf", "so-y-te/1.pdf"));
        assert!(!fits("so-y-te/*.pdf", "so-y-te/2026/1.pdf"));
        assert!(fits("so-y-te/**/*.pdf", "so-y-te/1.pdf"));
        assert!(fits("so-y-te/**/*.pdf", "so-y-te/2026/quý 1/1.pdf"));
        assert!(fits("so-y-te/**", "so-y-te/2026/1.pdf"));
        assert!(!fits("so-y-te/**", "so-y-te-cu/1.pdf"));
        assert!(fits("**/Tờ trình ?.pdf", "a/b/Tờ trình 3.pdf"));
        assert!(!fits("a.pdf", "axpdf"));
        assert!(!fits("a.pdf", "b/a.pdf"));
        assert!(fits("a+(b)[c].pdf", "a+(b)[c].pdf"));
    }

    #[test]
    fn patterns_that_fit_everything_are_known() {
        for pattern in ["**", "*", "**/*", "**/*.pdf", "*.PDF", "?*/**"] {
            assert!(Pattern::is_everything(pattern), "{pattern}");
        }
        assert!(!Pattern::is_everything("a/**"));
    }

    #[test]
    fn serial_numbers_are_read_however_they_are_written() {
        assert_eq!(serial_of("00:54:01:0A"), Some("54010a".to_owned()));
        assert_eq!(serial_of("54 01 0a"), Some("54010a".to_owned()));
        assert_eq!(serial_of("00"), Some("0".to_owned()));
        assert_eq!(serial_of("số 5"), None);
        assert_eq!(serial_of(" : "), None);
    }
}
