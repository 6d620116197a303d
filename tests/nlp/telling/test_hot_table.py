"""The table of hot topics."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.telling.hot_table import Voice, rank_topics

NOW = datetime(2026, 6, 1)
DAY = timedelta(days=1)


def ranked(*voices: Voice) -> list[int]:
    return [hot.topic for hot in rank_topics(voices, at=NOW)]


def test_many_people_outweigh_one_who_writes_often():
    many = [Voice(1, "路灯不亮", person=f"p{n}", at=NOW) for n in range(4)]
    one = [Voice(2, "电梯停运", person="q", at=NOW) for _ in range(9)]
    table = rank_topics([*one, *many], at=NOW)
    assert [hot.topic for hot in table] == [1, 2]
    assert [(hot.people, hot.messages) for hot in table] == [(4, 4), (1, 9)]
    assert table[0].heat == 100 > table[1].heat > 0


def test_unknown_people_are_each_their_own():
    assert rank_topics([Voice(1, "停水"), Voice(1, "又停水")], at=NOW)[0].people == 2


def test_supports_count_by_their_root():
    tapped = Voice(1, "停水", person="a", at=NOW, supports=100)
    assert ranked(tapped, *(Voice(2, "停电", person=f"p{n}", at=NOW) for n in range(5))) == [1, 2]
    assert ranked(tapped, *(Voice(2, "停电", person=f"p{n}", at=NOW) for n in range(20))) == [2, 1]


def test_the_new_is_hotter_than_the_old_and_the_old_does_not_vanish():
    old = [Voice(1, "停水", person=f"o{n}", at=NOW - 900 * DAY) for n in range(3)]
    new = [Voice(2, "停电", person=f"n{n}", at=NOW - n * 30 * DAY) for n in range(3)]
    table = rank_topics([*old, *new], at=NOW)
    assert [hot.topic for hot in table] == [2, 1]
    assert table[1].heat > 20


def test_a_burst_is_told_from_a_busy_time_for_everybody():
    background = [Voice(9, "别的事", at=NOW - n * DAY) for n in range(300)]
    sudden = [Voice(1, "停水", at=NOW - 100 * DAY + n * DAY / 4) for n in range(12)]
    steady = [Voice(2, "停电", at=NOW - n * 25 * DAY) for n in range(12)]
    burst = {hot.topic: hot.burst for hot in rank_topics(background + sudden + steady, at=NOW)}
    assert burst[1] > 0.6 > 0.2 > burst[2] >= 0
    rush = [Voice(topic, "停水", at=NOW + n * DAY) for n in range(10) for topic in (1, 2, 3)]
    assert all(hot.burst == 0 for hot in rank_topics(rush, at=NOW))


def test_the_span_of_time_and_messages_without_a_time():
    voices = [Voice(1, "停水", at=NOW), Voice(1, "停水了"), Voice(1, "水", at=NOW - DAY)]
    (hot,) = rank_topics(voices, at=NOW)
    assert (hot.since, hot.until) == (NOW - DAY, NOW)
    (hot,) = rank_topics([Voice(1, "停水")], at=NOW)
    assert (hot.since, hot.until, hot.burst) == (None, None, 0)


def test_nothing_to_rank():
    assert rank_topics([], at=NOW) == []


voice = st.builds(
    Voice,
    topic=st.integers(1, 4),
    title=st.sampled_from(["停水", "停电", "和平路路灯不亮", ""]),
    person=st.sampled_from(["", "a", "b", "c"]),
    at=st.none() | st.datetimes(datetime(2020, 1, 1), datetime(2026, 6, 1)),
    supports=st.integers(-3, 5000),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(voice, min_size=1, max_size=20), st.integers(1, 5))
def test_the_table_keeps_its_word(voices, top):
    table = rank_topics(voices, at=NOW)
    assert [hot.rank for hot in table] == list(range(1, len({v.topic for v in voices}) + 1))
    assert [hot.heat for hot in table] == sorted((hot.heat for hot in table), reverse=True)
    assert table[0].heat == 100
    assert sum(hot.messages for hot in table) == len(voices)
    for hot in table:
        assert 1 <= hot.people <= hot.messages and 0 <= hot.burst < 1 and hot.heat > 0
        assert 1 <= hot.texts <= hot.messages and 1 <= hot.copies <= hot.messages
    short = [hot.topic for hot in rank_topics(voices, at=NOW, top=top)]
    assert short == [hot.topic for hot in table][:top]
    turned = rank_topics(voices[::-1], at=NOW)
    assert [(h.topic, h.heat, h.people) for h in turned] == [
        (h.topic, h.heat, h.people) for h in table
    ]
