// Splitting an amount by a key so that the parts sum to the whole exactly: the rule and the messages of
// grants/splitting.py. tests/browser/test_grid_js.py holds the two together. Amounts are BigInt öre.

const ORE_PER_KRONA = 100n;
const WEIGHT = /^([0-9]+|[1-9][0-9]{0,2}(?:[ \u00a0\u202f][0-9]{3})+)(?:[.,]([0-9]+))?$/;
const MOST_DECIMALS = 12;

export const NOBODY = "Nyckeln är tom: det finns ingen att fördela på.";
export const ALL_ZERO = "Alla vikter i nyckeln är noll: det finns ingen att fördela på.";
export const BELOW_ZERO = "Beloppet är mindre än noll och går inte att fördela.";
export const UNREADABLE_WEIGHT = "Skriv ett tal, till exempel 57 eller 12,5.";
export const NOT_HUNDRED = "Procenten ska bli 100 tillsammans. Lämna en ruta tom så får den resten.";

/**
 * `{parts}` of `ore`, one for each weight and in their order, in whole kronor; öre that make up no krona are split by the
 * same rule, öre by öre. Equal remainders go to the one who stands first. Or `{message}`. Weights are BigInt.
 */
export function split(ore, weights) {
  if (ore < 0n) return { message: BELOW_ZERO };
  if (!weights.length) return { message: NOBODY };
  if (weights.every((weight) => weight === 0n)) return { message: ALL_ZERO };
  const kronor = largestRemainder(ore / ORE_PER_KRONA, weights);
  const rest = largestRemainder(ore % ORE_PER_KRONA, weights);
  return { parts: kronor.map((part, place) => part * ORE_PER_KRONA + rest[place]) };
}

function largestRemainder(units, weights) {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  const parts = weights.map((weight) => (units * weight) / total);
  const remainders = weights.map((weight) => (units * weight) % total);
  const first = [...weights.keys()].sort((one, other) => {
    if (remainders[one] === remainders[other]) return one - other;
    return remainders[one] > remainders[other] ? -1 : 1;
  });
  const left = Number(units - parts.reduce((sum, part) => sum + part, 0n));
  for (const place of first.slice(0, left)) parts[place] += 1n;
  return parts;
}

/** `{weights}` as whole numbers in the proportions of what is written, an empty text being zero; or `{message, place}`. */
export function readWeights(texts) {
  const read = texts.map((text) => WEIGHT.exec(text.trim() || "0"));
  const wrong = read.findIndex((found) => !found || (found[2] ?? "").length > MOST_DECIMALS);
  if (wrong >= 0) return { message: UNREADABLE_WEIGHT, place: wrong };
  const decimals = Math.max(0, ...read.map((found) => (found[2] ?? "").length));
  const weights = read.map((found) => BigInt(found[1].replace(/[^0-9]/g, "") + (found[2] ?? "").padEnd(decimals, "0")));
  return { weights, scale: 10n ** BigInt(decimals) };
}

/** Per cent that make a hundred: if exactly one text is empty, it takes the rest. `{weights}` or `{message, place}`. */
export function readPercent(texts) {
  const read = readWeights(texts);
  if (read.message) return read;
  const left = 100n * read.scale - read.weights.reduce((sum, weight) => sum + weight, 0n);
  const empty = texts.flatMap((text, place) => (text.trim() ? [] : [place]));
  if (left > 0n && empty.length === 1) read.weights[empty[0]] = left;
  else if (left !== 0n) return { message: NOT_HUNDRED };
  return read;
}
