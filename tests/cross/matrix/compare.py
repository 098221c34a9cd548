"""Asks kysoat, pyHanko and pdfsig about the matrix: python3 tests/cross/matrix/compare.py KYSOAT

KYSOAT is the program. Writes verdicts.tsv beside itself: of each signature what is expected, what each program says, and why one says
something else (differences.toml). Exit code 1 when a difference is not explained, or an explanation explains nothing.
Needs `pip install pyhanko==0.38.0 freezegun`, Python 3.11, and poppler-utils.
"""
import asyncio, datetime, fnmatch, json, logging, os, pathlib, subprocess, sys, tomllib

from asn1crypto import crl, x509
from freezegun import freeze_time
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY
from pyhanko.sign.validation import ades
from pyhanko.sign.validation.policy_decl import (
    CertificateFetchingRule, LocalKnowledge, PdfSignatureValidationSpec, RevinfoOnlineFetchingRule, RevocationInfoGatheringSpec, SignatureValidationSpec)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy, RevocationCheckingRule
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer

AS_OF = datetime.datetime(2026, 6, 1, tzinfo=datetime.timezone.utc)
HERE = pathlib.Path(__file__).parent
logging.disable(logging.CRITICAL)
WORDS = ["integrity", "indication", "sub_indication", "baseline", "coverage", "modification", "permitted"]
files = sorted(path.name for path in (HERE / "files").glob("*.pdf"))


def kysoat(program):
    command = [program, "inspect", "--json", "--lang", "en", "--as-of", "2026-06-01T00:00:00Z", "--trust", HERE / "trust", *(HERE / "files" / file for file in files)]
    done = subprocess.run(command, capture_output=True, text=True)
    said = {}
    for line in done.stdout.splitlines():
        row = json.loads(line)
        word = lambda value: {None: "-", True: "yes", False: "no"}.get(value, value)
        of = lambda one: [word(one["modification_permitted"] if one["modification"] != "none" else True) if key == "permitted" else word(one[key]) for key in WORDS]
        said[pathlib.Path(row["path"]).name] = [of(one) for one in row["signatures"]]
    return said


def specification(reader):
    """The anchor and the lists of trust/, and what the file brings along."""
    read = lambda suffix: [path.read_bytes() for path in sorted((HERE / "trust").glob(f"*.{suffix}"))]
    rule = RevocationCheckingRule.CRL_OR_OCSP_REQUIRED
    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build([x509.Certificate.load(one) for one in read("cer")]),
        revinfo_policy=CertRevTrustPolicy(RevocationCheckingPolicy(rule, rule), retroactive_revinfo=True))
    offline = RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY, None, CertificateFetchingRule.FOLLOW_ONLINE_RULE)
    lists = [CRLContainer(crl.CertificateList.load(one)) for one in read("crl")]
    own = ades._dss_to_local_knowledge(reader=reader)
    known = LocalKnowledge(known_crls=lists + own.known_crls, known_ocsps=own.known_ocsps, known_certs=own.known_certs)
    return SignatureValidationSpec(policy, offline, policy, None, known, KeyUsageConstraints(key_usage=set()))


def pyhanko(path):
    """Of each signature: indication, changes."""
    with open(path, "rb") as file, freeze_time(AS_OF.replace(tzinfo=None)):
        try:
            reader = PdfFileReader(file, strict=False)
            if reader.encrypted:
                reader.decrypt(b"")
            found = sorted(reader.embedded_signatures, key=lambda one: one.byte_range[2] + one.byte_range[3])
        except Exception as error:
            return [f"refused ({type(error).__name__})"]
        return [one_signature(signature, found) for signature in found]


