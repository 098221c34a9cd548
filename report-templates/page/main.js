// Wiring: the address of the page is its state, and everything shown follows from it.

const NO_FILTER = { q: "", agency: "", rule: "", outcome: "", severity: "", month: "", conclusion: "" };
const NO_STATE = { view: "summary", ...NO_FILTER, sort: "", descending: "", doc: "", open: "" };
const VIEWS = ["summary", "findings", "documents", "rules", "provenance"];

let state = { ...NO_STATE };
let lists = {};
/** The rows of both lists that pass the filters, in the order of the archive. */
let shown = null;
/** The document whose record is open, by row; `null` when none is. */
let opened = null;

/** `#findings&rule=C01&q=so+y+te&doc=17`: the view, then whatever differs from the usual. */
function readState() {
  const [view, ...rest] = location.hash.slice(1).split("&");
  const given = new URLSearchParams(rest.join("&"));
  const read = { ...NO_STATE, view: VIEWS.includes(view) ? view : "summary" };
  for (const key of Object.keys(NO_STATE)) {
    if (key !== "view" && given.has(key)) read[key] = given.get(key);
  }
  return read;
}

function addressOf(changed) {
  const parts = new URLSearchParams();
  for (const [key, value] of Object.entries({ ...state, ...changed })) {
    if (key !== "view" && value !== "") parts.set(key, value);
  }
  const rest = parts.toString();
  return `#${changed.view ?? state.view}${rest === "" ? "" : `&${rest}`}`;
}

