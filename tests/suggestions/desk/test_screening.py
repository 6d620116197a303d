"""待审核 and 建议: each button pressed through HTTP, refusals and colleagues included."""

import datetime as dt

import pytest
from django.urls import reverse

from suggestions.actions import screening
from suggestions.models import Contact, ContactReveal, Event, Photo
from suggestions.residents import receipts

pytestmark = pytest.mark.usefixtures("soon")


def page(suggestion, verb="", queue=False):
    args = [suggestion.pk, verb] if verb else [suggestion.pk]
    url = reverse(f"desk_suggestions:{'verb' if verb else 'page'}", args=args)
    return f"{url}?queue=1" if queue else url


def words(response):
    return response.content.decode()


def told(response):
    return [str(message).strip() for message in response.context["messages"]]


def test_the_queue_shows_the_most_pressing_first_and_marks_what_is_late(desk, waiting, now):
    waiting("后来的一条")
    waiting("早就来了的一条", at=now - dt.timedelta(days=20))
    response = desk.get(reverse("desk_screening:index"))
    html = words(response)
    assert html.index("早就来了的一条") < html.index("后来的一条")
    assert html.count("已超期") == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=declined", {"不是建议"}),
        ("status=pending&status=accepted", {"等着的", "楼下的桩"}),
        ("channel=online", {"等着的", "楼下的桩", "不是建议"}),
        ("channel=letter", set()),
        ("late=1", {"等着的"}),
        ("submitted_at_from=2026-09-16", {"楼下的桩", "不是建议"}),
        ("q=飞线", {"等着的"}),
        ("q=不在任何一条里", set()),
    ],
)
def test_filters_and_search_leave_exactly_the_rows_they_name(
    desk, officer, waiting, make_suggestion, now, query, found
):
    waiting("等着的", "邻居飞线充电", at=now - dt.timedelta(days=20))
    make_suggestion("楼下的桩", "桩坏了没有人修")
    screening.decline(waiting("不是建议", "我要投诉"), route="hotline", by=officer, at=now)
    response = desk.get(f"{reverse('desk_suggestions:index')}?{query}")
    assert {s.title for s in response.context["object_list"]} == found


def test_the_area_filter_finds_what_lies_inside_the_district(desk, make_suggestion, area):
    make_suggestion("街道里的", area=area)
    make_suggestion("没写区域的")
    district = area.get_parent()
    response = desk.get(f"{reverse('desk_suggestions:index')}?area={district.pk}")
    assert [s.title for s in response.context["object_list"]] == ["街道里的"]


def test_a_quoted_number_finds_its_suggestion(desk, waiting):
    wanted, _ = waiting("要找的"), waiting("别的")
    response = desk.get(f"{reverse('desk_suggestions:index')}?q={wanted.number}")
    assert list(response.context["object_list"]) == [wanted]


def test_the_list_asks_as_many_queries_for_thirty_rows_as_for_three(
    desk, waiting, area, django_assert_max_num_queries
):
    def cost():
        with django_assert_max_num_queries(24) as asked:
            desk.get(reverse("desk_screening:index"))
        return len(asked)

    for i in range(3):
        waiting(f"第{i}条", area=area)
    desk.get(reverse("desk_screening:index"))  # caches of sites and content types fill
    few = cost()
    for i in range(27):
        waiting(f"又一条{i}", area=area)
    assert cost() == few


def test_the_page_shows_the_original_beside_the_masked_text(desk, waiting):
    suggestion = waiting("楼道堆物", "请打我电话13800138000，谢谢")
    html = words(desk.get(page(suggestion)))
    assert '<mark class="desk-found" title="个人信息">13800138000</mark>' in html
    assert '<mark class="desk-mask" title="已遮盖的个人信息">［电话］</mark>' in html


def test_html_in_a_suggestion_is_shown_as_text(desk, waiting):
    suggestion = waiting("标题<b>", "<script>alert(1)</script>13800138000")
    html = words(desk.get(page(suggestion)))
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_accepting_publishes_and_says_so(desk, waiting, officer):
    suggestion = waiting()
    response = desk.post(page(suggestion, "accept"), follow=True)
    suggestion.refresh_from_db()
    assert suggestion.is_public
    assert told(response) == [f"{suggestion.number}已审核通过并公开。"]
    assert suggestion.events.latest("pk").by == officer


