"""Makes the grid: python3 tests/grid/make.py --out DIR [--only WORD] [--committed]

Writes the signed files, `grid.jsonl` with the truth about each, and `trust/` with the test authorities.
"""
import argparse
import pathlib
import sys
import time

import appearances
import case as cases
import geometry
import stamps
import office
import samples
import signing
import wording

FAMILIES = [geometry, stamps, wording, appearances, samples, office]
KEPT = """
appearance/person-frame appearance/person-ground-white appearance/person-words appearance/seal-frame-thick appearance/seal-ground-multiply appearance/seal-words
four-fields/in-pieces
attachment/colour-red attachment/face-arial attachment/face-times-simple attachment/form-F1 attachment/form-F4 attachment/good attachment/place-bottom-right
attachment/size-12 attachment/skew-0.21256 attachment/style-bold attachment/time-minute-late attachment/view-rotate-90 attachment/with-picture capacity/kt
certificate/seal-by-person copy/good copy/no-organ copy/scan-100 diameter/42 encoding/nfd encoding/tcvn3-notice four-fields/good
ink/person-black ink/seal-blue missing/no-person missing/no-seal nesting/scaled nesting/stretched offset-x/+25 offset-y/-45 order/seal-first overlap/left-012
overlap/left-033 overlap/left-070 overlap/left-minus-015 page/seal-on-page-1 picture/blue publisher/on-text side/right-030
transparency/person-colour-key transparency/person-opaque transparency/person-stencil transparency/seal-mask typst/khcn-18-033-36 vector-seal/36 view/crop
view/rotate-270-crop-unit-3 view/rotate-90 view/unit-2
""".split()


def all_cases():
    for family in FAMILIES:
        yield from family.all_cases()


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--out", type=pathlib.Path, required=True)
    arguments.add_argument("--only", default="", help="only cases with this in their name")
    arguments.add_argument("--committed", action="store_true", help="only the cases of which the files are kept in the repository")
    arguments.add_argument("--truth-only", action="store_true", help="write grid.jsonl again beside files that are there")
    given = arguments.parse_args()
    made, started, size = [], time.time(), 0
    for case in all_cases():
        if given.only not in case.name or (given.committed and case.name not in KEPT):
            continue
        path = given.out / f"{case.name}.pdf"
        if not given.truth_only:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(case.data())
        size += path.stat().st_size
        made.append(case.truth())
    names = [truth["file"] for truth in made]
    assert len(names) == len(set(names)), "two cases of one name"
    (given.out / "grid.jsonl").write_text("".join(cases.line(truth) + "\n" for truth in made))
    if not given.committed:
        folder = given.out / "trust"
        folder.mkdir(exist_ok=True)
        for name, certificate in signing.trust().items():
            (folder / f"{name}.cer").write_bytes(certificate)
    print(f"{len(made)} documents, {size / 1e6:.1f} MB, {time.time() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
