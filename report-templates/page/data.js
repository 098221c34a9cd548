// Reading the block: base64, gzip, JSON, and the few columns that are worked out once.

/** What the block holds; set by `readData`. */
let data;

/** Decodes the block and tells whether it is the one that the page names by its digest. */
async function readData() {
  const packed = Uint8Array.from(atob(byId("data").textContent.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bytes = await new Response(stream).arrayBuffer();
  data = JSON.parse(new TextDecoder().decode(bytes));
  data.rule = new Map(data.rules.map((rule) => [rule.code, rule]));
  byId("data").remove();
  return bytes;
}

/** Compares the digest of the decoded bytes with the one printed in the page. */
async function checkDigest(bytes) {
  const told = byId("data-check");
  if (!crypto.subtle) {
    told.textContent = word("list", "data_unseen");
    return;
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const same = hex === byId("data-sha256").textContent;
  told.textContent = word("list", same ? "data_ok" : "data_wrong");
  told.className = same ? "agrees" : "differs";
  if (!same) trouble(word("list", "data_wrong"));
}

function trouble(text) {
  byId("trouble").textContent = text;
  byId("trouble").hidden = false;
}

/** The value of a column in a row. */
const at = (column, row) => column.values[column.rows[row]];

/** Columns that follow from others: what filters and lists ask again and again. */
function derive() {
  const { documents, findings, signatures } = data;
  for (const table of [documents, findings, signatures]) {
    for (const column of Object.values(table)) {
      if (column.rows) column.rows = Uint32Array.from(column.rows);
    }
  }
  documents.count = documents.path.length;
  findings.count = findings.document.length;
  const month = documents.day.values.map((day) => (day === null ? "" : day.slice(0, 7)));
  const months = [...new Set(month)];
  const place = month.map((one) => months.indexOf(one));
  documents.month = { values: months, rows: documents.day.rows.map((day) => place[day]) };
  documents.findings = ranges(findings.document, documents.count);
  documents.signatures = ranges(signatures.document, documents.count);
}

/** Where the rows of each document begin; they stand in the order of documents. */
function ranges(documentOf, count) {
  const begins = new Uint32Array(count + 1);
  for (const document of documentOf) begins[document + 1] += 1;
  for (let place = 0; place < count; place += 1) begins[place + 1] += begins[place];
  return begins;
}

/** The places between which a document's rows lie. */
function* rowsOf(begins, document) {
  for (let row = begins[document]; row < begins[document + 1]; row += 1) yield row;
}