def test_keys_are_named_while_there_is_something_to_press(desk, waiting, officer, now):
    suggestion = waiting()
    assert "键盘：" in words(desk.get(page(suggestion)))
    screening.accept(suggestion, by=officer, at=now)
    assert "键盘：" not in words(desk.get(page(suggestion)))


def test_accepting_quietly_does_not_publish(desk, waiting):
    suggestion = waiting()
    desk.post(page(suggestion, "accept-quietly"))
    suggestion.refresh_from_db()
    assert (suggestion.status, suggestion.published_at) == ("accepted", None)


def test_the_author_who_refused_publication_gets_no_button_for_it(desk, waiting):
    buttons = desk.get(page(waiting(may_publish=False))).context["buttons"]
    assert "accept" not in {button.verb.name for button in buttons}


def test_in_the_queue_a_decision_leads_to_the_next_one(desk, waiting, now):
    first, second = waiting("先来", at=now - dt.timedelta(days=9)), waiting("后到")
    response = desk.post(page(first, "accept", queue=True), follow=True)
    assert response.context["object"] == second
    response = desk.post(page(second, "accept", queue=True), follow=True)
    assert "待审核的建议都办完了。" in told(response)


def test_the_next_one_after_the_last_is_the_first_again(desk, waiting, now):
    first, last = waiting("先来", at=now - dt.timedelta(days=9)), waiting("后到")
    url = reverse("desk_screening:next")
    assert desk.get(f"{url}?after={first.pk}").url == page(last, queue=True)
    assert desk.get(f"{url}?after={last.pk}").url == page(first, queue=True)
    assert desk.get(f"{url}?after=abc").url == page(first, queue=True)


def test_two_officers_get_two_suggestions_and_see_who_reads_which(
    door, desk, second_officer, waiting, now
):
    first, last = waiting("先来", at=now - dt.timedelta(days=9)), waiting("后到")
    url, other = reverse("desk_screening:next"), door(second_officer)
    assert desk.get(url).url == page(first, queue=True)
    assert other.get(url).url == page(last, queue=True)
    assert desk.get(url).url == page(first, queue=True)  # what one holds comes first
    html = words(desk.get(reverse("desk_screening:index")))
    assert "您在看" in html and "吴强在看" in html
    assert "周敏 正在看，到" in words(other.get(page(first, queue=True)))
    refused = other.post(page(first, "accept", queue=True))
    assert refused.status_code == 409
    # The rest is taken: one keeps one's own.
    assert desk.get(f"{url}?after={first.pk}").url == page(first, queue=True)


def test_whoever_has_a_page_open_is_seen_by_colleagues_and_not_by_strangers(
    door, desk, clerk, second_officer, waiting
):
    suggestion = waiting()
    ping = reverse(
        "wagtailadmin_editing_sessions:ping", args=["suggestions", "suggestion", suggestion.pk, 0]
    )
    assert ping in words(desk.get(page(suggestion)))
    assert desk.post(ping).json()["other_sessions"] == []
    other = door(second_officer)
    assert "周敏" in words(other.get(page(suggestion)))
    assert [s["user"] for s in other.post(ping).json()["other_sessions"]] == ["周敏"]
    assert door(clerk).post(ping).status_code == 404


def test_what_is_put_back_goes_to_the_next_officer(door, desk, second_officer, waiting):
    suggestion = waiting()
    desk.get(page(suggestion, queue=True))
    url, other = reverse("desk_screening:next"), door(second_officer)
    assert "剩下的 1 条都有同事正在看" in told(other.get(url, follow=True))[0]
    given = desk.post(reverse("desk_screening:give_back"), {"of": suggestion.pk}, follow=True)
    assert told(given) == ["已放回队列，同事可以领了。"]
    assert other.get(url).url == page(suggestion, queue=True)


def test_declining_tells_the_route(desk, waiting):
    suggestion = waiting()
    desk.post(page(suggestion, "decline"), {"route": "hotline", "reason": "这是报修"})
    suggestion.refresh_from_db()
    assert (suggestion.status, suggestion.decline_route) == ("declined", "hotline")


