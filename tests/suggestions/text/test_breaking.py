"""A heading breaks between its words, stays the same text, and lets nothing through as HTML."""

import html
import re

import pytest
from django.template import Context, Template
from django.utils.html import strip_tags

from suggestions.text.breaking import LONGEST, NOT_FIRST, NOT_LAST, by_meaning, pieces

TITLES = [
    "小区加装电梯的补贴怎么申请",
    "电动车充电：充得上、充得起、充得安全",
    "“一件事”（社区食堂）能不能晚一点关门？",
    "12345 热线的回电太慢",
]


def parts(title):
    inner = re.fullmatch(r'<span class="keep">(.*)</span>', by_meaning(title)).group(1)
    return [html.unescape(part) for part in inner.split("<wbr>")[:-1]]


@pytest.mark.parametrize("title", TITLES)
def test_a_heading_breaks_between_words_only_and_loses_nothing(title):
    assert "".join(parts(title)) == title and len(parts(title)) > 2
    for part in parts(title):
        assert part[0] not in NOT_FIRST and part[-1] not in NOT_LAST


def test_a_word_stays_whole():
    assert "电梯" in "|".join(parts("小区加装电梯的补贴怎么申请")).replace("加装", "")
    assert "充电" in pieces("小区充电桩不够")[1]


def test_what_people_write_is_escaped():
    title = "<script>alert('楼道')</script> & “灯”"
    shown = Template("{% load headings %}<h1>{{ title|by_meaning }}</h1>").render(
        Context({"title": title})
    )
    assert "<script" not in shown and "&lt;" in shown and "&amp;" in shown
    assert set(re.findall(r"<[^>]*>", shown)) == {
        "<h1>",
        '<span class="keep">',
        "<wbr>",
        "</span>",
        "</h1>",
    }
    assert html.unescape(strip_tags(shown)) == title


def test_a_long_text_and_an_empty_one_come_back_as_they_are():
    long = "楼道的灯坏了" * 11
    assert len(long) > LONGEST and by_meaning(long) == long
    assert by_meaning("<b>" + long) == f"&lt;b&gt;{long}"
    assert by_meaning("") == ""
