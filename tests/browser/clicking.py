"""A desk's pages in Chromium without a server: Django answers in the test's own transaction.

What a click sends is noted and held back, so that the page stays as it was for the next one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.staticfiles import finders
from playwright.sync_api import Locator, Page, Request, Route

HOST = "http://desk.test"
SILENT = "sends nothing and asks for nothing of its own"
PATIENCE = 40  # looks, 25 ms apart, for a request that does not come
TRIES = 12  # fields that one button may ask for before it sends

# Numbers the buttons, keeps the fresh page, and tells what each button is.
BUTTONS = """() => {
  const all = [...document.querySelectorAll("button, input")]
    .filter((b) => b.form && (b.type === "submit" || b.type === "image"))
    .filter((b) => !b.matches("[aria-hidden=true]"));  // what Enter means; nobody presses it
  all.forEach((b, i) => b.setAttribute("data-walk", i));
  window.fresh = document.body.cloneNode(true);
  return all.map((b) => ({
    label: (b.innerText || b.textContent || b.value).trim().replace(/\\s+/g, " "),
    sends: b.name ? `${b.name}=${b.value}` : "",
    action: (b.getAttribute("formaction") ? b.formAction : b.form.action),
    disabled: b.disabled,
  }));
}"""
RESTORE = "() => document.body.replaceWith(window.fresh.cloneNode(true))"
# The field that the browser asks for: a visible one that belongs to this button, not to another
# one of the same form that stands nearer to it.
ASKED = """(button) => {
  const field = document.activeElement;
  if (!field?.matches("input, select, textarea") || field.form !== button.form) return "";
  if (field.validity.valid || !field.checkVisibility({ visibilityProperty: true })) return "";
  const depth = (other) => {
    let common = field;
    for (; !common.contains(other); ) common = common.parentElement;
    let deep = 0;
    for (; common; common = common.parentElement) deep += 1;
    return deep;
  };
  const rivals = [...button.form.elements].filter((b) => b.type === "submit" && b !== button);
  if (rivals.some((rival) => depth(rival) > depth(button))) return "";
  field.setAttribute("data-asked", "");
  return field.matches("select") ? "select" : field.type;
}"""
# What a form asks for before it is sent, by what its fields are called: a button that is only ever
# pressed over empty fields is refused before its verb is called.
ANSWERED = """(button) => {
  const fields = [...button.form.elements].filter((f) => f.required && f.name && !f.disabled);
  for (const field of fields) {
    if (field.type === "radio") {
      if (![...button.form.elements[field.name]].some?.((r) => r.checked)) field.checked = true;
    } else if (field.type === "checkbox") field.checked = true;
    else if (field.value || field.type === "file") continue;
    else if (field.tagName === "SELECT") field.selectedIndex = 1;
    else if (/(^|_)(on|day|since|until|from|by)$/.test(field.name)) field.value = "2026-09-16";
    else if (/_at$/.test(field.name)) field.value = "2026-09-16 10:00";
    else if (field.type === "number") field.value = "1";
    else if (/amount|cost|budget/.test(field.name)) field.value = "1";
    else if (/phone/.test(field.name)) field.value = "13800138000";
    else field.value = "一二三四";
  }
}"""
PLAUSIBLE = {"date": "2026-10-01", "email": "a@example.com", "url": "https://example.com"}


@dataclass(frozen=True)
class Sent:
    method: str
    path: str
    body: bytes
    content_type: str

    @classmethod
    def of(cls, request: Request) -> "Sent":
        told = request.headers.get("content-type", "")
        path = request.url.removeprefix(HOST)
        return cls(request.method, path, request.post_data_buffer or b"", told)


class Window:
    """One page before one person."""

    def __init__(self, page: Page) -> None:
        self.page, self.opening, self.sent = page, "", []
        page.set_default_timeout(5_000)
        page.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        request = route.request
        if not request.is_navigation_request():
            found = finders.find(request.url.removeprefix(f"{HOST}/static/").partition("?")[0])
            route.fulfill(path=found) if found else route.fulfill(status=404)
        elif self.opening:
            html, self.opening = self.opening, ""
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        else:
            self.sent.append(Sent.of(request))
            route.fulfill(status=204)

    def show(self, path: str, html: str) -> None:
        self.opening = html
        self.page.goto(HOST + path, wait_until="load")

    def buttons(self) -> Iterator[tuple[int, dict]]:
        yield from enumerate(self.page.evaluate(BUTTONS))

    def click(self, number: int, *, answered: bool = False) -> Sent | str:
        """Press a button of the fresh page as a person would; what was sent, or what is wrong.

        `answered`: what the form asks for is filled in before.
        """
        self.page.evaluate(RESTORE)
        self.sent.clear()
        button = self.page.locator(f"[data-walk='{number}']")
        unfold(button)
        if not button.is_visible():
            return "cannot be seen, whatever is opened"
        if answered:
            button.evaluate(ANSWERED)
        for _ in range(TRIES):
            button.click()
            if self._left():
                return self.sent[0]
            if not (kind := button.evaluate(ASKED)):
                return SILENT
            fill(self.page.locator("[data-asked]"), kind)
        return f"sends nothing after {TRIES} fields were filled in"

    def _left(self) -> bool:
        for _ in range(PATIENCE):
            if self.sent:
                return True
            self.page.wait_for_timeout(25)
        return False


def unfold(button: Locator) -> None:
    """Open what the button stands in, the outermost first."""
    closed = button.locator("xpath=ancestor::details[not(@open)]")
    while closed.count():
        closed.first.locator("> summary").click()


def fill(field: Locator, kind: str) -> None:
    if kind == "select":
        field.select_option(index=1)
    elif kind in ("radio", "checkbox"):
        field.check()
    else:
        field.fill(PLAUSIBLE.get(kind, "1"))
    field.evaluate("(field) => field.removeAttribute('data-asked')")
