"""The secretary's month by clicking: councils, seats, notices, agenda, matters, proposals."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from deliberation.actions import agenda as agenda_actions
from deliberation.actions import matters, planning, proposing
from deliberation.actions.planning import moment
from deliberation.desk.rights import SECRETARY
from deliberation.models import AgendaItem, Council, Matter, Meeting, Proposal, Seat, Step
from suggestions.residents import visitors
from suggestions.staff.forms import SUBJECT
from tests.conftest import NOW

TWENTIETH = moment(dt.date(2026, 10, 20), dt.time(19))

pytestmark = pytest.mark.usefixtures("soon")


@pytest.fixture
def mine(door, secretary, council):
    """The secretary's browser."""
    return door(secretary)


def url(name, council, *args):
    return reverse(f"desk_{name}", args=[council.pk, *args])


def press(client, name, council, *args, of=None, **data):
    """Presses a button, that `of` a record below the page's own; gives the page that follows."""
    if of is not None:
        data[SUBJECT] = of.pk
    return client.post(url(name, council, *args), data, follow=True)


def read(response, status=200):
    assert response.status_code == status, response.content.decode()[:3000]
    return response.content.decode()


def study(matter, by):
    for step in Step.objects.filter(procedure__code="four-steps", stage="before"):
        matters.take_step(matter, step, note_text="已经研究，同意", on=NOW.date(), by=by, at=NOW)


@pytest.fixture
def october(council):
    planning.plan_month(dt.date(2026, 10, 1), at=NOW)
    return council.meetings.get()


# --- councils --------------------------------------------------------------------------------


def test_the_list_is_mine_and_costs_the_same_for_many(
    mine, make_council, make_user, django_assert_max_num_queries
):
    make_council("别人的议事会", secretaries=[make_user("other", "议事员")])
    for number in range(12):
        make_council(f"第{number}议事会")
    with django_assert_max_num_queries(17):
        page = read(mine.get(reverse("desk_councils:index")))
    assert "第11议事会" in page and "别人的议事会" not in page


def test_who_oversees_sees_all_and_presses_nothing(door, supervisor, council):
    client = door(supervisor)
    assert council.name in read(client.get(reverse("desk_councils:index")))
    page = read(client.get(url("councils:page", council)))
    assert "只有本议事会的议事员可以办理" in page and "提出议题</summary>" not in page
    assert press(client, "councils:verb", council, "raise", title="路灯").redirect_chain
    assert not Matter.objects.exists()


def test_a_secretary_who_oversees_changes_only_the_own_councils(door, make_user, council):
    both = make_user("both", "议事员")
    both.groups.add(Group.objects.get(name="督办"))
    browser = door(both)
    assert council.name in read(browser.get(url("councils:page", council)))
    assert press(browser, "councils:verb", council, "raise", title="路灯").redirect_chain
    assert not Matter.objects.exists() and not SECRETARY.holds(both, council)
    council.secretaries.add(both)
    assert SECRETARY.holds(both, council)


def test_the_page_of_a_council_says_what_waits(
    mine, council, seats, october, make_matter, django_assert_max_num_queries
):
    make_matter("三号楼前路灯不亮")
    Council.objects.get().required_parties.add(seats[0].party)
    with django_assert_max_num_queries(32):
        page = read(mine.get(url("councils:page", council)))
    for words in ("2026年10月20日", "三号楼前路灯不亮", "张建国", "10月9日以前送到"):
        assert words in page


def test_a_month_is_planned_and_an_extra_meeting_called(mine, council):
    said = read(press(mine, "councils:verb", council, "plan", month="2026-10-01"))
    assert "已排定2026年10月的议事日" in said
    again = press(mine, "councils:verb", council, "plan", month="2026-10-01")
    assert "已经排定" in read(again, 422)
    data = {"starts_at": "2026-10-05 19:00", "reason": "电梯停运"}
    assert "已召集10月5日 19:00" in read(press(mine, "councils:verb", council, "call", **data))
    assert "开会时间应当在现在之后" in read(
        press(mine, "councils:verb", council, "call", starts_at="2020-01-01 19:00", reason="补"),
        422,
    )


