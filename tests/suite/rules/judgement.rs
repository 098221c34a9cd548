//! Documents: dates in force, caps, conclusions.

use kysoat::{
    facts::{
        AnchorScheme, Cause, CertificationFacts, ComponentFacts, CopyKind, Coverage, DocumentFacts, DocumentKind,
        Fault, FaultKind, FileFacts, Indication, Integrity, Lack, LayoutFacts, Measured, Missing, ModificationLevel,
        Moment, PageBox, PdfVersion, SignatureFacts, SignatureLayout, SignatureRole, SignerFacts, SignerKind, Stage,
        TimeStampFacts, ValidityWhenSigned,
    },
    finding::{Conclusion, DateSource, Finding, Judgement, Outcome},
};

use super::embedded;

pub(super) fn at(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

/// A signature with which nothing is wrong.
pub(super) fn signature(time: &str) -> SignatureFacts {
    SignatureFacts {
        object: Some((9, 0)),
        offset: Some(1000),
        field: Some("Signature1".into()),
        page: Some(1),
        reachable: Measured::Known(true),
        sub_filter: Measured::Known("adbe.pkcs7.detached".into()),
        byte_range: Measured::Known(vec![0, 1000, 3000, 500]),
        byte_range_in_file: Measured::Known(true),
        byte_range_well_formed: Measured::Known(true),
        hole_is_contents: Measured::Known(true),
        coverage: Measured::Known(Coverage::WholeFile),
        live: Measured::Known(true),
        integrity: Integrity::Intact,
        integrity_detail: None,
        digest_matches: Measured::Known(true),
        value_verifies: Measured::Known(true),
        digest_algorithm: Measured::Known("sha256".into()),
        key_algorithm: Measured::Known("rsa".into()),
        key_bits: Measured::Known(2048),
        signer_infos: Measured::Known(1),
        signer: Measured::Known(SignerFacts {
            common_name: Some("SỞ KHOA HỌC VÀ CÔNG NGHỆ".into()),
            organization: None,
            organizational_unit: None,
            issuer: "CA".into(),
            serial: "1".into(),
            kind: SignerKind::Agency,
            not_before: at("2025-07-15T09:30:00+07:00"),
            not_after: at("2030-07-14T09:30:00+07:00"),
            sha256: String::new(),
        }),
        claimed_time: Measured::Known(at(time)),
        claimed_time_has_offset: Measured::Known(true),
        signing_time_attribute: Measured::Known(at(time)),
        further_timestamps: Vec::new(),
        timestamp: Measured::Known(TimeStampFacts {
            gen_time: at(time),
            tsa: None,
            policy: "2.16.704.1.1.1.2".into(),
            imprint_algorithm: "sha256".into(),
            imprint_matches: Measured::Known(true),
            valid: Measured::Known(true),
        }),
        best_signature_time: Measured::Known(at(time)),
        modification: Measured::Known(ModificationLevel::None),
        modification_permitted: Measured::Known(true),
        modification_detail: None,
        certification: CertificationFacts {
            anchor: Measured::Known(AnchorScheme::Official),
            in_time: Measured::Known(true),
            valid_when_signed: Measured::Known(ValidityWhenSigned::Proven),
            days_left: Measured::Known(1330),
            usage_allows: Measured::Known(true),
            signer_is_ca: Measured::Known(false),
            revoked: Measured::Known(false),
            revocation_stated_at: Measured::Known(at("2026-06-01T00:00:00+07:00")),
            revoked_at: Measured::Absent,
            missing: Vec::new(),
        },
        indication: Indication::TotalPassed,
        sub_indication: None,
        baseline: Measured::Absent,
        role: Measured::Known(SignatureRole::Initial),
        layout: SignatureLayout {
            appearance: Measured::Absent,
            evidence: Vec::new(),
            certificate_fits: Measured::Absent,
            agency_is_issuing: Measured::Absent,
            block: Measured::Absent,
            days_after_issue: Measured::Absent,
            after_audit: Measured::Known(false),
        },
        reason: None,
        location: None,
    }
}

/// A document with which nothing is wrong, and whose pages ask for nothing.
pub(super) fn document(signatures: Vec<SignatureFacts>) -> DocumentFacts {
    DocumentFacts {
        extractor: "0".into(),
        schema: 1,
        sha256: None,
        size: 3500,
        kind: DocumentKind::Pdf,
        faults: Vec::new(),
        file: FileFacts {
            readable: Measured::Known(true),
            version: Measured::Known(PdfVersion { major: 1, minor: 7 }),
            encrypted: Measured::Known(false),
            password_needed: Measured::Known(false),
            pages: Measured::Known(1),
            page_box: Measured::Known(PageBox {
                width_mm: 210.0,
                height_mm: 297.0,
            }),
            revisions: Measured::Known(1),
            xref_repaired: Measured::Known(false),
            bytes_after_last_signature: Measured::Known(0),
        },
        signatures,
        layout: nothing_shown(),
        components: nothing_printed(),
    }
}

/// What the page shows asks for nothing.
fn nothing_shown() -> LayoutFacts {
    LayoutFacts {
        person: Measured::Absent,
        seal: Measured::Absent,
        seal_relation: Measured::Absent,
        person_before_fields: Measured::Absent,
        person_before_seal: Measured::Absent,
        issue_fields: Measured::Absent,
        picture_without_field: Measured::Absent,
        edge_seals: Measured::Known(0),
        unsigned_seals: Measured::Known(0),
        unsigned_blocks: Measured::Known(0),
        unsealed_signers: Measured::Known(0),
        text_hiders: Measured::Known(0),
        scanned_pages: Measured::Known(0),
        text_pages: Measured::Known(1),
        scan: Measured::Absent,
        margins: Measured::Absent,
        body: Measured::Absent,
        page_numbers: Measured::Absent,
    }
}

/// No mark of secrecy, no number, no title.
fn nothing_printed() -> ComponentFacts {
    ComponentFacts {
        secrecy: Measured::Absent,
        role: Measured::Absent,
        number_line: Measured::Absent,
        kind_fits_symbol: Measured::Absent,
        year_in_number: Measured::Absent,
        capacity_prefix: Measured::Absent,
        copy_kind: Measured::Known(CopyKind::Original),
        ..ComponentFacts::unmeasured(&Cause::NotMeasured)
    }
}

pub(super) const NOW: &str = "2026-11-22T08:00:00+07:00";
pub(super) const SIGNED: &str = "2026-03-02T09:15:00+07:00";

pub(super) fn judge(facts: &DocumentFacts) -> Judgement<'static> {
    embedded().judge(facts, at(NOW))
}

