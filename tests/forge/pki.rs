//! A small test PKI in the shape of the government's: fixed keys, fixed serials, certificates made on demand and
//! always the same. Its names say that it is worth nothing.

use std::sync::LazyLock;

use aws_lc_rs::{
    digest,
    rand::SystemRandom,
    signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair},
};
use jiff::{
    Span,
    civil::{DateTime, date},
};
use kysoat::facts::SignerKind;

use super::der;

const RSA: &str = "1.2.840.113549.1.1.1";
const RSA_SHA256: &str = "1.2.840.113549.1.1.11";
const COMMON_NAME: &str = "2.5.4.3";
const COUNTRY: &str = "2.5.4.6";
const LOCALITY: &str = "2.5.4.7";
const ORGANIZATION: &str = "2.5.4.10";
const UNIT: &str = "2.5.4.11";
const USER_ID: &str = "0.9.2342.19200300.100.1.1";
const EMAIL: &str = "1.2.840.113549.1.9.1";

/// Who can sign in the invented province.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// The trust anchor.
    Root,
    /// Issues the certificates of agencies and persons.
    OfficeCa,
    /// The time-stamping authority, directly under the root as in real tokens.
    Tsa,
    /// Giám đốc Sở Khoa học và Công nghệ.
    Director,
    /// Phó Giám đốc Sở Khoa học và Công nghệ.
    DeputyDirector,
    /// Chủ tịch UBND phường Mẫu Đơn.
    Chair,
    /// Sở Khoa học và Công nghệ.
    Department,
    /// UBND phường Mẫu Đơn.
    Ward,
    /// Hiệu trưởng Trường THPT Hoa Ban.
    Principal,
    /// Trường THPT Hoa Ban.
    School,
    /// Phó Chủ tịch UBND phường Mẫu Đơn, retired: the certificate is revoked.
    DeputyChair,
    /// Phó Hiệu trưởng Trường THPT Hoa Ban, moved on: the certificate is revoked.
    DeputyPrincipal,
    /// Answers OCSP requests for the authority of agencies and persons.
    Responder,
}

impl Holder {
    /// Everybody, with the name of the files under `keys/` and `certificates/`.
    pub const ALL: [(Self, &'static str); 13] = [
        (Self::Root, "root"),
        (Self::OfficeCa, "office-ca"),
        (Self::Tsa, "tsa"),
        (Self::Director, "giam-doc"),
        (Self::DeputyDirector, "pho-giam-doc"),
        (Self::Chair, "chu-tich"),
        (Self::Department, "so-khcn"),
        (Self::Ward, "ubnd-phuong"),
        (Self::Principal, "hieu-truong"),
        (Self::School, "thpt-hoa-ban"),
        (Self::DeputyChair, "pho-chu-tich"),
        (Self::DeputyPrincipal, "pho-hieu-truong"),
        (Self::Responder, "ocsp"),
    ];
}

/// A key with its certificate.
pub struct Party {
    key: RsaKeyPair,
    /// Whom the certificate names.
    pub kind: SignerKind,
    /// Common name of the subject.
    pub common_name: &'static str,
    /// Common name of the issuer.
    pub issuer: &'static str,
    /// E-mail address of the holder; empty for authorities.
    pub email: &'static str,
    /// DER of the certificate.
    pub certificate: Vec<u8>,
    /// DER of the issuer's name.
    pub issuer_name: Vec<u8>,
    /// Serial number.
    pub serial: u64,
    /// Size of the key, bits.
    pub key_bits: usize,
    /// DER of its own name.
    pub subject_name: Vec<u8>,
}

impl Party {
    /// RSA PKCS#1 v1.5 with SHA-256 over the message: the same bytes every time.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let mut value = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut value)
            .unwrap();
        value
    }

    /// SHA-1 of its public key, as RFC 5280, 4.2.1.2, and OCSP name it.
    pub fn key_identifier(&self) -> Vec<u8> {
        sha1(self.key.public_key().as_ref())
    }
}

/// SHA-256.
pub fn sha256(data: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA256, data).as_ref().to_vec()
}

/// SHA-1, for key identifiers and old imprints.
pub fn sha1(data: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, data)
        .as_ref()
        .to_vec()
}