def test_an_administrator_founds_and_changes_a_council(door, administrator, area, secretary):
    client = door(administrator)
    data = {
        "name": "田林街道议事会", "area_code": area.code, "level": "street", "locality": "urban",
        "day": "20", "holiday": "keep", "starts_at": "19:00", "minutes": "60",
        "notice_days": "10", "answer_days": "15", "confirm_days": "5", "publication_days": "15",
        "threshold": "majority", "seconds_needed": "5", "active": "on",
        "secretary_names": "secretary", "scope_out": "涉法涉诉的事",
    }  # fmt: skip
    response = client.post(reverse("councils:add"), data)
    assert response.status_code == 302, response.content.decode()[:4000]
    council = Council.objects.get()
    assert council.slug == area.code and list(council.secretaries.all()) == [secretary]
    assert council.record.get().kind == "council.made"
    edit = reverse("councils:edit", args=[council.pk])
    assert "涉法涉诉的事" in read(client.get(edit))
    assert client.post(edit, {**data, "day": "8"}).status_code == 302
    council.refresh_from_db()
    assert council.day == 8
    refused = client.post(edit, {**data, "publication_days": "7"})
    assert "公示不能少于 15 天" in read(refused)
    council.refresh_from_db()
    assert council.publication_days == 15
    wrong = client.post(reverse("councils:add"), {**data, "area_code": "999", "name": "乙"})
    assert "没有代码为 999 的区域" in read(wrong)
    wrong = client.post(edit, {**data, "secretary_names": "secretary、nobody"})
    assert "没有登录名为“nobody”的议事员" in read(wrong)
    twin = client.post(reverse("councils:add"), data)
    assert "已经有叫“田林街道议事会”的议事会了" in read(twin)


# --- seats -----------------------------------------------------------------------------------


def test_seats_are_added_replaced_and_ended(mine, council, parties):
    person = {"shown": "surname", "since": "2026-01-01", "phone": "13800000001"}
    data = {"holder": "张建国", "party": parties[0].pk, **person}
    assert "已增加席位" in read(press(mine, "councils:seats_verb", council, "add", **data))
    seat = Seat.objects.get()
    data = {"holder": "钱多", "since": "2026-02-01", "shown": "name"}
    page = read(press(mine, "councils:seats_verb", council, "substitute", of=seat, **data))
    assert "可以代替张建国出席" in page
    data = {"holder": "刘新", "shown": "surname"}
    wrong = press(mine, "councils:seats_verb", council, "replace-holder", of=seat, **data)
    assert wrong.status_code == 422  # the day is missing
    data |= {"on": "2026-10-01"}
    page = read(press(mine, "councils:seats_verb", council, "replace-holder", of=seat, **data))
    assert "10月1日起由刘新接替张建国" in page
    data = {"of": Seat.objects.get(holder="刘新"), "on": "2026-12-31"}
    assert "请填写理由" in read(
        press(mine, "councils:seats_verb", council, "end-term", **data), 422
    )
    page = read(press(mine, "councils:seats_verb", council, "end-term", reason="调走", **data))
    assert "刘新的任期到2026年12月31日为止" in page


def test_a_wrong_phone_is_said_and_the_words_kept(mine, council, parties):
    data = {"holder": "张建国", "party": parties[0].pk, "since": "2026-01-01", "phone": "12"}
    page = read(press(mine, "councils:seats_verb", council, "add", shown="surname", **data), 422)
    assert "请检查手机号" in page and "张建国" in page and not Seat.objects.exists()


# --- notices ---------------------------------------------------------------------------------


def test_notices_by_clicking(mine, council, seats, october):
    verb = ("meetings:notices_verb", council, october.pk, "notify")
    asked = read(press(mine, *verb), 422)
    assert "议程还是空的" in asked and "请再确认一次" in asked
    question = re.search(r'name="asked" value="([^"]+)"', asked)[1]
    page = read(press(mine, *verb, asked=question, sure="on"))
    assert "已为 10 个席位生成通知" in page
    picked = [notice.pk for notice in october.notices.all()]
    data = {"picked": picked[:9], "when": "2026-09-16 09:30"}
    assert "已登记 9 个席位" in read(
        press(mine, "meetings:notices_verb", council, october.pk, "handed", **data)
    )
    assert "9 个已有送达凭据" in read(mine.get(url("meetings:notices", council, october.pk)))
    early = {"picked": picked[9:], "when": "2030-01-01 09:00"}
    refused = press(mine, "meetings:notices_verb", council, october.pk, "handed", **early)
    assert "不能在现在之后" in read(refused, 422)
    done = press(
        mine, "meetings:notices_verb", council, october.pk, "gaps", reason="出差，联系不上"
    )
    assert "照常召开" in read(done)
    october.refresh_from_db()
    assert october.status == Meeting.Status.NOTICED


def test_late_notices_say_what_that_means(door, secretary, council, seats, october, time_machine):
    time_machine.move_to(TWENTIETH - dt.timedelta(days=3), tick=False)
    mine = door(secretary)
    page = read(mine.get(url("meetings:notices", council, october.pk)))
    assert "通知已过期限" in page and "通知期就是法定的" in page
    late = read(mine.get(reverse("desk_meetings:index"), {"when": "late"}))
    assert council.name in late


