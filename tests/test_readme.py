"""The README and the documents do not lag behind the tree; each check has a broken sample."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
ROW = re.compile(r"^\| `([\w./-]+/)` \|", re.M)
LENGTH = 900  # words of the README
SKIP = {"__pycache__", "migrations", "management", "locale", "static", "templates"}


def folders(root: Path) -> set[str]:
    """Folders of the four packages that hold Python, two deep, and the other top ones."""
    found = {"tests/", "docs/", "deploy/"}
    for package in ("nlp", "suggestions", "deliberation", "cms"):
        found.add(f"{package}/")
        for path in (root / package).iterdir():
            if path.is_dir() and path.name not in SKIP and any(path.glob("*.py")):
                found.add(f"{package}/{path.name}/")
    return found


def map_of(text: str) -> set[str]:
    return set(ROW.findall(text))


def test_the_map_names_every_folder_and_no_other():
    assert map_of(README.read_text(encoding="utf-8")) == folders(ROOT)


def test_a_folder_missing_from_the_map_is_noticed(tmp_path):
    for name in ("nlp", "suggestions/desk", "deliberation", "cms", "tests"):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / name / "x.py").touch()
    assert "suggestions/desk/" in folders(tmp_path) - map_of("| `suggestions/` | …\n")


def test_its_two_commands_are_targets_of_the_makefile():
    text = README.read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"(?:^|`)(?:PORT=\d+ )?make ([a-z-]+)", text, re.M)):
        assert re.search(rf"^{target}:", makefile, re.M), target


# --- length -----------------------------------------------------------------------------------


def length(text: str) -> int:
    """Words, as a reader counts them: marks of tables and lists are none."""
    return sum(any(c.isalnum() for c in word) for word in text.split())


def test_it_is_read_in_five_minutes():
    assert length(README.read_text(encoding="utf-8")) <= LENGTH


def test_a_readme_that_is_too_long_is_noticed():
    assert length("| word | " * (LENGTH + 1)) > LENGTH >= length("| word | " * LENGTH)


# --- links ------------------------------------------------------------------------------------

FENCE = re.compile(r"^```.*?^```$", re.M | re.S)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def documents(root: Path) -> list[Path]:
    return sorted([*root.glob("*.md"), *root.glob("docs/**/*.md")])


def dead_links(root: Path) -> list[str]:
    """Links of the documents that lead to no file of the tree."""
    return [
        f"{path.relative_to(root)}: {target}"
        for path in documents(root)
        for target in LINK.findall(FENCE.sub("", path.read_text(encoding="utf-8")))
        if not re.match(r"https?:|#", target)
        and not (path.parent / target.partition("#")[0]).exists()
    ]


def test_every_link_of_every_document_resolves():
    assert dead_links(ROOT) == []


def test_a_dead_link_is_noticed(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text("[a](docs/a.md#top) [b](b.md) [c](https://c.cn)")
    (tmp_path / "docs/a.md").write_text("![p](p.png)\n```\n[no](link.md)\n```\n[up](../README.md)")
    assert dead_links(tmp_path) == ["README.md: b.md", "docs/a.md: p.png"]


def test_the_list_of_documents_names_each():
    listed = LINK.findall((ROOT / "docs/README.md").read_text(encoding="utf-8"))
    there = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert there - set(listed) == set()


# --- decisions --------------------------------------------------------------------------------

PARTS = ["Context", "Choice", "Cost"]
DATED = re.compile(r"^Dated (\d{4}-\d\d-\d\d)\.$", re.M)


def decision_faults(folder: Path) -> list[str]:
    """Gaps in the numbers, files without their parts, rows of the index that do not agree."""
    files = sorted(folder.glob("[0-9]*.md"))
    rows = [f"{path.name}: gap" for i, path in enumerate(files, 1) if path.name[:4] != f"{i:04d}"]
    index = (folder / "README.md").read_text(encoding="utf-8")
    for path in files:
        text = path.read_text(encoding="utf-8")
        dated = DATED.search(text)
        title = text.splitlines()[0].removeprefix(f"# {path.name[:4]}. ")
        row = f"| [{path.name[:4]}]({path.name}) | {dated and dated[1]} | {title} |"
        if re.findall(r"^## (.+)$", text, re.M) != PARTS or not dated:
            rows.append(f"{path.name}: parts")
        if row not in index.splitlines():
            rows.append(f"{path.name}: index")
    return rows


def test_decisions_are_numbered_without_gaps_and_listed():
    assert list((ROOT / "docs/decisions").glob("0001-*.md"))
    assert decision_faults(ROOT / "docs/decisions") == []


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("0002-b.md", "", "", ""),
        ("0003-b.md", "", "", "gap"),
        ("0002-b.md", "## Cost", "## Praise", "parts"),
        ("0002-b.md", "Dated 2026-01-02.", "", "parts"),
        ("0002-b.md", ". Why", ". Why not", "index"),
    ],
)
def test_a_broken_decision_is_noticed(tmp_path, name, old, new, fault):
    parts = "\n\n".join(f"## {part}\n\nx" for part in PARTS)
    rows = []
    for each in ("0001-a.md", name):
        text = f"# {each[:4]}. Why\n\nDated 2026-01-02.\n\n{parts}\n"
        rows.append(f"| [{each[:4]}]({each}) | 2026-01-02 | Why |")
        (tmp_path / each).write_text(text.replace(old, new) if each == name and old else text)
    (tmp_path / "README.md").write_text("\n".join(rows))
    assert {row.partition(": ")[2] for row in decision_faults(tmp_path)} >= {fault} - {""}
    assert bool(decision_faults(tmp_path)) == bool(fault)


# --- settings ---------------------------------------------------------------------------------

READERS = ("env.", "os.environ", "environ.", "secret", "required", "demo_secret")
VARIABLE = re.compile(r"[A-Z][A-Z0-9_]+")


def variables(source: str) -> Iterator[str]:
    """Names of the environment that a module asks for."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=asked, args=[ast.Constant(value=str(name)), *_]):
                pass
            case ast.Call(func=asked, args=[_, ast.Constant(value=str(name)), *_]):
                pass
            case ast.Subscript(value=asked, slice=ast.Constant(value=str(name))):
                pass
            case _:
                continue
        if ast.unparse(asked).startswith(READERS) and VARIABLE.fullmatch(name):
            yield name


