"""One line of the roles table."""

from dataclasses import dataclass

NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Row:
    """Who gets `status`; the others get `otherwise`, or the login or the refusal of the admin.

    `args` names things of the test's world. `missing` are people of the right role to whom the
    object is not there.
    """

    name: str
    args: str = ""
    may: frozenset[str] | None = None  # None: everybody
    status: int | str = 200
    missing: frozenset[str] = NOBODY
    otherwise: int | str = ""
    query: str = ""  # like `args`: `campaign` becomes `?campaign=<its key>`
