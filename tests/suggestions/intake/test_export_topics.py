"""`export_topics`: one row for every accepted suggestion, with who placed it."""

import csv

import pytest
from django.core.management import CommandError, call_command

from suggestions.actions import gathering
from suggestions.models import Placement

HEADER = """external_id suggestion_id theme_number theme_name issue_number issue_name
    topic_number topic_name score words"""


@pytest.fixture
def export(campaign, tmp_path):
    def run(name="out.csv"):
        call_command("export_topics", campaign=campaign.slug, output=tmp_path / name)
        with (tmp_path / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    return run


def test_each_accepted_suggestion_has_its_row(
    export, make_topic, make_suggestion, officer, now, campaign
):
    alone = make_suggestion("还没有归类")  # before there was any topic to be near to
    topic = make_topic(size=2)
    shelf = make_suggestion("找不到伴的建议")
    Placement.objects.update_or_create(
        suggestion=shelf,
        defaults={"topic": None, "score": 0.1, "words": ["=伴", "建议"], "at": now},
    )
    near = gathering.open_issue(campaign, name="相近的", by=officer, at=now)
    Placement.objects.filter(suggestion=shelf).update(issue=near)
    gathering.open_issue(campaign, name="充电难", topics=[topic], by=officer, at=now)
    make_suggestion("没有受理", accept=False)
    rows = export()
    assert list(rows[0]) == [*HEADER.split(), "placed_by"]
    by_id = {int(row["suggestion_id"]): row for row in rows}
    assert len(rows) == 4
    member = by_id[topic.placements.first().suggestion_id]
    assert member["topic_number"] == str(topic.number) and member["topic_name"] == topic.name
    assert (member["issue_number"], member["issue_name"]) == ("2", "充电难")
    assert by_id[shelf.pk]["issue_name"] == "相近的"
    assert member["placed_by"] == officer.username
    assert by_id[shelf.pk]["topic_number"] == "" and by_id[shelf.pk]["placed_by"] == "机器"
    assert by_id[shelf.pk]["words"] == "'=伴 建议"
    assert by_id[alone.pk]["placed_by"] == ""


def test_the_export_asks_the_database_once(make_topic, campaign, django_assert_num_queries):
    from suggestions.telling.placement_list import topic_rows

    make_topic(size=5)
    with django_assert_num_queries(1):
        assert len(list(topic_rows(campaign))) == 5


def test_a_folder_that_is_not_there_is_told_in_words(export):
    with pytest.raises(CommandError, match="无法写入"):
        export("nowhere/out.csv")


def test_both_kinds_of_file_come_from_the_desk_to_those_who_may(
    door, officer, clerk, make_topic, campaign
):
    make_topic(size=1)
    url = f"/admin/grouping/{campaign.pk}/export."
    told = door(officer).get(url + "csv")
    assert b"".join(told.streaming_content).startswith(b"\xef\xbb\xbfexternal_id,")
    assert b"".join(door(officer).get(url + "xlsx").streaming_content).startswith(b"PK")
    assert door(officer).get(url + "pdf").status_code == 404
    assert door(clerk).get(url + "csv").status_code in (302, 403)
