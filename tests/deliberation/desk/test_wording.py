"""通知用语: the council's own words reach the seats; what is no notice is refused; the poster."""

import datetime as dt

import pytest
from django.urls import reverse

from deliberation.actions import councils, notice_words, notifying
from deliberation.actions.planning import moment, notice_deadline
from deliberation.models import NoticeWords
from suggestions.actions.rules import Refused
from suggestions.work import sms
from tests.conftest import NOW

TWENTIETH = moment(dt.date(2026, 10, 20), dt.time(19))
OWN = {
    "message": "街坊们：{议事会}{时间}在{地点}开会。{议题}",
    "poster": "{议事会}\n{说明}\n{时间}，{地点}见。\n{议题}",
}
pytestmark = pytest.mark.usefixtures("soon")


@pytest.fixture
def mine(door, secretary, council):
    return door(secretary)


@pytest.fixture
def coming(make_meeting, make_item, make_matter):
    meeting = make_meeting(starts_at=TWENTIETH, notice_by=notice_deadline(TWENTIETH, 10))
    make_item(meeting, make_matter("路灯{时间}不亮", status="arranged"))
    return meeting


def read(response, status=200):
    assert response.status_code == status, response.content.decode()[:3000]
    return response.content.decode()


def page_of(council):
    return reverse("desk_councils:wording", args=[council.pk])


def test_without_own_words_a_notice_reads_as_shipped(coming, seats):
    notifying.send_notices(at=NOW, meetings=coming.council.meetings.all())
    body = coming.notices.first().body
    place = coming.place
    assert body.startswith(
        f"请于10月20日（周二）19:00到{place}参加幸福社区议事会议事日，约 60 分钟。"
        "议题：路灯{时间}不亮。详情：http"
    )
    assert "在这里请假：" in body


def test_own_words_reach_every_seat_with_the_link_for_leave(
    coming, council, seats, secretary, make_council
):
    notice_words.reword(council, **OWN, by=secretary, at=NOW)
    assert notifying.send_notices(at=NOW, meetings=council.meetings.all()) == 10
    for notice in coming.notices.all():
        # What a value brings along is text: a title with braces is filled no second time.
        assert notice.body.startswith(
            "街坊们：幸福社区议事会10月20日（周二）19:00在社区党群服务中心二楼开会。"
            "议题：路灯{时间}不亮。不能到会的"
        )
    newcomer = councils.add_seat(
        council, party=seats[0].party, holder="钱多", since=NOW.date(), by=secretary, at=NOW
    )
    assert coming.notices.get(seat=newcomer).body.startswith("街坊们：")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"message": "开会了"}, "短信里要有{时间}和{地点}"),
        ({"poster": "{时间}开会"}, "张贴文字里要有{地点}"),
        ({"message": "{时间}{地点}{姓名}"}, "没有{姓名}这样的括号"),
        ({"poster": " "}, "请填写张贴文字"),
        ({"message": "{时间}{地点}" + "长" * 300}, "短信太长"),
    ],
)
def test_what_is_no_notice_is_refused(council, secretary, change, words):
    with pytest.raises(Refused, match=words.replace("{", r"\{")):
        notice_words.reword(council, **{**OWN, **change}, by=secretary, at=NOW)
    assert not NoticeWords.objects.exists()


def test_words_are_looked_at_saved_and_put_back(mine, council, coming):
    page = read(mine.get(page_of(council)))
    assert "参加幸福社区议事会议事日" in page and "改回系统自带的文字" not in page
    page = read(mine.post(page_of(council), {**OWN, "do": "look"}))
    assert "街坊们：幸福社区议事会10月20日" in page and not NoticeWords.objects.exists()
    assert "运营商计" in page and "打印张贴用的通知" in page
    page = read(mine.post(page_of(council), {**OWN, "message": "街坊们好", "do": "save"}), 422)
    assert "要有{时间}和{地点}" in page and "街坊们好" in page  # what was typed stays
    read(mine.post(page_of(council), {**OWN, "do": "save"}, follow=True))
    own = council.notice_words
    assert own.message == OWN["message"] and "谁改的" in read(mine.get(page_of(council)))
    page = read(mine.post(page_of(council), {"do": "reset"}, follow=True))
    assert "已改回系统自带的文字" in page and not NoticeWords.objects.exists()


def test_the_figure_is_what_the_operator_counts(mine, council, coming, seats):
    page = read(mine.get(page_of(council)))
    notifying.send_notices(at=NOW, meetings=council.meetings.all())
    wanted = sms.parts(sms.signed(coming.notices.first().body))
    assert f"运营商计 {wanted} 条" in page


def test_without_a_meeting_the_sample_is_the_councils_next_day(mine, council):
    page = read(mine.get(page_of(council)))
    assert "10月20日（周二）19:00" in page and "打印张贴用的通知" not in page


def test_the_poster_is_printed_with_its_lines_and_a_code(mine, council, coming, secretary):
    url = reverse("desk_meetings:poster", args=[council.pk, coming.pk])
    page = read(mine.get(url))
    assert "<svg" in page and "召开幸福社区议事会议事日" in page and "不要张贴" not in page
    assert "说明" not in page  # an empty sentence leaves no empty line
    notice_words.reword(council, **OWN, by=secretary, at=NOW)
    assert "社区党群服务中心二楼见。" in read(mine.get(url))
    council.meetings.update(status="cancelled")
    assert "请不要张贴" in read(mine.get(url))
    foreign = reverse("desk_meetings:poster", args=[council.pk + 999, coming.pk])
    assert mine.get(foreign).status_code == 404