/// What a finding measured, as data.
fn measured(judgement: &Judgement<'_>, rule: &str) -> serde_json::Value {
    serde_json::to_value(&found(judgement, rule).measured).unwrap()
}

pub(super) fn found<'a>(judgement: &'a Judgement<'a>, rule: &str) -> &'a Finding<'a> {
    judgement.findings.iter().find(|finding| finding.rule == rule).unwrap()
}

#[test]
fn a_document_in_order_passes_and_every_finding_says_why() {
    let judgement = judge(&document(vec![signature(SIGNED), signature(SIGNED)]));
    assert_eq!(judgement.conclusion, Conclusion::Passed);
    assert_eq!(judgement.date.source, DateSource::BestSignatureTime);
    let pack = embedded();
    let about_document = pack
        .rules()
        .iter()
        .filter(|rule| rule.about == kysoat::facts::About::Document)
        .count();
    assert_eq!(
        judgement.findings.len(),
        about_document + 2 * (pack.rules().len() - about_document)
    );
    let order: Vec<_> = judgement
        .findings
        .iter()
        .map(|finding| (finding.rule, finding.subject))
        .collect();
    assert!(order.is_sorted(), "{order:?}");
    for finding in &judgement.findings {
        let of_the_page = finding.outcome == Outcome::NotApplicable;
        assert!(of_the_page || finding.outcome == Outcome::Passed, "{finding:?}");
        assert!(!finding.basis.is_empty() && !finding.message.vi.is_empty() && !finding.message.en.is_empty());
        assert!(!finding.measured.is_empty());
        assert_eq!(finding.because.is_some(), of_the_page, "{finding:?}");
    }
    for rule in ["C01", "C05", "F01", "F08", "F09", "K01", "K05", "T01", "T02"] {
        assert_eq!(found(&judgement, rule).outcome, Outcome::Passed, "{rule}");
    }
    assert_eq!(measured(&judgement, "F01")["file.version"], 1.7);
    assert_eq!(measured(&judgement, "T01")["signature.timestamp_time"], SIGNED);
}