def test_declining_as_invalid_without_a_reason_is_refused_and_keeps_the_choice(desk, waiting):
    suggestion = waiting()
    response = desk.post(page(suggestion, "decline"), {"route": "invalid", "reason": ""})
    assert response.status_code == 422
    assert "请填写不再办理的理由。" in words(response)
    form = response.context["buttons"]
    typed = next(b.form for b in form if b.verb.name == "decline")
    assert typed["route"].value() == "invalid"
    suggestion.refresh_from_db()
    assert suggestion.status == "pending"


def test_declining_without_a_route_is_refused_in_words(desk, waiting):
    response = desk.post(page(waiting(), "decline"), {"reason": "写了半天的说明"})
    assert response.status_code == 422
    assert "请选择应当去的途径。" in words(response)
    assert "写了半天的说明" in words(response)


def test_the_second_of_two_officers_is_told(door, desk, second_officer, waiting):
    suggestion = waiting()
    desk.post(page(suggestion, "accept"))
    response = door(second_officer).post(page(suggestion, "accept-quietly"), {})
    assert response.status_code == 409
    assert "周敏，审核通过" in words(response)
    suggestion.refresh_from_db()
    assert suggestion.is_public


def revision(suggestion, **changes):
    names = ("public_title", "public_body", "public_solution")
    now = {name: getattr(suggestion, name) for name in names}
    return {**now, **{f"seen_{name}": text for name, text in now.items()}, **changes}


def test_revising_changes_what_is_shown_and_not_what_was_written(desk, waiting):
    suggestion = waiting(body="第一行\n第二行")
    # A browser sends CRLF; the comparison with what was seen must hold all the same.
    data = revision(suggestion, public_title="改过的标题", seen_public_body="第一行\r\n第二行")
    assert desk.post(page(suggestion, "revise"), data).status_code == 302
    suggestion.refresh_from_db()
    assert (suggestion.public_title, suggestion.title) == ("改过的标题", "楼下装充电桩")


def test_two_officers_revising_at_once_lose_nothing(door, desk, second_officer, waiting):
    suggestion = waiting()
    seen = revision(suggestion)
    desk.post(page(suggestion, "revise"), {**seen, "public_title": "周敏改的"})
    response = door(second_officer).post(
        page(suggestion, "revise"), {**seen, "public_title": "吴强改的"}
    )
    assert response.status_code == 409
    assert "吴强改的" in words(response)  # typed text kept
    suggestion.refresh_from_db()
    assert suggestion.public_title == "周敏改的"


def test_revising_to_nothing_is_refused(desk, waiting):
    suggestion = waiting()
    response = desk.post(page(suggestion, "revise"), revision(suggestion, public_body=" "))
    assert response.status_code == 422
    assert "请填写公开事由。" in words(response)


def test_taking_down_needs_a_reason_and_publishing_puts_it_back(desk, make_suggestion):
    suggestion = make_suggestion()
    assert desk.post(page(suggestion, "unpublish"), {"reason": ""}).status_code == 422
    desk.post(page(suggestion, "unpublish"), {"reason": "含有隐私"})
    suggestion.refresh_from_db()
    assert suggestion.published_at is None
    desk.post(page(suggestion, "publish"))
    suggestion.refresh_from_db()
    assert suggestion.is_public
    assert desk.post(page(suggestion, "publish")).status_code == 422


def test_a_new_receipt_code_is_shown_once_and_works(desk, waiting):
    suggestion = waiting()
    response = desk.post(page(suggestion, "receipt"))
    assert "no-store" in response["Cache-Control"]
    code = response.context["receipt_code"]
    assert code in words(response)
    suggestion.refresh_from_db()
    assert suggestion.receipt_hash == receipts.digest(receipts.normal(code))
    assert code not in words(desk.get(page(suggestion)))


