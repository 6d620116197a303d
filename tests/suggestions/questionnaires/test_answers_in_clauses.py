"""问卷意见写进条文: who ties what, what is counted and quoted, what a deletion or a split does."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from suggestions.actions import adopting, adopting_answers, sheets
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import (
    AnswerPlace,
    AnswerTie,
    Event,
    GuideClause,
    GuidePage,
    OutboxMessage,
    TiedAnswer,
    Verb,
)
from suggestions.questionnaires.forms import SheetForm
from suggestions.questionnaires.frozen import Sheet, read
from suggestions.staff.forms import SUBJECT
from suggestions.telling import clause_answers
from suggestions.telling.small_cells import FLOOR
from suggestions.text.quoting import fingerprint
from tests.asking import surely
from tests.conftest import NOW
from tests.suggestions.questionnaires.conftest import filled, ident

pytestmark = pytest.mark.django_db
SAID = "楼下没有充电桩，请装几个。晚上只好飞线！"
FIRST = "楼下没有充电桩，请装几个。"


@pytest.fixture(autouse=True)
def today(soon):
    """The doors' clock stands at NOW."""


@pytest.fixture
def asked(make_questionnaire, campaign):
    return make_questionnaire(campaign=campaign)


@pytest.fixture
def say(asked):
    version = sheets.version_of(asked, at=NOW)

    def make(text=SAID, *, quotable=False, times=1):
        said = Sheet((), ((ident("多说几句"), "", text),), quotable=quotable)
        taken = [
            sheets.hand_in(version, said, key=str(uuid.uuid4()), at=NOW).sheet for _ in range(times)
        ]
        return [sheet.open_answers.get() for sheet in taken]

    return make


@pytest.fixture
def clause(make_guide, campaign):
    return make_guide(campaign=campaign).clauses.get(number=1)


@pytest.fixture
def tie(clause, officer):
    def make(answer, relation="adopted", *, to=None, **fields):
        facts = {"by": officer, "at": NOW, **fields}
        return adopting_answers.tie(answer, clause=to or clause, relation=relation, **facts)

    return make


@pytest.fixture
def about(make_topic, say, asked, officer):
    """A topic with so many answers that a person confirmed, and some that wait."""

    def make(confirmed, waiting=0):
        topic = make_topic(size=1)
        rows = say(times=confirmed + waiting)
        AnswerPlace.objects.bulk_create(
            AnswerPlace(
                answer=row, questionnaire=asked, topic=topic, score=0.8, at=NOW,
                by=officer if number < confirmed else None,
            )
            for number, row in enumerate(rows)
        )  # fmt: skip
        return topic, rows

    return make


@pytest.fixture
def tie_topic(clause, officer):
    def make(topic, relation="adopted", **fields):
        facts = {"clause": clause, "by": officer, "at": NOW, **fields}
        return adopting_answers.tie_topic(topic, relation=relation, **facts)

    return make


def counted(clause):
    return clause_answers.of_guide(clause.guide_id).get(clause.pk, clause_answers.Said())


# --- whether it may be quoted ---------------------------------------------------------------------


def test_the_form_asks_whether_own_words_may_be_quoted(version):
    def sheet(**more):
        form = SheetForm(read(version.questions), filled(version, **more))
        assert form.is_valid(), form.errors
        return form.sheet()

    assert sheet().quotable is False and sheet(quotable="on").quotable is True
    assert sheet().digest() != sheet(quotable="on").digest()
    words = {"一句话": "", "多说几句": "", "设施": ""}
    bare = {name: "" for name in filled(version) if name.endswith(("_own",))}
    bare |= {f"q_{ident(name)}": "" for name in words} | {"quotable": "on"}
    assert sheet(**bare).quotable is False  # nothing was said in own words


def test_the_page_asks_it_and_keeps_the_tick(client, asked):
    url = reverse("suggestions:questionnaire", args=[asked.pk])
    assert 'name="quotable"' in client.get(url).content.decode()
    version = sheets.version_of(asked, at=NOW)
    told = client.post(url, filled(version, quotable="on", **{f"q_{ident('满意')}": "9"}))
    assert told.status_code == 422
    assert " checked" in told.content.decode().partition('name="quotable"')[2][:120]


