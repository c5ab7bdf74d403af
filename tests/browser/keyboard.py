"""Someone who has only a keyboard. Every stop on the way is looked at: the focus is somewhere, in sight, and drawn."""

from playwright.sync_api import Page

STOP = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return {name: "", lost: true, drawn: false, seen: false};
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  const label = at.labels && at.labels.length ? at.labels[0].textContent : at.textContent;
  return {
    name: (at.getAttribute("aria-label") || label || "").trim().replace(/\\s+/g, " "),
    lost: false,
    drawn: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}"""


class Keyboard:
    """Tab, Enter, space and letters on a page. No mouse, and no focus set by the test."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.emulate_media(reduced_motion="reduce")  # Else the skip link is asked for its place on its way in.

    def tab_to(self, name: str, *, exact: bool = False, at_most: int = 60) -> None:
        """Tabs until what has the focus is called `name` (or has it in its name)."""
        passed: list[str] = []
        for _ in range(at_most):
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(STOP)
            assert not stop["lost"], f"the focus is lost after {passed[-1:]}"
            assert stop["seen"], f"{stop['name']} has the focus out of sight, after {passed}"
            assert stop["drawn"], f"{stop['name']} has a focus that is not drawn"
            passed.append(stop["name"])
            if stop["name"] == name or (not exact and name in stop["name"]):
                return
        raise AssertionError(f"{name} cannot be reached: {passed}")

    def write(self, name: str, text: str) -> None:
        self.tab_to(name)
        self.page.keyboard.type(text)

    def press(self, name: str, key: str = "Enter") -> None:
        self.tab_to(name, exact=True)
        self.page.keyboard.press(key)
