"""A questionnaire with one question of every kind."""

import datetime as dt
import itertools
import uuid

import pytest
from django.utils import timezone

from tests.conftest import NOW

NUMBERS = itertools.count(1)


def ident(name):
    """A block's id that a test can name."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, name))


def items(*texts):
    return [{"type": "item", "id": ident(text), "value": text} for text in texts]


def options(*texts, **goes):
    return [
        {"type": "item", "id": ident(text), "value": {"text": text, "go": goes.get(text)}}
        for text in texts
    ]


def block(kind, name, **value):
    asked = {"text": name, "help": "", "required": False, **value}
    return {"type": kind, "id": ident(name), "value": asked}


EVERY_KIND = [
    block("single", "身份", options=options("老人", "上班族", "学生", 学生=4), groups=True,
          required=True, other=False),
    block("many", "设施", options=items("长椅", "路灯", "厕所"), other=True, most=2),
    block("rank", "先后", options=items("甲", "乙", "丙")),
    block("scale", "满意", steps="5", low="不满意", high="满意"),
    block("matrix", "各处", rows=items("公园", "车站"), options=items("好", "坏")),
    block("short", "一句话"),
    block("long", "多说几句"),
    block("area", "住哪里"),
    block("number", "几口人", low=1, high=20, unit="人"),
]  # fmt: skip


@pytest.fixture
def make_questionnaire(home):
    from suggestions.models import QuestionnairePage

    def make(questions=EVERY_KIND, *, title="便民设施问卷", parent=None, **fields):
        today = timezone.now()
        values = {
            "slug": f"questionnaire-{next(NUMBERS)}",
            "summary": "三分钟，说说身边的设施。",
            "opens_at": min(NOW, today) - dt.timedelta(days=30),
            "closes_at": max(NOW, today) + dt.timedelta(days=30),
            **fields,
        }
        page = QuestionnairePage(title=title, **values)
        page.questions = page.questions.stream_block.to_python(list(questions))
        (parent or home).refresh_from_db()
        (parent or home).add_child(instance=page)
        return QuestionnairePage.objects.get(pk=page.pk)

    return make


@pytest.fixture
def questionnaire(make_questionnaire):
    return make_questionnaire()


@pytest.fixture
def version(questionnaire):
    from suggestions.actions import sheets

    return sheets.version_of(questionnaire, at=NOW)


def field(name, row="", own=False):
    """The name of a question's field in the form."""
    if name == "住哪里":
        return "area"
    return f"q_{ident(name)}" + (f"_{ident(row)}" if row else "") + ("_own" if own else "")


def filled(version, **more):
    """A whole form as a browser sends it."""
    said = {
        "key": str(uuid.uuid4()),
        "version": version.number,
        field("身份"): ident("老人"),
        field("设施"): [ident("长椅"), "other"],
        field("设施", own=True): "饮水点",
        **{field("先后", row): place for row, place in (("甲", 2), ("乙", 1), ("丙", 3))},
        field("满意"): "4",
        **{field("各处", row): ident("好") for row in ("公园", "车站")},
        field("一句话"): "路灯太暗",
        field("多说几句"): "我的电话是13800001234，请装灯。",
        field("几口人"): "3",
    }
    return said | more


@pytest.fixture
def answered(version, questionnaire):
    """Six whole sheets, counted."""
    from suggestions.actions import sheets, tallying
    from suggestions.questionnaires.forms import SheetForm
    from suggestions.questionnaires.frozen import read

    for _ in range(6):
        data = filled(version)
        form = SheetForm(read(version.questions), data)
        assert form.is_valid(), form.errors
        sheets.hand_in(version, form.sheet(), key=data["key"], at=NOW)
    tallying.count_sheets(at=NOW)
    return questionnaire
