"""What pyHanko's own tests validate, and what kysoat says of it.

As a plugin of pytest it keeps every document of which a test asks what a signature covers and what was changed behind it,
with pyHanko's answer; as a program it asks kysoat the same and lists the differences.

    pip download --no-deps --no-binary :all: pyhanko==0.38.0    # unpack it and install what its tests need
    cd pyhanko-0.38.0
    PYTHONPATH=KYSOAT/tests/cross KEPT=/tmp/kept python -m pytest -q -p pyhanko_suite -p no:cacheprovider tests
    python3 KYSOAT/tests/cross/pyhanko_suite.py /tmp/kept KYSOAT/target/debug/kysoat
"""
import collections, functools, hashlib, json, os, pathlib, subprocess, sys

KEPT = pathlib.Path(os.environ.get("KEPT", "/tmp/kept"))
LARGEST = 30_000_000
LEVELS = {"NONE": "none", "LTA_UPDATES": "lta-update", "FORM_FILLING": "form-filling", "ANNOTATIONS": "annotations"}
running = {"test": None}


# ---------------------------------------------------------------- the plugin
def pytest_runtest_setup(item):
    running["test"] = item.nodeid


def pytest_configure(config):
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    KEPT.mkdir(parents=True, exist_ok=True)
    log = open(KEPT / "log.jsonl", "a")
    asked = EmbeddedPdfSignature.compute_integrity_info

    @functools.wraps(asked)
    def ask_and_keep(self, diff_policy=None, skip_diff=False):
        answer = {"test": running["test"], "file": keep(self.reader.stream), "field": str(self.field_name),
                  "policy": diff_policy is not None or skip_diff}
        try:
            asked(self, diff_policy, skip_diff)
            level = getattr(self.diff_result, "modification_level", None)
            answer.update(level=level.name if level else None, refused=isinstance(self.diff_result, Exception))
        except Exception as error:
            answer["stopped"] = repr(error)[:200]
            raise
        finally:
            print(json.dumps(answer), file=log, flush=True)

    EmbeddedPdfSignature.compute_integrity_info = ask_and_keep


def keep(stream):
    """The bytes behind a reader, under the name of their digest; None for one that is too large."""
    at = stream.tell()
    stream.seek(0)
    data = stream.read()
    stream.seek(at)
    if len(data) > LARGEST:
        return None
    name = hashlib.sha256(data).hexdigest()[:20] + ".pdf"
    (KEPT / name).write_bytes(data)
    return name


# ---------------------------------------------------------------- the program
def verdict_of_kysoat(kysoat, names):
    said = {}
    for start in range(0, len(names), 50):
        files = [str(KEPT / name) for name in names[start:start + 50]]
        lines = subprocess.run([kysoat, "inspect", "--json", *files], capture_output=True, check=False).stdout
        for line in lines.splitlines():
            row = json.loads(line)
            said[pathlib.Path(row["path"]).name] = {one["field"]: one for one in row["signatures"] if one["field"]}
    return said


def compare(kysoat):
    asked = collections.defaultdict(dict)
    for line in (KEPT / "log.jsonl").read_text().splitlines():
        answer = json.loads(line)
        # A policy of the test's own says nothing of what is usual.
        if answer["file"] and not answer["policy"]:
            asked[answer["file"]].setdefault(answer["field"], answer)
    said, kinds = verdict_of_kysoat(kysoat, sorted(asked)), collections.Counter()
    for name, fields in sorted(asked.items()):
        for field, theirs in fields.items():
            ours = said.get(name, {}).get(field)
            if ours is None:
                kind = "not found here"
            elif "stopped" in theirs:
                kind = "pyHanko stops"
            else:
                # Nothing that follows is no change; a level is what pyHanko permits.
                level = LEVELS.get(theirs["level"], "none" if not theirs["refused"] else "refused")
                here = ours["modification"] if ours["modification"] == "none" or ours["modification_permitted"] else "refused"
                kind = "the same" if level == here else f"{level} there, {here} here"
            kinds[kind] += 1
            if kind != "the same":
                detail = ours and (ours["modification_detail"] or ours["integrity_detail"]) or ""
                print(f"{kind}: {name} {field} {theirs['test']}\n    {detail} {theirs.get('stopped', '')}")
    for kind, count in kinds.most_common():
        print(f"{count:5} {kind}")


if __name__ == "__main__":
    KEPT = pathlib.Path(sys.argv[1])
    compare(sys.argv[2])