# --- one answer -----------------------------------------------------------------------------------


def test_only_what_its_author_allows_is_quoted(tie, say, client, clause):
    (free,), (closed,) = say(quotable=True), say(SAID.replace("楼下", "楼上"))
    with pytest.raises(Refused, match="没有同意引用"):
        tie(closed, quotes=[fingerprint(FIRST.replace("楼下", "楼上"))])
    tie(closed)
    tie(free, quotes=[fingerprint(FIRST)])
    html = client.get(reverse("suggestions:clause", args=[clause.pk])).content.decode()
    assert FIRST in html and "飞线" not in html and "楼上" not in html
    assert not AnswerTie.objects.filter(sentences__icontains="充电").exists()


def test_a_consent_that_is_gone_ends_the_quotation(tie, say, client, clause):
    (free,) = say(quotable=True)
    tie(free, quotes=[fingerprint(FIRST)])
    free.sheet.quotable = False
    free.sheet.save()
    assert FIRST not in client.get(reverse("suggestions:clause", args=[clause.pk])).content.decode()


def test_what_is_quoted_is_masked(tie, say, client, clause):
    (free,) = say("打我电话13800001234，来装充电桩。", quotable=True)
    assert "13800001234" not in free.text
    tie(free, quotes=[fingerprint(free.text)])
    html = client.get(reverse("suggestions:clause", args=[clause.pk])).content.decode()
    assert free.text in html and "13800001234" not in html


def test_a_sentence_that_is_not_there_is_refused(tie, say):
    (free,) = say(quotable=True)
    with pytest.raises(Refused, match="已经改过"):
        tie(free, quotes=[fingerprint("没有这一句。")])


@pytest.mark.parametrize("relation", ["partly", "kept", "not_adopted"])
def test_what_is_not_adopted_wholly_says_why(tie, say, relation):
    (answer,) = say()
    with pytest.raises(Refused, match="请填写理由"):
        tie(answer, relation)
    with pytest.raises(Refused, match="怎样采纳"):
        tie(answer, "taken")
    with pytest.raises(IntegrityError), transaction.atomic():
        AnswerTie.objects.bulk_create([AnswerTie(**_bare(answer, tie, relation))])


def _bare(answer, tie, relation):
    made = tie(answer)
    return {"clause": made.clause, "relation": relation, "number": 1, "by": made.by, "at": NOW}


def test_the_same_answer_is_tied_to_a_clause_once(tie, say):
    (answer,) = say()
    tie(answer)
    with pytest.raises(Overtaken, match="同事"):
        tie(answer, "kept", reason="再想想。")
    assert AnswerTie.objects.count() == TiedAnswer.objects.count() == 1


def test_a_clause_that_is_gone_takes_none(tie, say, clause):
    clause.number = clause.draft_number = None
    clause.save()
    with pytest.raises(Overtaken, match="不在文本里"):
        tie(say()[0])


# --- a whole topic --------------------------------------------------------------------------------


def test_what_was_confirmed_of_a_topic_is_tied_and_later_ones_anew(
    about, tie_topic, clause, officer
):
    topic, rows = about(6, waiting=2)
    assert tie_topic(topic) == 6 and counted(clause).written == 6
    assert not OutboxMessage.objects.filter(event__verb=Verb.TIED).exists()
    row = Event.objects.get(verb=Verb.TIED, topic=topic)
    assert row.public is False and row.data["answers"] == 6
    with pytest.raises(Refused, match="没有新的"):
        tie_topic(topic)
    AnswerPlace.objects.filter(by=None).update(by=officer)
    assert tie_topic(topic, "kept", reason="再看。") == 2
    assert (counted(clause).written, counted(clause).kept) == (6, 2)


def test_only_the_picked_confirmed_ones(about, tie_topic, clause):
    topic, rows = about(4, waiting=1)
    assert tie_topic(topic, picked=[rows[0].pk, rows[4].pk]) == 1
    assert list(TiedAnswer.objects.values_list("answer", flat=True)) == [rows[0].pk]


def test_a_topic_that_is_hidden_gives_none(about, tie_topic):
    topic, _ = about(2)
    topic.status = "set_aside"
    with pytest.raises(Refused, match="搁置"):
        tie_topic(topic)


