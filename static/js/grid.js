// The grid in the browser: live sums, Excel's keys, what is not yet saved. The form works as well without it.

import { format } from "./kronor.js";
import { read, Sheet } from "./sheet.js";

const form = document.querySelector("form[data-grid]");
const tables = [...form.querySelectorAll("table[data-area]")];
const sheet = new Sheet();
const figures = new Map(); // what a figure is of → its element
const changed = new Set();
const unsaved = form.querySelector("[data-unsaved]");
const hint = unsaved.textContent;
let entered = ""; // what stood in the cell when it got the focus
let sending = false;
let pointed = false; // the focus comes from the mouse

// ---- the page into the sheet

function isAmount(control) {
  return control.dataset?.fund !== undefined;
}

function rowOf(control) {
  return control.closest("tr").dataset.row;
}

function readTable(table) {
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
  for (const row of table.tBodies[0].rows) figures.set(`row-${row.dataset.row}`, row.querySelector("[data-total]"));
  for (const input of table.querySelectorAll("input[data-fund]")) {
    sheet.addCell(input.name, { row: rowOf(input), fund: input.dataset.fund, text: input.value });
  }
}

// ---- the sheet onto the page

function show(element, ore) {
  (element.querySelector("[data-figure]") ?? element).textContent = format(ore);
}

function showSums(input) {
  const fund = input.dataset.fund;
  const area = input.closest("table").dataset.area;
  show(figures.get(`row-${rowOf(input)}`), sheet.row(rowOf(input)));
  showLeft(fund, sheet.fund(fund));
  showLeft(`area-${area}`, sheet.area(area));
  showKeys(sheet.all());
}

function showLeft(name, sums) {
  show(figures.get(`planned-${name}`), sums.planned);
  const cell = figures.get(`left-${name}`);
  show(cell, sums.left);
  const over = cell.querySelector("[data-over]");
  if (!over) return;
  cell.classList.toggle("bad", sums.over > 0n);
  over.hidden = sums.over === 0n;
}

function showKeys(sums) {
  for (const key of document.querySelectorAll("[data-keys] [data-key]")) {
    const ore = sums[key.dataset.key];
    show(key, ore);
    key.classList.toggle("alarm", key.dataset.key === "over" ? ore > 0n : key.dataset.key === "left" && ore < 0n);
  }
}

/** Says what is left once a cell is done, for who does not see the sums change. */
function announce(input) {
  const { message } = sheet.cell(input.name);
  const table = input.closest("table");
  const [fund, area, all] = [sheet.fund(input.dataset.fund), sheet.area(table.dataset.area), sheet.all()];
  const name = document.getElementById(`f-${input.dataset.fund}`).firstChild.textContent.replace(/,\s*kr\s*$/, "");
  const left = `${name}: ${inWords(fund)}. Område ${table.dataset.number}: ${inWords(area)}. I allt: ${inWords(all)}.`;
  form.querySelector("[data-live]").textContent = message ? `${labelOf(input)}: ${message}` : left;
}

function inWords({ left, over }) {
  if (left < 0n) return `${format(-left, { unit: true })} för mycket`;
  const lacking = over ? `, men ${format(over, { unit: true })} för mycket i en tilldelning` : "";
  return `${format(left, { unit: true })} kvar${lacking}`;
}

function labelOf(control) {
  const names = (control.getAttribute("aria-labelledby") ?? "").split(" ");
  return names.map((id) => document.getElementById(id)?.firstChild.textContent.trim()).join(", ");
}

function showError(input, message) {
  const cell = input.closest("td");
  cell.querySelector(".error")?.remove();
  cell.classList.toggle("invalid", Boolean(message));
  if (!message) {
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
    return;
  }
  const error = Object.assign(document.createElement("span"), { className: "error", id: `e-${input.id}` });
  error.textContent = message;
  cell.append(error);
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", error.id);
}

// ---- what is not saved

function differs(control) {
  if (control.type === "checkbox") return control.checked !== wasChecked(control);
  if (control instanceof HTMLSelectElement) return control.value !== (control.dataset.saved ?? "");
  const saved = control.dataset.saved ?? control.defaultValue;
  if (!isAmount(control)) return control.value !== saved;
  const { ore } = read(control.value);
  return ore === undefined || ore !== read(saved).ore;
}

function wasChecked({ dataset, defaultChecked }) {
  return dataset.saved === undefined ? defaultChecked : dataset.saved === "1";
}

function mark(control) {
  const isChanged = differs(control);
  changed[isChanged ? "add" : "delete"](control);
  control.closest("td")?.classList.toggle("changed", isChanged);
  const count = changed.size;
  const told = count === 1 ? "1 ändring är inte sparad." : `${count} ändringar är inte sparade.`;
  unsaved.textContent = count ? told : hint;
  unsaved.classList.toggle("waits", count > 0);
}

// ---- one cell

/** Writes a cell from here, as if it had been typed. */
function write(input, text) {
  input.value = text;
  typed(input);
}

