"""Words are tied to clauses by people; who is told what, and what is refused."""

import pytest

from suggestions.actions import adopting, consulting, owning, submitting
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import (
    ClauseComment,
    ClauseLink,
    Event,
    OutboxMessage,
    Placement,
    Suggestion,
    Verb,
)
from suggestions.text.quoting import fingerprint, quoted, sentences
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def tie(clause, officer):
    def make(said, relation="adopted", *, to=None, **fields):
        fields = {"by": officer, "at": NOW, **fields}
        return adopting.tie(said, clause=to or clause, relation=relation, **fields)

    return make


def test_a_tie_names_the_sentences_and_the_code_of_the_rules(tie, make_suggestion):
    said = make_suggestion(body="晚上没地方充电。邻居飞线！")
    link = tie(said, quotes=[fingerprint("邻居飞线！")])
    link.refresh_from_db()
    assert link.adoption == "work" and link.told_at == NOW
    texts = (said.public_title, said.public_body, said.public_solution)
    assert quoted(set(link.sentences), texts) == ["邻居飞线！"]
    assert "飞线" not in str(link.sentences)


@pytest.mark.parametrize(
    ("kind", "relation", "code"),
    [
        ("guide", "adopted", "work"), ("measures", "partly", "rule"),
        ("plan", "adopted", "measure"),
        ("pact", "adopted", "other"), ("measures", "kept", "decision"),
        ("guide", "not_adopted", "not_adopted"),
    ],
)  # fmt: skip
def test_the_codes_are_those_that_answers_have(kind, relation, code):
    assert adopting.code_of(relation, kind) == code


def test_a_sentence_that_was_changed_is_refused(tie, make_suggestion):
    with pytest.raises(Refused, match="已经改过"):
        tie(make_suggestion(), quotes=[fingerprint("没有这一句。")])


@pytest.mark.parametrize("relation", ["partly", "kept", "not_adopted"])
@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_what_is_not_adopted_wholly_says_why(tie, make_suggestion, relation, reason):
    with pytest.raises(Refused, match="请填写理由"):
        tie(make_suggestion(), relation, reason=reason)


def test_an_unknown_relation_and_a_reason_too_long_are_refused(tie, make_suggestion):
    with pytest.raises(Refused, match="怎样采纳"):
        tie(make_suggestion(), "taken")
    with pytest.raises(Refused, match="理由太长"):
        tie(make_suggestion(), "kept", reason="长" * 501)


def test_the_same_suggestion_is_tied_to_a_clause_once(tie, make_suggestion):
    said = make_suggestion()
    tie(said)
    with pytest.raises(Overtaken, match="同事"):
        tie(said, "kept", reason="再想想。")
    assert ClauseLink.objects.count() == 1


def test_what_is_not_taken_up_or_taken_back_is_not_tied(tie, make_suggestion, submit):
    with pytest.raises(Refused, match="没有受理"):
        tie(submit().suggestion)
    gone = make_suggestion()
    submitting.withdraw(gone, at=NOW)
    with pytest.raises(Refused, match="撤回"):
        tie(gone)


def test_the_author_is_told_in_which_clause(tie, make_suggestion):
    said = make_suggestion(email="wang@example.com", name="王阿姨")
    OutboxMessage.objects.all().delete()
    tie(said)
    message = OutboxMessage.objects.get()
    assert message.kind == "written_in"
    assert "写进了《充电指南》第 1 条" in message.body


def test_the_author_of_what_was_not_adopted_is_told_why(tie, make_suggestion):
    said = make_suggestion(email="wang@example.com", name="王阿姨")
    OutboxMessage.objects.all().delete()
    tie(said, "not_adopted", reason="国家标准另有规定")
    message = OutboxMessage.objects.get()
    assert message.kind == "weighed"
    assert "未采纳。国家标准另有规定。" in message.body


