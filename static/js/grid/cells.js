// The cells of the page's tables: which lies beside which, and what in a cell takes the focus.

export const form = document.querySelector("form[data-grid]");
export const tables = [...form.querySelectorAll("table[data-area]")];

const CELL = "table[data-area] > :is(thead, tbody) > tr > *";
const STACKED = window.matchMedia("(max-width: 640px)"); // heads are not seen there: site.css

export function cellOf(element) {
  return element.closest?.(CELL) ?? null;
}

/** What takes the focus in a cell: its field, the button in its head, or the cell itself if it is only read. */
export function targetOf(cell) {
  return cell.querySelector("summary, button, input") ?? cell;
}

/** The field of a cell that can be written in: an amount, a lock or a note. */
export function fieldOf(cell) {
  return cell.tagName === "TD" ? cell.querySelector("input") : null;
}

export function isAmount(control) {
  return control?.dataset?.fund !== undefined;
}

export function isHead(cell) {
  return cell.parentElement.parentElement.tagName === "THEAD";
}

export function tableOf(cell) {
  return cell.closest("table");
}

export function bodyRows(table) {
  return [...table.tBodies[0].rows];
}

/** The cell in this row and column; in a shorter row its last. */
export function cellAt(row, column) {
  return row.cells[Math.min(column, row.cells.length - 1)];
}

/** The cell a step to the right or left, or null. */
export function sideways(cell, step) {
  return step > 0 ? cell.nextElementSibling : cell.previousElementSibling;
}

/** The cell above or below in the same column: over the first row its head, past a table's end the next table. Or null. */
export function upright(cell, step) {
  const row = cell.parentElement;
  const next = step > 0 ? row.nextElementSibling : row.previousElementSibling;
  const found = next ?? pastTheEnd(row, step);
  return found && cellAt(found, cell.cellIndex);
}

function pastTheEnd(row, step) {
  const table = row.closest("table");
  const inHead = row.parentElement === table.tHead;
  if (inHead && step > 0) return table.tBodies[0].rows[0];
  if (!inHead && step < 0 && !STACKED.matches) return table.tHead.rows[0];
  const other = tables[tables.indexOf(table) + step];
  if (!other) return null;
  const rows = other.tBodies[0].rows;
  return rows[step > 0 ? 0 : rows.length - 1];
}

/** A row for a new activity that nobody has given a name: it takes no part in what is done to all. */
export function isUnnamed(row) {
  return row.matches(".new") && !row.querySelector("[name^=namn-]").value.trim();
}

/** The last cell in a direction, within the rows of the table: downwards the last activity, and then the last row. */
export function edge(cell, down, right) {
  if (right) return right > 0 ? cell.parentElement.lastElementChild : cell.parentElement.firstElementChild;
  const rows = bodyRows(tableOf(cell));
  if (down < 0) return cellAt(rows[0], cell.cellIndex);
  const last = rows.findLastIndex((row) => !isUnnamed(row));
  return cellAt(rows.indexOf(cell.parentElement) < last ? rows[last] : rows.at(-1), cell.cellIndex);
}

export function corner(table, last) {
  const rows = table.tBodies[0].rows;
  return last ? rows[rows.length - 1].lastElementChild : rows[0].firstElementChild;
}

/** The next cell with something to write in, row by row; null after the table's last. */
export function nextToWrite(cell, step) {
  let row = isHead(cell) && step > 0 ? tableOf(cell).tBodies[0].rows[0] : cell.parentElement;
  let next = row === cell.parentElement ? sideways(cell, step) : row.firstElementChild;
  while (row) {
    for (; next; next = sideways(next, step)) if (targetOf(next) !== next && !isHead(next)) return next;
    row = step > 0 ? row.nextElementSibling : row.previousElementSibling;
    next = step > 0 ? row?.firstElementChild : row?.lastElementChild;
  }
  return null;
}

/** What the screen calls a field: its row and its column. */
export function labelOf(control) {
  const names = (control.getAttribute("aria-labelledby") ?? "").split(" ");
  return names.map((id) => document.getElementById(id)?.firstChild.textContent.trim()).join(", ");
}

export function fundName(fund) {
  return document.getElementById(`f-${fund}`).firstChild.textContent.replace(/,\s*kr\s*$/, "");
}
