//! Name constraints (RFC 5280, 4.2.1.10): what each CA on the path permits and excludes.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::pki::{extension::NameConstraints, general_name::GeneralName, x509::X509};

/// What is in force at some place of the path.
#[derive(Debug, Default)]
pub(super) struct NamesInForce<'a> {
    /// One entry a CA: a name must be within all of them.
    permitted: Vec<&'a [GeneralName]>,
    excluded: Vec<&'a GeneralName>,
}

/// Why names are not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameProblem {
    /// Not within what is permitted, or within what is excluded.
    Refused,
    /// A constraint on a form of name that is not compared here.
    Unsupported,
    /// More comparisons than the budget has.
    Budget,
}

const EMAIL: u8 = 1;
const DNS: u8 = 2;
const DIRECTORY: u8 = 4;
const URI: u8 = 6;
const IP: u8 = 7;

impl<'a> NamesInForce<'a> {
    /// Step (g) of 6.1.4.
    pub(super) fn add(&mut self, constraints: &'a NameConstraints) {
        if !constraints.permitted.is_empty() {
            self.permitted.push(&constraints.permitted);
        }
        self.excluded.extend(&constraints.excluded);
    }

    /// Steps (b) and (c) of 6.1.3 for all names of one certificate.
    pub(super) fn check(&self, certificate: &X509, comparisons: &mut usize) -> Result<(), NameProblem> {
        if self.permitted.is_empty() && self.excluded.is_empty() {
            return Ok(());
        }
        let mut names: Vec<GeneralName> = Vec::new();
        if !certificate.subject.is_empty() {
            names.push(GeneralName::Directory(certificate.subject.clone()));
        }
        names.extend(certificate.subject_emails.iter().cloned().map(GeneralName::Email));
        for name in names.iter().chain(&certificate.extensions.alternative_names) {
            self.check_name(name, comparisons)?;
        }
        Ok(())
    }

    fn check_name(&self, name: &GeneralName, comparisons: &mut usize) -> Result<(), NameProblem> {
        let mut compare = |base: &GeneralName, excluding: bool| {
            *comparisons = comparisons.checked_sub(1).ok_or(NameProblem::Budget)?;
            within(name, base, excluding)
        };
        for base in self.excluded.iter().filter(|base| base.form() == name.form()) {
            if compare(base, true)? {
                return Err(NameProblem::Refused);
            }
        }
        for permitted in &self.permitted {
            let mut constrained = false;
            let mut permits = false;
            for base in permitted.iter().filter(|base| base.form() == name.form()) {
                constrained = true;
                if compare(base, false)? {
                    permits = true;
                    break;
                }
            }
            if constrained && !permits {
                return Err(NameProblem::Refused);
            }
        }
        Ok(())
    }
}

/// Whether `name` lies in the subtree `base` of the same form. What can't be told counts as excluded and as not
/// permitted.
fn within(name: &GeneralName, base: &GeneralName, excluding: bool) -> Result<bool, NameProblem> {
    match (name, base) {
        // Lines of a canonical name end in a line feed, so a prefix ends at the border of an RDN.
        (GeneralName::Directory(name), GeneralName::Directory(base)) => Ok(name.starts_with(base.as_str())),
        (GeneralName::Dns(name), GeneralName::Dns(base)) => Ok(dns_within(name, base, excluding)),
        (GeneralName::Email(name), GeneralName::Email(base)) => Ok(email_within(name, base).unwrap_or(excluding)),
        (GeneralName::Uri(name), GeneralName::Uri(base)) => {
            Ok(host(name).map_or(excluding, |host| host_within(host, base)))
        }
        (GeneralName::Ip(name), GeneralName::Ip(base)) => Ok(address_within(name, base).unwrap_or(excluding)),
        _ => {
            debug_assert!(!matches!(name.form(), EMAIL | DNS | DIRECTORY | URI | IP));
            Err(NameProblem::Unsupported)
        }
    }
}

/// The same name, or one with labels added on the left; behind a leading dot only the latter. A trailing dot says
/// nothing.
fn dns_within(name: &str, base: &str, excluding: bool) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let base = base.trim_end_matches('.').to_ascii_lowercase();
    if base.is_empty() {
        return true;
    }
    let below = |name: &str, base: &str| match base.strip_prefix('.') {
        Some(_) => name.ends_with(base),
        None => name
            .strip_suffix(base)
            .is_some_and(|labels| labels.is_empty() || labels.ends_with('.')),
    };
    if below(&name, &base) {
        return true;
    }
    // A wildcard stands for names that an excluded subtree further down may hold.
    excluding
        && name
            .strip_prefix("*.")
            .is_some_and(|parent| below(base.trim_start_matches('.'), parent))
}

