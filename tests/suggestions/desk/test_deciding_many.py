"""Many suggestions decided at once: those that are ticked, and all that match."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from suggestions.models import Suggestion

pytestmark = pytest.mark.usefixtures("soon")


def words(response):
    return response.content.decode()


def told(response):
    return [str(message).strip() for message in response.context["messages"]]


def bulk(client, rows, **data):
    url = reverse("desk_screening:index")
    return client.post(url, {"picked": [s.pk for s in rows], **data}, follow=True)


def ticked(response):
    soup = BeautifulSoup(response.content, "html.parser")
    return {int(box["value"]) for box in soup.select("[name=picked]") if box.has_attr("checked")}


def test_bulk_accepts_each_and_says_what_was_refused(desk, waiting, make_suggestion):
    fresh, done = [waiting("一"), waiting("二")], make_suggestion("早就通过了")
    response = bulk(desk, [*fresh, done], do="accept")
    assert Suggestion.objects.public().count() == 3
    assert told(response)[0] == "已办理 2 条建议。"
    assert "早就通过了" in told(response)[1]


def test_bulk_declines_with_one_route(desk, waiting):
    rows = [waiting("一"), waiting("二")]
    bulk(desk, rows, do="decline", route="petition")
    assert set(Suggestion.objects.values_list("decline_route", flat=True)) == {"petition"}


def test_bulk_says_what_was_refused_and_keeps_it_ticked(desk, waiting, make_suggestion):
    fresh, done = waiting("一"), make_suggestion("早就通过了")
    url = reverse("desk_suggestions:index")
    data = {"picked": [fresh.pk, done.pk, 999999], "do": "accept"}
    response = desk.post(url, data)
    assert response.status_code == 422
    assert told(response)[0] == "已办理 1 条建议。"
    assert "这条建议已经不在了。" in told(response)
    assert ticked(response) == {done.pk}


@pytest.mark.parametrize("picked", [[], ["x"], ["²"], ["9" * 30]])
def test_bulk_without_rows_says_what_to_do(desk, waiting, picked):
    waiting()
    data = {"do": "accept", "picked": picked, "route": "petition", "reason": "白写的说明"}
    response = desk.post(reverse("desk_screening:index"), data)
    assert response.status_code == 422
    assert told(response) == ["请先勾选要办理的建议。"]
    assert "白写的说明" in words(response)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"do": "decline"}, "请选择应当去的途径。"),
        ({"do": "decline", "route": "invalid"}, "请填写不再办理的理由。"),
        ({}, "请选择怎样办理。"),
        ({"do": "explode"}, "请选择怎样办理。"),
    ],
)
def test_a_refused_bulk_decision_keeps_the_ticks_and_the_choice(desk, waiting, data, said):
    rows = [waiting("一"), waiting("二"), waiting("三")]
    picked = {s.pk for s in rows[:2]}
    response = desk.post(reverse("desk_screening:index"), {"picked": [*picked], **data})
    assert response.status_code == 422
    assert said in "".join(told(response))
    assert ticked(response) == picked
    assert response.context["bulk"]["route"].value() == data.get("route")
    assert Suggestion.objects.waiting().count() == 3


def test_bulk_comes_back_to_the_same_filters_and_never_to_bare_rows(desk, waiting):
    wanted = {"picked": [waiting("要的").pk], "do": "accept"}
    for name in ("index", "index_results"):
        html = words(desk.get(f"{reverse(f'desk_suggestions:{name}')}?status=pending&q=要的"))
        form = BeautifulSoup(html, "html.parser").select_one("form.desk-bulk")
        assert form["action"].startswith(f"{reverse('desk_suggestions:index')}?status=")
    assert desk.post(form["action"], wanted).url == form["action"]


def test_all_that_match_are_chosen_looked_at_confirmed_and_undone(desk, waiting):
    for i in range(55):
        waiting(f"要的第{i}条")
    other = waiting("别的")
    index = f"{reverse('desk_screening:index')}?q=要的"
    assert "选中全部 55 条" in words(desk.get(index))
    chosen = desk.post(index, {"do": "all"}, follow=True)
    decision = chosen.context["object"]
    assert (decision.number, decision.words) == (55, "搜索：要的")
    assert len(chosen.context["shown"]) == 20
    assert sum(number for _, number in chosen.context["kinds"]) == 55
    assert not Suggestion.objects.accepted().exists()
    url = reverse("desk_bulk:verb", args=[decision.pk, "confirm"])
    refused = desk.post(url, {"do": "accept", "number": 56})
    assert refused.status_code == 422 and "选中的条数 55" in words(refused)
    assert desk.post(url, {"number": 55}).status_code == 422
    done = desk.post(url, {"do": "accept", "number": 55}, follow=True)
    assert told(done) == ["已办理 55 条建议。"]
    other.refresh_from_db()
    assert (Suggestion.objects.public().count(), other.status) == (55, "pending")
    undone = desk.post(reverse("desk_bulk:verb", args=[decision.pk, "undo"]), follow=True)
    assert told(undone) == ["已撤回 55 条，回到待审核。"]
    assert "搜索：要的" in words(desk.get(reverse("desk_bulk:index")))


@pytest.mark.parametrize("query", ["kind=nonsense", "campaign=99999", "status=declined"])
def test_a_filter_that_is_not_understood_or_finds_nothing_chooses_nothing(desk, waiting, query):
    waiting()
    response = desk.post(f"{reverse('desk_screening:index')}?{query}", {"do": "all"})
    assert response.status_code == 422
    assert Suggestion.objects.waiting().count() == 1