# --- changing -------------------------------------------------------------------------------------


def test_a_change_is_of_all_and_over_an_older_look_refused(about, tie_topic, clause, officer):
    topic, _ = about(5)
    tie_topic(topic)
    one, old = AnswerTie.objects.get(), AnswerTie.objects.get()
    adopting_answers.retie(one, relation="partly", reason="先试点。", by=officer, at=NOW)
    assert counted(clause).partly == 5
    with pytest.raises(Refused, match="没有改动"):
        adopting_answers.retie(one, relation="partly", reason="先试点。", by=officer, at=NOW)
    with pytest.raises(Overtaken, match="刚刚改过"):
        adopting_answers.retie(old, relation="kept", reason="留着。", by=officer, at=NOW)


def test_what_is_taken_back_leaves_its_history_and_may_be_tied_anew(
    about, tie_topic, clause, officer
):
    topic, _ = about(5)
    tie_topic(topic)
    one = AnswerTie.objects.get()
    with pytest.raises(Refused, match="取消的理由"):
        adopting_answers.untie(one, reason=" ", by=officer, at=NOW)
    adopting_answers.untie(one, reason="选错了", by=officer, at=NOW)
    assert "选错了" in Event.objects.get(verb=Verb.TAKEN_OUT, topic=topic).reason
    assert not counted(clause).any and not AnswerTie.objects.standing().exists()
    with pytest.raises(Overtaken):
        adopting_answers.untie(one, reason="选错了", by=officer, at=NOW)
    with pytest.raises(Overtaken):
        adopting_answers.retie(one, relation="kept", reason="留着。", by=officer, at=NOW)
    assert tie_topic(topic) == 5
    assert AnswerTie.objects.get(pk=one.pk).undone_reason == "选错了"


def test_after_a_split_they_go_on_and_count_once(about, tie_topic, tie, clause, officer):
    topic, rows = about(5)
    tie_topic(topic)
    second = clause.guide.clauses.get(number=2)
    tie(rows[0], to=second)
    ties = list(AnswerTie.objects.filter(clause=clause))
    assert adopting_answers.hand_on(ties, to=second, by=officer, at=NOW) == 4
    assert counted(second).written == 5 and not counted(clause).any
    lines = Event.objects.filter(verb=Verb.TIED, topic=topic).order_by("pk")
    assert [line.data["clause"] for line in lines] == [clause.pk, second.pk, second.pk]
    with pytest.raises(Refused, match="没有可以改过去的"):
        adopting_answers.hand_on(ties, to=second, by=officer, at=NOW)


def test_what_was_taken_back_meanwhile_is_not_handed_on(tie, say, clause, officer):
    stands, gone = tie(say()[0]), tie(say()[0])
    adopting_answers.untie(AnswerTie.objects.get(pk=gone.pk), reason="选错", by=officer, at=NOW)
    second = clause.guide.clauses.get(number=2)
    assert adopting_answers.hand_on([stands, gone], to=second, by=officer, at=NOW) == 1
    assert [one.clause for one in AnswerTie.objects.order_by("pk")] == [second, clause]


def test_they_are_handed_on_within_one_guide_alone(tie, say, make_guide, officer):
    made = tie(say()[0])
    elsewhere = make_guide(title="别的").clauses.get(number=1)
    with pytest.raises(Refused, match="同一份文本"):
        adopting_answers.hand_on([made], to=elsewhere, by=officer, at=NOW)


def test_an_answer_that_is_deleted_leaves_the_count(about, tie_topic, clause):
    topic, rows = about(6)
    tie_topic(topic)
    rows[0].sheet.delete()
    assert counted(clause).written == 5
    assert AnswerTie.objects.get().number == 6


# --- in public ------------------------------------------------------------------------------------


def pages(client, clause):
    urls = clause.guide.url, reverse("suggestions:clause", args=[clause.pk])
    return [client.get(url).content.decode() for url in urls]


def test_both_kinds_are_counted_apart(client, clause, about, tie_topic, make_suggestion, officer):
    topic, _ = about(12)
    tie_topic(topic)
    for html in pages(client, clause):
        assert '<strong class="num">12</strong> 条问卷意见' in html and "条建议、" not in html
        assert html.count("这一条没有") <= 1  # of the second clause alone
    adopting.tie(make_suggestion(), clause=clause, relation="adopted", by=officer, at=NOW)
    for html in pages(client, clause):
        told = '<strong class="num">1</strong> 条建议、<strong class="num">12</strong> 条问卷意见'
        assert told in html and SAID not in html