def one_signature(signature, others):
    timing = ValidationTimingInfo(AS_OF, AS_OF, False)
    stamp = lambda one: one.sig_object["/SubFilter"] == "/ETSI.RFC3161"
    stamped = lambda one: any(attribute["type"].native == "signature_time_stamp_token" for attribute in one.signer_info["unsigned_attrs"] or [])
    try:
        spec = PdfSignatureValidationSpec(specification(signature.reader), DEFAULT_DIFF_POLICY)
        signature.compute_integrity_info(diff_policy=DEFAULT_DIFF_POLICY)
        integrity = signature.summarise_integrity_info()
        level = getattr(integrity["diff_result"], "modification_level", None)
        level = level.name.lower().replace("_", "-").replace("updates", "update") if level is not None else "other"
        changed = f"{level} {'ok' if integrity['docmdp_ok'] and level != 'other' else 'not ok'}"
    except Exception as error:
        changed = f"changes: {type(error).__name__}"
    try:
        # The process of EN 319 102-1 that fits what is there: 5.3, 5.4, 5.5 or 5.6.
        given = dict(timing_info=timing, raw_digest=signature.compute_digest())
        if stamp(signature):
            done = ades.ades_timestamp_validation(signature.signed_data, spec.signature_validation_spec, expected_tst_imprint=lambda _: given["raw_digest"], timing_info=timing)
        elif any(stamp(one) for one in others):
            done = ades.ades_lta_validation(signature, spec, timing)
        elif stamped(signature):
            done = ades.ades_with_time_validation(signature.signed_data, spec.signature_validation_spec, **given)
        else:
            done = ades.ades_basic_validation(signature.signed_data, spec.signature_validation_spec, **given)
        sub = asyncio.run(done).ades_subindic
        status = f"TOTAL-{sub.status.name}".replace("TOTAL-INDETERMINATE", "INDETERMINATE")
        verdict = status if sub.name == "OK" else f"{status} {sub.name}"
    except Exception as error:
        verdict = f"refused ({type(error).__name__})"
    return f"{verdict}; {changed}"


def pdfsig(path):
    words = {"Signature is Valid.": "intact", "Digest Mismatch.": "digest-mismatch", "Signature is Invalid.": "signature-invalid",
             "Signature has not yet been verified.": "malformed"}
    done = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, errors="replace", env={**os.environ, "LC_ALL": "C"})
    out = []
    for part in done.stdout.split("Signature #")[1:]:
        verdict = next((words.get(line.split(": ", 1)[1], line.split(": ", 1)[1]) for line in part.splitlines() if "- Signature Validation: " in line), "not looked at")
        out.append(verdict + (", whole" if "Total document signed" in part else ""))
    return out


def main():
    own = kysoat(sys.argv[1])
    explained = tomllib.loads((HERE / "differences.toml").read_text())
    used, unexplained, lines = set(), 0, ["file\tsignature\texpected\tkysoat\tpyHanko\tpdfsig\twhy they differ"]
    for line in (HERE / "expected.tsv").read_text().splitlines()[1:]:
        file, number, *expected, _ = line.split("\t")
        path, index = HERE / "files" / file, int(number) - 1
        pick = lambda said: said[index] if index < len(said) else said[0] if said and said[0].startswith("refused") else "not seen"
        ours = " ".join(own[file][index]) if index < len(own.get(file, [])) else "missing"
        expected = " ".join(expected)
        said = {"kysoat": ours, "pyHanko": pick(pyhanko(path)), "pdfsig": pick(pdfsig(path))}
        because = []
        for program, verdict in said.items():
            if agrees(program, verdict, expected):
                continue
            key = next((key for key, one in explained.items() if one["program"] == program
                        and any(fnmatch.fnmatch(f"{file} {number}", pattern) for pattern in one["files"])), None)
            if key is None:
                unexplained += 1
                print(f"DIFFERENCE: {file} {number}: {program} says {verdict}; expected {expected}")
            else:
                used.add(key)
                because.append(f"{program}: {explained[key]['why']}")
        lines.append("\t".join([file, number, expected, *said.values(), "; ".join(because)]))
    for key in explained.keys() - used:
        unexplained += 1
        print(f"DIFFERENCE: the explanation {key} explains nothing")
    (HERE / "verdicts.tsv").write_text("\n".join(lines) + "\n")
    print(f"{len(lines) - 1} signatures, {unexplained} differences not explained")
    return 1 if unexplained else 0


def agrees(program, verdict, expected):
    """pyHanko knows indication and changes, pdfsig digest and value only."""
    integrity, indication, sub, _, _, changes, permitted = expected.split()
    if program == "kysoat":
        return verdict == expected
    if program == "pdfsig":
        return verdict.split(",")[0] == integrity
    if ";" not in verdict:
        return False
    status, change = verdict.split("; ")
    own = f"{indication} {sub}".removesuffix(" -")
    if indication == "TOTAL-FAILED" and permitted == "no":
        # Changes are no matter of EN 319 102-1: pyHanko tells them apart.
        return status == "TOTAL-PASSED" and change == f"{changes} not ok"
    return status == own and change == f"{changes} {'ok' if permitted == 'yes' else 'not ok'}"


if __name__ == "__main__":
    sys.exit(main())
