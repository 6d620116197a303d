"""A list of invented letters as an office's old system gives it out: as many rows as wanted."""

import csv
import datetime as dt
import random
from pathlib import Path

from nlp.reading.segment import civic_words

MAP = "title=标题,body=内容,submitted_at=时间,external_id=编号,author=用户"
HEADER = ("编号", "标题", "内容", "时间", "用户")
ROADS = (
    *("长宁", "望江", "青石", "和平", "云栖", "西堤", "柳荫", "百花"),
    *("金桂", "新村", "南渡", "北苑", "东湖", "白鹤", "松涛", "石桥"),
)
KINDS = ("路", "街", "新村", "花园", "苑", "里", "小区", "弄")
WISHES = (
    *("坏了没有人修", "晚上太暗看不清", "希望延长开放时间", "建议多设几处", "能不能换个位置"),
    *("老人用着不方便", "孩子上学要绕路", "已经反映过两次", "请有关部门实地看看", "收费不清楚"),
)
JOINS = ("，", "。", "；", "，而且", "。另外", "，所以")
FAULTY = 500  # one row in so many has no time that can be read


def write(path: Path, rows: int, *, seed: int = 7) -> Path:
    """About 200 characters a letter, one in forty with a telephone number in it."""
    rng = random.Random(seed)
    words = [word for word, _ in civic_words()]
    start = dt.datetime(2026, 1, 1, 8)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(rows):
            moment = start + dt.timedelta(minutes=number)
            when = "上个月" if number % FAULTY == FAULTY - 1 else f"{moment:%Y-%m-%d %H:%M}"
            title, body = _letter(rng, words)
            writer.writerow([f"Q{number:07}", title, body, when, f"u{rng.randrange(rows)}"])
    return path


def _letter(rng: random.Random, words: list[str]) -> tuple[str, str]:
    place = f"{rng.choice(ROADS)}{rng.choice(KINDS)}"
    title = f"{place}{rng.choice(words)}{rng.choice(WISHES)}"
    parts = [f"我住在{place}{rng.randrange(1, 400)}号"]
    for _ in range(14):
        told = f"{rng.choice(ROADS)}{rng.choice(KINDS)}的{rng.choice(words)}"
        parts.append(f"{rng.choice(JOINS)}{told}{rng.choice(WISHES)}")
    if rng.random() < 1 / 40:
        parts.append(f"。我的电话是1380013{rng.randrange(10_000):04}")
    return title, "".join(parts) + "。"
