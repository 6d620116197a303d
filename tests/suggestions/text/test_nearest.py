"""The suggestions most like a text: by the words that are rare here, above a threshold."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from suggestions.models import Suggestion
from suggestions.text import search
from suggestions.text.nearest import nearest


@pytest.fixture
def said(make_suggestion):
    """Everybody says 小区; what each is about differs."""
    texts = {
        "lift": ("三号楼加装电梯", "小区三号楼想加装电梯，一楼不同意。"),
        "lift too": ("加装电梯谈不拢", "我们小区加装电梯，一楼邻居不同意怎么办。"),
        "lamp": ("路灯不亮", "小区南门路灯坏了，晚上走路看不见。"),
        "dog": ("遛狗不牵绳", "小区里遛狗不牵绳，孩子害怕。"),
        "bins": ("垃圾桶太远", "小区垃圾桶离得远，老人走不动。"),
        "gate": ("大门夜里锁", "小区大门夜里锁着，急救车进不来。"),
    }
    found = {name: make_suggestion(title, body) for name, (title, body) in texts.items()}
    search.count_words()
    return found


def keys(**asked):
    return [hit.pk for hit in nearest(Suggestion.objects.public(), **asked)]


def test_the_same_concern_is_found_and_its_words_are_told(said):
    hits = nearest(Suggestion.objects.public(), title="加装电梯", body="一楼的住户不同意装电梯")
    assert {hit.pk for hit in hits} == {said["lift"].pk, said["lift too"].pk}
    assert hits[0].score >= hits[1].score > 0.25
    assert "加装电梯" in hits[0].words or "电梯" in hits[0].words


def test_a_word_that_everybody_uses_proposes_nobody(said):
    assert keys(title="小区里没有幼儿园") == []


def test_the_same_text_is_found_and_an_unheard_of_one_is_not(said):
    lamp = said["lamp"]
    assert keys(title=lamp.title, body=lamp.body)[0] == lamp.pk
    assert keys(title="建议延长地铁运营时间", body="末班车太早") == []


@pytest.mark.parametrize("text", ["", "的了吗", "！！", '" OR 1', "'; --", "🙂", "x" * 9000])
def test_no_text_breaks_it(said, text):
    assert keys(title=text, body=text) == []


def test_only_the_rows_asked_about_are_looked_through(said):
    rows = Suggestion.objects.public().exclude(pk=said["lift"].pk)
    hits = nearest(rows, title="三号楼加装电梯", body="一楼不同意")
    assert [hit.pk for hit in hits] == [said["lift too"].pk]
    assert nearest(rows.none(), title="加装电梯") == []


def test_it_asks_the_database_three_times_however_many_there_are(said, django_assert_num_queries):
    with django_assert_num_queries(3):
        keys(title="加装电梯", body="一楼不同意")


def test_words_are_counted_anew_only_when_much_has_changed(said, make_suggestion):
    total, texts = search.word_counts(["小区", "路灯"])
    assert (total, texts) == (6, {"小区": 6, "路灯": 1})
    assert not search.count_words()
    make_suggestion("路灯还是不亮", "南门的路灯。")
    assert search.word_counts(["路灯"])[1] == {"路灯": 1}
    assert search.count_words()
    assert search.word_counts(["路灯"]) == (7, {"路灯": 2})


def test_both_databases_give_the_same_counts_of_words(said):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM suggestions_words WHERE term = ''")
        assert cursor.fetchone() == (1,)


def test_the_officer_sees_what_is_alike_beside_a_suggestion(said, submit, desk):
    mine = submit("加装电梯受阻", "小区加装电梯，一楼邻居不同意。").suggestion
    page = desk.get(f"/admin/suggestions/{mine.pk}/").content.decode()
    assert "相近的建议" in page and "加装电梯谈不拢" in page and "遛狗不牵绳" not in page


@pytest.mark.parametrize("typed", ["阿拉小区", "侬好", "莫得", "係咪", "啥辰光", "灯", "小区"])
def test_a_word_alone_or_of_a_dialect_proves_nothing(said, typed):
    assert keys(title=typed) == []


def test_traditional_characters_find_simplified_ones_and_the_other_way(said, make_suggestion):
    assert keys(title="三號樓加裝電梯", body="一樓不同意")[0] == said["lift"].pk
    old = make_suggestion("河邊護欄壞了", "孩子掉下去怎麼辦，護欄斷了三根。")
    assert keys(title="河边护栏坏了", body="护栏断了三根")[0] == old.pk
    assert old.public_title == "河邊護欄壞了"


def test_a_rebuilt_index_finds_what_an_older_one_did_not(said):
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {search.TABLE}")
    assert keys(title="遛狗不牵绳", body="小区里孩子害怕") == []
    call_command("rebuild_search", stdout=StringIO())
    assert keys(title="遛狗不牵绳", body="小区里孩子害怕") == [said["dog"].pk]
