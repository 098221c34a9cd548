//! A small province made up for reports: documents of five agencies, judged.

use std::{borrow::Cow, collections::BTreeMap};

use jiff::{Timestamp, ToSpan, tz::Offset};
use kysoat::{
    dataset::{Dataset, FigureOptions, Figures, Period, figures, write_shard},
    facts::{
        About, Cause, CertificationFacts, ComponentFacts, Coverage, DocumentFacts, DocumentKind, DocumentRecord,
        Fault, FaultKind, FileFacts, Indication, Integrity, LayoutFacts, Localized, Locator, Measured,
        ModificationLevel, Moment, PageBox, PdfVersion, SCHEMA, SignatureFacts, SignatureLayout, SignatureRole,
        SignerFacts, SignerKind, Stage, SubIndication, Value,
    },
    finding::{Citation, Conclusion, DateSource, Finding, Judgement, Measures, Outcome, Severity, SigningDate},
    store::RunDir,
};

use super::rulebook::RULES;

pub(super) type Row = (DocumentRecord, Judgement<'static>);

pub(super) fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

pub(super) fn as_of() -> Moment {
    moment("2026-06-15T08:00:00+07:00")
}

pub(super) const PERIOD: Period = Period::FirstHalf(2026);

/// One document to be: everything in order unless changed.
pub(super) struct Draft {
    pub(super) path: String,
    pub(super) signed_at: Option<Moment>,
    pub(super) signatures: Vec<SignatureFacts>,
    pub(super) faults: Vec<Fault>,
    pub(super) kind: DocumentKind,
    pub(super) conclusion: Conclusion,
    outcomes: BTreeMap<&'static str, (Outcome, Localized, Measures)>,
}

impl Draft {
    pub(super) fn new(path: &str, signed_at: &str) -> Self {
        let signed_at = moment(signed_at);
        Self {
            path: path.to_owned(),
            signed_at: Some(signed_at),
            signatures: vec![
                signature(0, "Nguyễn Văn An", "Sở Nội vụ", SignerKind::Person, signed_at),
                signature(1, "Sở Nội vụ", "Sở Nội vụ", SignerKind::Agency, signed_at),
            ],
            faults: Vec::new(),
            kind: DocumentKind::Pdf,
            conclusion: Conclusion::Indeterminate,
            outcomes: BTreeMap::new(),
        }
    }

    pub(super) fn signers(mut self, signers: &[(&str, &str, SignerKind)]) -> Self {
        let at = self.signed_at.unwrap_or_else(as_of);
        self.signatures = signers
            .iter()
            .enumerate()
            .map(|(index, (name, organization, kind))| signature(index, name, organization, *kind, at))
            .collect();
        self
    }

    pub(super) fn unsigned(mut self) -> Self {
        self.signatures.clear();
        self
    }

    pub(super) fn unknown_time(mut self) -> Self {
        self.signed_at = None;
        self
    }

    pub(super) fn fault(mut self, kind: FaultKind, detail: &str) -> Self {
        self.faults.push(Fault {
            stage: Stage::Structure,
            kind,
            detail: detail.to_owned(),
            hides: vec!["file".to_owned(), "signatures".to_owned()],
        });
        self.signatures.clear();
        self.unknown_time()
    }

    pub(super) fn other(mut self) -> Self {
        self.kind = DocumentKind::Other;
        self.conclusion = Conclusion::NotJudged;
        self.signatures.clear();
        self.unknown_time()
    }

    pub(super) fn valid(mut self) -> Self {
        for signature in &mut self.signatures {
            signature.indication = Indication::TotalPassed;
        }
        self.conclusion = Conclusion::Passed;
        self
    }

    /// What one rule says.
    pub(super) fn says(
        mut self,
        rule: &'static str,
        outcome: Outcome,
        message: &str,
        measured: &[(&'static str, serde_json::Value)],
    ) -> Self {
        let decides = RULES
            .iter()
            .any(|it| it.0 == rule && matches!(it.3, Severity::High | Severity::Medium));
        if outcome == Outcome::Failed && decides {
            self.conclusion = Conclusion::Failed;
        }
        let mut measures = Measures::default();
        for (name, value) in measured {
            measures.add(name, || fact(value));
        }
        self.outcomes.insert(
            rule,
            (
                outcome,
                Localized {
                    vi: message.to_owned(),
                    en: format!("What {rule} asks is not met."),
                },
                measures,
            ),
        );
        self
    }

    fn judged(mut self, id: u64) -> Row {
        let absent = RULES.iter().filter(|_| self.conclusion != Conclusion::NotJudged);
        let findings = absent
            .map(|(rule, _, _, severity, basis)| {
                let about_signature = rule.starts_with('C') || rule.starts_with('T');
                let (outcome, message, measured) = self.outcomes.remove(rule).unwrap_or_else(|| {
                    let outcome = if !self.faults.is_empty() {
                        Outcome::Indeterminate
                    } else if self.signatures.is_empty() && about_signature {
                        Outcome::NotApplicable
                    } else {
                        Outcome::Passed
                    };
                    let vi = match outcome {
                        Outcome::Indeterminate => "Không xác định: tệp không đọc được.",
                        _ => "Đạt.",
                    };
                    (
                        outcome,
                        Localized {
                            vi: vi.to_owned(),
                            en: "As it should be.".to_owned(),
                        },
                        Measures::default(),
                    )
                });
                Finding {
                    rule,
                    about: if about_signature {
                        About::Signature
                    } else {
                        About::Document
                    },
                    subject: (about_signature && !self.signatures.is_empty()).then_some(0),
                    because: (outcome == Outcome::Indeterminate).then_some("damaged".into()),
                    outcome,
                    severity: *severity,
                    message: message.into(),
                    measured,
                    basis: Cow::Owned(vec![Citation {
                        instrument: "44/2025/QĐ-CTUBND".to_owned(),
                        at: (*basis).to_owned(),
                    }]),
                }
            })
            .collect();
        let cause = self.faults.first().map(|fault| Cause::Fault(fault.kind));
        let facts = DocumentFacts {
            extractor: "0.1.0".to_owned(),
            schema: SCHEMA,
            sha256: Some(format!("{id:064x}")),
            size: 200_000 + id * 12_345,
            kind: self.kind,
            faults: self.faults,
            file: cause.map_or_else(
                || FileFacts {
                    readable: Measured::Known(true),
                    version: Measured::Known(PdfVersion { major: 1, minor: 7 }),
                    encrypted: Measured::Known(false),
                    password_needed: Measured::Known(false),
                    pages: Measured::Known(3),
                    page_box: Measured::Known(PageBox {
                        width_mm: 210.0,
                        height_mm: 297.0,
                    }),
                    revisions: Measured::Known(3),
                    xref_repaired: Measured::Known(false),
                    bytes_after_last_signature: Measured::Known(0),
                },
                |cause| FileFacts::unmeasured(&cause),
            ),
            signatures: self.signatures,
            layout: LayoutFacts::unmeasured(&Cause::NotMeasured),
            components: ComponentFacts::unmeasured(&Cause::NotMeasured),
        };
        let date = match self.signed_at {
            Some(moment) => SigningDate {
                moment,
                source: DateSource::ClaimedTime,
            },
            None => SigningDate {
                moment: as_of(),
                source: DateSource::AsOf,
            },
        };
        (
            DocumentRecord {
                id,
                locator: Locator {
                    root: 0,
                    path: self.path,
                    path_raw: None,
                    member: None,
                },
                facts,
            },
            Judgement {
                because: (self.conclusion == Conclusion::Indeterminate).then(|| Localized {
                    vi: "chưa có bằng chứng về thời điểm ký".to_owned(),
                    en: "there is no evidence of the time of signing".to_owned(),
                }),
                conclusion: self.conclusion,
                date,
                findings,
            },
        )
    }
}

fn signature(index: usize, name: &str, organization: &str, kind: SignerKind, at: Moment) -> SignatureFacts {
    let known = |text: &str| Measured::Known(text.to_owned());
    let not_validated = || Cause::NotValidated;
    // The same holder has the same certificate in every document; its years follow from the name.
    let years = i64::try_from(name.chars().count() % 5).unwrap();
    let begin: Timestamp = "2021-08-01T00:00:00Z".parse().unwrap();
    let after = |days: i64| Moment::new(begin + (days * 24).hours(), Offset::constant(7));
    let sha256 = name
        .bytes()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    SignatureFacts {
        object: Some((10 + u32::try_from(index).unwrap(), 0)),
        offset: Some(1000),
        field: Some(format!("Signature{}", index + 1)),
        page: Some(1),
        reachable: Measured::Known(true),
        sub_filter: known("adbe.pkcs7.detached"),
        byte_range: Measured::Known(vec![0, 1000, 20000, 500]),
        byte_range_in_file: Measured::Known(true),
        byte_range_well_formed: Measured::Known(true),
        hole_is_contents: Measured::Known(true),
        coverage: Measured::Known(Coverage::WholeRevision),
        live: Measured::Known(true),
        integrity: Integrity::Intact,
        integrity_detail: None,
        digest_matches: Measured::Known(true),
        value_verifies: Measured::Known(true),
        digest_algorithm: known("sha256"),
        key_algorithm: known("rsa"),
        key_bits: Measured::Known(2048),
        signer_infos: Measured::Known(1),
        signer: Measured::Known(SignerFacts {
            common_name: Some(name.to_owned()),
            organization: Some(organization.to_owned()),
            organizational_unit: None,
            issuer: "Cơ quan chứng thực số chuyên dùng chính phủ (thử nghiệm)".to_owned(),
            serial: format!("{:016x}", 0x5a00_0000_u64 + name.len() as u64),
            kind,
            not_before: after(years * 300),
            not_after: after(years * 300 + 1200),
            sha256: format!("{sha256:0<64.64}"),
        }),
        claimed_time: Measured::Known(at),
        claimed_time_has_offset: Measured::Known(true),
        signing_time_attribute: Measured::Absent,
        further_timestamps: Vec::new(),
        timestamp: Measured::Absent,
        best_signature_time: Measured::Unmeasured(not_validated()),
        modification: Measured::Known(ModificationLevel::None),
        modification_permitted: Measured::Unmeasured(not_validated()),
        modification_detail: None,
        certification: CertificationFacts::default(),
        indication: Indication::Indeterminate,
        sub_indication: None,
        baseline: Measured::Unmeasured(not_validated()),
        role: Measured::Known(if kind == SignerKind::Person {
            SignatureRole::Person
        } else {
            SignatureRole::Seal
        }),
        layout: SignatureLayout::default(),
        reason: None,
        location: None,
    }
}

/// Thirty-four files: five agencies and two files of none.
pub(super) fn province() -> Vec<Row> {
    let agencies = [
        ("Sở Giáo dục và Đào tạo", "Trần Thị Bích Hằng", "CV"),
        ("Sở Nội vụ", "Nguyễn Văn An", "QĐ"),
        ("Sở Y tế", "Lê Hoàng Đức", "TB"),
        ("UBND phường Phan Đình Phùng", "Đỗ Thị Quỳnh Như", "TTr"),
        ("Văn phòng UBND tỉnh", "Phạm Minh Tuấn", "KH"),
    ];
    let mut drafts = Vec::new();
    for (place, (agency, signer, symbol)) in agencies.iter().enumerate() {
        for number in 1..=6 {
            let day = 3 + number * 4;
            let month = 1 + (number + place) % 5;
            let mut draft = Draft::new(
                &format!(
                    "{agency}/2026/{number:02}-{symbol} về việc triển khai nhiệm vụ quý {}.pdf",
                    1 + month / 4
                ),
                &format!("2026-{month:02}-{day:02}T09:30:00+07:00"),
            )
            .signers(&[
                (signer, agency, SignerKind::Person),
                (agency, agency, SignerKind::Agency),
            ]);
            draft = match (place, number) {
                (0 | 2, 1 | 2) | (1, 1..=3) | (4, 1..=4) => draft.valid(),
                (0, 3) => {
                    draft.signatures[0].integrity = Integrity::DigestMismatch;
                    draft.signatures[0].indication = Indication::TotalFailed;
                    draft.signatures[0].sub_indication = Some(SubIndication::HashFailure);
                    draft.says(
                        "C01",
                        Outcome::Failed,
                        "Nội dung tệp đã bị thay đổi sau khi ký: giá trị băm của tệp khác giá trị được ký. Lấy lại tệp gốc từ nơi phát hành.",
                        &[("signature.digest_matches", false.into())],
                    )
                }
                (1, 4) => draft.says(
                    "F01",
                    Outcome::Failed,
                    "Tệp theo PDF 1.3; Quy chế yêu cầu từ 1.4 trở lên. Xuất lại tệp PDF rồi ký lại.",
                    &[("file.version", "1.3".into())],
                ),
                (2, 3) => {
                    draft.signatures[1].live = Measured::Known(false);
                    draft.signatures[1].reachable = Measured::Known(false);
                    draft.signatures[1].integrity = Integrity::Malformed;
                    draft.says(
                        "F08",
                        Outcome::Failed,
                        "Một chữ ký còn hiển thị nhưng không gắn với nội dung tệp; tệp đã được lưu lại sau khi ký.",
                        &[("signature.live", false.into())],
                    )
                    .says(
                        "C03",
                        Outcome::Failed,
                        "Vùng ký vượt ra ngoài tệp, không xác nhận được phần nào của nội dung.",
                        &[("signature.byte_range_in_file", false.into())],
                    )
                }
                (3, 1) => {
                    draft.signatures[0].integrity = Integrity::SignatureInvalid;
                    draft.says(
                        "C02",
                        Outcome::Failed,
                        "Giá trị chữ ký không đúng với khóa trên chứng thư của người ký.",
                        &[("signature.value_verifies", false.into())],
                    )
                }
                (3, 2) => draft.says(
                    "F03",
                    Outcome::Failed,
                    "Trang thứ nhất khổ 216 mm x 279 mm, không phải A4.",
                    &[("file.page_width", 215.9.into()), ("file.page_height", 279.4.into())],
                ),
                (3, 3) => draft.unsigned(),
                (4, 5) => draft.says(
                    "F07",
                    Outcome::Indeterminate,
                    "Sau lần ký cuối còn 4.812 byte chưa phân loại được là thay đổi gì.",
                    &[("file.bytes_after_last_signature", 4812.into())],
                ),
                _ => draft.says(
                    "T01",
                    Outcome::Warning,
                    "Chữ ký không có dấu thời gian; thời điểm ký chỉ do máy người ký khai.",
                    &[],
                ),
            };
            drafts.push(draft);
        }
    }
    drafts.push(Draft::new(
        "Sở Y tế/2025/99-BC báo cáo năm.pdf",
        "2025-11-20T10:00:00+07:00",
    ));
    drafts.push(
        Draft::new("UBND phường Phan Đình Phùng/2026/hỏng.pdf", "2026-03-01T00:00:00Z")
            .fault(FaultKind::Damaged, "xref table not found; no object could be read"),
    );
    drafts.push(Draft::new("Văn phòng UBND tỉnh/2026/danh sách.xlsx", "2026-03-01T00:00:00Z").other());
    drafts.push(
        Draft::new("không rõ nguồn.pdf", "2026-03-01T00:00:00Z")
            .unsigned()
            .unknown_time(),
    );
    judged(drafts)
}

pub(super) fn judged(drafts: Vec<Draft>) -> Vec<Row> {
    drafts
        .into_iter()
        .enumerate()
        .map(|(id, draft)| draft.judged(id as u64))
        .collect()
}

/// A run directory with these documents in shards of ten.
pub(super) fn run_with(rows: &[Row]) -> (tempfile::TempDir, RunDir) {
    let folder = tempfile::tempdir().unwrap();
    let run = RunDir::create(folder.path()).unwrap();
    for (shard, rows) in rows.chunks(10).enumerate() {
        write_shard(&run, u32::try_from(shard).unwrap(), rows).unwrap();
    }
    (folder, run)
}

pub(super) fn counted(run: &RunDir) -> (Dataset, Figures) {
    let dataset = Dataset::open(run).unwrap();
    let figures = figures(&dataset, &FigureOptions::new(PERIOD, as_of())).unwrap();
    (dataset, figures)
}

/// A measurement from what a finding shows of it.
fn fact(shown: &serde_json::Value) -> Measured<Value> {
    match shown {
        serde_json::Value::Null => Measured::Absent,
        serde_json::Value::Bool(flag) => Measured::Known(Value::Boolean(*flag)),
        serde_json::Value::Number(number) => Measured::Known(match number.as_i64() {
            Some(number) => Value::Integer(number),
            None => Value::Decimal(number.as_f64().unwrap()),
        }),
        serde_json::Value::String(text) => Measured::Known(Value::Text(text.clone())),
        unmeasured => {
            assert_eq!(*unmeasured, serde_json::json!({ "unmeasured": "scanned-page" }));
            Measured::Unmeasured(Cause::ScannedPage)
        }
    }
}