/// The key and certificate of a holder.
pub fn party(holder: Holder) -> &'static Party {
    static ROOT: LazyLock<Party> = LazyLock::new(|| {
        issue(&Profile {
            key: include_bytes!("keys/root.pk8"),
            serial: 0x5a01_0000_0000_0001,
            subject: ROOT_NAME,
            from: date(2024, 9, 2).at(1, 0, 0, 0),
            until: date(2044, 9, 1).at(1, 0, 0, 0),
            ..Profile::authority()
        })
    });
    static OFFICE_CA: LazyLock<Party> = LazyLock::new(|| {
        issue(&Profile {
            issuer: Some(party(Holder::Root)),
            key: include_bytes!("keys/office-ca.pk8"),
            serial: 0x5a01_0000_0000_0002,
            subject: OFFICE_NAME,
            from: date(2024, 9, 2).at(2, 0, 0, 0),
            until: date(2044, 9, 1).at(1, 0, 0, 0),
            ..Profile::authority()
        })
    });
    static TSA: LazyLock<Party> = LazyLock::new(|| {
        issue(&Profile {
            issuer: Some(party(Holder::Root)),
            key: include_bytes!("keys/tsa.pk8"),
            serial: 0x5a01_0000_0000_0003,
            subject: &[
                (COUNTRY, "VN"),
                (ORGANIZATION, "Đơn vị thử nghiệm KYSOAT"),
                (COMMON_NAME, "Máy chủ cấp dấu thời gian THỬ NGHIỆM KYSOAT"),
            ],
            usage: Usage::TimeStamping,
            ..Profile::authority()
        })
    });
    static DIRECTOR: LazyLock<Party> = LazyLock::new(|| {
        issue(&Profile {
            key: include_bytes!("keys/giam-doc.pk8"),
            serial: 0x6b1f_20c4_09d3_7711,
            kind: SignerKind::Person,
            email: "khuetm.skhcn@thidu.example",
            subject: &[
                (COUNTRY, "VN"),
                (LOCALITY, "Thí Dụ"),
                (ORGANIZATION, "UBND TỈNH THÍ DỤ"),
                (UNIT, "SỞ KHOA HỌC VÀ CÔNG NGHỆ"),
                (COMMON_NAME, "Trần Minh Khuê"),
            ],
            ..Profile::office()
        })
    });
    static DEPUTY_DIRECTOR: LazyLock<Party> = LazyLock::new(|| {
        issue(&Profile {
            key: include_bytes!("keys/pho-giam-doc.pk8"),
            serial: 0x0f2a_91be_5504_1c20,
            kind: SignerKind::Person,
            email: "hanhlt.skhcn@thidu.example",
            subject: &[
                (COUNTRY, "VN"),
                (LOCALITY, "Thí Dụ"),
                (ORGANIZATION, "UBND TỈNH THÍ DỤ"),
                (UNIT, "SỞ KHOA HỌC VÀ CÔNG NGHỆ"),
                (COMMON_NAME, "Lý Thu Hạnh"),
            ],
            ..Profile::office()
        })
    });
    static CHAIR: LazyLock<Party> = LazyLock::new(|| {
        issue(&Profile {
            key: include_bytes!("keys/chu-tich.pk8"),
            serial: 0x31c7_7a0e_d2b8_4f05,
            kind: SignerKind::Person,
            email: "yendh.maudon@thidu.example",
            subject: &[
                (COUNTRY, "VN"),
                (LOCALITY, "Thí Dụ"),
                (ORGANIZATION, "UBND TỈNH THÍ DỤ"),
                (UNIT, "UBND PHƯỜNG MẪU ĐƠN"),
                (COMMON_NAME, "Đỗ Hoàng Yến"),
            ],
            ..Profile::office()
        })
    });
    static DEPARTMENT: LazyLock<Party> = LazyLock::new(|| {
        issue(&Profile {
            key: include_bytes!("keys/so-khcn.pk8"),
            serial: 0x7d50_3e19_86aa_0b42,
            kind: SignerKind::Agency,
            email: "skhcn@thidu.example",
            subject: &[
                (COUNTRY, "VN"),
                (LOCALITY, "Thí Dụ"),
                (ORGANIZATION, "SỞ KHOA HỌC VÀ CÔNG NGHỆ TỈNH THÍ DỤ"),
                (COMMON_NAME, "SỞ KHOA HỌC VÀ CÔNG NGHỆ TỈNH THÍ DỤ"),
                (USER_ID, "MNS:0000001"),
                (EMAIL, "skhcn@thidu.example"),
            ],
            ..Profile::office()
        })
    });
    static WARD: LazyLock<Party> = LazyLock::new(|| {
        issue(&Profile {
            key: include_bytes!("keys/ubnd-phuong.pk8"),
            serial: 0x2277_b6f4_13e9_58c1,
            kind: SignerKind::Agency,
            email: "maudon@thidu.example",
            subject: &[
                (COUNTRY, "VN"),
                (LOCALITY, "Thí Dụ"),
                (ORGANIZATION, "ỦY BAN NHÂN DÂN PHƯỜNG MẪU ĐƠN"),
                (COMMON_NAME, "ỦY BAN NHÂN DÂN PHƯỜNG MẪU ĐƠN"),
                (USER_ID, "MNS:0000002"),
            ],
            ..Profile::office()
        })
    });
    static PRINCIPAL: LazyLock<Party> = LazyLock::new(|| {
        issue(&Profile {
            key: include_bytes!("keys/hieu-truong.pk8"),
            serial: 0x1c90_5d3b_27ef_6a08,
            kind: SignerKind::Person,
            email: "binhpq.hoaban@thidu.example",
            subject: &[
                (COUNTRY, "VN"),
                (LOCALITY, "Thí Dụ"),
                (ORGANIZATION, "SỞ GIÁO DỤC VÀ ĐÀO TẠO TỈNH THÍ DỤ"),
                (UNIT, "TRƯỜNG THPT HOA BAN"),
                (COMMON_NAME, "Phan Quốc Bình"),
            ],
            ..Profile::office()
        })
    });
    static SCHOOL: LazyLock<Party> = LazyLock::new(|| {
        issue(&Profile {
            key: include_bytes!("keys/thpt-hoa-ban.pk8"),
            serial: 0x4be6_08f1_9a3d_d217,
            kind: SignerKind::Agency,
            email: "hoaban@thidu.example",
            subject: &[
                (COUNTRY, "VN"),
                (LOCALITY, "Thí Dụ"),
                (ORGANIZATION, "SỞ GIÁO DỤC VÀ ĐÀO TẠO TỈNH THÍ DỤ"),
                (COMMON_NAME, "TRƯỜNG THPT HOA BAN"),
                (USER_ID, "MNS:0000003"),
            ],
            ..Profile::office()
        })
    });
    static DEPUTY_CHAIR: LazyLock<Party> = LazyLock::new(|| {
        issue(&Profile {
            key: include_bytes!("keys/pho-chu-tich.pk8"),
            serial: 0x58e3_12d7_40ab_9c16,
            kind: SignerKind::Person,
            email: "lamvd.maudon@thidu.example",
            subject: &[
                (COUNTRY, "VN"),
                (LOCALITY, "Thí Dụ"),
                (ORGANIZATION, "UBND TỈNH THÍ DỤ"),
                (UNIT, "UBND PHƯỜNG MẪU ĐƠN"),
                (COMMON_NAME, "Vũ Đình Lâm"),
            ],
            ..Profile::office()
        })
    });
    static DEPUTY_PRINCIPAL: LazyLock<Party> = LazyLock::new(|| {
        issue(&Profile {
            key: include_bytes!("keys/pho-hieu-truong.pk8"),
            serial: 0x1477_d09a_6e25_83b4,
            kind: SignerKind::Person,
            email: "anhntm.hoaban@thidu.example",
            subject: &[
                (COUNTRY, "VN"),
                (LOCALITY, "Thí Dụ"),
                (ORGANIZATION, "SỞ GIÁO DỤC VÀ ĐÀO TẠO TỈNH THÍ DỤ"),
                (UNIT, "TRƯỜNG THPT HOA BAN"),
                (COMMON_NAME, "Ngô Thị Mai Anh"),
            ],
            ..Profile::office()
        })
    });
    static RESPONDER: LazyLock<Party> = LazyLock::new(|| {
        issue(&Profile {
            issuer: Some(party(Holder::OfficeCa)),
            key: include_bytes!("keys/ocsp.pk8"),
            serial: 0x5a01_0000_0000_0004,
            subject: &[
                (COUNTRY, "VN"),
                (ORGANIZATION, "Đơn vị thử nghiệm KYSOAT"),
                (COMMON_NAME, "Máy chủ OCSP THỬ NGHIỆM KYSOAT"),
            ],
            usage: Usage::OcspSigning,
            ..Profile::authority()
        })
    });
    match holder {
        Holder::DeputyChair => &DEPUTY_CHAIR,
        Holder::DeputyPrincipal => &DEPUTY_PRINCIPAL,
        Holder::Responder => &RESPONDER,
        Holder::Root => &ROOT,
        Holder::OfficeCa => &OFFICE_CA,
        Holder::Tsa => &TSA,
        Holder::Director => &DIRECTOR,
        Holder::DeputyDirector => &DEPUTY_DIRECTOR,
        Holder::Chair => &CHAIR,
        Holder::Department => &DEPARTMENT,
        Holder::Ward => &WARD,
        Holder::Principal => &PRINCIPAL,
        Holder::School => &SCHOOL,
    }
}

