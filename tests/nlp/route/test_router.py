"""Routing: recommended from history, calibrated, and willing to say that it does not know."""

import csv
import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from nlp.reading import meaning
from nlp.route import UNSURE, ModelError, Router

WORDS = {
    "交通": ["公交车", "地铁", "红绿灯", "斑马线", "堵车", "停车", "道路", "公交线路"],
    "教育": ["学校", "老师", "补课", "食堂", "入学", "幼儿园", "学区", "校车"],
    "环保": ["噪音", "油烟", "污水", "垃圾", "扬尘", "河道", "异味", "废气"],
}


def letters(n: int, seed: int) -> tuple[list[tuple[str, str]], list[str]]:
    chance = random.Random(seed)
    made, labels = [], []
    for _ in range(n):
        label = chance.choice(list(WORDS))
        words = chance.sample(WORDS[label], 3)
        made.append((f"希望解决{words[0]}和{words[1]}的问题，谢谢领导", f"关于{words[2]}"))
        labels.append(label)
    return made, labels


@pytest.fixture(scope="module")
def router() -> Router:
    return Router.train(*letters(150, seed=1))


def test_unseen_letters_go_where_their_like_went(router: Router) -> None:
    texts, truth = letters(60, seed=2)
    found = [advice.labels[0][0] for advice in router.predict(texts)]
    assert np.mean([a == b for a, b in zip(found, truth, strict=True)]) > 0.95
    assert router.figures["top1"] > 0.9
    assert router.figures["letters"] == 150


def test_scores_are_shares_best_first_and_words_explain(router: Router) -> None:
    advice = router.predict([("公交车太少，地铁太远，天天堵车", "公交线路")])[0]
    scores = [score for _, score in advice.labels]
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) == pytest.approx(1, abs=0.001)
    assert advice.label == "交通"
    assert set(advice.words) & set(WORDS["交通"])


def test_the_words_behind_a_recommendation_are_told(router: Router) -> None:
    letter = ("学校门口没有红绿灯，天天堵车", "关于斑马线")
    said = router.explain(*letter)
    assert {"斑马线", "红绿灯", "堵车"} <= {word for word, _ in said}
    assert [weight for _, weight in said] == sorted((w for _, w in said), reverse=True)
    assert all(weight > 0 for _, weight in said)
    assert [word for word, _ in said] == list(router.predict([letter])[0].words)[: len(said)]
    assert router.explain(*letter, label="教育", top=1)[0][0] == "学校"
    assert router.explain("zzz") == []
    with pytest.raises(ModelError, match="市容"):
        router.explain("路", label="市容")


def test_a_letter_of_unknown_words_is_answered_with_unsure(router: Router) -> None:
    for text in ("", "zzz qqq", "🙂"):
        advice = router.predict([(text, "")])[0]
        assert not advice.sure
        assert advice.label == UNSURE
    assert router.predict([]) == []
    with pytest.raises(ValueError, match="at least 1"):
        router.predict([("路", "")], top=0)


def test_a_saved_model_answers_the_same_and_holds_no_pickle(router: Router, tmp_path: Path) -> None:
    path = tmp_path / "model"
    router.save(path)
    texts, _ = letters(20, seed=3)
    assert Router.load(path).predict(texts) == router.predict(texts)
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
    assert names - {"meaning.npy"} == {"idf.npy", "model.json", "untitled.npy", "weights.npy"}
    assert [file.name for file in tmp_path.iterdir()] == ["model"]


def rewritten(path: Path, **changes: object) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    state = json.loads(parts["model.json"]) | changes
    parts["model.json"] = json.dumps(state).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"version": 99}, "version 99"),
        ({"format": "other"}, "no model file"),
        ({"labels": ["一"]}, "damaged"),
        ({"vocabularies": None}, "damaged"),
        ({"threshold": "x"}, "damaged"),
        ({"figures": None}, "damaged"),
    ],
)
def test_a_wrong_model_file_is_refused_with_its_reason(
    router: Router, tmp_path: Path, changes: dict[str, object], reason: str
) -> None:
    router.save(tmp_path / "model")
    with pytest.raises(ModelError, match=reason):
        Router.load(rewritten(tmp_path / "model", **changes))


def without(path: Path, *names: str) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name not in names}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def test_a_file_of_the_first_version_is_read_as_it_was(router: Router, tmp_path: Path) -> None:
    """It had one table for all letters and no meanings."""
    path = tmp_path / "model"
    router.save(path)
    without(path, "untitled.npy", "meaning.npy")
    old = Router.load(rewritten(path, version=1))
    assert not old.has_meanings
    texts, truth = letters(40, seed=5)
    for given in (texts, [(title + text, "") for text, title in texts]):
        found = [advice.labels[0][0] for advice in old.predict(given)]
        assert np.mean([a == b for a, b in zip(found, truth, strict=True)]) > 0.9
    old.save(tmp_path / "new")
    assert Router.load(tmp_path / "new").predict(texts) == old.predict(texts)


@pytest.mark.parametrize("name", ["untitled", "meaning"])
def test_a_table_of_another_shape_is_refused(router: Router, tmp_path: Path, name: str) -> None:
    path = tmp_path / "model"
    router.save(path)
    without(path, f"{name}.npy")
    np.save(tmp_path / "part.npy", np.zeros((3, 3), np.float32))
    with zipfile.ZipFile(path, "a") as archive:
        archive.write(tmp_path / "part.npy", f"{name}.npy")
    with pytest.raises(ModelError, match="damaged"):
        Router.load(path)


