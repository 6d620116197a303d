"""The fields by which a ballot is filled in, on a phone, from paper or in the hall alike."""

from typing import Any

from django import forms

from deliberation.models import Choice, Motion
from deliberation.rules import ballots
from deliberation.voting.answers import WANTED

ABSTAIN = (Choice.ABSTAIN.value, Choice.ABSTAIN.label)
BOTH = "选了弃权，就不能再选别的。"


class AnswerForm(forms.Form):
    """A form that asks for one ballot of `motion`; `answer` names what it says in `cleaned_data`.

    An order is asked by one field an option, so that it needs no JavaScript.
    """

    answer, asks = "choice", "您的意见"

    def __init__(self, *args: Any, motion: Motion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.motion = motion
        asked = self._ranks() if motion.form == ballots.RANK else {self.answer: self._one()}
        self.asked = list(asked)
        self.fields.update(asked)
        if self.field_order:
            self.order_fields(self.field_order)

    def answer_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.asked]

    def _one(self) -> forms.Field:
        wanted = WANTED[self.motion.form]
        errors = {"required": wanted, "invalid_choice": wanted}
        choices = [*self._numbered(), ABSTAIN] if self.motion.chooses else Choice.choices
        if self.motion.form == ballots.APPROVAL:
            return forms.MultipleChoiceField(
                label=self.asks,
                choices=choices,
                widget=forms.CheckboxSelectMultiple,
                help_text=ballots.ASKED[ballots.APPROVAL],
                error_messages=errors,
            )
        return forms.ChoiceField(
            label=self.asks, choices=choices, widget=forms.RadioSelect, error_messages=errors
        )

    def _numbered(self) -> list[tuple[str, str]]:
        return [(str(n), f"{n}号　{text}") for n, text in enumerate(self.motion.answers, 1)]

    def _ranks(self) -> dict[str, forms.Field]:
        places = [(n, f"第{n}") for n, _ in enumerate(self.motion.answers, 1)]
        fields: dict[str, forms.Field] = {
            f"rank_{number}": forms.TypedChoiceField(
                label=words,
                required=False,
                coerce=int,
                empty_value=None,
                choices=[("", "不排"), *places],
                error_messages={"invalid_choice": "请从名次里选。"},
            )
            for number, words in self._numbered()
        }
        fields["abstain"] = forms.BooleanField(label="弃权（一项也不排）", required=False)
        return fields

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if self.motion.form == ballots.RANK:
            data[self.answer] = self._order()
        elif self.motion.form == ballots.APPROVAL and self.answer in data:
            data[self.answer] = self._ticked(data[self.answer])
        return data

    def _ticked(self, chosen: list[str]) -> str:
        if chosen == [Choice.ABSTAIN]:
            return str(Choice.ABSTAIN)
        if Choice.ABSTAIN in chosen:
            self.add_error(self.answer, BOTH)
            return ""
        return ballots.written(ballots.APPROVAL, map(int, chosen))

    def _order(self) -> str:
        """The order that the places make, each given once and none left out in between."""
        data = self.cleaned_data
        abstains = data.pop("abstain", False)
        places = {n: data.pop(f"rank_{n}", 0) for n, _ in enumerate(self.motion.answers, 1)}
        given = sorted((place, number) for number, place in places.items() if place)
        first = next((n for n in places if f"rank_{n}" in self.errors), None)
        if first is None and (words := self._wrong([place for place, _ in given], abstains)):
            self.add_error("abstain" if abstains else f"rank_{_at_fault(given)}", words)
        return ballots.written(ballots.RANK, [number for _, number in given])

    def _wrong(self, places: list[int], abstains: bool) -> str:
        if abstains:
            return BOTH if places else ""
        if not places:
            return WANTED[ballots.RANK]
        twice = next((a for a, b in zip(places, places[1:], strict=False) if a == b), 0)
        if twice:
            return f"有两项都排在第{twice}，每个名次只能给一项。"
        return "" if places[-1] == len(places) else "名次要从第1连着排，中间不能空。"


def _at_fault(given: list[tuple[int, int]]) -> int:
    """The option beside which the fault is told: the second of two alike, the one behind a gap."""
    for number, (place, option) in enumerate(given, 1):
        if place != number:
            return option
    return 1