#[test]
fn only_provisions_in_force_on_the_day_of_signing_are_cited() {
    let cited = |time: &str| {
        let judgement = judge(&document(vec![signature(time)]));
        let citations = &found(&judgement, "C01").basis;
        citations
            .iter()
            .map(|citation| citation.instrument.clone())
            .collect::<Vec<_>>()
    };
    // Midnight in Vietnam is 17:00 UTC of the day before.
    assert_eq!(cited("2026-01-09T16:59:59Z"), ["20/2023/QH15", "68/2024/NĐ-CP"]);
    assert_eq!(
        cited("2026-01-09T17:00:00Z"),
        ["44/2025/QĐ-CTUBND", "20/2023/QH15", "68/2024/NĐ-CP"]
    );
    assert_eq!(cited("2024-08-14T12:00:00+07:00"), ["20/2023/QH15", "130/2018/NĐ-CP"]);
    assert_eq!(cited("2018-11-14T12:00:00+07:00"), ["51/2005/QH11"]);
    assert_eq!(cited("2006-02-28T12:00:00+07:00"), [""; 0]);
    let judgement = judge(&document(vec![signature("2006-02-28T12:00:00+07:00")]));
    let early = found(&judgement, "C01");
    assert_eq!(early.outcome, Outcome::NotApplicable);
    assert_eq!(early.because.as_deref(), Some("no basis in force on 2006-02-28"));
    assert!(early.message.vi.contains("28/02/2006") && early.measured.is_empty());
}

/// Rule T11 of the catalogue of rules: not a rule about a document but about what may be said, so the engine keeps it
/// by the dates of each basis, and this test asks every rule.
#[test]
fn no_rule_cites_the_decision_of_the_province_before_it_is_in_force() {
    let citing = |time: &str| {
        let judgement = judge(&document(vec![signature(time)]));
        judgement
            .findings
            .iter()
            .filter(|finding| {
                finding
                    .basis
                    .iter()
                    .any(|basis| basis.instrument == "44/2025/QĐ-CTUBND")
            })
            .count()
    };
    assert_eq!(citing("2026-01-09T23:59:59+07:00"), 0);
    let resting_on_it = embedded()
        .rules()
        .iter()
        .filter(|rule| rule.bases.iter().any(|basis| basis.instrument == "44/2025/QĐ-CTUBND"))
        .count();
    assert!(resting_on_it >= 12);
    assert_eq!(citing("2026-01-10T00:00:00+07:00"), resting_on_it);
}

#[test]
fn a_root_of_the_user_is_never_passed_over_in_silence() {
    let mut local = signature(SIGNED);
    local.certification.anchor = Measured::Known(AnchorScheme::Local);
    let judgement = judge(&document(vec![signature(SIGNED), local]));
    assert_eq!(found(&judgement, "K01").outcome, Outcome::Passed);
    let second = judgement.findings.iter().filter(|finding| finding.rule == "K01").nth(1);
    assert_eq!(second.unwrap().outcome, Outcome::Warning);
    assert_eq!(judgement.conclusion, Conclusion::Passed);
    let because = judgement.because.unwrap();
    assert!(
        because.vi.contains("không phải chứng thư gốc của Ban Cơ yếu"),
        "{because:?}"
    );
    assert_eq!(judge(&document(vec![signature(SIGNED)])).because, None);
}

#[test]
fn what_is_missing_is_named_in_the_finding() {
    let mut open = signature(SIGNED);
    open.certification.revoked = Measured::Unmeasured(Cause::EvidenceMissing);
    open.certification.missing = vec![Missing::Revocation {
        issuer: "CA cơ quan".into(),
        addresses: vec!["http://ca.example/co-quan.crl".into()],
        lack: Lack::NotAtHand,
    }];
    let judgement = judge(&document(vec![open.clone()]));
    let message = &found(&judgement, "K05").message;
    for part in [
        "Còn thiếu: danh sách thu hồi (CRL) của “CA cơ quan”",
        "http://ca.example/co-quan.crl",
    ] {
        assert!(message.vi.contains(part), "{}", message.vi);
    }
    assert!(
        message.en.contains("CRL of CA cơ quan (http://ca.example/co-quan.crl)"),
        "{}",
        message.en
    );
    // Something at hand that does not help is told differently.
    open.certification.revoked = Measured::Unmeasured(Cause::EvidenceTooOld);
    let judgement = judge(&document(vec![open]));
    let message = &found(&judgement, "K05").message.vi;
    assert!(
        message.contains("phát hành trước thời điểm ký") && !message.contains("Còn thiếu"),
        "{message}"
    );
}

