"""环节登记: each form's own record, row by row, held up, answered, made public and provable."""

import datetime as dt

import pytest
from django.urls import reverse

from deliberation.actions import conducting, form_rows, formats, minuting
from deliberation.actions.form_rows import RowDraft
from deliberation.hall.row_words import words
from deliberation.hall.steps import missing, standings
from deliberation.minutes.documents.lines import minutes_lines
from deliberation.models import Entry, Format, FormRow, Meeting
from deliberation.models.form_rows import mean
from deliberation.telling import ratings
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import Department
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
TODAY, DAY = NOW.date(), dt.timedelta(days=1)
SIX = ["hearing", "mediation", "review", "open-space", "reception", "summons"]


@pytest.fixture
def hold(make_meeting, seats):
    """A meeting of a form, told to everybody, on this day."""

    def make(code):
        form = Format.objects.get(code=code)
        return make_meeting(starts_at=NOW, kind="extra", format=form, status="noticed")

    return make


@pytest.fixture
def add(secretary):
    def write(meeting, proof, at=NOW, **typed):
        step = meeting.format.steps.get(proof=proof)
        typed["data"] = typed.get("data", {})
        draft = RowDraft(**typed)
        return form_rows.add_form_row(meeting, step=step, draft=draft, by=secretary, at=at)

    return write


@pytest.fixture
def say(secretary):
    def write(meeting, name, text="有。"):
        step = meeting.format.steps.get(name=name)
        return formats.take_format_step(
            meeting, step=step, note_text=text, on=TODAY, by=secretary, at=NOW
        )

    return write


@pytest.fixture
def start(secretary):
    return lambda meeting: conducting.open_meeting(meeting, chair="张建国", by=secretary, at=NOW)


@pytest.fixture
def finish(secretary):
    return lambda meeting: conducting.close_meeting(meeting, by=secretary, at=NOW)


def state(meeting, name):
    return next(row.state for row in standings(meeting) if row.step.name == name)


def told(meeting, secretary, public=True):
    minutes = minuting.draft_minutes(meeting, by=secretary, at=NOW)
    return "\n".join(line.text for line in minutes_lines(minutes, public=public))


INVITED = {"data": {"coming": "yes"}}
SPOKE = {"data": {"spoke": True}}


def test_a_hearing_hears_every_side_that_was_invited(
    hold, add, say, start, finish, secretary, client
):
    meeting = hold("hearing")
    say(meeting, "公布听证事项")
    add(meeting, "invite", side="受影响的居民", name="孙二娘", text="上门请的。", **INVITED)
    add(meeting, "invite", side="施工单位", data={"coming": "none"})
    start(meeting)
    say(meeting, "介绍方案")
    add(meeting, "statement", side="受影响的居民", name="孙二娘", text="怕噪声。", **SPOKE)
    assert state(meeting, "各方陈述") == "now"
    with pytest.raises(Refused, match="“各方陈述”"):
        finish(meeting)
    add(meeting, "statement", side="施工单位", text="没有派人来。", data={"spoke": False})
    assert state(meeting, "各方陈述") == "done"
    say(meeting, "归纳意见")
    finish(meeting)
    text = told(meeting, secretary)
    assert "（1）受影响的居民（孙某）陈述：怕噪声。" in text
    assert "（2）施工单位没有陈述：没有派人来。" in text and "孙二娘" not in text
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "邀请受影响的居民（孙某），答应到会：上门请的。" in page and "孙二娘" not in page
    first, second = FormRow.objects.filter(step__proof="statement")
    assert first.due_on == TODAY + 15 * DAY and first.waits
    do = {"on": TODAY, "by": secretary, "at": NOW}
    form_rows.answer_form_row(first, answer="夜间不施工，采纳。", **do)
    with pytest.raises(Overtaken, match="已经有人答复"):
        form_rows.answer_form_row(first, answer="又一次。", **do)
    assert state(meeting, "反馈采纳情况") != "done"
    form_rows.answer_form_row(second, answer="已经电话告知。", **do)
    assert state(meeting, "反馈采纳情况") == "done"
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "夜间不施工，采纳。" in page


