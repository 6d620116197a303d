"""Finding at the desk: words in what is public and what is not, numbers, codes, phone numbers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from suggestions.actions import owning, screening, submitting
from suggestions.desk.screening.queue import SuggestionIndex
from suggestions.models import ContactReveal, Event, Suggestion
from suggestions.residents import receipts

pytestmark = pytest.mark.usefixtures("soon")
FIND = "desk_suggestions:find"


def titles(client, words, name="desk_suggestions:index"):
    response = client.get(reverse(name), {"q": words})
    assert response.status_code == 200
    return sorted(row.title for row in response.context["object_list"])


def test_words_are_found_whether_or_not_anybody_may_read_them(desk, submit, officer, now):
    waiting = submit("楼道飞线充电", "邻居拉线到楼下，很危险。").suggestion
    assert titles(desk, "飞线充电") == titles(desk, "楼道 危险") == ["楼道飞线充电"]
    screening.accept(waiting, by=officer, at=now)
    assert titles(desk, "飞线充电") == ["楼道飞线充电"]
    screening.unpublish(waiting, reason="要核实", by=officer, at=now)
    assert titles(desk, "飞线充电") == ["楼道飞线充电"]
    seen = {name: getattr(waiting, name) for name in screening.PUBLIC_FIELDS}
    texts = {**seen, "public_body": "门口积水没人管。"}
    screening.revise(waiting, texts=texts, seen=seen, by=officer, at=now)
    assert titles(desk, "积水") == ["楼道飞线充电"] and titles(desk, "危险") == []
    submitting.withdraw(waiting, at=now)
    assert titles(desk, "积水") == ["楼道飞线充电"]


def test_what_is_not_public_is_found_by_nobody_else(client, submit):
    submit("楼道飞线充电", "邻居拉线到楼下。")
    page = client.get(reverse("suggestions:list"), {"q": "飞线充电"}).content.decode()
    assert "楼道飞线充电" not in page


def test_masked_words_are_not_found_and_erased_ones_no_longer(desk, submit, now):
    kept = submit("楼道飞线", "请打13812345678找我，楼下积水。").suggestion
    assert titles(desk, "积水") == ["楼道飞线"] and titles(desk, "13812345678") == []
    owning.erase(kept, at=now)
    assert titles(desk, "积水") == []


def test_corrected_words_are_found_at_once(desk, submit, now):
    own = submit("楼道飞线", "楼下积水。").suggestion
    owning.correct(own, draft=submitting.Draft(title="电梯停运", body="天天停。"), at=now)
    assert titles(desk, "电梯停运") == ["电梯停运"] and titles(desk, "积水") == []


def test_a_list_brings_its_own_numbers(desk, submit):
    own = submit("原来有号的").suggestion
    Suggestion.objects.filter(pk=own.pk).update(external_id="RX-0007")
    assert titles(desk, "RX-0007") == ["原来有号的"]
    assert titles(desk, own.number) == ["原来有号的"]


def test_a_place_is_asked_for_in_the_tree(desk, submit, area):
    submit("积水没人管", area=area)
    submit("积水在别处")
    assert titles(desk, "田林街道 积水") == ["积水没人管"]
    assert titles(desk, "田林街道") == ["积水没人管"]


def test_a_receipt_code_opens_its_suggestion_and_stands_in_no_address(desk, submit):
    receipt = submit("有码的")
    response = desk.post(reverse(FIND), {"what": receipts.grouped(receipt.code).lower()})
    assert response.url == reverse("desk_suggestions:page", args=[receipt.suggestion.pk])
    assert desk.post(reverse(FIND), {"what": "不是码"}).status_code == 422


def test_a_phone_number_is_looked_for_with_the_right_and_on_record(
    desk, door, supervisor, officer, submit
):
    one = submit("第一封", phone="13812345678").suggestion
    submit("第二封", phone="13812345678"), submit("别人的", phone="13900000000")
    response = desk.post(reverse(FIND), {"what": "138 1234-5678"})
    assert {s.title for s in response.context["found"]} == {"第一封", "第二封"}
    assert "13812345678" not in response.content.decode()
    reveals = ContactReveal.objects.filter(by=officer)
    assert [r.reason for r in reveals] == ["按手机号查找"] * 2
    assert Event.objects.filter(suggestion=one, verb="revealed").exists()
    refused = door(supervisor).post(reverse(FIND), {"what": "13812345678"})
    assert refused.status_code == 422 and "查看联系方式" in refused.content.decode()
    assert ContactReveal.objects.count() == 2
    assert desk.post(reverse(FIND), {"what": "13811111111"}).status_code == 422


def found(client, name="desk_suggestions:index", **asked):
    """What the page shows, how many it says there are, and how often the words were looked up."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(reverse(name), asked)
    assert response.status_code == 200
    page = response.context["page_obj"]
    looks = [q["sql"] for q in queries if "suggestions_unread" in q["sql"]]
    return [row.title for row in page.object_list], page.paginator.count, len(looks)


@pytest.fixture
def five_lamps(monkeypatch, submit, officer, now):
    """Five that hold the word, two of them public, and one that does not."""
    monkeypatch.setattr(SuggestionIndex, "paginate_by", 2)
    letters = [submit(f"路灯{n}号", "门口积水没人管。").suggestion for n in range(5)]
    submit("想要长椅")
    for letter in letters[:2]:
        screening.accept(letter, by=officer, at=now)
    return letters


def test_every_page_of_a_search_says_how_many_there_are(desk, five_lamps):
    shown = [found(desk, q="积水", p=number) for number in (1, 2, 3)]
    assert [number for _, number, _ in shown] == [5, 5, 5]
    assert [len(titles) for titles, _, _ in shown] == [2, 2, 1]
    assert len({title for titles, _, _ in shown for title in titles}) == 5


def test_what_is_found_is_not_found_a_second_time_to_be_counted(desk, five_lamps):
    looks = 2 if connection.vendor == "postgresql" else 1  # there the indexes count by themselves
    assert found(desk, q="积水")[1:] == (5, looks)
    assert found(desk, q="积水", status="accepted")[1:] == (2, 1)
    assert found(desk, "desk_screening:index", q="积水")[1:] == (3, 1)


def test_a_page_that_is_not_there_shows_one_that_is(desk, five_lamps):
    for asked, shown in (("0", 1), ("9", 1), ("x", 2), ("9" * 30, 1), ("-1", 1)):
        titles, number, _ = found(desk, q="积水", p=asked)
        assert (len(titles), number) == (shown, 5), asked
    assert found(desk, q="没有的词")[:2] == ([], 0)
