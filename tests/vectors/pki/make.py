"""Makes the signature vectors of this folder. See README.md.

Needs Python 3.11, `pip install asn1crypto cryptography`, and OpenSSL 3 on the path. Keys are made anew and thrown
away, so every run gives other bytes with the same expected results.
"""
import datetime
import hashlib
import pathlib
import subprocess
import tempfile

from asn1crypto import algos, cms, core, tsp, x509
from cryptography import x509 as cx
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa, utils
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HERE = pathlib.Path(__file__).parent
TMP = pathlib.Path(tempfile.mkdtemp())
CONTENT = HERE / "content.bin"
CONTENT.write_bytes("%PDF-1.7 Văn bản của Sở Khoa học và Công nghệ\n".encode() * 4)
content = CONTENT.read_bytes()
verdicts = []


def write(name, data, check=True, against=None):
    path = HERE / name
    path.write_bytes(data)
    if check:
        run = subprocess.run(
            ["openssl", "cms", "-verify", "-noverify", "-binary", "-inform", "DER", "-in", path,
             "-content", against or CONTENT, "-out", "/dev/null"], capture_output=True, text=True)
        verdicts.append((name, "verifies" if run.returncode == 0 else "refuses"))


# ---------------------------------------------------------------- keys and certificates
def certificate(name, key, serial, hash_alg=hashes.SHA256(), issuer_key=None, usage=None, years=5):
    subject = cx.Name([
        cx.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
        cx.NameAttribute(NameOID.LOCALITY_NAME, "Cần Thơ"),
        cx.NameAttribute(NameOID.ORGANIZATION_NAME, "Sở Khoa học và Công nghệ"),
        cx.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (cx.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
               .serial_number(serial).not_valid_before(datetime.datetime(2026, 1, 1))
               .not_valid_after(datetime.datetime(2026 + years, 1, 1))
               .add_extension(cx.SubjectKeyIdentifier.from_public_key(key.public_key()), False))
    if usage:
        builder = builder.add_extension(cx.ExtendedKeyUsage([usage]), True)
    signing = issuer_key or key
    if isinstance(signing, (ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey)):
        hash_alg = None
    made = builder.sign(signing, hash_alg)
    return made.public_bytes(serialization.Encoding.DER)


def store(name, key, der):
    (TMP / f"{name}.key").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    (TMP / f"{name}.crt").write_bytes(
        cx.load_der_x509_certificate(der).public_bytes(serialization.Encoding.PEM))


keys, certs = {}, {}
for index, (name, key) in enumerate({
    "rsa2048": rsa.generate_private_key(65537, 2048),
    "rsa1024": rsa.generate_private_key(65537, 1024),
    "p256": ec.generate_private_key(ec.SECP256R1()),
    "p384": ec.generate_private_key(ec.SECP384R1()),
    "p521": ec.generate_private_key(ec.SECP521R1()),
    "k256": ec.generate_private_key(ec.SECP256K1()),
    "dsa": dsa.generate_private_key(2048),
    "ed25519": ed25519.Ed25519PrivateKey.generate(),
    "tsa": rsa.generate_private_key(65537, 2048),
}.items()):
    usage = ExtendedKeyUsageOID.TIME_STAMPING if name == "tsa" else None
    # Years past 2049 are GeneralizedTime, which is the form for them.
    keys[name] = key
    certs[name] = certificate(f"Người ký {name}", key, 0x0A00 + index, usage=usage, years=40 if name == "p256" else 5)
    store(name, key, certs[name])


def openssl(name, signer, *options, extra=(), source=CONTENT):
    out = TMP / "out.der"
    subprocess.run(
        ["openssl", "cms", "-sign", "-binary", "-outform", "DER", "-in", source, "-out", out,
         "-signer", TMP / f"{signer}.crt", "-inkey", TMP / f"{signer}.key", *options, *extra],
        check=True, capture_output=True)
    data = out.read_bytes()
    write(name, data)
    return data


# ---------------------------------------------------------------- by the openssl command line
PSS = ["-keyopt", "rsa_padding_mode:pss", "-keyopt"]
plain = openssl("rsa-sha256.der", "rsa2048", "-md", "sha256")
openssl("rsa-sha1.der", "rsa2048", "-md", "sha1")
openssl("rsa-sha384.der", "rsa2048", "-md", "sha384")
openssl("rsa-sha512.der", "rsa2048", "-md", "sha512")
openssl("rsa-sha224.der", "rsa2048", "-md", "sha224")
openssl("rsa-md5.der", "rsa2048", "-md", "md5")
openssl("rsa-sha3-256.der", "rsa2048", "-md", "sha3-256")
openssl("rsa1024-sha256.der", "rsa1024", "-md", "sha256")
openssl("rsa1024-sha384.der", "rsa1024", "-md", "sha384")
openssl("pss-salt-max.der", "rsa2048", "-md", "sha256", *PSS, "rsa_pss_saltlen:max")
openssl("pss-salt-digest.der", "rsa2048", "-md", "sha512", *PSS, "rsa_pss_saltlen:digest")
openssl("pss-salt-7.der", "rsa2048", "-md", "sha384", *PSS, "rsa_pss_saltlen:7")
openssl("pss-salt-0.der", "rsa2048", "-md", "sha256", *PSS, "rsa_pss_saltlen:0")
openssl("pss-sha1.der", "rsa2048", "-md", "sha1", *PSS, "rsa_pss_saltlen:digest")
openssl("pss-mgf-other.der", "rsa2048", "-md", "sha256", *PSS, "rsa_pss_saltlen:digest", "-keyopt", "rsa_mgf1_md:sha512")
openssl("p256-sha256.der", "p256", "-md", "sha256")
openssl("p384-sha384.der", "p384", "-md", "sha384")
openssl("p521-sha512.der", "p521", "-md", "sha512")
openssl("p256-sha512.der", "p256", "-md", "sha512")
openssl("p384-sha1.der", "p384", "-md", "sha1")
openssl("p521-sha224.der", "p521", "-md", "sha224")
openssl("k256-sha256.der", "k256", "-md", "sha256")
openssl("dsa-sha256.der", "dsa", "-md", "sha256")
openssl("no-attributes.der", "rsa2048", "-md", "sha256", "-noattr")
openssl("no-attributes-p256.der", "p256", "-md", "sha256", "-noattr")
openssl("key-identifier.der", "p256", "-md", "sha256", "-keyid")
openssl("cades.der", "p256", "-md", "sha256", "-cades")
openssl("no-certificate.der", "p256", "-md", "sha256", "-nocerts")
openssl("two-signers.der", "p256", "-md", "sha256", "-signer", TMP / "p384.crt", "-inkey", TMP / "p384.key")
openssl("stream.ber", "p256", "-md", "sha256", "-stream")
openssl("stream-encapsulated.ber", "p256", "-md", "sha256", "-stream", "-nodetach")
openssl("encapsulated.der", "p256", "-md", "sha256", "-nodetach")
sha1_of_content = TMP / "sha1.bin"
sha1_of_content.write_bytes(hashlib.sha1(content).digest())
for name, options in [("pkcs7-sha1.der", []), ("pkcs7-sha1-no-attributes.der", ["-noattr"])]:
    out = TMP / "out.der"
    subprocess.run(
        ["openssl", "cms", "-sign", "-binary", "-nodetach", "-outform", "DER", "-in", sha1_of_content, "-out", out,
         "-md", "sha256", "-signer", TMP / "p256.crt", "-inkey", TMP / "p256.key", *options], check=True)
    write(name, out.read_bytes(), against=sha1_of_content)


# ---------------------------------------------------------------- by hand
def tlv(tag, value):
    length = len(value)
    if length < 128:
        return bytes([tag, length]) + value
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + value


def attribute(kind, *values):
    return cms.CMSAttribute({"type": kind, "values": list(values)})


DIGEST = hashlib.sha256(content).digest()
TYPE = attribute("content_type", "data")
MESSAGE = attribute("message_digest", DIGEST)
TIME = attribute("signing_time", cms.Time({"utc_time": datetime.datetime(2026, 2, 4, 9, 29, 58, tzinfo=datetime.timezone.utc)}))


def sign(key, data):
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    if isinstance(key, (ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey)):
        return key.sign(data)
    return key.sign(data, ec.ECDSA(hashes.SHA256()))


def build(attributes, signer="p256", cert_list=None, order="der", signed_order="der", digest="sha256",
          algorithm=None, signature=None, unsigned=None, sid_cert=None):
    """A SignedData whose parts are as told. `order` is how attributes are stored, `signed_order` what is signed."""
    key = keys[signer]
    dumped = [one.dump() for one in attributes]
    orders = {"der": sorted(dumped), "reverse": sorted(dumped, reverse=True)}
    stored = b"".join(orders[order])
    to_sign = tlv(0x31, b"".join(orders[signed_order]))
    chosen = x509.Certificate.load(sid_cert or certs[signer])
    names = {"rsa2048": "rsassa_pkcs1v15", "p256": "sha256_ecdsa", "ed25519": "ed25519"}
    info = b"".join([
        core.Integer(1).dump(),
        cms.IssuerAndSerialNumber({"issuer": chosen.issuer, "serial_number": chosen.serial_number}).dump(),
        digest if isinstance(digest, bytes) else algos.DigestAlgorithm({"algorithm": digest}).dump(),
        tlv(0xA0, stored),
        algorithm or algos.SignedDigestAlgorithm({"algorithm": names[signer]}).dump(),
        core.OctetString(signature(to_sign) if signature else sign(key, to_sign)).dump(),
        tlv(0xA1, unsigned) if unsigned else b""])
    return wrap(tlv(0x30, info), b"".join(cert_list if cert_list is not None else [certs[signer]]))


def wrap(info, certificates, content_type="data", encapsulated=b""):
    data = b"".join([
        core.Integer(1).dump(),
        tlv(0x31, algos.DigestAlgorithm({"algorithm": "sha256"}).dump()),
        tlv(0x30, cms.ContentType(content_type).dump() + encapsulated),
        tlv(0xA0, certificates),
        tlv(0x31, info)])
    return tlv(0x30, cms.ContentType("signed_data").dump() + tlv(0xA0, tlv(0x30, data)))


write("ed25519.der", build([TYPE, attribute("message_digest", hashlib.sha512(content).digest())], "ed25519",
                           digest="sha512"))
write("unsorted-signed-as-stored.der", build([TYPE, MESSAGE, TIME], order="reverse", signed_order="reverse"))
write("unsorted-signed-sorted.der", build([TYPE, MESSAGE, TIME], order="reverse", signed_order="der"))
write("message-digest-missing.der", build([TYPE, TIME]))
write("message-digest-twice.der", build([TYPE, MESSAGE, MESSAGE]))
write("message-digest-two-values.der", build([TYPE, attribute("message_digest", DIGEST, DIGEST)]))
write("content-type-missing.der", build([MESSAGE, TIME]))
write("content-type-other.der", build([attribute("content_type", "tst_info"), MESSAGE]))
write("no-signer-info.der", wrap(b"", certs["p256"]))
write("digest-is-signature-oid.der", build([TYPE, MESSAGE], "rsa2048",
      digest=tlv(0x30, core.ObjectIdentifier("1.2.840.113549.1.1.11").dump() + core.Null().dump())))
write("digest-unknown.der", build([TYPE, MESSAGE], digest=tlv(0x30, core.ObjectIdentifier("1.2.643.7.1.1.2.2").dump())))
write("hash-mismatch.der", build([TYPE, attribute("message_digest", hashlib.sha1(content).digest())], digest="sha1"))
write("signature-unknown.der", build([TYPE, MESSAGE], algorithm=tlv(0x30, core.ObjectIdentifier("1.2.643.7.1.1.3.2").dump())))

number = keys["rsa2048"].private_numbers()


def without_null(data):
    info = tlv(0x30, tlv(0x30, core.ObjectIdentifier("2.16.840.1.101.3.4.2.1").dump()) + tlv(4, hashlib.sha256(data).digest()))
    encoded = b"\0\1" + b"\xff" * (256 - 3 - len(info)) + b"\0" + info
    return pow(int.from_bytes(encoded, "big"), number.d, number.public_numbers.n).to_bytes(256, "big")


write("digest-info-without-null.der", build([TYPE, MESSAGE], "rsa2048", signature=without_null))

# The modulus as a negative INTEGER: the zero octet before it left out, all lengths around it made one less.
certificate_rsa = x509.Certificate.load(certs["rsa2048"])
spki = certificate_rsa["tbs_certificate"]["subject_public_key_info"]
modulus = number.public_numbers.n.to_bytes(256, "big")
bad_key = tlv(0x30, tlv(2, modulus) + core.Integer(65537).dump())
bad_spki = tlv(0x30, spki["algorithm"].dump() + tlv(3, b"\0" + bad_key))
tbs = certificate_rsa["tbs_certificate"]
bad_tbs = tlv(0x30, b"".join(bad_spki if field == "subject_public_key_info" else tbs[field].dump()
                             for field in ["version", "serial_number", "signature", "issuer", "validity", "subject",
                                           "subject_public_key_info", "extensions"]))
bad_cert = tlv(0x30, bad_tbs + certificate_rsa["signature_algorithm"].dump() + certificate_rsa["signature_value"].dump())
write("modulus-negative.der", build([TYPE, MESSAGE], "rsa2048", cert_list=[bad_cert]))

# Another key under the same issuer and serial number, stored first.
impostor = ec.generate_private_key(ec.SECP256R1())
namesake = certificate("Người ký p256", impostor, x509.Certificate.load(certs["p256"]).serial_number)
write("namesake-first.der", build([TYPE, MESSAGE], cert_list=[namesake, certs["p256"]]))
write("namesake-only.der", build([TYPE, MESSAGE], cert_list=[namesake]))
write("certificate-broken-extra.der", build([TYPE, MESSAGE],
      cert_list=[tlv(0x30, tlv(0x30, b"\x02\x01\x01") + b"\x05\x00"), certs["p256"]]))

ESS = attribute("signing_certificate_v2", tsp.SigningCertificateV2({"certs": [tsp.ESSCertIDv2(
    {"hash_algorithm": {"algorithm": "sha256"}, "cert_hash": hashlib.sha256(certs["p256"]).digest()})]}))
# The same key and name certified once more: the ESS attribute says that this is not the certificate meant.
reissued = certificate("Người ký p256", keys["p256"], x509.Certificate.load(certs["p256"]).serial_number, years=9)
write("ess-other-certificate.der", build([TYPE, MESSAGE, ESS], cert_list=[reissued]))
write("ess-both-certificates.der", build([TYPE, MESSAGE, ESS], cert_list=[reissued, certs["p256"]]))

# An id-RSASSA-PSS key bound to SHA-256, and salt 32.
subprocess.run("openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:sha256 "
               f"-pkeyopt rsa_pss_keygen_mgf1_md:sha256 -pkeyopt rsa_pss_keygen_saltlen:32 -out {TMP}/psskey.key && "
               f"openssl req -x509 -new -key {TMP}/psskey.key -subj /CN=PSS -days 3650 -out {TMP}/psskey.crt "
               "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32", shell=True, check=True, capture_output=True)
openssl("pss-key.der", "psskey", "-md", "sha256", *PSS, "rsa_pss_saltlen:32")


# ---------------------------------------------------------------- BER
def ber(der):
    """Indefinite lengths on all that is constructed, OCTET STRINGs cut into pieces; certificates left alone."""
    out, rest = b"", der
    while rest:
        tag = rest[0]
        length, size = rest[1], 2
        if length & 0x80:
            size = 2 + (length & 0x7F)
            length = int.from_bytes(rest[2:size], "big")
        value, raw, rest = rest[size:size + length], rest[:size + length], rest[size + length:]
        if raw in certs.values():
            out += raw
        elif tag & 0x20:
            out += bytes([tag, 0x80]) + ber(value) + b"\0\0"
        elif tag == 4 and len(value) > 8:
            pieces = [value[at:at + 16] for at in range(0, len(value), 16)]
            out += b"\x24\x80" + b"".join(tlv(4, piece) for piece in pieces) + b"\0\0"
        else:
            out += raw
    return out


write("ber-everything.ber", ber(build([TYPE, MESSAGE, TIME])))
write("ber-long-lengths.ber", b"\x30\x84" + len(plain[4:]).to_bytes(4, "big") + plain[4:])

# ---------------------------------------------------------------- timestamps
config = TMP / "ts.cnf"
config.write_text(f"""[tsa]
serial = {TMP}/serial
crypto_device = builtin
signer_cert = {TMP}/tsa.crt
certs = {TMP}/tsa.crt
signer_key = {TMP}/tsa.key
signer_digest = sha256
default_policy = 2.16.704.1.1.1.2
digests = sha1, sha256, sha512
ess_cert_id_chain = no
ess_cert_id_alg = sha256
""")
(TMP / "serial").write_text("0abc\n")


def stamp(data, digest, certificate=True):
    (TMP / "stamped").write_bytes(data)
    subprocess.run(["openssl", "ts", "-query", "-data", TMP / "stamped", f"-{digest}", "-out", TMP / "q",
                    *(["-cert"] if certificate else [])], check=True, capture_output=True)
    subprocess.run(["openssl", "ts", "-reply", "-config", config, "-section", "tsa", "-queryfile", TMP / "q",
                    "-token_out", "-out", TMP / "token"], check=True, capture_output=True)
    return (TMP / "token").read_bytes()


write("document-timestamp.der", stamp(content, "sha256"), check=False)
write("document-timestamp-sha512.der", stamp(content, "sha512"), check=False)
write("document-timestamp-other-content.der", stamp(content + b"x", "sha256"), check=False)


def with_token(make):
    """The signature value has to be known before the token is made, so the signature is made first and kept."""
    kept = {}

    def signature(to_sign):
        kept.setdefault("value", sign(keys["p256"], to_sign))
        return kept["value"]
    build([TYPE, MESSAGE], signature=signature)
    token = make(kept["value"])
    values = tlv(0x30, core.ObjectIdentifier("1.2.840.113549.1.9.16.2.14").dump() + tlv(0x31, token))
    return build([TYPE, MESSAGE], signature=signature, unsigned=values)


write("timestamped-sha256.der", with_token(lambda value: stamp(value, "sha256")))
write("timestamped-sha1.der", with_token(lambda value: stamp(value, "sha1")))
write("timestamped-no-certificate.der", with_token(lambda value: stamp(value, "sha256", certificate=False)))
write("timestamped-other-signature.der", with_token(lambda value: stamp(b"another signature", "sha256")))
write("timestamped-unreadable.der", with_token(lambda value: tlv(0x30, b"\x02\x01\x01")))


def spoilt_token(value):
    token = bytearray(stamp(value, "sha256"))
    token[-1] ^= 1
    return bytes(token)


write("timestamped-spoilt.der", with_token(spoilt_token))

# ---------------------------------------------------------------- adbe.x509.rsa_sha1
for digest, algorithm in [("sha1", hashes.SHA1()), ("sha256", hashes.SHA256())]:
    write(f"raw-{digest}.der", core.OctetString(keys["rsa2048"].sign(content, padding.PKCS1v15(), algorithm)).dump(),
          check=False)
write("raw-certificate.der", certs["rsa2048"], check=False)

(HERE / "openssl.txt").write_text("".join(f"{verdict} {name}\n" for name, verdict in verdicts))