const ROOT_NAME: &[(&str, &str)] = &[
    (COUNTRY, "VN"),
    (ORGANIZATION, "Đơn vị thử nghiệm KYSOAT"),
    (COMMON_NAME, "CA THỬ NGHIỆM KYSOAT (không có giá trị pháp lý)"),
];

const OFFICE_NAME: &[(&str, &str)] = &[
    (COUNTRY, "VN"),
    (ORGANIZATION, "Đơn vị thử nghiệm KYSOAT"),
    (COMMON_NAME, "CA THỬ NGHIỆM KYSOAT cơ quan (không có giá trị pháp lý)"),
];

/// Certificates of the authority for agencies and persons with its one key: so many, each for so long, one behind the other.
pub fn renewals(first: DateTime, each: Span, count: i64) -> Vec<Vec<u8>> {
    (0x5a01_0000_0000_0100..)
        .zip(0..count)
        .map(|(serial, passed)| {
            let from = first + each * passed;
            let profile = Profile {
                issuer: Some(party(Holder::Root)),
                key: include_bytes!("keys/office-ca.pk8"),
                serial,
                subject: OFFICE_NAME,
                from,
                until: from + each,
                ..Profile::authority()
            };
            issue(&profile).certificate
        })
        .collect()
}

/// A self-signed root under the name of the test root, with another key.
pub fn rival() -> Vec<u8> {
    issue(&Profile {
        key: include_bytes!("keys/office-ca.pk8"),
        serial: 0x5a01_0000_0000_00fe,
        subject: ROOT_NAME,
        from: date(2024, 9, 2).at(1, 0, 0, 0),
        until: date(2044, 9, 1).at(1, 0, 0, 0),
        ..Profile::authority()
    })
    .certificate
}

