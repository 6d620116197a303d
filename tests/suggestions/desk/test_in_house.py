"""Before an answer is handed in: drafts, the department's signatures, templates, standing back."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from suggestions.actions import in_house, recusing, referring, rules
from suggestions.models import Answer, AnswerDraft, AnswerTemplate, Event, Recusal, Referral
from suggestions.staff.forms import SUBJECT
from tests.conftest import NOW

TEXT = "已经安排施工，下个月装好。"


@pytest.fixture(autouse=True)
def clock(db, time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def signed(make_referral, clerk):
    referral = make_referral()
    referring.sign(referral, by=clerk, at=NOW)
    return referral


@pytest.fixture
def desk_of(door, signed):
    """Presses as a browser would: with the fields of the form that the page shows."""

    class Desk:
        def __init__(self, user):
            self.client = door(user)

        def page(self, query=""):
            return self.client.get(reverse("desk_department:page", args=[signed.pk]) + query)

        def press(self, verb, **data):
            shown = self.page().content.decode()
            seen = re.search(r'name="seen" value="([^"]*)"', shown)
            data = {"seen": seen[1] if seen else "", **data}
            return self.client.post(
                reverse("desk_department:verb", args=[signed.pk, verb]), data, follow=True
            )

    return Desk


def test_a_draft_is_kept_shown_as_the_resident_will_read_it_and_handed_in(desk_of, clerk, signed):
    desk = desk_of(clerk)
    kept = desk.press("save-draft", text=TEXT).content.decode()
    assert "草稿已存好" in kept and kept.count(TEXT) == 2  # the letter, and the form again
    assert not Answer.objects.exists()
    desk.press("save-draft", text=TEXT + "改过。", adoption="work")
    done = desk.press("answer", text=TEXT, adoption="work").content.decode()
    assert "已提交征集办审核" in done
    assert Answer.objects.get().text == TEXT and not AnswerDraft.objects.exists()


def test_nobody_outside_the_department_reads_a_draft(desk_of, clerk, signed, desk, client):
    desk_of(clerk).press("save-draft", text="还没有定的话")
    topic = reverse("desk_topics:page", args=[signed.topic_id])
    assert "还没有定的话" not in desk.get(topic).content.decode()


def test_of_two_who_write_the_second_hears_of_it_and_keeps_the_words(desk_of, clerk, signed):
    desk = desk_of(clerk)
    in_house.save_draft(signed, text="同事先写的", by=clerk, at=NOW)
    page = desk.press("save-draft", text="我写的", seen="")
    assert page.status_code == 409
    assert "同事刚改过" in page.content.decode() and "我写的" in page.content.decode()
    assert AnswerDraft.objects.get().text == "同事先写的"


def test_a_refused_draft_stays_open_with_its_words(desk_of, clerk):
    page = desk_of(clerk).press("save-draft", text="", adoption="work")
    assert page.status_code == 422 and "请填写答复内容" in page.content.decode()
    assert re.search(r"<details[^>]* open", page.content.decode())


# --- signatures ------------------------------------------------------------------------------


@pytest.fixture
def house(department, make_user):
    """A department that wants two signatures, and the two who give them."""
    department.sign_off = 2
    department.save()
    return (
        make_user("chief", "承办单位", department, first_name="科长", sign_level=1),
        make_user("head", "承办单位", department, first_name="局长", sign_level=2),
    )


@pytest.fixture
def at_signing(house, desk_of, clerk):
    desk_of(clerk).press("answer", text=TEXT, adoption="work")
    return AnswerDraft.objects.get()


def test_an_answer_leaves_the_house_after_its_last_signature(
    at_signing, house, desk_of, clerk, signed
):
    chief, head = house
    assert not Answer.objects.exists()
    signed.refresh_from_db()
    assert signed.status == Referral.Status.SIGNED
    on = {SUBJECT: at_signing.pk}
    assert "等分管领导审签" in desk_of(chief).press("countersign", **on).content.decode()
    assert "提交征集办审核" in desk_of(head).press("countersign", **on).content.decode()
    answer = Answer.objects.get()
    assert (answer.text, answer.written_by) == (TEXT, clerk)
    verbs = Event.objects.filter(referral=signed).values_list("verb", "by__username")
    assert list(verbs)[-4:] == [
        ("sent_to_sign", "clerk"),
        ("countersigned", "chief"),
        ("countersigned", "head"),
        ("answer_submitted", "clerk"),
    ]


def test_only_whose_signature_is_next_is_offered_it_and_may_give_it(
    at_signing, house, desk_of, clerk
):
    chief, _ = house
    button = "/countersign/"
    assert button not in desk_of(clerk).page().content.decode()
    with pytest.raises(rules.Refused):
        in_house.countersign(at_signing, by=clerk, at=NOW)
    assert button in desk_of(chief).page().content.decode()
    in_house.countersign(at_signing, by=chief, at=NOW)
    assert button not in desk_of(chief).page().content.decode()
    with pytest.raises(rules.Refused):
        in_house.countersign(at_signing, by=chief, at=NOW)


def test_nobody_signs_his_own_words(house, desk_of):
    chief, head = house
    desk_of(chief).press("answer", text=TEXT, adoption="work")
    draft = AnswerDraft.objects.get()
    with pytest.raises(rules.Refused):
        in_house.countersign(draft, by=chief, at=NOW)
    assert in_house.countersign(draft, by=head, at=NOW)  # who signs higher signs for both


def test_of_two_signatures_at_once_one_counts(at_signing, house):
    chief, _ = house
    stale = AnswerDraft.objects.get()
    in_house.countersign(at_signing, by=chief, at=NOW)
    with pytest.raises(rules.Overtaken):
        in_house.countersign(stale, by=chief, at=NOW)


def test_what_is_sent_back_is_written_again_with_the_reason(at_signing, house, desk_of, clerk):
    chief, _ = house
    in_house.countersign(at_signing, by=chief, at=NOW)
    in_house.send_back(at_signing, reason="数字要核实", by=house[1], at=NOW)
    page = desk_of(clerk).page().content.decode()
    assert "数字要核实" in page and TEXT in page
    desk_of(clerk).press("answer", text=TEXT + "共 12 个。", adoption="work")
    draft = AnswerDraft.objects.get()
    assert (draft.status, draft.signed, draft.return_reason) == ("signing", 0, "")


def test_the_writer_takes_it_back_from_signing(at_signing, desk_of, clerk):
    desk_of(clerk).press("send-back", reason="还要补充", **{SUBJECT: at_signing.pk})
    assert AnswerDraft.objects.get().status == "draft"


def test_a_recalled_referral_takes_no_signature(at_signing, house, signed, officer):
    referring.recall_all(signed.topic, reason="另行安排", by=officer, at=NOW)
    in_house.countersign(at_signing, by=house[0], at=NOW)
    with pytest.raises(rules.Overtaken):
        in_house.countersign(at_signing, by=house[1], at=NOW)
    assert not Answer.objects.exists()


# --- templates --------------------------------------------------------------------------------


def test_a_template_is_the_beginning_of_an_answer(desk_of, clerk, department, other_department):
    own = AnswerTemplate.objects.create(name="已列入计划", text="经研究，已列入计划。")
    other = AnswerTemplate.objects.create(
        name="别人的", text="别家的话", department=other_department
    )
    desk = desk_of(clerk)
    page = desk.page().content.decode()
    assert f"?template={own.pk}" in page and "别人的" not in page
    assert "经研究，已列入计划。" in desk.page(f"?template={own.pk}").content.decode()
    assert "别家的话" not in desk.page(f"?template={other.pk}").content.decode()


# --- standing back ----------------------------------------------------------------------------


def test_who_stands_back_presses_nothing_and_a_colleague_goes_on(
    desk_of, clerk, make_user, department, signed
):
    desk_of(clerk).press("recuse", reason="当事人是我的亲属")
    page = desk_of(clerk).page().content.decode()
    assert "您已回避这个问题" in page and "提交答复" not in page
    desk_of(clerk).press("answer", text=TEXT, adoption="work")
    assert not Answer.objects.exists()
    colleague = make_user("colleague", "承办单位", department)
    desk_of(colleague).press("answer", text=TEXT, adoption="work")
    assert Answer.objects.get().written_by == colleague


def test_an_action_finds_no_way_round_it(officer, second_officer, make_topic):
    from suggestions.actions import curating

    topic = make_topic()
    recusing.recuse(topic, reason="是我住的小区", by=officer, at=NOW)
    with pytest.raises(rules.Refused, match="已回避"):
        curating.rename(topic, name="另一个名字", seen=topic.name, by=officer, at=NOW)
    topic.refresh_from_db()
    assert topic.name != "另一个名字"
    curating.rename(topic, name="另一个名字", seen=topic.name, by=second_officer, at=NOW)


def test_only_somebody_else_who_supervises_ends_it(officer, supervisor, make_topic, door):
    topic = make_topic()
    recusal = recusing.recuse(topic, reason="是我住的小区", by=officer, at=NOW)
    with pytest.raises(rules.Refused):
        recusing.end(recusal, reason="搬走了", by=officer, at=NOW)
    verb = reverse("desk_topics:verb", args=[topic.pk, "end-recusal"])
    door(supervisor).post(verb, {SUBJECT: recusal.pk, "reason": "已经搬走"})
    later = NOW + dt.timedelta(minutes=1)
    with pytest.raises(rules.Overtaken):
        recusing.end(recusal, reason="再来一次", by=supervisor, at=later)
    assert Recusal.objects.get().ended_by == supervisor
    assert (
        "本人回避"
        in door(officer).get(reverse("desk_topics:page", args=[topic.pk])).content.decode()
    )


def test_one_stands_back_once(officer, make_topic):
    topic = make_topic()
    recusing.recuse(topic, reason="是我住的小区", by=officer, at=NOW)
    with pytest.raises(rules.Refused):
        recusing.recuse(topic, reason="是我住的小区", by=officer, at=NOW)
