"""A version's questions as one form: what may come, what must, and what it was."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms

from suggestions.models import Area
from suggestions.models.answer_sheets import IN_WORDS
from suggestions.questionnaires.frozen import END, OTHER, Asked, Choice, Sheet, way
from suggestions.residents import fields

SHORT, LONG, OWN = 200, 2000, 100  # characters of own words
PREFIX, AREA = "q_", "area"
QUOTABLE = "quotable"
PICK = "请从列出的选项里选。"
UNKNOWN = "表单里有这份问卷没有的题目。请打开问卷重新填，或者把网页刷新一下。"


@dataclass
class Part:
    """A question on its page: its number and its fields."""

    number: int
    asked: Asked
    fields: list[Any] = field(default_factory=list)
    own: Any = None
    skips: list[str] = field(default_factory=list)
    leads: list[dict[str, Any]] = field(default_factory=list)

    @property
    def errors(self) -> list[str]:
        return [error for one in self.fields for error in one.errors]


class AreaInput(forms.HiddenInput):
    """Stands for the picker of areas, so that what is wrong there leads to it."""

    use_fieldset = True


class SheetForm(forms.Form):
    """`questions` of one version. The area is picked beside it, level by level: `area`."""

    def __init__(self, questions: list[Asked], *args: Any, area: Area | None = None, **kwargs: Any):
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(*args, **kwargs)
        self.questions, self.area = questions, area
        for number, one in enumerate(questions, start=1):
            for name, made in _fields_of(number, one):
                self.fields[name] = made
        if any(one.kind in IN_WORDS or one.other for one in questions):
            self.fields[QUOTABLE] = forms.BooleanField(
                label="我自己写的话，可以不署名引用到公开的文本下面",
                required=False,
                help_text="不勾也一样算数，只是不引用原话。",
            )

    # --- judging ------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if any(name.startswith(PREFIX) and name not in self.fields for name in self.data):
            self.add_error(None, UNKNOWN)
        self.way = way(self.questions, self._chosen())
        for one in self.questions:
            names = [name for name in self.fields if name.startswith(name_of(one))]
            if one.id not in self.way:  # not asked after these answers: whatever stands there
                for name in names:
                    self.errors.pop(name, None)
            elif not any(name in self.errors for name in names):
                self._judge(one, names, data)
        return data

    def _chosen(self) -> dict[str, str]:
        return {one.id: self.cleaned_data.get(name_of(one), "") for one in self.questions
                if one.kind == "single"}  # fmt: skip

    def _judge(self, one: Asked, names: list[str], data: dict[str, Any]) -> None:
        given = [name for name in names if data.get(name) not in (None, "", [])]
        first = names[0] if names else None
        if one.kind == "area":
            if one.required and self.area is None:
                self.add_error(first, "请选择您住在哪里。")
        elif one.kind == "rank" and given:
            self._judge_ranks(one, names, data)
        elif one.kind == "matrix" and (one.required or given):
            for name in names:
                if not data.get(name):
                    self.add_error(name, "这一行还没有选。")
        elif one.required and not (set(given) - {own_of(one)}):
            self.add_error(first, "这一题必答，请填一下。")
        elif one.kind == "many" and one.most and len(data[first or ""]) > one.most:
            self.add_error(first, f"最多选 {one.most} 项，您选了 {len(data[first or ''])} 项。")
        elif data.get(own_of(one)) and OTHER not in data[first or ""]:
            self.add_error(own_of(one), "您写了“其他”的内容，请同时选上“其他”。")

    def _judge_ranks(self, one: Asked, names: list[str], data: dict[str, Any]) -> None:
        ranks = sorted(int(data[name]) for name in names if data.get(name))
        if ranks != list(range(1, len(names) + 1)):
            words = f"请给每一项排一个名次，从 1 到 {len(names)}，不要重复。"
            self.add_error(names[0], words)

    # --- what was answered --------------------------------------------------------------------

    def sheet(self) -> Sheet:
        codes: list[tuple[str, str, Any]] = []
        texts: list[tuple[str, str, str]] = []
        for one in self.questions:
            if one.id in self.way:
                codes += _codes(one, self.cleaned_data)
                texts += _texts(one, self.cleaned_data)
        asks = any(one.kind == "area" and one.id in self.way for one in self.questions)
        quotable = bool(texts and self.cleaned_data.get(QUOTABLE))
        area = self.area.pk if asks and self.area else None
        return Sheet(tuple(codes), tuple(texts), area, quotable)

    # --- the page -----------------------------------------------------------------------------

    def parts(self) -> list[Part]:
        numbers = {one.id: number for number, one in enumerate(self.questions, start=1)}
        found = []
        for one in self.questions:
            part = Part(numbers[one.id], one)
            part.skips = list(_told_skips(one, numbers))
            part.leads = [{"option": c.id, "to": c.go} for c in one.options if c.go]
            for name in self.fields:
                if name == own_of(one):
                    part.own = self[name]
                elif name.startswith(name_of(one)):
                    part.fields.append(self[name])
            found.append(part)
        return found


def name_of(one: Asked) -> str:
    return AREA if one.kind == AREA else f"{PREFIX}{one.id}"


def own_of(one: Asked) -> str:
    return f"{name_of(one)}_own"


def row_of(one: Asked, row: Choice) -> str:
    return f"{name_of(one)}_{row.id}"


def _told_skips(one: Asked, numbers: Mapping[str, int]) -> Iterator[str]:
    for choice in one.options:
        if choice.go == END:
            yield f"选“{choice.text}”的，到这里就填完了，可以直接交卷。"
        elif choice.go:
            yield f"选“{choice.text}”的，请跳到第 {numbers[choice.go]} 题。"


# --- fields -----------------------------------------------------------------------------------


def _fields_of(number: int, one: Asked) -> Iterator[tuple[str, forms.Field]]:
    """Every field is optional to Django: what must be answered depends on the way through."""
    label, name = f"{number}. {one.text}", name_of(one)
    choices = [(choice.id, choice.text) for choice in one.options]
    said = {"invalid_choice": PICK, "invalid_list": PICK}
    shape: dict[str, Any] = {"label": label, "required": False, "help_text": one.help}
    if one.kind == "single":
        yield name, fields.choice(choices=choices, error_messages=said, **shape)
    elif one.kind == "many":
        box = forms.CheckboxSelectMultiple
        yield (
            name,
            forms.MultipleChoiceField(choices=choices, widget=box, error_messages=said, **shape),
        )
    elif one.kind == "scale":
        steps = [(str(step), str(step)) for step in range(1, one.steps + 1)]
        yield name, fields.choice(choices=steps, error_messages=said, **shape)
    elif one.kind == "matrix":
        for row in one.rows:
            shape |= {"label": row.text, "help_text": ""}
            yield row_of(one, row), fields.choice(choices=choices, error_messages=said, **shape)
    elif one.kind == "rank":
        places = [("", "第几位")] + [(str(n), f"第 {n} 位") for n in range(1, len(choices) + 1)]
        for option in one.options:
            shape |= {"label": option.text, "help_text": ""}
            made = forms.ChoiceField(choices=places, error_messages=said, **shape)
            yield row_of(one, option), made
    elif one.kind == "short":
        yield name, fields.short_text(limit=SHORT, **shape)
    elif one.kind == "long":
        yield name, fields.long_text(5, limit=LONG, **shape)
    elif one.kind == "number":
        yield name, _number(one, shape)
    elif one.kind == "area":
        yield name, forms.Field(widget=AreaInput, **shape)
    if one.other:
        own = {"label": f"{number}. 其他：请写几个字", "required": False}
        yield own_of(one), fields.short_text(limit=OWN, **own)


def _number(one: Asked, shape: dict[str, Any]) -> forms.DecimalField:
    unit = f"，单位：{one.unit}" if one.unit else ""
    told = f"请填 {one.least} 到 {one.greatest} 之间的数{unit}。"
    said = {
        "invalid": "这里只能填数字，不要写别的字。",
        "min_value": f"这个数太小了，最小是 {one.least}。",
        "max_value": f"这个数太大了，最大是 {one.greatest}。",
        "max_decimal_places": "最多写两位小数。",
        **dict.fromkeys(("max_digits", "max_whole_digits"), "这个数太长了，请核对一下。"),
    }
    shape["help_text"] = one.help or told
    return forms.DecimalField(
        min_value=one.least, max_value=one.greatest, max_digits=12, decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages=said, **shape,
    )  # fmt: skip


# --- what was answered ------------------------------------------------------------------------


def _codes(one: Asked, data: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    if one.kind in ("matrix", "rank"):
        for row in one.rows if one.kind == "matrix" else one.options:
            if given := data.get(row_of(one, row)):
                yield one.id, row.id, int(given) if one.kind == "rank" else given
        return
    given = data.get(name_of(one))
    if given in (None, "", []):
        return
    if one.kind == "single":
        yield one.id, "", given
    elif one.kind == "many":
        yield from ((one.id, "", option) for option in dict.fromkeys(given))
    elif one.kind == "scale":
        yield one.id, "", int(given)
    elif one.kind == "number":
        yield one.id, "", Decimal(given)


def _texts(one: Asked, data: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    if one.kind in IN_WORDS and (said := data.get(name_of(one))):
        yield one.id, "", said
    if one.other and (own := data.get(own_of(one))):
        yield one.id, OTHER, own
