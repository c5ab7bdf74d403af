// The grid of an allocation without its page: cells of whole öre (BigInt) and the sums that follow from them.
// Nothing here knows of elements: sums.js shows it.

import { parse } from "../kronor.js";

export const BELOW_ZERO = "Ett belopp i en fördelning kan inte vara mindre än noll.";

/** `{ore}` of what a cell says, where an empty cell is 0, or `{message}` with the reason why it says nothing. */
export function read(text) {
  if (!text.trim()) return { ore: 0n };
  const got = parse(text);
  if (typeof got !== "bigint") return got;
  return got < 0n ? { message: BELOW_ZERO } : { ore: got };
}

export class Sheet {
  #cells = new Map(); // key → {row, fund, area, ore, message}
  #rows = new Map();
  #funds = new Map(); // fund → {area, free, planned}

  /** A fund with what is free in it, before its cells are added. */
  addFund(fund, { area, free }) {
    this.#funds.set(fund, { area, free, planned: 0n });
  }

  addCell(key, { row, fund, text }) {
    this.#cells.set(key, { row, fund, ore: 0n });
    this.set(key, text);
  }

  /** Writes a cell. One that cannot be read counts as nothing in the sums. Returns the cell. */
  set(key, text) {
    const cell = this.#cells.get(key);
    const { ore = 0n, message } = read(text);
    const change = ore - cell.ore;
    this.#rows.set(cell.row, this.row(cell.row) + change);
    this.#funds.get(cell.fund).planned += change;
    Object.assign(cell, { ore, message });
    return cell;
  }

  cell(key) {
    return this.#cells.get(key);
  }

  row(row) {
    return this.#rows.get(row) ?? 0n;
  }

  /** {free, planned, left, over} of one fund, of an area's funds, or of all: what one lacks no other makes up for. */
  fund(fund) {
    return this.#sum(([id]) => id === fund);
  }

  area(area) {
    return this.#sum(([, each]) => each.area === area);
  }

  all() {
    return this.#sum(() => true);
  }

  #sum(counts) {
    const sums = { free: 0n, planned: 0n, left: 0n, over: 0n };
    for (const [, { free, planned }] of [...this.#funds].filter(counts)) {
      sums.free += free;
      sums.planned += planned;
      sums.left += free - planned;
      if (planned > free) sums.over += planned - free;
    }
    return sums;
  }
}
