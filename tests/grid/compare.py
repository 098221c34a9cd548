"""Measures the grid with kysoat and compares: python3 tests/grid/compare.py GRID [--kysoat PROGRAM] [--report RESULTS.md]

GRID is a folder made by make.py. Ends with 1 when a measure is out of tolerance or a rule says something else than expected.
"""
import argparse
import collections
import json
import pathlib
import subprocess
import sys
import unicodedata

HERE = pathlib.Path(__file__).parent
AS_OF = "2026-06-14T17:00:00+07:00"
ORDER = ["waived", "not-applicable", "passed", "warning", "indeterminate", "failed"]
MM, SHARE, POINT, ANGLE = 0.5, 0.01, 0.1, 0.02
EXACT = None


def known(value):
    """The value of a measured fact, or None; the words of serde for Known, Absent and Unmeasured."""
    if isinstance(value, dict):
        if set(value) == {"known"}:
            return value["known"]
        if set(value) == {"unmeasured"}:
            return None
    return None if value == "absent" else value


def dig(value, *path):
    for part in path:
        value = known(value)
        if value is None:
            return None
        value = value.get(part) if isinstance(value, dict) else value[part] if isinstance(part, int) and part < len(value) else None
    return known(value)


def facts_of(program, grid, truths, trust):
    """What a worker measures of every file."""
    requests = []
    for number, truth in enumerate(truths):
        path = grid / truth["file"]
        requests.append(json.dumps({"id": number, "locator": {"root": 0, "path": truth["file"]}, "path": str(path), "size": path.stat().st_size}))
    command = [program, "worker", "--as-of", AS_OF, "--deadline", "120", *(word for folder in trust for word in ("--trust", folder))]
    done = subprocess.run(command, input="\n".join(requests) + "\n", capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    if len(lines) != len(truths) + 1:
        sys.exit(f"the worker answered {len(lines) - 1} of {len(truths)}: {done.stderr[-2000:]}")
    return lines[1:]


def findings_of(program, grid, truths, trust):
    """The outcome of every rule on every file: the gravest of its findings."""
    out = []
    for start in range(0, len(truths), 40):
        files = [str(grid / truth["file"]) for truth in truths[start:start + 40]]
        command = [program, "inspect", "--json", "--as-of", AS_OF, *(word for folder in trust for word in ("--trust", folder)), *files]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        if len(rows) != len(files):
            sys.exit(f"inspect answered {len(rows)} of {len(files)}: {done.stderr[-2000:]}")
        out += rows
    return out


class Sheet:
    """Differences of every quantity, and what was out of tolerance."""

    def __init__(self):
        self.seen = collections.defaultdict(list)  # quantity -> [(difference or bool, file)]
        self.missing = collections.defaultdict(list)
        self.wrong = []
        self.tolerance = {}

    def compare(self, quantity, tolerance, expected, got, file):
        self.tolerance[quantity] = tolerance
        if got is None:
            self.missing[quantity].append(file)
            self.wrong.append((file, quantity, expected, "nothing"))
            return
        difference = abs(expected - got) if tolerance is not EXACT else expected == got
        self.seen[quantity].append(difference)
        if difference is False or (tolerance is not EXACT and difference > tolerance):
            self.wrong.append((file, quantity, expected, got))


def words(text):
    return " ".join(unicodedata.normalize("NFC", text).replace("\u2013", "-").split())


def compare_signature(sheet, file, truth, facts):
    sheet.compare("role", EXACT, truth["role"], dig(facts, "role"), file)
    look = dig(facts, "layout", "appearance")
    if truth["box_mm"] is None:
        return
    for edge, expected in enumerate(truth["box_mm"]):
        sheet.compare("widget box, mm", MM, expected, dig(look, "box_mm", edge), file)
    image, text = truth.get("image"), truth.get("text")
    if image:
        picture = dig(look, "picture")
        for edge, expected in enumerate(image["ink_mm"]):
            sheet.compare(f"ink box, mm{' (vector)' if image['vector'] else ''}", MM, expected, dig(picture, "ink_mm", edge), file)
        sheet.compare("ink hue", EXACT, image["hue"], dig(picture, "hue"), file)
        opaque = dig(picture, "opaque_background")
        sheet.compare("shows the page through", EXACT, image["transparent"], None if opaque is None else not opaque, file)
    if text:
        shown = dig(look, "text")
        if text["visible"]:
            sheet.compare("stamp text", EXACT, [words(line) for line in text["lines"]], [words(line) for line in dig(shown, "lines") or []], file)
        sheet.compare("stamp font", EXACT, text["font"], (dig(shown, "font") or "").removesuffix("-Identity-H") or None, file)
        sheet.compare("stamp size, pt", POINT, text["size_pt"], dig(shown, "size_pt"), file)
        upright = dig(shown, "upright")
        sheet.compare("stamp slanted", EXACT, text["slanted"], None if upright is None else not upright, file)
        sheet.compare("stamp bold", EXACT, text["bold"], dig(shown, "bold"), file)
        if text["visible"]:
            sheet.compare("stamp colour", EXACT, text["colour"], dig(shown, "colour"), file)
        sheet.compare("stamp visible", EXACT, text["visible"], dig(shown, "visible"), file)


def compare_document(sheet, truth, facts):
    file = truth["file"]
    by_field = {dig(signature, "field"): signature for signature in facts["signatures"]}
    for signature in truth["signatures"]:
        found = by_field.get(signature["field"])
        sheet.compare("signature found", EXACT, True, found is not None, file)
        if found:
            compare_signature(sheet, file, signature, found)
    layout, said = facts.get("layout"), truth["facts"]
    relation = dig(layout, "seal_relation")
    seal = dig(layout, "seal")
    diameter = dig(facts["signatures"][seal], "layout", "appearance", "picture", "diameter_mm") if seal is not None else None
    person = dig(layout, "person")
    block = dig(facts["signatures"][person], "layout", "block") if person is not None else None
    page = {
        "seal.diameter_mm": ("seal diameter, mm", MM, diameter),
        "seal.overlap_of_signature": ("overlap, share of the signature's width", SHARE, dig(relation, "overlap")),
        "seal.vertical_overlap": ("vertical overlap, share of the smaller height", SHARE, dig(relation, "vertical_overlap")),
        "seal.side_of_signature": ("side of the seal", EXACT, dig(relation, "side")),
        "block.centre_offset_pt": ("offset from the centre of title and name, pt", MM * 72 / 25.4, dig(block, "centre_offset_pt")),
        "block.below_title_pt": ("space below the title, pt (where a line ends is a definition)", 4, dig(block, "below_title_pt")),
        "block.above_name_pt": ("space above the name, pt (where a line ends is a definition)", 4, dig(block, "above_name_pt")),
        "scan.dpi": ("resolution of a scan, dpi (1 %)", 2, dig(layout, "scan", "dpi")),
        "scan.colour": ("colour of a scan", EXACT, dig(layout, "scan", "colour")),
        "body.size_pt": ("size of the body, pt", POINT, dig(layout, "body", "size_pt")),
        "body.font": ("font of the body", EXACT, dig(layout, "body", "font")),
        "margin.left_mm": ("left margin, mm", MM, dig(layout, "margins", "left_mm")),
        "margin.right_mm": ("right margin, mm", MM, dig(layout, "margins", "right_mm")),
    }
    for name, expected in said.items():
        quantity, tolerance, got = page[name]
        sheet.compare(quantity, tolerance, expected, got, file)
    for name, expected in truth["components"].items():
        got = dig(facts.get("components"), name)
        if name == "role" and expected == "attachment" and got == "appendix":
            got = "attachment"  # a heading "Phụ lục" makes it one
        sheet.compare(f"component {name}", EXACT, words(str(expected)), None if got is None else words(str(got)), file)


def outcomes(row):
    gravest = {}
    for finding in row["findings"]:
        before = gravest.get(finding["rule"])
        if before is None or ORDER.index(finding["outcome"]) > ORDER.index(before["outcome"]):
            gravest[finding["rule"]] = finding
    return gravest


def table(sheet):
    lines = ["| quantity | compared | not measured | largest error | within tolerance |", "|---|---|---|---|---|"]
    for quantity in sorted(set(sheet.seen) | set(sheet.missing)):
        seen, tolerance = sheet.seen[quantity], sheet.tolerance[quantity]
        total = len(seen) + len(sheet.missing[quantity])
        good = sum(difference is True if tolerance is EXACT else difference <= tolerance for difference in seen)
        worst = "exact" if tolerance is EXACT else f"{max(seen, default=0):.3f} (of {tolerance:.2f})"
        lines.append(f"| {quantity} | {total} | {len(sheet.missing[quantity])} | {worst} | {100 * good / total:.1f} % |")
    return lines


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("grid", type=pathlib.Path)
    arguments.add_argument("--kysoat", default=str(HERE.parents[1] / "target/debug/kysoat"))
    arguments.add_argument("--report", type=pathlib.Path)
    arguments.add_argument("--list", type=int, default=60, help="so many differences are listed")
    given = arguments.parse_args()
    truths = [json.loads(line) for line in (given.grid / "grid.jsonl").read_text().splitlines()]
    trust = [str(given.grid / "trust")]
    sheet, confusion, disagreements, rules_seen = Sheet(), collections.defaultdict(collections.Counter), [], set()
    for truth, answer in zip(truths, facts_of(given.kysoat, given.grid, truths, trust), strict=True):
        if "facts" not in answer:
            sheet.wrong.append((truth["file"], "read at all", "facts", answer.get("faults")))
            continue
        compare_document(sheet, truth, answer["facts"])
    for truth, row in zip(truths, findings_of(given.kysoat, given.grid, truths, trust), strict=True):
        got = outcomes(row)
        rules_seen |= set(got)
        for rule, expected in truth["expect"].items():
            said = got[rule]["outcome"] if rule in got else "no such rule"
            confusion[rule][expected, said] += 1
            if said not in expected.split("|"):
                disagreements.append((truth["file"], rule, expected, said, got.get(rule, {}).get("message") or got.get(rule, {}).get("because")))
    producers = collections.Counter(truth["producer"] for truth in truths)
    lines = ["# What the grid shows", "", "Written by `tests/grid/compare.py`; every figure is measured.", "",
             f"{len(truths)} documents: " + ", ".join(f"{count} by {name}" for name, count in sorted(producers.items())) + ".", "", "## Measures", "", *table(sheet), "",
             "## Rules: expected and got", "", "| rule | documents | agree | expected → got |", "|---|---|---|---|"]
    for rule in sorted(confusion):
        cells = confusion[rule]
        agree = sum(count for (expected, said), count in cells.items() if said in expected.split("|"))
        detail = "; ".join(f"{expected.replace('|', ' or ')} → {said}: {count}" for (expected, said), count in sorted(cells.items()))
        lines.append(f"| {rule} | {sum(cells.values())} | {agree} | {detail} |")
    lines += ["", "## Differences", "", f"Measures out of tolerance: {len(sheet.wrong)}; outcomes other than expected: {len(disagreements)}.", ""]
    lines += [f"- `{file}` {quantity}: expected {expected}, got {got}" for file, quantity, expected, got in sheet.wrong[:given.list]]
    lines += [f"- `{file}` {rule}: expected {expected}, got {said} ({message})" for file, rule, expected, said, message in disagreements[:given.list]]
    text = "\n".join(lines) + "\n"
    print(text)
    if given.report:
        given.report.write_text(text)
    sys.exit(1 if sheet.wrong or disagreements else 0)


if __name__ == "__main__":
    main()
