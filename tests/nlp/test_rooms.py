"""The engine's rooms: each uses only those below it, and no file imports itself by a detour."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Each room with the rooms that it may use.
MAY_USE = {
    "records": set(),
    "intervals": set(),
    "bulk": set(),
    "reading": {"records", "bulk"},
    "grouping": {"records", "bulk", "reading"},
    "likeness": {"reading"},
    "telling": {"records", "bulk", "reading", "grouping", "likeness"},
    "route": {"intervals", "bulk", "reading"},
    "screen": {"intervals", "reading"},
    "mask": set(),
    "errand": {"records", "bulk", "reading", "grouping", "telling"},
    "cli": {
        *("records", "intervals", "bulk", "reading", "likeness", "telling"),
        *("route", "screen", "mask", "errand"),
    },
}


def imports() -> dict[str, set[str]]:
    """Every file of the engine with the files that it imports, at any depth of its code."""
    files = {}
    for path in (ROOT / "nlp").rglob("*.py"):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        files[name] = ast.parse(path.read_text(encoding="utf-8"))
    found = {}
    for name, tree in files.items():
        used = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                inside = {f"{node.module}.{alias.name}" for alias in node.names}
                used |= (inside & files.keys()) or {node.module}
            elif isinstance(node, ast.Import):
                used |= {alias.name for alias in node.names}
        found[name] = used & files.keys() - {name}
    return found


def test_a_room_uses_only_those_below_it():
    for name, used in imports().items():
        room = name.split(".")[1:2]
        if room and room[0] in MAY_USE:
            rooms = {one.split(".")[1] for one in used if "." in one} - set(room)
            assert rooms <= MAY_USE[room[0]], name


def test_every_room_is_known():
    rooms = {name.split(".")[1] for name in imports() if "." in name}
    assert rooms - {"__main__"} == MAY_USE.keys()


def test_no_file_imports_itself_by_a_detour():
    TopologicalSorter(imports()).prepare()
