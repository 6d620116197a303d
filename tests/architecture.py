"""Reads a tree's imports and status writes; `test_architecture.py` holds them to the rules."""

import ast
import re
from collections.abc import Container, Iterator
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
# Of suggestions, deliberation uses these rooms and modules alone.
LENT = {
    "models",
    "actions",
    "staff",
    "residents",
    "telling",
    "work",
    "tabular",
    "news",
    "opening",
    "documents",
}
LENT_MODULES = {
    "suggestions.text.language",
    "suggestions.views.receipt",
    "suggestions.views.private_files",
}
# Whom the rooms of a package may use; what is not named here may use every room.
MAY_USE_ROOMS = {
    "suggestions": {
        "models": {"work"},
        "tabular": set(),
        "documents": set(),
        "papers": {"models", "text", "work", "telling", "documents", "news"},
        "questionnaires": {"models", "residents", "tabular"},
        "text": {"models", "work"},
        "intake": {"models", "text", "tabular", "residents"},
        "work": {"models", "actions"},
        "news": {"models", "text", "work", "telling"},
        "actions": {
            "models",
            "text",
            "tabular",
            "work",
            "intake",
            "residents",
            "news",
            "documents",
            "papers",
            "questionnaires",
        },
        "residents": {"models", "text", "work", "actions"},
        "telling": {"models", "text", "tabular", "work", "questionnaires"},
        "staff": {"models", "text", "tabular", "work", "actions", "residents"},
        "opening": {"models", "text", "tabular", "work", "residents", "telling"},
        "views": {
            "models",
            "text",
            "work",
            "actions",
            "residents",
            "telling",
            "news",
            "opening",
            "questionnaires",
            "documents",
            "papers",
        },
    },
    "deliberation": {
        "models": set(),
        "rules": set(),
        "hall": {"models", "rules"},
        "voting": {"models", "rules"},
        "minutes": {"models", "rules", "hall"},
        "indicators": {"models", "rules"},
        "actions": {"models", "rules", "indicators", "hall", "voting", "minutes", "verify"},
        "record": {"models", "hall", "actions", "verify"},
        "telling": {"models", "rules", "indicators", "actions"},
        "opening": {"models", "telling"},
    },
}
NLP_DOOR = "suggestions/text/language.py"
NO_DJANGO = ("nlp/", "deliberation/rules/", "suggestions/work/clocks.py")
FRAMEWORKS = {"django", "wagtail", "modelcluster", "taggit", "treebeard"}
MODEL_STRING = re.compile(r"^(nlp|suggestions|deliberation|cms)\.[A-Za-z_]\w*(\.\w+)*$")
WRITERS = {"update", "create", "get_or_create", "update_or_create"}
BULK_WRITERS = {"update", "bulk_update"}
MAY_WRITE_STATUS = ("suggestions/actions/", "deliberation/actions", "/migrations/")
# Where `move` and `move_all` stand: nothing else writes over a status that is there.
MAY_MOVE_STATUS = ("suggestions/actions/rules.py", "/migrations/")
NOT_OURS = {"DBTaskResult"}  # the rows of the job queue, which has its own ways


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
    for line, used in _imported(tree):
        top = used.split(".")[0]
        if package == "deliberation" and top == "suggestions" and not _lent(used):
            yield line, f"deliberation must not use {used}"
        if top == package and not _may_use_room(name, used):
            yield line, f"{name} must not use {used}"
    if not any(part in name for part in MAY_WRITE_STATUS):
        for line in _status_writes(tree):
            yield line, "a status is written only by a verb in actions"
    elif not any(part in name for part in MAY_MOVE_STATUS):
        for line in _status_moves(tree):
            yield line, "a status is moved only by move() and move_all()"


def _imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            if "." in node.module:
                yield node.lineno, node.module
            else:  # `from suggestions import desk` names the room behind the word `import`
                for alias in node.names:
                    yield node.lineno, f"{node.module}.{alias.name}"


def _lent(used: str) -> bool:
    return _room(used) in {"", *LENT} or used in LENT_MODULES


def _may_use_room(name: str, used: str) -> bool:
    package, room = name.split("/")[0], _room(name.removesuffix(".py").replace("/", "."))
    allowed = MAY_USE_ROOMS.get(package, {}).get(room)
    return allowed is None or _room(used) in {"", room, *allowed}


def _room(used: str) -> str:
    """The folder, or the file, just below its package."""
    return "".join(used.split(".")[1:2])


def circles(root: Path) -> list[list[str]]:
    """Files that import each other in a circle, wherever in them the import stands (Tarjan)."""
    imports = _imports(root)
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        order[module] = low[module] = len(order)
        stack.append(module)
        for other in imports[module]:
            if other not in order:
                visit(other)
            if other in stack:
                low[module] = min(low[module], low[other])
        if low[module] == order[module]:
            place = stack.index(module)
            circle, stack[place:] = stack[place:], []
            if len(circle) > 1:
                found.append(sorted(circle))

    for module in imports:
        if module not in order:
            visit(module)
    return found


def _imports(root: Path) -> dict[str, set[str]]:
    """Each module of ours with the modules of ours that it imports."""
    trees: dict[str, ast.Module] = {}
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            name = ".".join(path.relative_to(root).with_suffix("").parts)
            trees[name.removesuffix(".__init__")] = ast.parse(path.read_text(encoding="utf-8"))
    return {name: set(_ours(tree, trees)) - {name} for name, tree in trees.items()}


def _ours(tree: ast.Module, modules: Container[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                if inner in modules:
                    yield inner
                elif node.module in modules:
                    yield node.module


def _used(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Names of modules that are imported, and of models named in strings."""
    yield from _imported(tree)
    for node in ast.walk(tree):
        if (
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


def _status_moves(tree: ast.Module) -> Iterator[int]:
    """Statements that write a status into rows which have one."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr in BULK_WRITERS and _names_status(node) and _root(node) not in NOT_OURS:
            yield node.lineno


def _names_status(call: ast.Call) -> bool:
    """As a keyword, or as a word anywhere in what is handed over."""
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    words = (n.value for part in given for n in ast.walk(part) if isinstance(n, ast.Constant))
    return any(keyword.arg == "status" for keyword in call.keywords) or "status" in words


def _root(call: ast.Call) -> str:
    """The name with which a chain of calls begins."""
    node: ast.expr = call
    while isinstance(node, (ast.Call, ast.Attribute)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