def test_contact_data_is_hidden_until_revealed_with_a_reason(desk, officer, waiting):
    suggestion = waiting(name="刘阿姨", phone="13800138000")
    assert "13800138000" not in words(desk.get(page(suggestion)))
    assert desk.post(page(suggestion, "reveal"), {"reason": ""}).status_code == 422
    assert not ContactReveal.objects.exists()

    response = desk.post(page(suggestion, "reveal"), {"reason": "核实地点"})
    assert "13800138000" in words(response)
    assert "no-store" in response["Cache-Control"]
    reveal = ContactReveal.objects.get()
    assert (reveal.by, reveal.reason) == (officer, "核实地点")
    assert "13800138000" not in words(desk.get(page(suggestion)))


def test_revealing_where_nothing_was_left_is_refused(desk, waiting):
    suggestion = waiting(name="刘阿姨", phone="13800138000")
    Contact.objects.all().delete()
    response = desk.post(page(suggestion, "reveal"), {"reason": "核实地点"})
    assert response.status_code == 422


def test_a_supervisor_looks_but_changes_nothing(door, supervisor, waiting):
    suggestion = waiting(name="刘阿姨", phone="13800138000")
    client = door(supervisor)
    response = client.get(page(suggestion))
    assert response.status_code == 200
    assert not response.context["buttons"] and not response.context["apart"]
    for verb in ("accept", "decline", "revise", "receipt", "reveal"):
        client.post(page(suggestion, verb), {"reason": "看看", "route": "hotline"})
    client.post(reverse("desk_screening:index"), {"picked": [suggestion.pk], "do": "accept"})
    suggestion.refresh_from_db()
    assert suggestion.status == "pending"
    assert Event.objects.filter(suggestion=suggestion).count() == 1


@pytest.mark.parametrize("who", ["clerk", "editor", "secretary", "administrator"])
def test_others_do_not_enter_the_desk(door, request, waiting, who):
    client = door(request.getfixturevalue(who))
    suggestion = waiting("只有征集办能看")
    for url in (reverse("desk_screening:index"), page(suggestion)):
        response = client.get(url)
        assert response.status_code == 302
        assert response.url == reverse("wagtailadmin_home")


def test_an_unknown_button_or_suggestion_is_not_found(desk, waiting):
    assert desk.post(page(waiting(), "explode")).status_code == 404
    assert desk.get(reverse("desk_suggestions:page", args=[999999])).status_code == 404


def test_a_refused_address_asked_again_leads_back_to_the_page(desk, waiting):
    suggestion = waiting()
    assert desk.get(page(suggestion, "decline")).url == page(suggestion)


def test_photos_leave_only_through_the_desk(desk, door, clerk, waiting, now, settings, tmp_path):
    from django.core.files.base import ContentFile

    photo = Photo(suggestion=waiting(), width=1, height=1, created_at=now)
    photo.file.save("a.jpg", ContentFile(b"large"), save=False)
    photo.thumbnail.save("b.jpg", ContentFile(b"small"), save=False)
    photo.save()
    url = reverse("desk_suggestions:photo", args=[photo.pk])
    assert b"".join(desk.get(url).streaming_content) == b"large"
    assert b"".join(desk.get(f"{url}?small").streaming_content) == b"small"
    assert door(clerk).get(url).status_code == 302


@pytest.mark.parametrize(
    ("who", "shown"),
    [("officer", True), ("supervisor", True), ("editor", False), ("clerk", False)],
)
def test_the_menu_shows_the_desk_to_those_who_may_enter(request, rf, who, shown):
    from suggestions.desk.viewsets import Office

    asked = rf.get("/admin/")
    asked.user = request.getfixturevalue(who)
    entry = Office().get_menu_item()
    lines = [item.label for item in entry.menu.menu_items_for_request(asked)]
    assert ("待审核" in lines) is shown
    assert entry.is_shown(asked) is shown


def test_one_accepted_since_the_last_grouping_is_put_into_a_topic(
    desk, make_suggestion, make_topic
):
    topic, late = make_topic("充电桩不够"), make_suggestion("我也想要充电桩")
    assert "归入问题" in words(desk.get(page(late)))
    response = desk.post(page(late, "place"), {"into": str(topic.number)}, follow=True)
    assert told(response) == [f"{late.number}已归入“充电桩不够”。"]
    late.refresh_from_db()
    assert late.placement.topic == topic
    assert "归入问题" not in words(response)
