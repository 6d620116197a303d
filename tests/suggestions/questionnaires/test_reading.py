"""Who reads what came of it at the desk."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_the_editor_reads_the_counts_and_no_words(door, editor, officer, answered):
    url = reverse("desk_questionnaires:page", args=[answered.pk])
    assert door(editor).get(reverse("desk_questionnaires:index")).status_code == 200
    seen = door(editor).get(url)
    assert seen.status_code == 200
    words = seen.content.decode()
    assert "6 人答了这一题" in words
    assert "路灯太暗" not in words
    assert "饮水点" not in words
    assert "take=sheets" not in words
    assert door(editor).get(url, {"take": "results", "export": "csv"}).status_code == 200
    for kind in ("csv", "xlsx"):
        refused = door(editor).get(url, {"take": "sheets", "export": kind})
        assert refused.status_code in (302, 403)
    assert "路灯太暗" in door(officer).get(url).content.decode()


def test_every_word_names_its_question(door, officer, answered):
    words = door(officer).get(reverse("desk_questionnaires:page", args=[answered.pk]))
    shown = " ".join(words.content.decode().split())
    assert "设施（其他）：</span>饮水点" in shown
    assert "一句话：</span>路灯太暗" in shown
