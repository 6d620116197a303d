"""What the form, the results and the files say, each of the question it belongs to."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from suggestions.models import QuestionnairePage
from suggestions.questionnaires import files
from tests.conftest import NOW
from tests.suggestions.questionnaires.conftest import field, filled, ident

pytestmark = pytest.mark.django_db


def test_the_file_of_sheets_has_a_column_a_row_and_numbers(door, officer, answered):
    header, rows = files.sheets_table(answered)
    row = dict(zip(header, next(rows), strict=True))
    assert row["各处：公园"] == row["各处：车站"] == "好"
    assert (row["先后：甲"], row["满意"], row["几口人"]) == (2, 4, 3)
    url = reverse("desk_questionnaires:page", args=[answered.pk])
    sent = door(officer).get(url, {"take": "sheets", "export": "xlsx"})
    book = load_workbook(io.BytesIO(b"".join(sent.streaming_content)))
    cells = dict(zip(*(list(book.active.values)[:2]), strict=True))
    assert cells["满意"] == 4
    assert cells["几口人"] == 3


def test_an_error_says_more_than_the_help(client, version, questionnaire):
    url = reverse("suggestions:questionnaire", args=[questionnaire.pk])
    for typed, told in (("x", "只能填数字"), ("99", "最大是 20"), ("0", "最小是 1")):
        page = client.post(url, filled(version, **{field("几口人"): typed})).content.decode()
        assert told in page
        assert page.count("请填 1 到 20 之间的数") == 1


def test_the_words_for_other_name_their_question(client, version, questionnaire):
    page = client.get(reverse("suggestions:questionnaire", args=[questionnaire.pk]))
    assert "2. 其他：请写几个字" in page.content.decode()
    assert "data-own" in page.content.decode()


def test_results_say_of_every_question_what_became_of_it(client, answered):
    QuestionnairePage.objects.update(shows_results=True, closes_at=NOW - dt.timedelta(minutes=1))
    url = reverse("suggestions:questionnaire_results", args=[answered.pk])
    whole = client.get(url).content.decode()
    assert "8. 住哪里" in whole
    assert "还没有人答这一题" not in whole
    apart = client.get(url, {"by": ident("身份")}).content.decode()
    assert "这一题不分开看" in apart
