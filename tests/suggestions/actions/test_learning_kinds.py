"""甄别 is learned on the spot: what officers sort changes what the machine proposes next."""

import datetime as dt
import json

import pytest
from django.urls import reverse

from suggestions.actions import learning, rules, screening
from suggestions.actions import sorting as sorting_actions
from suggestions.models import Event, Kind, ScreeningModel, Sorting
from suggestions.text import sorting
from suggestions.work import tasks
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("soon")]

LIST = "desk_screening:index"
THINGS = [
    "长椅", "花坛", "凉亭", "书屋", "菜场", "球场", "车棚", "门厅", "水池", "信箱",
    "雨棚", "扶手", "围栏", "滑梯", "秋千", "棋桌", "晾衣架", "公告牌", "旧衣箱", "健身器",
]  # fmt: skip
# What this office says of its letters, in words that no shipped rule knows.
SAYS = {
    "suggestion": "{}那里倘使多摆两盆绿萝，老街坊坐着舒坦",
    "demand": "{}昨儿个又趴窝了，捎信三回，没见人影",
    "question": "劳驾讲讲{}归哪家师傅照看，心里没底",
}


@pytest.fixture
def sort_all(submit, officer):
    """Letters of three kinds sorted by the officer, as the verb does it; sixty by default."""

    def make(things=THINGS, sort=None):
        for n, thing in enumerate(things):
            for kind, says in SAYS.items():
                letter = submit(thing, says.format(thing)).suggestion
                seen = letter.sorting.kind
                at = NOW + dt.timedelta(minutes=n)
                if sort:
                    sort(letter, kind, seen)
                else:
                    sorting_actions.sort(letter, kind=kind, seen=seen, by=officer, at=at)

    return make


@pytest.fixture
def learned(sort_all):
    """The version that sixty sorted letters give."""
    sort_all()
    return learning.learn_kinds(at=NOW)


@pytest.fixture
def press(desk, time_machine):
    """The officer's key on a letter's page, ten minutes after the one before."""
    clock = [NOW]

    def sort(letter, kind, seen):
        clock[0] += dt.timedelta(minutes=10)
        time_machine.move_to(clock[0], tick=False)
        url = reverse("desk_suggestions:verb", args=[letter.pk, "sort"])
        assert desk.post(url, {"kind": kind, "seen": seen}).status_code == 302

    return sort


def guesses(submit):
    found = {}
    for kind, says in SAYS.items():
        letter = submit("石桌", says.format("石桌")).suggestion
        found[kind] = letter.sorting
    return found


def words(response):
    return " ".join(response.content.decode().split())


def test_sixty_keys_change_what_is_proposed_and_the_words_say_why(submit, sort_all, press):
    before = guesses(submit)
    assert [kind for kind, row in before.items() if row.guess == kind] != list(SAYS)
    sort_all(sort=press)  # tests run jobs in place: after every twentieth key the machine learns
    model = ScreeningModel.objects.first()
    assert (model.used, model.letters, model.version) == (True, 60, 2)
    for kind, row in guesses(submit).items():
        assert (row.guess, row.version, row.by) == (kind, 2, None)
        assert row.words and all(word in SAYS[kind] + "石桌" for word in row.words)
    # What waits unsorted was read again; nobody's decision was touched.
    for kind, row in before.items():
        row.refresh_from_db()
        assert (row.guess, row.kind, row.version) == (kind, kind, 2)
    decided = Sorting.objects.filter(by__isnull=False)
    assert decided.count() == 60 and decided.filter(version=0).count() == 40


def test_the_desk_shows_the_version_its_figure_and_that_it_is_used(desk, submit, request):
    page = words(desk.get(reverse(LIST)))
    assert "还不够学习，现在按出厂规则判断" in page
    request.getfixturevalue("learned")
    page = words(desk.get(reverse(LIST)))
    assert "从 60 条甄别中学到第 1 版" in page and "95% 区间" in page and "现在用学到的" in page
    letter = guesses(submit)["question"].suggestion
    page = words(desk.get(reverse("desk_suggestions:page", args=[letter.pk])))
    assert "本单位学习第 1 版" in page and "为什么" in page


def test_danger_is_told_by_rules_whatever_was_learned(submit, learned):
    letter = submit("楼里着火了", "三号楼正在冒烟，有人被困，快来救命！").suggestion
    assert letter.sorting.guess == Kind.URGENT


def test_what_is_no_better_than_the_shipped_rules_is_not_used(submit, officer):
    """Officers who agree with the rules each time teach nothing that beats them."""
    for thing in THINGS:
        for text in (f"建议增设{thing}，方便居民。", f"请问{thing}在哪里办理？什么时候可以？"):
            letter = submit(thing, text).suggestion
            kind = letter.sorting.guess
            sorting_actions.sort(letter, kind=kind, seen=kind, by=officer, at=NOW)
    model = learning.learn_kinds(at=NOW)
    assert model.figures["shipped"] == 1.0 and not model.used
    assert sorting.reader() is sorting.SHIPPED
    assert submit().suggestion.sorting.version == 0


def test_the_fallback_is_shown_on_the_desk(desk, learned):
    ScreeningModel.objects.update(used=False)
    assert "没有超过出厂规则，现在用出厂规则" in words(desk.get(reverse(LIST)))


def test_the_same_decisions_make_no_second_version(learned, submit, officer):
    assert learning.learn_kinds(at=NOW) == learned and ScreeningModel.objects.count() == 1
    assert learning.read_anew() == 0
    letter = submit().suggestion
    sorting_actions.sort(letter, kind="question", seen=letter.sorting.kind, by=officer, at=NOW)
    second = learning.learn_kinds(at=NOW)
    assert second.version == 2 and second.letters == 61