#[test]
fn the_date_of_a_document_is_that_of_its_last_issuer() {
    let mut publisher = signature("2026-05-01T08:00:00+07:00");
    publisher.role = Measured::Known(SignatureRole::Publisher);
    let mut archive = signature("2030-05-01T08:00:00+07:00");
    archive.sub_filter = Measured::Known("ETSI.RFC3161".into());
    archive.role = Measured::Unmeasured(Cause::NotMeasured);
    let judgement = judge(&document(vec![signature(SIGNED), publisher.clone(), archive]));
    assert_eq!(judgement.date.moment, at(SIGNED));

    let mut claimed = signature("2026-04-01T08:00:00+07:00");
    claimed.best_signature_time = Measured::Unmeasured(Cause::NotValidated);
    claimed.role = Measured::Unmeasured(Cause::NotMeasured);
    let judgement = judge(&document(vec![claimed, signature(SIGNED)]));
    assert_eq!(judgement.date.moment, at("2026-04-01T08:00:00+07:00"));
    assert_eq!(judgement.date.source, DateSource::ClaimedTime);

    let judgement = judge(&document(vec![publisher]));
    assert_eq!(
        (judgement.date.moment, judgement.date.source),
        (at(NOW), DateSource::AsOf)
    );
}

#[test]
fn a_document_timestamp_is_neither_the_last_signature_nor_the_day_of_signing() {
    let mut filled = signature(SIGNED);
    filled.modification = Measured::Known(ModificationLevel::FormFilling);
    let mut archive = signature("2030-05-01T08:00:00+07:00");
    archive.sub_filter = Measured::Known("ETSI.RFC3161".into());
    archive.role = Measured::Known(SignatureRole::DocTimestamp);
    archive.byte_range = Measured::Known(vec![0, 5000, 9000, 500]);
    // Filled in behind the only signature, then stamped.
    let judgement = judge(&document(vec![filled.clone(), archive.clone()]));
    assert_eq!(found(&judgement, "F07").outcome, Outcome::Failed);
    filled.modification = Measured::Known(ModificationLevel::LtaUpdate);
    let judgement = judge(&document(vec![filled, archive.clone()]));
    assert_eq!(found(&judgement, "F07").outcome, Outcome::Passed);
    // Alone it is the last there is.
    let judgement = judge(&document(vec![archive]));
    assert_eq!(found(&judgement, "F07").outcome, Outcome::Passed);

    // Without a token of its own a signature is as old as its software claims, unless that is later than what is proven.
    let mut old = signature("2024-05-10T08:00:00+07:00");
    old.timestamp = Measured::Absent;
    old.best_signature_time = Measured::Known(at("2026-03-05T08:00:00+07:00"));
    let judgement = judge(&document(vec![old.clone()]));
    assert_eq!(
        (judgement.date.moment, judgement.date.source),
        (at("2024-05-10T08:00:00+07:00"), DateSource::ClaimedTime)
    );
    old.claimed_time = Measured::Known(at("2026-04-01T08:00:00+07:00"));
    let judgement = judge(&document(vec![old]));
    assert_eq!(
        (judgement.date.moment, judgement.date.source),
        (at("2026-03-05T08:00:00+07:00"), DateSource::BestSignatureTime)
    );
}

#[test]
fn without_a_verified_basis_a_rule_only_warns_and_the_document_does_not_pass() {
    let mut forged = signature("2016-08-01T08:00:00+07:00");
    forged.digest_matches = Measured::Known(false);
    let judgement = judge(&document(vec![forged.clone()]));
    assert_eq!(found(&judgement, "C01").outcome, Outcome::Warning);
    assert!(found(&judgement, "C01").message.vi.contains("Chỉ cảnh báo"));
    assert_eq!(judgement.conclusion, Conclusion::Indeterminate);
    // It is known what was measured; what is missing is law to hold it against.
    assert_eq!(
        judgement.because.unwrap().vi,
        "chưa kết luận nội dung C01 (căn cứ pháp lý chưa được đối chiếu với nguyên văn)"
    );

    forged.claimed_time = Measured::Known(at("2019-08-01T08:00:00+07:00"));
    forged.best_signature_time = forged.claimed_time.clone();
    let judgement = judge(&document(vec![forged]));
    assert_eq!(found(&judgement, "C01").outcome, Outcome::Failed);
    assert_eq!(judgement.conclusion, Conclusion::Failed);
}

