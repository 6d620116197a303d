"""One finding: what it is and where it stands."""

from typing import Literal, NamedTuple

__all__ = ["Found", "Kind"]

Kind = Literal[
    "mobile",
    "landline",
    "id_card",
    "bank_card",
    "plate",
    "paper",
    "birthday",
    "wechat",
    "qq",
    "email",
    "account",
    "device",
    "secret",
    "address",
    "name",
]


class Found(NamedTuple):
    """Personal data at a place in a text.

    Attributes
    ----------
    kind : Kind
        What it is.
    start, end : int
        Half-open range, in code points.
    """

    kind: Kind
    start: int
    end: int
