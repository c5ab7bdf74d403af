// A block of cells as text: what Excel puts on the clipboard and takes from it. Nothing here knows of elements.

const FORMULA = /^[=+\-@\t\r]/;
const QUOTED = /["\t\r\n]/;

/** An amount as Excel with Swedish settings takes it as a number: no spaces, decimal comma. Empty for nothing. */
export function amountText(ore) {
  const size = ore < 0n ? -ore : ore;
  const part = size % 100n;
  const text = `${ore < 0n ? "-" : ""}${size / 100n}`;
  return part ? `${text},${part.toString().padStart(2, "0")}` : text;
}

/** A text as Excel takes it as a text: what it would run as a formula gets an apostrophe. */
export function plainText(text) {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** Rows of texts, tab-separated, quoted as Excel does. */
export function toClipboard(rows) {
  return rows.map((row) => row.map(quoted).join("\t")).join("\r\n");
}

function quoted(text) {
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The one value of a clipboard that holds a single cell (Excel ends it with a line break); undefined for a block. */
export function singleValue(text) {
  const value = text.replace(/\r?\n$/, "");
  return /[\t\r\n]/.test(value) ? undefined : value;
}
