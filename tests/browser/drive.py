"""Drives the HTML report of a run in headless Chromium and fails on anything that does not work.

    python3 tests/browser/drive.py RUN [--pictures FOLDER]

RUN is the folder of an audit. Needs Chromium, Chrome or Edge on the path (ends with 77 where there is none) and, for
the text of printed pages, pdftotext. Compares what the page shows with figures.json and findings.csv.
"""

import base64
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
from page import Page, browser  # noqa: E402

FAILED = []


def check(what, holds, told=""):
    print(f"{'ok  ' if holds else 'FAIL'} {what}{'' if holds else f': {told}'}")
    if not holds:
        FAILED.append(what)


def type_into(page, name, value):
    """Sets a field of the filters as a person would, and tells how many milliseconds the answer took."""
    return page.run(f"""(() => {{
        const field = document.querySelector('#filters [name={name}]');
        field.value = {json.dumps(value)};
        const began = performance.now();
        field.dispatchEvent(new InputEvent('input', {{bubbles: true}}));
        document.body.offsetHeight;
        return performance.now() - began;
    }})()""")


def shown(page):
    return page.run("[shown.findings.length, shown.documents.length]")


def summary_and_start(page, url, figures, pictures):
    page.size(1366, 860)
    check("opens", page.open(url), page.errors)
    check("the digest of the data agrees", page.run("byId('data-check').className") == "agrees")
    check("only the file itself is fetched", all(one.startswith(("file:", "about:", "data:")) for one in page.requests), page.requests)
    tiles = page.run("[...document.querySelectorAll('.tile b')].map(tile => Number(tile.textContent.replace(/\\D/g, '')))")
    conclusions = figures["documents"]["conclusions"]
    told = [conclusions[key] for key in ("passed", "failed", "indeterminate", "not_judged")]
    check("the large figures are those of figures.json", tiles == told, f"{tiles} {told}")
    findings = figures["findings"]
    listed = findings["failed"] + findings["warning"] + findings["indeterminate"]
    check("the lists hold every row", shown(page) == [listed, figures["documents"]["covered"]], shown(page))
    if pictures:
        page.picture(pictures / "summary.png")
    return listed


def search_and_filters(page, url, figures, listed, pictures):
    page.open(f"{url}#findings")
    began = shown(page)
    path = page.run("data.documents.path[data.findings.document[0]]")
    plain = page.run(f"folded({json.dumps(path)})")
    type_into(page, "q", plain)
    found = shown(page)
    type_into(page, "q", path.upper())
    check("a search without accents finds the same", found == shown(page) and 0 < found[0] <= began[0], found)
    check("the count is announced", str(found[0]) in page.run("byId('count').textContent").replace(".", "").replace(",", ""))
    type_into(page, "q", "xyzzy")
    check("an empty list says so", page.run("!document.querySelector('#findings-list .nothing').hidden"))
    type_into(page, "q", "")
    for rule in figures["rules"]:
        wanted = rule["failed"] + rule["warning"] + rule["indeterminate"]
        if wanted:
            type_into(page, "rule", rule["rule"])
            if shown(page)[0] != wanted:
                check(f"filter by rule {rule['rule']}", False, f"{shown(page)} {wanted}")
    check("filter by rule", True)
    type_into(page, "rule", "")
    for outcome in ("failed", "warning", "indeterminate"):
        if figures["findings"][outcome]:
            type_into(page, "outcome", outcome)
            check(f"filter by outcome {outcome}", shown(page)[0] == figures["findings"][outcome], shown(page))
    type_into(page, "outcome", "")
    for row in figures["findings"]["failed_by_severity"]:
        if row["number"]:
            type_into(page, "outcome", "failed")
            type_into(page, "severity", row["code"])
            check(f"filter by severity {row['code']}", shown(page)[0] == row["number"], shown(page))
    type_into(page, "severity", "")
    type_into(page, "outcome", "")
    for row in figures["agencies"]:
        if row["agency"]:
            type_into(page, "agency", page.run("data.documents.agency.values.find(one => one === %s) ?? ''" % json.dumps(row["agency"])))
            if page.run("state.agency") and shown(page)[1] != row["documents"]:
                check(f"filter by agency {row['agency']}", False, shown(page))
    check("filter by agency", True)
    type_into(page, "agency", "")
    for code, key in (("passed", "passed"), ("failed", "failed"), ("indeterminate", "indeterminate"), ("not-judged", "not_judged")):
        if figures["documents"]["conclusions"][key]:
            type_into(page, "conclusion", code)
            check(f"filter by conclusion {code}", shown(page)[1] == figures["documents"]["conclusions"][key], shown(page))
    type_into(page, "conclusion", "")
    months = page.run("[...document.querySelectorAll('[name=month] option')].map(option => option.value).filter(Boolean)")
    total = 0
    for month in months:
        type_into(page, "month", month)
        total += shown(page)[0]
    check("the months together are everything", total == listed, total)
    page.run("document.querySelector('#filters form').reset()")
    check("reset shows everything", shown(page)[0] == listed and page.run("location.hash") == "#findings")
    type_into(page, "q", plain)
    if pictures:
        page.picture(pictures / "filtered.png")
    page.run("document.querySelector('#filters form').reset()")


