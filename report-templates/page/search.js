// Which rows are shown: filters by code, a search that needs no accents, and the order.

/** Filters that speak of a document, and those that speak of a finding. */
const DOCUMENT_FILTERS = ["agency", "month", "conclusion"];
const FINDING_FILTERS = ["rule", "outcome", "severity"];

/** Lower case without accents: "Sở Y tế" is found by "so y te". */
function folded(text) {
  return text.toLowerCase().normalize("NFD").replace(/\p{Mn}/gu, "").replaceAll("đ", "d");
}

/** Folded texts, made when something is first searched for. */
let haystack = null;

function makeHaystack() {
  const { documents, findings, signatures } = data;
  const fold = (column) => column.values.map((value) => folded(value ?? ""));
  const agency = fold(documents.agency);
  const signer = signatures.certificate.values.map((certificate) =>
    certificate === null ? "" : folded([certificate.common_name, certificate.organization, certificate.serial].join(" ")));
  const signers = documents.path.map(() => "");
  for (let row = 0; row < signatures.document.length; row += 1) {
    signers[signatures.document[row]] += ` ${signer[signatures.certificate.rows[row]]}`;
  }
  haystack = {
    document: documents.path.map((path, row) =>
      `${folded(path)} ${agency[documents.agency.rows[row]]} ${documents.sha256[row] ?? ""}${signers[row]}`),
    rule: findings.rule.values.map((code) => folded(`${code} ${data.rule.get(code)?.title ?? ""}`)),
    message: fold(findings.message),
    measured: fold(findings.measured),
    basis: fold(findings.basis),
  };
}

/** For each value of a column, whether it holds the word. */
const hits = (texts, word) => Uint8Array.from(texts, (text) => (text.includes(word) ? 1 : 0));

/** Leaves only the rows whose value of a column is among the hits. */
function keep(mask, hit, rows) {
  for (let row = 0; row < mask.length; row += 1) mask[row] &= hit[rows[row]];
}

/** For each row of findings and each document, whether it holds every word. */
function searched(query) {
  const { documents, findings } = data;
  const inDocument = new Uint8Array(documents.count).fill(1);
  const inFinding = new Uint8Array(findings.count).fill(1);
  const words = folded(query).split(/\s+/).filter(Boolean);
  if (words.length > 0 && haystack === null) makeHaystack();
  for (const word of words) {
    const document = hits(haystack.document, word);
    const hit = new Uint8Array(findings.count);
    const add = (found, rows) => {
      for (let row = 0; row < hit.length; row += 1) hit[row] |= found[rows[row]];
    };
    add(document, findings.document);
    for (const name of ["rule", "message", "measured", "basis"]) add(hits(haystack[name], word), findings[name].rows);
    for (let row = 0; row < hit.length; row += 1) inFinding[row] &= hit[row];
    for (let row = 0; row < document.length; row += 1) inDocument[row] &= document[row];
  }
  return { inDocument, inFinding };
}

/** For each value of a column, whether the filter lets it pass. */
const allowed = (column, value) => Uint8Array.from(column.values, (own) => ((own ?? "") === value ? 1 : 0));

/** The rows of both lists that pass the filters, in the order of the archive. */
function filtered(state) {
  const { documents, findings } = data;
  const { inDocument, inFinding } = searched(state.q);
  const open = new Uint8Array(documents.count).fill(1);
  for (const name of DOCUMENT_FILTERS.filter((name) => state[name] !== "")) {
    // Documents without a known time have the empty month, which in the address would mean no filter.
    const value = name === "month" && state[name] === "unknown" ? "" : state[name];
    keep(open, allowed(documents[name], value), documents[name].rows);
  }
  keep(inFinding, open, findings.document);
  const ofFinding = FINDING_FILTERS.filter((name) => state[name] !== "");
  for (const name of ofFinding) keep(inFinding, allowed(findings[name], state[name]), findings[name].rows);

  const listed = new Uint8Array(documents.count);
  for (let row = 0; row < inFinding.length; row += 1) {
    if (inFinding[row]) listed[findings.document[row]] = 1;
  }
  // Without a filter that speaks of findings, a document without any may be meant too.
  for (let row = 0; row < listed.length; row += 1) {
    listed[row] |= ofFinding.length === 0 ? open[row] & inDocument[row] : 0;
  }
  return { findings: placesOf(inFinding), documents: placesOf(listed) };
}

/** The rows that are set in a mask. */
function placesOf(mask) {
  const places = new Uint32Array(mask.length);
  let count = 0;
  for (let row = 0; row < mask.length; row += 1) {
    if (mask[row]) places[count++] = row;
  }
  return places.slice(0, count);
}

/** Codes from the gravest to the least. */
const GRAVITY = {
  outcome: ["failed", "indeterminate", "warning"],
  severity: ["high", "medium", "low", "info"],
  conclusion: ["failed", "indeterminate", "passed", "not-judged"],
};

/** The place of each value of a column among its values in order; made once. */
function ranks(column, name) {
  if (!column.ranks) {
    const order = GRAVITY[name];
    const collator = new Intl.Collator(data.language, { numeric: true });
    const compare = order
      ? (one, other) => order.indexOf(one) - order.indexOf(other)
      : (one, other) => collator.compare(one ?? "", other ?? "");
    const sorted = column.values.map((value, place) => place).sort((one, other) => compare(column.values[one], column.values[other]));
    column.ranks = new Uint32Array(sorted.length);
    sorted.forEach((place, rank) => { column.ranks[place] = rank; });
  }
  return column.ranks;
}

/** What a row sorts by; documents are asked for what their findings don't have. */
function sortKey(list, name) {
  const { documents, findings } = data;
  if (list === "documents" && name === "findings") {
    return (row) => documents.findings[row] - documents.findings[row + 1];
  }
  if (list === "documents" && name === "signatures") {
    return (row) => documents.signatures[row + 1] - documents.signatures[row];
  }
  if (list === "findings" && findings[name]?.values) {
    const rank = ranks(findings[name], name);
    return (row) => rank[findings[name].rows[row]];
  }
  const column = name === "path" ? pathColumn() : documents[name];
  const rank = ranks(column, name);
  return list === "documents" ? (row) => rank[column.rows[row]] : (row) => rank[column.rows[findings.document[row]]];
}

/** Paths all differ and are kept as a plain list; sorting wants a column. */
function pathColumn() {
  const { documents } = data;
  documents.paths ??= { values: documents.path, rows: documents.path.map((path, row) => row) };
  return documents.paths;
}

/** Sorts rows in place; rows with the same key stay in the order of the archive. */
function sortRows(rows, list, name, descending) {
  if (name === "") return rows;
  const key = sortKey(list, name);
  const keys = Int32Array.from(rows, key);
  const order = Uint32Array.from(rows, (row, place) => place);
  const sign = descending ? -1 : 1;
  order.sort((one, other) => sign * (keys[one] - keys[other]) || one - other);
  return Uint32Array.from(order, (place) => rows[place]);
}
