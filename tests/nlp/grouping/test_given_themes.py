"""Themes that people gave, and themes that keep their numbers."""

import pytest

from nlp import Message, ThemeSeed, group
from nlp.grouping import given_themes
from tests.nlp.made_letters import letters

CATALOGUE = [
    ThemeSeed(4, "环境保护", ("噪音", "污染")),
    ThemeSeed(9, "物业管理", ("电梯", "物业", "充电")),
]


def test_messages_go_into_the_themes_that_people_gave():
    found = group([*letters(8), Message("x", "春天的海棠开了")], catalogue=CATALOGUE)
    by_id = {p.id: p.theme for p in found.placements}
    assert by_id["噪音-0"] == 4
    assert by_id["电梯-0"] == 9
    assert by_id["x"] == 10
    names = {theme.number: theme.name for theme in found.themes}
    assert names[4] == "环境保护"
    assert names[10] == given_themes.OTHER
    assert set(names) <= {4, 9, 10}


def test_peoples_own_theme_for_the_rest_is_used():
    found = group(
        [*letters(6), Message("x", "春天的海棠开了")],
        catalogue=[ThemeSeed(1, given_themes.OTHER), *CATALOGUE],
    )
    assert {p.id: p.theme for p in found.placements}["x"] == 1


@pytest.mark.parametrize(
    ("catalogue", "themes", "needle"),
    [
        ([], None, "no theme"),
        ([ThemeSeed(1, "甲"), ThemeSeed(1, "乙")], None, "twice"),
        (CATALOGUE, 3, "either"),
    ],
)
def test_a_senseless_catalogue_is_refused(catalogue, themes, needle):
    with pytest.raises(ValueError, match=needle):
        group(letters(1), catalogue=catalogue, themes=themes)


def test_a_catalogue_without_a_word_of_the_corpus_places_all_in_the_rest():
    found = group(letters(4), catalogue=[ThemeSeed(2, "航天", ("火箭",))])
    assert {p.theme for p in found.placements} == {3}


def test_themes_keep_their_numbers_when_messages_are_added():
    first = group(letters(6), themes=3)
    last = {p.id: p.theme + 20 for p in first.placements}
    second = group(letters(9), themes=3, previous_themes=last)
    now = {p.id: p.theme for p in second.placements}
    assert {key: now[key] for key in last} == last
    assert {theme.number for theme in second.themes} == set(last.values())


def test_a_theme_of_new_messages_gets_a_number_above_all():
    first = [m for m in letters(6) if m.id.startswith("电梯")]
    last = {m.id: 7 for m in first}
    second = group(letters(12), themes=4, previous_themes=last)
    fresh = {theme.number for theme in second.themes} - {7}
    assert fresh
    assert min(fresh) > 7
