// The fields of the grid: what stands in them, what of it is not saved, what is wrong with it.

import { format } from "../kronor.js";
import { form, isAmount } from "./cells.js";
import { read } from "./sheet.js";
import { sheet } from "./sums.js";

const changed = new Set();
const unsaved = form.querySelector("[data-unsaved]");
const hint = unsaved.textContent;

/** What stands in a field, as text: a lock is "1" or "". */
export function textOf(control) {
  return control.type === "checkbox" ? (control.checked ? "1" : "") : control.value;
}

/** Puts a text into a field, as if it had been written. The sums are shown by who asks for it. */
export function put(control, text) {
  if (control.type === "checkbox") control.checked = text === "1";
  else control.value = text;
  if (isAmount(control)) tidy(control);
  mark(control);
}

/** After each key: an error that is mended goes away; a new one waits until the cell is left. */
export function reread(control) {
  const { message } = sheet.set(control.name, control.value);
  if (!message) showError(control);
  const details = control.closest("tr").querySelector("details");
  if (details && control.value) details.open = true;
}

/** The amount as the house writes it, or why it cannot be read beside its cell. */
export function tidy(control) {
  reread(control);
  const { ore, message } = sheet.cell(control.name);
  if (message) showError(control, message);
  else if (control.value.trim()) control.value = format(ore);
}

function showError(input, message) {
  if (!message && !input.hasAttribute("aria-invalid")) return;
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

export function mark(control) {
  const isChanged = differs(control);
  if (isChanged === changed.has(control)) return;
  changed[isChanged ? "add" : "delete"](control);
  control.closest("td")?.classList.toggle("changed", isChanged);
  const count = changed.size;
  const told = count === 1 ? "1 ändring är inte sparad." : `${count} ändringar är inte sparade.`;
  unsaved.textContent = count ? told : hint;
  unsaved.classList.toggle("waits", count > 0);
}

export function hasUnsaved() {
  return changed.size > 0;
}

function differs(control) {
  if (control.type === "checkbox") return control.checked !== wasChecked(control);
  if (control instanceof HTMLSelectElement) return control.value !== (control.dataset.saved ?? "");
  const saved = control.dataset.saved ?? control.defaultValue;
  if (!isAmount(control)) return control.value !== saved;
  const { ore } = sheet.cell(control.name).message ? {} : sheet.cell(control.name);
  return ore === undefined || ore !== read(saved).ore;
}

function wasChecked({ dataset, defaultChecked }) {
  return dataset.saved === undefined ? defaultChecked : dataset.saved === "1";
}
