// A document that saves itself while somebody writes, with its preview beside it. The form works as well without it.

import { Saving } from "./saving.js";

const form = document.querySelector("form[data-document]");
const preview = document.querySelector("[data-preview]");
const body = document.querySelector("[data-preview-body]");
const key = `bidragsboken-handling-${form.dataset.document}`;

let lastBody = null;

form.addEventListener("submit", () => sessionStorage.removeItem(key));
const saving = new Saving(form, {
  address: form.action,
  what: "texten",
  stopped: form.hasAttribute("data-stale"), // two have written
  answered,
});

// ---- saving

function changed() {
  keepCopy();
  saving.changed();
}

function answered(response, said, save) {
  if (response.ok && said?.version) return saved(said, save);
  if (response.status === 409 && said?.errors) return saving.stop(`Inte sparat. ${said.errors.join(" ")} Kopiera det du vill behålla.`);
  if (response.status === 409 && said?.conflict) return saving.stop(`${said.conflict} Tryck på Spara för att se båda texterna.`);
  if (response.status === 422 && said?.errors) return saving.warn(`Inte sparat. ${said.errors.join(" ")}`);
  saving.warn("Texten kunde inte sparas. Den finns kvar här. Tryck på Spara för att se varför.");
}

function saved(said, save) {
  form.elements.version.value = said.version;
  form.elements.apart.value = "";
  const at = preview.scrollTop;
  body.innerHTML = said.preview; // drawn and cleaned by the server, as on the page itself
  preview.scrollTop = at;
  said.numbers.forEach((number, index) => {
    const label = form.querySelector(`#del-${index + 1} [data-number]`);
    if (label) label.textContent = number || "utan nummer";
  });
  if (save.done(said.saved)) sessionStorage.removeItem(key);
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
  if (!copy || saving.stopped) return;
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
form.addEventListener("focusin", follow);
form.querySelector("[data-token]").addEventListener("change", insertToken);
form.querySelector("[data-adds-to]").addEventListener("change", addRecipient);
if (location.hash.startsWith("#del-")) document.querySelector(location.hash)?.querySelector("input, textarea")?.focus();
offerCopy();
