"""An address of the site is named, never typed: `reverse` and `{% url %}` know where things are."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("nlp", "suggestions", "deliberation", "cms")
TEXTS = {".html", ".js", ".txt", ".json", ".svg"}
# The web server's own corner, and Wagtail's pages, whose addresses their editors choose.
NOT_OURS = {"media"}


def routes(resolver: URLResolver, above: str = "") -> Iterator[tuple[str, str]]:
    """Every `(route, name)` below a resolver."""
    for entry in resolver.url_patterns:
        route = above + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, route)
        else:
            yield route, entry.name or ""


def heads() -> set[str]:
    """The first words of the site's addresses: `track`, `yishi`, `admin` …"""
    first = {route.lstrip("^").split("/")[0] for route, _ in routes(get_resolver())}
    return {word for word in first if re.fullmatch(r"[a-z]+", word)} - NOT_OURS


def typed(path: Path, words: set[str]) -> list[str]:
    """`line: text` of each address that is written by hand in a file."""
    text = path.read_text(encoding="utf-8")
    names = "|".join(sorted(words))
    address = re.compile(rf"""(?:^|(?<=[\s"'`=(}}：]))/(?:{names})(?=[/?#"'`\s<]|$)""")
    if path.suffix != ".py":
        lines = enumerate(text.splitlines(), start=1)
        return [f"{number}: {line.strip()}" for number, line in lines if address.search(line)]
    return [f"{n.lineno}: {n.value}" for n in _strings(ast.parse(text)) if address.search(n.value)]


def _strings(tree: ast.Module) -> Iterator[ast.Constant]:
    """The texts of a module; a docstring may tell of an address."""
    told = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node


def sources() -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*")):
            if path.suffix in TEXTS | {".py"} and "migrations" not in path.parts:
                yield path


def test_the_site_has_the_addresses_that_are_looked_for():
    assert {"admin", "yishi", "track", "submit", "suggestions", "receipt", "elder"} <= heads()


def test_no_address_of_the_site_is_typed():
    words = heads()
    found = [
        f"{path.relative_to(ROOT)}:{line}" for path in sources() for line in typed(path, words)
    ]
    assert found == []


SAMPLES = {
    "view.py": 'crumbs = {"url": "/track/"}',
    "council.py": 'url = f"/yishi/{council.slug}/"',
    "message.py": 'text = f"{settings.SITE_URL}/track/"',
    "told.py": 'text = "请打开 /track/ 查看"',
    "bare.py": 'path.startswith("/admin")',
    "page.html": '<a class="btn" href="/yishi/">看各议事会</a>',
    "form.html": "<form action='/submit/x/'>",
    "mail.txt": "{{ site }}/track/",
    "call.js": "fetch(`/similar/?q=${words}`)",
}


@pytest.mark.parametrize("name", SAMPLES)
def test_an_address_typed_in_a_sample_is_found(tmp_path, name):
    path = tmp_path / name
    path.write_text(SAMPLES[name])
    assert len(typed(path, heads())) == 1


def test_names_of_templates_and_talk_of_addresses_are_not_found(tmp_path):
    allowed = {
        "view.py": '"""Below /yishi/."""\nrender(request, "suggestions/submit.html")\nhome = "/"',
        "page.html": "{% include 'suggestions/desk/parts/x.html' %}</map><a href='{% url 'x' %}'>",
    }
    for name, text in allowed.items():
        path = tmp_path / name
        path.write_text(text)
        assert typed(path, heads()) == []


def test_no_route_stands_twice():
    """Wagtail lists a few of its own; ours are those that our packages answer."""
    ours = Counter(_ours(get_resolver()))
    assert [entry for entry, times in ours.items() if times > 1] == []


def _ours(resolver: URLResolver, above: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = above + str(entry.pattern)
        if isinstance(entry, URLPattern):
            if entry.callback.__module__.split(".")[0] in PACKAGES:
                yield route
        else:
            yield from _ours(entry, route)