def test_a_whole_topic_is_tied_by_a_row_for_each(clause, make_topic, officer):
    topic = make_topic(size=3)
    facts = {"clause": clause, "relation": "adopted", "by": officer, "at": NOW}
    assert adopting.tie_topic(topic, **facts) == 3
    assert set(ClauseLink.objects.values_list("topic", flat=True)) == {topic.pk}
    assert Event.objects.filter(verb=Verb.WRITTEN_IN).count() == 3
    with pytest.raises(Refused, match="没有新的"):
        adopting.tie_topic(topic, **facts)


def test_who_comes_into_a_topic_later_is_tied_by_the_next_press(
    clause, make_topic, make_suggestion, officer
):
    from suggestions.actions import curating

    topic = make_topic(size=2)
    facts = {"clause": clause, "relation": "adopted", "by": officer, "at": NOW}
    adopting.tie_topic(topic, **facts)
    curating.place([make_suggestion("后来的")], topic=topic, by=officer, at=NOW)
    assert ClauseLink.objects.count() == 2
    assert adopting.tie_topic(topic, **facts) == 1


def test_of_a_topic_only_what_people_put_there_is_tied_unless_it_is_picked(
    clause, make_topic, make_suggestion, officer
):
    topic, guess = make_topic(size=2), make_suggestion("机器猜的")
    Placement.objects.update_or_create(suggestion=guess, defaults={"topic": topic, "by": None})
    facts = {"clause": clause, "relation": "adopted", "by": officer, "at": NOW}
    assert adopting.tie_topic(topic, **facts) == 2
    assert not guess.clause_links.exists()
    assert adopting.tie_topic(topic, picked=[guess], **facts) == 1


def test_a_guess_of_the_machine_is_not_tied(clause, propose, officer):
    with pytest.raises(Refused, match="还没有确认"):
        adopting.tie_topic(propose(), clause=clause, relation="adopted", by=officer, at=NOW)


def test_an_answered_topic_names_its_answer(clause, make_referral, clerk, officer):
    from suggestions.actions import answering, referring

    referral = make_referral()
    referring.sign(referral, by=clerk, at=NOW)
    answer = answering.submit_answer(referral, text="写进指南。", adoption="work", by=clerk, at=NOW)
    answering.accept_answer(answer, by=officer, at=NOW)
    adopting.tie_topic(referral.topic, clause=clause, relation="adopted", by=officer, at=NOW)
    assert set(ClauseLink.objects.values_list("answer", flat=True)) == {answer.pk}


def test_a_change_is_told_again_and_an_unchanged_one_refused(tie, make_suggestion, officer):
    link = tie(make_suggestion())
    adopting.retie(link, relation="partly", reason="先试点。", by=officer, at=NOW)
    link.refresh_from_db()
    assert (link.relation, link.reason) == ("partly", "先试点。")
    assert Event.objects.filter(verb=Verb.WRITTEN_IN).count() == 2
    with pytest.raises(Refused, match="没有改动"):
        adopting.retie(link, relation="partly", reason="先试点。", by=officer, at=NOW)


def test_a_change_over_an_older_look_is_refused(tie, make_suggestion, officer):
    link = tie(make_suggestion())
    old = ClauseLink.objects.select_related("clause__guide").get(pk=link.pk)
    adopting.retie(link, relation="partly", reason="先试点。", by=officer, at=NOW)
    with pytest.raises(Overtaken, match="刚刚改过"):
        adopting.retie(old, relation="kept", reason="留着。", by=officer, at=NOW)


def test_what_was_told_is_taken_back_with_a_reason(tie, make_suggestion, officer):
    said = make_suggestion(email="wang@example.com", name="王阿姨")
    link = tie(said)
    with pytest.raises(Refused, match="请填写取消的理由"):
        adopting.untie(link, reason=" ", by=officer, at=NOW)
    OutboxMessage.objects.all().delete()
    adopting.untie(link, reason="选错了", by=officer, at=NOW)
    assert not ClauseLink.objects.exists()
    assert "原因：选错了。" in OutboxMessage.objects.get().body
    with pytest.raises(Overtaken, match="已经取消"):
        adopting.untie(link, reason="选错了", by=officer, at=NOW)