def sorting(page, url):
    page.open(f"{url}#findings")
    page.run("document.querySelector('#findings-list .header .outcome button').click()")
    first = page.run("[at(data.findings.outcome, lists.findings.rows[0]), document.querySelector('#findings-list .header .outcome').ariaSort]")
    page.run("document.querySelector('#findings-list .header .outcome button').click()")
    last = page.run("[at(data.findings.outcome, lists.findings.rows[0]), document.querySelector('#findings-list .header .outcome').ariaSort]")
    check("sorting puts the gravest first and then last", first[1] == "ascending" and last[1] == "descending" and
          page.run(f"GRAVITY.outcome.indexOf('{first[0]}') <= GRAVITY.outcome.indexOf('{last[0]}')"), [first, last])


def keyboard_and_record(page, url, pictures):
    page.open(url)
    page.press("Tab")
    check("the first stop is the skip link", page.run("document.activeElement.className") == "skip")
    page.open(f"{url}#findings")
    page.run("lists.findings.element(0).focus()")
    page.press("ArrowDown")
    check("the arrow moves to the next row", page.run("document.activeElement.dataset.place") == "1")
    check("the focus is seen", page.run("getComputedStyle(document.activeElement).outlineStyle") == "solid")
    page.press("End")
    end = page.run("[document.activeElement.dataset.place, lists.findings.rows.length - 1, document.activeElement.ariaRowIndex]")
    check("End goes to the last row", end[0] == str(end[1]) and end[2] == str(end[1] + 2), end)
    page.press("Home")
    page.press("Enter")
    check("Enter opens the record", page.until("byId('drawer').open", 5))
    record = page.run("byId('drawer').innerText")
    wanted = page.run("""(() => { const row = lists.findings.rows[0], document = data.findings.document[row];
        return [data.documents.path[document], data.documents.sha256[document], at(data.findings.basis, row), at(data.findings.rule, row)]; })()""")
    for text in filter(None, wanted):
        check(f"the record has {text[:40]}", text in record)
    signatures = page.run("data.documents.signatures[opened + 1] - data.documents.signatures[opened]")
    check("the record has every signature", page.run("document.querySelectorAll('#drawer .signature').length") == signatures)
    judged = page.run("[document.querySelectorAll('#drawer .judged tr').length, at(data.documents.outcomes, opened).length]")
    check("the record has every rule that was tried", judged[0] == judged[1], judged)
    link = page.run("location.href")
    if pictures:
        page.picture(pictures / "record.png")
    page.run("step(1)")
    check("the next document follows", page.run("byId('drawer-title').textContent") != wanted[0] or
          page.run("new Set(lists.findings.rows.map(row => data.findings.document[row])).size") == 1)
    page.run("step(-1)")
    check("and back again", page.run("byId('drawer-title').textContent") == wanted[0])
    page.run("lists.findings.active = 0")
    page.press("Escape")
    check("Escape closes it and the focus is back on the row",
          page.run("!byId('drawer').open && document.activeElement.dataset.place") == "0")
    page.open(link)
    check("its address opens it again", page.run("byId('drawer').open && byId('drawer-title').textContent") == wanted[0])
    return link