def test_small_numbers_are_not_told(client, clause, about, tie_topic, tie):
    topic, rows = about(FLOOR + 1)
    tie_topic(topic, picked=[row.pk for row in rows[: FLOOR - 1]])
    for html in pages(client, clause):
        assert '<strong class="num">少于5</strong> 条问卷意见' in html
    tie_topic(topic, "partly", reason="先试点。", picked=[rows[FLOOR - 1].pk, rows[FLOOR].pk])
    html = pages(client, clause)[1]
    assert f'<strong class="num">{FLOOR + 1}</strong> 条问卷意见' in html
    assert "条是部分采纳" not in html and "问卷意见，少于5 条" in html


@pytest.mark.parametrize(
    ("written", "partly", "told"), [(12, 6, "6"), (6, 6, "6"), (8, 6, ""), (12, 4, ""), (12, 0, "")]
)
def test_a_part_is_told_only_where_the_rest_is_not_small(written, partly, told):
    assert clause_answers.Said(written=written, partly=partly).partly_shown == told


def test_a_decision_whose_answers_are_all_deleted_is_told_no_more(client, clause, say, tie):
    answer, other = say(times=2)
    tie(answer, "not_adopted", reason="国家标准另有规定")
    tie(other, "kept", reason="再看看")
    assert "国家标准" in pages(client, clause)[1]
    answer.sheet.delete()
    html = pages(client, clause)[1]
    assert "国家标准" not in html and "再看看" in html


def test_why_they_were_not_adopted_is_public(client, clause, about, tie_topic):
    topic, _ = about(7)
    tie_topic(topic, "not_adopted", reason="国家标准另有规定")
    guide, own = pages(client, clause)
    assert "7 条没有采纳" in own and "未采纳：国家标准另有规定" in own
    assert "看看为什么" in guide and "条问卷意见</" not in guide


def test_the_guides_page_asks_the_same_for_many(
    client, clause, about, tie_topic, django_assert_max_num_queries
):
    topic, _ = about(3)
    client.get(clause.guide.url)
    with django_assert_max_num_queries(12) as few:
        client.get(clause.guide.url)
    tie_topic(topic)
    with django_assert_max_num_queries(12) as many:
        client.get(clause.guide.url)
    assert len(few) == len(many)


# --- the desk -------------------------------------------------------------------------------------


def at_clause(browser, clause, verb, subject, **fields):
    url = reverse("desk_guides:verb", args=[clause.pk, verb])
    return browser.post(url, {SUBJECT: subject.pk, **fields})


def test_an_officer_finds_an_answer_and_quotes_it(desk, clause, say):
    (free,) = say(quotable=True)
    page = reverse("desk_guides:clause", args=[clause.pk])
    assert SAID not in desk.get(page).content.decode()
    html = desk.get(page, {"a": "充电桩"}).content.decode()
    assert SAID in html and "同意不署名引用" in html
    forged = {"relation": "adopted", "quotes": ["x" * 20]}
    assert at_clause(desk, clause, "tie-answer", free, **forged).status_code == 422
    told = at_clause(
        desk, clause, "tie-answer", free, relation="adopted", quotes=[fingerprint(FIRST)]
    )
    assert told.status_code == 302
    again = at_clause(desk, clause, "tie-answer", free, relation="adopted")
    assert again.status_code == 409 and "同事" in again.content.decode()
    html = desk.get(page).content.decode()
    assert FIRST in html.partition('id="answers"')[2]


def test_an_editor_ties_suggestions_and_reads_no_answers(door, editor, clause, say, tie):
    (closed,) = say()
    made = tie(closed)
    page = reverse("desk_guides:clause", args=[clause.pk])
    html = door(editor).get(page, {"a": "充电桩"}).content.decode()
    assert SAID not in html and "1 条问卷意见" in html and "搜本次征集的问卷意见" not in html
    other = say()[0]
    assert (
        at_clause(door(editor), clause, "tie-answer", other, relation="adopted").status_code == 302
    )
    assert TiedAnswer.objects.count() == 1  # refused: led back with a message
    kept = at_clause(door(editor), clause, "retie-answers", made, relation="kept", reason="再看")
    assert kept.status_code == 302 and AnswerTie.objects.get().relation == "kept"


