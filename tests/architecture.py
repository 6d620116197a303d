"""Reads a tree's imports and status writes; `test_architecture.py` holds them to the rules."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGES = ("nlp", "suggestions", "deliberation", "cms")
# Whom each package may use, besides itself.
MAY_USE = {
    "nlp": set(),
    "suggestions": {"nlp"},
    "deliberation": {"suggestions"},
    "cms": {"suggestions", "deliberation"},
}
NLP_DOOR = "suggestions/language.py"
NO_DJANGO = ("nlp/", "deliberation/rules/", "suggestions/clocks.py")
FRAMEWORKS = {"django", "wagtail", "modelcluster", "taggit", "treebeard"}
MODEL_STRING = re.compile(r"^(nlp|suggestions|deliberation|cms)\.[A-Za-z_]\w*(\.\w+)*$")
WRITERS = {"update", "create", "get_or_create", "update_or_create"}
MAY_WRITE_STATUS = ("suggestions/actions/", "deliberation/actions", "/migrations/")


@dataclass(frozen=True)
class Fault:
    place: str
    what: str


def faults(root: Path) -> list[Fault]:
    """Every breach of the house's rules below `root`."""
    found: list[Fault] = []
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found += [Fault(f"{name}:{line}", what) for line, what in _breaches(name, tree)]
    return found


def _breaches(name: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    package = name.split("/")[0]
    for line, used in _used(tree):
        top = used.split(".")[0]
        if top in PACKAGES and top != package:
            if top not in MAY_USE[package]:
                yield line, f"{package} must not use {used}"
            elif top == "nlp" and name != NLP_DOOR:
                yield line, f"only {NLP_DOOR} may use nlp"
        if top in FRAMEWORKS and name.startswith(NO_DJANGO):
            yield line, f"{name} must not use {top}"
    if not any(part in name for part in MAY_WRITE_STATUS):
        for line in _status_writes(tree):
            yield line, "a status is written only by a verb in actions"


def _used(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Names of modules that are imported, and of models named in strings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and MODEL_STRING.match(node.value)
        ):
            yield node.lineno, node.value


def _status_writes(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Attribute) and target.attr == "status":
                    yield node.lineno
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in WRITERS
            and any(keyword.arg == "status" for keyword in node.keywords)
        ):
            yield node.lineno
