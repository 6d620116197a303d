"""Which sums of a tree are not told, so that none that is small can be reckoned back from others.

Leaves are councils, the nodes above them areas; each node is the sum of what lies below it. Who
knows a sum and all its parts but one knows that one as well. So a sum that is told has no part
that is withheld, or two at least, which together are no small number; and a sum that is withheld
has a part that is, or its parts would tell it. In a tree nothing further can be reckoned: what is
unknown hangs together without circles, so each unknown may be more if its neighbours are less.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

Node = str | int  # an area by its path, "" being the whole; a council by its key
ZERO = Decimal(0)


@dataclass(frozen=True)
class Leaf:
    """A council in an area, and its number."""

    path: str
    key: int
    amount: Decimal


@dataclass
class Tree:
    below: dict[Node, list[Node]] = field(default_factory=dict)
    sums: dict[Node, Decimal] = field(default_factory=dict)


def withheld(leaves: Iterable[Leaf], *, least: int, step: int) -> set[Node]:
    """All that is not told: what is small itself, and what would give it away.

    `step` letters of a path are one level. None at all is not small: it tells of nobody.
    """
    tree = _tree(leaves, step)
    hidden = {node for node, amount in tree.sums.items() if ZERO < amount < least}
    if not hidden:
        return hidden
    inner = sorted(tree.below, key=lambda node: -len(str(node)))
    found = True
    while found:
        found = False
        for node in inner:
            if (more := _more(tree, node, hidden, least)) is not None:
                hidden.add(more)
                found = True
    return hidden


def _tree(leaves: Iterable[Leaf], step: int) -> Tree:
    tree = Tree({"": []}, {"": ZERO})
    for leaf in leaves:
        amount = abs(leaf.amount)
        tree.sums[leaf.key] = amount
        tree.sums[""] += amount
        above = ""
        for end in range(step, len(leaf.path) + 1, step):
            area = leaf.path[:end]
            if area not in tree.below:
                tree.below[area], tree.sums[area] = [], ZERO
                tree.below[above].append(area)
            tree.sums[area] += amount
            above = area
        tree.below[above].append(leaf.key)
    return tree


def _more(tree: Tree, node: Node, hidden: set[Node], least: int) -> Node | None:
    """What has to be withheld as well for the sake of this node; nothing where it is safe."""
    parts = tree.below[node]
    unknown = [part for part in parts if part in hidden]
    shown = [part for part in parts if part not in hidden and tree.sums[part]]
    if node in hidden:
        return None if unknown or not shown else min(shown, key=lambda part: tree.sums[part])
    if not unknown:
        return None
    together = sum((_untold(tree, part, hidden) for part in unknown), ZERO)
    if together >= least:  # one part alone never is: its own sum would be small
        return None
    return min(shown, key=lambda part: tree.sums[part]) if shown else node


def _untold(tree: Tree, node: Node, hidden: set[Node]) -> Decimal:
    """What remains of a withheld sum once all parts of it that are told are taken away."""
    if node not in tree.below:
        return tree.sums[node]
    parts = (part for part in tree.below[node] if part in hidden)
    return sum((_untold(tree, part, hidden) for part in parts), ZERO)
