"""Compares what other programs say of sample-data/ with what the forge knows: python3 tests/cross/agree.py

Needs `pip install pyhanko`, pdfsig (poppler-utils), qpdf and openssl. Exit code 1 when a difference is not among those
explained in README.md, or when a program could not look.
"""
import hashlib, json, logging, os, pathlib, subprocess, sys, tempfile
from asn1crypto import cms, x509
from pyhanko.pdf_utils.crypt import AuthStatus
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

logging.disable(logging.CRITICAL)
root = pathlib.Path(__file__).parents[2]
certificates = root / "tests/forge/certificates"
load = lambda name: x509.Certificate.load((certificates / f"{name}.cer").read_bytes())
NOT_TRIED = "not tried"  # openssl knows no PDF: it is given what a usable ByteRange cuts out
EXPLAINED = {  # (end of the file name, number of the signature, program) -> what it says; why stands in README.md
    ("(lưu lại sau khi ký).pdf", 2, "pyHanko"): "digest-mismatch",
}


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", env={**os.environ, "LC_ALL": "C"})
    return done.returncode, done.stdout + done.stderr


def pdfsig(path):
    words = {"Signature is Valid.": "intact", "Digest Mismatch.": "digest-mismatch", "Signature is Invalid.": "signature-invalid",
             "Signature has not yet been verified.": "malformed"}
    _, text = run("pdfsig", "-nocert", str(path))
    return [words[line.split(": ", 1)[1]] for line in text.splitlines() if "- Signature Validation: " in line]


def pyhanko(path):
    """(integrity, whether the token is right, whether a path leads to the test root, coverage, modification) of each signature."""
    with open(path, "rb") as file:
        try:
            reader = PdfFileReader(file, strict=False)
        except PdfReadError as error:
            return str(error)
        if reader.encrypted and reader.decrypt(b"").status == AuthStatus.FAILED:
            return "a password is needed"
        said = []
        for signature in reader.embedded_signatures:
            context = lambda: ValidationContext(trust_roots=[load("root")], other_certs=[load("office-ca")], allow_fetching=False,
                                                weak_hash_algos=set(), moment=signature.self_reported_timestamp)
            status = validate_pdf_signature(signature, context(), ts_validation_context=context())
            integrity = "digest-mismatch" if not status.intact else "intact" if status.valid else "signature-invalid"
            token = status.timestamp_validity
            said.append((integrity, token is not None and token.intact and token.valid, status.trusted,
                         status.coverage.name, status.modification_level and status.modification_level.name))
        return said


def openssl(path, expected):
    """Whether openssl's CMS code verifies value, digest and path of each signature that can be cut out of the file."""
    data, said = path.read_bytes(), []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        pem = lambda name: run("openssl", "x509", "-inform", "DER", "-in", str(certificates / f"{name}.cer"), "-out", str(folder / f"{name}.pem"))
        pem("root"), pem("office-ca")
        (folder / "store.pem").write_bytes((folder / "root.pem").read_bytes() + (folder / "office-ca.pem").read_bytes())
        for signature in expected:
            _, start, end, rest = signature["byte_range"]
            if end + rest > len(data):
                said.append(NOT_TRIED)
                continue
            (folder / "content").write_bytes(data[:start] + data[end:end + rest])
            try:
                raw = bytes.fromhex(data[start + 1:end - 1].decode())
                (folder / "cms").write_bytes(cms.ContentInfo.load(raw).dump())
            except ValueError:
                said.append(NOT_TRIED)
                continue
            code, text = run("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", str(folder / "cms"), "-content", str(folder / "content"),
                             "-CAfile", str(folder / "store.pem"), "-purpose", "any",
                             "-attime", "1780000000", "-out", os.devnull)
            cause = "digest-mismatch" if "CMS_SignerInfo_verify_content:verification failure" in text else "signature-invalid"
            said.append("intact" if code == 0 else cause)
    return said


def main():
    differences = 0
    expectations = json.loads((root / "tests/forge/expected.json").read_text())
    print("| file | signature | forge | pdfsig | pyHanko | openssl | token, path (pyHanko) | coverage, changes (forge / pyHanko) | qpdf --check |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, expected in expectations.items():
        path = root / "sample-data" / name
        short = name.split("/")[-1]
        if expected["kind"] == "other":
            continue
        code, text = run("qpdf", "--check", str(path))
        qpdf = "clean" if code == 0 and "No syntax or stream encoding errors" in text else "errors"
        # qpdf repairs a file that was cut and needs the password of another; neither is clean.
        if qpdf != ("clean" if expected["version"] else "errors"):
            differences += 1
            print(f"DIFFERENCE: qpdf --check of {short}: {text}")
        other = pyhanko(path)
        if isinstance(other, str):
            print(f"| {short} | - | {expected['fault'] or 'readable'} | none listed | {other} | - | - | - | {qpdf} |")
            differences += expected["fault"] is None
            continue
        signatures = expected["signatures"]
        dead = [one for one in signatures if not one["reachable"]]
        if dead:
            # pdfsig goes by the widgets of the page, pyHanko by the fields of the form: neither in the order of the bytes.
            live = [one["integrity"] for one in signatures if one["reachable"]]
            seen = {"pdfsig": sorted(pdfsig(path)) == sorted(one["integrity"] for one in signatures),
                    "pyHanko": [one[0] for one in other] == live}
            differences += sum(not agrees for agrees in seen.values())
            print(f"| {short} | {len(signatures)}, {len(dead)} of no field | {live} live | {seen['pdfsig']} | {seen['pyHanko']} | - | - | - | {qpdf} |")
            continue
        says = {"pdfsig": pdfsig(path), "pyHanko": [one[0] for one in other], "openssl": openssl(path, signatures)}
        if not signatures and not any(says.values()):
            print(f"| {short} | none | none | none | none | - | - | - | {qpdf} |")
        for program, said in says.items():
            if len(said) != len(signatures):
                differences += 1
                print(f"DIFFERENCE: {short}: {program} sees {len(said)} signatures of {len(signatures)}")
        for number, (signature, seen) in enumerate(zip(signatures, other), 1):
            cells = []
            for program, said in says.items():
                verdict = said[number - 1]
                if verdict != signature["integrity"]:
                    if any(short.endswith(end) and (n, p, v) == (number, program, verdict) for (end, n, p), v in EXPLAINED.items()):
                        verdict += " (explained)"
                    elif verdict == NOT_TRIED and not signature["live"]:
                        pass
                    else:
                        differences += 1
                        verdict += " DIFFERENCE"
                cells.append(verdict)
            print(f"| {short} | {number} | {signature['integrity']} | {' | '.join(cells)} | {'right' if seen[1] else 'none' if signature['gen_time'] is None else 'WRONG'}, {'to the test root' if seen[2] else 'none'} "
                  f"| {signature['coverage']}, {signature['modification']} / {seen[3]}, {seen[4]} | {qpdf} |")
            differences += seen[1] != (signature["gen_time"] is not None)
    print(f"\n{differences} unexplained differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
