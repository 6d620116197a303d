"""The table of hot topics from the command line."""

import csv
import json

import pytest

from nlp.__main__ import main
from tests.nlp.made_letters import cars, letters


def test_the_command_writes_the_table(tmp_path):
    names = ("in.csv", "out.csv", "hot.csv", "issues.csv")
    source, out, hot, issues = (tmp_path / name for name in names)
    with source.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "title", "body", "when", "who", "likes"])
        for number, message in enumerate([*letters(), *cars()]):
            writer.writerow(
                [message.id, message.title, message.body, f"2026/5/{number % 28 + 1} 8:05",
                 f"p{number % 9}", "3" if "路灯" in message.id else ""]
            )  # fmt: skip
    report = tmp_path / "r.json"
    arguments = ["group", source, out, "--text", "title", "body", "--id", "id", "--hot", hot]
    options = ["--time", "when", "--person", "who", "--support", "likes", "--report", report]
    options += ["--hot-issues", issues]
    assert main([str(a) for a in [*arguments, *options, "--semantic", "off"]]) == 0
    with hot.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["热度指数"] == "100.0"
    assert {row["地点/人群"] for row in rows} >= {"望江路", "青石桥"}
    assert all(row["时间范围"].startswith("2026-05-") for row in rows)
    assert "18" in {row["附议数"] for row in rows}
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told["floods"][0]["copies"] == 2
    with issues.open(encoding="utf-8", newline="") as file:
        rows = {row["问题编号"]: row for row in csv.DictReader(file)}
    sizes = {str(issue["number"]): str(issue["size"]) for issue in told["issues"]}
    assert {number: row["留言数"] for number, row in rows.items()} == sizes
    assert len(told["topics"]) > len(sizes)


@pytest.mark.parametrize(("column", "value"), [("--time", "2026年5月"), ("--support", "很多")])
def test_a_bad_cell_is_told_in_one_line(tmp_path, capsys, column, value):
    source = tmp_path / "in.csv"
    source.write_text(f"id,title,x\n1,电梯停运,{value}\n2,电梯停运,{value}\n", encoding="utf-8")
    arguments = ["group", source, tmp_path / "o.csv", "--text", "title", "--id", "id"]
    options = ["--hot", tmp_path / "h.csv", column, "x", "--semantic", "off"]
    assert main([str(a) for a in [*arguments, *options]]) == 2
    error = capsys.readouterr().err
    assert value in error and error.count("\n") == 1
