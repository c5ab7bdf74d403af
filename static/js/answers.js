// Answers that save themselves while somebody writes. The form works as well without it.

const form = document.querySelector("form[data-answers]");
const status = form.querySelector("[data-status]");
const trouble = form.querySelector("[data-trouble]");
const PAUSE = 1200; // after the last key
const AGAIN = 5000; // after a lost connection

let timer = null;
let saving = null; // the save that is under way
let changes = 0; // counts what is written, to know whether a save held all of it
let stopped = !status || form.hasAttribute("data-stale"); // two have written: from here on the person decides

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
  const sent = new Map([...form.querySelectorAll("input[type=file]")].map((input) => [input, input.files[0]]));
  const data = new FormData(form);
  data.set("do", "autosave");
  status.textContent = "Sparar…";
  let response;
  try {
    response = await fetch(location.pathname, { method: "POST", body: data, headers: { Accept: "application/json" }, redirect: "manual" });
  } catch {
    warn("Ingen kontakt med servern. Det du skriver finns kvar här och sparas när kontakten är tillbaka. Stäng inte sidan.");
    return plan(AGAIN);
  }
  await answered(response, held, sent);
}

async function answered(response, held, sent) {
  const said = response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : null;
  if (response.type === "opaqueredirect") {
    warn("Du har blivit utloggad. Logga in i ett annat fönster, så sparas svaren sedan.");
    return plan(AGAIN);
  }
  if (!said?.answers) return warn("Svaren kunde inte sparas. De finns kvar här. Tryck på Spara för att se varför.");
  const conflicts = [];
  let wrong = false;
  for (const [pk, one] of Object.entries(said.answers)) {
    if (one.conflict) conflicts.push(one.conflict);
    else keep(pk, one, sent);
    wrong ||= Boolean(one.error);
  }
  if (conflicts.length) {
    stopped = true;
    return warn(`${conflicts[0]} Tryck på Spara för att se båda svaren.`);
  }
  if (wrong) return warn("Ett svar är inte sparat. Felet står vid frågan. De andra är sparade.");
  trouble.hidden = true;
  status.textContent = said.saved;
  if (held !== changes) return plan(PAUSE);
  delete form.dataset.dirty;
}

/** What the server now has of an answer: the next save starts from there. */
function keep(pk, one, sent) {
  if (!form.elements[`v${pk}`]) return;
  if (!one.error) {
    form.elements[`v${pk}`].value = one.version;
    form.elements[`w${pk}`].value = one.mark;
    const input = form.elements[`s${pk}`];
    if (input?.type === "file") received(input, one.file, sent.get(input));
  }
  document.getElementById(`fel-${pk}`).textContent = one.error;
}

/** The file is with the server: it is named here, and not sent once more. */
function received(input, file, sent) {
  if (input.files[0] === sent) input.value = "";
  const part = input.closest("[data-answer]");
  const name = document.createElement(file ? "a" : "span");
  name.textContent = file ? file.name : "Ingen fil än.";
  if (file) name.href = file.path;
  part.querySelector("[data-file]").replaceChildren(name);
  part.querySelector("[data-remove]").hidden = !file;
  part.querySelector("[data-remove] input").checked = false;
}

function warn(text) {
  status.textContent = "Inte sparat";
  if (trouble.textContent !== text) trouble.textContent = text;
  trouble.hidden = false;
}

/** A button of the form: what is being saved by itself comes first, or the two would collide. */
function beforeSubmit(event) {
  clearTimeout(timer);
  if (!saving) return;
  event.preventDefault();
  saving.then(() => form.requestSubmit(event.submitter));
}

// ---- words, and questions that depend on another

function count(area) {
  const told = area.closest("[data-answer]").querySelector("[data-words]");
  if (told) told.textContent = area.value.split(/\s+/).filter(Boolean).length;
}

function valueOf(part) {
  const control = part?.querySelector("select, input[type=radio]:checked");
  return control ? control.value : part?.querySelector(".words")?.textContent.trim() ?? "";
}

function showWhatIsAsked() {
  for (const part of form.querySelectorAll("[data-if]")) {
    part.hidden = !isAsked(part);
  }
}

/** Whether its condition holds, and the condition of the question that it depends on, and so on. */
function isAsked(part) {
  if (!part?.dataset.if) return true;
  const other = part.closest("section").querySelector(`[data-question="${part.dataset.if}"]`);
  return !other || (isAsked(other) && valueOf(other) === part.dataset.equals);
}

form.addEventListener("input", (event) => {
  if (!event.target.name || event.target.name.startsWith("r")) return;
  changes += 1;
  if (event.target.matches("textarea")) count(event.target);
  showWhatIsAsked();
  plan(PAUSE);
});
form.addEventListener("submit", beforeSubmit);
window.addEventListener("online", () => { if (form.dataset.dirty && !stopped) save(); });
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
showWhatIsAsked();
if (status && !stopped) status.textContent = "Sparas medan du skriver.";
