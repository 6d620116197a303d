"""协商形式: planned as, held up by what is not recorded, and named where people read."""

import datetime as dt

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from deliberation.actions import conducting, formats, minuting, motions, planning
from deliberation.hall.steps import lacking, missing, standings
from deliberation.minutes.documents.lines import minutes_lines
from deliberation.models import Entry, Format, FormatStep, Meeting
from suggestions.actions.rules import Overtaken, Refused
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
DAY = dt.timedelta(days=1)
WHEN = NOW + 20 * DAY


def form(code):
    return Format.objects.get(code=code)


@pytest.fixture
def hearing(make_meeting, seats):
    return make_meeting(starts_at=NOW, kind="extra", format=form("hearing"), status="noticed")


@pytest.fixture
def write(secretary):
    """Write a step of a meeting down, found by its name."""

    def take(meeting, name, text="已经办好。", on=TODAY):
        step = meeting.format.steps.get(name=name)
        return formats.take_format_step(
            meeting, step=step, note_text=text, on=on, by=secretary, at=NOW
        )

    return take


# --- the shipped data -------------------------------------------------------------------------


def test_seven_forms_are_shipped_and_only_the_monthly_one_votes_and_holds_nothing_up():
    assert [f.name for f in Format.objects.all()] == [
        "议事协商会", "听证会", "协调会", "评议会", "开放空间", "联合接待日", "约请",
    ]  # fmt: skip
    assert [f.code for f in Format.objects.all() if f.votes_taken] == ["monthly"]
    assert not FormatStep.objects.filter(format__code="monthly", required=True).exists()
    for other in Format.objects.exclude(code="monthly"):
        assert other.steps.filter(required=True).count() >= 3, other


def test_a_meeting_that_names_no_form_is_the_monthly_one(meeting, make_meeting):
    assert meeting.format.monthly and meeting.called == "议事日"
    assert make_meeting(starts_at=WHEN, kind="extra").called == "临时会议"
    assert make_meeting(starts_at=WHEN, kind="extra", format=form("review")).called == "评议会"


# --- planning ---------------------------------------------------------------------------------


def call(council, secretary, code, starts_at=WHEN):
    return planning.call_meeting(
        council, starts_at=starts_at, reason="听一听", form=form(code), by=secretary, at=NOW
    )


def test_the_notice_of_a_form_counts_its_own_days(council, secretary):
    found = call(council, secretary, "hearing")
    assert found.notice_by == planning.notice_deadline(WHEN, 7) and found.notice_days == 7
    planning.move_meeting(found, starts_at=WHEN + DAY, reason="改", by=secretary, at=NOW)
    assert found.notice_by == planning.notice_deadline(WHEN + DAY, 7)
    plain = planning.call_meeting(council, starts_at=WHEN, reason="急", by=secretary, at=NOW)
    assert plain.notice_days == council.notice_days == 10


def test_a_council_that_chose_is_offered_what_it_chose(council, secretary):
    everything = Format.objects.for_council(council, TODAY)
    assert everything.count() == 7
    formats.choose_formats(council, formats=[form("hearing")], by=secretary, at=NOW)
    offered = [f.code for f in Format.objects.for_council(council, TODAY)]
    assert offered == ["monthly", "hearing"]
    with pytest.raises(Refused, match="没有选用"):
        call(council, secretary, "review")
    entry = Entry.objects.get(kind="council.formats_chosen")
    assert entry.data == {"formats": ["听证会"]}


def test_the_next_version_of_what_was_chosen_is_chosen_too(council, secretary):
    formats.choose_formats(council, formats=[form("hearing")], by=secretary, at=NOW)
    Format.objects.filter(code="hearing").update(until=TODAY)
    new = Format.objects.create(code="hearing", name="听证会", since=TODAY + DAY)
    later = Format.objects.for_council(council, TODAY + DAY)
    assert new in later and later.filter(code="hearing").count() == 1
    with pytest.raises(Refused, match="有效期"):
        planning.call_meeting(
            council, starts_at=WHEN, reason="听", by=secretary, at=NOW,
            form=Format.objects.get(code="hearing", until=TODAY),
        )  # fmt: skip


# --- steps ------------------------------------------------------------------------------------


def states(meeting):
    return {row.step.name: row.state for row in standings(meeting)}


