// Sorting a table on the page: rows change places with all that is written in them. What is saved keeps its order.

import { bodyRows, form, tables } from "./cells.js";
import { say, sheet } from "./sums.js";

const NEXT = { none: "ascending", ascending: "descending", descending: "none" };
const WORDS = { ascending: "stigande", descending: "fallande" };
const collator = new Intl.Collator("sv", { numeric: true });
const compare = { bigint: (a, b) => (a < b ? -1 : Number(a > b)), string: collator.compare };
const sorted = new Map(); // table → {by, direction}

/** What a row is sorted by: öre of an amount, or a text. */
function valueOf(row, by) {
  if (by === "name") return row.querySelector("th > span")?.textContent ?? "";
  if (by === "role") return row.querySelector("th .role")?.textContent ?? "";
  if (by === "total") return sheet.row(row.dataset.row);
  return sheet.cell(`c-${row.dataset.row}-${by}`).ore;
}

/** Rows of new activities stay last. Equal rows, and all rows without a direction, stand in their saved order. */
function sort(table, by, direction) {
  const rows = bodyRows(table);
  const there = rows.filter((row) => !row.matches(".new")).sort((a, b) => a.dataset.order - b.dataset.order);
  const values = new Map(there.map((row) => [row, valueOf(row, by)]));
  const sign = { ascending: 1, descending: -1, none: 0 }[direction];
  if (sign) there.sort((a, b) => sign * compare[typeof values.get(a)](values.get(a), values.get(b)));
  const focused = document.activeElement;
  table.tBodies[0].prepend(...there);
  if (table.contains(focused)) focused.focus({ preventScroll: true });
  sorted.set(table, { by, direction });
  show(table);
}

function show(table) {
  const { by, direction } = sorted.get(table);
  for (const head of table.tHead.rows[0].cells) {
    const keys = [...head.querySelectorAll(".sort")];
    if (!keys.length) continue;
    head.setAttribute("aria-sort", keys.some((key) => key.dataset.sort === by) ? direction : "none");
    for (const key of keys) key.dataset.direction = key.dataset.sort === by ? direction : "none";
  }
  const choice = table.closest(".grid-area").querySelector("[data-sort-choice]");
  choice.value = direction === "none" ? "" : `${by} ${direction}`;
}

function change(table, by, direction) {
  sort(table, by, direction);
  if (direction === "none") sessionStorage.removeItem(memory(table));
  else sessionStorage.setItem(memory(table), JSON.stringify({ by, direction }));
  const name = table.querySelector(`[data-sort="${CSS.escape(by)}"]`).textContent.replace(/,\s*kr\s*$/, "");
  say(direction === "none" ? "Raderna står i sin sparade ordning." : `Sorterat efter ${name}, ${WORDS[direction]}.`);
}

function memory(table) {
  return `sortering ${form.action} ${table.dataset.area}`;
}

/** How the table was sorted when the page was left; a column may have gone since. */
function remembered(table) {
  const found = JSON.parse(sessionStorage.getItem(memory(table)) ?? "null");
  return found && table.querySelector(`[data-sort="${CSS.escape(found.by)}"]`) ? found : null;
}

// ---- start: heads become buttons, and where heads are not seen there is a list to choose from

function makeButtons(table) {
  for (const head of table.querySelectorAll("thead [data-sort]")) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "sort" });
    button.dataset.sort = head.dataset.sort;
    button.append(...head.childNodes);
    head.replaceWith(button);
    button.addEventListener("click", () => {
      const { by, direction } = sorted.get(table) ?? {};
      change(table, button.dataset.sort, by === button.dataset.sort ? NEXT[direction] : "ascending");
    });
  }
}

function makeChoice(table) {
  const choice = table.closest(".grid-area").querySelector("[data-sort-choice]");
  for (const { dataset, textContent } of table.querySelectorAll("thead .sort")) {
    for (const [direction, word] of Object.entries(WORDS)) {
      choice.add(new Option(`${textContent.trim()}, ${word}`, `${dataset.sort} ${direction}`));
    }
  }
  choice.closest("[data-sort-field]").hidden = false;
  choice.addEventListener("change", () => {
    const [by, direction] = choice.value.split(" ");
    change(table, by || "name", direction ?? "none");
  });
}

for (const table of tables) {
  bodyRows(table).forEach((row, place) => (row.dataset.order = place));
  makeButtons(table);
  makeChoice(table);
  const { by, direction } = remembered(table) ?? { by: "name", direction: "none" };
  if (direction !== "none") sort(table, by, direction);
}
