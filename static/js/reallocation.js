/* A reallocation while it is written: the change and the new sum follow each other, and the net and the sentence are live.
   Without it the form works: one of the two is filled in, and the server says what does not add up. */

import { format, parse } from "./kronor.js";

const form = document.querySelector("[data-reallocation]");
const rows = [...form.querySelectorAll("tr[data-booked]")].map(readRow);
const net = form.querySelector("[data-net]");
const after = form.querySelector("[data-after]");
const sentence = form.querySelector("[data-sentence]");

function readRow(element) {
  return {
    name: element.dataset.name,
    booked: BigInt(element.dataset.booked),
    change: element.querySelector('input[name^="change-"]'),
    sum: element.querySelector('input[name^="sum-"]'),
    wrong: element.querySelector("[data-wrong]"),
  };
}

/** Öre, or null for a field that is empty or cannot be read. */
function amount(input) {
  if (!input.value.trim()) return null;
  const read = parse(input.value);
  return typeof read === "bigint" ? read : null;
}

/** What cannot be read is said beside the field, in the server's words. */
function complain(row, input) {
  const read = input.value.trim() ? parse(input.value) : 0n;
  const message = typeof read === "bigint" ? "" : read.message;
  row.wrong.textContent = message;
  row.wrong.hidden = !message;
  input.setAttribute("aria-invalid", message ? "true" : "false");
}

function follow(row, input) {
  const value = amount(input);
  if (input === row.change) row.sum.value = value === null ? "" : format(row.booked + value);
  else row.change.value = value === null ? "" : format(value - row.booked, { sign: true });
}

function tally() {
  const changes = rows.map((row) => ({ name: row.name, change: amount(row.change) ?? 0n }));
  const total = changes.reduce((sum, row) => sum + row.change, 0n);
  const booked = rows.reduce((sum, row) => sum + row.booked, 0n);
  net.textContent = format(total, { sign: true });
  net.classList.toggle("bad", total !== 0n);
  after.textContent = format(booked + total);
  sentence.textContent = describe(changes.filter((row) => row.change), total);
}

function describe(changes, total) {
  if (!changes.length) return "";
  if (total) {
    const missing = format(total < 0n ? -total : total, { unit: true });
    return total < 0n ? `${missing} är ännu inte lagda på någon aktivitet.` : `${missing} saknas: minska någon annan aktivitet.`;
  }
  const givers = changes.filter((row) => row.change < 0n);
  const takers = changes.filter((row) => row.change > 0n);
  const moved = format(takers.reduce((sum, row) => sum + row.change, 0n), { unit: true });
  return `${moved} från ${names(givers)} till ${names(takers)}.`;
}

function names(list) {
  const all = list.map((row) => row.name);
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} och ${all.at(-1)}`;
}

for (const row of rows) {
  for (const input of [row.change, row.sum]) {
    input.addEventListener("input", () => {
      follow(row, input);
      tally();
    });
    input.addEventListener("change", () => complain(row, input));
  }
  if (row.change.value) follow(row, row.change);
}
tally();
