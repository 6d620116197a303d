"""优秀建议: criteria first, two people, the author's own word, and nothing of who took it back."""

import pytest
from django.db import IntegrityError, connection, transaction

from suggestions.actions import owning, recognising, screening, submitting
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import Event, Recognition, RecognitionRound, Suggestion

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(officer, now):
    return recognising.open_round(
        title="2026 年优秀人民建议", criteria="可操作\n受益的人多", by=officer, at=now
    )


@pytest.fixture
def nominated(opened, make_suggestion, officer, now):
    return recognising.nominate(
        make_suggestion("路口装灯"), into=opened, reason="受益的人多。", by=officer, at=now
    )


@pytest.fixture
def chosen(nominated, second_officer, now):
    recognising.choose(nominated, by=second_officer, at=now)
    return nominated


@pytest.mark.parametrize("missing", [{"title": " "}, {"criteria": "\n"}, {"title": "题" * 61}])
def test_a_round_has_a_name_and_criteria(missing, officer, now, db):
    said = {"title": "一次", "criteria": "可操作", **missing}
    with pytest.raises(Refused):
        recognising.open_round(**said, by=officer, at=now)


def test_one_name_is_one_round(opened, officer, now):
    with pytest.raises(Refused, match="已经有叫这个名称"):
        recognising.open_round(title=opened.title, criteria="别的", by=officer, at=now)


def test_only_what_anybody_may_read_is_nominated_and_once(
    opened, nominated, make_suggestion, officer, second_officer, now
):
    hidden = make_suggestion("没公开的", publish=False)
    with pytest.raises(Refused, match="已经公开"):
        recognising.nominate(hidden, into=opened, reason="好", by=officer, at=now)
    with pytest.raises(Overtaken, match="已经有人推荐过"):
        recognising.nominate(
            nominated.suggestion, into=opened, reason="好", by=second_officer, at=now
        )


def test_a_round_of_one_campaign_takes_no_other_s(make_campaign, make_suggestion, officer, now):
    other = make_campaign("别的征集")
    of = recognising.open_round(title="专项", criteria="好", campaign=other, by=officer, at=now)
    with pytest.raises(Refused, match="只评选"):
        recognising.nominate(make_suggestion("路灯"), into=of, reason="好", by=officer, at=now)


def test_who_nominates_does_not_decide_and_the_database_holds_to_it(
    nominated, officer, second_officer, now
):
    for by in (officer, second_officer.in_place_of(officer)):
        for verb in (recognising.choose, recognising.refuse):
            with pytest.raises(Refused, match="两个人"):
                verb(nominated, because="我看行", by=by, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recognition.objects.filter(pk=nominated.pk).update(
            status="chosen", decided_by=officer, decided_at=now
        )


def test_of_two_who_decide_the_second_hears_of_it(nominated, second_officer, supervisor, now):
    same = Recognition.objects.get(pk=nominated.pk)
    recognising.choose(nominated, by=second_officer, at=now)
    with pytest.raises(Overtaken):
        recognising.refuse(same, because="不够", by=supervisor, at=now)
    verbs = Event.objects.filter(suggestion=nominated.suggestion).values_list("verb", flat=True)
    assert {"nominated", "recognised"} <= set(verbs)


def test_it_is_published_once_all_is_decided_and_something_chosen(
    opened, nominated, second_officer, officer, now
):
    with pytest.raises(Refused, match="没有评定"):
        recognising.publish(opened, by=officer, at=now)
    recognising.refuse(nominated, because="不够", by=second_officer, at=now)
    with pytest.raises(Refused, match="还没有评为优秀"):
        recognising.publish(opened, by=officer, at=now)


def test_after_publishing_nothing_is_nominated(opened, chosen, make_suggestion, officer, now):
    recognising.publish(opened, by=officer, at=now)
    with pytest.raises(Overtaken):
        recognising.nominate(
            make_suggestion("晚来的"), into=opened, reason="好", by=officer, at=now
        )
    assert list(Recognition.objects.public()) == [chosen]


def test_without_a_word_of_the_author_there_is_no_name(chosen, now):
    assert chosen.named == "匿名"
    recognising.name_author(chosen, name="田林路一位居民", at=now)
    chosen.refresh_from_db()
    assert chosen.named == "田林路一位居民"
    with connection.cursor() as cursor:
        cursor.execute("SELECT shown_name FROM suggestions_recognition")
        assert "田林路" not in cursor.fetchone()[0]
    recognising.name_author(chosen, name="", at=now)
    chosen.refresh_from_db()
    assert chosen.named == "匿名" and chosen.answered_at == now
    with pytest.raises(Refused, match="太长"):
        recognising.name_author(chosen, name="名" * 21, at=now)


@pytest.mark.parametrize("gone", ["withdrawn", "erased", "taken down"])
def test_what_is_taken_back_falls_out_and_its_name_goes(opened, chosen, officer, now, gone):
    recognising.name_author(chosen, name="王阿姨", at=now)
    recognising.publish(opened, by=officer, at=now)
    suggestion = chosen.suggestion
    suggestion.refresh_from_db()
    if gone == "withdrawn":
        submitting.withdraw(suggestion, at=now)
    elif gone == "erased":
        owning.erase(suggestion, at=now)
    else:
        screening.unpublish(suggestion, reason="有误", by=officer, at=now)
    assert not Recognition.objects.public().exists()
    chosen.refresh_from_db()
    assert chosen.shown_name == ("王阿姨" if gone == "taken down" else "")
    with pytest.raises(Refused, match="不在公布的名单里"):
        recognising.name_author(chosen, name="王阿姨", at=now)


def test_no_name_is_written_behind_a_withdrawal(chosen, now):
    seen = []

    def meanwhile(execute, sql, params, many, context):
        if sql.startswith('UPDATE "suggestions_recognition"') and not seen:
            seen.append(sql)
            submitting.withdraw(Suggestion.objects.get(pk=chosen.suggestion_id), at=now)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile), pytest.raises(Refused, match="已经撤回"):
        recognising.name_author(chosen, name="王阿姨", at=now)
    chosen.refresh_from_db()
    assert seen and chosen.shown_name == ""


def test_what_was_taken_back_before_the_decision_is_not_chosen(nominated, second_officer, now):
    nominated.suggestion.refresh_from_db()
    submitting.withdraw(nominated.suggestion, at=now)
    with pytest.raises(Overtaken, match="撤回或者撤下"):
        recognising.choose(nominated, by=second_officer, at=now)
    assert RecognitionRound.objects.get().status == "open"