def test_what_was_not_told_is_taken_back_quietly(make_guide, make_suggestion, officer, tie):
    clause = make_guide(live=False).clauses.get(draft_number=1)
    link = tie(make_suggestion(), to=clause)
    adopting.untie(link, reason="选错了", by=officer, at=NOW)
    row = Event.objects.get(verb=Verb.TAKEN_OUT)
    assert row.public is False and not OutboxMessage.objects.filter(event=row).exists()


def test_words_are_handed_on_within_one_guide_alone(tie, make_guide, make_suggestion, officer):
    said, other = make_suggestion(), make_suggestion("另一条")
    link, second = tie(said), tie(other)
    elsewhere = make_guide(title="别的").clauses.get(number=1)
    with pytest.raises(Refused, match="同一份文本"):
        adopting.hand_on([link], to=elsewhere, by=officer, at=NOW)
    to = link.clause.guide.clauses.get(number=2)
    tie(said, to=to)
    assert adopting.hand_on([link, second], to=to, by=officer, at=NOW) == 1  # said is there
    with pytest.raises(Refused, match="已经在那一条"):
        adopting.hand_on([link], to=to, by=officer, at=NOW)


def test_a_clause_that_is_gone_takes_no_words(tie, clause, make_suggestion):
    clause.number = clause.draft_number = None
    clause.save()
    with pytest.raises(Overtaken, match="不在文本里"):
        tie(make_suggestion())


# --- taken back by the author -------------------------------------------------------------------


def test_an_erased_suggestion_is_quoted_no_longer(tie, make_suggestion):
    said = make_suggestion(body="我们楼下一盏灯也没有。")
    link = tie(said, quotes=[fingerprint("我们楼下一盏灯也没有。")])
    owning.erase(said, at=NOW)
    said.refresh_from_db()
    assert quoted(set(link.sentences), (said.public_title, said.public_body)) == []
    assert not ClauseLink.objects.standing().exists() and ClauseLink.objects.count() == 1


def test_a_deleted_suggestion_leaves_its_link(tie, make_suggestion):
    said = make_suggestion()
    link = tie(said)
    Event.objects.filter(suggestion=said)._raw_delete("default")
    Suggestion.objects.filter(pk=said.pk).delete()
    link.refresh_from_db()
    assert link.suggestion_id is None


# --- opinions on a draft ------------------------------------------------------------------------


@pytest.fixture
def asked(make_guide):
    day = NOW.date()
    guide = make_guide(adopted_on=None, comment_from=day, comment_until=day)
    return guide.clauses.get(number=1)


def test_an_opinion_is_a_suggestion_that_names_its_clause(submit, asked):
    said = submit(clause=asked).suggestion
    row = ClauseComment.objects.get()
    assert (row.suggestion, row.clause, row.number) == (said, asked, 1)


def test_an_opinion_out_of_time_writes_nothing(submit, clause):
    with pytest.raises(Refused, match="不收意见"):
        submit(clause=clause)
    assert not Suggestion.objects.exists()


def test_the_same_form_twice_is_one_opinion(submit, asked):
    for _ in range(2):
        submit(clause=asked, key="same")
    assert ClauseComment.objects.count() == 1


def test_a_visitor_agrees_once(asked, clause):
    assert consulting.agree(asked, supporter_key="a", at=NOW)
    assert not consulting.agree(asked, supporter_key="a", at=NOW)
    assert asked.supports.count() == 1
    with pytest.raises(Refused, match="不收意见"):
        consulting.agree(clause, supporter_key="a", at=NOW)


# --- sentences ----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "\0", "。。。", "短。", "一" * 9000, "有句号。" * 500])
def test_any_text_has_its_sentences(text):
    found = sentences(text)
    assert len(found) <= 60 and all(len(one) >= 4 for one in found)
