//! Whether a timestamp token proves its time (RFC 3161, 2.3 and 4; EN 319 102-1, 5.4), and what a later signature or
//! document timestamp proves of what it covers (5.6.2.3).

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    certify::{Judged, PathCertificate},
    digest::sha256,
    examine::SignatureExamination,
    gathering::Engine,
    general_name::GeneralName,
    material::TIME_STAMPING,
    oid,
    path::{Path, PathProblemKind, PolicyInput},
    revocation::Status,
    sunset::{AlgorithmConcern, AlgorithmUse},
    timestamp::TimeStampToken,
    trust::AnchorScheme,
    x509::X509,
};
use crate::facts::{Cause, Lack, Measured, Missing, Moment};

/// What a token is worth.
#[derive(Debug, Clone)]
pub(crate) struct StampedTime {
    pub(crate) gen_time: Moment,
    /// Imprint, signature, purpose and path at that time; nothing on it was revoked then as far as is known.
    pub(crate) valid: Measured<bool>,
    /// All of that, and of the revocation everything is known (EN 319 102-1, 5.4).
    pub(crate) good: bool,
    /// What keeps it from being known when it is valid.
    pub(crate) lack: Option<Lack>,
    pub(crate) anchor: Option<AnchorScheme>,
    pub(crate) path: Vec<PathCertificate>,
    pub(crate) missing: Vec<Missing>,
    pub(crate) concerns: Vec<AlgorithmConcern>,
    /// Why it is not valid. English.
    pub(crate) notes: Vec<String>,
}

impl StampedTime {
    /// The time, when it is proven.
    pub(crate) fn proven(&self) -> Option<Moment> {
        (self.valid == Measured::Known(true)).then_some(self.gen_time)
    }

    /// Whether it is valid as far as everything that bears on it is known.
    pub(crate) fn known_valid(&self) -> Measured<bool> {
        match (&self.valid, self.good) {
            (Measured::Known(true), false) => {
                Measured::Unmeasured(self.lack.map_or(Cause::EvidenceMissing, Cause::of_lack))
            }
            (valid, _) => valid.clone(),
        }
    }

    /// How much it is worth, the most first: good, valid as far as is known, not known, not valid. The earlier of two alike
    /// is worth more.
    fn rank(&self) -> (u8, Timestamp) {
        let rank = match (&self.valid, self.good) {
            (Measured::Known(true), true) => 0,
            (Measured::Known(true), false) => 1,
            (Measured::Known(false), _) => 3,
            _ => 2,
        };
        (rank, self.gen_time.instant())
    }

    fn fails(mut self, why: &str) -> Self {
        self.valid = Measured::Known(false);
        self.notes.push(format!("timestamp: {why}"));
        self
    }

    fn open(mut self, cause: Cause, why: &str) -> Self {
        self.valid = Measured::Unmeasured(cause);
        self.notes.push(format!("timestamp: {why}"));
        self
    }
}