/// A mailbox, a host, or with a leading dot a domain. `None` when the name is no mailbox.
fn email_within(name: &str, base: &str) -> Option<bool> {
    let (local, domain) = name.rsplit_once('@')?;
    if local.is_empty() || domain.is_empty() {
        return None;
    }
    if let Some((base_local, base_domain)) = base.rsplit_once('@') {
        return Some(local == base_local && domain.eq_ignore_ascii_case(base_domain));
    }
    Some(base.is_empty() || host_within(domain, base))
}

/// A host itself, or with a leading dot any host below the domain.
fn host_within(host: &str, base: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let base = base.trim_end_matches('.').to_ascii_lowercase();
    if base.starts_with('.') {
        host.len() > base.len() && host.ends_with(&base)
    } else {
        base.is_empty() || host == base
    }
}

/// Host of a URI; `None` without one, or when it is an address, which constraints can't speak of.
fn host(uri: &str) -> Option<&str> {
    let (_, rest) = uri.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    if host.starts_with('[') {
        return None;
    }
    let host = host.split(':').next()?;
    let named = !host.is_empty() && host.parse::<Ipv4Addr>().is_err() && host.parse::<Ipv6Addr>().is_err();
    named.then_some(host)
}

/// Address and mask; `None` when the constraint is neither of IPv4 nor of IPv6.
fn address_within(name: &[u8], base: &[u8]) -> Option<bool> {
    let (address, mask) = match base.len() {
        8 => base.split_at(4),
        32 => base.split_at(16),
        _ => return None,
    };
    if !matches!(name.len(), 4 | 16) {
        return None;
    }
    Some(
        name.len() == address.len()
            && name
                .iter()
                .zip(address.iter().zip(mask))
                .all(|(octet, (address, mask))| octet & mask == address & mask),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dns_names() {
        for (name, base, excluding, expected) in [
            ("a.gov.vn", "gov.vn", false, true),
            ("GOV.VN", "gov.vn", false, true),
            ("agov.vn", "gov.vn", false, false),
            ("gov.vn", ".gov.vn", false, false),
            ("a.gov.vn", ".gov.vn", false, true),
            ("a.gov.vn", "", false, true),
            ("*.gov.vn", "gov.vn", false, true),
            ("*.gov.vn", "a.gov.vn", false, false),
            // The wildcard may stand for the very host that is excluded.
            ("*.gov.vn", "a.gov.vn", true, true),
            ("*.gov.vn", "a.com", true, false),
        ] {
            assert_eq!(dns_within(name, base, excluding), expected, "{name} in {base}");
        }
    }

    #[test]
    fn mailboxes() {
        for (name, base, expected) in [
            ("a@gov.vn", "gov.vn", Some(true)),
            ("a@x.gov.vn", "gov.vn", Some(false)),
            ("a@x.gov.vn", ".gov.vn", Some(true)),
            ("a@gov.vn", ".gov.vn", Some(false)),
            ("a@GOV.vn", "a@gov.vn", Some(true)),
            ("A@gov.vn", "a@gov.vn", Some(false)),
            ("b@gov.vn", "a@gov.vn", Some(false)),
            ("*", "gov.vn", None),
            ("@gov.vn", "gov.vn", None),
        ] {
            assert_eq!(email_within(name, base), expected, "{name} in {base}");
        }
    }

    #[test]
    fn addresses() {
        assert_eq!(address_within(&[10, 0, 0, 1], &[10, 0, 0, 0, 255, 0, 0, 0]), Some(true));
        assert_eq!(
            address_within(&[11, 0, 0, 1], &[10, 0, 0, 0, 255, 0, 0, 0]),
            Some(false)
        );
        assert_eq!(address_within(&[10; 16], &[10, 0, 0, 0, 255, 0, 0, 0]), Some(false));
        assert_eq!(address_within(&[10, 0], &[10, 0, 0, 0, 255, 0, 0, 0]), None);
        assert_eq!(address_within(&[10, 0, 0, 1], &[10, 0, 0, 0]), None);
    }

    #[test]
    fn hosts_of_addresses() {
        assert_eq!(host("http://a@ca.gov.vn:80/x"), Some("ca.gov.vn"));
        assert_eq!(host("http://10.0.0.1/"), None);
        assert_eq!(host("http://[::1]/"), None);
        assert_eq!(host("urn:x"), None);
    }
}
