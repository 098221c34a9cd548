//! Why a document is not called valid, in words.

use kysoat::{
    facts::{Cause, FaultKind, Indication, Lack, Measured, Missing, SubIndication},
    finding::Conclusion,
};

use super::judgement::{SIGNED, document, found, judge, signature};

/// Whoever reads that nothing could be concluded reads of which signature, why, and what to do.
#[test]
fn what_stands_against_a_signature_is_said_in_words() {
    let with = |sub_indication, cause: Option<Cause>| {
        let mut open = signature(SIGNED);
        open.indication = Indication::Indeterminate;
        open.sub_indication = sub_indication;
        if let Some(cause) = cause {
            open.value_verifies = Measured::Unmeasured(cause);
        }
        let judgement = judge(&document(vec![signature(SIGNED), open]));
        assert_eq!(judgement.conclusion, Conclusion::Indeterminate);
        let because = judgement.because.unwrap();
        assert!(
            because.vi.contains("chữ ký thứ 2 chưa được khẳng định: "),
            "{}",
            because.vi
        );
        because
    };
    for (sub_indication, cause, vi, en) in [
        (
            Some(SubIndication::TimestampOrderFailure),
            None,
            "các dấu thời gian mâu thuẫn nhau",
            "timestamps contradict each other",
        ),
        (
            Some(SubIndication::RevokedCaNoPoe),
            None,
            "một cơ quan chứng thực trên đường dẫn đã bị thu hồi",
            "an authority on the path was revoked",
        ),
        (
            Some(SubIndication::CryptoConstraintsFailure),
            None,
            "không còn đủ mạnh",
            "no longer reliable",
        ),
        (
            None,
            Some(Cause::Fault(FaultKind::Budget)),
            "vượt giới hạn xử lý",
            "uses up the budget",
        ),
        (
            None,
            Some(Cause::SeveralSigners),
            "có nhiều người ký (SignerInfo)",
            "has several signers",
        ),
    ] {
        let because = with(sub_indication, cause);
        assert!(because.vi.contains(vi), "{}", because.vi);
        assert!(because.en.contains(en), "{}", because.en);
    }
    let mut odd = signature(SIGNED);
    odd.indication = Indication::Indeterminate;
    odd.sub_filter = Measured::Known("ABC.private".into());
    let because = judge(&document(vec![odd])).because.unwrap();
    assert!(because.vi.contains("không có trong chuẩn PDF"), "{}", because.vi);
}

#[test]
fn a_list_that_is_signed_too_weakly_is_named() {
    let mut open = signature(SIGNED);
    open.certification.revoked = Measured::Unmeasured(Cause::EvidenceWeak);
    open.certification.missing = vec![Missing::Revocation {
        issuer: "CA\u{200b} cơ quan".into(),
        addresses: Vec::new(),
        lack: Lack::Weak,
    }];
    let judgement = judge(&document(vec![open]));
    let message = &found(&judgement, "K05").message.vi;
    assert!(message.contains("không còn đủ mạnh vào ngày phát hành"), "{message}");
    assert!(
        message.contains("“CA\u{fffd} cơ quan” ký bằng thuật toán và khóa đủ mạnh"),
        "{message}"
    );
}
