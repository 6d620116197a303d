"""A hand that counts what it does: clicks, keys of the list, typed characters, and the seconds."""

import time
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page


def whole(page: Page) -> Page:
    """The page once all of it has come: its top may be seen, and a click answered, before the rest
    is there, and what is read at that moment is half a page without its scripts."""
    page.wait_for_load_state("load")
    return page


@dataclass
class Hand:
    """Does what a person does at a desk, and nothing a person could not do."""

    page: Page
    clicks: int = 0  # a choice in a list of choices is one
    keys: int = 0  # keys that are commands
    typed: int = 0  # characters of text
    began: float = field(default_factory=time.monotonic)

    def click(self, what: Locator) -> None:
        self.clicks += 1
        what.click()

    def key(self, name: str) -> None:
        self.keys += 1
        whole(self.page).keyboard.press(name)

    def write(self, where: Locator, words: str) -> None:
        self.typed += len(words)
        where.fill(words)

    def choose(self, where: Locator, label: str) -> None:
        self.clicks += 1
        where.select_option(label=label)

    def told(self, errand: str) -> str:
        """One line for the measured figures."""
        seconds = time.monotonic() - self.began
        return (
            f"{errand}: {self.clicks} clicks, {self.keys} keys, {self.typed} characters, "
            f"{seconds:.1f} s"
        )