/** After each key: sums follow, an error that is mended goes away; a new one waits until the cell is left. */
function typed(input) {
  const { message } = sheet.set(input.name, input.value);
  if (!message) showError(input);
  showSums(input);
  mark(input);
  const details = input.closest("tr").querySelector("details");
  if (details && input.value) details.open = true;
}

function done(input) {
  const { ore, message } = sheet.cell(input.name);
  if (message) showError(input, message);
  else if (input.value.trim()) input.value = format(ore);
  announce(input);
}

// ---- moving about: a row is a Map from column to control

function columnOf(control) {
  if (isAmount(control)) return control.dataset.fund;
  return control.type === "checkbox" ? "lock" : "note";
}

function controlsOf(row) {
  return [...row.querySelectorAll("td input")];
}

/** The control above or below in the same column; past the end of a table, in the next one at the same place. */
function vertical(control, step) {
  const column = columnOf(control);
  for (let row = sibling(control.closest("tr"), step); row; row = sibling(row, step)) {
    const found = controlsOf(row).find((each) => columnOf(each) === column);
    if (found) return found;
  }
  const table = tables[tables.indexOf(control.closest("table")) + step];
  if (!table) return null;
  const rows = table.tBodies[0].rows;
  const controls = controlsOf(rows[step > 0 ? 0 : rows.length - 1]);
  return controls[Math.min(controlsOf(control.closest("tr")).indexOf(control), controls.length - 1)];
}

function sibling(row, step) {
  return step > 0 ? row.nextElementSibling : row.previousElementSibling;
}

function horizontal(control, step) {
  const controls = controlsOf(control.closest("tr"));
  return controls[controls.indexOf(control) + step];
}

/** Whether the arrow would leave the text: all of it is chosen, or the caret stands at that end. */
function atEdge(control, step) {
  if (control.type === "checkbox") return true;
  const { selectionStart: start, selectionEnd: end, value } = control;
  if (start === 0 && end === value.length) return true;
  return start === end && start === (step > 0 ? value.length : 0);
}

function goTo(control) {
  if (!control) return;
  pointed = false;
  control.focus();
  if (control.type !== "checkbox") control.select();
}

function onKey(event) {
  const control = event.target;
  if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    document.activeElement.blur();
    form.requestSubmit();
    return;
  }
  if (!(control instanceof HTMLInputElement) || event.isComposing) return;
  if (event.key === "Enter") event.preventDefault(); // a finished cell does not save the grid
  if (!control.closest("td") || event.altKey || event.ctrlKey || event.metaKey) return;
  if (press(control, event)) event.preventDefault();
}

/** What a key does in a cell; false lets the browser do what it does. */
function press(control, { key, shiftKey }) {
  switch (key) {
    case "Enter":
      goTo(vertical(control, shiftKey ? -1 : 1));
      return true;
    case "ArrowDown":
    case "ArrowUp":
      goTo(vertical(control, key === "ArrowDown" ? 1 : -1));
      return true;
    case "ArrowLeft":
    case "ArrowRight": {
      const step = key === "ArrowRight" ? 1 : -1;
      if (shiftKey || !atEdge(control, step)) return false;
      goTo(horizontal(control, step));
      return true;
    }
    case "F2":
      if (control.type !== "checkbox") control.setSelectionRange(control.value.length, control.value.length);
      return true;
    case "Escape":
      if (isAmount(control)) write(control, entered);
      return isAmount(control);
    default:
      return false;
  }
}

// ---- two who have saved: the chosen value is shown in the cell

function choose(radio) {
  const control = document.getElementById(radio.name.replace("val-", ""));
  const saved = radio.value !== "mine";
  if (control.type === "checkbox") control.checked = saved === (control.dataset.saved === "1");
  else control.value = saved ? (control.dataset.saved ?? control.defaultValue) : control.defaultValue;
  if (isAmount(control)) typed(control);
  else mark(control);
}

// ---- start

for (const table of tables) readTable(table);
for (const control of form.querySelectorAll("[data-saved]")) mark(control);
form.addEventListener("pointerdown", () => {
  pointed = true;
});
form.addEventListener("focusin", ({ target }) => {
  if (isAmount(target)) entered = target.value;
  // Come to by key, a cell is chosen as a whole, so that typing replaces it; a click puts the caret where it points.
  if (isAmount(target) && !pointed) target.select();
  pointed = false;
});
form.addEventListener("input", ({ target }) => {
  if (target.type === "radio") choose(target);
  else if (isAmount(target)) typed(target);
  else mark(target);
});
form.addEventListener("change", ({ target }) => {
  if (isAmount(target)) done(target);
});
form.addEventListener("keydown", onKey);
form.addEventListener("submit", () => {
  sending = true;
});
window.addEventListener("pageshow", () => {
  sending = false;
});
window.addEventListener("beforeunload", (event) => {
  if (changed.size && !sending) event.preventDefault();
});
form.querySelector("[data-keyboard]").hidden = false;
