// A list of any length of which only the rows in sight exist.

/** No browser keeps its promises about scrolling far beyond this height. */
const TALLEST = 8_000_000;
const BEYOND = 6;

class List {
  /** `columns`: `{key, label, sortable}`; `cells(row)`: a node or text for each; `open(row)`: what Enter does. */
  constructor(root, { columns, cells, open, sort }) {
    Object.assign(this, { root, columns, cells, open });
    this.rows = new Uint32Array();
    this.active = 0;
    this.sorted = { name: "", descending: false };
    const head = columns.map((column) => {
      const cell = element("div", { role: "columnheader", class: `cell ${column.key}` });
      if (column.sortable) {
        cell.append(element("button", { type: "button", onclick: () => sort(column.key), "aria-label": `${word("list", "sort")}: ${column.label}` }, column.label));
      } else {
        cell.append(column.label);
      }
      return cell;
    });
    this.head = element("div", { role: "row", class: "row header", "aria-rowindex": "1" }, head);
    this.space = element("div", { class: "space", role: "presentation" });
    this.body = element("div", { class: "rows", role: "rowgroup" }, this.space);
    this.nothing = element("p", { class: "nothing", hidden: "" }, word("list", "nothing"));
    root.append(element("div", { role: "rowgroup" }, this.head), this.body, this.nothing);
    this.body.addEventListener("scroll", () => this.draw(), { passive: true });
    this.body.addEventListener("keydown", (event) => this.press(event));
    this.body.addEventListener("click", (event) => {
      const row = event.target.closest("[data-place]");
      if (row === null) return;
      this.active = Number(row.dataset.place);
      this.draw();
      this.open(this.rows[this.active]);
    });
    new ResizeObserver(() => this.measure()).observe(this.body);
  }

  /** Other rows, from the top. */
  show(rows, sorted) {
    this.rows = rows;
    this.sorted = sorted;
    this.active = 0;
    this.root.setAttribute("aria-rowcount", rows.length + 1);
    this.columns.forEach((column, place) => {
      const direction = sorted.descending ? "descending" : "ascending";
      this.head.children[place].setAttribute("aria-sort", column.key === sorted.name ? direction : "none");
    });
    this.nothing.hidden = rows.length > 0;
    this.body.scrollTop = 0;
    this.measure();
  }

  /** The height of a row is the style sheet's decision; it differs on a telephone. */
  measure() {
    const style = getComputedStyle(this.root);
    this.height = parseFloat(style.getPropertyValue("--row-height")) * parseFloat(getComputedStyle(document.documentElement).fontSize);
    this.full = this.rows.length * this.height;
    this.tall = Math.min(this.full, TALLEST);
    this.space.style.height = `${this.tall}px`;
    this.body.style.height = `${Math.min(this.full, Math.max(innerHeight * 0.72, this.height * 4))}px`;
    this.head.style.paddingRight = `calc(.75rem + ${this.body.offsetWidth - this.body.clientWidth}px)`;
    this.draw();
  }

  /** How far down the whole list the view is; on very long lists a pixel of scrolling stands for several. */
  get offset() {
    const room = this.tall - this.body.clientHeight;
    return room <= 0 ? 0 : (this.body.scrollTop / room) * (this.full - this.body.clientHeight);
  }

  draw() {
    const offset = this.offset;
    const first = Math.max(0, Math.floor(offset / this.height) - BEYOND);
    const last = Math.min(this.rows.length, Math.ceil((offset + this.body.clientHeight) / this.height) + BEYOND);
    const focused = document.activeElement?.closest?.("[data-place]") !== null && this.body.contains(document.activeElement);
    const made = [];
    for (let place = first; place < last; place += 1) made.push(this.row(place, offset));
    this.space.replaceChildren(...made);
    if (focused) this.element(this.active)?.focus({ preventScroll: true });
  }

  row(place, offset) {
    const row = this.rows[place];
    const cells = this.cells(row).map((content, column) =>
      element("div", { role: "cell", class: `cell ${this.columns[column].key}` }, content));
    const made = element("div", {
      role: "row",
      class: place % 2 ? "row odd" : "row",
      "aria-rowindex": place + 2,
      "data-place": place,
      tabindex: place === this.active ? "0" : "-1",
    }, cells);
    made.style.transform = `translateY(${place * this.height - offset + this.body.scrollTop}px)`;
    return made;
  }

  element(place) {
    return this.space.querySelector(`[data-place="${place}"]`);
  }

  /** Brings a row into sight and gives it the focus. */
  focus(place) {
    if (this.rows.length === 0) return;
    this.active = Math.max(0, Math.min(place, this.rows.length - 1));
    const top = this.active * this.height;
    const [begin, view] = [this.offset, this.body.clientHeight];
    let wanted = begin;
    if (top < begin) wanted = top;
    if (top + this.height > begin + view) wanted = top + this.height - view;
    if (wanted !== begin && this.full > view) {
      this.body.scrollTop = (wanted / (this.full - view)) * (this.tall - view);
    }
    this.draw();
    this.element(this.active)?.focus({ preventScroll: true });
  }

  press(event) {
    const page = Math.max(1, Math.floor(this.body.clientHeight / this.height) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.key in steps) {
      event.preventDefault();
      this.focus(this.active + steps[event.key]);
    } else if (event.key === "Enter" && event.target.matches("[data-place]")) {
      event.preventDefault();
      this.open(this.rows[this.active]);
    }
  }
}
