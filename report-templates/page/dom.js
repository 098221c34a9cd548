"use strict";
// Building blocks of the page. Every text reaches it as text: there is no innerHTML anywhere.

/** An element with properties and children; a child is a node or a text, and nothing where it is null. */
function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "class") made.className = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value);
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined) made.append(child);
  }
  return made;
}

const byId = (id) => document.getElementById(id);

/** A word of the report; a word that is missing shows as its code, so that nothing is silently empty. */
function word(section, key) {
  return data.words[section]?.[key] ?? key;
}

/** A sentence with its places `{name}` filled. */
function sentence(section, key, values) {
  return word(section, key).replace(/\{(\w+)\}/g, (place, name) => (name in values ? values[name] : place));
}

/** A whole number as people write it. */
function number(value) {
  return String(value).replace(/\B(?=(\d{3})+$)/g, data.words.format.thousands);
}

/** A day `2026-03-05` as official documents write it. */
function writtenDay(day) {
  return day.slice(0, 10).split("-").reverse().join("/");
}

/** An RFC 3339 time at +07:00: the letters are enough, no clock of this computer has a say. */
function writtenTime(time) {
  return `${time.slice(11, 19)} ${writtenDay(time)}`;
}

/** The word for an outcome or conclusion; shape and colour come from the style sheet. */
function mark(section, code) {
  return element("span", { class: `mark ${code}` }, word(section, code));
}

/** A value that is copied whole by the button behind it. */
function copyable(text, label) {
  const value = element("span", { class: "code" }, text);
  return element("span", { class: "copyable" }, value, copyButton(() => text, label, value));
}

/** A button that copies a text; where the browser forbids that, it selects the value beside it instead. */
function copyButton(text, label, value) {
  const usual = value ? word("drawer", "copy") : label;
  const button = element("button", { type: "button", class: "copy", "aria-label": label, title: label }, usual);
  button.addEventListener("click", async () => {
    let told = "copied";
    try {
      await navigator.clipboard.writeText(text());
    } catch {
      told = "copy_failed";
      if (value) getSelection().selectAllChildren(value);
    }
    button.textContent = word("drawer", told);
    setTimeout(() => { button.textContent = usual; }, 2500);
  });
  return button;
}
