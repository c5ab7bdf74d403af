// Copying out, cutting and pasting. What a block means is read by the server, which answers with what would change.

import { parse } from "../kronor.js";
import { amountText, plainText, singleValue, toClipboard } from "./blocks.js";
import { bodyRows, cellOf, fieldOf, form, isAmount, tableOf, tables, targetOf } from "./cells.js";
import { write } from "./changes.js";
import { showDialog } from "./dialogs.js";
import { empty, isReady } from "./editing.js";
import { appendRow, emptyRows } from "./new_rows.js";
import { activeCell, choose, chosenFields, chosenRows } from "./selection.js";
import { say, sayLeft, sheet } from "./sums.js";

const dialog = document.querySelector("dialog[data-paste-dialog]");
let withHeads = false;

// ---- out

function textOf(cell) {
  const field = fieldOf(cell);
  if (isAmount(field)) {
    const { ore, message } = sheet.cell(field.name);
    if (message || !field.value.trim()) return field.value;
    return amountText(ore);
  }
  if (field?.type === "checkbox") return field.checked ? "Låst" : "";
  if (field) return plainText(field.value);
  if (cell.tagName === "TH") return plainText(nameOf(cell.parentElement));
  const read = parse(cell.textContent);
  return typeof read === "bigint" ? amountText(read) : cell.textContent.trim();
}

function nameOf(row) {
  return row.matches(".new") ? row.querySelector(".field input").value : row.querySelector("th > span").textContent;
}

/** The chosen block; with heads also the names of its columns and of its activities. */
function copied() {
  const rows = chosenRows();
  const texts = rows.map((cells) => cells.map(textOf));
  if (!withHeads || !rows.length) return texts;
  const heads = tableOf(activeCell()).tHead.rows[0].cells;
  const named = rows[0][0].cellIndex === 0;
  const columns = rows[0].map((cell) => (cell.cellIndex ? headText(heads[cell.cellIndex]) : "Aktivitet"));
  if (named) return [columns, ...texts];
  return [["Aktivitet", ...columns], ...texts.map((row, place) => [plainText(nameOf(rows[place][0].parentElement)), ...row])];
}

function headText(head) {
  return plainText((head.querySelector(".sort") ?? head).textContent.replaceAll("\u00a0", " ").trim());
}

function onCopy(event) {
  const inCell = cellOf(document.activeElement) && isReady();
  if (!inCell && !withHeads) return;
  const rows = copied();
  if (!rows.length) return;
  event.clipboardData.setData("text/plain", toClipboard(rows));
  event.preventDefault();
  say(`${rows.length} rader kopierade.`);
  if (event.type === "cut") empty("klippet");
}

/** The old command works without asking, and on a server without a certificate too. */
function copyWithHeads() {
  withHeads = true;
  document.execCommand("copy");
  withHeads = false;
}

// ---- in

function onPaste(event) {
  const cell = cellOf(document.activeElement);
  if (!cell || document.activeElement !== targetOf(cell)) return;
  const text = event.clipboardData.getData("text/plain");
  const value = singleValue(text);
  if (value === undefined) ask(cell, text);
  else if (isReady()) fill(value);
  else return; // a word among others: the browser's
  event.preventDefault();
}

/** One value goes into every chosen amount or note. */
function fill(value) {
  const fields = chosenFields().filter(({ type }) => type !== "checkbox");
  sayLeft(write(new Map(fields.map((field) => [field, value])), { what: "inklistringen" }));
  if (fields.includes(document.activeElement)) document.activeElement.select();
}

/** Shows what the server makes of a block, and puts it into the page if one says yes. */
async function ask(cell, text) {
  const sent = new FormData(form);
  sent.set("text", text);
  sent.set("anchor", fieldOf(cell)?.name ?? `a-${cell.parentElement.dataset.row}`);
  sent.set("rows", bodyRows(tableOf(cell)).map(({ dataset }) => dataset.row).join(" "));
  const body = dialog.querySelector("[data-answer]");
  body.textContent = "Läser det du klistrade in …";
  const yes = dialog.querySelector("[data-yes]");
  yes.hidden = true;
  const closed = showDialog(dialog);
  const { nodes, result } = await answer(sent);
  body.replaceChildren(...nodes);
  yes.hidden = !result;
  dialog.querySelector("[data-no]").textContent = result ? "Avbryt" : "Stäng";
  body.querySelector("h2")?.focus();
  if ((await closed) === "yes") apply(result);
}

/** {nodes, result}: what to show, and what to fill in if one says yes. */
async function answer(sent) {
  const response = await fetch(form.dataset.paste, { method: "POST", body: sent, headers: { "HX-Request": "true" } }).catch(() => null);
  const isOurs = response && !response.redirected && [200, 409, 422].includes(response.status);
  if (!isOurs) return { nodes: [dialog.querySelector("template").content.cloneNode(true)] };
  const { body } = new DOMParser().parseFromString(await response.text(), "text/html");
  const result = body.querySelector("[data-paste]")?.dataset.paste;
  body.querySelector("h2")?.setAttribute("tabindex", "-1");
  return { nodes: [...body.childNodes], result: result && JSON.parse(result) };
}

/** Cells and new rows of the server's answer, as one change. */
function apply({ cells = {}, rows = [] }) {
  const texts = new Map(Object.entries(cells).map(([id, text]) => [document.getElementById(id), text]));
  const added = [];
  for (const row of rows) {
    const table = tables.find(({ dataset }) => dataset.area === String(row.area));
    const [free] = emptyRows(table).filter((each) => !texts.has(nameField(each)));
    const place = free ?? appendRow(table);
    if (!free) added.push(place);
    texts.set(nameField(place), row.name);
    place.querySelectorAll("select").forEach((select, nth) => texts.set(select, String(row.roles[nth] ?? "")));
    for (const [fund, text] of Object.entries(row.amounts)) texts.set(place.querySelector(`[data-fund="${fund}"]`), text);
    place.querySelector("details").open = true;
  }
  texts.delete(null); // a row that somebody has removed meanwhile
  const changed = write(texts, { what: "inklistringen", rows: added });
  choose([...new Set(changed.map(cellOf))]);
  sayLeft(changed, "Inklistrat.");
}

function nameField(row) {
  return row.querySelector(".field input");
}

document.addEventListener("copy", onCopy);
document.addEventListener("cut", onCopy);
document.addEventListener("paste", onPaste);
form.querySelector("[data-copy-heads]").addEventListener("click", copyWithHeads);