#[test]
fn signature_data_that_cannot_be_decoded_fails_though_nothing_in_it_could_be_checked() {
    let mut spoilt = signature(SIGNED);
    spoilt.integrity = Integrity::Malformed;
    spoilt.digest_matches = Measured::Unmeasured(Cause::CmsUnreadable);
    spoilt.value_verifies = Measured::Unmeasured(Cause::CmsUnreadable);
    spoilt.indication = Indication::TotalFailed;
    let judgement = judge(&document(vec![spoilt.clone()]));
    assert_eq!(found(&judgement, "C01").outcome, Outcome::Indeterminate);
    assert_eq!(found(&judgement, "C10").outcome, Outcome::Failed);
    assert_eq!(judgement.conclusion, Conclusion::Failed);

    // What this program does not know is not called malformed.
    spoilt.integrity = Integrity::Unsupported;
    spoilt.indication = Indication::Indeterminate;
    let judgement = judge(&document(vec![spoilt]));
    assert_eq!(found(&judgement, "C10").outcome, Outcome::Passed);
    assert_eq!(judgement.conclusion, Conclusion::Indeterminate);
}

#[test]
fn a_rule_that_may_only_warn_does_not_spoil_the_conclusion() {
    let mut weak = signature(SIGNED);
    weak.digest_algorithm = Measured::Known("sha1".into());
    weak.timestamp = Measured::Absent;
    let mut facts = document(vec![weak]);
    facts.file.page_box = Measured::Known(PageBox {
        width_mm: 215.9,
        height_mm: 279.4,
    });
    let judgement = judge(&facts);
    for rule in ["C06", "T01", "F03"] {
        assert_eq!(found(&judgement, rule).outcome, Outcome::Warning, "{rule}");
    }
    assert!(
        found(&judgement, "F03")
            .message
            .vi
            .starts_with("Trang 1 có khổ 215,9 mm × 279,4 mm;")
    );
    assert!(
        found(&judgement, "F03")
            .message
            .en
            .starts_with("Page 1 is 215.9 mm × 279.4 mm;")
    );
    assert_eq!(judgement.conclusion, Conclusion::Passed);
}

#[test]
fn only_what_is_known_to_be_valid_is_called_valid() {
    let conclusion = |change: &dyn Fn(&mut DocumentFacts)| {
        let mut facts = document(vec![signature(SIGNED), signature(SIGNED)]);
        change(&mut facts);
        judge(&facts).conclusion
    };
    assert_eq!(conclusion(&|_| {}), Conclusion::Passed);
    assert_eq!(conclusion(&|facts| facts.signatures.clear()), Conclusion::Indeterminate);
    assert_eq!(
        conclusion(&|facts| facts.signatures[1].indication = Indication::Indeterminate),
        Conclusion::Indeterminate
    );
    assert_eq!(
        conclusion(&|facts| facts.signatures[1].indication = Indication::TotalFailed),
        Conclusion::Indeterminate
    );
    assert_eq!(
        conclusion(&|facts| facts.signatures[0].digest_matches = Measured::Known(false)),
        Conclusion::Failed
    );
    assert_eq!(
        conclusion(&|facts| facts.signatures[0].digest_matches = Measured::Unmeasured(Cause::CmsUnreadable)),
        Conclusion::Indeterminate
    );
    assert_eq!(
        conclusion(&|facts| facts.file.bytes_after_last_signature = Measured::Unmeasured(Cause::NotGraded)),
        Conclusion::Indeterminate
    );
    assert_eq!(
        conclusion(&|facts| facts.file.encrypted = Measured::Known(true)),
        Conclusion::Failed
    );
    // A page whose size is unknown is no matter of validity.
    assert_eq!(
        conclusion(&|facts| facts.file.page_box = Measured::Unmeasured(Cause::Fault(FaultKind::Budget))),
        Conclusion::Passed
    );
    let only_timestamps = |facts: &mut DocumentFacts| {
        for signature in &mut facts.signatures {
            signature.sub_filter = Measured::Known("ETSI.RFC3161".into());
        }
    };
    assert_eq!(conclusion(&only_timestamps), Conclusion::Indeterminate);
    let unsearched = |facts: &mut DocumentFacts| {
        facts.faults.push(Fault {
            stage: Stage::Structure,
            kind: FaultKind::Budget,
            detail: String::new(),
            hides: vec!["signatures".into()],
        });
    };
    assert_eq!(conclusion(&unsearched), Conclusion::Indeterminate);
}

