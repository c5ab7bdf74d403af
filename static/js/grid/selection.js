// Which cell is active and which block is chosen around it. The active cell has the focus; a block grows from it.

import { bodyRows, fieldOf, isAmount, isHead, tableOf, tables, targetOf } from "./cells.js";
import { format } from "../kronor.js";
import { say, sheet } from "./sums.js";

const stops = new Map(); // table → what in it Tab comes to
const picked = document.querySelector("[data-picked]");
let active = null;
let far = null; // the block's corner across from the active cell
let chosen = new Set();

export function activeCell() {
  return active;
}

export function isBlock() {
  return chosen.size > 1;
}

/** Moves the focus to a cell; its text is chosen, so that typing replaces it. */
export function goTo(cell) {
  if (!cell) return;
  const target = targetOf(cell);
  target.focus();
  if (target.type !== "checkbox") target.select?.();
}

/** The focus has come to a cell. A block around it stays, and what is chosen stays while the heads are visited. */
export function arrive(cell) {
  const target = targetOf(cell);
  const table = tableOf(cell);
  stops.get(table).tabIndex = -1;
  stops.set(table, target);
  target.tabIndex = 0;
  if (cell !== active && !isHead(cell)) collapse(cell);
}

/** Only one cell is chosen. */
export function collapse(cell = active) {
  active = far = cell;
  paint(new Set([cell]));
}

/** The block from the active cell to this one. */
export function extendTo(cell) {
  if (!cell || !active || isHead(active) || isHead(cell) || tableOf(cell) !== tableOf(active)) return;
  far = cell;
  const rows = bodyRows(tableOf(cell));
  const [top, bottom] = [active, cell].map((each) => rows.indexOf(each.parentElement)).sort((a, b) => a - b);
  const [left, right] = [active.cellIndex, cell.cellIndex].sort((a, b) => a - b);
  paint(new Set(rows.slice(top, bottom + 1).flatMap((row) => [...row.cells].slice(left, right + 1))));
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  say(`${picked.textContent}.`);
}

export function farCell() {
  return far;
}

/** Chooses exactly these cells; the first of them becomes active. */
export function choose(cells) {
  if (!cells.length) return;
  goTo(cells[0]);
  active = far = cells[0];
  paint(new Set(cells));
}

export function chooseAll(table) {
  paint(new Set(bodyRows(table).flatMap((row) => [...row.cells])));
  say(`${picked.textContent}.`);
}

/** The chosen cells by row, as the page shows them. */
export function chosenRows() {
  if (!active?.isConnected) return [];
  const rows = bodyRows(tableOf(active)).map((row) => [...row.cells].filter((cell) => chosen.has(cell)));
  return rows.filter((cells) => cells.length);
}

export function chosenFields() {
  return chosenRows().flat().map(fieldOf).filter(Boolean);
}

function paint(cells) {
  for (const cell of chosen) if (!cells.has(cell)) cell.setAttribute("aria-selected", "false");
  for (const cell of cells) cell.setAttribute("aria-selected", "true");
  chosen = cells;
  for (const table of tables) table.toggleAttribute("data-block", Boolean(active) && isBlock() && table === tableOf(active));
  picked.textContent = isBlock() ? status() : "";
}

/** What a spreadsheet says at its foot of what is chosen. */
function status() {
  const amounts = chosenFields().filter((field) => isAmount(field) && field.value.trim());
  const sum = amounts.reduce((total, { name }) => total + sheet.cell(name).ore, 0n);
  return `${chosen.size} celler markerade, summa ${format(sum, { unit: true })}`;
}

// ---- start: one stop for Tab in each table, at its first field

/** Takes a row's cells out of Tab's way and tells what they are. */
export function prepareRow(row) {
  for (const cell of row.cells) {
    targetOf(cell).tabIndex = -1;
    cell.setAttribute("aria-selected", "false");
    if (!fieldOf(cell) && cell.tagName === "TD") cell.setAttribute("aria-readonly", "true");
  }
}

/** After rows are gone: Tab still comes into every table, and what is not on the page is not chosen. */
export function repair() {
  for (const table of tables) if (!stops.get(table).isConnected) setStop(table);
  if (!active?.isConnected) active = far = null;
  paint(new Set([...chosen].filter((cell) => cell.isConnected)));
}

function setStop(table) {
  const stop = table.querySelector("tbody input[data-fund]") ?? targetOf(table.tHead.rows[0].cells[0]);
  stop.tabIndex = 0;
  stops.set(table, stop);
}

for (const table of tables) {
  for (const cell of table.tHead.rows[0].cells) targetOf(cell).tabIndex = -1;
  for (const row of table.tBodies[0].rows) prepareRow(row);
  setStop(table);
}