/** Changes the state; a step of its own in the history where a reader would want to go back to it. */
function go(changed, keepsPlace = false) {
  const address = addressOf(changed);
  if (keepsPlace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  follow();
}

/** Shows what the address says. */
function follow() {
  const before = state;
  state = readState();
  for (const view of VIEWS) {
    const section = byId(view);
    if (section !== null) section.classList.toggle("current", view === state.view);
  }
  for (const link of document.querySelectorAll(".views a")) {
    link.dataset.view ??= link.getAttribute("href").slice(1);
    // The filters go along from one part of the page to the next.
    link.setAttribute("href", addressOf({ view: link.dataset.view, sort: "", descending: "", doc: "", open: "" }));
    if (link.dataset.view === state.view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.body.dataset.view = state.view;
  if (state.view === "rules" && state.open !== "") showRule(state.open);
  if (data.documents) {
    const changed = [...Object.keys(NO_FILTER), "sort", "descending"].some((key) => before[key] !== state[key]);
    if (changed || shown === null) refresh();
    count();
    lists[state.view]?.measure();
    showDocument();
  }
  if (before.view !== state.view) scrollTo(0, 0);
}

function refresh() {
  shown = filtered(state);
  for (const name of ["findings", "documents"]) {
    const sorted = { name: state.sort, descending: state.descending !== "" };
    const has = lists[name].columns.some((column) => column.key === state.sort && column.sortable);
    const rows = shown[name];
    lists[name].show(has ? sortRows(rows, name, state.sort, sorted.descending) : rows, has ? sorted : { name: "", descending: false });
  }
  const form = document.querySelector("#filters form");
  for (const key of Object.keys(NO_FILTER)) {
    if (form.elements[key].value !== state[key]) form.elements[key].value = state[key];
  }
}

/** Says how much is shown, for eyes and for screen readers. */
function count() {
  const name = state.view === "documents" ? "documents" : "findings";
  const values = { shown: number(shown[name].length), all: number(data[name].count) };
  const text = sentence("list", `shown_${name}`, values);
  if (byId("count").textContent !== text) byId("count").textContent = text;
}

function showRule(code) {
  const panel = [...document.querySelectorAll("details.rule")].find((one) => one.dataset.rule === code);
  if (panel === undefined) return;
  panel.open = true;
  panel.scrollIntoView({ block: "start" });
  panel.querySelector("summary").focus({ preventScroll: true });
}

/** Opens or closes the record that the address names. */
function showDocument() {
  const drawer = byId("drawer");
  const row = state.doc === "" ? -1 : data.documents.number.indexOf(Number(state.doc));
  if (row < 0) {
    opened = null;
    if (drawer.open) drawer.close();
    return;
  }
  if (opened === row) return;
  opened = row;
  const list = lists[state.view] ?? lists.documents;
  if (documentOf(list, list.active) !== row) list.active = Math.max(0, list.rows.findIndex((own, place) => documentOf(list, place) === row));
  fillDrawer(row, { close: closeDocument, step, print: () => print() });
  if (!drawer.open) drawer.showModal();
  drawer.querySelector(".record").focus();
}

function closeDocument() {
  go({ doc: "" });
  const list = lists[state.view];
  list?.focus(list.active);
}

/** The document that a row of a list belongs to. */
function documentOf(list, place) {
  return list === lists.findings ? data.findings.document[list.rows[place]] : list.rows[place];
}

/** To the document before or after in the list behind the record; in findings past those of the same document. */
function step(by) {
  const list = lists[state.view] ?? lists.documents;
  let place = list.active;
  while (place >= 0 && place < list.rows.length && documentOf(list, place) === opened) place += by;
  if (place < 0 || place >= list.rows.length) return;
  list.active = place;
  go({ doc: String(data.documents.number[documentOf(list, place)]) }, true);
}

/** Path and agency; the folder of the agency is not said twice. */
function pathCell(row) {
  const path = data.documents.path[row];
  const agency = at(data.documents.agency, row);
  return [
    element("span", { class: "path", title: path }, path.startsWith(`${agency}/`) ? path.slice(agency.length + 1) : path),
    element("span", { class: "agency" }, agency),
  ];
}

function makeLists() {
  const { documents, findings } = data;
  const column = (key, label, sortable = true) => ({ key, label, sortable });
  const open = (row) => go({ doc: String(documents.number[row]) });
  const sort = (key) => go(state.sort === key
    ? { sort: state.descending === "" ? key : "", descending: state.descending === "" ? "1" : "" }
    : { sort: key, descending: "" }, true);
  lists.findings = new List(byId("findings-list"), {
    columns: [
      column("outcome", word("list", "outcome")),
      column("severity", word("list", "severity")),
      column("rule", word("list", "rule")),
      column("path", word("list", "path")),
      column("subject", word("list", "subject"), false),
      column("message", word("list", "message"), false),
    ],
    cells: (row) => [
      mark("outcome", at(findings.outcome, row)),
      word("severity", at(findings.severity, row)),
      at(findings.rule, row),
      pathCell(findings.document[row]),
      subject(findings.subject[row]),
      at(findings.message, row),
    ],
    open: (row) => open(findings.document[row]),
    sort,
  });
  lists.documents = new List(byId("documents-list"), {
    columns: [
      column("conclusion", word("list", "conclusion")),
      column("path", word("list", "path")),
      column("day", word("list", "day")),
      column("signatures", word("list", "signatures")),
      column("findings", word("list", "counts")),
    ],
    cells: (row) => [
      mark("conclusion", at(documents.conclusion, row)),
      pathCell(row),
      at(documents.day, row) === null ? word("drawer", "unknown_day") : writtenDay(at(documents.day, row)),
      number(documents.signatures[row + 1] - documents.signatures[row]),
      GRAVITY.outcome.map((outcome) => outcomeCount(row, outcome)),
    ],
    open,
    sort,
  });
}

/** How many findings of an outcome a document has, as a small mark; nothing when there is none. */
function outcomeCount(document, outcome) {
  const { documents, findings } = data;
  let count = 0;
  for (const row of rowsOf(documents.findings, document)) count += at(findings.outcome, row) === outcome ? 1 : 0;
  return count === 0 ? null : element("span", { class: `mark ${outcome}`, title: word("outcome", outcome), "aria-label": `${word("outcome", outcome)}: ${count}` }, String(count));
}

function makeFilters() {
  const form = document.querySelector("#filters form");
  const { documents, findings } = data;
  const collator = new Intl.Collator(data.language, { numeric: true });
  const fill = (name, values, label) => {
    for (const value of values) form.elements[name].append(element("option", { value }, label(value)));
  };
  const known = (column, order) => order.filter((code) => column.values.includes(code));
  fill("agency", [...documents.agency.values].sort(collator.compare), (agency) => agency);
  fill("rule", [...findings.rule.values].sort(collator.compare), (code) => `${code} – ${data.rule.get(code)?.title ?? ""}`);
  fill("outcome", known(findings.outcome, GRAVITY.outcome), (code) => word("outcome", code));
  fill("severity", known(findings.severity, GRAVITY.severity), (code) => word("severity", code));
  fill("month", documents.month.values.map((month) => month || "unknown").sort(), (month) =>
    month === "unknown" ? word("list", "unknown_month") : month.split("-").reverse().join("/"));
  fill("conclusion", known(documents.conclusion, GRAVITY.conclusion), (code) => word("conclusion", code));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => go({ [event.target.name]: event.target.value }, true));
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    go({ ...NO_FILTER, sort: "", descending: "" }, true);
  });
  byId("csv").addEventListener("click", () => {
    // In the order of findings.csv, whatever the order on screen.
    const rows = Uint32Array.from(shown.findings).sort();
    download(`kysoat-${data.period}.csv`, csv(rows));
  });
  byId("print").addEventListener("click", () => print());
}

