"""The questions of a questionnaire as an editor writes them: one block a kind of question.

Blocks and the items of their lists keep their ids for ever; answers are kept under them.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks

MOST_QUESTIONS, MOST_OPTIONS, MOST_ROWS, MOST_RANKED = 80, 60, 30, 10
OPTION_LENGTH, QUESTION_LENGTH = 80, 200
FARTHEST = 1_000_000_000  # of a number that somebody may be asked for
THE_END = 0  # where a skip leads that ends the questionnaire
GO_HELP = "选它就跳到第几题：只能往后；0 是直接交卷。"


class OptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label="选项", max_length=OPTION_LENGTH)
    go = blocks.IntegerBlock(
        label="跳到第几题",
        required=False,
        min_value=0,
        max_value=MOST_QUESTIONS,
        help_text=GO_HELP,
    )

    class Meta:
        label = "选项"


class QuestionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label="题目", max_length=QUESTION_LENGTH)
    help = blocks.CharBlock(label="说明", required=False, max_length=QUESTION_LENGTH)
    required = blocks.BooleanBlock(label="必答", required=False)


def _lines(label: str, most: int, least: int = 2) -> blocks.ListBlock:
    line = blocks.CharBlock(label=label, max_length=OPTION_LENGTH)
    return blocks.ListBlock(line, label=label, min_num=least, max_num=most)


def _other() -> blocks.BooleanBlock:
    return blocks.BooleanBlock(
        label="最后加一项“其他”", required=False, help_text="居民选了它，可以自己写几个字。"
    )


class SingleBlock(QuestionBlock):
    options = blocks.ListBlock(OptionBlock(), label="选项", min_num=2, max_num=MOST_OPTIONS)
    other = _other()
    groups = blocks.BooleanBlock(
        label="结果可以按这道题分开看",
        required=False,
        help_text="用在身份、年龄段这样的题上。",
    )

    class Meta:
        icon = "radio-full"
        label = "单选"


class ManyBlock(QuestionBlock):
    options = _lines("选项", MOST_OPTIONS)
    other = _other()
    most = blocks.IntegerBlock(
        label="最多选几项", required=False, min_value=1, max_value=MOST_OPTIONS
    )

    class Meta:
        icon = "tasks"
        label = "多选"


class RankBlock(QuestionBlock):
    options = _lines("选项", MOST_RANKED)

    class Meta:
        icon = "list-ol"
        label = "排序"


class ScaleBlock(QuestionBlock):
    steps = blocks.ChoiceBlock(
        label="分几级", choices=[("5", "1 到 5"), ("7", "1 到 7"), ("10", "1 到 10")], default="5"
    )
    low = blocks.CharBlock(label="1 是什么意思", max_length=20)
    high = blocks.CharBlock(label="最高一级是什么意思", max_length=20)

    class Meta:
        icon = "order"
        label = "量表"


class MatrixBlock(QuestionBlock):
    rows = _lines("行", MOST_ROWS)
    options = _lines("列（每行选一个）", MOST_RANKED)

    class Meta:
        icon = "table"
        label = "矩阵"


class ShortBlock(QuestionBlock):
    class Meta:
        icon = "pilcrow"
        label = "短答"


class LongBlock(QuestionBlock):
    class Meta:
        icon = "doc-full"
        label = "长答"


class AreaBlock(QuestionBlock):
    class Meta:
        icon = "site"
        label = "居住地区"


class NumberBlock(QuestionBlock):
    low = blocks.IntegerBlock(label="最小", min_value=-FARTHEST, max_value=FARTHEST)
    high = blocks.IntegerBlock(label="最大", min_value=-FARTHEST, max_value=FARTHEST)
    unit = blocks.CharBlock(label="单位", required=False, max_length=10)

    class Meta:
        icon = "calendar"
        label = "数字"

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        low, high = found["low"], found["high"]
        if low is not None and high is not None and low >= high:  # a draft may lack either
            words = ValidationError("最大要比最小大。")
            raise blocks.StructBlockValidationError({"high": words})
        return found


class QuestionBlocks(blocks.StreamBlock):
    single = SingleBlock()
    many = ManyBlock()
    rank = RankBlock()
    scale = ScaleBlock()
    matrix = MatrixBlock()
    short = ShortBlock()
    long = LongBlock()
    area = AreaBlock()
    number = NumberBlock()

    class Meta:
        min_num = 1
        max_num = MOST_QUESTIONS
        block_counts = {"area": {"max_num": 1}}

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        wrong: dict[int, Exception] = {}
        for place, child in enumerate(found):
            if child.block_type == "single":
                words = wrong_skips(place + 1, len(found), child.value["options"])
                if words:
                    wrong[place] = ValidationError(words)
        if wrong:
            raise blocks.StreamBlockValidationError(block_errors=wrong)
        return found


def wrong_skips(number: int, last: int, options: Any) -> str:
    """What is wrong with where the options of question `number` lead; empty where nothing is."""
    for option in options:
        go = option["go"] if isinstance(option, Mapping) else None
        if go is None or go == THE_END:
            continue
        if go <= number:
            return f"“{option['text'] or ''}”要跳到第 {go} 题，可它在前面：只能往后跳。"
        if go > last:
            return f"“{option['text'] or ''}”要跳到第 {go} 题，可这份问卷一共 {last} 题。"
    return ""
