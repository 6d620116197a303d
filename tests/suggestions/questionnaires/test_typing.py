"""纸质答卷: typed once or by two who do not see each other's; what differs is settled."""

import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from suggestions.actions import scoping, typing_in, visiting
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import AnswerSheet, OpenAnswer, SheetCount, TypedSheet
from suggestions.questionnaires import typed
from suggestions.questionnaires.frozen import Sheet, read
from tests.conftest import NOW
from tests.suggestions.questionnaires.conftest import field, filled, ident

pytestmark = pytest.mark.django_db
OLD = (ident("身份"), "", ident("老人"))
YOUNG = (ident("身份"), "", ident("学生"))
LIKES = (ident("满意"), "", 4)
PEOPLE = (ident("几口人"), "", Decimal("2.5"))
SAID = Sheet((OLD, LIKES, PEOPLE), ((ident("一句话"), "", "电话13800001234"),))


@pytest.fixture
def twice(version):
    version.questionnaire.typed_twice = True
    version.questionnaire.save(update_fields=["typed_twice"])
    return version


@pytest.fixture
def first(twice, officer):
    return put(twice, officer)


def put(version, by, *, sheet=SAID, number="A-01", key=None, **more):
    facts = {"number": number, "key": key or str(uuid.uuid4()), "at": NOW}
    return typing_in.type_first(version, sheet, by=by, **facts, **more)


def url(name, *args):
    return reverse(f"desk_typing:{name}", args=[getattr(one, "pk", one) for one in args])


# --- the rule of two -------------------------------------------------------------------------


def test_without_the_rule_one_typing_counts_at_once(version, officer):
    row = put(version, officer)
    sheet = AnswerSheet.objects.get()
    assert (sheet.way, sheet.by_id, row.status) == ("paper", None, "counted")
    row.refresh_from_db()
    assert row.first is None and sheet.key != row.key


def test_with_it_nothing_counts_before_a_second_person(first, officer, second_officer):
    assert first.status == "once" and not AnswerSheet.objects.exists()
    with pytest.raises(Refused, match="另一位同事"):
        typing_in.type_second(first, SAID, by=officer, at=NOW)
    typing_in.type_second(first, SAID, by=second_officer, at=NOW)
    first.refresh_from_db()
    assert (first.status, first.first, first.second, first.differing) == ("counted", None, None, 0)
    assert AnswerSheet.objects.get().submitted_at == first.first_at
    assert SheetCount.objects.get().taken == 1
    assert "13800001234" not in OpenAnswer.objects.get().text
    with pytest.raises(Overtaken):
        typing_in.type_second(first, SAID, by=second_officer, at=NOW)


def test_who_stands_in_for_the_first_typist_is_no_second_person(
    first, officer, second_officer, administrator
):
    instead = second_officer.in_place_of(officer)
    with pytest.raises(Refused, match="另一位同事"):
        typing_in.type_second(first, SAID, by=instead, at=NOW)
    typing_in.type_second(
        first, Sheet((YOUNG, LIKES, PEOPLE), SAID.texts), by=administrator, at=NOW
    )
    with pytest.raises(Refused, match="另一位同事"):
        typing_in.settle(first, chosen={ident("身份"): "second"}, by=instead, at=NOW)
    assert not AnswerSheet.objects.exists()


def test_the_database_refuses_one_person_twice(first, officer):
    with pytest.raises(IntegrityError), transaction.atomic():
        TypedSheet.objects.filter(pk=first.pk).update(second_by=officer)


def test_two_second_typings_at_once_count_once(first, second_officer, administrator):
    other = TypedSheet.objects.get(pk=first.pk)
    typing_in.type_second(first, SAID, by=second_officer, at=NOW)
    with pytest.raises(Overtaken):
        typing_in.type_second(other, SAID, by=administrator, at=NOW)
    assert AnswerSheet.objects.count() == 1


def test_what_differs_waits_and_is_settled_question_by_question(
    first, officer, second_officer, supervisor
):
    other = Sheet((YOUNG, LIKES, PEOPLE), ((ident("一句话"), "", "电话13900001234"),))
    typing_in.type_second(first, other, by=second_officer, at=NOW)
    first = TypedSheet.objects.get(pk=first.pk)
    assert (first.status, first.differing) == ("differs", 2)
    assert not AnswerSheet.objects.exists()
    told = [(one.number, one.first, one.second) for one in typing_in.differing(first)]
    assert told == [(1, "老人", "学生"), (6, "电话13800001234", "电话13900001234")]
    chosen = {ident("身份"): "second", ident("一句话"): "first"}
    with pytest.raises(Refused, match="另一位同事"):
        typing_in.settle(first, chosen=chosen, by=officer, at=NOW)
    with pytest.raises(Refused, match="第 6 题"):
        typing_in.settle(first, chosen={ident("身份"): "second"}, by=second_officer, at=NOW)
    stale = TypedSheet.objects.get(pk=first.pk)
    typing_in.settle(first, chosen=chosen, by=second_officer, at=NOW)
    with pytest.raises(Overtaken):
        typing_in.settle(stale, chosen=chosen, by=supervisor, at=NOW)
    with pytest.raises(Overtaken):
        typing_in.drop(stale, reason="迟了", by=supervisor, at=NOW)
    sheet = AnswerSheet.objects.get()
    assert sheet.answers.count() == 3 and OpenAnswer.objects.count() == 1
    first.refresh_from_db()
    assert first.first is first.second is None and first.settled_by == second_officer