/** Links of the static part that need the lists to lead anywhere. */
function makeLinks() {
  for (const head of document.querySelectorAll("#agencies tbody th")) {
    const agency = head.textContent;
    if (!data.documents?.agency.values.includes(agency)) continue;
    head.replaceChildren(element("a", { href: `#documents&${new URLSearchParams({ agency })}` }, agency));
  }
  for (const tile of document.querySelectorAll(".tile .mark")) {
    const conclusion = tile.classList[1];
    if (data.documents?.conclusion.values.includes(conclusion)) {
      tile.replaceChildren(element("a", { href: `#documents&${new URLSearchParams({ conclusion })}` }, tile.textContent));
    }
  }
  for (const head of document.querySelectorAll("#table-rules tbody th")) {
    const rule = head.textContent;
    if (data.rule?.has(rule)) head.replaceChildren(element("a", { href: `#rules&${new URLSearchParams({ open: rule })}` }, rule));
  }
  for (const panel of document.querySelectorAll("details.rule")) {
    panel.querySelector(".to-findings")?.setAttribute("href", `#findings&${new URLSearchParams({ rule: panel.dataset.rule })}`);
  }
}

/** Paper shows the record that is open, or the list in sight, or from any other part of the page all of it. */
function preparePaper() {
  document.body.classList.toggle("prints-record", opened !== null);
  document.body.classList.toggle("prints-list", state.view in lists);
  for (const panel of document.querySelectorAll("details.rule, details.judged")) {
    panel.dataset.wasOpen = panel.open ? "1" : "";
    panel.open = true;
  }
  if (opened !== null || !data.documents) return;
  const name = state.view === "documents" ? "documents" : "findings";
  byId("printed").replaceChildren(...printedTable(lists[name], word("list", name), byId("count").textContent));
}

function clearPaper() {
  byId("printed").replaceChildren();
  for (const panel of document.querySelectorAll("details[data-was-open]")) {
    panel.open = panel.dataset.wasOpen !== "";
    delete panel.dataset.wasOpen;
  }
}

async function start() {
  const began = performance.now();
  document.documentElement.classList.add("scripts");
  let bytes;
  try {
    bytes = await readData();
  } catch {
    // The words are in the data: what is said here stands in the page itself.
    document.documentElement.classList.remove("scripts");
    byId("trouble").textContent = byId("trouble").dataset.unreadable;
    byId("trouble").hidden = false;
    return;
  }
  if (data.documents) {
    derive();
    makeLists();
    makeFilters();
    byId("findings-badge").textContent = number(data.findings.count);
    byId("documents-badge").textContent = number(data.documents.count);
    byId("drawer").addEventListener("cancel", (event) => {
      event.preventDefault();
      closeDocument();
    });
    byId("drawer").addEventListener("click", (event) => {
      if (event.target === byId("drawer")) closeDocument();
    });
  }
  makeLinks();
  addEventListener("hashchange", follow);
  addEventListener("beforeprint", preparePaper);
  addEventListener("afterprint", clearPaper);
  follow();
  await checkDigest(bytes);
  document.documentElement.dataset.ready = String(Math.round(performance.now() - began));
}

start();
