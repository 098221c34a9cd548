//! Whether a certificate was revoked, as CRLs (RFC 5280, 6.3.3) and OCSP responses (RFC 6960) state it.
//!
//! [`super::gathering`] collects the statements without asking for the time; [`EvidenceSet::at`] says what they mean for one
//! instant.

use jiff::{SignedDuration, Timestamp};

use super::{
    crl::{Revocation, reason},
    extension::ALL_REASONS,
};
use crate::facts::Lack;

/// One trustworthy statement about one certificate.
#[derive(Debug, Clone)]
pub(crate) struct Evidence {
    pub(super) this_update: Timestamp,
    pub(super) next_update: Option<Timestamp>,
    /// Among statements of one instant the later list: its number without leading zeros.
    pub(super) order: Vec<u8>,
    /// Reasons for which it speaks.
    pub(super) reasons: u16,
    /// What is listed; `None` is good.
    pub(super) revocation: Option<Revocation>,
    /// Certificates that expired since then are still spoken of.
    pub(super) keeps_expired_since: Option<Timestamp>,
    pub(super) online: bool,
    pub(super) embedded: bool,
    /// Signed with a digest or a key that was no longer reliable when it was issued: whoever broke it may have said this. It
    /// vouches for nothing, and what it says against the certificate is in doubt.
    pub(super) weak: bool,
}

/// The reason certificateHold among those of a list (RFC 5280, 4.2.1.13).
const HOLDS: u16 = 1 << 6;

/// All statements about one certificate.
#[derive(Debug, Clone, Default)]
pub(crate) struct EvidenceSet {
    pub(super) list: Vec<Evidence>,
    /// More signatures to check than the budget has: something may be missing.
    pub(crate) over_budget: bool,
}

/// What is known of a certificate at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Not revoked then, as stated by evidence of this time.
    Good {
        /// When the oldest evidence needed was issued.
        stated_at: Timestamp,
    },
    Revoked(Revocation),
    /// On hold then, or in a time that later turned out to be in doubt; or an authority that was compromised later.
    Doubtful(Revocation),
    /// No evidence that counts.
    Unknown(Lack),
}

/// RFC 6960, 4.2.2.1: without nextUpdate newer information is always available, so the answer is good for its moment.
/// It is taken for a signature made within a day, as a list would be.
const WITHOUT_NEXT_UPDATE: SignedDuration = SignedDuration::from_hours(24);

impl Evidence {
    fn issued_by(&self, as_of: Timestamp) -> bool {
        self.this_update <= as_of
    }

    /// Whether its silence on a certificate that is valid until `not_after` means something for `time`.
    fn speaks_for(&self, time: Timestamp, not_after: Timestamp) -> bool {
        if self.this_update < time {
            return self.is_current(time);
        }
        // Expired certificates drop out of lists (RFC 5280, 3.3), and then being not listed says nothing.
        self.this_update <= not_after || self.keeps_expired_since.is_some_and(|since| since <= not_after)
    }

    /// Whether it was the newest that is known of at a later time.
    fn is_current(&self, time: Timestamp) -> bool {
        let until = match self.next_update {
            Some(next) => Some(next),
            None if self.online => self.this_update.checked_add(WITHOUT_NEXT_UPDATE).ok(),
            None => None,
        };
        until.is_some_and(|until| time <= until)
    }

    fn age(&self) -> (Timestamp, usize, &[u8]) {
        (self.this_update, self.order.len(), &self.order)
    }
}

impl EvidenceSet {
    /// What is known at `time` of a certificate that expires at `not_after`, from evidence issued until `as_of`.
    pub(crate) fn at(&self, time: Timestamp, not_after: Timestamp, as_of: Timestamp) -> Status {
        self.judge(time, not_after, as_of, false)
    }

    /// Whether the document's own evidence alone shows that it was good.
    pub(crate) fn good_from_document(&self, time: Timestamp, not_after: Timestamp, as_of: Timestamp) -> bool {
        matches!(self.judge(time, not_after, as_of, true), Status::Good { .. })
    }

