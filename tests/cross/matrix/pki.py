"""The PKI of the matrix: fixed keys, fixed dates, and signatures that come out the same in every run.

`keys.pem` holds the keys; they are test keys and guard nothing. A missing one is made anew.
"""
import datetime, hashlib, pathlib, random, re

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID as EKU, NameOID
from freezegun import freeze_time

HERE = pathlib.Path(__file__).parent
UTC = datetime.timezone.utc
at = lambda text: datetime.datetime.fromisoformat(text).replace(tzinfo=UTC)

SIGNED = at("2026-03-02T02:00:00")
STAMPED = SIGNED + datetime.timedelta(seconds=38)
LATER = SIGNED + datetime.timedelta(days=1)
AS_OF = at("2026-06-01T00:00:00")

KINDS = {
    "root": 2048, "ca": 2048, "quiet": 2048, "foreign": 2048, "tsa": 2048, "responder": 2048, "rsa2048": 2048,
    "rsa3072": 3072, "rsa4096": 4096, "p256": ec.SECP256R1, "p384": ec.SECP384R1, "p521": ec.SECP521R1, "ed25519": None,
}


def make(kind):
    if kind is None:
        return ed25519.Ed25519PrivateKey.generate()
    return rsa.generate_private_key(65537, kind) if isinstance(kind, int) else ec.generate_private_key(kind())


def load_keys():
    path, found = HERE / "keys.pem", {}
    text = path.read_text() if path.exists() else ""
    for name, pem in re.findall(r"^(\w+)\n(-----BEGIN.*?-----END [A-Z ]+-----\n)", text, re.S | re.M):
        found[name] = serialization.load_pem_private_key(pem.encode(), None)
    for name in KINDS.keys() - found.keys():
        found[name] = make(KINDS[name])
    pem = lambda key: key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
    path.write_text("".join(f"{name}\n{pem(found[name])}" for name in KINDS))
    return found


keys = load_keys()


def name(common):
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Ma tran thu"),
                      x509.NameAttribute(NameOID.COMMON_NAME, common)])


USAGES = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign",
          "crl_sign", "encipher_only", "decipher_only")


class Party:
    """A certificate with its key."""

    def __init__(self, common, key, issuer=None, serial=None, start="2024-01-01T00:00:00", end="2027-01-01T00:00:00", ca=False,
                 usage=("digital_signature", "content_commitment"), purposes=None, critical=False, extra=()):
        self.key = keys[key]
        self.common = common
        issuer_name, signing = (issuer.certificate.subject, issuer.key) if issuer else (name(common), self.key)
        serial = serial or int.from_bytes(hashlib.sha256(common.encode()).digest()[:6], "big")
        builder = (x509.CertificateBuilder().subject_name(name(common)).issuer_name(issuer_name).public_key(self.key.public_key())
                   .serial_number(serial).not_valid_before(at(start)).not_valid_after(at(end))
                   .add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), False)
                   .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), False)
                   .add_extension(x509.BasicConstraints(ca, None), True))
        if usage is not None:
            usage = ("key_cert_sign", "crl_sign") if ca and usage == ("digital_signature", "content_commitment") else usage
            builder = builder.add_extension(x509.KeyUsage(**{one: one in usage for one in USAGES}), True)
        if purposes:
            builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical)
        for extension in extra:
            builder = builder.add_extension(extension, False)
        self.certificate = builder.sign(signing, hashes.SHA256())
        self.der = self.certificate.public_bytes(serialization.Encoding.DER)
        self.serial = serial