/// Judges `token` at its own time.
pub(crate) fn judge(engine: &mut Engine<'_>, token: &TimeStampToken) -> StampedTime {
    let sunset = engine.sunset;
    let at = token.gen_time.instant();
    let mut stamped = StampedTime {
        gen_time: token.gen_time,
        valid: Measured::Unmeasured(Cause::NotValidated),
        good: false,
        lack: None,
        anchor: None,
        path: Vec::new(),
        missing: Vec::new(),
        concerns: Vec::new(),
        notes: Vec::new(),
    };
    let authority = token.certificate.known().and_then(|certificate| {
        engine
            .cache
            .certificate(sha256(&certificate.der), &certificate.der)
            .ok()
    });
    stamped
        .concerns
        .extend(sunset.concerns(AlgorithmUse::Timestamp, &token.imprint_algorithm, None, token.gen_time));
    let judged = authority.as_ref().map(|authority| {
        let search = engine.paths(authority, &PolicyInput::default());
        let judged = Judged::new(engine, &search, at);
        let key = &authority.certificate;
        let key_concerns = sunset.concerns(
            AlgorithmUse::Timestamp,
            &key.key_algorithm,
            key.key_bits,
            token.gen_time,
        );
        stamped.concerns.extend(key_concerns);
        if let Some(path) = &judged.path {
            stamped.concerns.extend(sunset.path_concerns(path, token.gen_time));
        }
        stamped.path = judged.certificates(&search);
        stamped.missing = judged.missing(&search, engine.store);
        stamped.anchor = judged.path.as_ref().map(|path| path.scheme);
        (search, judged)
    });
    for (holds, what) in [
        (
            &token.imprint_matches,
            "the imprint is not the digest of what was stamped",
        ),
        (&token.signature_verifies, "its signature does not verify"),
    ] {
        match holds {
            Measured::Known(true) => {}
            Measured::Known(false) => return stamped.fails(what),
            Measured::Absent => return stamped.open(Cause::CmsUnreadable, "not all of it is there"),
            Measured::Unmeasured(cause) => return stamped.open(cause.clone(), "it can't be checked"),
        }
    }
    let (Some(authority), Some((search, judged))) = (authority, judged) else {
        return stamped.open(
            Cause::CertificateMissing,
            "the certificate of the authority is missing or not readable",
        );
    };
    if let Some(why) = purpose_problem(&authority) {
        return stamped.fails(why);
    }
    if let Some(why) = binding_problem(token, &authority) {
        return stamped.open(Cause::TimestampNotBound, why);
    }
    if !authority.extensions.key_purposes_critical {
        // RFC 3161, 2.3 wants it critical. That is the provider's slip and changes nothing for the purpose.
        stamped
            .notes
            .push("timestamp: extended key usage of the authority is not critical".to_owned());
    }
    if at > engine.as_of() {
        return stamped.open(Cause::TimestampInFuture, "its time is later than the audit");
    }
    if stamped.concerns.iter().any(|concern| concern.decides) {
        return stamped.open(Cause::TimestampWeak, "an algorithm was no longer reliable");
    }
    let Some(path) = &judged.path else {
        return match search.problems.first().map(|problem| problem.kind) {
            Some(PathProblemKind::Constraints) => stamped.fails("the path of the authority breaks a constraint"),
            Some(PathProblemKind::Budget) => stamped.open(Cause::PathsOverBudget, "no path found in budget"),
            _ => stamped.open(Cause::EvidenceMissing, "no path of the authority to a trust anchor"),
        };
    };
    if !judged.in_time {
        return stamped.fails("a certificate of the authority was not valid at its time");
    }
    if !issuers_allow_it(path) {
        return stamped.fails("a CA of the authority may not issue for timestamping");
    }
    for status in &judged.statuses {
        match status {
            Status::Good { .. } | Status::Unknown(_) => {}
            Status::Revoked(_) => return stamped.fails("a certificate of the authority had been revoked"),
            Status::Doubtful(_) => {
                return stamped.open(
                    Cause::TimestampAuthorityInDoubt,
                    "the authority was on hold or in doubt",
                );
            }
        }
    }
    if let Some(authority_evidence) = judged.evidence.first()
        && authority_evidence.compromise(engine.as_of()).is_some()
    {
        // RFC 3161, 4, 1. and 2.: after a compromise, or a revocation without one of these reasons, a token may have
        // been made with the key at any time.
        return stamped.open(
            Cause::TimestampAuthorityInDoubt,
            "the authority was revoked later, perhaps for a compromise",
        );
    }
    stamped.valid = Measured::Known(true);
    stamped.good = judged.good();
    stamped.lack = judged.lack();
    stamped
}

/// What RFC 3161, 2.4.2 requires, so that nobody can put another certificate of the same key in the place of the one that
/// signed: an ESS signing-certificate attribute, and that the name stated is one of the certificate.
fn binding_problem(token: &TimeStampToken, authority: &X509) -> Option<&'static str> {
    if !token.certificate_referenced {
        return Some("no ESS signing-certificate attribute names the certificate of the authority");
    }
    let stated = token.authority.as_ref()?;
    let own = *stated == GeneralName::Directory(authority.subject.clone())
        || authority.extensions.alternative_names.contains(stated);
    (!own).then_some("the name of the authority is not one of those in its certificate")
}