def test_answers_of_another_campaign_are_not_there(desk, clause, make_questionnaire):
    version = sheets.version_of(make_questionnaire(), at=NOW)
    said = Sheet((), ((ident("多说几句"), "", SAID),))
    stray = sheets.hand_in(version, said, key=str(uuid.uuid4()), at=NOW).sheet.open_answers.get()
    page = reverse("desk_guides:clause", args=[clause.pk])
    assert SAID not in desk.get(page, {"a": "充电桩"}).content.decode()
    assert at_clause(desk, clause, "tie-answer", stray, relation="adopted").status_code == 404


def test_buttons_change_hand_on_and_take_back(desk, clause, tie, say):
    made, second = tie(say()[0]), clause.guide.clauses.get(number=2)
    assert at_clause(desk, clause, "hand-on-answers", made, number="9").status_code == 422
    assert at_clause(desk, clause, "hand-on-answers", made, number="2").status_code == 302
    assert at_clause(desk, second, "untie-answers", made, reason="").status_code == 422
    assert at_clause(desk, second, "untie-answers", made, reason="选错").status_code == 302
    assert at_clause(desk, second, "untie-answers", made, reason="选错").status_code == 404


def test_all_of_a_clause_goes_on_together(desk, clause, tie, say, make_suggestion, officer):
    adopting.tie(make_suggestion(), clause=clause, relation="adopted", by=officer, at=NOW)
    tie(say()[0])
    told = at_clause(desk, clause, "hand-on-all", clause, number="2")
    assert told.status_code == 302
    second = clause.guide.clauses.get(number=2)
    assert second.links.count() == 1 and counted(second).written == 1
    page = desk.get(reverse("desk_guides:clause", args=[second.pk])).content.decode()
    assert "1 条建议、1 条问卷意见已改到第 2 条" in page


def test_an_officer_writes_the_answers_of_a_topic_into_a_clause(desk, clause, about):
    topic, rows = about(6, waiting=1)
    url = reverse("desk_topics:verb", args=[topic.pk, "answers-in"])
    asked = {"guide": clause.guide_id, "number": "1", "relation": "adopted"}
    told = desk.post(url, asked)
    which = f"“{topic.name}”已确认的全部 6 条问卷意见（没有勾选）"
    question = f"{which}，记为“采纳”，对上《充电指南》{clause}。"
    assert told.status_code == 422 and question in told.content.decode()
    ticked = {**asked, "said": [rows[0].pk]}
    html = desk.post(url, ticked).content.decode()
    assert "勾选的 1 条问卷意见" in html
    assert desk.post(url, {**asked, "said": [rows[6].pk]}).status_code == 422  # not confirmed
    assert desk.post(url, {**asked, "number": "99"}).status_code == 422
    surely(desk, url, ticked)
    assert TiedAnswer.objects.count() == 1
    page = reverse("desk_topics:page", args=[topic.pk])
    assert "问卷意见写进第几条" in desk.get(page).content.decode()


def test_a_dropped_clause_with_answers_asks_for_the_reason(desk, clause, tie, say):
    tie(say()[0])
    GuideClause.objects.filter(pk=clause.pk).update(
        number=None, draft_number=None, dropped_at=NOW, dropped_number=1
    )
    guide = desk.get(reverse("desk_guides:guide", args=[clause.guide_id])).content.decode()
    assert "1 条问卷意见" in guide and "请说明为什么去掉" in guide
    index = desk.get(reverse("desk_guides:index"))
    assert [row.unexplained for row in index.context["object_list"]] == [1]


def test_a_guide_with_answers_is_not_deleted(clause, tie, say, admin_client):
    tie(say()[0])
    url = reverse("wagtailadmin_pages:delete", args=[clause.guide_id])
    assert "对上了 1 条问卷意见，不能删除" in admin_client.post(url, follow=True).content.decode()
    assert GuidePage.objects.filter(pk=clause.guide_id).exists()
