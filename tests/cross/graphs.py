#!/usr/bin/env python3
"""Random certificate graphs, and what `openssl verify` says of each.

    python3 tests/cross/graphs.py [COUNT [SEED]] > graphs.jsonl
    KYSOAT_GRAPHS=graphs.jsonl cargo test graphs -- --ignored --nocapture

One JSON object a line: certificates and CRLs in base64, the target, the time, the policy flags, and the answer of
OpenSSL. Needs python3-cryptography and the openssl command. Keys are random, so only the shape of a seed is the same.
"""

import base64
import datetime as dt
import ipaddress
import json
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID, ObjectIdentifier

NOW = dt.datetime(2026, 6, 1, tzinfo=dt.timezone.utc)
POLICIES = [f"2.16.704.9.{number}" for number in (1, 2, 3)]
ANY = "2.5.29.32.0"
KEYS = [ec.generate_private_key(ec.SECP256R1()) for _ in range(12)]


def day(days):
    return NOW + dt.timedelta(days=days)


def name(common, unit=None):
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Thử")]
    if unit:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit))
    return x509.Name(parts + [x509.NameAttribute(NameOID.COMMON_NAME, common)])


def oid_der(dotted):
    numbers = [int(part) for part in dotted.split(".")]
    octets = bytearray()
    for number in [numbers[0] * 40 + numbers[1]] + numbers[2:]:
        group = [number & 0x7F]
        while number := number >> 7:
            group.append(number & 0x7F | 0x80)
        octets += bytes(reversed(group))
    return bytes([6, len(octets)]) + bytes(octets)


def mapping(pairs):
    body = b""
    for one, other in pairs:
        pair = oid_der(one) + oid_der(other)
        body += bytes([0x30, len(pair)]) + pair
    return x509.UnrecognizedExtension(ObjectIdentifier("2.5.29.33"), bytes([0x30, len(body)]) + body)


def subtree(rng):
    return rng.choice(
        [
            lambda: x509.DirectoryName(name("x").__class__(list(name("x"))[: rng.choice([1, 2])])),
            lambda: x509.DirectoryName(x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, rng.choice(["VN", "LA"]))])),
            lambda: x509.DNSName(rng.choice(["gov.vn", "a.gov.vn", "com"])),
            lambda: x509.RFC822Name(rng.choice(["gov.vn", ".gov.vn", "a@gov.vn", "com"])),
            lambda: x509.UniformResourceIdentifier(rng.choice(["gov.vn", ".gov.vn"])),
            lambda: x509.IPAddress(ipaddress.ip_network(rng.choice(["10.0.0.0/8", "192.168.0.0/16"]))),
        ]
    )()


def alternative(rng):
    return rng.choice(
        [
            lambda: x509.DNSName(rng.choice(["gov.vn", "a.gov.vn", "b.a.gov.vn", "x.com", "agov.vn"])),
            lambda: x509.RFC822Name(rng.choice(["a@gov.vn", "b@x.gov.vn", "c@com"])),
            lambda: x509.UniformResourceIdentifier(rng.choice(["http://gov.vn/a", "https://x.gov.vn:1/", "http://com/"])),
            lambda: x509.IPAddress(ipaddress.ip_address(rng.choice(["10.1.2.3", "192.168.1.1", "8.8.8.8"]))),
        ]
    )()


class Authority:
    def __init__(self, subject, key):
        self.subject, self.key = subject, key


def certificate(rng, subject, key, issuer, ca, odd, depth):
    """One certificate. `odd` is the chance of each departure from the ordinary."""
    chance = lambda factor=1.0: rng.random() < odd * factor
    validity = (-300, 300)
    if chance():
        validity = rng.choice([(-300, -10), (10, 300)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .serial_number(rng.randrange(1, 1 << 62))
        .not_valid_before(day(validity[0]))
        .not_valid_after(day(validity[1]))
    )
    if ca and not chance():
        length = rng.choice([0, 0, 1, 2]) if chance(2) else None
        builder = builder.add_extension(x509.BasicConstraints(True, length), True)
    elif chance(8):
        builder = builder.add_extension(x509.BasicConstraints(False, None), True)
    if rng.random() < 0.8:
        sign, lists = (ca and not chance(), ca and not chance()) if ca else (False, False)
        usage = x509.KeyUsage(True, True, False, False, False, sign, lists, False, False)
        builder = builder.add_extension(usage, True)
    if rng.random() < 0.7:
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), False)
    if ca and chance(3):
        kinds = [[subtree(rng) for _ in range(rng.choice([1, 2]))] if rng.random() < 0.6 else None for _ in range(2)]
        if any(kinds):
            builder = builder.add_extension(x509.NameConstraints(*kinds), True)
    if rng.random() < 0.3:
        names = [alternative(rng) for _ in range(rng.choice([1, 1, 2]))]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), False)
    if depth >= 0 and rng.random() < 0.75:
        chosen = rng.sample(POLICIES, rng.choice([1, 1, 2, 3])) + ([ANY] if rng.random() < 0.3 else [])
        infos = [x509.PolicyInformation(ObjectIdentifier(policy), None) for policy in chosen]
        builder = builder.add_extension(x509.CertificatePolicies(infos), False)
    if ca and chance(3):
        limits = (rng.choice([0, 1, None]), rng.choice([0, 1, None]))
        if limits != (None, None):
            builder = builder.add_extension(x509.PolicyConstraints(*limits), True)
    if ca and chance(2):
        builder = builder.add_extension(x509.InhibitAnyPolicy(rng.choice([0, 1])), True)
    if ca and chance(3):
        pairs = [(rng.choice(POLICIES), rng.choice(POLICIES)) for _ in range(rng.choice([1, 2]))]
        if chance(0.5):
            pairs.append((ANY, POLICIES[0]))
        builder = builder.add_extension(mapping(pairs), True)
    if chance(0.5):
        unknown = x509.UnrecognizedExtension(ObjectIdentifier("1.2.3.4.5"), b"\x05\x00")
        builder = builder.add_extension(unknown, rng.random() < 0.7)
    signer = rng.choice(KEYS) if chance(0.5) else issuer.key
    return builder.sign(signer, hashes.SHA256())