def test_an_agreement_is_signed_and_looked_at_again(hold, add, start, finish, secretary, client):
    meeting = hold("mediation")
    for side in ("楼上", "楼下"):
        add(meeting, "invite", side=side, text="漏水。", **INVITED)
    start(meeting)
    for side in ("楼上", "楼下"):
        add(meeting, "statement", side=side, text="说过了。", **SPOKE)
    signed = {"agreed": True, "signers": [["楼上", "王大力"], ["楼下", "李小红"]]}
    row = add(meeting, "agreement", text="一周内修好。", data=signed, due_on=TODAY + 9 * DAY)
    finish(meeting)
    assert row.due_on == TODAY + 9 * DAY
    assert not FormRow.objects.exclude(pk=row.pk).exclude(due_on=None).exists()
    assert "签字：楼上王某、楼下李某。" in told(meeting, secretary)
    minutes = meeting.minutes_of
    full = "\n".join(line.text for line in minutes_lines(minutes, public=False))
    assert "签字：楼上王大力、楼下李小红。" in full
    entry = Entry.objects.filter(kind="format.row_added").last()
    assert "王大力" not in str(entry.data) and "楼上王某" in entry.data["said"]


def test_marks_are_shown_with_all_that_were_handed_out_and_few_are_hidden(
    hold, add, say, start, client
):
    meeting = hold("review")
    unit = Department.objects.create(name="区房管局", short_name="房管局")
    what = {"criteria": ["质量", "及时"]}
    add(meeting, "subject", text="修车棚", side="施工单位", department=unit, data=what)
    start(meeting)
    say(meeting, "报告办理情况")
    marks = {"sent": 30, "counts": [10, 8, 2, 0, 0]}
    row = add(meeting, "rating", side="居民", text="质量", data=marks)
    assert words(row, public=True).startswith("质量：居民评，发出30份，收回20份，平均4.4分")
    assert state(meeting, "评议") == "now"
    few = add(
        meeting, "rating", side="席位", text="及时", data={"sent": 9, "counts": [4, 0, 0, 0, 0]}
    )
    assert words(few, public=True) == "及时：席位评，发出9份，收回不足5份，不公开分数。"
    assert state(meeting, "评议") == "done"
    assert (
        "4"
        not in Entry.objects.filter(kind="format.row_added").last().data["said"].split("份，", 1)[1]
    )
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert '平均 <strong class="num">4.4</strong> 分' in page and "收回 20 份" in page
    assert "收回不足 5 份" in page and "收回 4 份" not in page
    with pytest.raises(Refused, match="比发出的 3 份还多"):
        add(
            meeting, "rating", side="街道", text="质量", data={"sent": 3, "counts": [4, 0, 0, 0, 0]}
        )
    with pytest.raises(Overtaken, match="已经登记过"):
        add(meeting, "rating", side="居民", text="质量", data=marks)


def test_marks_feed_the_figures_of_department_and_council(hold, add, say, start, client, council):
    unit = Department.objects.create(name="区房管局", short_name="房管局")
    what = {"criteria": ["质量", "及时"]}
    for counts in ([4, 0, 0, 0, 0], [0, 0, 4, 0, 0]):
        meeting = hold("review")
        add(meeting, "subject", text="修车棚", side="施工单位", department=unit, data=what)
        start(meeting)
        say(meeting, "报告办理情况")
        add(meeting, "rating", side="居民", text="质量", data={"sent": 10, "counts": counts})
    add(meeting, "rating", side="居民", text="及时", data={"sent": 9, "counts": [0, 0, 0, 0, 4]})
    (department,) = ratings.by_department(TODAY)
    assert (department.name, len(department.meetings)) == ("区房管局", 2)
    quality, speed = department.scores
    assert (quality.mean, quality.slips, quality.sent) == ("4.0", 8, 20)
    assert (speed.shown, speed.sent) == (False, 9)
    assert [row.name for row in ratings.by_council(TODAY)] == [council.name]
    assert not ratings.by_department(TODAY + 400 * DAY)
    for url in (reverse("deliberation:ratings"), council.get_absolute_url()):
        page = client.get(url).content.decode()
        assert "收回 8 份" in page and "收回不足 5 份" in page and "收回 4 份" not in page, url
    assert "区房管局" in client.get(reverse("deliberation:ratings")).content.decode()


@pytest.mark.parametrize(
    "counts, shown",
    [([1, 1, 0, 0, 0], "4.5"), ([0, 0, 0, 0, 7], "1.0"), ([1, 2, 0, 0, 0], "4.3"), ([0] * 5, "")],
)
def test_the_mean_has_one_place_and_is_rounded_up_at_the_half(counts, shown):
    assert mean(counts) == shown