def test_old_versions_go(learned, submit, officer, monkeypatch):
    monkeypatch.setattr(learning, "KEPT", 2)
    for i in range(2):
        letter = submit(f"第{i}条", f"第{i}条的内容").suggestion
        sorting_actions.sort(letter, kind="demand", seen=letter.sorting.kind, by=officer, at=NOW)
        learning.learn_kinds(at=NOW)
    assert list(ScreeningModel.objects.values_list("version", flat=True)) == [3, 2]


def test_learning_waits_for_twenty_keys(sort_all, press, monkeypatch):
    asked = []
    monkeypatch.setattr(tasks, "start_learning_kinds", lambda: asked.append(1) or True)
    sort_all(THINGS[:6], sort=press)
    assert Event.objects.filter(verb="sorted").count() == 18 and not asked
    sort_all(THINGS[6:7], sort=press)
    assert len(asked) == 2  # at the twentieth and, as nothing came of it, at the next


def test_too_little_to_learn_from_is_told_and_the_task_goes_on_quietly(sort_all):
    sort_all(THINGS[:5])
    with pytest.raises(rules.Refused, match="还不够学习"):
        learning.learn_kinds(at=NOW)
    tasks.learn_kinds.call()
    assert not ScreeningModel.objects.exists()


def test_one_kind_alone_teaches_nothing(submit, officer):
    for i in range(learning.LEAST_SORTED):
        letter = submit(f"第{i}条", f"第{i}条的内容").suggestion
        sorting_actions.sort(letter, kind="demand", seen=letter.sorting.kind, by=officer, at=NOW)
    with pytest.raises(rules.Refused, match="还不够学习"):
        learning.learn_kinds(at=NOW)


def test_learning_is_started_by_a_button_of_those_who_screen(desk, door, supervisor, sort_all):
    sort_all()
    url = reverse("desk_screening:learn")
    door(supervisor).post(url)
    assert not ScreeningModel.objects.exists()
    assert "开始学习" in words(desk.post(url, follow=True))
    assert ScreeningModel.objects.get().used


# --- what counts as a decision ----------------------------------------------------------------


def test_a_guess_that_the_screening_agreed_with_counts_and_one_it_did_not_is_left_out(
    submit, officer
):
    agreed = submit("建议增设长椅", "建议在河边增设长椅，方便老人休息。").suggestion
    screening.accept(agreed, by=officer, at=NOW)
    court = submit("判决", "不服一审判决，正在申请强制执行，执行局没有结果。").suggestion
    screening.decline(court, route="court", by=officer, at=NOW)
    other = submit("判决二", "不服一审判决，正在申请强制执行，法官不接电话。").suggestion
    screening.decline(other, route="hotline", by=officer, at=NOW)
    assert [kind for _, kind in sorting.decisions()] == ["法定途径", "建议"]


def test_one_text_counts_once_and_personal_data_is_masked(submit, officer):
    for mark in ("", "，", "！"):
        letter = submit("停水了", f"停水三天{mark}请打13812345678").suggestion
        sorting_actions.sort(letter, kind="demand", seen=letter.sorting.kind, by=officer, at=NOW)
    ((text, _), kind) = sorting.decisions()[0]
    assert len(sorting.decisions()) == 1 and kind == "诉求" and "13812345678" not in text


def test_an_officer_sorts_over_a_guess_that_changed_meanwhile(submit, officer):
    letter = submit().suggestion
    seen = letter.sorting.kind
    Sorting.objects.filter(pk=letter.pk).update(guess="demand", kind="demand", version=3)
    sorting_actions.sort(letter, kind="question", seen=seen, by=officer, at=NOW)
    row = Sorting.objects.get(pk=letter.pk)
    assert (row.kind, row.guess, row.by) == ("question", "demand", officer)


# --- a row that is not what it should be ------------------------------------------------------


def forged(data: bytes) -> dict[str, bytes]:
    state = json.loads(data)
    return {
        "truncated": data[: len(data) // 2],
        "empty": b"",
        "no model": b'{"format": "other"}',
        "a pickle": b"\x80\x04\x95\x0c\x00\x00\x00\x00\x00\x00\x00\x8c\x05print\x94.",
        "a strange kind": json.dumps(state | {"kinds": ["好", "坏", "丑"]}).encode(),
        "no numbers": json.dumps(state | {"bias": ["x", 1, 2]}).encode(),
        "endless numbers": json.dumps(state | {"bias": [float("inf"), 1, 2]}).encode(),
        "missing weights": json.dumps(state | {"values": state["values"][:3]}).encode(),
        "other cues": json.dumps(state | {"cues": "0"}).encode(),
        "deep": b"[" * 100_000,
    }


def test_a_forged_or_truncated_model_is_told_and_the_shipped_rules_go_on(
    desk, learned, submit, caplog
):
    for what, data in forged(bytes(learned.data)).items():
        ScreeningModel.objects.filter(pk=learned.pk).update(data=data)
        sorting._loaded.clear()
        caplog.clear()
        row = submit(what, "建议在河边增设长椅，方便老人休息。").suggestion.sorting
        assert (row.guess, row.version) == ("suggestion", 0), what
        assert "cannot be read" in caplog.text, what
        assert "已经损坏，读不出来" in words(desk.get(reverse(LIST))), what


def test_learning_anew_mends_a_broken_row(learned):
    ScreeningModel.objects.filter(pk=learned.pk).update(data=b"{")
    sorting._loaded.clear()
    mended = learning.learn_kinds(at=NOW)
    assert mended.version == 2
    assert sorting.reader().version == 2
