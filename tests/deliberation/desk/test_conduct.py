"""The secretary's phone screen: every verb by its button, nothing typed lost, few queries."""

import datetime as dt
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from deliberation.actions import attending, conducting, speaking
from deliberation.models import AgendaItem, Meeting, Option, Remark, Speaker
from suggestions.staff.forms import SUBJECT
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("soon")
MINUTE = dt.timedelta(minutes=1)
Item = AgendaItem.Status


@pytest.fixture
def item(open_meeting, make_item):
    return make_item(open_meeting)


@pytest.fixture
def phone(door, secretary):
    return door(secretary)


def page_url(meeting, **query):
    url = reverse("desk_meetings:conduct", args=[meeting.council_id, meeting.pk])
    return url + (f"?item={query['item']}" if query else "")


def press(client, meeting, verb, on=None, **data):
    args = [meeting.council_id, meeting.pk, verb]
    if on is not None:
        data[SUBJECT] = on.pk
    return client.post(reverse("desk_meetings:conduct_verb", args=args), data)


def read(response):
    return BeautifulSoup(response.content, "html.parser")


def texts(response):
    return read(response).get_text(" ", strip=True)


def told(client, response):
    """The words of success, on the page that one is led to."""
    return texts(client.get(response.url))


# --- the whole evening ------------------------------------------------------------------------


def test_an_evening_by_buttons_alone(phone, make_meeting, make_item, make_matter, seats, secretary):
    meeting = make_meeting(starts_at=NOW, status=Meeting.Status.NOTICED)
    lamp = make_item(meeting)
    pole = make_item(meeting, make_matter("充电桩", status="arranged"))
    assert press(phone, meeting, "open", name="张建国").status_code == 302
    assert press(phone, meeting, "start", on=lamp).status_code == 302
    assert press(phone, meeting, "speak", on=lamp, seat=seats[1].pk).status_code == 302
    assert press(phone, meeting, "speak", on=lamp, name="王阿姨").status_code == 302
    first, second = Speaker.objects.all()
    assert press(phone, meeting, "call", on=first).status_code == 302
    page = phone.get(page_url(meeting))
    assert "正在发言" in texts(page) and "王阿姨" in texts(page)
    assert press(phone, meeting, "done", on=first).status_code == 302
    assert press(phone, meeting, "pass", on=second).status_code == 302
    gone = press(phone, meeting, "remark", on=lamp, seat=seats[1].pk, gist="晚上看不清路。")
    assert gone["Location"].endswith("#remarks")
    assert press(phone, meeting, "extend", on=lamp, minutes=5).status_code == 302
    assert press(phone, meeting, "next", on=lamp, outcome="先装六盏。").status_code == 302
    assert press(phone, meeting, "postpone", on=pole, reason="物业没有来。").status_code == 302
    assert press(phone, meeting, "chair", name="李秀英").status_code == 302
    closed = press(phone, meeting, "close")
    assert closed.status_code == 302
    assert closed.url == reverse("desk_meetings:minutes", args=[meeting.council_id, meeting.pk])
    assert "会议结束了。" in told(phone, closed), "all was dealt with"
    meeting.refresh_from_db()
    assert (meeting.status, meeting.chair) == (Meeting.Status.CLOSED, "李秀英")
    assert set(meeting.items.values_list("status", flat=True)) == {Item.DONE, Item.POSTPONED}
    assert Remark.objects.get().seat == seats[1]
    kinds = list(meeting.record.order_by("seq").values_list("kind", flat=True))
    assert kinds == [
        "meeting.opened", "item.started", "speaker.added", "speaker.added", "speaker.called",
        "speaker.finished", "speaker.withdrew", "remark.noted", "item.extended", "item.ended",
        "item.started", "item.postponed", "meeting.chair_set", "meeting.closed",
    ]  # fmt: skip
    # Remarks may be completed, nothing else.
    page = read(phone.get(page_url(meeting, item=lamp.pk)))
    pressable = {
        form["action"].split("/do/")[1].split("/")[0]
        for form in page.select("form[action*='/do/']")
    }
    assert pressable == {"remark", "revise"}