def test_half_a_file_is_refused(router: Router, tmp_path: Path) -> None:
    path = tmp_path / "model"
    router.save(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(ModelError, match="no model file"):
        Router.load(path)


def test_a_letter_whose_title_came_glued_to_it_goes_where_it_would_with_one(
    tmp_path: Path,
) -> None:
    """Only the titles tell: a table that looks for them in the title's place hears it less."""
    made, _ = letters(150, seed=6)
    telling = [("请领导处理，谢谢", title) for _, title in made]
    labels = [next(label for label, words in WORDS.items() if t[2:] in words) for _, t in made]
    router = Router.train(telling, labels, semantic="off")
    glued = [(title + text, "") for text, title in telling]
    both = router.predict(telling), router.predict(glued)
    for advice in both:
        found = [one.labels[0][0] for one in advice]
        assert np.mean([a == b for a, b in zip(found, labels, strict=True)]) == 1
    router.save(tmp_path / "model")
    without(tmp_path / "model", "untitled.npy")
    one_table = Router.load(tmp_path / "model")
    assert router.explain(*glued[0])[0][1] > one_table.explain(*glued[0])[0][1]
    assert router.explain(*glued[0])[0][0] == router.explain(*telling[0])[0][0]


def test_where_the_extra_is_missing_words_alone_decide(
    router: Router, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts, truth = letters(60, seed=7)
    had = router.has_meanings
    before = [one.labels for one in router.predict(texts)]
    monkeypatch.setattr(meaning, "available", lambda: False)
    assert not router.has_meanings
    found = router.predict(texts)
    assert np.mean([one.labels[0][0] == t for one, t in zip(found, truth, strict=True)]) > 0.95
    assert ([one.labels for one in found] != before) == had
    with pytest.raises(ImportError, match="semantic"):
        Router.train(texts, truth, semantic="on")


@pytest.mark.skipif(not meaning.available(), reason="the semantic extra is not installed")
def test_meanings_of_another_encoder_take_no_part(router: Router, tmp_path: Path) -> None:
    assert router.has_meanings
    router.save(tmp_path / "model")
    said = {"threshold": 0.5, "divisor": 1.0, "encoder": "another"}
    other = Router.load(rewritten(tmp_path / "model", meaning=said))
    assert not other.has_meanings
    assert other.predict([("公交车太少", "")])[0].labels[0][0] == "交通"


def test_figures_come_with_their_intervals(router: Router) -> None:
    for name in ("top1", "top3", "at_90_percent"):
        low, high = router.figures[f"{name}_low"], router.figures[f"{name}_high"]
        assert low <= router.figures[name] <= high and low < high


def test_a_pickled_array_is_never_loaded(router: Router, tmp_path: Path) -> None:
    path = tmp_path / "model"
    router.save(path)
    np.save(tmp_path / "evil.npy", np.array([print], object), allow_pickle=True)
    with zipfile.ZipFile(path) as archive:
        state = archive.read("model.json")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("model.json", state)
        archive.write(tmp_path / "evil.npy", "weights.npy")
        archive.write(tmp_path / "evil.npy", "idf.npy")
    with pytest.raises(ModelError, match="no model file"):
        Router.load(path)


def test_a_file_that_is_no_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello")
    with pytest.raises(ModelError, match="no model file"):
        Router.load(tmp_path / "text")


@pytest.mark.parametrize(
    ("labels", "reason"),
    [
        (["甲", "甲"], "two labels"),
        (["甲", "甲", "乙"], "fewer than 2 letters: 乙"),
        (["甲", "甲", UNSURE, UNSURE], "neither empty"),
        ([], "two labels"),
    ],
)
def test_too_little_to_learn_from_is_told(labels: list[str], reason: str) -> None:
    with pytest.raises(ModelError, match=reason):
        Router.train([("路灯", "")] * len(labels), labels)


def test_the_commands_train_and_predict(tmp_path: Path) -> None:
    made, labels = letters(80, seed=4)
    source = tmp_path / "in.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "title", "body", "label"])
        writer.writerows(
            (n, t[1], t[0], y) for n, (t, y) in enumerate(zip(made, labels, strict=True))
        )
    nlp = [sys.executable, "-m", "nlp", "route"]
    model, out = str(tmp_path / "model"), tmp_path / "out.csv"
    text = ["--text", "title", "body"]
    trained = subprocess.run(
        [*nlp, "train", str(source), model, *text, "--label", "label"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert "95 % intervals: top1 1.000 (0.9" in trained.stderr
    subprocess.run([*nlp, "predict", model, str(source), str(out), *text, "--top", "2"], check=True)
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["id", "rank", "label", "score"]
    assert [row["rank"] for row in rows[:4]] == ["1", "2", "1", "2"]
    assert sum(row["label"] == labels[int(row["id"])] for row in rows if row["rank"] == "1") > 75
    done = subprocess.run(
        [*nlp, "predict", str(source), str(source), str(out)], capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "no model file" in done.stderr
    assert "Traceback" not in done.stderr
