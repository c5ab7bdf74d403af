// Splitting an amount over the chosen cells, by per cent, by a key or evenly, seen before it is filled in.

import { format, parse } from "../kronor.js";
import { cellOf, form, isAmount, isUnnamed, labelOf } from "./cells.js";
import { write } from "./changes.js";
import { showDialog } from "./dialogs.js";
import { choose, chosenFields, goTo, activeCell } from "./selection.js";
import { readPercent, readWeights, split } from "./splitting.js";
import { say, sayLeft, sheet } from "./sums.js";

const dialog = document.querySelector("dialog[data-split-dialog]");
const amount = dialog.querySelector("[name=amount]");
const list = dialog.querySelector("tbody");
const message = dialog.querySelector("[data-message]");
const yes = dialog.querySelector("[data-yes]");
const TOO_FEW = "Markera först två belopp eller fler: håll ned Skift och tryck på pilarna, eller dra med musen.";
let parts = null;

async function open() {
  const fields = chosenFields().filter((field) => isAmount(field) && !isUnnamed(cellOf(field).parentElement));
  if (fields.length < 2) return tell(TOO_FEW);
  amount.value = format(suggestion(fields));
  list.replaceChildren(...fields.map(line));
  recount();
  const answer = showDialog(dialog);
  amount.select(); // what is suggested is written over
  if ((await answer) !== "yes") return goTo(activeCell());
  const changed = write(new Map(fields.map((field, place) => [field, format(parts[place])])), { what: "uppdelningen" });
  choose(fields.map(cellOf));
  return sayLeft(changed, "Uppdelat.");
}

/** What the cells hold together; if nothing, what is left in their fund. */
function suggestion(fields) {
  const held = fields.reduce((sum, { name }) => sum + sheet.cell(name).ore, 0n);
  const funds = new Set(fields.map(({ dataset }) => dataset.fund));
  const left = funds.size === 1 ? sheet.fund([...funds][0]).left : 0n;
  return held || (left > 0n ? left : 0n);
}

function line(field, place) {
  const row = dialog.querySelector("template").content.firstElementChild.cloneNode(true);
  const [name] = row.cells;
  name.id = `split-name-${place}`;
  name.textContent = labelOf(field).replace(/,\s*kr$/, "");
  row.querySelector("input").setAttribute("aria-labelledby", `split-share ${name.id}`);
  return row;
}

/** Parts follow each key; what cannot be split is said, and cannot be filled in. */
function recount() {
  const method = dialog.querySelector("[name=method]:checked").value;
  const shares = [...list.querySelectorAll("input")];
  for (const share of shares) share.disabled = method === "even";
  const whole = parse(amount.value);
  const read = weightsBy(method, shares.map(({ value }) => value));
  const result = [whole, read].find((each) => each.message) ?? split(whole, read.weights);
  parts = result.parts ?? null;
  const isBegun = method === "even" || shares.some(({ value }) => value.trim()) || whole.message;
  message.textContent = isBegun ? (result.message ?? "") : "";
  amount.setAttribute("aria-invalid", String(Boolean(whole.message)));
  shares.forEach((share, place) => share.setAttribute("aria-invalid", String(read.place === place)));
  list.querySelectorAll("[data-part]").forEach((cell, place) => (cell.textContent = parts ? format(parts[place]) : "–"));
  dialog.querySelector("[data-whole]").textContent = parts ? format(parts.reduce((sum, part) => sum + part, 0n)) : "–";
  yes.setAttribute("aria-disabled", String(!parts));
}

function weightsBy(method, texts) {
  if (method === "even") return { weights: texts.map(() => 1n) };
  return method === "percent" ? readPercent(texts) : readWeights(texts);
}

function tell(text) {
  const note = form.querySelector("[data-tool-message]");
  note.textContent = text;
  setTimeout(() => (note.textContent = ""), 8000);
  say(text);
}

dialog.addEventListener("input", recount);
yes.addEventListener("click", (event) => {
  if (!parts) event.preventDefault();
});
form.querySelector("[data-split]").addEventListener("click", open);