def test_closing_tells_how_many_were_left(phone, make_meeting, make_item, seats):
    meeting = make_meeting(starts_at=NOW, status=Meeting.Status.NOTICED)
    make_item(meeting)
    press(phone, meeting, "open", name="张建国")
    assert "会议结束了；1 项没有议到，留待下次。" in told(phone, press(phone, meeting, "close"))


def test_only_what_can_be_done_now_is_offered(phone, item):
    def offered():
        page = read(phone.get(page_url(item.meeting)))
        return {
            f["action"].split("/do/")[1].split("/")[0] for f in page.select("form[action*='/do/']")
        }

    before = offered()
    assert {"start", "postpone", "put", "speak", "option", "close", "chair"} == before
    press(phone, item.meeting, "start", on=item)
    assert offered() == {
        "extend", "end", "next", "postpone", "put", "speak", "remark", "option", "close", "chair",
    }  # fmt: skip


def test_the_clock_says_how_long_and_how_much_over(phone, item, time_machine, secretary):
    conducting.start_item(item, minutes=10, by=secretary, at=NOW)
    time_machine.move_to(NOW + 3 * MINUTE, tick=False)
    assert "还有 07:00" in texts(phone.get(page_url(item.meeting)))
    time_machine.move_to(NOW + 12 * MINUTE, tick=False)
    assert "已超时 02:00" in texts(phone.get(page_url(item.meeting)))


def test_each_button_names_the_record_it_stands_on(phone, item, make_motion, secretary):
    """The page's own forms are sent as a browser sends them, without a line of JavaScript."""
    conducting.start_item(item, by=secretary, at=NOW)
    speaking.add_speaker(item, name="王阿姨", by=secretary, at=NOW)
    motion = make_motion(item)
    page = read(phone.get(page_url(item.meeting)))
    assert page.select_one(f"a[href$='/motions/{motion.pk}/']")
    form = page.select_one("form[action*='/do/call/']")
    sent = {field["name"]: field["value"] for field in form.select("input")}
    assert phone.post(form["action"], sent).status_code == 302
    assert Speaker.objects.get().status == Speaker.Status.SPEAKING
    form = read(phone.get(page_url(item.meeting))).select_one("form[action*='/do/end/']")
    sent = {field["name"]: field["value"] for field in form.select("input")}
    assert phone.post(form["action"], {**sent, "outcome": "装灯"}).status_code == 302
    item.refresh_from_db()
    assert item.status == Item.DONE


# --- nothing typed is lost --------------------------------------------------------------------


def test_a_refused_remark_keeps_what_was_typed(phone, item, seats, secretary):
    conducting.start_item(item, by=secretary, at=NOW)
    gist = "有事打 13812345678 找我"
    page = press(phone, item.meeting, "remark", on=item, seat=seats[2].pk, gist=gist)
    assert page.status_code == 422
    assert "里面有手机号" in texts(page)
    box = read(page).select_one("form[action*='/do/remark/']")
    assert box.select_one("textarea").get_text(strip=True) == gist
    assert box.select_one("option[selected]")["value"] == str(seats[2].pk)


def test_what_was_typed_for_an_item_that_a_colleague_ended_is_not_lost(
    phone, item, make_item, make_matter, secretary
):
    make_item(item.meeting, make_matter("充电桩", status="arranged"))
    conducting.start_item(item, by=secretary, at=NOW)
    conducting.end_item(item, outcome="议完", by=secretary, at=NOW)
    page = press(phone, item.meeting, "end", on=item, outcome="再写一遍")
    assert page.status_code == 409
    assert "再写一遍" in read(page).select_one("form[action*='/do/end/'] textarea").get_text()


def test_a_remark_needs_a_speaker_and_words(phone, item, seats, secretary):
    conducting.start_item(item, by=secretary, at=NOW)
    for data in ({"gist": "好"}, {"name": "王阿姨"}, {"seat": "999999", "gist": "好"}):
        assert press(phone, item.meeting, "remark", on=item, **data).status_code == 422
    assert not Remark.objects.exists()


