"""CMS structures as no tool makes them: each function takes what pyHanko made and gives what goes into /Contents."""
import hashlib

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, utils

import pki
from sign import Raw


def tlv(tag, value):
    length = len(value)
    size = (length.bit_length() + 7) // 8
    return bytes([tag]) + (bytes([length]) if length < 128 else bytes([0x80 | size]) + length.to_bytes(size, "big")) + value


def split(der):
    """Elements that stand one behind the other."""
    out = []
    while der:
        length, size = der[1], 2
        if length & 0x80:
            size = 2 + (length & 0x7F)
            length = int.from_bytes(der[2:size], "big")
        out.append(der[:size + length])
        der = der[size + length:]
    return out


def value(der):
    size = 2 + (der[1] & 0x7F if der[1] & 0x80 else 0)
    return der[size:]


children = lambda der: split(value(der))
rebuild = lambda der, parts: tlv(der[0], b"".join(parts))


class Parts:
    """A ContentInfo, taken apart."""

    def __init__(self, made):
        self.kind, wrapped = children(made.dump())
        self.data = children(children(wrapped)[0])
        self.info = children(children(self.data[-1])[0])

    @property
    def attributes(self):
        return children(self.info[3])

    @attributes.setter
    def attributes(self, attributes):
        self.info[3] = tlv(0xA0, b"".join(attributes))

    @property
    def certificates(self):
        return children(self.data[3])

    @certificates.setter
    def certificates(self, certificates):
        self.data[3] = tlv(0xA0, b"".join(certificates))

    def digest(self):
        """Of the document: the value of messageDigest (1.2.840.113549.1.9.4)."""
        oid = bytes.fromhex("06092a864886f70d010904")
        return next(value(children(children(one)[1])[0]) for one in self.attributes if children(one)[0] == oid)

    def sign(self, signer, attributes=None, digest="sha256"):
        """A new signature value, over the attributes as they stand or over these."""
        over = tlv(0x31, b"".join(attributes if attributes is not None else self.attributes))
        at = 5 if self.info[3][0] == 0xA0 else 4
        self.info[at] = tlv(4, pki.raw_signature(signer.party.key, over, digest))

    def done(self):
        self.data[-1] = tlv(0x31, tlv(0x30, b"".join(self.info)))
        return tlv(0x30, self.kind + tlv(0xA0, tlv(0x30, b"".join(self.data))))


def prehashed(key, digest, kind):
    return key.sign(digest, padding.PKCS1v15(), utils.Prehashed(kind))


def no_attributes(made, signer):
    parts = Parts(made)
    parts.info[5] = tlv(4, prehashed(signer.party.key, parts.digest(), hashes.SHA256()))
    del parts.info[3]
    return Raw(parts.done())


def unsorted_as_stored(made, signer):
    parts = Parts(made)
    parts.attributes = parts.attributes[::-1]
    parts.sign(signer)
    return Raw(parts.done())


def unsorted_signed_sorted(made, signer):
    parts = Parts(made)
    ordered = parts.attributes
    parts.attributes = ordered[::-1]
    parts.sign(signer, sorted(ordered))
    return Raw(parts.done())


def indefinite(made, signer):
    """Indefinite lengths on all that is constructed, OCTET STRINGs in pieces; certificates as they are."""
    kept = {signer.party.der, pki.ca.der, pki.quiet.der, pki.revoked_ca.der}

    def ber(der):
        out = b""
        for one in split(der):
            if one in kept:
                out += one
            elif one[0] & 0x20:
                out += bytes([one[0], 0x80]) + ber(value(one)) + b"\0\0"
            elif one[0] == 4 and len(value(one)) > 64:
                whole = value(one)
                out += b"\x24\x80" + b"".join(tlv(4, whole[at:at + 64]) for at in range(0, len(whole), 64)) + b"\0\0"
            else:
                out += one
        return out
    return Raw(ber(made.dump()))


def namesakes(made, signer):
    """Another certificate with the same issuer and serial number stands first."""
    parts = Parts(made)
    parts.certificates = [pki.namesake.der] + parts.certificates
    return Raw(parts.done())


def unreadable_certificate(made, signer):
    parts = Parts(made)
    parts.certificates = [bytes.fromhex("3006020101020102")] + parts.certificates
    return Raw(parts.done())


ESS_V2 = bytes.fromhex("060b2a864886f70d010910022f")
ALGORITHM_PROTECTION = bytes.fromhex("06092a864886f70d010934")


def ess_of_another(made, signer):
    parts = Parts(made)
    own, other = (hashlib.sha256(one.der).digest() for one in (signer.party, pki.second))
    parts.attributes = [one.replace(own, other) for one in parts.attributes]
    parts.sign(signer)
    return Raw(parts.done())


def ess_missing(made, signer):
    parts = Parts(made)
    parts.attributes = [one for one in parts.attributes if children(one)[0] != ESS_V2]
    parts.sign(signer)
    return Raw(parts.done())


def value_spoilt(made, signer):
    parts = Parts(made)
    parts.info[5] = parts.info[5][:-1] + bytes([parts.info[5][-1] ^ 1])
    return Raw(parts.done())


def attribute_changed(made, signer):
    """The document's digest is as signed, the time is not."""
    parts = Parts(made)
    parts.attributes = [one.replace(b"260302", b"250302") for one in parts.attributes]
    return Raw(parts.done())


def digest_of_another(made, signer):
    """Signed correctly, over the digest of something else."""
    parts = Parts(made)
    own = parts.digest()
    parts.attributes = [one.replace(own, bytes(32)) for one in parts.attributes]
    parts.sign(signer)
    return Raw(parts.done())


def pkcs7_sha1(made, signer):
    """adbe.pkcs7.sha1: the SHA-1 of the document is the signed content (ISO 32000-1, 12.8.3.3)."""
    parts = Parts(made)
    digest, sha256 = parts.digest(), bytes.fromhex("300d06096086480165030402010500")
    parts.data[1] = tlv(0x31, sha256)
    parts.data[2] = tlv(0x30, bytes.fromhex("06092a864886f70d010701") + tlv(0xA0, tlv(4, digest)))
    parts.info[2] = sha256
    message = next(one for one in parts.attributes if digest in one)
    # CMSAlgorithmProtection (RFC 6211) names the algorithms of the signature that this one was made from.
    rest = [one for one in parts.attributes if one != message and ALGORITHM_PROTECTION not in one]
    oid = children(message)[0]
    rest.append(tlv(0x30, oid + tlv(0x31, tlv(4, hashlib.sha256(digest).digest()))))
    parts.attributes = sorted(rest)
    parts.info[4] = bytes.fromhex("300d06092a864886f70d0101010500")
    parts.sign(signer)
    return Raw(parts.done())


def raw_rsa_sha1(made, signer):
    """adbe.x509.rsa_sha1: nothing but the PKCS#1 value (ISO 32000-1, 12.8.3.2)."""
    return Raw(tlv(4, prehashed(signer.party.key, Parts(made).digest(), hashes.SHA1())))


