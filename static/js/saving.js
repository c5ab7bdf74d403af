// A form that saves itself while somebody writes. It works as well without.

import { renew } from "./session.js";

const PAUSE = 1200; // after the last key
const AGAIN = 5000; // after a lost connection

export class Saving {
  #form;
  #options;
  #status;
  #trouble;
  #timer = null;
  #underWay = null; // the save that is under way
  #signedOut = false; // or signed in anew, which gives another token
  #changes = 0; // counts what is written, to know whether a save held all of it

  /**
   * `address`: where it is sent. `what`: "svaren", what is saved once one has signed in again. `answered(response, said,
   * save)`: reads the server's answer, `said` its JSON or null, and calls `save.done` when all of it is saved. `sending`
   * is called before each save; what it returns stands in `save.sent`. `stopped`: two have written already.
   */
  constructor(form, options) {
    this.#form = form;
    this.#options = options;
    this.#status = form.querySelector("[data-status]");
    this.#trouble = form.querySelector("[data-trouble]");
    this.stopped = options.stopped; // from here on the person decides
    window.addEventListener("online", () => { if (form.dataset.dirty && !this.stopped) this.save(); });
    window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
    form.addEventListener("submit", (event) => this.#beforeSubmit(event));
    if (!this.stopped) this.#status.textContent = "Sparas medan du skriver.";
  }

  changed() {
    this.#changes += 1;
    this.#plan(PAUSE);
  }

  save() {
    clearTimeout(this.#timer);
    this.#underWay ??= this.#send().finally(() => { this.#underWay = null; });
    return this.#underWay;
  }

  warn(text) {
    this.#status.textContent = "Inte sparat";
    if (this.#trouble.textContent !== text) this.#trouble.textContent = text;
    this.#trouble.hidden = false;
  }

  /** Two have written: nothing more is saved by itself. */
  stop(text) {
    this.stopped = true;
    this.warn(text);
  }

  #plan(wait) {
    clearTimeout(this.#timer);
    if (!this.stopped) this.#timer = setTimeout(() => this.save(), wait);
  }

  async #send() {
    if (this.#signedOut) this.#signedOut = Boolean(await renew(this.#form));
    const held = this.#changes;
    const save = { sent: this.#options.sending?.(), done: (text) => this.#done(text, held) };
    const data = new FormData(this.#form);
    data.set("do", "autosave");
    this.#status.textContent = "Sparar…";
    let response;
    try {
      response = await fetch(this.#options.address, { method: "POST", body: data, headers: { Accept: "application/json" }, redirect: "manual" });
    } catch {
      this.warn("Ingen kontakt med servern. Det du skriver finns kvar här och sparas när kontakten är tillbaka. Stäng inte sidan.");
      return this.#plan(AGAIN);
    }
    this.#signedOut = response.type === "opaqueredirect" || response.status === 403;
    if (this.#signedOut) this.#plan(AGAIN);
    if (response.type === "opaqueredirect") {
      return this.warn(`Du har blivit utloggad. Logga in i ett annat fönster, så sparas ${this.#options.what} sedan.`);
    }
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    this.#options.answered(response, isJson ? await response.json() : null, save);
  }

  /** Whether all that is written now is saved too. */
  #done(text, held) {
    this.#trouble.hidden = true;
    this.#status.textContent = text;
    if (held !== this.#changes) {
      this.#plan(PAUSE);
      return false;
    }
    delete this.#form.dataset.dirty;
    return true;
  }

  /** A button of the form: what is being saved by itself comes first, or the two would collide. */
  #beforeSubmit(event) {
    clearTimeout(this.#timer);
    if (!this.#underWay) return;
    event.preventDefault();
    this.#underWay.then(() => this.#form.requestSubmit(event.submitter));
  }
}
