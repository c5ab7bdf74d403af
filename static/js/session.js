/* Whether a page that has stood open can still be saved. A session ends, and whoever signs in anew in another tab has
   another token: what is written must be lost to neither. */

const OWN_PAGE = "/konto/";
const PATIENCE = 10000; // what has not answered by then is as good as gone

/** Gives a form the token that holds now. Returns why it cannot be sent, a data-reason of `_not_sent.html`, or "". */
export async function renew(form) {
  const response = await fetch(OWN_PAGE, { redirect: "manual", signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
  if (!response) return "no-contact";
  if (response.type === "opaqueredirect") return "signed-out";
  if (!response.ok) return ""; // the server says what is wrong when the form is sent
  const own = new DOMParser().parseFromString(await response.text(), "text/html");
  if (own.body.dataset.user !== document.body.dataset.user) return "somebody-else";
  form.elements.csrfmiddlewaretoken.value = own.querySelector("[name=csrfmiddlewaretoken]").value;
  return "";
}
