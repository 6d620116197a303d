"""席位: who sits for which party, until when, and who stands in."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from deliberation.actions import councils, terms
from deliberation.actions.councils import APART
from deliberation.desk.access import CouncilRecord
from deliberation.desk.councils import invitations
from deliberation.desk.councils.days import day_field
from deliberation.models import Council, Party, Seat
from suggestions.residents.fields import AddressField, MobileField
from suggestions.staff.forms import DeskForm, text_area
from suggestions.staff.verbs import DeskVerb, Done


class PersonForm(DeskForm):
    holder = forms.CharField(
        label="姓名", max_length=40, error_messages={"required": "请填写姓名。"}
    )
    post = forms.CharField(label="职务", max_length=40, required=False)
    shown = forms.ChoiceField(
        label="对外公开",
        choices=Seat.Shown.choices,
        initial=Seat.Shown.SURNAME,
        help_text="按本人的意愿选。",
    )
    apart = forms.CharField(
        label="同名区分",
        max_length=APART,
        required=False,
        help_text="同姓同名时写一个本人同意公开的词，例如 3号楼；会跟在名字后面。",
    )
    phone = MobileField(label="手机", limit=30, required=False, help_text="会议通知发到这里。")
    email = AddressField(
        label="电子邮件", limit=200, required=False, help_text="没有手机时发到这里。"
    )


class SeatForm(PersonForm):
    party = forms.ModelChoiceField(
        Party.objects.none(),
        label="议事方",
        empty_label="请选择",
        error_messages={"required": "请选择议事方。"},
    )
    since = day_field("任期自")
    until = day_field("任期至", required=False)
    field_order = ["party", "holder", "post", "shown", "apart", "phone", "email", "since", "until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate(self.at)
        party = cast(forms.ModelChoiceField, self.fields["party"])
        party.queryset = Party.objects.in_force(today)
        self.initial.setdefault("since", today)


class SubstituteForm(PersonForm):
    since = day_field("任期自")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("since", timezone.localdate(self.at))


class ReplaceForm(PersonForm):
    on = day_field("从哪天起", help_text="原来的任期到前一天为止。")
    field_order = ["holder", "on"]


class SeatsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Seat) -> str:
        return f"{obj.party} {obj.named}"


class TermForm(DeskForm):
    """Who of the last term stays; everybody is ticked."""

    subject: Council
    since = day_field("新一届从哪天起", help_text="还没有结束的任期到前一天为止。")
    until = day_field("新一届到哪天", required=False)
    staying = SeatsField(
        Seat.objects.none(),
        label="谁留任",
        widget=forms.CheckboxSelectMultiple,
        help_text="手机、职务、公开方式和替补一起带过去；没有勾选的席位结束，再另外增加新的人。",
        error_messages={
            "required": "请勾选留任的席位。",
            "invalid_choice": "选中的席位有的已经变动，请刷新页面后再选。",
            "invalid_pk_value": "选中的席位有误，请刷新页面后再选。",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on = timezone.localdate(self.at) + dt.timedelta(days=1)
        rows = terms.of_last_term(self.subject, on).order_by("party__order", "pk")
        cast(SeatsField, self.fields["staying"]).queryset = rows
        self.initial.setdefault("staying", [seat.pk for seat in rows])


class EndForm(DeskForm):
    on = day_field("任期到哪天")
    reason = text_area("理由", limit=200, rows=2)


def add_substitute(seat: Seat, **person: Any) -> Seat:
    """Somebody who may sit in the place of this seat's holder."""
    return councils.add_seat(seat.council, party=seat.party, substitute_for=seat, **person)


def seats_of(council: Council) -> QuerySet[Seat]:
    return council.seats.select_related("party", "council")


def _began(done: Done) -> str:
    term: terms.Term = done.result
    ended = f"{term.ended} 个席位的任期结束。" if term.ended else ""
    return f"{done.data['since']:%Y年%-m月%-d日}起新一届，{len(term.seats)} 人留任。{ended}"


class SeatsPage(CouncilRecord):
    """All seats with their terms: those of today with buttons, those of before below."""

    model = Council
    template_name = "deliberation/desk/seats.html"
    page_title = "席位"
    verbs = (
        DeskVerb(
            "add",
            "增加席位",
            calls=councils.add_seat,
            told="已增加席位：{result}。",
            form=SeatForm,
            style="",
        ),
        DeskVerb(
            "new-term",
            "换届",
            calls=terms.begin_term,
            told=_began,
            form=TermForm,
            offered=lambda council: council.seats.full().exists(),
        ),
        DeskVerb(
            "replace-holder",
            "换人",
            calls=councils.replace_holder,
            told="{result.since:%-m月%-d日}起由{result.holder}接替{subject.holder}。",
            form=ReplaceForm,
            subjects=seats_of,
        ),
        DeskVerb(
            "substitute",
            "增加替补",
            calls=add_substitute,
            told="{result.holder}可以代替{subject.holder}出席。",
            form=SubstituteForm,
            offered=lambda seat: seat.substitute_for_id is None,
            subjects=seats_of,
        ),
        DeskVerb(
            "end-term",
            "结束任期",
            calls=councils.end_seat,
            told="{subject.holder}的任期到{subject.until:%Y年%-m月%-d日}为止。",
            form=EndForm,
            subjects=seats_of,
        ),
        *invitations.VERBS,
    )

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **{**kwargs, "pk": kwargs["council"]})

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_councils:seats_verb", args=[self.council.pk, verb])
        return reverse("desk_councils:seats", args=[self.council.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate(self.request.at)
        rows = list(seats_of(self.object).order_by("party__order", "since", "pk"))
        stand_ins: dict[int, list[Seat]] = {}
        for seat in rows:
            if seat.substitute_for_id:
                stand_ins.setdefault(seat.substitute_for_id, []).append(seat)
        full = [seat for seat in rows if not seat.substitute_for_id]
        current = [seat for seat in full if _open(seat, today)]
        return super().get_context_data(
            rows=[
                {
                    "seat": seat,
                    "buttons": self.buttons(seat),
                    "substitutes": [
                        {"seat": one, "buttons": self.buttons(one)}
                        for one in stand_ins.get(seat.pk, [])
                        if _open(one, today)
                    ],
                }
                for seat in current
            ],
            invitations=[
                {"invitation": one, "buttons": self.buttons(one)}
                for one in invitations.to_look_at(self.object, self.request.at)
            ],
            past=[seat for seat in rows if not _open(seat, today)],
            today=today,
            **kwargs,
        )


def _open(seat: Seat, today: dt.date) -> bool:
    return seat.until is None or seat.until >= today
