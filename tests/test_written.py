"""Words of the two records that nothing writes would promise what never happens."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from deliberation.models.record import KINDS
from suggestions.models.history import Verb

ROOT = Path(__file__).resolve().parent.parent
KIND = re.compile(r"[a-z]+\.[a-z_]+")


def trees(package: str) -> Iterator[ast.Module]:
    for path in sorted((ROOT / package / "actions").rglob("*.py")):
        yield ast.parse(path.read_text(encoding="utf-8"))


def kinds(modules: Iterable[ast.Module]) -> tuple[set[str], set[str]]:
    """The kinds written as they are, and the beginnings of those put together (`pledge.`)."""
    whole, begun = set(), set()
    for tree in modules:
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                first = node.values[0]
                if isinstance(first, ast.Constant) and re.fullmatch(r"[a-z]+\.", first.value):
                    begun.add(first.value)
            elif isinstance(node, ast.Constant) and KIND.fullmatch(str(node.value)):
                whole.add(node.value)
    return whole, begun


def unwritten(words: Iterable[str], modules: Iterable[ast.Module]) -> list[str]:
    whole, begun = kinds(modules)
    return [word for word in words if word not in whole and not word.startswith(tuple(begun))]


def verbs(modules: Iterable[ast.Module]) -> set[str]:
    """Names of `Verb` that a module speaks of."""
    return {
        node.attr
        for tree in modules
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Verb"
    }


def test_every_kind_of_the_council_s_record_is_written_by_a_verb():
    assert unwritten(KINDS, trees("deliberation")) == []


def test_every_verb_of_the_history_is_written_by_an_action():
    assert set(Verb.names) - verbs(trees("suggestions")) == set()


@pytest.mark.parametrize(
    ("code", "missing"),
    [
        ("note(council, 'matter.raised')", ["matter.returned"]),
        ("note(council, f'matter.{kind}')", []),
        ("'the kind matter.returned'", ["matter.raised", "matter.returned"]),
    ],
)
def test_a_kind_that_a_sample_does_not_write_is_found(code, missing):
    assert unwritten(["matter.raised", "matter.returned"], [ast.parse(code)]) == missing