def test_moving_and_cancelling_by_clicking(mine, council, october):
    data = {"starts_at": "2026-10-22 19:30", "reason": "会场维修"}
    page = read(press(mine, "meetings:notices_verb", council, october.pk, "move", **data))
    assert "会议已改到10月22日 19:30" in page and "需要重新通知" in page
    page = read(press(mine, "meetings:notices_verb", council, october.pk, "cancel", reason="台风"))
    assert "会议已取消" in page and "取消原因：台风" in page


# --- the agenda ------------------------------------------------------------------------------


def test_the_agenda_by_clicking(mine, council, october, make_matter, secretary):
    first, second = make_matter("路灯不亮"), make_matter("电动车充电")
    refused = press(
        mine, "meetings:agenda_verb", council, october.pk, "arrange", of=first, minutes=40
    )
    assert "党组织研究" in read(refused, 422) and "第三十条" in read(refused, 422)
    for matter in (first, second):
        study(matter, secretary)
        page = read(
            press(
                mine, "meetings:agenda_verb", council, october.pk, "arrange", of=matter, minutes=40
            )
        )
        assert f"“{matter}”已列入议程" in page
    assert "已安排 80 分钟，会议 60 分钟，超出 20 分钟" in page
    item = october.items.get(matter=second)
    page = read(press(mine, "meetings:agenda_verb", council, october.pk, "earlier", of=item))
    agenda = [i.matter for i in october.items.order_by("order")]
    assert agenda == [second, first]
    refused = press(mine, "meetings:agenda_verb", council, october.pk, "earlier", of=item)
    assert "已经在最前面了" in read(refused, 422)
    page = read(
        press(mine, "meetings:agenda_verb", council, october.pk, "length", of=item, minutes=20)
    )
    assert "已安排 60 分钟，会议 60 分钟" in page and "超出" not in page
    page = read(
        press(mine, "meetings:agenda_verb", council, october.pk, "off", of=item, reason="下次再议")
    )
    assert "留待下次" in page
    second.refresh_from_db()
    assert second.status == Matter.Status.RAISED


def test_topics_of_the_area_become_matters(mine, council, october, make_topic, area):
    topic = make_topic("楼道堆物", size=2, area=area)
    elsewhere = make_topic("别处的事", size=5)
    page = read(mine.get(url("meetings:agenda", council, october.pk)))
    assert "楼道堆物" in page and "2 人" in page and "别处的事" not in page
    page = read(press(mine, "meetings:agenda_verb", council, october.pk, "raise-topic", of=topic))
    assert "“楼道堆物”已成为议题" in page
    matter = Matter.objects.get()
    assert (matter.topic, matter.source) == (topic, "topic")
    gone = mine.post(
        url("meetings:agenda_verb", council, october.pk, "raise-topic"), {SUBJECT: elsewhere.pk}
    )
    assert gone.status_code == 404


def test_the_agenda_costs_the_same_for_many(
    mine, council, october, make_matter, secretary, make_topic, area,
    django_assert_max_num_queries,
):  # fmt: skip
    make_topic("楼道堆物", size=3, area=area)
    for number in range(6):
        matter = make_matter(f"第{number}件")
        study(matter, secretary)
        if number % 2:
            agenda_actions.arrange(october, matter, by=secretary, at=NOW)
    with django_assert_max_num_queries(36):
        read(mine.get(url("meetings:agenda", council, october.pk)))


# --- matters ---------------------------------------------------------------------------------


def test_a_matter_goes_its_way_by_clicking(mine, council, make_matter, make_council, make_user):
    street = make_council("街道议事会", level="street", secretaries=[make_user("street", "议事员")])
    Council.objects.filter(pk=council.pk).update(parent=street)
    matter = make_matter()
    study_step = Step.objects.get(code="study")
    data = {"step": study_step.pk, "on": "2026-09-10", "note_text": "支部会议同意"}
    page = read(press(mine, "matters:verb", council, matter.pk, "step", **data))
    assert "已登记“党组织研究”" in page and "支部会议同意" in page
    ask = Step.objects.get(code="ask")
    data = {"step": ask.pk, "reason": "上月已经征询过"}
    page = read(press(mine, "matters:verb", council, matter.pk, "leave-out", **data))
    assert "没有进行，理由：" in page and "上月已经征询过" in page
    page = read(press(mine, "matters:verb", council, matter.pk, "pass-up", reason="涉及市政道路"))
    assert "已上报街道议事会" in page and "这里只能查看" in page
    refused = press(mine, "matters:verb", council, matter.pk, "drop", reason="不议")
    assert "现在由“街道议事会”处理" in read(refused, 409)
    matter.refresh_from_db()
    assert (matter.council, matter.status) == (street, "raised")