def test_a_remark_is_revised_against_what_was_seen(phone, item, secretary):
    conducting.start_item(item, by=secretary, at=NOW)
    remark = speaking.note_remark(item, name="王阿姨", gist="装灯", by=secretary, at=NOW)
    ok = press(phone, item.meeting, "revise", on=remark, gist="装六盏灯", seen="装灯")
    assert ok.status_code == 302
    late = press(phone, item.meeting, "revise", on=remark, gist="装八盏灯", seen="装灯")
    assert late.status_code == 409
    assert "装八盏灯" in read(late).get_text()
    remark.refresh_from_db()
    assert remark.gist == "装六盏灯"
    entry = item.meeting.record.order_by("-seq").first()
    assert (entry.kind, entry.data["was"]) == ("remark.revised", "装灯")


# --- options ----------------------------------------------------------------------------------


def option(**changes):
    return {
        "title": "太阳能路灯", "detail": "装六盏", "carrier": "物业", "weeks": "3",
        "source_0": "repair_fund", "amount_0": "12,000", "source_1": "crowdfunding",
        "amount_1": "3000.50元", **changes,
    }  # fmt: skip


STREET = {"source_0": "street", "amount_0": "40000"}


def test_options_stand_side_by_side_with_their_sums(phone, item):
    press(phone, item.meeting, "option", on=item, **option())
    press(phone, item.meeting, "option", on=item, title="接市电", **STREET)
    rows = read(phone.get(page_url(item.meeting))).select(".meet-compare tbody tr")
    cells = [[c.get_text(strip=True) for c in row.select("td")] for row in rows]
    assert cells == [
        ["物业", "3 周", "12,000.00", "3,000.50", "—", "15,000.50"],
        ["未定", "未定", "—", "—", "40,000.00", "40,000.00"],
    ]


def test_options_without_money_show_no_sum(phone, item):
    press(phone, item.meeting, "option", on=item, title="每月巡一次楼道")
    table = read(phone.get(page_url(item.meeting))).select_one(".meet-compare")
    assert "合计" not in table.get_text()
    press(phone, item.meeting, "option", on=item, title="接市电", **STREET)
    rows = read(phone.get(page_url(item.meeting))).select(".meet-compare tbody tr")
    sums = [row.select("td")[-1].get_text(strip=True) for row in rows]
    assert sums == ["—", "40,000.00"]


def test_an_option_is_changed_and_dropped(phone, item):
    press(phone, item.meeting, "option", on=item, **option())
    made = Option.objects.get()
    page = read(phone.get(page_url(item.meeting)))
    form = page.select_one("form[action*='/do/edit-option/']")
    assert form.select_one("[name=amount_1]")["value"] == "3000.50"
    changed = option(title="太阳能灯", source_1="", amount_1="")
    assert press(phone, item.meeting, "edit-option", on=made, **changed).status_code == 302
    made.refresh_from_db()
    assert made.title == "太阳能灯"
    assert list(made.money.values_list("source", "amount")) == [("repair_fund", Decimal(12000))]
    assert press(phone, item.meeting, "drop-option", on=made).status_code == 302
    assert not Option.objects.exists()
    entry = item.meeting.record.order_by("-seq").first()
    assert (entry.kind, entry.data["money"]) == ("option.dropped", [["repair_fund", "12000.00"]])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "请填写方案名称"),
        ({"amount_0": ""}, "请填写金额"),
        ({"source_1": ""}, "请选择资金来源"),
        ({"amount_0": "一万"}, "金额应当是数"),
        ({"amount_0": "-1"}, "大于"),
        ({"amount_0": "1.005"}, "小数"),
        ({"amount_0": "1e99"}, "不超过 14 个数字"),
        ({"source_1": "repair_fund"}, "同一种资金来源只写一行"),
        ({"source_0": "lottery"}, "选择"),
        ({"weeks": "0"}, "大于"),
        ({"carrier": "打 13812345678"}, "里面有手机号"),
    ],
)
def test_an_impossible_option_is_refused_with_what_was_typed(phone, item, changes, words):
    page = press(phone, item.meeting, "option", on=item, **option(**changes))
    assert page.status_code == 422
    form = read(page).select_one("form[action*='/do/option/']")
    assert words in form.get_text(), form.get_text()
    assert form.select_one("[name=detail]").get_text(strip=True) == "装六盏"
    assert not Option.objects.exists()