def test_steps_follow_each_other_and_none_is_passed_over(hearing, write):
    assert states(hearing)["公布听证事项"] == "now" and states(hearing)["介绍方案"] == "todo"
    with pytest.raises(Refused, match="“公布听证事项”还没有记录"):
        write(hearing, "各方陈述")
    write(hearing, "公布听证事项", "听证修车棚，请了三方。")
    assert states(hearing)["公布听证事项"] == "done" and states(hearing)["会议通知"] == "done"
    with pytest.raises(Overtaken, match="已经有人登记"):
        write(hearing, "公布听证事项")
    write(hearing, "邀请各方")
    with pytest.raises(Refused, match="开会以后"):
        write(hearing, "介绍方案")
    with pytest.raises(Refused, match="不在这里登记"):
        write(hearing, "会议通知")
    entry = Entry.objects.filter(kind="format.step_taken").first()
    assert entry.data["note"] == "听证修车棚，请了三方。" and entry.meeting == hearing


def test_what_may_not_be_written(hearing, write):
    with pytest.raises(Refused, match="今天之后"):
        write(hearing, "公布听证事项", on=TODAY + DAY)
    with pytest.raises(Refused, match="手机号"):
        write(hearing, "公布听证事项", "请打 13800000000。")
    Meeting.objects.filter(pk=hearing.pk).update(status="cancelled")
    hearing.refresh_from_db()
    with pytest.raises(Refused, match="已经取消"):
        write(hearing, "公布听证事项")


def test_opening_and_closing_wait_for_the_records(hearing, write, secretary):
    who = {"by": secretary, "at": NOW}
    with pytest.raises(Refused, match="“公布听证事项”、“邀请各方”还没有记录"):
        conducting.open_meeting(hearing, chair="张建国", **who)
    assert [step.name for step in lacking(hearing)] == ["公布听证事项", "邀请各方"]
    write(hearing, "公布听证事项")
    write(hearing, "邀请各方")
    conducting.open_meeting(hearing, chair="张建国", **who)
    assert [step.name for step in lacking(hearing)] == ["介绍方案", "各方陈述", "归纳意见"]
    with pytest.raises(Refused, match="“介绍方案”、“各方陈述”、“归纳意见”还没有记录"):
        conducting.close_meeting(hearing, **who)
    for name in ("介绍方案", "各方陈述", "归纳意见"):
        write(hearing, name)
    conducting.close_meeting(hearing, **who)
    assert not lacking(hearing)
    assert [step.name for step in missing(hearing, "after")] == ["反馈采纳情况"]


def test_a_step_is_done_when_the_parties_that_the_form_asks_for_are_there(
    open_meeting, seats, parties, secretary
):
    from deliberation.actions import attending

    own = form("monthly")
    own.parties.set([parties[0], parties[1]])
    own.save()
    do = {"way": "list", "by": secretary, "at": NOW}
    attending.check_in(open_meeting, seats[0], **do)
    assert states(open_meeting)["签到"] != "done"
    attending.check_in(open_meeting, seats[2], **do)
    assert states(Meeting.objects.get(pk=open_meeting.pk))["签到"] == "done"


def test_a_form_that_does_not_vote_refuses_a_vote(hearing, make_item, secretary):
    item = make_item(hearing)
    draft = motions.MotionDraft(rule="council", title="修", text="同意修。")
    with pytest.raises(Refused, match="听证会不表决"):
        motions.draft_motion(item, draft=draft, by=secretary, at=NOW)


# --- where people read it ---------------------------------------------------------------------


def test_minutes_and_page_name_the_form_and_what_was_recorded(hearing, write, secretary, client):
    who = {"by": secretary, "at": NOW}
    write(hearing, "公布听证事项", "听证修车棚。")
    write(hearing, "邀请各方")
    conducting.open_meeting(hearing, chair="张建国", **who)
    for name in ("介绍方案", "各方陈述", "归纳意见"):
        write(hearing, name, f"{name}的记录。")
    conducting.close_meeting(hearing, **who)
    minutes = minuting.draft_minutes(hearing, **who)
    lines = [(line.label, line.text) for line in minutes_lines(minutes, public=True)]
    assert ("形式", "听证会") in lines
    assert any("介绍方案的记录。" in text for _, text in lines)
    page = client.get(hearing.get_absolute_url()).content.decode()
    for words in ("听证会", "受影响的居民", "各方陈述的记录。", "反馈采纳情况"):
        assert words in page, words


