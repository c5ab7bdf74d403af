// The sums on the page: what is planned and left per fund, per area and in all, shown at once and said when it is calm.

import { format } from "../kronor.js";
import { form, fundName, isAmount, labelOf, tableOf, tables } from "./cells.js";
import { Sheet } from "./sheet.js";

export const sheet = new Sheet();
const figures = new Map(); // what a figure is of → its element
const live = form.querySelector("[data-live]");
const CALM = 400; // milliseconds without a change before the sums are said
let timer;
let told = [];

// ---- the page into the sheet

export function readTable(table) {
  const area = table.dataset.area;
  for (const cell of table.querySelectorAll("[data-left]")) {
    const fund = cell.dataset.left;
    if (fund !== "all") sheet.addFund(fund, { area, free: BigInt(cell.dataset.free) });
    figures.set(`left-${fund === "all" ? `area-${area}` : fund}`, cell);
  }
  for (const cell of table.querySelectorAll("[data-planned]")) {
    const fund = cell.dataset.planned;
    figures.set(`planned-${fund === "all" ? `area-${area}` : fund}`, cell);
  }
  for (const row of table.tBodies[0].rows) readRow(row);
}

export function readRow(row) {
  figures.set(`row-${row.dataset.row}`, row.querySelector("[data-total]"));
  for (const input of row.querySelectorAll("input[data-fund]")) {
    sheet.addCell(input.name, { row: row.dataset.row, fund: input.dataset.fund, text: input.value });
  }
}

// ---- the sheet onto the page

/** Shows all sums that depend on these amounts. */
export function showSums(inputs) {
  const rows = new Set(inputs.map((input) => sheet.cell(input.name).row));
  for (const row of rows) show(figures.get(`row-${row}`), sheet.row(row));
  for (const fund of fundsOf(inputs)) showLeft(fund, sheet.fund(fund));
  for (const table of new Set(inputs.map(tableOf))) {
    showLeft(`area-${table.dataset.area}`, sheet.area(table.dataset.area));
  }
  showKeys(sheet.all());
}

function fundsOf(inputs) {
  return [...new Set(inputs.map((input) => input.dataset.fund))];
}

function show(element, ore) {
  const figure = element.querySelector("[data-figure]") ?? element;
  const text = format(ore);
  if (figure.textContent !== text) figure.textContent = text;
}

function showLeft(name, sums) {
  show(figures.get(`planned-${name}`), sums.planned);
  const cell = figures.get(`left-${name}`);
  show(cell, sums.left);
  const isOver = sums.over > 0n;
  cell.classList.toggle("bad", isOver);
  cell.querySelector("[data-over]").hidden = !isOver;
}

function showKeys(sums) {
  for (const key of document.querySelectorAll("[data-keys] [data-key]")) {
    const ore = sums[key.dataset.key];
    show(key, ore);
    key.classList.toggle("alarm", key.dataset.key === "over" ? ore > 0n : key.dataset.key === "left" && ore < 0n);
  }
}

// ---- what is said, for who does not see the sums change

/** Says a sentence as soon as nothing has happened for a moment; what was waiting to be said gives way. */
export function say(text) {
  told = [];
  later(() => text);
}

/** Says what is left after these fields were changed. `prefix` says what was done. */
export function sayLeft(controls, prefix = "") {
  told = [...new Set([...told, ...controls.filter(isAmount)])];
  later(() => [prefix, inWords(told)].filter(Boolean).join(" "));
}

function later(sentence) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    live.textContent = sentence();
    told = [];
  }, CALM);
}

function inWords(inputs) {
  const wrong = inputs.map((input) => [input, sheet.cell(input.name).message]).filter(([, message]) => message);
  if (wrong.length) return wrong.map(([input, message]) => `${labelOf(input)}: ${message}`).join(" ");
  if (!inputs.length) return "";
  const funds = fundsOf(inputs).map((fund) => `${fundName(fund)}: ${leftInWords(sheet.fund(fund))}.`);
  const areas = [...new Set(inputs.map(tableOf))].map(
    ({ dataset }) => `Område ${dataset.number}: ${leftInWords(sheet.area(dataset.area))}.`,
  );
  return [...funds, ...areas, `I allt: ${leftInWords(sheet.all())}.`].join(" ");
}

function leftInWords({ left, over }) {
  if (left < 0n) return `${format(-left, { unit: true })} för mycket`;
  const lacking = over ? `, men ${format(over, { unit: true })} för mycket i en tilldelning` : "";
  return `${format(left, { unit: true })} kvar${lacking}`;
}

for (const table of tables) readTable(table);
