// Swedish money in the browser, for live totals: the rules and the messages of grants/kronor.py, word for word.
// tests/browser/test_kronor_js.py holds the two together. Amounts are BigInt öre: a Number would round.

const NBSP = "\u00a0";
const MINUS = "\u2212";
const LARGEST = 99999999999999n;
const LONGEST_TEXT = 60;

const SPACE = "[ \\u00a0\\u2007\\u2009\\u202f]";
const TRIMMED = " \\u00a0\\u2007\\u2009\\u202f\\t\\r\\n\\ufeff";
const HIDDEN = new Map([
  ["\u00ad", "mjukt bindestreck"],
  ["\u200b", "blanksteg utan bredd"],
  ["\u200c", "skiljetecken utan bredd"],
  ["\u200d", "bindetecken utan bredd"],
  ["\u200e", "skrivriktning vänster till höger"],
  ["\u200f", "skrivriktning höger till vänster"],
  ["\u2060", "ordbindare"],
  ["\ufeff", "byteordningsmärke"],
]);
const UNITS = { kr: 0, krona: 0, kronor: 0, tkr: 3, mkr: 6, mnkr: 6 };

const ENDS = new RegExp(`^[${TRIMMED}]+|[${TRIMMED}]+$`, "g");
const SHELL = new RegExp(
  `^([+\\-${MINUS}]?)${SPACE}*([0-9., \\u00a0\\u2007\\u2009\\u202f]*?)${SPACE}*(kr|krona|kronor|tkr|mkr|mnkr)?$`,
  "i",
);
const SPACED = `[1-9][0-9]{0,2}(?:${SPACE}[0-9]{3})+`;
const BODY = new RegExp(
  `^([0-9]+|${SPACED}|[1-9][0-9]{0,2}(?:\\.[0-9]{3}){2,}|[1-9][0-9]{0,2}\\.[0-9]{3}(?=,))(?:,([0-9]+))?$`,
);
const EXPONENT = new RegExp(`^[+\\-${MINUS}]?[0-9]+(?:[.,][0-9]*)?[eE][+\\-${MINUS}]?[0-9]+$`);
const POINT_DECIMALS = new RegExp(`^(?:[0-9]+|${SPACED})\\.[0-9]*$`);

const EMPTY = "Skriv ett belopp, till exempel 71 862 709,50.";
const UNREADABLE = "Beloppet går inte att läsa. Skriv det med siffror, till exempel 71 862 709,50 eller 2,6 mkr.";
const TOO_LONG = "Texten är för lång för att vara ett belopp. Skriv bara beloppet, till exempel 71 862 709,50.";
const TOO_LARGE = "Beloppet är för stort. Det största som går att skriva är 999 999 999 999,99.";
const WRITTEN_EXPONENT = "Skriv ut alla siffror i stället för e, till exempel 1 000 000.";
const ENGLISH = "Skriv blanksteg mellan tusental och komma före ören, till exempel 1 234,50.";
const COMMAS = "Skriv bara ett komma, det före ören. Mellan tusental står blanksteg, till exempel 1 234 567,50.";
const POINT_DECIMAL = "Skriv komma före ören i stället för punkt, till exempel 10,50.";
const POINT_AMBIGUOUS = "En ensam punkt kan betyda både tusental och decimaler. Skriv 1 234 eller 1,23.";
const COMMA_EDGE = "Skriv siffror både före och efter kommat, till exempel 0,50.";
const GROUPS = "Siffrorna är inte grupperade tre och tre. Skriv till exempel 1 234 567 eller 1234567.";
const THREE_DECIMALS =
  "Tre siffror efter kommat kan betyda både tusental och decimaler. Skriv 12 345 eller 12,35.";
const DECIMALS = "Skriv högst två decimaler, det vill säga hela ören, till exempel 12,50.";
const DASH = "Skriv ett vanligt minustecken före beloppet, till exempel -500.";
const FOREIGN_DIGIT = "Skriv beloppet med siffrorna 0–9.";

/** The öre (BigInt) that a Swedish text means, or `{message}` with the Swedish reason why it means none. */
export function parse(text) {
  const trimmed = text.replace(ENDS, "");
  if (!trimmed) return refused(EMPTY);
  if ([...trimmed].length > LONGEST_TEXT) return refused(TOO_LONG);
  const shell = SHELL.exec(trimmed);
  if (!shell) return refused(whyNoShell(trimmed));
  const body = BODY.exec(shell[2]);
  if (!body) return refused(whyNoBody(shell[2]));
  const ore = toOre(body[1].replace(/[^0-9]/g, ""), body[2] ?? "", (shell[3] ?? "kr").toLowerCase());
  if (typeof ore !== "bigint") return ore;
  return shell[1] === "-" || shell[1] === MINUS ? -ore : ore;
}

/** `1 266 508` of öre, with no-break spaces and öre only where there are any; `unit` adds kr, `sign` a plus. */
export function format(ore, { unit = false, sign = false } = {}) {
  const size = ore < 0n ? -ore : ore;
  const whole = (size / 100n).toString().replace(/\B(?=([0-9]{3})+$)/g, NBSP);
  const part = size % 100n;
  const digits = part ? `${whole},${part.toString().padStart(2, "0")}` : whole;
  const before = ore < 0n ? MINUS : sign && ore > 0n ? "+" : "";
  return `${before}${digits}${unit ? `${NBSP}kr` : ""}`;
}

function refused(message) {
  return { message };
}

function toOre(whole, decimals, unit) {
  const power = UNITS[unit];
  if (decimals.length > power + 2) return refused(whyTooManyDecimals(decimals, unit));
  const ore = BigInt(whole + decimals.padEnd(power + 2, "0"));
  return ore > LARGEST ? refused(TOO_LARGE) : ore;
}

function whyNoShell(text) {
  for (const character of text) {
    if (HIDDEN.has(character)) return hiddenCharacter(character);
  }
  if (/(?![0-9])\p{Nd}/u.test(text)) return FOREIGN_DIGIT;
  if (/^[\u2010-\u2014]/.test(text)) return DASH;
  return EXPONENT.test(text) ? WRITTEN_EXPONENT : UNREADABLE;
}

function hiddenCharacter(character) {
  const code = character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
  return `Beloppet innehåller ett dolt tecken: ${HIDDEN.get(character)} (U+${code}). Skriv om beloppet för hand.`;
}

function whyNoBody(digits) {
  if (!/[0-9]/.test(digits)) return UNREADABLE;
  if (/,.*\./.test(digits)) return ENGLISH;
  if (digits.split(",").length > 2) return COMMAS;
  if (digits.startsWith(",") || digits.endsWith(",")) return COMMA_EDGE;
  if (/^[1-9][0-9]{0,2}\.[0-9]{3}$/.test(digits)) return POINT_AMBIGUOUS;
  if (POINT_DECIMALS.test(digits)) return POINT_DECIMAL;
  return GROUPS;
}

function whyTooManyDecimals(decimals, unit) {
  const power = UNITS[unit];
  if (power) return `Beloppet blir inte hela ören. Skriv högst ${power + 2} decimaler före ${unit}.`;
  return decimals.length === 3 ? THREE_DECIMALS : DECIMALS;
}
