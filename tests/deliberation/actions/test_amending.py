"""Amendments: versions of the words of a vote, who moved them, what changed, which was voted on."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from deliberation import verify
from deliberation.actions import amending, attending, closing, motions, voting
from deliberation.actions.amending import Words
from deliberation.minutes.composing_items import items_of
from deliberation.models import Amendment, Motion
from deliberation.record.export import export_record
from deliberation.telling.amendments import changes
from suggestions.actions.rules import Overtaken, Refused
from tests.conftest import NOW
from tests.deliberation.record.test_verify import forged, opening

TEXT = "同意在三号楼前装六盏路灯。"
EIGHT = "同意在三号楼前装八盏太阳能路灯。"


@pytest.fixture
def draft(make_vote, seats, open_meeting, secretary):
    for seat in seats:
        attending.check_in(open_meeting, seat, way="list", by=secretary, at=NOW)
    return make_vote("council", text=TEXT, opened=False)


def amend(motion, by, text=EIGHT, **fields):
    fields = {"because": "六盏不够亮。", "seen": motion.version, "name": "王阿姨", **fields}
    return amending.amend(motion, words=Words(text=text, **fields), by=by, at=NOW)


def marked(before, after):
    signs = {"same": "{}", "gone": "[-{}]", "new": "[+{}]"}
    return "".join(signs[part.kind].format(part.text) for part in changes(before, after))


# --- what changed -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "before, after, told",
    [
        ("装六盏灯。", "装八盏灯。", "装[-六][+八]盏灯。"),
        ("装灯。", "装灯，物业出钱。", "装灯[+，物业出钱]。"),
        ("费用12000元。", "费用15000元。", "费用[-12000][+15000]元。"),
        ("一样", "一样", "一样"),
        ("", "新的", "[+新的]"),
        ("<b>旧</b>", "<i>旧</i>", "<[-b][+i]>旧</[-b][+i]>"),
    ],
)
def test_what_changed_is_told_sign_by_sign_and_numbers_whole(before, after, told):
    assert marked(before, after) == told


def test_long_texts_are_compared_by_sentences():
    before = "".join(f"第{n}条，按原来的办。" for n in range(200))
    after = before.replace("第77条，按原来的办。", "第77条，另行表决。")
    parts = [part for part in changes(before, after) if part.kind != "same"]
    assert [part.text for part in parts] == ["第77条，按原来的办。", "第77条，另行表决。"]


# --- versions ---------------------------------------------------------------------------------


def test_each_amendment_makes_a_version_and_the_vote_is_on_the_last(draft, secretary, seats):
    amend(draft, secretary, seat=seats[2], name="")
    made = amend(draft, secretary, text=EIGHT + "物业出钱。", because="钱要写明。")
    assert (made.number, draft.version, Motion.objects.get().text) == (3, 3, EIGHT + "物业出钱。")
    first, second = Amendment.objects.order_by("number")
    assert (first.before, first.after, second.before) == (TEXT, EIGHT, EIGHT)
    assert first.mover == seats[2].public_name
    motions.open_motion(draft, reason="急", by=secretary, at=NOW)
    opened = opening(export_record(draft.item.meeting.council)["entries"])
    assert (opened["version"], opened["text"]) == (3, EIGHT + "物业出钱。")
    with pytest.raises(Overtaken):
        amend(Motion.objects.get(), secretary, text="又改。")


def test_nobody_writes_over_a_version_they_have_not_seen(draft, secretary):
    stale = Motion.objects.get(pk=draft.pk)
    amend(draft, secretary)
    with pytest.raises(Overtaken, match="刚刚有人登记了第2稿"):
        amend(stale, secretary, text="同意装四盏。")
    assert Motion.objects.get().text == EIGHT


@pytest.mark.parametrize(
    "fields, why",
    [
        ({"text": TEXT}, "内容没有变"),
        ({"text": " "}, "请填写表决内容"),
        ({"because": ""}, "请填写理由"),
        ({"because": "打 13800138000 问"}, "手机号"),
        ({"name": ""}, "请填写由谁提出"),
    ],
)
def test_an_amendment_that_says_nothing_is_refused(draft, secretary, fields, why):
    with pytest.raises(Refused, match=why):
        amend(draft, secretary, **fields)
    assert not Amendment.objects.exists()


def test_after_an_amendment_the_words_change_by_amendments_alone(draft, secretary):
    amend(draft, secretary)
    plan = {"title": draft.title, "rule": "council"}
    with pytest.raises(Refused, match="再改请用“登记修改稿”"):
        again = motions.MotionDraft(text="悄悄改掉。", **plan)
        motions.edit_motion(draft, draft=again, by=secretary, at=NOW)
    same = motions.MotionDraft(text=EIGHT, secret=True, **plan)
    motions.edit_motion(draft, draft=same, by=secretary, at=NOW)
    assert Motion.objects.get().secret


def test_options_are_amended_and_no_vote_has_less_than_two(make_vote, seats, secretary):
    motion = make_vote("council", form="one", answers=("花园", "停车位"), opened=False)
    with pytest.raises(Refused, match="选项要有 2 到 20 个"):
        amend(motion, secretary, text=motion.text, answers=("花园",))
    made = amend(motion, secretary, text=motion.text, answers=("花园", "停车位", "健身角"))
    assert made.after.endswith("3号　健身角") and "健身角" not in made.before


def test_what_people_were_told_of_is_not_amended(make_vote, secretary):
    motion = make_vote(opened=False)
    with pytest.raises(Refused):
        amend(motion, secretary)
    assert Motion.objects.get().version == 1


# --- told -------------------------------------------------------------------------------------


@pytest.fixture
def voted(draft, secretary):
    amend(draft, secretary)
    motions.open_motion(draft, reason="急", by=secretary, at=NOW)
    for voter in draft.voters.select_related("motion", "entry"):
        voting.cast(voter, choice="for", channel="online", at=NOW)
    return closing.close_motion(draft, by=secretary, at=NOW)


def test_the_page_of_the_vote_shows_what_changed(client, voted):
    page = client.get(reverse("deliberation:vote", args=[voted.pk]))
    soup = BeautifulSoup(page.content, "html.parser")
    assert [tag.get_text() for tag in soup.select("del")] == ["六"]
    assert "".join(tag.get_text() for tag in soup.select("ins")) == "八太阳能"
    told = soup.get_text()
    assert "第2稿" in told and "王阿姨提出" in told and "六盏不够亮" in told


def test_markup_in_the_words_is_text(client, draft, secretary):
    amend(draft, secretary, text="<script>alert(1)</script>同意。")
    motions.open_motion(draft, reason="急", by=secretary, at=NOW)
    page = client.get(reverse("deliberation:vote", args=[draft.pk])).content.decode()
    assert "<script>alert" not in page


def test_the_minutes_name_the_version_and_who_moved_it(voted):
    (item,) = items_of(voted.item.meeting)
    (told,) = item["motions"]
    assert [(row["number"], row["mover"], row["because"]) for row in told["amended"]] == [
        (2, "王阿姨", "六盏不够亮。")
    ]


FORGERIES = {
    "another text": lambda e: _forge(e, text=TEXT),
    "another version": lambda e: _forge(e, version=3),
    "no version": lambda e: _forge(e, version=None),
    "the amendment's text": lambda e: _amended(e).update(text="同意装九盏。"),
    "a version left out": lambda e: _amended(e).update(version=3),
}


def _amended(entries):
    return next(e for e in entries if e["kind"] == "motion.amended")["data"]


def _forge(entries, **fields):
    """The opening says something else, and its own hashes agree with it."""
    data = opening(entries)
    data.update(fields)
    if data["version"] is None:
        del data["version"]
    data["text_hash"] = verify.text_hash(data)
    closed = next(e for e in entries if e["kind"] == "motion.closed")["data"]
    closed["text_hash"] = data["text_hash"]


@pytest.mark.parametrize("name", FORGERIES)
def test_a_vote_on_other_words_than_the_last_version_is_found(voted, name):
    record = export_record(voted.item.meeting.council)
    assert verify.verify(forged(record, lambda entries: None))["votes"] == 1
    with pytest.raises(verify.Bad):
        verify.verify(forged(record, FORGERIES[name]))


# --- at the desk ------------------------------------------------------------------------------


def press(client, motion, **data):
    council = motion.item.meeting.council_id
    return client.post(reverse("desk_motions:verb", args=[council, motion.pk, "amend"]), data)


def test_the_desk_writes_an_amendment_down_and_shows_it(
    door, secretary, draft, seats, soon, django_assert_max_num_queries
):
    desk = door(secretary)
    page = reverse("desk_motions:page", args=[draft.item.meeting.council_id, draft.pk])
    form = BeautifulSoup(desk.get(page).content, "html.parser")
    form = form.find("form", action=lambda url: url and "/amend/" in url)
    assert form.find("textarea", {"name": "text"}).get_text().strip() == TEXT
    assert form.find("input", {"name": "seen"})["value"] == "1"
    nobody = press(desk, draft, text=EIGHT, because="不够亮。", seen="1")
    assert nobody.status_code == 422 and "请选择由谁提出" in nobody.content.decode()
    assert EIGHT in nobody.content.decode(), "what was typed is kept"
    sent = {"text": EIGHT, "because": "不够亮。", "seen": "1", "seat": seats[0].pk}
    assert press(desk, draft, **sent).status_code == 302
    again = press(desk, draft, **{**sent, "text": "同意装四盏。"})
    assert again.status_code == 409
    for number in (3, 4):
        amend(Motion.objects.get(pk=draft.pk), secretary, text=f"同意装{number}盏。")
    with django_assert_max_num_queries(30):
        shown = desk.get(page).content.decode()
    assert "<del>六</del>" in shown and "现在是第4稿" in shown
