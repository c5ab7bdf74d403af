// Everything that is done to the fields goes through here, so that it can be undone and done again.

import { form, isAmount } from "./cells.js";
import { mark, put, textOf, tidy } from "./fields.js";
import { History } from "./history.js";
import { sayLeft, showSums } from "./sums.js";

const history = new History();
const known = new Map(); // id of a field → its text, as the last change left it
const buttons = { undo: form.querySelector("[data-undo]"), redo: form.querySelector("[data-redo]") };

/** A field that changes from here on is compared with what stands in it now. */
export function know(controls) {
  for (const control of controls) known.set(control.id, textOf(control));
}

/** A field is done: what was written in it becomes a change. */
export function commit(control) {
  const before = known.get(control.id);
  if (before === undefined || textOf(control) === before) return;
  if (isAmount(control)) tidy(control);
  mark(control);
  const after = textOf(control);
  if (isAmount(control)) sayLeft([control]);
  if (after === before) return;
  known.set(control.id, after);
  add({ what: "ändringen", edits: [{ id: control.id, before, after }], rows: [] });
}

/** Takes back what is written in a field since it was last done. Returns whether there was anything. */
export function revert(control) {
  const before = known.get(control.id);
  if (before === undefined || textOf(control) === before) return false;
  put(control, before);
  if (isAmount(control)) showSums([control]);
  return true;
}

/**
 * Writes several fields as one change. `texts` is a Map from field to text, `rows` are rows that were added for it,
 * `what` is what the change is called when it is undone. Returns the fields that changed.
 */
export function write(texts, { what, rows = [] }) {
  const edits = [...texts].map(([control, after]) => ({ id: control.id, before: textOf(control), after }));
  const made = edits.filter(({ before, after }) => before !== after);
  for (const edit of made) {
    const control = document.getElementById(edit.id);
    put(control, edit.after);
    edit.after = textOf(control);
  }
  if (made.length || rows.length) add({ what, edits: made, rows: rows.map((row) => ({ row, home: row.parentElement })) });
  return shown(made);
}

/** Takes back the last change. Returns {what, controls}, or null if there is none. */
export function undo() {
  const change = history.undo();
  if (!change) return null;
  const controls = restore([...change.edits].reverse(), "before");
  for (const { row } of change.rows) row.remove();
  return told("Ångrat", change, controls);
}

/** Makes the last undone change again. */
export function redo() {
  const change = history.redo();
  if (!change) return null;
  for (const { row, home } of change.rows) home.append(row);
  return told("Gjort om", change, restore(change.edits, "after"));
}

function restore(edits, side) {
  for (const edit of edits) put(document.getElementById(edit.id), edit[side]);
  return shown(edits);
}

function shown(edits) {
  const controls = edits.map(({ id }) => document.getElementById(id));
  know(controls);
  const amounts = controls.filter(isAmount);
  if (amounts.length) showSums(amounts);
  return controls;
}

function told(verb, change, controls) {
  showButtons();
  sayLeft(
    controls.filter((control) => control.isConnected),
    `${verb}: ${change.what}.`,
  );
  return { ...change, controls };
}

function add(change) {
  history.add(change);
  showButtons();
}

function showButtons() {
  buttons.undo.setAttribute("aria-disabled", String(!history.canUndo));
  buttons.redo.setAttribute("aria-disabled", String(!history.canRedo));
}
