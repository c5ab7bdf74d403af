// The keys and the pointer of a spreadsheet. A cell that one has come to is ready: typing replaces what stands in it and
// arrows leave it. F2, or pointing at it again, edits it: then arrows move the caret.

import * as cells from "./cells.js";
import { commit, redo, revert, undo, write } from "./changes.js";
import { mark, put, reread } from "./fields.js";
import * as selection from "./selection.js";
import { say, showSums } from "./sums.js";

const { cellOf, form, isAmount, targetOf } = cells;
const PAGE = 10;
let mode = "ready"; // or "enter", once something is typed, or "edit"
let pressed = null; // where the pointer went down
let again = false; // it went down in the cell that was active already
let leaving = false; // after Esc, Tab leaves the table

export function isReady() {
  return mode === "ready";
}

// ---- fields

function onInput({ target }) {
  if (target.type === "radio") return chooseValue(target);
  if (!form.contains(target) || !target.name) return undefined;
  if (mode === "ready") mode = "enter";
  if (isAmount(target)) {
    reread(target);
    showSums([target]);
  }
  mark(target);
  return undefined;
}

/** Two who have saved: the chosen value is shown in the cell. */
function chooseValue(radio) {
  const control = document.getElementById(radio.name.replace("val-", ""));
  const isSaved = radio.value !== "mine";
  const saved = control.dataset.saved ?? control.defaultValue;
  const mine = control.type === "checkbox" ? (control.defaultChecked ? "1" : "") : control.defaultValue;
  put(control, isSaved ? saved : mine);
  if (isAmount(control)) showSums([control]);
  commit(control);
}

// ---- keys

function onKey(event) {
  if (event.isComposing || event.target.closest?.("dialog")) return;
  if (shortcut(event)) {
    event.preventDefault();
    return;
  }
  const cell = cellOf(event.target);
  if (event.key === "Enter" && event.target.matches?.("input:not([type=radio])") && form.contains(event.target)) {
    event.preventDefault(); // a finished cell does not save the grid
  }
  if (!cell || event.altKey) return;
  const handled = event.target === targetOf(cell) ? press(cell, event) : inNewRow(cell, event);
  if (handled) event.preventDefault();
  if (event.key !== "Escape") leaving = false;
}

/** What holds on the whole page: save, undo, redo. */
function shortcut({ key, ctrlKey, metaKey, shiftKey, altKey, target }) {
  if (!(ctrlKey || metaKey) || altKey) return false;
  const letter = key.toLowerCase();
  if (letter === "s") {
    document.activeElement.blur();
    form.requestSubmit();
    return true;
  }
  const writing = mode !== "ready" || (target.matches?.("input, textarea, select") && !form.contains(target));
  if (writing) return false; // the browser undoes letters
  if (letter === "z" && !shiftKey) takeBack();
  else if (letter === "y" || letter === "z") doAgain();
  return letter === "z" || letter === "y";
}

/** What a key does in a cell; false lets the browser do what it does. */
function press(cell, event) {
  const { key, shiftKey } = event;
  const command = event.ctrlKey || event.metaKey;
  const arrow = ARROWS[key];
  if (arrow) return move(cell, arrow, { shiftKey, command });
  switch (key) {
    case "Enter":
      if (targetOf(cell).matches("summary, button")) return false;
      selection.goTo(cells.upright(cell, shiftKey ? -1 : 1));
      return true;
    case "Tab":
      return command ? false : tab(cell, shiftKey ? -1 : 1);
    case "Home":
    case "End":
      return jump(cell, key === "End", { shiftKey, command });
    case "PageDown":
    case "PageUp":
      selection.goTo(pageAway(cell, key === "PageDown" ? 1 : -1));
      return true;
    case "F2":
      edit(targetOf(cell));
      return true;
    case "Escape":
      return escape(cell);
    case "Delete":
      if (mode === "ready") empty();
      return mode === "ready";
    default:
      if (command && key.toLowerCase() === "a" && mode === "ready") {
        selection.chooseAll(cells.tableOf(cell));
        return true;
      }
      return false;
  }
}

const ARROWS = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

function move(cell, [down, right], { shiftKey, command }) {
  if (mode === "edit" && right) return false;
  if (mode !== "ready" && shiftKey) return false;
  const from = shiftKey ? selection.farCell() : cell;
  const step = command ? cells.edge : (each) => (down ? cells.upright(each, down) : cells.sideways(each, right));
  const to = step(from, down, right);
  if (shiftKey) selection.extendTo(to);
  else selection.goTo(to);
  return true;
}