/// A self-signed root under somebody else's name, with the key of the test root.
pub fn namesake(subject: &'static [(&'static str, &'static str)]) -> Vec<u8> {
    issue(&Profile {
        key: include_bytes!("keys/root.pk8"),
        serial: 0x5a01_0000_0000_00ff,
        subject,
        from: date(2024, 9, 2).at(1, 0, 0, 0),
        until: date(2044, 9, 1).at(1, 0, 0, 0),
        ..Profile::authority()
    })
    .certificate
}

enum Usage {
    Authority,
    TimeStamping,
    OcspSigning,
    Office,
}

struct Profile {
    issuer: Option<&'static Party>,
    key: &'static [u8],
    serial: u64,
    kind: SignerKind,
    email: &'static str,
    subject: &'static [(&'static str, &'static str)],
    from: DateTime,
    until: DateTime,
    usage: Usage,
}

impl Profile {
    fn authority() -> Self {
        Self {
            issuer: None,
            key: &[],
            serial: 0,
            kind: SignerKind::Service,
            email: "",
            subject: &[],
            from: date(2024, 9, 3).at(1, 0, 0, 0),
            until: date(2034, 9, 2).at(1, 0, 0, 0),
            usage: Usage::Authority,
        }
    }

    fn office() -> Self {
        Self {
            issuer: Some(party(Holder::OfficeCa)),
            from: date(2025, 7, 15).at(2, 30, 0, 0),
            until: date(2030, 7, 14).at(2, 30, 0, 0),
            usage: Usage::Office,
            ..Self::authority()
        }
    }
}

fn name(attributes: &[(&str, &str)]) -> Vec<u8> {
    let parts: Vec<Vec<u8>> = attributes
        .iter()
        .map(|&(kind, value)| {
            let tag = match kind {
                COUNTRY => 0x13,
                EMAIL => 0x16,
                _ => 0x0c,
            };
            der::set_of(&[der::sequence(&[der::oid(kind), der::tlv(tag, value.as_bytes())])])
        })
        .collect();
    der::sequence(&parts)
}

fn extension(id: &str, critical: bool, value: &[u8]) -> Vec<u8> {
    let critical = if critical { der::yes() } else { Vec::new() };
    der::sequence(&[der::oid(id), critical, der::octets(value)])
}