    /// The earliest revocation that is stated, whatever the time asked for.
    pub(crate) fn revocation(&self, as_of: Timestamp) -> Option<Revocation> {
        self.list
            .iter()
            .filter(|evidence| evidence.issued_by(as_of))
            .filter_map(|evidence| evidence.revocation)
            .filter(|revocation| revocation.reason != reason::HOLD)
            .min_by_key(|revocation| revocation.at)
    }

    /// The revocation, whatever the time asked for, when it was perhaps for a compromise: then the key may have signed
    /// anything, of any date (EN 319 102-1, 5.6.2.2).
    pub(crate) fn compromise(&self, as_of: Timestamp) -> Option<Revocation> {
        self.revocation(as_of).filter(|revocation| {
            !matches!(
                revocation.reason,
                reason::AFFILIATION_CHANGED | reason::SUPERSEDED | reason::CESSATION
            )
        })
    }

    fn judge(&self, time: Timestamp, not_after: Timestamp, as_of: Timestamp, embedded_only: bool) -> Status {
        let mut list: Vec<&Evidence> = self
            .list
            .iter()
            .filter(|evidence| evidence.issued_by(as_of) && (evidence.embedded || !embedded_only))
            .collect();
        list.sort_by(|one, other| other.age().cmp(&one.age()));
        let mut doubt = None;
        for (index, evidence) in list.iter().enumerate() {
            let Some(revocation) = evidence.revocation else {
                continue;
            };
            if revocation.reason == reason::HOLD {
                // A hold is over when a later statement that speaks of holds no longer has it. Of the time before that
                // statement it says nothing while the hold was current.
                let outdated = evidence.this_update <= time && !evidence.is_current(time);
                let ends = |newer: &&Evidence| {
                    let silent = newer.revocation.is_none() && newer.reasons & HOLDS != 0 && !newer.weak;
                    silent && (newer.this_update <= time || outdated)
                };
                if revocation.at <= time && !list.iter().take(index).any(ends) {
                    doubt = Some(revocation);
                }
            } else if revocation.at <= time && !evidence.weak {
                return Status::Revoked(revocation);
            } else if revocation.at <= time || revocation.invalid_since.is_some_and(|since| since <= time) {
                doubt = Some(revocation);
            }
        }
        if let Some(revocation) = doubt {
            return Status::Doubtful(revocation);
        }
        // What was not looked at may have said that it was revoked.
        if self.over_budget {
            return Status::Unknown(Lack::OverBudget);
        }
        let strong: Vec<&Evidence> = list.iter().copied().filter(|evidence| !evidence.weak).collect();
        match (
            Self::silent(&strong, time, not_after),
            Self::silent(&list, time, not_after),
        ) {
            (Some(stated_at), _) => Status::Good { stated_at },
            (None, Some(_)) => Status::Unknown(Lack::Weak),
            (None, None) if self.list.is_empty() => Status::Unknown(Lack::NotAtHand),
            (None, None) => Status::Unknown(Lack::OutOfTime),
        }
    }

    /// When the oldest of these statements was issued that together, the newest first, speak of the time for all reasons.
    fn silent(list: &[&Evidence], time: Timestamp, not_after: Timestamp) -> Option<Timestamp> {
        let mut reasons = 0;
        let was_on_hold = |revocation: Revocation| revocation.reason == reason::HOLD && revocation.at <= time;
        for evidence in list
            .iter()
            .filter(|evidence| !evidence.revocation.is_some_and(was_on_hold))
        {
            // An entry of a later date is a statement about this very certificate, however old the certificate is.
            let listed_later = evidence.revocation.is_some() && evidence.this_update >= time;
            if !listed_later && !evidence.speaks_for(time, not_after) {
                continue;
            }
            reasons |= evidence.reasons;
            if reasons == ALL_REASONS {
                return Some(evidence.this_update);
            }
        }
        None
    }
}
