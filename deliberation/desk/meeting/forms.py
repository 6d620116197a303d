"""What the buttons of a running meeting ask for."""

from typing import Any, cast

from django import forms
from wagtail.admin.widgets import AdminDateTimeInput

from deliberation.actions.apologizing import REASON
from deliberation.actions.options import Plan
from deliberation.hall.presence import Gathering
from deliberation.models import Meeting, MoneySource, Option, Party, Remark
from suggestions.residents.fields import YuanField
from suggestions.staff.forms import DeskForm, text_area

NOT_A_TIME = {"invalid": "请按“2026-09-20 19:00”这样填写时间。"}
MONEY_ROWS, MOST_ROWS = 3, len(MoneySource)


def moment_field(label: str, help_text: str = "", *, required: bool = False) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=required,
        help_text=help_text,
        widget=AdminDateTimeInput,
        error_messages={**NOT_A_TIME, "required": f"请填写{label}。"},
    )


class ChairForm(DeskForm):
    subject: Meeting
    name = forms.CharField(
        label="主持人", max_length=40, error_messages={"required": "请填写主持人。"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("name", self.subject.chair)


class OpenForm(ChairForm):
    opened_at = moment_field("开会时间", "现在就开会的不用填；事后补录的请填实际开会的时间。")

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"chair": data["name"], "opened_at": data["opened_at"]}


class CloseForm(DeskForm):
    closed_at = moment_field("散会时间", "现在散会的不用填；事后补录的请填实际散会的时间。")


class StayForm(DeskForm):
    """How long, in minutes."""

    minutes = forms.IntegerField(
        label="分钟",
        initial=5,
        min_value=1,
        max_value=240,
        error_messages={"required": "请填写分钟数。", "invalid": "分钟数应当是整数。"},
    )


class OutcomeForm(DeskForm):
    outcome = text_area(
        "议出的结果", required=False, limit=1000, rows=3, help_text="已经表决过的可以不填。"
    )


class SpeakerForm(DeskForm):
    """Somebody from the seats, or a guest by name."""

    seat = forms.ChoiceField(
        label="发言人", required=False, error_messages={"invalid_choice": "请从名单里选发言人。"}
    )
    name = forms.CharField(label="名单外的填姓名", required=False, max_length=40)

    def know(self, gathering: Gathering) -> None:
        """The people to choose from, those in the hall first."""
        here = {r.sitting.pk for r in gathering.rows if r.there}
        seats = sorted(gathering.seats, key=lambda seat: seat.pk not in here)
        self.people = {str(seat.pk): seat for seat in gathering.seats}
        groups: dict[str, list] = {}
        for seat in seats:
            line = (str(seat.pk), f"{seat.holder}（{seat.party.name}）")
            groups.setdefault("已到会" if seat.pk in here else "其他成员", []).append(line)
        seat_field = cast(forms.ChoiceField, self.fields["seat"])
        seat_field.choices = [("", "请选择"), *groups.items()]

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        seat = self.people.get(data.get("seat", ""))
        if seat is None and not data.get("name") and not self.errors:
            raise forms.ValidationError("请选择发言人，或者填写姓名。")
        return {**data, "seat": seat, "name": "" if seat else data.get("name", "")}


class RemarkForm(SpeakerForm):
    gist = text_area("要点", limit=500, rows=3, help_text="一两句话；会公开。")


class ReviseRemarkForm(DeskForm):
    """`seen` carries what the secretary was looking at."""

    subject: Remark
    gist = text_area("要点", limit=500, rows=3)
    seen = forms.CharField(strip=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"gist": self.subject.gist, "seen": self.subject.gist, **self.initial}

    def clean_seen(self) -> str:
        return self.cleaned_data["seen"].replace("\r\n", "\n")


class OptionForm(DeskForm):
    """方案: its money in rows of source and amount; one more row than is used."""

    title = forms.CharField(
        label="方案", max_length=60, error_messages={"required": "请填写方案名称。"}
    )
    detail = text_area("做法", required=False, limit=1000, rows=3)
    carrier = forms.CharField(label="由谁实施", max_length=60, required=False)
    weeks = forms.IntegerField(
        label="约需几周",
        required=False,
        min_value=1,
        max_value=520,
        error_messages={"invalid": "几周应当是整数。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = list(self.subject.money.all()) if isinstance(self.subject, Option) else []
        self.count = min(max(MONEY_ROWS, len(stored) + 1), MOST_ROWS)
        for n in range(self.count):
            self.fields[f"source_{n}"] = forms.ChoiceField(
                label=f"资金来源 {n + 1}",
                required=False,
                choices=[("", "没有"), *MoneySource.choices],
            )
            self.fields[f"amount_{n}"] = YuanField(
                label=f"金额（元）{n + 1}",
                required=False,
                min_value=0,
                max_digits=14,
                decimal_places=2,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
                error_messages={"invalid": "金额应当是数，例如 12000 或 350.50。"},
            )
        if isinstance(self.subject, Option):
            for name in ("title", "detail", "carrier", "weeks"):
                self.initial.setdefault(name, getattr(self.subject, name))
            for n, line in enumerate(stored):
                self.initial.update({f"source_{n}": line.source, f"amount_{n}": line.amount})

    def words(self) -> list:
        return [self[name] for name in ("title", "detail", "carrier", "weeks")]

    def money_rows(self) -> list[tuple]:
        return [(self[f"source_{n}"], self[f"amount_{n}"]) for n in range(self.count)]

    def clean(self) -> dict[str, Any]:
        super().clean()
        data, money = self.cleaned_data, []
        for n in range(self.count):
            source, amount = data.get(f"source_{n}"), data.get(f"amount_{n}")
            if source and amount is None and f"amount_{n}" not in self.errors:
                self.add_error(f"amount_{n}", "选了资金来源，请填写金额。")
            elif amount is not None and not source:
                self.add_error(f"source_{n}", "填了金额，请选择资金来源。")
            elif source and amount is not None:
                money.append((source, amount))
        if self.errors:
            return data
        words = {name: data[name] for name in ("title", "detail", "carrier", "weeks")}
        return {"plan": Plan(**words, money=money)}


# --- signing in -------------------------------------------------------------------------------


class ObserverForm(DeskForm):
    name = forms.CharField(
        label="姓名", max_length=40, error_messages={"required": "请填写列席人姓名。"}
    )
    party = forms.ModelChoiceField(
        Party.objects.all(), label="所属议事方", required=False, empty_label="不属于哪一方"
    )


class ExcuseForm(DeskForm):
    asked_at = moment_field("请假时间", "现在说的不用填；会前说过、现在补记的填当时的时间。")
    reason = forms.CharField(
        label="事由", required=False, max_length=REASON, help_text="可以不填；不公开。"
    )


class LeftForm(DeskForm):
    left_at = moment_field("离会时间", "现在离会的不用填。")


class CorrectForm(DeskForm):
    arrived_at = moment_field("到会时间", required=True)
    left_at = moment_field("离会时间", "没有提前离会的留空。")
    reason = text_area("更正的理由", limit=200, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("arrived_at", "left_at"):
            self.initial.setdefault(name, getattr(self.subject, name))


class StrikeForm(DeskForm):
    reason = text_area("撤销的理由", limit=200, rows=2)
