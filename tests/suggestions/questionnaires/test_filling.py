"""A resident fills in a questionnaire: without account, without script, nothing lost."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from suggestions.actions import sheets
from suggestions.models import AnswerSheet, OpenAnswer, Option, SheetAnswer, SheetCount
from tests.conftest import NOW
from tests.suggestions.questionnaires.conftest import block, field, filled, ident, options

pytestmark = pytest.mark.django_db
ADDRESS = "suggestions:questionnaire"


@pytest.fixture
def url(questionnaire):
    return reverse(ADDRESS, args=[questionnaire.pk])


def alerts(response):
    return response.content.decode()


def test_every_kind_of_answer_becomes_typed_rows(client, url, version, area):
    picked = ["31", "310104", "310104008"]
    response = client.post(url, filled(version, area=picked))
    assert response.status_code == 303
    sheet = AnswerSheet.objects.get()
    assert (sheet.area, sheet.way, sheet.version) == (area, "online", version)
    asked = {row.pk: row.block for row in version.questionnaire.asked.all()}
    named = {row.pk: row.block for row in Option.objects.all()}
    rows = {
        (asked[row.question_id], named.get(row.row, ""), named.get(row.code, row.code))
        for row in SheetAnswer.objects.exclude(question__kind__in=("rank", "scale", "number"))
    }
    assert rows == {
        (ident("身份"), "", ident("老人")),
        (ident("设施"), "", ident("长椅")),
        (ident("设施"), "", "other"),
        (ident("各处"), ident("公园"), ident("好")),
        (ident("各处"), ident("车站"), ident("好")),
    }
    ranked = SheetAnswer.objects.filter(question__kind="rank")
    assert {(named[row.row], row.code) for row in ranked} == {
        (ident("甲"), 2), (ident("乙"), 1), (ident("丙"), 3)
    }  # fmt: skip
    assert SheetAnswer.objects.get(question__kind="scale").code == 4
    number = SheetAnswer.objects.get(question__kind="number")
    assert (number.number, number.code) == (3, 3)


def test_own_words_are_masked_before_they_are_kept(client, url, version):
    client.post(url, filled(version))
    said = {row.text for row in OpenAnswer.objects.all()}
    assert {"路灯太暗", "饮水点"} < said
    assert not any("13800001234" in text for text in said)


def test_pressing_twice_gives_the_same_receipt(client, url, version):
    sent = filled(version)
    codes = []
    for _ in range(2):
        page = client.post(url, sent, follow=True)
        assert page.status_code == 200
        codes.append(page.context["code"])
    assert codes[0] == codes[1]
    assert AnswerSheet.objects.count() == 1
    assert SheetCount.objects.get().taken == 1


def test_the_code_is_known_where_codes_are_typed(client, url, version, client_as):
    code = client.post(url, filled(version), follow=True).context["code"]
    found = client_as().post(reverse("suggestions:track"), {"code": code})
    assert "收到了" in found.content.decode()
    assert found.headers["Cache-Control"] == "no-store"


def test_other_answers_from_the_same_form_are_asked_about(client, url, version):
    sent = filled(version)
    client.post(url, sent)
    again = client.post(url, sent | {field("满意"): "1"})
    assert again.status_code == 409
    assert "再按一次“交卷”" in again.content.decode()
    assert again.context["key"] != sent["key"]
    assert client.post(url, sent | {field("满意"): "1", "key": again.context["key"]})
    assert AnswerSheet.objects.count() == 2


def test_what_is_missing_is_said_and_nothing_is_lost(client, url, version):
    sent = filled(version)
    del sent[field("身份")]
    response = client.post(url, sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert "这一题必答" in page
    assert "我的电话是13800001234" in page
    assert not AnswerSheet.objects.exists()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        (field("身份"), ident("长椅"), "请从列出的选项里选"),
        (field("身份"), "\0", "请从列出的选项里选"),
        (field("设施"), [ident("长椅"), ident("甲")], "请从列出的选项里选"),
        (field("设施"), [ident("长椅"), ident("路灯"), ident("厕所")], "最多选 2 项"),
        (field("设施"), [ident("长椅")], "请同时选上“其他”"),
        (field("先后", "甲"), "1", "不要重复"),
        (field("先后", "甲"), "", "不要重复"),
        (field("先后", "甲"), "9", "请从列出的选项里选"),
        (field("满意"), "6", "请从列出的选项里选"),
        (field("各处", "公园"), "", "这一行还没有选"),
        (field("几口人"), "21", "1 到 20 之间"),
        (field("几口人"), "9" * 400, "1 到 20 之间"),
        (field("几口人"), "NaN", "1 到 20 之间"),
        (field("几口人"), "三", "1 到 20 之间"),
        (field("几口人"), "2.555", "最多写两位小数"),
        (field("一句话"), "长" * 201, "201"),
        (field("没有这题"), "x", "没有的题目"),
        ("q_" + "x" * 300, "x", "没有的题目"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(client, url, version, name, value, words):
    response = client.post(url, filled(version) | {name: value})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not AnswerSheet.objects.exists()


def test_questions_that_were_skipped_are_not_demanded_and_not_kept(client, url, version):
    """A student is led from the first question to the fourth."""
    sent = filled(version) | {field("身份"): ident("学生"), field("先后", "甲"): "9"}
    assert client.post(url, sent).status_code == 303
    kinds = set(SheetAnswer.objects.values_list("question__kind", flat=True))
    assert kinds == {"single", "scale", "matrix", "number"}
    assert not OpenAnswer.objects.filter(text="饮水点").exists()


def test_a_form_sent_after_closing_is_refused_and_the_words_stay(
    client, url, version, questionnaire
):
    type(questionnaire).objects.update(closes_at=NOW - dt.timedelta(days=1))
    response = client.post(url, filled(version))
    page = response.content.decode()
    assert response.status_code == 409
    assert "不在填写时间内" in page
    assert "路灯太暗" in page
    assert client.get(url).status_code == 200
    assert not AnswerSheet.objects.exists()


def test_who_had_handed_in_before_closing_finds_the_receipt_again(
    client, url, version, questionnaire
):
    sent = filled(version)
    client.post(url, sent)
    type(questionnaire).objects.update(closes_at=NOW - dt.timedelta(days=1))
    assert client.post(url, sent).status_code == 303


def test_the_quota_closes_the_form(client, url, version, questionnaire):
    type(questionnaire).objects.update(quota=1)
    assert client.post(url, filled(version)).status_code == 303
    full = client.post(url, filled(version))
    assert full.status_code == 409
    assert "名额刚刚收满" in full.content.decode()
    assert AnswerSheet.objects.count() == SheetCount.objects.get().taken == 1
    assert "已经收满" in client.get(url).content.decode()


def test_an_address_has_its_limit(client, url, version, settings):
    settings.SUBMISSIONS_PER_HOUR = 1
    client.post(url, filled(version))
    refused = client.post(url, filled(version))
    assert refused.status_code == 429
    assert "路灯太暗" in refused.content.decode()
    assert AnswerSheet.objects.count() == SheetCount.objects.get().taken == 1


@pytest.mark.parametrize("number", ["", "0", "99999999999999999999", "²", "x", "-1"])
def test_a_version_that_nobody_knows_leads_to_the_present_one(client, url, version, number):
    response = client.post(url, filled(version) | {"version": number})
    assert response.status_code == 409
    assert "题目刚刚改过" in response.content.decode()


@pytest.mark.parametrize("key", ["", "1", "0d2c6f2e-ec03-11f1-969d-02fc00000001"])
def test_a_forged_key_is_exchanged(client, url, version, key):
    assert client.post(url, filled(version) | {"key": key}).status_code == 303


def test_an_edit_makes_a_new_version_and_old_forms_are_still_taken(
    client, url, version, questionnaire
):
    stream = list(questionnaire.questions.get_prep_value())
    stream[0]["value"]["text"] = "您的身份是"
    questionnaire.questions = questionnaire.questions.stream_block.to_python(stream)
    questionnaire.save()
    assert client.get(url).context["version"].number == 2
    assert client.post(url, filled(version)).status_code == 303
    assert AnswerSheet.objects.get().version == version
    kept = sheets.version_of(questionnaire, at=NOW)
    assert [one["text"] for one in version.questions[:1]] == ["身份"]
    assert [one["text"] for one in kept.questions[:1]] == ["您的身份是"]


def test_the_same_block_with_another_range_is_another_question(questionnaire, version):
    stream = list(questionnaire.questions.get_prep_value())
    stream[-1]["value"]["high"] = 40
    questionnaire.questions = questionnaire.questions.stream_block.to_python(stream)
    questionnaire.save()
    sheets.version_of(questionnaire, at=NOW)
    assert questionnaire.asked.filter(block=ident("几口人")).count() == 2
    assert questionnaire.asked.filter(block=ident("满意")).count() == 1


def test_an_area_that_must_be_chosen_is_asked_for(client, make_questionnaire, area):
    page = make_questionnaire([block("area", "住哪里", required=True)])
    url = reverse(ADDRESS, args=[page.pk])
    refused = client.post(url, {"version": 1, "key": str(uuid.uuid4())})
    client.get(url)
    refused = client.post(url, {"version": 1, "key": str(uuid.uuid4())})
    assert refused.status_code == 422
    assert 'href="#id_area_group"' in refused.content.decode()
    unfolded = client.post(url, {"version": 1, "area": "310104", "refine_area": "1"})
    assert unfolded.status_code == 200
    assert "田林街道" in unfolded.content.decode()
    assert client.post(url, {"version": 1, "area": "310104"}).status_code == 303


def test_large_letters_keep_what_is_typed(client, url, version):
    page = client.post(url, filled(version) | {"elder": "on"})
    assert page.status_code == 200
    assert "路灯太暗" in page.content.decode()
    assert not AnswerSheet.objects.exists()


@pytest.mark.parametrize("wrong", ["draft", "private", "huge"])
def test_what_is_not_public_is_not_there(client, questionnaire, wrong):
    from wagtail.models import PageViewRestriction

    pk = questionnaire.pk
    if wrong == "draft":
        type(questionnaire).objects.update(live=False)
    if wrong == "private":
        PageViewRestriction.objects.create(page=questionnaire, restriction_type="login")
    if wrong == "huge":
        pk = 10**30
    assert client.get(reverse(ADDRESS, args=[pk])).status_code == 404


def test_the_page_asks_the_database_little(client, url, version, django_assert_max_num_queries):
    client.get(url)
    with django_assert_max_num_queries(16):
        client.get(url)


def test_no_skip_leads_back(make_questionnaire):
    from django.core.exceptions import ValidationError

    page = make_questionnaire(
        [block("single", "身份", options=options("甲", "乙", 甲=1)), block("short", "话")]
    )
    with pytest.raises(ValidationError):
        page.questions.stream_block.clean(page.questions)