fn extensions(profile: &Profile, key_identifier: &[u8], issuer_key_identifier: &[u8]) -> Vec<u8> {
    let mut list = vec![
        extension("2.5.29.14", false, &der::octets(key_identifier)),
        extension(
            "2.5.29.35",
            false,
            &der::sequence(&[der::tlv(0x80, issuer_key_identifier)]),
        ),
    ];
    let constraints = |authority| {
        if authority {
            der::sequence(&[der::yes()])
        } else {
            der::sequence(&[])
        }
    };
    // Bits of KeyUsage from the left: digitalSignature, nonRepudiation, keyEncipherment, dataEncipherment, ...,
    // keyCertSign (5), cRLSign (6); the first octet counts the unused ones.
    match profile.usage {
        Usage::Authority => {
            list.push(extension("2.5.29.19", true, &constraints(true)));
            list.push(extension("2.5.29.15", true, &der::tlv(0x03, &[1, 0b0000_0110])));
        }
        Usage::TimeStamping => {
            list.push(extension("2.5.29.19", true, &constraints(false)));
            list.push(extension("2.5.29.15", true, &der::tlv(0x03, &[6, 0b1100_0000])));
            list.push(extension(
                "2.5.29.37",
                true,
                &der::sequence(&[der::oid("1.3.6.1.5.5.7.3.8")]),
            ));
        }
        Usage::OcspSigning => {
            list.push(extension("2.5.29.19", true, &constraints(false)));
            list.push(extension("2.5.29.15", true, &der::tlv(0x03, &[7, 0b1000_0000])));
            list.push(extension(
                "2.5.29.37",
                false,
                &der::sequence(&[der::oid("1.3.6.1.5.5.7.3.9")]),
            ));
            // id-pkix-ocsp-nocheck: nobody asks whether this one is revoked (RFC 6960, 4.2.2.2.1).
            list.push(extension("1.3.6.1.5.5.7.48.1.5", false, &[5, 0]));
        }
        Usage::Office => {
            list.push(extension("2.5.29.19", true, &constraints(false)));
            list.push(extension("2.5.29.15", true, &der::tlv(0x03, &[4, 0b1111_0000])));
            let purposes = ["1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.4", "1.3.6.1.4.1.311.20.2.2"].map(der::oid);
            list.push(extension("2.5.29.37", false, &der::sequence(&purposes)));
            let policy = der::sequence(&[der::oid("2.16.704.1.1.1.1.1")]);
            list.push(extension("2.5.29.32", false, &der::sequence(&[policy])));
            let mail = der::tlv(0x81, profile.email.as_bytes());
            list.push(extension("2.5.29.17", false, &der::sequence(&[mail])));
            let list_at = der::tlv(0x86, b"http://ca.kysoat.invalid/co-quan.crl");
            let point = der::sequence(&[der::explicit(0, &der::explicit(0, &list_at))]);
            list.push(extension("2.5.29.31", false, &der::sequence(&[point])));
        }
    }
    der::explicit(3, &der::sequence(&list))
}

fn issue(profile: &Profile) -> Party {
    let key = RsaKeyPair::from_pkcs8(profile.key).unwrap();
    let subject_name = name(profile.subject);
    let common = |attributes: &[(&'static str, &'static str)]| {
        attributes.iter().find(|(kind, _)| *kind == COMMON_NAME).unwrap().1
    };
    let mut party = Party {
        kind: profile.kind,
        common_name: common(profile.subject),
        issuer: profile
            .issuer
            .map_or(common(profile.subject), |issuer| issuer.common_name),
        email: profile.email,
        certificate: Vec::new(),
        issuer_name: profile
            .issuer
            .map_or(subject_name.clone(), |issuer| issuer.subject_name.clone()),
        serial: profile.serial,
        key_bits: key.public_modulus_len() * 8,
        subject_name,
        key,
    };
    let issuer = profile.issuer.unwrap_or(&party);
    let algorithm = der::algorithm(RSA_SHA256, true);
    let body = der::sequence(&[
        der::explicit(0, &der::integer(2)),
        der::integer(party.serial),
        algorithm.clone(),
        party.issuer_name.clone(),
        der::sequence(&[der::utc_time(profile.from), der::utc_time(profile.until)]),
        party.subject_name.clone(),
        der::sequence(&[der::algorithm(RSA, true), der::bits(party.key.public_key().as_ref())]),
        extensions(profile, &party.key_identifier(), &issuer.key_identifier()),
    ]);
    let value = issuer.sign(&body);
    party.certificate = der::sequence(&[body, algorithm, der::bits(&value)]);
    party
}
