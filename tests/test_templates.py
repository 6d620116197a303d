"""Templates can be read: short lines; and what they draw has a size."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LONGEST = 160
SINGLE_TAG = re.compile(r"\{%(?:(?!%\}).)*%\}")
ICON = re.compile(r"\{% icon (?!.*?classname=)[^%]*%\}")
SIZED = re.compile(r"\b(help-(critical|warning|info)|button--icon)\b")


def templates() -> Iterator[Path]:
    for package in ("suggestions", "deliberation", "cms"):
        yield from sorted((ROOT / package / "templates").rglob("*.html"))


def long_lines(text: str) -> list[str]:
    """Lines that are too long, but for one tag alone: Django cannot break a tag."""
    lines = (line for line in text.splitlines() if len(line) > LONGEST)
    return [line for line in lines if not SINGLE_TAG.fullmatch(line.strip())]


def icons_without_size(text: str) -> list[str]:
    """Wagtail's icons fill what they stand in, unless a class of theirs or of the box says less."""
    found = []
    for icon in ICON.finditer(text):
        box = text[: icon.start()].rpartition('class="')[2].partition('"')[0]
        if not SIZED.search(box):
            found.append(icon[0])
    return found


INCLUDED = re.compile(r'\{% include "([^"]+)"([^%]*)%\}')


def without_token(texts: dict[str, str]) -> list[str]:
    """Includes with `only` that cut a form off from the token without which it is refused."""
    asking = {name for name, text in texts.items() if "{% csrf_token %}" in text}
    while True:
        carriers = {
            name
            for name, text in texts.items()
            if any(found in asking for found, _ in INCLUDED.findall(text))
        }
        if carriers <= asking:
            break
        asking |= carriers
    return [
        f"{name}: {found}"
        for name, text in texts.items()
        for found, given in INCLUDED.findall(text)
        if found in asking and " only " in given and "csrf_token=csrf_token" not in given
    ]


def test_no_form_is_cut_off_from_its_token():
    texts = {}
    for path in templates():
        name = str(path.relative_to(ROOT)).partition("/templates/")[2]
        texts[name] = path.read_text(encoding="utf-8")
    assert without_token(texts) == []


def test_a_form_without_its_token_is_found():
    texts = {
        "form.html": "<form>{% csrf_token %}</form>",
        "part.html": '{% include "form.html" %}',
        "page.html": '{% include "part.html" with a=b only %}',
        "good.html": '{% include "part.html" with csrf_token=csrf_token only %}',
    }
    assert without_token(texts) == ["page.html: part.html"]


def test_no_line_of_a_template_is_too_long_to_read():
    faults = [
        f"{path.relative_to(ROOT)}: {line.strip()[:60]}…"
        for path in templates()
        for line in long_lines(path.read_text(encoding="utf-8"))
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    "line",
    [
        "<p>" + "长" * LONGEST + "</p>",
        "{% if a %}" + "长" * LONGEST + "{% endif %}",
        " " * 8 + '{% include "a.html" with text="' + "长" * LONGEST + '" only %}{% endblock %}',
    ],
)
def test_a_long_line_is_found(line):
    assert long_lines(f"<ul>\n{line}\n</ul>\n") == [line]


def test_one_long_tag_alone_may_stay():
    assert not long_lines('  {% include "a.html" with text="' + "长" * LONGEST + '" only %}\n')


# What stands in a line of text: tags that draw nothing, and elements in a sentence.
INLINE = (
    r"(?:\{%(?! (?:end)?(?:block|spaceless))[^%]*%\}"
    r"|</?(?:a|b|em|kbd|small|span|strong|time)\b[^<>]*>)*"
)
GAP = re.compile(rf"[，：、；（]{INLINE} *\n\s*{INLINE}(?:[\u4e00-\u9fff]|\{{\{{)")
COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)


def gaps(text: str) -> list[str]:
    """Where a line ends after punctuation within a sentence: a browser draws a blank there, which
    no Chinese sentence has. A comment carries the line over without one."""
    return [found[0] for found in GAP.finditer(COMMENT.sub("", text))]


def test_no_sentence_that_residents_read_has_a_gap():
    faults = [
        f"{path.relative_to(ROOT)}: {gap!r}"
        for path in templates()
        if "desk" not in path.parts
        for gap in gaps(path.read_text(encoding="utf-8"))
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>先听，\n  再答。</p>", 1),
        ("<p>可以去：{% if a %}\n  <a href='/'>{{ a }}</a>{% endif %}</p>", 1),
        ("<p>先听，{% comment %}\n  {% endcomment %}再答。</p>", 0),
        ("<p>先听。</p>\n<p>再答。</p>", 0),
    ],
)
def test_a_gap_is_found(text, found):
    assert len(gaps(text)) == found


def test_every_icon_of_the_desk_has_a_size():
    faults = [
        f"{path.relative_to(ROOT)}: {icon}"
        for path in templates()
        for icon in icons_without_size(path.read_text(encoding="utf-8"))
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ('<a class="button" href="/">{% icon name="upload" %} 上传</a>', 1),
        ('<a class="button button--icon" href="/">{% icon name="upload" %} 上传</a>', 0),
        ('<p class="nice-padding"><a href="/">{% icon name="resubmit" %} 另有</a></p>', 1),
        ('<p class="nice-padding">{% icon name="resubmit" classname="initial" %} 另有</p>', 0),
        ('<div class="help-block help-info">{% icon name="help" %}</div>', 0),
    ],
)
def test_an_icon_without_a_size_is_found(markup, found):
    assert len(icons_without_size(markup)) == found
