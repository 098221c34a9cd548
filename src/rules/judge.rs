//! All rules on one document: dates that decide what is in force, findings, conclusion.

use std::collections::BTreeSet;

use super::{doubt::doubt, pack::RulePack, rule::Weighed, waiver};
use crate::{
    facts::{
        About, AnchorScheme, DocumentFacts, DocumentKind, DocumentRecord, Indication, Localized, Locator, Measured,
        Missing, Moment, SignatureFacts, SignatureRole, Subject, deceives,
    },
    finding::{Conclusion, DateSource, Finding, Judgement, Outcome, Severity, SigningDate},
};

impl RulePack {
    /// Judges a document of an archive. `as_of` is the moment of the audit: it decides what is in force for a document
    /// without any signing time, and which waivers count.
    pub fn judge_record(&self, record: &DocumentRecord, as_of: Moment) -> Judgement<'_> {
        self.judge_at(&record.facts, Some(&record.locator), as_of)
    }

    /// Judges a document of which nobody knows where in the archive it lies: waivers for an agency or a path do not
    /// reach it.
    pub fn judge(&self, facts: &DocumentFacts, as_of: Moment) -> Judgement<'_> {
        self.judge_at(facts, None, as_of)
    }

    fn judge_at(&self, facts: &DocumentFacts, place: Option<&Locator>, as_of: Moment) -> Judgement<'_> {
        if facts.kind == DocumentKind::Other {
            let date = SigningDate {
                moment: as_of,
                source: DateSource::AsOf,
            };
            return Judgement {
                conclusion: Conclusion::NotJudged,
                because: None,
                date,
                findings: Vec::new(),
            };
        }
        let date = date_of_document(facts, as_of);
        let day = date.moment.day_in_vietnam();
        let mut weighed = Vec::with_capacity(self.rules().len() * (1 + facts.signatures.len()));
        for rule in self.rules() {
            match rule.about {
                About::Document => {
                    weighed.push(rule.weigh(
                        &Subject {
                            document: facts,
                            signature: None,
                        },
                        day,
                        None,
                    ));
                }
                About::Signature => {
                    for (index, signature) in (0..).zip(&facts.signatures) {
                        let day = date_of_signature(signature).map_or(day, |date| date.moment.day_in_vietnam());
                        let subject = Subject {
                            document: facts,
                            signature: Some(signature),
                        };
                        let mut one = rule.weigh(&subject, day, Some(index));
                        name_what_is_missing(&mut one.finding, signature);
                        weighed.push(one);
                    }
                }
            }
        }
        if !self.waivers().is_empty() {
            let today = as_of.day_in_vietnam();
            for weighed in &mut weighed {
                waiver::apply(self.waivers(), weighed, facts, place, today);
            }
        }
        let (conclusion, because) = conclude(facts, &weighed);
        let findings = weighed.into_iter().map(|weighed| weighed.finding).collect();
        Judgement {
            conclusion,
            because,
            date,
            findings,
        }
    }
}