/// RFC 3161, 2.3: timeStamping, and nothing else.
fn purpose_problem(authority: &Arc<X509>) -> Option<&'static str> {
    let extensions = &authority.extensions;
    let only = extensions
        .key_purposes
        .as_ref()
        .is_some_and(|purposes| purposes.len() == 1);
    if !extensions.has_purpose(TIME_STAMPING) || !only {
        return Some("extended key usage of the authority is not exactly timeStamping");
    }
    if !extensions.allows(super::extension::usage::DIGITAL_SIGNATURE | super::extension::usage::NON_REPUDIATION) {
        return Some("key usage of the authority does not allow signatures");
    }
    None
}

/// A CA that names purposes for what it issues must name this one. Few do, and those mean it.
fn issuers_allow_it(path: &Path) -> bool {
    let above = path.certificates.len().saturating_sub(1);
    path.certificates.iter().take(above).skip(1).all(|certificate| {
        let extensions = &certificate.extensions;
        extensions.key_purposes.as_ref().is_none_or(|purposes| {
            extensions.has_purpose(TIME_STAMPING) || purposes.iter().any(|purpose| purpose == oid::ANY_KEY_PURPOSE)
        })
    })
}

/// The tokens of one signature by what they are worth, with their places: what counts comes first. Those that can't be read
/// come last.
pub(crate) fn by_worth(tokens: &[Measured<StampedTime>]) -> Vec<(usize, &Measured<StampedTime>)> {
    let mut sorted: Vec<(usize, &Measured<StampedTime>)> = tokens.iter().enumerate().collect();
    sorted.sort_by_key(|(place, token)| (token.known().map_or((4, Timestamp::MAX), StampedTime::rank), *place));
    sorted
}

/// Times at which everything that a signature or a document timestamp covers is proven to have existed.
#[derive(Debug, Clone, Default)]
pub struct Proof {
    pub(crate) times: Vec<StampedTime>,
    /// From a document timestamp, whose own purpose that is.
    pub(crate) archive: bool,
}

/// What a signature with these own bytes proves of the bytes that it covers. Only what is intact proves anything.
///
/// The token of a signature stamps its value, and the value stands for the bytes covered only together with the key that
/// verifies it: for a given value a key can be made that verifies it over anything. So the key must be certified as of the
/// time stamped, by authorities of which nothing is in doubt.
pub(crate) fn prove(engine: &mut Engine<'_>, examination: &SignatureExamination, archive: bool) -> Proof {
    let mut times = Vec::new();
    for token in examination.timestamps.iter().filter_map(Measured::known) {
        let stamped = judge(engine, token);
        if archive || (stamped.good && is_bound(engine, examination, token.gen_time)) {
            times.push(stamped);
        }
    }
    Proof { times, archive }
}

fn is_bound(engine: &mut Engine<'_>, examination: &SignatureExamination, at: Moment) -> bool {
    let signer = examination.signer.known().and_then(|signer| {
        let read = engine.cache.certificate(sha256(&signer.der), &signer.der);
        read.ok()
    });
    let Some(signer) = signer else { return false };
    let search = engine.paths(&signer, &PolicyInput::default());
    let judged = Judged::new(engine, &search, at.instant());
    let sunset = engine.sunset;
    let digest = examination.digest_algorithm.known().map(String::as_str);
    let weak = sunset.refuses(AlgorithmUse::Document, digest, &signer, at);
    let path = judged.path.as_ref().filter(|path| !sunset.refuses_path(path, at));
    path.is_some() && judged.in_time && judged.good() && !weak
}

/// The earliest of several proven times.
pub(crate) fn earliest<'a>(times: impl Iterator<Item = &'a StampedTime>) -> Option<Moment> {
    times.filter_map(StampedTime::proven).min_by_key(Moment::instant)
}
