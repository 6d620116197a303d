"""What curating refuses at the edges: topics that are no longer the desk's to change."""

import pytest

from suggestions.actions import curating, referring, rules


def test_nothing_is_poured_into_what_was_put_aside(make_topic, officer, now):
    topic, aside = make_topic(), make_topic()
    curating.set_aside(aside, reason="明年再议", by=officer, at=now)
    with pytest.raises(rules.Overtaken):
        curating.merge(topic, into=aside, by=officer, at=now)
    topic.refresh_from_db()
    assert topic.status == "confirmed" and topic.placements.exists()


def test_a_merge_stands_when_the_whole_was_forwarded(make_topic, department, officer, now):
    source, target = make_topic(), make_topic()
    note = curating.merge(source, into=target, by=officer, at=now)
    dates = referring.deadlines(now)
    referring.refer(target, lead=department, by=officer, at=now, dates=dates)
    note.refresh_from_db()
    with pytest.raises(rules.Refused, match="已经转办"):
        curating.unmerge(note, by=officer, at=now)
    source.refresh_from_db()
    assert source.status == "merged" and not source.placements.exists()
