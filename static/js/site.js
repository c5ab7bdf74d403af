/* Small comforts on every page. Nothing here is needed for a page to work. */

import { renew } from "./session.js";

/** What is written at length is sent only when the server will take it, and is not lost to a sign-in page. */
async function askFirst(event) {
  const form = event.target;
  if (!form.matches("[data-guard], [data-grid]") || form.method !== "post" || !document.body.dataset.user || form.dataset.asked) return;
  event.preventDefault();
  event.stopPropagation();
  if (form.dataset.asking) return;
  form.dataset.asking = "1";
  event.submitter?.setAttribute("aria-busy", "true");
  const trouble = await renew(form);
  event.submitter?.removeAttribute("aria-busy");
  delete form.dataset.asking;
  if (trouble) {
    sayNotSent(trouble);
    return;
  }
  form.dataset.asked = "1";
  form.requestSubmit(event.submitter);
  delete form.dataset.asked;
}

function sayNotSent(trouble) {
  const dialog = document.querySelector("dialog[data-not-sent]");
  for (const reason of dialog.querySelectorAll("[data-reason]")) reason.hidden = reason.dataset.reason !== trouble;
  dialog.showModal();
}

/** A form that has been sent says so, and is not sent twice. */
function markBusy(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.target === "_blank") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  delete form.dataset.dirty;
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(unmarkBusy, 10000); // a file that is fetched by a form leaves the page standing
}

/** Back from the browser's memory: the form can be sent again. */
function unmarkBusy() {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

/** A form with data-guard warns before its changes are lost. */
function markDirty(event) {
  const form = event.target.form;
  if (form?.hasAttribute("data-guard")) form.dataset.dirty = "1";
}

function warnOfLoss(event) {
  if (document.querySelector("form[data-guard][data-dirty]")) event.preventDefault();
}

/** The panel under the name closes on Escape and on a click elsewhere. */
function closePanels(event) {
  for (const panel of document.querySelectorAll(".who > details[open]")) {
    const away = event.type === "click" && !panel.contains(event.target);
    if (event.key === "Escape") panel.querySelector("summary").focus();
    if (event.key === "Escape" || away) panel.open = false;
  }
}

document.addEventListener("submit", askFirst, { capture: true });
document.addEventListener("submit", markBusy);
document.addEventListener("input", markDirty);
document.addEventListener("click", closePanels);
document.addEventListener("keydown", closePanels);
window.addEventListener("beforeunload", warnOfLoss);
window.addEventListener("pageshow", unmarkBusy);
document.querySelector("[data-focus]")?.focus();