def crl(issuer, this, next, revoked=(), number=1):
    """DER of a list; revoked: (serial number, time, reason or None)."""
    builder = (x509.CertificateRevocationListBuilder().issuer_name(issuer.certificate.subject).last_update(at(this)).next_update(at(next))
               .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), False)
               .add_extension(x509.CRLNumber(number), False))
    for serial, when, reason in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at(when))
        if reason:
            entry = entry.add_extension(x509.CRLReason(x509.ReasonFlags(reason)), False)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def answer(subject, issuer, responder, this, next, status="good", revoked=None):
    """DER of an OCSP response with the certificate of its responder."""
    statuses = {"good": ocsp.OCSPCertStatus.GOOD, "revoked": ocsp.OCSPCertStatus.REVOKED, "unknown": ocsp.OCSPCertStatus.UNKNOWN}
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=subject.certificate, issuer=issuer.certificate, algorithm=hashes.SHA256(), cert_status=statuses[status], this_update=at(this),
        next_update=at(next), revocation_time=at(revoked) if revoked else None, revocation_reason=None)
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, responder.certificate).certificates([responder.certificate])
    # producedAt is the time of the clock.
    with freeze_time(at(this).replace(tzinfo=None)):
        return builder.sign(responder.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


# ---------------------------------------------------------------- signature values that come out the same
def seeded(seed):
    return random.Random(hashlib.sha256(seed.encode()).digest())


def mgf1(seed, length, digest):
    return b"".join(hashlib.new(digest, seed + count.to_bytes(4, "big")).digest() for count in range(length // 20 + 1))[:length]


def pss(key, data, digest, salt_length):
    """RSASSA-PSS (RFC 8017, 9.1.1) with a salt that depends on the data."""
    numbers = key.private_numbers()
    n, d = numbers.public_numbers.n, numbers.d
    bits = n.bit_length() - 1
    size = (bits + 7) // 8
    hashed = hashlib.new(digest, data).digest()
    salt = seeded(hashed.hex()).randbytes(salt_length)
    inner = hashlib.new(digest, bytes(8) + hashed + salt).digest()
    block = bytes(size - salt_length - len(inner) - 2) + b"\1" + salt
    masked = bytearray(a ^ b for a, b in zip(block, mgf1(inner, len(block), digest)))
    masked[0] &= 0xFF >> (8 * size - bits)
    message = int.from_bytes(bytes(masked) + inner + b"\xbc", "big")
    return pow(message, d, n).to_bytes((n.bit_length() + 7) // 8, "big")


def raw_signature(key, data, digest, salt=None):
    kind = digest.replace("_", "-").upper()
    algorithm = {"SHA3-256": hashes.SHA3_256()}.get(kind) or getattr(hashes, kind)()
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(data)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(data, ec.ECDSA(algorithm, deterministic_signing=True))
    if salt is not None:
        return pss(key, data, digest, salt)
    return key.sign(data, padding.PKCS1v15(), algorithm)


# ---------------------------------------------------------------- who is who
root = Party("Goc thu", "root", start="2020-01-01T00:00:00", end="2045-01-01T00:00:00", ca=True)
ca = Party("CA co CRL", "ca", root, start="2020-01-01T00:00:00", end="2040-01-01T00:00:00", ca=True)
quiet = Party("CA khong co CRL", "quiet", root, start="2020-01-01T00:00:00", end="2040-01-01T00:00:00", ca=True)
revoked_ca = Party("CA da thu hoi", "quiet", root, start="2020-01-01T00:00:00", end="2040-01-01T00:00:00", ca=True)
foreign = Party("Goc la", "foreign", start="2020-01-01T00:00:00", end="2045-01-01T00:00:00", ca=True)
tsa = Party("TSA thu", "tsa", root, end="2040-01-01T00:00:00", usage=("digital_signature",), purposes=[EKU.TIME_STAMPING], critical=True)
tsa_no_purpose = Party("TSA khong muc dich", "tsa", root, end="2040-01-01T00:00:00", usage=("digital_signature",))
tsa_foreign = Party("TSA la", "tsa", foreign, end="2040-01-01T00:00:00", usage=("digital_signature",), purposes=[EKU.TIME_STAMPING], critical=True)
responder = Party("OCSP thu", "responder", quiet, usage=("digital_signature",), purposes=[EKU.OCSP_SIGNING], extra=[x509.OCSPNoCheck()])
responder_no_purpose = Party("OCSP khong muc dich", "responder", quiet, usage=("digital_signature",), extra=[x509.OCSPNoCheck()])

signer = {kind: Party(f"Nguoi ky {kind}", kind, ca) for kind in ("rsa2048", "rsa3072", "rsa4096", "p256", "p384", "p521", "ed25519")}
by_quiet = Party("Nguoi ky CA kin", "rsa2048", quiet)
by_revoked_ca = Party("Nguoi ky CA thu hoi", "rsa2048", revoked_ca)
by_foreign = Party("Nguoi ky la", "rsa2048", foreign)
revoked = Party("Nguoi ky bi thu hoi", "rsa2048", ca)          # 2026-02-01, before everything is signed
revoked_later = Party("Nguoi ky thu hoi sau", "rsa2048", ca)   # 2026-04-01, after everything is signed
compromised = Party("Nguoi ky lo khoa", "rsa2048", ca)         # 2026-04-01, key compromise
on_hold = Party("Nguoi ky tam dung", "rsa2048", ca)            # 2026-04-01, on hold
expired = Party("Nguoi ky het han", "rsa2048", ca, end="2026-01-01T00:00:00")
not_yet = Party("Nguoi ky chua hieu luc", "rsa2048", ca, start="2026-12-01T00:00:00")
not_yet_then = Party("Nguoi ky hieu luc sau", "rsa2048", ca, start="2026-04-01T00:00:00")
server = Party("Nguoi ky may chu", "rsa2048", ca, purposes=[EKU.SERVER_AUTH])
stamper = Party("Nguoi ky dau thoi gian", "rsa2048", ca, purposes=[EKU.TIME_STAMPING], critical=True)
mailer = Party("Nguoi ky thu dien tu", "rsa2048", ca, purposes=[EKU.CLIENT_AUTH, EKU.EMAIL_PROTECTION])
encipher = Party("Nguoi ky ma hoa", "rsa2048", ca, usage=("key_encipherment",))
no_usage = Party("Nguoi ky khong ghi", "rsa2048", ca, usage=None)
ca_signs_documents = Party("CA ky van ban", "rsa2048", root, ca=True, usage=("digital_signature", "key_cert_sign", "crl_sign"))
ca_signs_anyway = Party("CA ky bua", "rsa2048", root, ca=True)
namesake = Party("Nguoi ky trung so", "rsa3072", ca, serial=signer["rsa2048"].serial)
second = Party("Nguoi ky thu hai", "rsa3072", ca)

# One answer for the signer of a CA without a list, for tests that want an answer as a file.
ANSWER = answer(by_quiet, quiet, responder, "2026-03-03T00:00:00", "2026-03-10T00:00:00")
REVOKED = [(revoked.serial, "2026-02-01T00:00:00", "cessationOfOperation"), (revoked_later.serial, "2026-04-01T00:00:00", "superseded"),
           (compromised.serial, "2026-04-01T00:00:00", "keyCompromise"), (on_hold.serial, "2026-02-01T00:00:00", "certificateHold")]
TRUST = {
    "root.cer": root.der,
    "root.crl": crl(root, "2026-05-20T00:00:00", "2026-08-20T00:00:00", [(revoked_ca.serial, "2026-02-15T00:00:00", "cACompromise")], 7),
    "ca.crl": crl(ca, "2026-05-28T00:00:00", "2026-06-04T00:00:00", REVOKED, 50),
}
