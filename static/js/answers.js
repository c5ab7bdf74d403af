// Answers that save themselves while somebody writes. The form works as well without it.

import { Saving } from "./saving.js";

const form = document.querySelector("form[data-answers]");
const status = form.querySelector("[data-status]");

const saving = new Saving(form, {
  address: location.pathname,
  what: "svaren",
  stopped: !status || form.hasAttribute("data-stale"), // nothing to write in, or two have written
  sending: () => new Map([...form.querySelectorAll("input[type=file]")].map((input) => [input, input.files[0]])),
  answered,
});

function answered(response, said, save) {
  if (!said?.answers) return saving.warn("Svaren kunde inte sparas. De finns kvar här. Tryck på Spara för att se varför.");
  const conflicts = [];
  let wrong = false;
  for (const [pk, one] of Object.entries(said.answers)) {
    if (one.conflict) conflicts.push(one.conflict);
    else keep(pk, one, save.sent);
    wrong ||= Boolean(one.error);
  }
  if (conflicts.length) return saving.stop(`${conflicts[0]} Tryck på Spara för att se båda svaren.`);
  if (wrong) return saving.warn("Ett svar är inte sparat. Felet står vid frågan. De andra är sparade.");
  save.done(said.saved);
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
  if (event.target.matches("textarea")) count(event.target);
  showWhatIsAsked();
  saving.changed();
});
showWhatIsAsked();