def test_dropping_says_why_beside_the_councils_own_list(mine, council, make_matter):
    Council.objects.filter(pk=council.pk).update(scope_out="涉法涉诉的事")
    matter = make_matter()
    assert "涉法涉诉的事" in read(mine.get(url("matters:page", council, matter.pk)))
    page = read(press(mine, "matters:verb", council, matter.pk, "drop", reason="已进入诉讼"))
    assert "不议的理由：" in page and "已进入诉讼" in page
    page = read(press(mine, "matters:verb", council, matter.pk, "restore", reason="已撤诉"))
    assert "议题已恢复" in page


def test_a_matter_of_another_council_is_not_there(mine, make_council, make_user, make_matter):
    other = make_council("别处", secretaries=[make_user("other", "议事员")])
    matter = make_matter(council=other)
    assert mine.get(url("matters:page", other, matter.pk)).status_code == 404
    assert "三号楼" not in read(mine.get(reverse("desk_matters:index")))


# --- proposals -------------------------------------------------------------------------------


@pytest.fixture
def wished(council):
    wish = proposing.Wish("修路灯", "请打 13812345678 找我。", "王阿姨", "13812345678")
    return proposing.propose(council, wish=wish, key=visitors.new_key(), at=NOW)


def test_a_proposal_is_read_published_and_raised(mine, council, wished):
    page = read(mine.get(url("proposals:page", council, wished.pk)))
    assert "desk-mask" in page and "王阿姨" not in page
    data = {"title": "修一修路灯", "body": wished.public_body}
    page = read(press(mine, "proposals:verb", council, wished.pk, "publish", **data))
    assert "已公开" in page
    page = read(press(mine, "proposals:verb", council, wished.pk, "raise"), 422)
    assert "里面有遮住的地方：［电话］" in page and "desk-error" not in page  # said by its field
    data = {"title": "修一修路灯", "body": "请来找我。"}
    page = read(press(mine, "proposals:verb", council, wished.pk, "raise", **data))
    assert "“修一修路灯”已成为议题" in page
    assert wished.matter.body == "请来找我。"
    wished.refresh_from_db()
    assert wished.status == Proposal.Status.TAKEN


def test_masked_places_may_stand_once_they_were_looked_at(mine, council, wished, secretary):
    proposing.publish_proposal(wished, by=secretary, at=NOW)
    asked = read(press(mine, "proposals:verb", council, wished.pk, "raise"), 422)
    words = asked.split('name="asked" value="')[1].split('"')[0]
    data = {"sure": "on", "asked": words}
    read(press(mine, "proposals:verb", council, wished.pk, "raise", **data))
    wished.refresh_from_db()
    assert "［电话］" in wished.matter.body


def test_name_and_number_are_read_on_record_alone(mine, council, wished):
    page = read(mine.get(url("proposals:page", council, wished.pk)))
    assert "<dd>13812345678</dd>" not in page and "●●●●●●●●●●●" in page
    refused = press(mine, "proposals:verb", council, wished.pk, "reveal", reason="")
    assert refused.status_code == 422 and not council.record.exists()
    page = read(press(mine, "proposals:verb", council, wished.pk, "reveal", reason="问清位置"))
    assert "<dd>13812345678</dd>" in page and "<dd>王阿姨</dd>" in page
    entry = council.record.get(kind="proposal.contact_read")
    assert entry.data == {"reason": "问清位置"}


def test_who_oversees_does_not_read_the_contact(door, supervisor, council, wished):
    page = read(door(supervisor).get(url("proposals:page", council, wished.pk)))
    assert "13812345678" not in page and "王阿姨" not in page
    assert "13812345678" not in read(door(supervisor).get(reverse("desk_proposals:index")))


def test_a_secretary_of_another_council_does_not_find_the_proposal(
    door, make_council, make_user, council, wished
):
    stranger = make_user("other", "议事员")
    make_council("别处", secretaries=[stranger])
    assert door(stranger).get(url("proposals:page", council, wished.pk)).status_code == 404
    assert "修路灯" not in read(door(stranger).get(reverse("desk_proposals:index")))


def test_items_under_way_stay_where_they_are(mine, council, october, make_item):
    item = make_item(october, status=AgendaItem.Status.CURRENT)
    gone = press(mine, "meetings:agenda_verb", council, october.pk, "off", of=item, reason="下次")
    assert "不能移出议程" in read(gone, 409)