#[test]
fn a_dead_signature_is_one_finding_not_six() {
    let mut dead = signature(SIGNED);
    dead.live = Measured::Known(false);
    dead.byte_range_in_file = Measured::Known(false);
    dead.hole_is_contents = Measured::Known(false);
    dead.coverage = Measured::Known(Coverage::OutOfFile);
    dead.digest_matches = Measured::Unmeasured(Cause::ByteRangeUnusable);
    let judgement = judge(&document(vec![dead]));
    assert_eq!(judgement.conclusion, Conclusion::Failed);
    assert_eq!(found(&judgement, "F08").outcome, Outcome::Failed);
    assert!(
        found(&judgement, "F08")
            .message
            .vi
            .contains("vẫn hiển thị nhưng không còn nội dung nào được ký")
    );
    for rule in ["C01", "C02", "C03", "C04", "C05", "C06", "C07", "C08", "T01"] {
        let finding = found(&judgement, rule);
        assert_eq!(finding.outcome, Outcome::NotApplicable, "{rule}");
        assert_eq!(finding.because.as_deref(), Some("signature.live is true"), "{rule}");
        assert!(finding.message.vi.contains("F08"), "{rule}");
    }
}

#[test]
fn a_file_that_could_not_be_read_is_indeterminate_with_its_cause() {
    let fault = Fault {
        stage: Stage::Worker,
        kind: FaultKind::TimedOut,
        detail: "deadline".into(),
        hides: vec!["file".into(), "signatures".into()],
    };
    let judgement = judge(&DocumentFacts::unread(DocumentKind::Pdf, 10, fault.clone()));
    assert_eq!(judgement.conclusion, Conclusion::Indeterminate);
    let readable = found(&judgement, "F02");
    assert_eq!(readable.outcome, Outcome::Indeterminate);
    assert_eq!(readable.because.as_deref(), Some("file.readable: fault:timed-out"));
    assert!(
        readable.message.vi.contains("đọc tệp quá thời gian cho phép"),
        "{}",
        readable.message.vi
    );

    let other = judge(&DocumentFacts::unread(DocumentKind::Other, 10, fault));
    assert_eq!((other.conclusion, other.findings.len()), (Conclusion::NotJudged, 0));
}

#[test]
fn a_document_timestamp_is_not_asked_for_a_timestamp() {
    let mut stamp = signature(SIGNED);
    stamp.sub_filter = Measured::Known("ETSI.RFC3161".into());
    stamp.timestamp = Measured::Absent;
    let judgement = judge(&document(vec![signature(SIGNED), stamp]));
    for rule in ["T01", "C07"] {
        let of_stamp = judgement
            .findings
            .iter()
            .find(|one| one.rule == rule && one.subject == Some(1))
            .unwrap();
        assert_eq!(of_stamp.outcome, Outcome::NotApplicable);
        assert_eq!(
            of_stamp.because.as_deref(),
            Some("signature.sub_filter is-not ETSI.RFC3161")
        );
    }
    assert_eq!(judgement.conclusion, Conclusion::Passed);
}

#[test]
fn text_of_a_hostile_document_stays_text() {
    let mut odd = signature(SIGNED);
    odd.sub_filter = Measured::Known("{file.version}\n\u{202e}{$formats}".into());
    let judgement = judge(&document(vec![odd]));
    let message = &found(&judgement, "C07").message.vi;
    assert!(
        message.contains("{file.version}\u{fffd}\u{fffd}{$formats}"),
        "{message}"
    );
    assert!(!message.contains('\n'));
}

/// 100,000 documents with two signatures each: for the figure, run in release with `--ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn a_hundred_thousand_documents_are_judged_in_seconds() {
    let pack = embedded();
    let facts = document(vec![signature(SIGNED), signature(SIGNED)]);
    let start = std::time::Instant::now();
    let findings: usize = (0..100_000).map(|_| pack.judge(&facts, at(NOW)).findings.len()).sum();
    eprintln!("{findings} findings in {:?}", start.elapsed());
    assert!(start.elapsed().as_secs() < 60);
}