/// What may be said of the document as a whole, and why nothing can be concluded when that is so.
fn conclude(facts: &DocumentFacts, weighed: &[Weighed<'_>]) -> (Conclusion, Option<Localized>) {
    let matters = || {
        weighed
            .iter()
            .filter(|weighed| weighed.finding.severity >= Severity::Medium)
    };
    if matters().any(|weighed| weighed.finding.outcome == Outcome::Failed) {
        return (Conclusion::Failed, None);
    }
    let mut reasons: Vec<(String, String)> = Vec::new();
    let mut reason = |vi: &str, en: &str| reasons.push((vi.to_owned(), en.to_owned()));
    if let Some(fault) = facts
        .faults
        .iter()
        .find(|fault| fault.hides.iter().any(|hidden| hidden == "signatures"))
    {
        // Signatures that could not be looked for may be there, and may be bad.
        let words = fault.kind.words();
        let vi = format!("chưa tìm hết được chữ ký ({})", words.vi);
        reason(&vi, &format!("signatures could not all be found ({})", words.en));
    } else if facts.signatures.is_empty() {
        reason("văn bản chưa được ký số", "the document carries no digital signature");
    } else if !facts
        .signatures
        .iter()
        .any(|signature| signature.live == Measured::Known(true) && !signature.is_document_timestamp())
    {
        reason(
            "không còn chữ ký số nào gắn với văn bản",
            "no signature is attached to the document any more",
        );
    }
    let codes = |which: fn(&&Weighed<'_>) -> bool| {
        let codes: BTreeSet<&str> = matters().filter(which).map(|weighed| weighed.finding.rule).collect();
        let codes = codes.into_iter().collect::<Vec<_>>().join(", ");
        (!codes.is_empty()).then_some(codes)
    };
    // A waiver lets a failure pass; it does not make the document meet the rule, so nobody may call it valid.
    if let Some(codes) = codes(|weighed| weighed.excused) {
        reason(
            &format!("được miễn nội dung {codes} (không đạt yêu cầu, có phê duyệt miễn)"),
            &format!("{codes} waived (not met, let pass by approval)"),
        );
    }
    // What only the want of a verified basis kept from failing is not known to be in order either.
    if let Some(codes) = codes(|weighed| weighed.held_back && !weighed.excused) {
        reason(
            &format!("chưa kết luận nội dung {codes} (căn cứ pháp lý chưa được đối chiếu với nguyên văn)"),
            &format!("{codes} not concluded (the text of the provisions was not seen)"),
        );
    }
    if let Some(codes) = codes(|weighed| weighed.finding.outcome == Outcome::Indeterminate) {
        reason(
            &format!("nội dung {codes} chưa xác định được"),
            &format!("{codes} could not be decided"),
        );
    }
    let unproven = |signature: &&SignatureFacts| {
        signature.live != Measured::Known(false) && signature.indication != Indication::TotalPassed
    };
    let mut open: Vec<(Localized, Vec<String>)> = Vec::new();
    for (number, signature) in (1_u32..)
        .zip(&facts.signatures)
        .filter(|(_, signature)| unproven(signature))
    {
        let why = doubt(signature);
        match open.iter_mut().find(|(known, _)| *known == why) {
            Some((_, numbers)) => numbers.push(number.to_string()),
            None => open.push((why, vec![number.to_string()])),
        }
    }
    for (why, numbers) in open {
        let numbers = numbers.join(", ");
        reason(
            &format!("hiệu lực của chữ ký thứ {numbers} chưa được khẳng định: {}", why.vi),
            &format!("the validity of signature {numbers} is not established: {}", why.en),
        );
    }
    if reasons.is_empty() {
        return (Conclusion::Passed, trusted_by_the_user_only(facts));
    }
    let join = |pick: fn(&(String, String)) -> &str| reasons.iter().map(pick).collect::<Vec<_>>().join("; ");
    let because = Localized {
        vi: join(|(vi, _)| vi),
        en: join(|(_, en)| en),
    };
    (Conclusion::Indeterminate, Some(because))
}

/// A root that the inspecting office added itself is trusted because it was added. Nobody may read "valid" there as
/// "valid below the official roots".
fn trusted_by_the_user_only(facts: &DocumentFacts) -> Option<Localized> {
    let own = |signature: &SignatureFacts| {
        signature.live == Measured::Known(true)
            && signature.certification.anchor == Measured::Known(AnchorScheme::Local)
    };
    facts.signatures.iter().any(own).then(|| Localized {
        vi: "chỉ theo chứng thư gốc do người dùng tự thêm vào thư mục tin cậy, không phải chứng thư gốc của Ban Cơ yếu \
             Chính phủ (xem quy tắc K01)"
            .to_owned(),
        en: "only by a root that the user added to the trust folder, which is none of the Government Cipher Committee \
             (see rule K01)"
            .to_owned(),
    })
}

/// Somebody who reads that evidence is missing should read at once which, and where it can be fetched.
fn name_what_is_missing(finding: &mut Finding<'_>, signature: &SignatureFacts) {
    let missing = &signature.certification.missing;
    let wanting = finding.outcome == Outcome::Indeterminate
        && finding
            .because
            .as_ref()
            .is_some_and(|because| because.ends_with("evidence-missing") || because.ends_with("evidence-weak"));
    if !wanting || missing.is_empty() {
        return;
    }
    let words: Vec<Localized> = missing.iter().map(Missing::words).collect();
    let list = |pick: fn(&Localized) -> &str| {
        let list = words.iter().map(pick).collect::<Vec<_>>().join("; ");
        // Names of certificates, and a document may bring any.
        list.replace(deceives, "\u{fffd}")
    };
    for part in [" Còn thiếu: ", &list(|text| &text.vi), "."] {
        finding.message.vi.to_mut().push_str(part);
    }
    for part in [" Missing: ", &list(|text| &text.en), "."] {
        finding.message.en.to_mut().push_str(part);
    }
}

/// When it was signed: its own timestamp, else what the software claims, but not later than the time that is proven. A
/// document timestamp only proves that it was there; it may have come years later.
fn date_of_signature(signature: &SignatureFacts) -> Option<SigningDate> {
    let best = signature.best_signature_time.known();
    let claimed = signature.claimed_time.known();
    let earlier = |claimed: &&Moment| best.is_none_or(|best| claimed.instant() <= best.instant());
    let claimed = claimed.filter(|claimed| !signature.signed_then() && earlier(claimed));
    let (moment, source) = match (claimed, best) {
        (Some(claimed), _) => (claimed, DateSource::ClaimedTime),
        (None, Some(best)) => (best, DateSource::BestSignatureTime),
        (None, None) => return None,
    };
    Some(SigningDate {
        moment: *moment,
        source,
    })
}

/// The latest date of those who issued the document: a portal that published it years later does not count, nor does
/// a document timestamp.
fn date_of_document(facts: &DocumentFacts, as_of: Moment) -> SigningDate {
    facts
        .signatures
        .iter()
        .filter(|signature| signature.role != Measured::Known(SignatureRole::Publisher))
        .filter(|signature| !signature.is_document_timestamp())
        .filter_map(date_of_signature)
        .max_by_key(|date| date.moment.instant())
        .unwrap_or(SigningDate {
            moment: as_of,
            source: DateSource::AsOf,
        })
}
