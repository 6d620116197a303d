"""The staff's own words: shown before they are saved, refused where nothing fills them."""

import pytest
from django.urls import reverse

from suggestions.actions import rewording, rules
from suggestions.models import MessageTemplate, OutboxMessage
from suggestions.news import kinds, table, wording

WORDS = {"subject": "办好了没", "body": "编号{编号}有答复了。", "then": "请看。"}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", table.KINDS.values(), ids=list(table.KINDS))
def test_the_shipped_words_have_no_brace_that_nothing_fills(kind):
    assert wording.unknown(kind, kind.subject, kind.body, kind.then) == []
    assert len(kind.subject) <= rewording.SUBJECT_LIMIT


def test_the_staff_s_words_go_out_from_then_on(submit, officer, now):
    rewording.reword(kinds.RECEIVED, **WORDS, by=officer, at=now)
    suggestion = submit(email="a@example.org").suggestion
    row = OutboxMessage.objects.get()
    assert (row.subject, row.body) == ("办好了没", f"编号{suggestion.number}有答复了。")


def test_a_brace_that_nothing_fills_is_refused_and_the_known_ones_named(officer, now):
    for text in ("{姓名}", "{编号.__class__}", "{0}", "{}"):
        with pytest.raises(rules.Refused, match="可以用的是：{编号}、{期限}"):
            rewording.reword(kinds.RECEIVED, **{**WORDS, "body": f"{text}您好"}, by=officer, at=now)
    assert not MessageTemplate.objects.exists()


def test_words_for_braces_that_are_no_more_fall_back_to_the_shipped_ones(submit, officer, now):
    old = {**WORDS, "body": "{从前}"}
    MessageTemplate.objects.create(kind="received", **old, by=officer, at=now)
    submit(email="a@example.org")
    assert OutboxMessage.objects.get().subject == kinds.RECEIVED.subject


def test_what_fills_a_brace_is_not_filled_again():
    words = wording.Words("{原因}", "{原因}", "").filled({"原因": "{编号}", "编号": "1"})
    assert words.body == "{编号}"


def test_the_desk_shows_a_sample_saves_and_takes_back(desk, officer, now):
    page = reverse("desk_wording:page", args=["answered"])
    assert "{天数}" in desk.get(page).content.decode()
    look = desk.post(page, {**WORDS, "do": "look"}).content.decode()
    assert "编号2026-000123有答复了。" in look and not MessageTemplate.objects.exists()
    wrong = desk.post(page, {**WORDS, "body": "{电话}的答复", "do": "save"})
    assert wrong.status_code == 422 and "{电话}的答复" in wrong.content.decode()
    desk.post(page, {**WORDS, "do": "save"})
    assert MessageTemplate.objects.get().by == officer
    desk.post(page, {"do": "reset"})
    assert not MessageTemplate.objects.exists()
    assert desk.get(reverse("desk_wording:page", args=["nothing"])).status_code == 404
