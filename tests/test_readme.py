"""The README does not lag behind the tree."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
ROW = re.compile(r"^\| `([\w./-]+/)` \|", re.M)
SKIP = {"__pycache__", "migrations", "management", "locale", "static", "templates"}


def folders(root: Path) -> set[str]:
    """Folders of the four packages that hold Python, two deep, and the other top ones."""
    found = {"tests/", "docs/"}
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


def test_every_picture_and_document_it_shows_is_there():
    text = README.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(((?!https?:)[^)#]+)\)", text)
    assert targets
    assert [t for t in targets if not (ROOT / t).exists()] == []


def test_its_two_commands_are_targets_of_the_makefile():
    text = README.read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"(?:^|`)(?:PORT=\d+ )?make ([a-z-]+)", text, re.M)):
        assert re.search(rf"^{target}:", makefile, re.M), target