def evidence(page, url, run, pictures):
    """The pictures of findings: shown in the record, described, of their own size, and the same as the files beside."""
    page.open(url)
    drawn = page.run("data.pictures.length")
    if not drawn:
        return
    place = page.run("""(() => { const row = [...data.findings.picture.rows].findIndex((value) => data.findings.picture.values[value] !== null);
        return data.documents.number[data.findings.document[row]]; })()""")
    page.open(f"{url}#documents&doc={place}")
    wanted = page.run("""[...rowsOf(data.documents.findings, opened)].filter(row => at(data.findings.picture, row) !== null).length""")
    loaded = "[...document.querySelectorAll('#drawer .picture img')].every(image => image.complete && image.naturalWidth > 0)"
    check("the record shows every picture of its findings", page.run("document.querySelectorAll('#drawer .picture img').length") == wanted > 0, wanted)
    check("the policy lets pictures be seen", page.until(loaded, 5))
    told = page.run("""[...document.querySelectorAll('#drawer .picture')].map(one => { const image = one.querySelector('img');
        return [image.alt, image.naturalWidth, image.width, one.querySelector('a').getAttribute('href'), image.src]; })""")
    for alt, width, shown_width, link, source in told:
        check("a picture is described and not stretched", len(alt) > 20 and 0 < shown_width <= width, [alt, width, shown_width])
        file = run / "reports" / link
        check("its link leads to the same file", file.is_file() and
              source == "data:image/png;base64," + base64.b64encode(file.read_bytes()).decode(), link)
    if pictures:
        page.run("document.querySelector('#drawer .picture').scrollIntoView({block: 'center'})")
        page.picture(pictures / "evidence.png")
        page.size(320, 700)
        page.picture(pictures / "narrow-evidence.png")
        page.size(1366, 860)


def rules_and_parts(page, url):
    page.open(f"{url}#findings")
    rule = page.run("data.findings.rule.values[0]")
    page.open(f"{url}#rules&open={rule}")
    check("the address of a rule opens its panel", page.run("[...document.querySelectorAll('details.rule[open]')].map(one => one.dataset.rule)") == [rule])
    page.run(f"document.querySelector('details.rule[open] .to-findings').click()")
    check("the panel leads to its findings", page.until(f"state.view === 'findings' && state.rule === '{rule}'", 5))
    page.run("document.querySelector('.views a[data-view=documents]').click()")
    check("the filters go along to the documents", page.until(f"state.view === 'documents' && state.rule === '{rule}'", 5))
    page.run("history.back()")
    check("back leads back", page.until("state.view === 'findings'", 5))


