"""Reading a city's own catalogue of themes."""

import csv

import pytest

from nlp.__main__ import main
from nlp.reading.catalogue import CatalogueError, read_catalogue
from tests.nlp.made_letters import letters


def test_names_and_words():
    rows = [
        {"number": "12", "name": " 交通出行 ", "words": "公交;路灯 停车、充电桩"},
        {"number": "", "name": "其他事项", "words": ""},
    ]
    first, second = read_catalogue(rows)
    assert (first.number, first.name) == (12, "交通出行")
    assert set(first.words) >= {"交通", "出行", "公交", "路灯", "停车", "充电桩"}
    assert (second.number, second.name) == (2, "其他事项")


def test_levels_become_themes_with_the_lower_levels_as_words():
    rows = [
        {"level1": "城乡建设", "level2": "物业管理", "level3": "维修资金"},
        {"level1": "环境保护", "level2": "水污染", "level3": "其他"},
        {"level1": "城乡建设", "level2": "城乡规划", "level3": ""},
    ]
    first, second = read_catalogue(rows)
    assert [first.number, second.number] == [1, 2]
    assert {"物业", "规划", "维修"} <= set(first.words)
    assert "其他" not in second.words


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], "no row"),
        ([{"theme": "x"}], "columns"),
        ([{"name": " "}], "theme 1 has no name"),
        ([{"name": "甲", "number": "一"}], "'一'"),
        ([{"name": "甲", "number": "0"}], "'0'"),
        ([{"name": "甲", "number": "2"}, {"name": "乙"}], "2 stands twice"),
        ([{"level1": "", "level2": "x"}], "level1"),
    ],
)
def test_faults_are_told(rows, told):
    with pytest.raises(CatalogueError, match=told):
        read_catalogue(rows)


def run(tmp_path, catalogue, *more):
    source, given = tmp_path / "in.csv", tmp_path / "catalogue.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "title", "body"])
        writer.writerows((m.id, m.title, m.body) for m in letters())
    given.write_text(catalogue, encoding="utf-8")
    arguments = ["group", source, tmp_path / "out.csv", "--text", "title", "body", "--id", "id"]
    options = ["--semantic", "off", "--catalogue", given, *more]
    status = main([str(argument) for argument in [*arguments, *options]])
    if status:
        return status, []
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        return status, list(csv.DictReader(file))


def test_the_command_places_into_the_citys_own_themes(tmp_path):
    themes = "number,name,words\n7,道路照明,路灯\n3,小区物业,电梯；充电\n5,教育,幼儿园；学费\n"
    status, rows = run(tmp_path, themes)
    assert status == 0
    home = {row["id"].split("-")[0]: row["theme"] for row in rows}
    assert (home["路灯"], home["电梯"], home["充电"], home["幼儿园"]) == ("7", "3", "3", "5")


def test_the_commands_faults_are_told_in_one_line(tmp_path, capsys):
    assert run(tmp_path, "a,b\n1,2\n")[0] == 2
    error = capsys.readouterr().err
    assert "level1" in error and error.count("\n") == 1
    with pytest.raises(SystemExit):
        run(tmp_path, "name\n教育\n", "--themes", "3")


def test_themes_and_the_shelf_of_the_last_run_are_read(tmp_path):
    old = tmp_path / "old.csv"
    old.write_text("id,theme,topic\n路灯-0,x,1\n", encoding="utf-8")
    assert run(tmp_path, "name\n教育\n", "--previous", str(old))[0] == 2
    old.write_text("id,theme,topic\n路灯-0,1,40\n路灯-1,1,40\n电梯-0,,\n", encoding="utf-8")
    status, rows = run(tmp_path, "name\n教育\n", "--previous", str(old))
    assert status == 0
    assert {row["topic"] for row in rows if row["id"].startswith("路灯")} == {"40"}
