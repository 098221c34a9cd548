// The record of one document: what it is, who signed, what was found, and every rule that was tried.

/** A list of names and values; a value that is null is left out. */
function facts(pairs) {
  return element("dl", { class: "facts" }, pairs
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}

/** The record of a document, by its row. */
function record(row) {
  const { documents } = data;
  const day = at(documents.day, row);
  const sha256 = documents.sha256[row];
  const faults = at(documents.faults, row);
  const pages = at(documents.pages, row);
  const version = at(documents.version, row);
  const file = [
    version === null ? null : `PDF ${version}`,
    pages === null ? null : sentence("drawer", "pages", { number: number(pages) }),
    sentence("drawer", "bytes", { number: number(documents.size[row]) }),
  ];
  return [
    facts([
      [word("drawer", "conclusion"), mark("conclusion", at(documents.conclusion, row))],
      [word("drawer", "because"), at(documents.because, row)],
      [word("drawer", "agency"), at(documents.agency, row)],
      [word("drawer", "day"), day === null ? word("drawer", "unknown_day") : writtenDay(day)],
      [word("drawer", "file"), file.filter((part) => part !== null).join(", ")],
      [word("drawer", "faults"), faults === "" ? null : faultText(faults, at(documents.fault_detail, row))],
      [word("drawer", "sha256"), sha256 === null ? word("drawer", "not_hashed") : copyable(sha256, `${word("drawer", "copy")}: SHA-256`)],
      [word("drawer", "number"), number(documents.number[row])],
    ]),
    findingsOf(row),
    signaturesOf(row),
    judgedOf(row),
  ];
}

function faultText(codes, detail) {
  const text = codes.split(" ").map((code) => word("fault", code)).join("; ");
  return [text, element("span", { class: "detail" }, ` [${detail}]`)];
}

function heading(key, count) {
  return element("h3", {}, `${word("drawer", key)} (${number(count)})`);
}

/** What a rule was tried on. */
function subject(signature) {
  return signature === 0 ? word("drawer", "on_document") : sentence("drawer", "signature", { number: signature });
}

function findingsOf(document) {
  const { documents, findings } = data;
  const rows = [...rowsOf(documents.findings, document)];
  if (rows.length === 0) {
    const judged = at(documents.outcomes, document) !== "";
    return judged ? [heading("findings", 0), element("p", {}, word("drawer", "no_findings"))] : [];
  }
  const order = GRAVITY.outcome;
  rows.sort((one, other) => order.indexOf(at(findings.outcome, one)) - order.indexOf(at(findings.outcome, other)) || one - other);
  return [heading("findings", rows.length), ...rows.map(finding)];
}

function finding(row) {
  const { findings } = data;
  const outcome = at(findings.outcome, row);
  const rule = data.rule.get(at(findings.rule, row));
  const remedy = outcome === "indeterminate" ? "" : rule?.remedy ?? "";
  // The message ends with what to do; here that has a line of its own.
  const said = at(findings.message, row);
  const place = remedy === "" ? -1 : said.indexOf(remedy);
  const message = place < 0 ? said : (said.slice(0, place) + said.slice(place + remedy.length)).trim();
  const code = at(findings.rule, row);
  return element("article", { class: `finding ${outcome}` },
    element("h4", {},
      mark("outcome", outcome), " ",
      element("a", { href: `#rules&open=${encodeURIComponent(code)}`, title: word("drawer", "to_rule") }, code), " ",
      rule?.title ?? "", " ",
      element("span", { class: "about" }, `${subject(findings.subject[row])} · ${word("severity", at(findings.severity, row))}`)),
    element("p", {}, message),
    facts([
      [word("drawer", "remedy"), place < 0 ? null : remedy],
      [word("drawer", "measured"), at(findings.measured, row)],
      [word("drawer", "basis"), at(findings.basis, row)],
      [word("drawer", "reason"), at(findings.because, row)],
    ]),
    pictureOf(row));
}

/** The place on the page with what was measured outlined; the file lies beside the report too, to be put into a letter. */
function pictureOf(row) {
  const place = at(data.findings.picture, row);
  if (place === null) return null;
  const picture = data.pictures[place];
  const [width, height] = picture.size;
  const alt = sentence("drawer", "picture_alt", { page: number(picture.page), parts: picture.shows.join("; ") });
  const shown = picture.png === null ? null : element("img", { src: `data:image/png;base64,${picture.png}`, alt, width, height });
  return element("figure", { class: "picture" },
    shown,
    element("figcaption", {},
      shown === null ? `${alt}. ` : null,
      element("a", { href: `${data.up}${picture.file}`, target: "_blank", rel: "noopener" }, word("drawer", "picture"))));
}

function signaturesOf(document) {
  const { documents } = data;
  const rows = [...rowsOf(documents.signatures, document)];
  if (rows.length === 0) {
    return at(documents.kind, document) === "pdf" && at(documents.faults, document) === ""
      ? [heading("signatures", 0), element("p", {}, word("drawer", "no_signatures"))]
      : [];
  }
  return [heading("signatures", rows.length), ...rows.map((row, place) => signature(row, place + 1))];
}

/** How a signature stands, as one of the marks: only what is proven valid looks valid. */
function standing(row) {
  const { signatures } = data;
  if (at(signatures.live, row) === false || at(signatures.indication, row) === "TOTAL-FAILED") return "failed";
  return at(signatures.indication, row) === "TOTAL-PASSED" ? "passed" : "indeterminate";
}

function signature(row, place) {
  const { signatures } = data;
  const certificate = at(signatures.certificate, row);
  const live = at(signatures.live, row);
  const indication = at(signatures.indication, row);
  const sub = at(signatures.sub_indication, row);
  const role = at(signatures.role, row);
  const page = at(signatures.page, row);
  const field = at(signatures.field, row);
  const where = [
    role === null ? null : word("role", role),
    page === null ? null : sentence("drawer", "page", { number: page }),
    field === null ? null : sentence("drawer", "field", { name: field }),
  ].filter((part) => part !== null);
  const timestamp = signatures.timestamp[row];
  const best = signatures.best_signature_time[row];
  const bits = at(signatures.key_bits, row);
  const algorithms = [
    at(signatures.digest_algorithm, row)?.toUpperCase(),
    at(signatures.key_algorithm, row)?.toUpperCase(),
    bits === null ? null : sentence("drawer", "bits", { number: bits }),
  ].filter(Boolean).join(", ");
  const coded = (section, column) => {
    const code = at(signatures[column], row);
    return code === null ? null : word(section, code);
  };
  return element("article", { class: `signature ${standing(row)}` },
    element("h4", {},
      element("span", { class: "place" }, `${place}.`), " ",
      element("b", {}, certificate?.common_name ?? word("drawer", "unknown_signer")), " ",
      certificate === null ? null : element("span", { class: "about" }, word("kind", certificate.kind))),
    element("p", { class: "where" }, where.join(", ")),
    facts([
      [word("drawer", "integrity"), coded("integrity", "integrity")],
      [word("drawer", "indication"), [
        element("span", { class: `mark ${standing(row)}` }, word("indication", indication)),
        sub === null ? ` (${indication})` : `: ${word("sub_indication", sub)} (${indication}, ${sub})`,
      ]],
      [word("drawer", "live"), word("drawer", live === null ? "live_unknown" : live ? "live_yes" : "live_no")],
      [word("drawer", "coverage"), coded("coverage", "coverage")],
      [word("drawer", "modification"), coded("modification", "modification")],
      [word("drawer", "claimed_time"), signatures.claimed_time[row] && writtenTime(signatures.claimed_time[row])],
      [word("drawer", "timestamp"), timestamp === null
        ? word("drawer", "no_timestamp")
        : [writtenTime(timestamp), at(signatures.tsa, row)].filter(Boolean).join(", ")],
      [word("drawer", "best_time"), best === null ? word("drawer", "no_best_time") : writtenTime(best)],
      [word("drawer", "format"), [at(signatures.sub_filter, row), at(signatures.baseline, row)].filter(Boolean).join(", ")],
      [word("drawer", "algorithms"), algorithms],
      ...(certificate === null ? [] : certificateFacts(certificate)),
    ]));
}

function certificateFacts(certificate) {
  const { not_before: from, not_after: until } = certificate;
  return [
    [word("drawer", "organization"), certificate.organization],
    [word("drawer", "issuer"), certificate.issuer],
    [word("drawer", "serial"), certificate.serial && copyable(certificate.serial, `${word("drawer", "copy")}: ${word("drawer", "serial")}`)],
    [word("drawer", "validity"), from && until && `${writtenDay(from)} – ${writtenDay(until)}`],
    [word("drawer", "certificate_sha256"), copyable(certificate.sha256, `${word("drawer", "copy")}: ${word("drawer", "certificate_sha256")}`)],
  ];
}

/** Every rule that was tried, with its outcome; a reason where it does not apply or was waived. */
function judgedOf(document) {
  const { documents } = data;
  const things = at(documents.things, document).split(" ").filter(Boolean);
  if (things.length === 0) return [];
  const why = [...at(documents.why, document)];
  const rows = things.map((thing, place) => {
    const [code, signature] = thing.split(".");
    const outcome = data.outcomes[at(documents.outcomes, document)[place]];
    const reason = outcome === "waived" || outcome === "not-applicable" ? documents.reasons[why.shift()] : "";
    return element("tr", {},
      element("td", {}, element("a", { href: `#rules&open=${encodeURIComponent(code)}` }, code)),
      element("td", {}, data.rule.get(code)?.title ?? "", reason === "" ? null : element("span", { class: "detail" }, ` ${reason}`)),
      element("td", {}, subject(Number(signature ?? 0))),
      element("td", {}, mark("outcome", outcome)));
  });
  return [element("details", { class: "judged" },
    element("summary", {}, heading("judged", things.length)),
    element("div", { class: "scroll" }, element("table", {}, element("tbody", {}, rows))))];
}

/** Fills the dialog with a document; `step` leads to another row of the list that is shown. */
function fillDrawer(row, { close, step, print }) {
  const drawer = byId("drawer");
  const button = (key, onclick, label) => element("button", { type: "button", onclick }, label ?? word("drawer", key));
  drawer.replaceChildren(
    element("header", {},
      element("p", {}, word("drawer", "title")),
      element("div", { class: "actions" },
        element("button", { type: "button", onclick: () => step(-1), "aria-label": word("drawer", "previous"), title: word("drawer", "previous") }, "‹"),
        element("button", { type: "button", onclick: () => step(1), "aria-label": word("drawer", "next"), title: word("drawer", "next") }, "›"),
        copyButton(() => location.href, word("drawer", "link")),
        button("print", print),
        button("close", close))),
    element("div", { class: "record", tabindex: "-1" },
      element("h2", { id: "drawer-title" }, data.documents.path[row]),
      ...record(row)));
  drawer.querySelector(".record").scrollTop = 0;
}