def test_what_is_not_asked_after_the_choice_is_left_out(version):
    questions = read(version.questions)
    many = Sheet((OLD, (ident("设施"), "", ident("长椅")), LIKES))
    found = typed.combined(questions, many, Sheet((YOUNG, LIKES)), {ident("身份"): "second"})
    assert found.codes == (YOUNG, LIKES)
    found = typed.combined(questions, many, Sheet((YOUNG, LIKES)), {})
    assert found.codes == many.codes


def test_another_place_is_a_difference_and_the_one_chosen_counts(version):
    questions = read(version.questions)
    here, there = Sheet((OLD,), (), 1), Sheet((OLD,), (), 2)
    (one,) = typed.differences(questions, here, there, place={1: "一村", 2: "二村"}.get)
    assert (one.asked.kind, one.first, one.second) == ("area", "一村", "二村")
    assert typed.combined(questions, here, there, {one.asked.id: "second"}).area == 2


def test_what_cannot_be_counted_waits_as_before(first, second_officer, monkeypatch):
    typing_in.type_second(first, Sheet((YOUNG,)), by=second_officer, at=NOW)
    first = TypedSheet.objects.get(pk=first.pk)

    def full(*_, **__):
        raise OSError("the disk is full")

    monkeypatch.setattr(typing_in.sheets, "hand_in", full)
    chosen = {one.asked.id: "first" for one in typing_in.differing(first)}
    with pytest.raises(OSError, match="full"):
        typing_in.settle(first, chosen=chosen, by=second_officer, at=NOW)
    first = TypedSheet.objects.get(pk=first.pk)
    assert first.status == "differs" and typed.sheet_of(read(first.version.questions), first.first)


def test_a_sheet_lies_closed_and_comes_back_as_it_was(first):
    kept = TypedSheet.objects.get(pk=first.pk).first
    assert typed.sheet_of(read(first.version.questions), kept) == SAID
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT first FROM {TypedSheet._meta.db_table}")
        assert "13800001234" not in cursor.fetchone()[0]


def test_the_order_of_ticks_is_no_difference(version):
    questions = read(version.questions)
    ticks = [(ident("设施"), "", ident(name)) for name in ("长椅", "路灯")]
    pair = (Sheet(tuple(ticks)), Sheet(tuple(reversed(ticks))))
    assert typed.differences(questions, *pair, place=str) == []


def test_a_number_is_typed_once_and_anew_after_it_was_dropped(first, twice, officer):
    with pytest.raises(Refused, match="编号 A-01 已经由.*第二遍"):
        put(twice, officer, number=" a-01 ")
    with pytest.raises(Refused, match="原因"):
        typing_in.drop(first, reason=" ", by=officer, at=NOW)
    typing_in.drop(first, reason="录错了一张", by=officer, at=NOW)
    first.refresh_from_db()
    assert first.status == "dropped" and first.first is None
    assert put(twice, officer).status == "once"
    assert not AnswerSheet.objects.exists()


def test_the_same_press_twice_is_one_sheet(version, officer, second_officer):
    key = str(uuid.uuid4())
    assert put(version, officer, key=key) == put(version, officer, key=key)
    with pytest.raises(Refused, match="不一样"):
        put(version, officer, key=key, sheet=Sheet((YOUNG,)))
    with pytest.raises(Refused, match="不一样"):
        put(version, officer, key=key, number="A-02")
    with pytest.raises(Refused, match="不一样"):
        put(version, second_officer, key=key)
    assert AnswerSheet.objects.count() == 1


def test_nothing_is_typed_after_the_end_but_a_second_time(first, twice, officer, second_officer):
    page = twice.questionnaire
    end = page.closes_at
    with pytest.raises(Refused, match="不在填写时间"):
        typing_in.type_first(twice, SAID, number="9", key=str(uuid.uuid4()), by=officer, at=end)
    typing_in.type_second(first, SAID, by=second_officer, at=end)
    assert AnswerSheet.objects.count() == 1