def test_the_desk_shows_what_is_due_and_writes_it_down(hearing, door, secretary):
    client, args = door(secretary), [hearing.council_id, hearing.pk]
    page = client.get(reverse("desk_meetings:steps", args=args)).content.decode()
    assert "现在该做" in page and "登记环节" in page
    step = hearing.format.steps.get(name="公布听证事项")
    data = {"step": step.pk, "on": TODAY.isoformat(), "note_text": "贴在公告栏。"}
    url = reverse("desk_meetings:steps_verb", args=[*args, "take-step"])
    done = client.post(url, data, follow=True).content.decode()
    assert "已登记“公布听证事项”" in done and "贴在公告栏。" in done
    assert client.post(url, data).status_code in (409, 422)
    hearing.steps_taken.all().delete()
    for name in ("conduct", "notices"):
        page = client.get(reverse(f"desk_meetings:{name}", args=args)).content.decode()
        assert "还没有记录：公布听证事项、邀请各方" in page, name


def test_a_council_chooses_at_the_desk_and_calls_as_what_it_chose(council, door, secretary):
    client = door(secretary)
    url = reverse("desk_councils:formats_verb", args=[council.pk, "choose"])
    said = client.post(url, {"formats": [form("hearing").pk]}, follow=True).content.decode()
    assert "采用的协商形式：听证会" in said
    url = reverse("desk_councils:verb", args=[council.pk, "call"])
    data = {"starts_at": "2026-12-30 19:00", "reason": "修车棚", "form": form("review").pk}
    assert "没有选用这种形式" in client.post(url, data).content.decode()
    data["form"] = form("hearing").pk
    assert "的听证会" in client.post(url, data, follow=True).content.decode()
    assert council.meetings.get().format == form("hearing")


# --- kept by administrators -------------------------------------------------------------------


def typed(version, **changed):
    steps = [
        {"id": step.pk, "name": step.name, "stage": step.stage, "who": step.who,
         "record": step.record, "proof": step.proof, "required": "on" if step.required else "",
         "days": step.days if step.days is not None else ""}
        for step in version.steps.all()
    ]  # fmt: skip
    fields = ("name", "code", "meaning", "law", "sides", "papers", "votes", "order")
    data = {name: getattr(version, name) for name in fields}
    data |= {
        "since": version.since.isoformat(),
        "until": version.until.isoformat() if version.until else "",
        "notice_days": version.notice_days if version.notice_days is not None else "",
        "steps": inline_formset(steps, initial=len(steps)),
    }
    parties = {"parties": [party.pk for party in version.parties.all()]}
    return nested_form_data(data | changed) | parties


def test_an_unused_form_is_changed_on_the_screen(door, administrator):
    client, version = door(administrator), form("review")
    url = reverse("formats:edit", args=[version.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, typed(version, notice_days=5)).status_code == 302
    assert form("review").notice_days == 5
    history = client.get(reverse("formats:history", args=[version.pk])).content.decode()
    assert "administrator" in history or str(administrator) in history


def test_a_used_version_ends_and_is_copied_instead_of_rewritten(hearing, door, administrator):
    client, version = door(administrator), form("hearing")
    url = reverse("formats:edit", args=[version.pk])
    refused = client.post(url, typed(version, notice_days=5))
    assert "不能改它的规则和环节" in refused.content.decode()
    assert form("hearing").notice_days == 7
    lines = version.sides.replace("\n", "\r\n")
    ended = client.post(url, typed(version, until="2026-12-31", sides=lines))
    assert ended.status_code == 302, ended.context["form"].errors
    moved = typed(version, until="2026-12-31")
    moved["steps-0-name"] = "改了"
    assert "不能改它的规则和环节" in client.post(url, moved).content.decode()
    copy = client.get(reverse("formats:copy", args=[version.pk])).content.decode()
    assert "各方陈述" in copy
    version.refresh_from_db()
    new = typed(version, since="2026-12-01", until="")
    new |= {name: "" for name in new if name.startswith("steps-") and name.endswith("-id")}
    assert "重叠" in client.post(reverse("formats:add"), new).content.decode()
    new["since"] = "2027-01-01"
    assert client.post(reverse("formats:add"), new).status_code == 302
    later = Format.objects.get(code="hearing", since=dt.date(2027, 1, 1))
    assert later.steps.count() == version.steps.count() == 8


def test_what_meetings_are_held_as_is_not_deleted(hearing, meeting, door, administrator):
    client = door(administrator)
    for code in ("hearing", "monthly"):
        client.post(reverse("formats:delete", args=[form(code).pk]))
    assert Format.objects.filter(code__in=["hearing", "monthly"]).count() == 2
