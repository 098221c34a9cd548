// What leaves the page: rows as CSV, rows as a table on paper.

/** Rows that a browser still prints in reasonable time. */
const PRINTED = 5_000;

const CSV_COLUMNS = ["number", "agency", "path", "subject", "rule", "outcome", "severity", "message", "basis", "measured", "because", "sha256"];

/** One finding in the columns of findings.csv. */
function csvRow(row) {
  const { documents, findings } = data;
  const document = findings.document[row];
  const signature = findings.subject[row];
  return [
    at(documents.agency, document),
    documents.path[document],
    signature === 0 ? word("findings", "document") : sentence("findings", "signature", { number: signature }),
    at(findings.rule, row),
    word("outcome", at(findings.outcome, row)),
    word("severity", at(findings.severity, row)),
    at(findings.message, row),
    at(findings.basis, row),
    at(findings.measured, row),
    at(findings.because, row),
    documents.sha256[document] ?? "",
  ].map(harmless);
}

/** A spreadsheet program runs a cell that begins with one of these signs; behind an apostrophe it is text. */
const harmless = (text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** These rows as CSV: with all of them, findings.csv byte by byte. */
function csv(rows) {
  const quoted = (text) => (text.includes(data.separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const line = (cells) => `${cells.map(quoted).join(data.separator)}\r\n`;
  const lines = Array.from(rows, (row) => line([String(row + 1), ...csvRow(row)]));
  // Excel takes a file without this mark for one in the machine's old code page.
  return `\uFEFF${line(CSV_COLUMNS.map((key) => word("findings", key)))}${lines.join("")}`;
}

function download(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** The rows of a list as a plain table for paper, where nothing scrolls. */
function printedTable(list, title, note) {
  const rows = list.rows.subarray(0, PRINTED);
  const left = list.rows.length - rows.length;
  return [
    element("p", {}, document.title),
    element("h2", {}, title),
    element("p", {}, note),
    element("table", {},
      element("thead", {}, element("tr", {}, list.columns.map((column) => element("th", { scope: "col" }, column.label)))),
      element("tbody", {}, Array.from(rows, (row) => element("tr", {}, list.cells(row).map((content) => element("td", {}, content)))))),
    left > 0 ? element("p", {}, sentence("list", "more_printed", { number: number(left) })) : null,
    element("p", { class: "code" }, `SHA-256: ${byId("data-sha256").textContent}`),
  ].filter((part) => part !== null);
}
