"""Several machines: the same groups as one, and clear words where there are none."""

import builtins
import random

import numpy as np
import pytest

from nlp import Message, group
from nlp.__main__ import main
from nlp.bulk import cluster
from nlp.cli.csv_files import read_rows, write_rows
from nlp.grouping import graph
from nlp.reading.tokens import tokenize
from tests.nlp.made_letters import cars, letters
from tests.nlp.made_rows import unit

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")


@pytest.fixture(scope="module")
def address():
    """Two worker processes on this machine."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
    ) as local:
        yield local.scheduler_address


@pytest.fixture
def two(address):
    with cluster.joined(address) as found:
        yield found


def test_both_machines_work_and_the_parts_come_back_in_order(two):
    parts = [np.arange(n) for n in range(40)]
    assert [int(n) for n in two.spread(_sum_and_add, parts, 100)] == [
        100 + sum(range(n)) for n in range(40)
    ]
    assert len(set(two.spread(_process, list(range(40))))) == 2


def _sum_and_add(part, more):
    return part.sum() + more


def _process(_part):
    import os
    import time

    time.sleep(0.02)
    return os.getpid()


def test_texts_are_cut_into_the_same_words(two, monkeypatch):
    monkeypatch.setattr("nlp.reading.tokens._CHUNK", 200)
    texts = [m.title + m.body for m in letters(8)]
    one, other = tokenize(texts), tokenize(texts, cluster=two)
    assert one.vocabulary == other.vocabulary
    assert (one.ids == other.ids).all() and (one.texts == other.texts).all()


@pytest.mark.parametrize("mutual", [0, 12])
def test_neighbours_are_the_same_in_blocks(two, monkeypatch, mutual):
    monkeypatch.setattr(graph, "_BLOCK", 100)
    monkeypatch.setattr(cluster.Cluster, "blocks", lambda self, n: [(0, 70), (70, n)])
    rows = unit(seed=4, n=200)
    wishes = {"top": 8, "exact_up_to": 10, "terms": 5, "mutual": mutual}
    one, other = graph.neighbours(rows, **wishes), graph.neighbours(rows, **wishes, cluster=two)
    assert one.nnz and (one != other).nnz == 0


def test_the_whole_errand_finds_the_same_groups(two, monkeypatch):
    monkeypatch.setattr("nlp.grouping.graph.EXACT_UP_TO", 20)
    monkeypatch.setattr("nlp.grouping.graph.neighbours.__kwdefaults__", {
        **graph.neighbours.__kwdefaults__, "exact_up_to": 20
    })  # fmt: skip
    whole, sent, spread = [*letters(20), *cars()], [], cluster.Cluster.spread

    def noted(self, work, parts, *shared):
        sent.append(work.__name__)
        return spread(self, work, parts, *shared)

    monkeypatch.setattr(cluster.Cluster, "spread", noted)
    random.Random(1).shuffle(whole)
    one, other = group(whole), group(whole, cluster=two)
    assert sent == ["_cut", "_nearest_of", "_scores"]  # all that grows with the corpus
    assert one.placements == other.placements
    assert (one.topics, one.issues, one.themes) == (other.topics, other.issues, other.themes)


def test_every_row_is_in_one_block(two):
    for rows in (1, 4_999, 5_000, 123_456):
        spans = two.blocks(rows)
        assert [at for start, end in spans for at in (start, end)][0::2] == [
            0, *(end for _, end in spans[:-1])
        ] and spans[-1][1] == rows  # fmt: skip


def command(tmp_path, address):
    source = tmp_path / "in.csv"
    write_rows(str(source), ("id", "title", "body"), [(m.id, m.title, m.body) for m in letters(4)])
    out = tmp_path / "out.csv"
    asked = ["group", str(source), str(out), "--text", "title", "body", "--id", "id"]
    return main([*asked, "--semantic", "off", "--cluster", address]), out


def test_the_command_takes_an_address(address, tmp_path):
    status, out = command(tmp_path, address)
    assert status == 0
    alone = {p.id: str(p.topic) for p in group(letters(4)).placements}
    assert {row["id"]: row["topic"] for row in read_rows(str(out), ["id"])} == alone


def test_nobody_at_the_address_is_told_in_words(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(cluster, "_WAIT", 1)
    assert command(tmp_path, "tcp://127.0.0.1:9")[0] == 2
    assert "连不上集群 tcp://127.0.0.1:9" in capsys.readouterr().err
    assert command(tmp_path, "nonsense://x")[0] == 2
    assert "连不上集群" in capsys.readouterr().err


def test_a_cluster_without_workers_is_told_in_words(monkeypatch):
    monkeypatch.setattr(cluster, "_WAIT", 1)
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=":0") as empty,
        pytest.raises(cluster.ClusterError, match="没有工作进程"),
        cluster.joined(empty.scheduler_address),
    ):
        pass


def test_workers_that_cannot_import_the_engine_are_told_in_words(address, monkeypatch):
    def no_engine():
        raise ModuleNotFoundError("nlp")

    monkeypatch.setattr(cluster, "_here", no_engine)
    with (
        pytest.raises(cluster.ClusterError, match="ModuleNotFoundError.*同一版本"),
        cluster.joined(address),
    ):
        pass


def test_without_the_extra_the_words_say_what_to_install(monkeypatch, tmp_path, capsys):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name == "distributed":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    assert command(tmp_path, "tcp://127.0.0.1:9")[0] == 2
    assert "jianyan[cluster]" in capsys.readouterr().err


def test_no_run_loads_the_cluster_unless_it_is_asked_for():
    import subprocess
    import sys

    code = "import sys; from nlp import group, Message; group([Message('1', '停水')]); "
    code += "assert not {'dask', 'distributed', 'nlp.bulk.cluster'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert Message("1").id == "1"
