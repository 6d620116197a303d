"""Answers to a questionnaire from a list: seconds, memory, disk; and the page of results over them.

`python -m tests.bench.bench_sheets [ROWS]` on PostgreSQL (`BENCH_DATABASE_URL` keeps the database).
Half of the answers in own words are one of seventy short ones, half are sentences of their own.
"""

import csv
import resource
import statistics
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.bench import site

ROWS = 280_000
NOUNS = ("路灯", "停车", "电梯", "绿化", "噪声", "路面", "充电")
ENDS = ("太少", "不好", "要修", "没人管", "太贵", "太乱", "挺好", "一般", "差", "好")
SHORT = [what + how for what in NOUNS for how in ENDS]
PLACES = ("河边", "小区东门", "地铁口", "菜场门口", "学校旁边", "三号楼下", "公园里面")
HEADER = ["序号", "提交时间", "1、身份", "2、设施", "3、满意", "4、几口人", "5、还想说什么"]


def a_list(path: Path, rows: int) -> None:
    who, what = ("老人", "上班族", "学生"), ("长椅", "路灯", "厕所")
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        for n in range(rows):
            said = SHORT[n % 70] if n % 2 else (
                f"{PLACES[n % 7]}的{SHORT[n // 7 % 70]}，{n % 24}点以后最明显，"
                f"希望街道第{n}次来看一看，打13{n % 10}{n:08d}也可以找到我。"
            )  # fmt: skip
            at, two = (
                f"2026-0{1 + n % 9}-{1 + n % 28:02d} 10:00",
                what[n % 3] + "┋" + what[n % 3 - 1],
            )
            writer.writerow([n, at, who[n % 3], two, 1 + n % 5, 1 + n % 9, said])


def questionnaire() -> None:
    import datetime as dt

    import django

    django.setup()
    from django.utils import timezone
    from wagtail.models import Page

    from suggestions.models import QuestionnairePage

    now = timezone.now()
    named = iter(f"{n:036d}" for n in range(99))

    def asked(kind, text, **value):
        return {"type": kind, "id": next(named), "value": {"text": text, **value}}

    def items(*texts):
        return [{"type": "item", "id": next(named), "value": text} for text in texts]

    who = [{"type": "item", "id": next(named), "value": {"text": text, "go": None}}
           for text in ("老人", "上班族", "学生")]  # fmt: skip
    page = QuestionnairePage(
        title="测量", slug="sheets", summary="测量", shows_results=True,
        opens_at=now - dt.timedelta(days=1), closes_at=now + dt.timedelta(days=9),
    )  # fmt: skip
    page.questions = page.questions.stream_block.to_python([
        asked("single", "身份", options=who, groups=True),
        asked("many", "设施", options=items("长椅", "路灯", "厕所")),
        asked("scale", "满意", steps="5", low="低", high="高"),
        asked("number", "几口人", low=1, high=10),
        asked("long", "还想说什么"),
    ])  # fmt: skip
    Page.objects.get(depth=2).add_child(instance=page)
    print(page.pk)


def rows(place: site.Scratch, number: int = ROWS) -> Iterator[tuple[str, str, str]]:
    """(what, must, figure)."""
    pk = _told(place, "from tests.bench.bench_sheets import questionnaire; questionnaire()")
    path = Path(place.env["JIANYAN_VAR"]) / "answers.csv"
    a_list(path, number)
    began = time.monotonic()
    out = place.manage(
        "import_sheets", str(path), "--questionnaire=sheets", capture_output=True, text=True
    ).stdout
    seconds = time.monotonic() - began
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    said = out.strip().splitlines()
    figure = (
        f"{seconds:.0f} s with start-up and counting, peak {peak:.0f} MB ({said[0]} {said[-1]})"
    )
    yield f"import {number:,} answers in own words, {place.vendor}", "≤ 60 s, ≤ 500 MB", figure
    yield f"disk of {number:,} sheets", "", _told(place, DISK)
    with site.serving(place) as port:
        for query in ("", "?by=000000000000000000000000000000000000"):
            url = f"http://127.0.0.1:{port}/questionnaires/{pk}/results/{query}"
            taken = [_seconds(url) for _ in range(25)][5:]
            worst = sorted(taken)[-2]
            middle = statistics.median(taken)
            figure = f"median {middle * 1000:.0f} ms, 19 of 20 within {worst * 1000:.0f} ms"
            yield f"results over {number:,} sheets {'apart' if query else ''}", "≤ 300 ms", figure


DISK = """
from django.db import connection
tables = ("answersheet", "sheetanswer", "openanswer", "tally")
if connection.vendor == "postgresql":
    with connection.cursor() as cursor:
        sizes = []
        for name in tables:
            cursor.execute("SELECT pg_total_relation_size(%s)", [f"suggestions_{name}"])
            sizes.append(f"{name} {cursor.fetchone()[0] / 1e6:.0f} MB")
        print(", ".join(sizes))
else:
    print("not measured")
"""


def _told(place: site.Scratch, code: str) -> str:
    out = place.manage("shell", "-c", code, capture_output=True, text=True).stdout
    return out.strip().splitlines()[-1]


def _seconds(url: str) -> float:
    began = time.monotonic()
    urllib.request.urlopen(url, timeout=60).read()
    return time.monotonic() - began


if __name__ == "__main__":
    with site.scratch("postgresql" if site.has_postgres() else "sqlite") as made:
        for row in rows(made, int(sys.argv[1]) if len(sys.argv) > 1 else ROWS):
            print(" | ".join(row), flush=True)