def test_ideas_of_an_open_space_become_matters(hold, add, start, finish, secretary, council):
    meeting = hold("open-space")
    add(meeting, "question", text="空地做什么？")
    start(meeting)
    add(meeting, "group", side="第一组", name="周平", text="谈绿化。", data={"people": 6})
    idea = add(meeting, "idea", side="第一组", text="种桂花。")
    other = add(meeting, "idea", side="第一组", text="放长椅。")
    finish(meeting)
    assert "第一组（周某召集，6人）：谈绿化。" in told(meeting, secretary)
    assert [step.name for step in missing(meeting, "after")] == ["形成议题"]
    do = {"by": secretary, "at": NOW}
    matter = form_rows.raise_form_row(idea, title="空地种桂花", **do)
    assert (matter.council, matter.get_source_display()) == (council, "会上提出")
    assert matter.body == "第一组：种桂花。" and not missing(meeting, "after")
    with pytest.raises(Overtaken, match="已经列为议题"):
        form_rows.raise_form_row(FormRow.objects.get(pk=idea.pk), title="又一次", **do)
    with pytest.raises(Refused, match="不能撤销"):
        form_rows.strike_form_row(FormRow.objects.get(pk=idea.pk), reason="写错了", **do)
    form_rows.strike_form_row(other, reason="不是这组说的", **do)
    assert not FormRow.objects.filter(pk=other.pk).exists()
    assert Entry.objects.get(kind="format.row_struck").data["reason"] == "不是这组说的"


def test_a_visit_is_a_line_answered_at_once_or_in_time(hold, add, say, start, finish):
    meeting = hold("reception")
    say(meeting, "公布接待时间")
    start(meeting)
    at_once = add(
        meeting, "visit", side="李女士", text="灯不亮。", answer="明天换。", data={"taker": "物业"}
    )
    later = add(meeting, "visit", side="三楼的住户", text="漏水。", data={"taker": "业委会"})
    finish(meeting)
    assert not at_once.waits and at_once.answered_on == TODAY
    assert later.waits and later.due_on == TODAY + 7 * DAY
    assert words(later, public=True) == "三楼的住户：漏水。由业委会接办。"


def test_who_was_summoned_came_or_did_not_and_answers_by_a_day(hold, add, start, finish):
    meeting = hold("summons")
    asked = add(meeting, "summon", side="区房管局", text="何时修外墙？")
    assert asked.due_on == TODAY + 10 * DAY
    start(meeting)
    with pytest.raises(Refused, match="“部门到场”还没有记录"):
        finish(meeting)
    add(meeting, "arrival", side="区房管局", name="王工", data={"came": True})
    finish(meeting)
    assert [step.name for step in missing(meeting, "after")] == ["部门答复"]


# --- what is refused ---------------------------------------------------------------------------


def test_what_is_not_to_be_written_down(hold, add, say, start, finish, secretary):
    meeting = hold("hearing")
    with pytest.raises(Refused, match="“公布听证事项”还没有记录"):
        add(meeting, "invite", side="居民", **INVITED)
    say(meeting, "公布听证事项")
    with pytest.raises(Refused, match="手机号"):
        add(meeting, "invite", side="居民", text="打 13800000000", **INVITED)
    with pytest.raises(Refused, match="邀请哪一方"):
        add(meeting, "invite", side=" ", **INVITED)
    with pytest.raises(Refused, match="不是这样登记的"):
        step = meeting.format.steps.get(name="归纳意见")
        form_rows.add_form_row(
            meeting, step=step, draft=RowDraft(text="一段话"), by=secretary, at=NOW
        )
    row = add(meeting, "invite", side="居民", **INVITED)
    with pytest.raises(Refused, match="不用答复"):
        form_rows.answer_form_row(row, answer="好", on=TODAY, by=secretary, at=NOW)
    with pytest.raises(Refused, match="开会以后"):
        say(meeting, "介绍方案")
    with pytest.raises(Refused, match="不在这里登记|必须|会议通知"):
        say(meeting, "会议通知")
    Meeting.objects.filter(pk=meeting.pk).update(status="confirming")
    meeting.refresh_from_db()
    with pytest.raises(Refused, match="已经送各方确认"):
        add(meeting, "invite", side="业委会", **INVITED)
    with pytest.raises(Refused, match="已经送各方确认"):
        form_rows.strike_form_row(row, reason="写错了", by=secretary, at=NOW)
    Meeting.objects.filter(pk=meeting.pk).update(status="cancelled")
    meeting.refresh_from_db()
    with pytest.raises(Refused, match="已经取消"):
        add(meeting, "invite", side="街道", **INVITED)