def test_an_option_that_is_voted_on_stays_as_it_is(phone, item, make_motion):
    press(phone, item.meeting, "option", on=item, **option())
    made = Option.objects.get()
    make_motion(item, option=made, status="open", opened_at=NOW)
    for verb in ("edit-option", "drop-option"):
        page = press(phone, item.meeting, verb, on=made, **option(title="别的"))
        assert page.status_code == 422 and "用了这个方案" in texts(page)
    made.refresh_from_db()
    assert made.title == "太阳能路灯"


# --- doors ------------------------------------------------------------------------------------


def test_another_councils_secretary_finds_nothing_and_changes_nothing(
    door, make_user, make_council, item
):
    stranger = make_user("stranger", "议事员")
    make_council("别处议事会", secretaries=[stranger])
    client = door(stranger)
    assert client.get(page_url(item.meeting)).status_code == 404
    assert press(client, item.meeting, "start", on=item).status_code == 404
    item.refresh_from_db()
    assert item.status == Item.LISTED


def test_a_meeting_of_another_council_is_not_found_under_ones_own(
    phone, make_council, make_meeting, council
):
    foreign = make_meeting(council=make_council("别处议事会", secretaries=[]), kind="extra")
    for name in ("conduct", "attendance", "paper_list", "hall"):
        url = reverse(f"desk_meetings:{name}", args=[council.pk, foreign.pk])
        assert phone.get(url).status_code == 404


def test_a_record_of_another_meeting_is_not_found(
    phone, item, make_meeting, make_item, make_matter
):
    other = make_item(make_meeting(kind="extra"), make_matter("别的", status="arranged"))
    assert press(phone, item.meeting, "start", on=other).status_code == 404
    assert press(phone, item.meeting, "call", on=item).status_code == 404
    assert press(phone, item.meeting, "nonsense", on=item).status_code == 404


def test_who_oversees_looks_on_and_presses_nothing(door, supervisor, item, make_item):
    client = door(supervisor)
    page = client.get(page_url(item.meeting))
    assert page.status_code == 200
    assert not read(page).select("form[action*='/do/']")
    assert press(client, item.meeting, "start", on=item)["Location"] == reverse("wagtailadmin_home")
    item.refresh_from_db()
    assert item.status == Item.LISTED


def test_a_full_evening_takes_no_more_queries_than_a_short_one(
    phone, item, make_item, make_matter, seats, secretary, django_assert_max_num_queries
):
    conducting.start_item(item, by=secretary, at=NOW)
    for n, seat in enumerate(seats):
        attending.check_in(item.meeting, seat, way="list", by=secretary, at=NOW)
        speaking.note_remark(item, seat=seat, gist=f"意见{n}", by=secretary, at=NOW)
        speaking.add_speaker(item, seat=seat, by=secretary, at=NOW)
        make_item(item.meeting, make_matter(f"议题{n}", status="arranged"))
    for n in range(4):
        press(phone, item.meeting, "option", on=item, **option(title=f"方案{n}"))
    phone.get(page_url(item.meeting))
    with django_assert_max_num_queries(29) as found:  # eight of them are Wagtail's own
        assert phone.get(page_url(item.meeting)).status_code == 200
    ours = [query for query in found.captured_queries if "deliberation_" in query["sql"]]
    assert len(ours) <= 21


def test_the_councils_page_and_the_notices_lead_to_the_meeting(phone, open_meeting):
    council = open_meeting.council_id
    for name, args in (
        ("desk_councils:page", [council]),
        ("desk_meetings:notices", [council, open_meeting.pk]),
    ):
        page = read(phone.get(reverse(name, args=args)))
        assert page.select(f"a[href='{page_url(open_meeting)}']"), name
