"""Makes the edge vectors of this folder: python3 tests/vectors/signatures/make.py. README.md tells what they are.

Needs `pip install cryptography`. The same bytes in every run: the keys are those of keys.pem (test keys, they guard nothing).
"""
import hashlib, pathlib, random, re

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa, utils

HERE = pathlib.Path(__file__).parent
CONTENT = b"%PDF-1.7 van ban cua So Khoa hoc va Cong nghe\n"
lines = []


# ---------------------------------------------------------------- keys
def odd_size():
    """2049 bits: one more than octets. No tool makes such a key of its own accord."""
    prime = lambda bits: next(p for p in iter(lambda: random.getrandbits(bits) | 1 | 3 << bits - 2, None) if all(pow(a, p - 1, p) == 1 for a in (2, 3, 5, 7)))
    p, q = prime(1025), prime(1024)
    d = pow(65537, -1, (p - 1) * (q - 1))
    return rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), rsa.rsa_crt_iqmp(p, q), rsa.RSAPublicNumbers(65537, p * q)).private_key()


def keys():
    path, kinds = HERE / "keys.pem", {
        "rsa": lambda: rsa.generate_private_key(65537, 2048), "rsa3": lambda: rsa.generate_private_key(3, 2048),
        "rsa2049": odd_size, "p256": lambda: ec.generate_private_key(ec.SECP256R1()),
        "p384": lambda: ec.generate_private_key(ec.SECP384R1()), "p521": lambda: ec.generate_private_key(ec.SECP521R1()),
        "ed25519": ed25519.Ed25519PrivateKey.generate}
    text = path.read_text() if path.exists() else ""
    found = {name: serialization.load_pem_private_key(pem.encode(), None)
             for name, pem in re.findall(r"^(\w+)\n(-----BEGIN.*?-----END [A-Z ]+-----\n)", text, re.S | re.M)}
    found.update({name: make() for name, make in kinds.items() if name not in found})
    pem = lambda key: key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
    path.write_text("".join(f"{name}\n{pem(found[name])}" for name in kinds))
    return found


key = keys()


# ---------------------------------------------------------------- DER
def tlv(tag, *parts):
    value = b"".join(parts)
    length = len(value)
    size = (length.bit_length() + 7) // 8
    return bytes([tag]) + (bytes([length]) if length < 128 else bytes([0x80 | size]) + length.to_bytes(size, "big")) + value


seq = lambda *parts: tlv(0x30, *parts)
octets = lambda value: tlv(4, value)
NULL = b"\5\0"
OID = {name: tlv(6, bytes.fromhex(value)) for name, value in {
    "data": "2a864886f70d010701", "signed": "2a864886f70d010702", "rsa": "2a864886f70d010101", "pss": "2a864886f70d01010a", "mgf1": "2a864886f70d010108",
    "sha1": "2b0e03021a", "sha224": "608648016503040204", "sha256": "608648016503040201", "sha384": "608648016503040202", "sha512": "608648016503040203",
    "ec": "2a8648ce3d0201", "p256": "2a8648ce3d030107", "p384": "2b81040022", "ed25519": "2b6570", "sha256rsa": "2a864886f70d01010b",
    "ecdsa-sha256": "2a8648ce3d040302", "ecdsa-sha384": "2a8648ce3d040303", "ecdsa-sha512": "2a8648ce3d040304", "field": "2a8648ce3d0101"}.items()}


