"""What a gateway complains of, without whose address it was."""

import re

HIDDEN, LONGEST = "●●●", 300
_PERSONAL = re.compile(
    r"[\w.+%-]+@[\w-]+(\.[\w-]+)*"  # an e-mail address
    r"|\+?\d[\d -]{4,}\d"  # a telephone number, or a code that somebody is to type in
    r"|https?://\S+"  # a link, which may open somebody's page
)


def redacted(text: str, address: str = "") -> str:
    """One line without addresses, numbers and links; fit for a table and a log."""
    if address:
        text = text.replace(address, HIDDEN)
    return " ".join(_PERSONAL.sub(HIDDEN, text).split())[:LONGEST]