def test_a_day_of_answer_lies_ahead_and_within_a_year(hold, add):
    meeting = hold("summons")
    for day, words_ in ((TODAY - DAY, "不能早于今天"), (TODAY + 400 * DAY, "最长一年")):
        with pytest.raises(Refused, match=words_):
            add(meeting, "summon", side="区房管局", text="何时修？", due_on=day)


# --- at the desk -------------------------------------------------------------------------------


@pytest.mark.parametrize("code", SIX)
def test_every_shipped_form_names_its_parties_and_shows_its_steps(
    code, hold, door, secretary, council
):
    meeting = hold(code)
    url = reverse("desk_meetings:steps", args=[council.pk, meeting.pk])
    page = door(secretary).get(url).content.decode()
    assert "现在该做" in page
    if code != "open-space":
        assert "居（村）委会" in page and meeting.format.parties.count()


def press(client, meeting, verb, subject, data):
    url = reverse("desk_meetings:steps_verb", args=[meeting.council_id, meeting.pk, verb])
    return client.post(url, {"desk_subject": subject.pk, **data}, follow=True)


def test_a_visit_is_masked_and_looked_at_before_it_is_written_down(
    hold, say, start, door, secretary
):
    meeting, client = hold("reception"), door(secretary)
    say(meeting, "公布接待时间")
    start(meeting)
    step = meeting.format.steps.get(proof="visit")
    typed = {"side": "李女士", "text": "我叫李秀珍，电话13812345678，灯不亮。", "taker": "物业"}
    asked = press(client, meeting, "add-row", step, typed)
    page = asked.content.decode()
    assert asked.status_code == 422 and "里面有要遮住的地方" in page and "灯不亮" in page
    form = next(
        button.form for line in asked.context["rows"] for button in line.buttons
        if button.verb.name == "add-row"
    )  # fmt: skip
    sure = {**typed, "asked": form["asked"].value(), "sure": "on"}
    done = press(client, meeting, "add-row", step, sure)
    assert done.status_code == 200 and "已登记" in done.content.decode()
    assert "13812345678" not in FormRow.objects.get().text


def test_marks_signatures_and_sides_are_typed_and_refused_in_words(
    hold, say, add, start, door, secretary
):
    meeting, client = hold("mediation"), door(secretary)
    add(meeting, "invite", side="楼上", **INVITED)
    start(meeting)
    step = meeting.format.steps.get(proof="statement")
    wrong = press(
        client, meeting, "add-row", step, {"side": "隔壁", "spoke": "yes", "text": "吵。"}
    )
    assert "从列出的里面选" in wrong.content.decode() and "吵。" in wrong.content.decode()
    press(client, meeting, "add-row", step, {"side": "楼上", "spoke": "yes", "text": "吵。"})
    step = meeting.format.steps.get(proof="agreement")
    typed = {"agreed": "yes", "text": "轻一点。", "signers": "楼上"}
    assert "中间空一格" in press(client, meeting, "add-row", step, typed).content.decode()
    typed["signers"] = "楼上 王大力\n楼下：李小红"
    done = press(client, meeting, "add-row", step, typed).content.decode()
    assert "签字：楼上王大力、楼下李小红。" in done
    row = FormRow.objects.get(step=step)
    said = press(
        client, meeting, "answer-row", row, {"on": TODAY.isoformat(), "answer": "做到了。"}
    )
    assert "做到了。" in said.content.decode()


def test_a_step_without_anything_to_write_down_says_why(hold, say, start, finish, door, secretary):
    meeting, client = hold("reception"), door(secretary)
    say(meeting, "公布接待时间")
    start(meeting)
    step = meeting.format.steps.get(proof="visit")
    typed = {"on": TODAY.isoformat(), "note_text": "下雨，没有人来。"}
    assert "下雨，没有人来。" in press(client, meeting, "no-rows", step, typed).content.decode()
    finish(meeting)


def test_the_page_of_steps_asks_no_more_for_more_rows(
    hold, add, say, start, door, secretary, django_assert_max_num_queries
):
    meeting, client = hold("reception"), door(secretary)
    say(meeting, "公布接待时间")
    start(meeting)
    url = reverse("desk_meetings:steps", args=[meeting.council_id, meeting.pk])
    add(meeting, "visit", side="甲", text="灯。", data={"taker": "物业"})
    client.get(url)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as before:
        client.get(url)
    for n in range(6):
        add(meeting, "visit", side=f"住户{n}", text="灯。", data={"taker": "物业"})
    with CaptureQueriesContext(connection) as after:
        client.get(url)
    assert len(after) <= len(before)
