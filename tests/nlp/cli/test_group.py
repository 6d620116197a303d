"""``python -m nlp group`` as a person types it."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from nlp.__main__ import main
from tests.nlp.made_letters import letters

ROOT = Path(__file__).resolve().parents[3]
COLUMNS = ["--text", "title", "body", "--id", "number"]


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "in.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["number", "title", "body"])
        writer.writerows([m.id, m.title, m.body] for m in letters())
    return path


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_messages_go_in_and_groups_come_out(table, tmp_path):
    out, report = tmp_path / "out.csv", tmp_path / "report.json"
    options = ["--semantic", "off", "--themes", "3", "--report", str(report)]
    assert main(["group", str(table), str(out), *COLUMNS, *options]) == 0
    found = rows(out)
    assert list(found[0]) == ["id", "theme", "issue", "topic", "score", "words"]
    assert [row["id"] for row in found] == [m.id for m in letters()]
    assert "电梯" in found[0]["words"].split(";")
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told["counts"]["messages"] == 30
    assert {"name", "representatives", "number", "issue"} <= told["topics"][0].keys()
    assert {"name", "representatives", "number", "theme"} <= told["issues"][0].keys()
    assert {row["issue"] for row in found if row["issue"]} == {
        str(issue["number"]) for issue in told["issues"]
    }
    assert told["peak_memory_mb"] > 0


def test_the_last_run_gives_the_numbers_of_this_one(table, tmp_path):
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    main(["group", str(table), str(first), *COLUMNS, "--semantic", "off"])
    text = first.read_text(encoding="utf-8")
    renumbered = [
        [r["id"], str(int(r["issue"]) + 70), str(int(r["topic"]) + 40)]
        for r in csv.DictReader(text.splitlines())
    ]
    with first.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "issue", "topic"], *renumbered])
    options = ["--previous", str(first), "--semantic", "off"]
    main(["group", str(table), str(second), *COLUMNS, *options])
    assert [[r["id"], r["issue"], r["topic"]] for r in rows(second)] == renumbered


def test_same_input_and_seed_give_the_same_bytes_whatever_the_threads(table, tmp_path):
    outs = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for out, threads in zip(outs, ("1", "2"), strict=True):
        main(["group", str(table), str(out), *COLUMNS, "--threads", threads, "--semantic", "off"])
    assert outs[0].read_bytes() == outs[1].read_bytes()


@pytest.mark.parametrize(
    ("content", "needle"),
    [
        (None, "No such file"),
        ("number,text\n1,停水\n".encode(), "no column title, body"),
        ("number,title,body\n1,路灯不亮,\n".encode("gb18030"), "not UTF-8"),
        ("number,title,body\n1,停水,\n1,停电,\n".encode(), "stands twice (record 3)"),
        ("number,title,body\n,停水,\n".encode(), "is empty (record 2)"),
        (b"", "no column"),
    ],
)
def test_a_fault_is_told_in_one_line_and_status_two(tmp_path, capsys, content, needle):
    source = tmp_path / "in.csv"
    if content is not None:
        source.write_bytes(content)
    out = tmp_path / "out.csv"
    assert main(["group", str(source), str(out), *COLUMNS, "--semantic", "off"]) == 2
    told = capsys.readouterr().err
    assert needle in told
    assert told.count("\n") == 1
    assert not out.exists()


def test_a_folder_that_is_not_there_is_told(table, tmp_path, capsys):
    target = str(tmp_path / "nowhere" / "out.csv")
    assert main(["group", str(table), target, *COLUMNS, "--semantic", "off"]) == 2
    assert "nowhere" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["--themes", "0"], ["--seed", "x"], ["--semantic", "maybe"]])
def test_a_senseless_option_is_refused(table, tmp_path, wrong):
    with pytest.raises(SystemExit) as stop:
        main(["group", str(table), str(tmp_path / "o.csv"), *COLUMNS, *wrong])
    assert stop.value.code == 2


def test_a_header_alone_gives_a_header_alone(tmp_path):
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("number,title,body\n", encoding="utf-8")
    assert main(["group", str(source), str(out), *COLUMNS, "--semantic", "off"]) == 0
    assert out.read_text(encoding="utf-8") == "id,theme,issue,topic,score,words\n"


def test_help_loads_no_engine():
    code = (
        "import sys; from nlp.__main__ import main\n"
        "try: main(['group', '--help'])\n"
        "except SystemExit: pass\n"
        "sys.exit(bool({'numpy', 'jieba', 'sklearn'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_grouping_never_imports_scikit_learn(table, tmp_path):
    code = (
        "import sys; from nlp import Message, group\n"
        "group([Message('1', '路灯不亮'), Message('2', '路灯坏了不亮')])\n"
        "sys.exit('sklearn' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