def explained(text: str) -> set[str]:
    """Names in the first cell of the table of settings."""
    table = text.partition("## Settings")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.+?) \|", table, re.M)
    return {name for row in rows for name in re.findall(r"`([A-Z0-9_]+)`", row)}


def test_every_variable_of_the_settings_is_explained_and_no_other():
    code = [ROOT / "cms" / name for name in ("settings.py", "secrets.py", "gunicorn.py")]
    read = {name for path in code for name in variables(path.read_text(encoding="utf-8"))}
    assert explained((ROOT / "docs/operations.md").read_text(encoding="utf-8")) == read


def test_every_way_to_read_a_variable_is_noticed():
    source = """
A = env.str("ONE", "x"); B = secret("TWO", "hint"); required(env, "THREE", "hint")
C = os.environ.get("FOUR") or os.environ["FIVE"]; other("SIX"); env.list("SEVEN", default=[])
D = f"{env.int('EIGHT', 1)}"; vars().update(env.email("NINE", "x"))
"""
    said = "## Settings\n| `ONE`, `TWO` | `SIX` | `TEN` |\n## Then\n| `THREE` |"
    read = {"ONE", "TWO", "THREE", "FOUR", "FIVE", "SEVEN", "EIGHT", "NINE"}
    assert set(variables(source)) == read
    assert explained(said) == {"ONE", "TWO"}


# --- words ------------------------------------------------------------------------------------


def unsaid(text: str, models: Iterable[type]) -> set[str]:
    """Rows that the page of words lacks: records, and their words of status with the label."""
    rows = set(re.findall(r"^\| (.+? \| .+?) \|", text, re.M))
    named = {row.partition(" | ")[2] for row in rows}
    lacking = {f"`{model.__name__}`" for model in models} - named
    for model in models:
        for status in getattr(model, "Status", ()):
            row = f"· {status.label} | `{model.__name__}.{status.name}`"
            lacking |= {row} - rows
    return lacking


def untrue(text: str, models: Iterable[type]) -> set[str]:
    """Words of status on the page that no record has."""
    has = {f"{m.__name__}.{s.name}" for m in models for s in getattr(m, "Status", ())}
    return set(re.findall(r"^\| · .+? \| `(.+?)` \|", text, re.M)) - has


def records() -> list[type]:
    return [
        m
        for app in ("suggestions", "deliberation", "cms")
        for m in apps.get_app_config(app).get_models()
    ]


def test_every_record_and_word_of_status_has_its_row():
    assert unsaid((ROOT / "docs/words.md").read_text(encoding="utf-8"), records()) == set()


def test_a_word_that_is_missing_or_called_otherwise_is_noticed():
    text = (ROOT / "docs/words.md").read_text(encoding="utf-8")
    broken = text.replace("| `Topic` |", "| `Tpic` |").replace(
        "· 已搁置 | `Topic", "· 搁置 | `Topic"
    )
    assert unsaid(broken, records()) == {"`Topic`", "· 已搁置 | `Topic.SET_ASIDE`"}


def test_a_word_for_what_is_no_more_is_noticed():
    text = (ROOT / "docs/words.md").read_text(encoding="utf-8")
    assert untrue(text, records()) == set()
    assert untrue(text + "| · 旧 | `Topic.OLD` | gone |\n", records()) == {"Topic.OLD"}