function jump(cell, last, { shiftKey, command }) {
  if (mode !== "ready") return false;
  const from = shiftKey ? selection.farCell() : cell;
  const to = command ? cells.corner(cells.tableOf(cell), last) : cells.edge(from, 0, last ? 1 : -1);
  if (shiftKey) selection.extendTo(to);
  else selection.goTo(to);
  return true;
}

/** To the next field; past the last one, or after Esc, out of the table. */
function tab(cell, step) {
  if (leaving) return false;
  const opened = targetOf(cell).closest("details[open]");
  if (opened && step > 0) return false; // into the fields of the new row
  const next = cells.nextToWrite(cell, step);
  if (next) selection.goTo(next);
  return Boolean(next);
}

function inNewRow(cell, { key, shiftKey, target }) {
  const fields = [...cell.querySelectorAll("input, select")];
  if (key === "Tab" && !shiftKey && target === fields.at(-1)) {
    selection.goTo(cells.sideways(cell, 1));
    return true;
  }
  if (key !== "Escape") return false;
  if (!revert(target)) selection.goTo(cell);
  return true;
}

function pageAway(cell, step) {
  let found = cell;
  for (let count = 0; count < PAGE; count += 1) {
    const next = cells.upright(found, step);
    if (!next || cells.isHead(next) || cells.tableOf(next) !== cells.tableOf(cell)) break;
    found = next;
  }
  return found;
}

function edit(control) {
  if (!control.matches("input:not([type=checkbox])")) return;
  mode = "edit";
  control.setSelectionRange(control.value.length, control.value.length);
}

function escape(cell) {
  const target = targetOf(cell);
  const wasReady = mode === "ready";
  mode = "ready";
  const reverted = revert(target);
  if (target.type !== "checkbox") target.select?.();
  if (reverted || !wasReady) return true;
  if (selection.isBlock()) selection.collapse();
  else {
    leaving = true;
    say("Tabb lämnar tabellen.");
  }
  return true;
}

// ---- several cells at once

/** Empties the chosen cells as one change. */
export function empty(what = "tömningen") {
  const fields = selection.chosenFields();
  write(new Map(fields.map((field) => [field, ""])), { what });
  reselect();
}

export function takeBack() {
  show(undo());
}

export function doAgain() {
  show(redo());
}

/** Goes to what was changed, if one was in the table; a button that was pressed keeps the focus. */
function show(change) {
  if (!change) return;
  const inTable = cellOf(document.activeElement) || document.activeElement === document.body;
  const there = change.controls.filter((control) => control.isConnected);
  const changed = [...new Set(there.map(cellOf))];
  const lastRow = change.rows.at(-1)?.home.lastElementChild;
  selection.repair();
  if (inTable) selection.choose(changed.length || !lastRow ? changed : [lastRow.cells[0]]);
  reselect();
}

function reselect() {
  mode = "ready";
  if (document.activeElement.matches("td input:not([type=checkbox])")) document.activeElement.select();
}

// ---- the pointer

function onDown(event) {
  if (event.button !== 0) return;
  const cell = cellOf(event.target);
  if (!cell || cells.isHead(cell) || event.target.closest("summary, .field, button, a")) return;
  pressed = cell;
  again = document.activeElement === targetOf(cell);
  if (event.shiftKey) {
    event.preventDefault();
    selection.extendTo(cell);
  } else if (!again && !event.target.closest("label")) {
    event.preventDefault();
    selection.goTo(cell);
  } else if (again && selection.isBlock()) {
    selection.collapse();
    again = false;
  }
}

function onOver(event) {
  const cell = pressed && event.buttons & 1 ? cellOf(event.target) : null;
  if (!cell || (cell === pressed && !selection.isBlock())) return;
  again = false;
  reselect();
  selection.extendTo(cell);
}

function onUp() {
  if (again && pressed) mode = "edit";
  pressed = null;
  again = false;
}

// ---- start

form.addEventListener("focusin", ({ target }) => {
  const cell = cellOf(target);
  if (!cell || target !== targetOf(cell)) return;
  mode = "ready";
  selection.arrive(cell);
  if (isAmount(target) && !pressed) target.select();
});
form.addEventListener("focusout", ({ target }) => {
  commit(target);
  mode = "ready";
});
form.addEventListener("change", ({ target }) => {
  if (target.matches("[type=checkbox], select")) commit(target);
});
form.addEventListener("input", onInput);
form.addEventListener("mousedown", onDown);
form.addEventListener("mouseover", onOver);
document.addEventListener("mouseup", onUp);
form.addEventListener("dragstart", (event) => {
  if (cellOf(event.target)) event.preventDefault(); // dragging chooses cells; it does not carry a text elsewhere
});
document.addEventListener("keydown", onKey);