def crl(rng, issuer, revoked, odd):
    this, following = (-20, 20)
    if rng.random() < odd:
        this, following = rng.choice([(-40, -10), (5, 30)])
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.subject)
        .last_update(day(this))
        .next_update(day(following))
        .add_extension(x509.CRLNumber(rng.randrange(1, 1000)), False)
    )
    for serial in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(day(-50))
        if rng.random() < 0.5:
            entry = entry.add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), False)
        builder = builder.add_revoked_certificate(entry.build())
    if rng.random() < odd * 2:
        only = rng.choice([{"only_contains_user_certs": True}, {"only_contains_ca_certs": True}])
        flags = {"only_contains_user_certs": False, "only_contains_ca_certs": False} | only
        point = x509.IssuingDistributionPoint(
            full_name=None, relative_name=None, only_some_reasons=None, indirect_crl=False,
            only_contains_attribute_certs=False, **flags,
        )
        builder = builder.add_extension(point, True)
    signer = rng.choice(KEYS) if rng.random() < odd * 0.5 else issuer.key
    return builder.sign(signer, hashes.SHA256())


def graph(rng):
    odd = rng.choice([0.0, 0.02, 0.05, 0.1])
    root = Authority(name("Root"), KEYS[0])
    anchor = certificate(rng, root.subject, root.key, root, True, 0.0, -1)
    levels = [[root]]
    certificates, issued = [], {id(root): []}
    wide = rng.random() < 0.2
    depth = rng.choice([0, 1, 1, 2, 2, 3])
    number = 1
    for level in range(depth):
        row = []
        for _ in range(rng.choice([1, 2]) if wide else 1):
            authority = Authority(name(f"CA {number}", rng.choice([None, "A"])), KEYS[number % len(KEYS)])
            number += 1
            issued[id(authority)] = []
            for _ in range(rng.choice([1, 2]) if wide else 1):
                issuer = rng.choice(levels[-1])
                made = certificate(rng, authority.subject, authority.key, issuer, True, odd, level)
                certificates.append(made)
                issued[id(issuer)].append(made)
            row.append(authority)
        # Now and then an authority certifies itself anew, under another key.
        if row and rng.random() < odd:
            old = row[0]
            renewed = Authority(old.subject, KEYS[(number + 5) % len(KEYS)])
            issued[id(renewed)] = []
            made = certificate(rng, renewed.subject, renewed.key, old, True, odd, level)
            certificates.append(made)
            issued[id(old)].append(made)
            row.append(renewed)
        levels.append(row)
    issuer = rng.choice(levels[-1])
    target = certificate(rng, name("Người ký"), KEYS[-1], issuer, False, odd, depth)
    issued[id(issuer)].append(target)
    lists = []
    for authority in [authority for row in levels for authority in row]:
        if rng.random() < odd:
            continue
        revoked = [made.serial_number for made in issued[id(authority)] if rng.random() < odd]
        lists.append(crl(rng, authority, revoked + [rng.randrange(1 << 62, 1 << 63)], odd))
    explicit = rng.random() < 0.25
    return anchor, certificates, target, lists, explicit


def pem(things):
    return b"".join(thing.public_bytes(serialization.Encoding.PEM) for thing in things)


def openssl(folder, anchor, certificates, target, lists, explicit):
    for file, things in [("a", [anchor]), ("u", certificates or [anchor]), ("t", [target]), ("c", lists or [])]:
        (folder / file).write_bytes(pem(things))
    command = ["openssl", "verify", "-attime", str(int(NOW.timestamp())), "-policy_check", "-policy", ANY,
               "-crl_check_all", "-no-CApath", "-CAfile", "a", "-untrusted", "u"]
    command += ["-CRLfile", "c"] if lists else []
    command += ["-explicit_policy"] if explicit else []
    done = subprocess.run(command + ["t"], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return "ok"
    found = re.search(r"error \d+ at \d+ depth lookup: *(.*)", done.stdout + done.stderr)
    return found.group(1) if found else (done.stdout + done.stderr).strip()


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    encode = lambda thing: base64.b64encode(thing.public_bytes(serialization.Encoding.DER)).decode()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            anchor, certificates, target, lists, explicit = graph(rng)
            answer = openssl(Path(folder), anchor, certificates, target, lists, explicit)
            print(json.dumps({
                "id": number,
                "at": NOW.isoformat().replace("+00:00", "Z"),
                "explicit": explicit,
                "certificates": [encode(thing) for thing in [anchor, *certificates]],
                "crls": [encode(thing) for thing in lists],
                "target": encode(target),
                "openssl": answer,
            }))


main()
