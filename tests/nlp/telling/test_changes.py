"""What became of the last run's topics."""

from nlp.telling.changes import changes


def test_every_kind_of_change_is_told_with_its_reason():
    previous = {"a": 1, "b": 1, "c": 2, "d": 3, "e": 3, "f": 3, "g": 3, "h": 4, "i": 4}
    current = {"a": 1, "b": 1, "x": 1, "c": 1, "d": 3, "e": 3, "f": 5, "g": 5, "h": None, "i": None}
    told = [(c["kind"], c["topic"]) for c in changes(previous, current)]
    assert told == [("merged", 2), ("split", 3), ("grown", 1), ("born", 5), ("faded", 4)]
    assert all(c["reason"] for c in changes(previous, current))


def test_nothing_changed_tells_nothing():
    assert changes({"a": 1, "b": 1}, {"a": 1, "b": 1}) == []