# --- the pages -------------------------------------------------------------------------------


def test_two_at_the_desk_type_one_sheet(door, officer, second_officer, twice):
    one, two = door(officer), door(second_officer)
    page = url("first", twice.questionnaire)
    assert twice.questionnaire.title in one.get(url("new")).content.decode()
    assert "编号" in one.get(page).content.decode()
    sent = filled(twice, number="7", area="")
    told = one.post(page, sent, follow=True).content.decode()
    assert "等另一位同事录第二遍" in told
    row = TypedSheet.objects.get()
    assert "录第二遍</a>" not in one.get(url("page", row)).content.decode()
    assert "录第二遍</a>" in two.get(url("page", row)).content.decode()
    again = url("second", row)
    shown = two.get(again).content.decode()
    assert "路灯太暗" not in shown and "checked" not in shown
    sent[field("满意")] = "1"
    sent[field("一句话")] = "路灯很暗"
    told = two.post(again, sent, follow=True).content.decode()
    assert "有 2 题两遍不一样" in told and "第一遍：路灯太暗" in told and "第二遍：路灯很暗" in told
    settle = url("verb", row, "settle")
    assert one.post(settle, {"q4": "first", "q6": "second"}).status_code in (302, 403, 422)
    assert not AnswerSheet.objects.exists()
    assert two.post(settle, {"q4": "first"}).status_code == 422
    assert two.post(settle, {"q4": "third", "q6": "first"}).status_code == 422
    assert two.post(settle, {"q4": "first", "q6": "second"}).status_code == 302
    assert OpenAnswer.objects.filter(text="路灯很暗").exists()
    assert two.post(settle, {"q4": "first", "q6": "second"}).status_code in (409, 422)
    assert AnswerSheet.objects.count() == 1


def test_what_is_wrong_is_said_and_stays(door, officer, twice):
    client, page = door(officer), url("first", twice.questionnaire)
    sent = filled(twice, number="", area="没有这个地方")
    sent[field("几口人")] = "四"
    shown = client.post(page, sent)
    text = shown.content.decode()
    assert shown.status_code == 422
    assert "请填写这一张的编号" in text and "没有找到" in text and "只能填数字" in text
    assert "路灯太暗" in text and not TypedSheet.objects.exists()
    blank = {"number": "8", "version": "99999", "key": "x"}
    assert client.post(page, blank).status_code == 302
    assert TypedSheet.objects.get().number == "8"


def test_a_visitor_types_for_the_own_rounds_alone(
    door, make_user, administrator, area, twice, officer
):
    village = area.add_child(code="310104008001", name="一村", level="community", full_name="一村")
    area.refresh_from_db()
    other = area.add_child(code="310104008002", name="二村", level="community", full_name="二村")
    rounds = [
        visiting.open_round(
            questionnaire=twice.questionnaire, area=place, consent="您好", by=officer, at=NOW
        )
        for place in (village, other)
    ]
    visitor = make_user("visitor", "走访员")
    scoping.propose(visitor, areas=[village], reason="负责", by=administrator, at=NOW)
    client = door(type(visitor).objects.get(pk=visitor.pk))
    assert client.get(url("round", rounds[0])).status_code == 200
    assert client.get(url("round", rounds[1])).status_code == 404
    assert client.get(url("first", twice.questionnaire)).status_code == 404
    offered = client.get(url("new")).content.decode()
    assert url("round", rounds[0]) in offered
    assert url("first", twice.questionnaire) not in offered
    sent = filled(twice, number="1")
    assert client.post(url("round", rounds[0]), sent).status_code == 302
    row = TypedSheet.objects.get()
    assert row.round == rounds[0] and row.first["area"] == village.pk
    foreign = put(twice, officer, number="2", subject=rounds[1])
    of_city = put(twice, officer, number="3")
    shown = client.get(url("index")).content.decode()
    assert url("page", row) in shown
    for hidden in (foreign, of_city):
        assert url("page", hidden) not in shown
        assert client.get(url("page", hidden)).status_code == 404
        assert client.get(url("second", hidden)).status_code == 404
    assert client.post(url("verb", row, "drop"), {"reason": "x"}).status_code == 302
    row.refresh_from_db()
    assert row.status == "once"
    visiting.close_round(rounds[0], by=officer, at=NOW)
    assert client.get(url("round", rounds[0])).status_code == 404


def test_an_empty_list_says_what_to_do(desk, twice, officer):
    listed = reverse("desk_typing:index")
    assert "还没有纸质答卷。纸上填的问卷收回来以后" in desk.get(listed).content.decode()
    put(twice, officer)
    page = desk.get(f"{listed}?q=没有这个编号").content.decode()
    assert "没有符合条件的纸质答卷。" in page
