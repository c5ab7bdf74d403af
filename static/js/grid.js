// The grid in the browser: a spreadsheet's habits on a form that works as well without them. docs/grid.md tells the parts.

import { form, tables } from "./grid/cells.js";
import { know } from "./grid/changes.js";
import "./grid/sorting.js";
import "./grid/selection.js";
import { doAgain, takeBack } from "./grid/editing.js";
import { hasUnsaved, mark } from "./grid/fields.js";
import "./grid/new_rows.js";
import "./grid/split_dialog.js";
import "./grid/clipboard.js";

let sending = false;

/** Says what the parts of a table are: the pattern of a grid, with what is stacked on a phone still a row. */
function describe(table) {
  const set = (elements, role) => [...elements].forEach((element) => element.setAttribute("role", role));
  set([table], "grid");
  table.setAttribute("aria-multiselectable", "true");
  table.setAttribute("aria-rowcount", table.rows.length);
  table.setAttribute("aria-colcount", table.tHead.rows[0].cells.length);
  set(table.querySelectorAll("thead, tbody, tfoot"), "rowgroup");
  set(table.rows, "row");
  set(table.querySelectorAll("thead > tr > th"), "columnheader");
  set(table.querySelectorAll(":is(tbody, tfoot) > tr > th"), "rowheader");
  set(table.querySelectorAll(":is(tbody, tfoot) > tr > td"), "gridcell");
}

for (const table of tables) {
  describe(table);
  const controls = table.querySelectorAll("tbody :is(input, select)");
  know(controls);
  for (const control of table.querySelectorAll("[data-saved]")) mark(control);
}
form.querySelector("[data-undo]").addEventListener("click", takeBack);
form.querySelector("[data-redo]").addEventListener("click", doAgain);
form.addEventListener("submit", () => {
  sending = true;
});
window.addEventListener("pageshow", () => {
  sending = false;
});
window.addEventListener("beforeunload", (event) => {
  if (hasUnsaved() && !sending) event.preventDefault();
});
form.classList.add("tooled");
for (const part of form.querySelectorAll("[data-keyboard], [data-tools]")) part.hidden = false;
