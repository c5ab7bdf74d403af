// A document that saves itself while somebody writes, with its preview beside it. The form works as well without it.

const form = document.querySelector("form[data-document]");
const status = form.querySelector("[data-status]");
const trouble = form.querySelector("[data-trouble]");
const preview = document.querySelector("[data-preview]");
const body = document.querySelector("[data-preview-body]");
const key = `bidragsboken-handling-${form.dataset.document}`;
const PAUSE = 1200; // after the last key
const AGAIN = 5000; // after a lost connection

let timer = null;
let saving = null; // the save that is under way
let changes = 0; // counts what is written, to know whether a save held all of it
let stopped = form.hasAttribute("data-stale"); // two have written: from here on the person decides
let lastBody = null;

// ---- saving

function changed() {
  changes += 1;
  keepCopy();
  plan(PAUSE);
}

function plan(wait) {
  clearTimeout(timer);
  if (!stopped) timer = setTimeout(save, wait);
}

function save() {
  clearTimeout(timer);
  saving ??= send().finally(() => { saving = null; });
  return saving;
}

async function send() {
  const held = changes;
  const data = new FormData(form);
  data.set("do", "autosave");
  status.textContent = "Sparar…";
  let response;
  try {
    response = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" }, redirect: "manual" });
  } catch {
    warn("Ingen kontakt med servern. Det du skriver finns kvar här och sparas när kontakten är tillbaka. Stäng inte sidan.");
    return plan(AGAIN);
  }
  await answered(response, held);
}

async function answered(response, held) {
  const said = response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : {};
  if (response.ok && said.version) return saved(said, held);
  if (response.status === 409) {
    stopped = true;
    if (said.errors) return warn(`Inte sparat. ${said.errors.join(" ")} Kopiera det du vill behålla.`);
    return warn(`${said.conflict} Tryck på Spara för att se båda texterna.`);
  }
  if (response.status === 422 && said.errors) return warn(`Inte sparat. ${said.errors.join(" ")}`);
  if (response.type === "opaqueredirect") {
    warn("Du har blivit utloggad. Logga in i ett annat fönster, så sparas texten sedan.");
    return plan(AGAIN);
  }
  warn("Texten kunde inte sparas. Den finns kvar här. Tryck på Spara för att se varför.");
}

function saved(said, held) {
  form.elements.version.value = said.version;
  form.elements.apart.value = "";
  trouble.hidden = true;
  status.textContent = said.saved;
  const at = preview.scrollTop;
  body.innerHTML = said.preview; // drawn and cleaned by the server, as on the page itself
  preview.scrollTop = at;
  said.numbers.forEach((number, index) => {
    const label = form.querySelector(`#del-${index + 1} [data-number]`);
    if (label) label.textContent = number || "utan nummer";
  });
  if (held !== changes) return plan(PAUSE);
  delete form.dataset.dirty;
  sessionStorage.removeItem(key);
}

function warn(text) {
  status.textContent = "Inte sparat";
  if (trouble.textContent !== text) trouble.textContent = text;
  trouble.hidden = false;
}

/** A button of the form: what is being saved by itself comes first, or the two would collide. */
function beforeSubmit(event) {
  clearTimeout(timer);
  if (!saving) {
    sessionStorage.removeItem(key);
    return;
  }
  event.preventDefault();
  saving.then(() => form.requestSubmit(event.submitter));
}

// ---- a copy in this tab, for when neither server nor page is left

function keepCopy() {
  const entries = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  try {
    sessionStorage.setItem(key, JSON.stringify({ at: new Date().toLocaleTimeString("sv-SE", { hour: "2-digit", minute: "2-digit" }).replace(":", "."), entries }));
  } catch { /* a full or forbidden store: the page itself still holds the text */ }
}

function offerCopy() {
  const copy = JSON.parse(sessionStorage.getItem(key) ?? "null");
  const notice = form.querySelector("[data-kept]");
  if (!copy || stopped) return;
  notice.querySelector("[data-kept-at]").textContent = `klockan ${copy.at}`;
  notice.hidden = false;
  notice.querySelector("[data-bring-back]").addEventListener("click", () => {
    bringBack(copy.entries);
    notice.hidden = true;
  });
  notice.querySelector("[data-throw-away]").addEventListener("click", () => {
    sessionStorage.removeItem(key);
    notice.hidden = true;
  });
}

function bringBack(entries) {
  for (const [name, value] of entries) {
    const control = form.elements[name];
    if (!control || name === "version" || name.startsWith("s-TOTAL") || name.startsWith("s-INITIAL")) continue;
    if (control.type === "checkbox") control.checked = true;
    else control.value = value;
  }
  form.dataset.dirty = "1";
  changed();
}

// ---- what is put in, and where the preview stands

function insertToken(event) {
  const line = event.target.value;
  const target = lastBody ?? form.querySelector("[data-body]");
  event.target.value = "";
  if (!line || !target) return;
  const before = target.value.slice(0, target.selectionStart).trimEnd();
  const after = target.value.slice(target.selectionEnd).trimStart();
  target.focus();
  target.select();
  const text = [before, line, after].filter(Boolean).join("\n\n");
  if (!document.execCommand("insertText", false, text)) target.value = text; // so that Ctrl+Z takes it back
  changed();
}

function addRecipient(event) {
  const list = document.getElementById(event.target.dataset.addsTo);
  const lines = list.value.split("\n").map((line) => line.trim()).filter(Boolean);
  if (event.target.value && !lines.includes(event.target.value)) list.value = [...lines, event.target.value].join("\n");
  event.target.value = "";
  changed();
}

function follow(event) {
  if (event.target.matches("[data-body]")) lastBody = event.target;
  const place = event.target.closest("[data-section]")?.dataset.section;
  const part = place && body.querySelector(`#avsnitt-${place}`);
  if (part) preview.scrollTop += part.getBoundingClientRect().top - preview.getBoundingClientRect().top - 16;
}

for (const element of form.querySelectorAll("[data-needs-script]")) element.hidden = false;
form.addEventListener("input", (event) => { if (event.target.name) changed(); });
form.addEventListener("submit", beforeSubmit);
form.addEventListener("focusin", follow);
form.querySelector("[data-token]").addEventListener("change", insertToken);
form.querySelector("[data-adds-to]").addEventListener("change", addRecipient);
window.addEventListener("online", () => { if (form.dataset.dirty) save(); });
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
if (location.hash.startsWith("#del-")) document.querySelector(location.hash)?.querySelector("input, textarea")?.focus();
if (!stopped) status.textContent = "Sparas medan du skriver.";
offerCopy();