def output(page, url, run, link):
    page.open(f"{url}#findings")
    told = page.run("csv(Uint32Array.from({length: data.findings.count}, (none, row) => row))")
    kept = (run / "findings.csv").read_bytes().decode()
    check("all rows as CSV are findings.csv byte by byte", told == kept)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="kysoat-csv-"))
    page.ask("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder))
    type_into(page, "outcome", "failed")
    page.run("byId('csv').click()")
    end = time.monotonic() + 20
    while not list(folder.glob("*.csv")) and time.monotonic() < end:
        time.sleep(0.1)
    files = list(folder.glob("*.csv"))
    lines = files[0].read_text(encoding="utf-8-sig").count("\n") if files else 0
    check("the filtered rows are downloaded", lines == shown(page)[0] + 1, lines)
    shutil.rmtree(folder)
    pdftotext = shutil.which("pdftotext")
    with tempfile.TemporaryDirectory() as paper:
        for name, address, wanted in (
            ("list", f"{url}#findings", page.run("data.documents.path[data.findings.document[shown.findings.at(-1)]].split('/').at(-1).slice(0, 12)")),
            ("record", link, page.run("data.documents.sha256.find(Boolean).slice(0, 16)")),
            ("everything", url, page.run("data.rules.at(-1).title.slice(0, 20)")),
        ):
            page.open(address)
            file = pathlib.Path(paper, f"{name}.pdf")
            page.paper(file)
            if pdftotext:
                text = subprocess.run([pdftotext, "-layout", file, "-"], capture_output=True, check=True).stdout.decode()
                if name == "record":
                    wanted = page.run("(data.documents.sha256[opened] ?? '').slice(0, 16)")
                squeezed = "".join(text.split())
                check(f"paper shows the {name}", "".join(wanted.split()) in squeezed, wanted)


def narrow_and_dark(page, url, link, pictures):
    for name, address in (("summary", url), ("findings", f"{url}#findings"), ("documents", f"{url}#documents"),
                          ("rules", f"{url}#rules"), ("provenance", f"{url}#provenance"), ("record", link)):
        page.size(320, 700)
        page.open(address)
        width = page.run("Math.max(document.documentElement.scrollWidth, document.querySelector('dialog[open] .record')?.scrollWidth ?? 0)")
        check(f"{name} fits 320 pixels", width <= 320, width)
        if pictures:
            page.picture(pictures / f"narrow-{name}.png")
            page.size(1366, 860, dark=True)
            page.open(address)
            page.picture(pictures / f"dark-{name}.png")
    page.size(1366, 860)


CONTRAST = """(() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, place) => sum + c * [0.2126, 0.7152, 0.0722][place], 0);
  const behind = (node) => { for (; node; node = node.parentElement) {
    const colour = rgb(getComputedStyle(node).backgroundColor); if (colour.length < 4 || colour[3] > 0) return colour; }
    return [255, 255, 255]; };
  let worst = [99, ""];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim());
    if (!own || !node.checkVisibility() || node.closest(".hidden, script, style, noscript")) continue;
    const [one, other] = [light(rgb(getComputedStyle(node).color)), light(behind(node))].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (other + 0.05);
    if (ratio < worst[0]) worst = [ratio, node.className + " " + node.textContent.slice(0, 30)];
  }
  return worst;
})()"""


def contrast(page, url, link):
    for dark in (False, True):
        page.size(1366, 860, dark)
        for address in (url, f"{url}#findings", f"{url}#rules", f"{url}#provenance", link):
            page.open(address)
            ratio, where = page.run(CONTRAST)
            check(f"contrast {'dark' if dark else 'light'} {address[len(url):] or '#summary'}: {ratio:.1f}", ratio >= 4.5, where)


def accessible(page, url):
    page.open(f"{url}#findings")
    problems = page.run("""[...document.querySelectorAll('button, a, input, select')]
        .filter(one => one.checkVisibility() && !(one.getAttribute('aria-label') || one.labels?.[0]?.textContent || one.textContent).trim())
        .map(one => one.outerHTML)""")
    check("everything that can be used has a name", problems == [], problems)
    roles = page.run("""[byId('findings-list').getAttribute('role'), byId('findings-list').ariaRowCount, lists.findings.rows.length + 1,
        byId('count').ariaLive]""")
    check("the list is a table with its number of rows and a live count",
          roles[0] == "table" and roles[1] == str(roles[2]) and roles[3] == "polite", roles)


def without_script(page, url, figures, pictures):
    page.ask("Emulation.setScriptExecutionDisabled", value=True)
    page.ask("Page.navigate", url="about:blank")
    page.ask("Page.navigate", url=f"{url}?without-script")
    time.sleep(1.5)
    text = page.run("document.body.innerText")
    # The console can still ask; the page itself runs nothing.
    # Names with invisible marks are shown with the marks spelt out.
    names = [row["agency"] for row in figures["agencies"] if row["agency"] and row["agency"].isprintable()]
    check("without script the summary is there", all(name in text for name in names) and page.run("document.querySelectorAll('.tile').length") == 4)
    check("without script the rules are there", page.run("document.querySelectorAll('details.rule').length > 0"))
    check("without script it says what is missing", page.run("document.querySelector('noscript p') !== null && document.querySelector('noscript').checkVisibility()"))
    check("without script nothing is offered that would not work", not page.run("document.querySelector('#filters').checkVisibility()"))
    if pictures:
        page.picture(pictures / "without-script.png", whole=True)
    page.ask("Emulation.setScriptExecutionDisabled", value=False)


def measure(page, url):
    page.open(f"{url}#findings")
    ready = page.run("Number(document.documentElement.dataset.ready)")
    first = type_into(page, "q", "so khoa hoc")
    times = sorted(type_into(page, "q", word) for word in ("chu ky", "khong dat", "a", "chung thu cong vu", "2026"))
    type_into(page, "q", "")
    page.ask("HeapProfiler.collectGarbage")
    heap = page.run("performance.memory.usedJSHeapSize") / 1e6
    print(f"     start {ready} ms, first search {first:.0f} ms, later searches {times[len(times) // 2]:.0f} ms (median), heap {heap:.0f} MB")


def main():
    arguments = sys.argv[1:]
    pictures = None
    if "--pictures" in arguments:
        place = arguments.index("--pictures")
        pictures = pathlib.Path(arguments[place + 1])
        pictures.mkdir(parents=True, exist_ok=True)
        del arguments[place:place + 2]
    if len(arguments) != 1:
        sys.exit(__doc__)
    program = browser()
    if program is None:
        print("no Chromium, Chrome or Edge on the path: nothing was driven")
        sys.exit(77)
    run = pathlib.Path(arguments[0]).resolve()
    figures = json.loads((run / "figures.json").read_text())
    url = (run / f"reports/bao-cao-{figures['period']}.html").as_uri()
    with Page(program) as page:
        listed = summary_and_start(page, url, figures, pictures)
        if listed:
            search_and_filters(page, url, figures, listed, pictures)
            sorting(page, url)
            link = keyboard_and_record(page, url, pictures)
            evidence(page, url, run, pictures)
            rules_and_parts(page, url)
            output(page, url, run, link)
            narrow_and_dark(page, url, link, pictures)
            contrast(page, url, link)
        accessible(page, url)
        measure(page, url)
        without_script(page, url, figures, pictures)
        check("the console is silent", page.errors == [], page.errors)
    print(f"{len(FAILED)} failed")
    sys.exit(1 if FAILED else 0)


main()
