// Rows for activities that do not exist yet: the page has one in each area, more are made here. Names: docs/grid.md.

import { bodyRows, tables } from "./cells.js";
import { know, write } from "./changes.js";
import { goTo, prepareRow } from "./selection.js";
import { readRow } from "./sums.js";

const PLACE = /^(a-ny|c-ny|namn-|roll-|e-c-ny|e-namn-|e-roll-|ny)\d+(?:_\d+)?(?=$|-)/;
const serials = new Map(); // table → the last serial used; one that was undone is not used again

/** A further empty row at the end of a table; the caller makes it part of a change. */
export function appendRow(table) {
  const serial = (serials.get(table) ?? lastSerial(table)) + 1;
  serials.set(table, serial);
  const row = table.querySelector("tr.new").cloneNode(true);
  rename(row, `${table.dataset.area}_${serial}`);
  row.querySelector("summary").textContent = `Ny aktivitet ${serial} i område ${table.dataset.number}`;
  for (const field of row.querySelectorAll("input, select")) clear(field);
  for (const error of row.querySelectorAll(".error")) error.remove();
  for (const cell of row.querySelectorAll(".changed, .invalid, .has-error")) {
    cell.classList.remove("changed", "invalid", "has-error");
  }
  row.querySelector("[data-total]").textContent = "0";
  row.querySelector("details").open = false;
  table.tBodies[0].append(row);
  readRow(row);
  prepareRow(row);
  know(row.querySelectorAll("input, select"));
  return row;
}

/** The rows of an area in which nothing is written yet. */
export function emptyRows(table) {
  const fields = (row) => [...row.querySelectorAll("input, select")];
  return bodyRows(table).filter((row) => row.matches(".new") && fields(row).every(({ value }) => !value.trim()));
}

/** A new row that somebody asks for: ready to take the activity's name. */
function addRow(table) {
  const row = appendRow(table);
  write(new Map(), { what: "den nya raden", rows: [row] });
  goTo(row.cells[0]);
  row.querySelector("details").open = true;
  row.querySelector(".field input").focus();
}

function lastSerial(table) {
  const found = [...table.querySelectorAll("tr.new")].map(({ dataset }) => Number(dataset.row.split("_")[1] ?? 1));
  return Math.max(...found);
}

function rename(row, place) {
  row.dataset.row = `ny${place}`;
  for (const element of row.querySelectorAll("[id], [name], [for], [aria-labelledby], [aria-describedby]")) {
    for (const attribute of ["id", "name", "for", "aria-labelledby", "aria-describedby"]) {
      const value = element.getAttribute(attribute);
      if (value) element.setAttribute(attribute, value.split(" ").map((name) => name.replace(PLACE, `$1${place}`)).join(" "));
    }
  }
}

function clear(field) {
  if (field instanceof HTMLSelectElement) {
    for (const option of field.options) option.defaultSelected = false;
    field.value = "";
  } else field.value = field.defaultValue = "";
  for (const attribute of ["data-saved", "aria-invalid", "aria-describedby"]) field.removeAttribute(attribute);
}

for (const button of document.querySelectorAll("[data-add-row]")) {
  const table = tables.find(({ dataset }) => dataset.area === button.dataset.addRow);
  button.hidden = !table.querySelector("tr.new");
  button.addEventListener("click", () => addRow(table));
}
