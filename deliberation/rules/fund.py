"""The account of a pot of money, reckoned from its lines alone; whole 分, no rounding.

What came in is either paid, promised to a project, still free, or carried into the next year:
`received == paid + committed + left + passed_on`, whatever the lines say.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

RECEIVED = ("allocation", "carry_in")
PASSED_ON = "carry_out"
COMMITMENT, RELEASE, PAYMENT, REFUND = "commitment", "release", "payment", "refund"
KINDS = (*RECEIVED, PASSED_ON, COMMITMENT, RELEASE, PAYMENT, REFUND)


@dataclass(frozen=True)
class Line:
    """A movement. `project` is the one it belongs to; `back`: it takes an earlier line back."""

    kind: str
    cents: int
    project: int | None = None
    back: bool = False


@dataclass
class Balance:
    """Of a pot, or of one project in it."""

    allocated: int = 0
    carried_in: int = 0
    passed_on: int = 0
    promised: int = 0
    released: int = 0
    spent: int = 0
    refunded: int = 0

    @property
    def received(self) -> int:
        return self.allocated + self.carried_in

    @property
    def paid(self) -> int:
        """What has gone and not come back."""
        return self.spent - self.refunded

    @property
    def committed(self) -> int:
        """Promised to projects and not paid yet."""
        return self.promised - self.released - self.spent

    @property
    def left(self) -> int:
        """Free for new projects; what is refunded is free again."""
        return self.received - self.passed_on - self.promised + self.released + self.refunded


FIELDS = {
    "allocation": "allocated",
    "carry_in": "carried_in",
    PASSED_ON: "passed_on",
    COMMITMENT: "promised",
    RELEASE: "released",
    PAYMENT: "spent",
    REFUND: "refunded",
}


@dataclass
class Account:
    whole: Balance = field(default_factory=Balance)
    projects: dict[int, Balance] = field(default_factory=dict)

    def of(self, project: int) -> Balance:
        return self.projects.get(project, Balance())


def reckon(lines: Iterable[Line]) -> Account:
    """The only place where balances come from."""
    account = Account()
    for line in lines:
        touched = [account.whole]
        if line.project is not None:
            touched.append(account.projects.setdefault(line.project, Balance()))
        name = FIELDS[line.kind]
        for balance in touched:
            moved = -line.cents if line.back else line.cents
            setattr(balance, name, getattr(balance, name) + moved)
    return account
