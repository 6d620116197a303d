"""The screen of the hall: what it shows when, what it never shows, and that it can be read."""

import datetime as dt
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from deliberation.actions import attending, conducting, speaking, voting
from deliberation.hall import passes
from deliberation.hall.screen import meeting_context
from deliberation.models import Meeting, Motion, Voter
from tests.cms.test_contrast import contrast, tokens
from tests.conftest import NOW

MINUTE = dt.timedelta(minutes=1)
ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def item(open_meeting, make_item, secretary):
    item = make_item(open_meeting)
    conducting.start_item(item, minutes=10, by=secretary, at=NOW)
    return item


def text_of(node):
    """As they are read: how the template breaks its lines is not seen."""
    return " ".join(node.get_text(" ").split())


def screen(client, meeting, query=""):
    response = client.get(passes.hall_url(meeting) + query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(client, meeting):
    return text_of(screen(client, meeting).select_one("#screen"))


# --- what it shows when -----------------------------------------------------------------------


def test_before_the_meeting_it_shows_the_code_and_the_agenda(
    client, make_meeting, make_item, seats
):
    meeting = make_meeting(starts_at=NOW + 30 * MINUTE, status=Meeting.Status.NOTICED)
    make_item(meeting)
    page = screen(client, meeting)
    assert page.select_one(".hall-qr svg[role=img]")
    text = text_of(page)
    assert "9月16日 10:30 开始" in text and "三号楼前路灯不亮" in text
    assert "到会 0 / 10 席" in text and "还差 6 席" in text


def test_the_drawn_code_leads_to_signing_in(client, make_meeting, rf):
    meeting = make_meeting(starts_at=NOW + 30 * MINUTE, status=Meeting.Status.NOTICED)
    url = passes.scan_url(rf.get("/", headers={"host": "testserver"}), meeting, NOW)
    assert url.startswith("http://testserver/yishi/meetings/")
    assert passes.qr(url) in client.get(passes.hall_url(meeting)).content.decode()
    assert client.get(url)["Location"] == reverse("deliberation:sign_in", args=[meeting.pk])


def test_an_item_with_its_time_its_speakers_and_the_quorum(client, item, seats, secretary, clock):
    for seat in seats[:6]:
        attending.check_in(item.meeting, seat, way="list", by=secretary, at=NOW)
    first = speaking.add_speaker(item, seat=seats[1], by=secretary, at=NOW)
    for seat in seats[2:7]:
        speaking.add_speaker(item, seat=seat, by=secretary, at=NOW)
    speaking.call_speaker(first, by=secretary, at=NOW)
    clock.move_to(NOW + 4 * MINUTE, tick=False)
    page = screen(client, item.meeting)
    text = text_of(page)
    assert "三号楼前路灯不亮" in text and "还有 06:00" in text and "可以表决" in text
    assert page.select_one("[data-left]")["data-left"] == "360"
    assert text_of(page.select_one(".hall-speaking")) == "李＊英 党组织"
    assert len(page.select(".hall-waiting li")) == 3 and "后面还有 2 位" in text
    assert not page.select(".hall-qr")


def test_time_that_is_used_up_says_by_how_much(client, item, clock):
    clock.move_to(NOW + 11 * MINUTE, tick=False)
    page = screen(client, item.meeting)
    assert page.select_one("[data-left]")["data-left"] == "-60"
    assert "已超时 01:00" in text_of(page)


def test_a_missing_required_party_stands_at_the_foot(client, item, council, parties, seats):
    council.required_parties.set([parties[3]])
    assert "必须到场、还没有到：物业" in words(client, item.meeting)


def test_between_items_and_after_the_meeting_it_shows_the_agenda(
    client, item, make_item, make_matter, secretary
):
    make_item(item.meeting, make_matter("充电桩", status="arranged"))
    conducting.end_item(item, outcome="先装六盏", by=secretary, at=NOW)
    text = words(client, item.meeting)
    assert "今天议这几件事" in text and "已议" in text and "待议" in text
    conducting.close_meeting(Meeting.objects.get(pk=item.meeting_id), by=secretary, at=NOW)
    text = words(client, item.meeting)
    assert "开完了" in text and "留待下次" in text


def test_a_cancelled_meeting_says_so(client, make_meeting):
    meeting = make_meeting(status="cancelled", cancelled_because="台风")
    text = words(client, meeting)
    assert "取消" in text and "台风" in text


# --- votes ------------------------------------------------------------------------------------


def counted(motion, **counts):
    Motion.objects.filter(pk=motion.pk).update(
        status="closed",
        passed=True,
        closed_at=NOW,
        case={group: {"people": n} for group, n in counts.items()},
    )


@pytest.mark.parametrize("secret", [True, False])
def test_a_running_vote_shows_how_many_and_never_how(client, item, make_vote, secret):
    motion = make_vote("residents-representatives", item=item, method="ballot", secret=secret)
    voting.cast(motion.heads[1], choice="against", channel="paper", at=NOW)
    text = words(client, item.meeting)
    assert "正在表决" in text and "已投 1 / 3" in text
    assert ("无记名" in text) is secret
    assert not any(word in text for word in ("赞成", "反对", "弃权", "通过"))


def test_a_closed_vote_shows_its_result(client, item, make_motion):
    motion = make_motion(item, status="open", opened_at=NOW)
    counted(motion, **{"for": 5, "against": 2, "abstain": 1})
    text = words(client, item.meeting)
    assert "赞成 5 反对 2 弃权 1" in re.sub(r"\s+", " ", text) and "通过" in text


def test_hands_that_nobody_has_confirmed_are_not_shown(client, item, make_motion, secretary):
    from deliberation.models import HandCount

    motion = make_motion(item, status="open", opened_at=NOW, method="hands")
    HandCount.objects.create(
        motion=motion, for_count=7, against_count=1, abstain_count=0,
        counted_by=secretary, counted_at=NOW,
    )  # fmt: skip
    text = words(client, item.meeting)
    assert "请举手" in text and "7" not in text.split("请举手")[0].split("正在表决")[1]


def test_the_running_vote_comes_before_one_that_is_over(client, item, make_motion):
    counted(make_motion(item, title="头一次", opened_at=NOW), **{"for": 1})
    make_motion(item, title="第二次", status="open", opened_at=NOW, method="hands")
    text = words(client, item.meeting)
    assert "第二次" in text and "头一次" not in text


# --- doors ------------------------------------------------------------------------------------


def test_the_link_opens_one_meeting_and_cannot_be_guessed(client, make_meeting):
    meeting, other = make_meeting(), make_meeting(kind="extra")
    for token in (passes.hall_token(other), passes.hall_token(meeting)[:-1], "x"):
        url = reverse("deliberation:hall", args=[meeting.pk, token])
        assert client.get(url).status_code == 404
    assert client.post(passes.hall_url(meeting)).status_code == 405


def test_the_secretary_and_who_oversees_see_it_without_the_link(
    door, secretary, supervisor, editor, meeting
):
    url = reverse("desk_meetings:hall", args=[meeting.council_id, meeting.pk])
    for person in (secretary, supervisor):
        assert door(person).get(url).status_code == 200
    assert door(editor).get(url).status_code == 302
    assert door().get(url).status_code == 302


def test_names_of_guests_and_members_stay_half_hidden(client, item, seats, secretary):
    speaking.add_speaker(item, name="王大明", by=secretary, at=NOW)
    speaking.add_speaker(item, seat=seats[0], by=secretary, at=NOW)
    text = words(client, item.meeting)
    assert "王某" in text and "张＊国" in text
    assert "王大明" not in text and "张建国" not in text


def test_it_reloads_itself_and_carries_nothing_inline(client, item):
    response = client.get(passes.hall_url(item.meeting))
    page = response.content.decode()
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert "style=" not in page and "<style" not in page
    assert re.findall(r"<script[^>]*>", page) == [
        '<script type="module" src="/static/deliberation/js/hall.js">'
    ]
    assert response["Cache-Control"] == "no-store"
    assert "unsafe-inline" not in response["Content-Security-Policy"]


def test_a_full_screen_takes_few_queries(
    client, item, seats, make_item, make_matter, secretary, django_assert_max_num_queries
):
    for n, seat in enumerate(seats):
        attending.check_in(item.meeting, seat, way="list", by=secretary, at=NOW)
        speaking.add_speaker(item, seat=seat, by=secretary, at=NOW)
        make_item(item.meeting, make_matter(f"议题{n}", status="arranged"))
    url = passes.hall_url(item.meeting)
    with django_assert_max_num_queries(8):
        assert client.get(url).status_code == 200


# --- that it can be read ----------------------------------------------------------------------


def themes():
    """`{theme: {name: colour}}` of hall.css, its tokens resolved."""
    css = (ROOT / "deliberation/static/deliberation/css/hall.css").read_text(encoding="utf-8")
    colours = tokens((ROOT / "cms/static/cms/css/tokens.css").read_text(encoding="utf-8"))
    blocks = {"light": r":root \{(.*?)\}", "dark": r'\[data-theme="dark"\] \{(.*?)\}'}
    return {
        theme: {
            name: colours[token]
            for name, token in re.findall(
                r"--(\w+): var\(--([\w-]+)\)", re.search(block, css).group(1)
            )
        }
        for theme, block in blocks.items()
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_colour_stands_out_seven_to_one(theme):
    colours = themes()[theme]
    ground = colours.pop("ground")
    assert set(colours) == {"text", "quiet", "strong", "good", "alarm", "rule"}
    for name, colour in colours.items():
        assert contrast(colour, ground) >= 7, (theme, name)


def test_the_theme_is_chosen_in_the_address(client, meeting):
    assert screen(client, meeting).html["data-theme"] == "light"
    assert screen(client, meeting, "?theme=dark").html["data-theme"] == "dark"
    assert screen(client, meeting, "?theme=<x>").html["data-theme"] == "light"


# --- the public page --------------------------------------------------------------------------


def test_the_public_page_names_people_only_as_they_agreed(item, seats, make_seat, secretary):
    seats[1].shown, seats[2].shown = "name", "party"
    for seat in seats[1:3]:
        seat.save()
    substitute = make_seat("何勇", seats[3].party, substitute_for=seats[3])
    at = item.meeting.opened_at
    for seat in seats[:3]:
        attending.check_in(item.meeting, seat, way="list", by=secretary, at=at)
    attending.check_in(
        item.meeting, seats[3], substitute=substitute, way="list", by=secretary, at=NOW
    )
    attending.leave(item.meeting.attendances.first(), by=secretary, at=NOW)
    speaking.note_remark(item, seat=seats[2], gist="装灯", by=secretary, at=NOW)
    speaking.note_remark(item, name="孙二娘", gist="快装", by=secretary, at=NOW)
    found = meeting_context(item.meeting, NOW)
    assert found["came"][:2] == [
        ("党组织", ["张某（10:00 离会）", "李秀英"]),
        ("居（村）委会", ["居（村）委会代表", "何某（代刘某，10:00 到）"]),
    ]
    assert found["came"][2] == ("业委会（院委会）", ["陈某（未到）", "杨某（未到）"])
    assert [remark.public_name for remark in found["talks"][0].remarks] == [
        "居（村）委会代表", "孙某",
    ]  # fmt: skip


def test_before_anybody_could_sign_in_there_is_no_presence(meeting, seats):
    assert meeting_context(meeting, NOW)["presence"] is None


def test_the_voters_of_a_vote_are_counted_in_one_query(item, make_vote, django_assert_num_queries):
    from deliberation.hall.screen import vote_of

    make_vote("owners-ordinary", item=item, method="ballot")
    assert Voter.objects.count() == 3
    with django_assert_num_queries(2):
        assert vote_of(item).entitled == 3