def integer(number, raw=None):
    return tlv(2, raw if raw is not None else number.to_bytes(number.bit_length() // 8 + 1, "big"))


def cms(spki, algorithm, digest, signature):
    """A signature without attributes over CONTENT, with a certificate that holds this key and that nobody signed."""
    name = seq(tlv(0x31, seq(tlv(6, bytes.fromhex("550403")), tlv(12, b"thu"))))
    validity = seq(tlv(23, b"260101000000Z"), tlv(23, b"360101000000Z"))
    certificate = seq(seq(tlv(0xA0, integer(2)), integer(5), seq(OID["sha256rsa"], NULL), name, validity, name, spki),
                      seq(OID["sha256rsa"], NULL), tlv(3, b"\0\0"))
    info = seq(integer(1), seq(name, integer(5)), seq(OID[digest]), algorithm, octets(signature))
    data = seq(integer(1), tlv(0x31, seq(OID[digest])), seq(OID["data"]), tlv(0xA0, certificate), tlv(0x31, info))
    return seq(OID["signed"], tlv(0xA0, data))


def vector(expected, name, *parts):
    assert expected in ("accepted", "refused", "unsupported")
    lines.append(f"{expected}\t{name}\t{cms(*parts).hex()}")


# ---------------------------------------------------------------- RSA, PKCS#1 v1.5
def rsa_spki(n, e, parameters=NULL, unused=b"\0"):
    return seq(seq(OID["rsa"], parameters), tlv(3, unused, seq(integer(n), integer(e))))


def numbers(name):
    private = key[name].private_numbers()
    return private.public_numbers.n, private.public_numbers.e, private.d


N, E, D = numbers("rsa")
K = 256
SPKI = rsa_spki(N, E)
WITH = seq(OID["rsa"], NULL)
digest = hashlib.sha256(CONTENT).digest()
power = lambda block, n=N, d=D, size=K: pow(int.from_bytes(block, "big"), d, n).to_bytes(size, "big")
info = lambda oid="sha256", parameters=NULL, value=digest: seq(seq(OID[oid], parameters), octets(value))


def block(di, start=b"\0\1", padding=b"\xff", separator=b"\0", behind=b"", size=K):
    room = size - len(start) - len(separator) - len(di) - len(behind)
    return start + padding * room + separator + di + behind


def pkcs1(expected, name, message):
    vector(expected, f"RSA PKCS#1: {name}", SPKI, WITH, "sha256", power(message))


right = block(info())
pkcs1("accepted", "as it should be", right)
pkcs1("accepted", "parameters absent (RFC 4055, 2.1)", block(info(parameters=b"")))
pkcs1("refused", "block type 2", block(info(), start=b"\0\2"))
pkcs1("refused", "block type 0", block(info(), start=b"\0\0"))
pkcs1("refused", "first octet 1", block(info(), start=b"\1\1"))
pkcs1("refused", "padding of zeros", block(info(), padding=b"\0"))
pkcs1("refused", "padding with a foreign octet", right[:50] + b"\xfe" + right[51:])
pkcs1("refused", "padding ends early", right[:50] + b"\0" + right[51:])
pkcs1("refused", "no separator", block(info(), separator=b"\xff"))
for count in (1, 8, 190):
    pkcs1("refused", f"{count} octets behind the digest", block(info(), behind=bytes(count)))
short = b"\0\1" + b"\xff" * 8 + b"\0" + info()
pkcs1("refused", "eight octets of padding, then garbage", short + b"\x5a" * (K - len(short)))
pkcs1("refused", "garbage within DigestInfo", block(seq(seq(OID["sha256"], NULL), octets(digest), octets(bytes(120)))))
pkcs1("refused", "garbage within the algorithm", block(seq(seq(OID["sha256"], NULL, octets(bytes(120))), octets(digest))))
pkcs1("refused", "parameters of another kind", block(info(parameters=tlv(12, b""))))
pkcs1("refused", "NULL with an octet", block(info(parameters=b"\5\1\0")))
pkcs1("refused", "NULL with a long length", block(info(parameters=b"\5\x81\0")))
di = info()
pkcs1("refused", "DigestInfo with a long length", block(b"\x30\x81" + di[1:]))
pkcs1("refused", "DigestInfo of indefinite length", block(b"\x30\x80" + di[2:] + b"\0\0"))
pkcs1("refused", "digest as a constructed string", block(seq(seq(OID["sha256"], NULL), tlv(0x24, octets(digest)))))
pkcs1("refused", "another hash function named", block(info("sha512")))
pkcs1("refused", "SHA-1 of the content", block(info("sha1", value=hashlib.sha1(CONTENT).digest())))
pkcs1("refused", "the digest alone", block(digest))
pkcs1("refused", "digest cut short", block(info(value=digest[:31])))
pkcs1("refused", "no digest", block(info(value=b"")))
pkcs1("refused", "digest of something else", block(info(value=bytes(32))))
sound = power(right)
value = int.from_bytes(sound, "big")


def raw(expected, name, signature, spki=SPKI, algorithm=WITH, hash_name="sha256"):
    vector(expected, name, spki, algorithm, hash_name, signature)


for name, signature in [
    ("empty", b""), ("0", bytes(K)), ("1", bytes(K - 1) + b"\1"), ("n", N.to_bytes(K, "big")), ("n - 1", (N - 1).to_bytes(K, "big")),
    ("n - s", (N - value).to_bytes(K, "big")), ("s + n", (value + N).to_bytes(K + 1, "big")), ("zero before", b"\0" + sound), ("zero behind", sound + b"\0"),
    ("last octet missing", sound[:-1]), ("first octet missing", sound[1:]), ("all ones", b"\xff" * K), ("negated bit", sound[:-1] + bytes([sound[-1] ^ 1])),
]:
    raw("refused", f"RSA value: {name}", signature)

# Forged without the private key: e = 3, a cube whose left end is right (Bleichenbacher, 2006).
n3 = numbers("rsa3")[0]
want = int.from_bytes(short + bytes(K - len(short)), "big")
low, high = 0, 1 << 700
while low < high:
    middle = (low + high) // 2
    low, high = (middle + 1, high) if middle ** 3 < want else (low, middle)
raw("refused", "RSA e = 3: a cube with the right beginning", low.to_bytes(K, "big"), rsa_spki(n3, 3))
raw("accepted", "RSA e = 3: as it should be", power(right, *[numbers("rsa3")[index] for index in (0, 2)]), rsa_spki(n3, 3))

# ---------------------------------------------------------------- RSA keys
raw("unsupported", "RSA key: e = 1", right, rsa_spki(N, 1))
raw("unsupported", "RSA key: e = 0", bytes(K - 1) + b"\1", rsa_spki(N, 0))
raw("unsupported", "RSA key: e = 2", sound, rsa_spki(N, 2))
raw("unsupported", "RSA key: e of 64 bits", sound, rsa_spki(N, (1 << 63) + 1))
raw("unsupported", "RSA key: e as large as n", sound, rsa_spki(N, N - 2))
raw("unsupported", "RSA key: n even", sound, rsa_spki(N + 1, E))
raw("unsupported", "RSA key: n = 0", b"", rsa_spki(0, E))
raw("unsupported", "RSA key: n = 1", b"\0", rsa_spki(1, E))
raw("unsupported", "RSA key: 512 bits", b"\1" * 64, rsa_spki((1 << 511) + 1, E))
raw("unsupported", "RSA key: 16384 bits", b"\1" * 2048, rsa_spki((1 << 16383) + 1, E))
raw("accepted", "RSA key: parameters absent", sound, rsa_spki(N, E, parameters=b""))
raw("accepted", "RSA key: n stored as a negative integer", sound, seq(seq(OID["rsa"], NULL), tlv(3, b"\0", seq(integer(0, N.to_bytes(K, "big")), integer(E)))))
raw("accepted", "RSA key: zeros before n", sound, seq(seq(OID["rsa"], NULL), tlv(3, b"\0", seq(integer(0, bytes(3) + N.to_bytes(K, "big")), integer(E)))))
raw("unsupported", "RSA key: unused bits", sound, rsa_spki(N, E, unused=b"\1"))
raw("unsupported", "RSA key: something behind e", sound, seq(seq(OID["rsa"], NULL), tlv(3, b"\0", seq(integer(N), integer(E), integer(1)))))


# ---------------------------------------------------------------- RSA, PSS
def mgf1(seed, length, kind):
    count = -(-length // hashlib.new(kind).digest_size)
    return b"".join(hashlib.new(kind, seed + index.to_bytes(4, "big")).digest() for index in range(count))[:length]


def pss_block(bits=2047, kind="sha256", mask=None, salt=32, trailer=0xBC, start=b"", one=1, top=0, message=CONTENT, prefix=8, padding=0):
    size, hashed = (bits + 7) // 8, hashlib.new(kind, message).digest()
    salted = bytes(range(salt))
    inner = hashlib.new(kind, bytes(prefix) + hashed + salted).digest()
    room = size - salt - len(inner) - 2
    data = (bytes([padding]) * room if padding else bytes(room)) + bytes([one]) + salted
    masked = bytearray(a ^ b for a, b in zip(data, mgf1(inner, len(data), mask or kind)))
    masked[0] &= 0xFF >> (8 * size - bits)
    masked[0] |= top
    return bytes(masked) + inner + bytes([trailer])


def parameters(kind="sha256", mask=None, salt=32, trailer=None):
    more = [tlv(0xA3, integer(trailer))] if trailer is not None else []
    return seq(OID["pss"], seq(tlv(0xA0, seq(OID[kind], NULL)), tlv(0xA1, seq(OID["mgf1"], seq(OID[mask or kind], NULL))), tlv(0xA2, integer(salt)), *more))


def pss(expected, name, algorithm, hash_name="sha256", **how):
    raw(expected, f"RSA PSS: {name}", power(pss_block(**how)), algorithm=algorithm, hash_name=hash_name)


pss("accepted", "as it should be", parameters())
pss("accepted", "trailer field 1 said", parameters(trailer=1))
pss("unsupported", "trailer field 2", parameters(trailer=2))
pss("accepted", "no salt", parameters(salt=0), salt=0)
pss("accepted", "the longest salt", parameters(salt=222), salt=222)
pss("refused", "salt of 20 said, 32 used", parameters(salt=20))
pss("refused", "salt of 32 said, 20 used", parameters(salt=32), salt=20)
pss("refused", "a salt longer than the key has room for", parameters(salt=223), salt=222)
pss("refused", "a salt longer than the key", parameters(salt=4096))
pss("refused", "trailer octet", parameters(), trailer=0xCC)
pss("refused", "no 1 before the salt", parameters(), one=2)
pss("refused", "padding not zero", parameters(), padding=1)
pss("refused", "mask of SHA-1, SHA-256 said", parameters(), mask="sha1")
pss("refused", "mask of SHA-256, SHA-1 said", parameters(mask="sha1"))
pss("accepted", "mask of SHA-1, as said", parameters(mask="sha1"), mask="sha1")
pss("refused", "mask of SHA-512, SHA-1 said", parameters(mask="sha1"), mask="sha512")
pss("refused", "another message", parameters(), message=b"x")
pss("refused", "seven zeros before the digest", parameters(), prefix=7)
pss("accepted", "SHA-224", parameters("sha224", salt=28), "sha224", kind="sha224", salt=28)
pss("accepted", "SHA-1, nothing said", seq(OID["pss"]), "sha1", kind="sha1", salt=20)
pss("accepted", "SHA-1, empty parameters", seq(OID["pss"], seq()), "sha1", kind="sha1", salt=20)
for name, how in [("trailer octet", dict(trailer=0xCC)), ("no 1 before the salt", dict(one=2)), ("padding not zero", dict(padding=1)),
                  ("another message", dict(message=b"x")), ("salt of 28 said, 27 used", dict(salt=27)), ("mask of SHA-1", dict(mask="sha1"))]:
    pss("refused", f"SHA-224, {name}", parameters("sha224", salt=28), "sha224", **{"kind": "sha224", "salt": 28, **how})
raw("refused", "RSA PSS: a PKCS#1 value under its name", sound, algorithm=parameters())
raw("refused", "RSA PKCS#1: a PSS value under its name", power(pss_block()))
raw("unsupported", "RSA PSS: MGF of no hash function", power(pss_block()), algorithm=seq(OID["pss"], seq(tlv(0xA0, seq(OID["sha256"])), tlv(0xA1, seq(OID["mgf1"])))))
raw("unsupported", "RSA PSS: hash function and digest algorithm differ", power(pss_block()), algorithm=parameters(), hash_name="sha512")
n9, e9, d9 = numbers("rsa2049")
for kind, salt in (("sha256", 32), ("sha224", 28)):
    made = power(pss_block(2048, kind, salt=salt), n9, d9, 257)
    raw("accepted", f"RSA PSS of 2049 bits: {kind}, one octet less than the modulus", made, rsa_spki(n9, e9), parameters(kind, salt=salt), kind)
    made = power(b"\1" + pss_block(2048, kind, salt=salt), n9, d9, 257) if int.from_bytes(b"\1" + pss_block(2048, kind, salt=salt), "big") < n9 else bytes(257)
    raw("refused", f"RSA PSS of 2049 bits: {kind}, the octet above is not zero", made, rsa_spki(n9, e9), parameters(kind, salt=salt), kind)

# ---------------------------------------------------------------- ECDSA
ORDER = {"p256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
         "p384": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
         "p521": (1 << 521) - (1 << 264) + 0xFA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409}
public = lambda name: key[name].public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
pair = lambda r, s: seq(integer(r), integer(s))
for curve, kind, algorithm in [("p256", hashes.SHA256(), "ecdsa-sha256"), ("p384", hashes.SHA384(), "ecdsa-sha384"), ("p521", hashes.SHA512(), "ecdsa-sha512")]:
    n, hash_name, own = ORDER[curve], kind.name, public(curve)
    made = key[curve].sign(CONTENT, ec.ECDSA(kind, deterministic_signing=True))
    r, s = utils.decode_dss_signature(made)
    size = (n.bit_length() + 7) // 8

    def ecdsa(expected, name, signature):
        vector(expected, f"ECDSA {curve}: {name}", own, seq(OID[algorithm]), hash_name, signature)
    body = integer(r) + integer(s)
    ecdsa("accepted", "as it should be", made)
    # Whoever has one value can make the other; both are signatures by this key over this message.
    ecdsa("accepted", "n - s", pair(r, n - s))
    for name, signature in [
        ("empty", b""), ("r = 0", pair(0, s)), ("s = 0", pair(r, 0)), ("r = s = 0", pair(0, 0)), ("r = s = 1", pair(1, 1)), ("r = n", pair(n, s)),
        ("s = n", pair(r, n)), ("r = n, s = n", pair(n, n)), ("r = 0, s = n", pair(0, n)), ("r + n", pair(r + n, s)), ("s + n", pair(r, s + n)),
        ("r = n - 1", pair(n - 1, s)), ("r and s exchanged", pair(s, r)), ("-r", seq(integer(0, (-r).to_bytes(size + 1, "big", signed=True)), integer(s))),
        ("-s", seq(integer(r), integer(0, (-s).to_bytes(size + 1, "big", signed=True)))), ("zeros before r", seq(integer(0, bytes(2) + r.to_bytes(size, "big")), integer(s))),
        ("r with no octets", seq(integer(0, b""), integer(s))), ("something behind", made + b"\0"), ("something within", seq(body, NULL)),
        ("a long length", b"\x30\x82" + len(body).to_bytes(2, "big") + body), ("indefinite length", b"\x30\x80" + body + b"\0\0"),
        ("a set", tlv(0x31, body)), ("r alone", seq(integer(r))), ("r as a string", seq(octets(r.to_bytes(size, "big")), integer(s))),
        ("as two numbers without DER", r.to_bytes(size, "big") + s.to_bytes(size, "big")), ("length too great", b"\x30" + bytes([made[1] + 1]) + made[2:] if made[1] < 127 else made[:-1]),
        ("last octet missing", made[:-1]), ("a huge r", pair(r + (n << 8192), s)),
        ("another message", key[curve].sign(b"x", ec.ECDSA(kind, deterministic_signing=True))),
    ]:
        ecdsa("refused", name, signature)
point = key["p256"].public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
made = key["p256"].sign(CONTENT, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
ec_spki = lambda bits, parameters=OID["p256"]: seq(seq(OID["ec"], parameters), tlv(3, b"\0", bits))
explicit = seq(integer(1), seq(OID["field"], integer(2**256 - 2**224 + 2**192 + 2**96 - 1)), seq(octets(b"\1" * 32), octets(b"\2" * 32)), octets(point), integer(ORDER["p256"]))
for expected, name, spki in [
    ("unsupported", "the point at infinity", ec_spki(b"\0")), ("unsupported", "a point that is not on the curve", ec_spki(point[:-1] + bytes([point[-1] ^ 1]))),
    ("unsupported", "a point of zeros", ec_spki(b"\4" + bytes(64))), ("unsupported", "a point cut short", ec_spki(point[:-1])),
    ("unsupported", "parameters written out (CVE-2020-0601)", ec_spki(point, explicit)), ("unsupported", "no parameters", ec_spki(point, b"")),
    ("unsupported", "the name of another curve", ec_spki(point, OID["p384"])), ("refused", "another key", public("p256")[:-65] + (
        ec.derive_private_key(7, ec.SECP256R1()).public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint))),
]:
    vector(expected, f"EC key: {name}", spki, seq(OID["ecdsa-sha256"]), "sha256", made)
vector("unsupported", "EC key: under the name of RSA", public("p256"), WITH, "sha256", made)
vector("unsupported", "RSA key: under the name of ECDSA", SPKI, seq(OID["ecdsa-sha256"]), "sha256", sound)

# ---------------------------------------------------------------- Ed25519
L = 2**252 + 27742317777372353535851937790883648493
own = public("ed25519")
made = key["ed25519"].sign(CONTENT)
R, S = made[:32], int.from_bytes(made[32:], "little")
little = lambda number: number.to_bytes(32, "little")
edwards = lambda expected, name, signature, spki=own: vector(expected, f"Ed25519: {name}", spki, seq(OID["ed25519"]), "sha512", signature)
edwards("accepted", "as it should be", made)
for name, signature in [
    ("S + L", R + little(S + L)), ("S = L", R + little(L)), ("S = 0", R + bytes(32)), ("S with the highest bit", R + little(S | 1 << 255)), ("R of zeros", bytes(32) + little(S)),
    ("R with its sign turned", R[:31] + bytes([R[31] ^ 0x80]) + little(S)), ("R and S exchanged", little(S) + R), ("empty", b""), ("63 octets", made[:63]), ("65 octets", made + b"\0"),
    ("all ones", b"\xff" * 64), ("all zeros", bytes(64)), ("another message", key["ed25519"].sign(b"x")), ("of the digest", key["ed25519"].sign(hashlib.sha512(CONTENT).digest())),
]:
    edwards("refused", name, signature)
ed_spki = lambda bits: seq(seq(OID["ed25519"]), tlv(3, b"\0", bits))
P = 2**255 - 19
# Keys of small order: with them one value "verifies" over any content (the identity always, the others by luck).
SMALL = {"the identity": little(1), "the identity, not canonical": little(P + 1), "order 2": little(P - 1), "order 4": bytes(32), "order 4, not canonical": little(P),
         "order 4, sign": little(1 << 255), "order 8": bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
         "order 8, other": bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "the identity, sign": little(1 | 1 << 255)}
for name, bits in SMALL.items():
    edwards("unsupported", f"key of small order: {name}", little(1) + bytes(32), ed_spki(bits))
edwards("refused", "key that is no point", made, ed_spki(little(2)))
edwards("unsupported", "key of 31 octets", made, ed_spki(own[-32:-1]))

(HERE / "vectors.tsv").write_text("expected\tname\tcms\n" + "\n".join(lines) + "\n")
print(len(lines), "vectors")
