"""Lists stay as their reader left them: each person's own, and back to the default at once."""

import pytest
from django.urls import reverse

from suggestions.actions import kept_lists
from suggestions.models import KeptList
from suggestions.staff.exporting import view_of

pytestmark = pytest.mark.usefixtures("soon")
URL, KEEP = "desk_suggestions:index", "desk_kept_lists:keep"


def titles(client, query=""):
    found = client.get(reverse(URL) + query).context["object_list"]
    return [row.title for row in found]


@pytest.fixture
def two(submit, make_suggestion):
    submit("等着的"), make_suggestion("受理的")


def test_a_list_opens_as_it_was_filtered_and_sorted_but_only_for_who_did(
    desk, door, second_officer, two
):
    assert titles(desk, "?status=pending&ordering=submitted_at&p=1") == ["等着的"]
    response = desk.get(reverse(URL))
    assert [row.title for row in response.context["object_list"]] == ["等着的"]
    assert response.context["ordering"] == "submitted_at"
    assert "按您上次的筛选和排序显示" in response.content.decode()
    assert len(titles(door(second_officer))) == 2
    assert len(titles(desk, "?status=")) == 2  # filters taken away are kept as well
    assert len(titles(desk)) == 2


def test_the_words_of_a_search_are_not_kept(desk, two):
    titles(desk, "?q=13812345678&status=pending")
    assert KeptList.objects.get().query == "status=pending"
    desk.get(reverse(URL) + "?export=csv&status=accepted")
    assert KeptList.objects.get().query == "status=pending"


def test_columns_are_hidden_but_never_the_way_to_the_record(desk, two):
    desk.get(reverse(URL))
    known = ["kind", "title", "number", "area"]
    typed = {"list": URL, "keep": "columns", "known": known, "column": ["area"]}
    response = desk.post(reverse(KEEP), {**typed, "query": "status=pending"})
    assert response.url == reverse(URL) + "?status=pending"
    shown = desk.get(response.url).context["table"].columns
    assert "kind" not in shown and {"title", "number", "area"} <= set(shown)
    exported = desk.get(reverse(URL) + "?export=csv")
    assert "类别" in b"".join(exported.streaming_content).decode()  # a file holds them all


def test_back_to_the_default(desk, two):
    titles(desk, "?status=pending")
    desk.post(reverse(KEEP), {"list": URL, "keep": "reset"})
    assert len(titles(desk)) == 2 and not KeptList.objects.exists()


def test_ticks_stay_over_pages_and_are_decided_along(desk, officer, submit):
    one, two, three = (submit(name).suggestion for name in ("甲", "乙", "丙"))
    keep = {"list": URL, "keep": "ticks"}
    desk.post(reverse(KEEP), {**keep, "seen": [one.pk, two.pk], "picked": [one.pk]})
    desk.post(reverse(KEEP), {**keep, "seen": [three.pk], "picked": [three.pk, two.pk]})
    assert KeptList.objects.get().ticked == [one.pk, three.pk]
    response = desk.get(reverse(URL) + "?q=甲")
    assert [row.ticked for row in response.context["object_list"]] == [True]
    assert response.context["elsewhere"] == [three.pk]
    assert "另有 1 条勾在别的页" in response.content.decode()
    desk.post(reverse(URL), {"do": "accept_quietly", "picked": [one.pk, three.pk], "seen": "{}"})
    assert KeptList.objects.get().ticked in ([], [one.pk, three.pk])
    kept_lists.tick(officer, URL, seen=[one.pk], ticked=[one.pk])
    desk.post(reverse(KEEP), {"list": URL, "keep": "untick"})
    assert KeptList.objects.get().ticked == []


@pytest.mark.parametrize("name", ["", "no:such", "desk_topics:new", "wagtailadmin_home"])
def test_only_lists_are_kept(desk, name):
    assert desk.post(reverse(KEEP), {"list": name, "keep": "columns"}).status_code == 404
    assert not KeptList.objects.exists()


def test_a_tab_and_what_the_first_page_leads_to_are_looks(desk, make_referral):
    """Tomorrow's new work must not stay hidden behind the tab that was open today."""
    make_referral()
    index = reverse("desk_referrals:index")
    assert not desk.get(f"{index}?tab=done").context["object_list"]
    assert len(desk.get(index).context["object_list"]) == 1
    desk.get(f"{index}?role=lead")
    desk.get(f"{index}?role=supporting&once=1")
    assert KeptList.objects.get().query == "role=lead"


def test_a_tab_for_all_ends_the_filters(desk, make_referral):
    make_referral()
    index = reverse("desk_referrals:index")
    desk.get(f"{index}?role=supporting")
    response = desk.get(index)
    assert not response.context["object_list"]
    every = response.context["tabs"][0]["url"]
    assert len(desk.get(every).context["object_list"]) == 1


def test_a_file_made_in_the_background_leaves_the_list_as_it_was(officer):
    name = "desk_topics:index"
    view_of(name, "status=closed", officer)
    assert not KeptList.objects.filter(user=officer, name=name).exists()
