"""词典: a word is tried out before it is added, and cuts from the next run on, nowhere else."""

import pytest

from suggestions.actions import dictionary, grouping, rules
from suggestions.models import DictionaryTrial, DictionaryWord, GroupingRun, Placement
from suggestions.text import language
from suggestions.work.apart import apart

pytestmark = pytest.mark.django_db
WORD = "抚安翡翠里"


@pytest.fixture
def said(make_suggestion):
    for i in range(3):
        make_suggestion(f"{WORD}电梯停运之{i}", f"{WORD}的电梯停了三天，{WORD}老人多。")
    for i in range(3):
        make_suggestion(f"和平路路灯不亮之{i}", "和平路路灯晚上不亮。")


@pytest.fixture
def tried(said, campaign, officer, now):
    trial = dictionary.try_word(campaign, word=WORD, kind="place", by=officer, at=now)
    dictionary.run_trial(trial)
    trial.refresh_from_db()
    return trial


def test_a_trial_shows_what_would_be_cut_otherwise_and_changes_nothing(tried):
    report = tried.report
    assert (tried.status, report["holding"], report["cut_otherwise"]) == ("done", 3, 3)
    _, before, after = report["examples"][0]
    assert WORD not in before and WORD in after
    assert report["messages"] == 6 and isinstance(report["changes"], list)
    assert not Placement.objects.exists() and not DictionaryWord.objects.exists()
    assert WORD not in language.cut(f"{WORD}的电梯")  # this process has learned nothing


def test_an_added_word_cuts_the_next_run(tried, campaign, officer, now):
    dictionary.add_word(tried, by=officer, at=now)
    run = grouping.queue_grouping(campaign, by=officer, at=now)
    grouping.run_grouping(run, at=now)
    run = GroupingRun.objects.get()
    assert run.report["parameters"]["dictionary"] == 1 and run.progress == 100
    words = {word for topic in run.result.topics for word, _ in topic["keywords"]}
    assert WORD in words
    assert WORD not in language.cut(f"{WORD}的电梯")


def test_a_word_is_added_once_and_taken_out_again(tried, campaign, officer, now):
    word = dictionary.add_word(tried, by=officer, at=now)
    with pytest.raises(rules.Overtaken):
        dictionary.add_word(tried, by=officer, at=now)
    with pytest.raises(rules.Refused, match="已经在词典里"):
        dictionary.try_word(campaign, word=WORD, kind="place", by=officer, at=now)
    dictionary.drop_word(word, by=officer, at=now)
    assert not DictionaryWord.objects.exists()


@pytest.mark.parametrize(
    ("word", "kind", "weight"),
    [("", "place", None), ("里", "place", None), ("抚安 里", "place", None), ("抚安里", "x", None),
     ("抚安里", "term", 0), ("长" * 17, "term", None), ("抚安里", "term", 10**7)],
)  # fmt: skip
def test_what_is_no_word_is_refused_in_words(campaign, officer, now, word, kind, weight):
    with pytest.raises(rules.Refused):
        dictionary.try_word(campaign, word=word, kind=kind, weight=weight, by=officer, at=now)


def test_one_trial_of_a_word_at_a_time(campaign, officer, now):
    dictionary.try_word(campaign, word=WORD, kind="place", by=officer, at=now)
    with pytest.raises(rules.Refused, match="正在试算"):
        dictionary.try_word(campaign, word=WORD, kind="place", by=officer, at=now)


def test_what_fails_in_the_other_process_fails_here(campaign):
    with pytest.raises(TypeError):  # it takes no `tell`
        apart(len, 3)


# --- the desk -------------------------------------------------------------------------------


def words(response):
    return response.content.decode()


def test_an_officer_tries_adds_and_drops_a_word(desk, said, campaign, soon):
    asked = {"word": WORD, "kind": "place", "campaign": campaign.pk}
    page = words(desk.post("/admin/dictionary/try/", asked, follow=True))
    assert "条切分不同" in page and f"<span data-differs>{WORD}</span>" in page
    trial = DictionaryTrial.objects.get()
    page = words(desk.post(f"/admin/dictionary/trials/{trial.pk}/add/", follow=True))
    assert "已加入词典" in page and WORD in page
    word = DictionaryWord.objects.get()
    assert "移出词典" in words(desk.get(f"/admin/dictionary/words/{word.pk}/"))
    assert "已移出" in words(desk.post(f"/admin/dictionary/words/{word.pk}/drop/", follow=True))


def test_a_bad_word_comes_back_in_the_form(desk, campaign, soon):
    asked = {"word": "里", "kind": "place", "campaign": campaign.pk}
    refused = desk.post("/admin/dictionary/try/", asked)
    assert refused.status_code == 422 and "至少两个字" in words(refused)
    assert desk.post("/admin/dictionary/try/", {}).status_code == 422


def test_a_supervisor_reads_the_dictionary_only(door, supervisor, tried, soon):
    client = door(supervisor)
    page = words(client.get("/admin/dictionary/"))
    assert WORD in page and "先看效果" not in page
    assert "/add/" not in words(client.get(f"/admin/dictionary/trials/{tried.pk}/"))
