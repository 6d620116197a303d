"""A model that an office has taught: better than the shipped rules where it is, told by words."""

import json
from pathlib import Path

import pytest

from nlp.screen import EACH, Learned, ModelError, judging, screen, train

SAYS = {
    "建议": "{}那里倘使多摆两盆绿萝，老街坊坐着舒坦",
    "诉求": "{}昨儿个又趴窝了，捎信三回，没见人影",
    "咨询": "劳驾讲讲{}归哪家师傅照看，心里没底",
}
THINGS = [
    "长椅", "花坛", "凉亭", "书屋", "菜场", "球场", "车棚",
    "门厅", "水池", "信箱", "雨棚", "扶手", "围栏", "滑梯", "秋千",
]  # fmt: skip


def taught(*kinds: str, things: list[str] = THINGS) -> tuple[list[tuple[str, str]], list[str]]:
    pairs = [((SAYS[kind].format(thing), thing), kind) for thing in things for kind in kinds]
    return [letter for letter, _ in pairs], [kind for _, kind in pairs]


@pytest.fixture(scope="module")
def model() -> Learned:
    return train(*taught(*SAYS))


def test_it_tells_kinds_that_no_shipped_cue_knows(model: Learned) -> None:
    for kind, says in SAYS.items():
        found = model.screen(says.format("石桌"), "石桌")
        assert found.kind == kind and 0.4 < found.score <= 1
        assert found.words and all(word in says for word in found.words)


def test_its_figures_stand_beside_those_of_the_shipped_rules(model: Learned) -> None:
    letters, kinds = taught(*SAYS)
    shipped = judging.macro_f1(kinds, [screen(*letter).kind for letter in letters])
    figures = model.figures
    assert figures["shipped"] == pytest.approx(shipped, abs=0.001)
    assert model.better and figures["macro_f1"] > 0.9 > shipped
    for figure, ends in (("macro_f1", "interval"), ("shipped", "shipped_interval")):
        assert figures[ends][0] <= figures[figure] <= figures[ends][1]
    assert figures["letters"] == 45 and figures["kinds"] == dict.fromkeys(SAYS, 15)


def test_it_is_judged_by_letters_it_has_not_seen() -> None:
    """Kinds drawn by lot can be learned by heart, but not be foreseen."""
    letters, _ = taught("诉求", "咨询")
    lots = [("诉求", "咨询")[(n * n // 7) % 2] for n in range(len(letters))]
    assert train(letters, lots).figures["macro_f1"] < 0.8


def test_two_kinds_are_told_apart_too() -> None:
    model = train(*taught("诉求", "咨询"))
    assert model.screen(SAYS["咨询"].format("石桌")).kind == "咨询"
    assert model.screen(SAYS["诉求"].format("石桌")).kind == "诉求"


def test_danger_and_empty_letters_stay_told_by_rules(model: Learned) -> None:
    assert model.screen("三号楼正在冒烟，有人被困，快来救命！").kind == "紧急"
    assert model.screen("", "").kind == "无效"


def test_a_kind_with_too_few_letters_is_left_out() -> None:
    letters, kinds = taught("诉求", "咨询")
    few, rare = taught("建议", things=THINGS[: EACH - 1])
    assert sorted(train([*letters, *few], [*kinds, *rare]).kinds) == ["咨询", "诉求"]
    with pytest.raises(ModelError, match="two kinds"):
        train(few, rare)


def test_what_is_read_back_answers_the_same(model: Learned) -> None:
    again = Learned.loads(model.dumps())
    for letter in taught(*SAYS)[0]:
        assert again.screen(*letter) == model.screen(*letter)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"version": 9}, "version 9"),
        ({"format": "other"}, "no model of this program"),
        ({"cues": "0"}, "other cue words"),
        ({"kinds": ["建议", "好", "坏"]}, "damaged"),
        ({"kinds": ["建议", "建议", "诉求"]}, "damaged"),
        ({"bias": [1, 2]}, "damaged"),
        ({"bias": [float("nan"), 1, 2]}, "damaged"),
        ({"bias": [1e300, 1, 2]}, "damaged"),
        ({"values": []}, "damaged"),
        ({"words": {"路灯": [1.0]}}, "damaged"),
        ({"words": None}, "damaged"),
        ({"figures": {}}, "damaged"),
    ],
)
def test_a_wrong_model_is_refused_with_its_reason(
    model: Learned, change: dict[str, object], reason: str
) -> None:
    state = json.loads(model.dumps()) | change
    with pytest.raises(ModelError, match=reason):
        Learned.loads(json.dumps(state).encode())


@pytest.mark.parametrize("data", [b"", b"[]", b"\x80\x04.", b"[" * 50_000, b"\xff", b"{"])
def test_what_is_no_model_is_refused(data: bytes) -> None:
    with pytest.raises(ModelError):
        Learned.loads(data)


def test_half_a_model_is_refused(model: Learned, tmp_path: Path) -> None:
    data = model.dumps()
    with pytest.raises(ModelError, match="no model"):
        Learned.loads(data[: len(data) // 2])
