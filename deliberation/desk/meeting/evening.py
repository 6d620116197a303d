"""The evening on one page: the buttons that stand beside those of the running meeting."""

from dataclasses import replace
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from wagtail.admin.widgets import AdminDateInput

from deliberation.actions import evening
from deliberation.actions.attending import SIGNING
from deliberation.actions.drafting import TEXT, TITLE
from deliberation.actions.noticing import REASON
from deliberation.actions.options import OPEN_ITEMS
from deliberation.actions.resolutions import ANSWERABLE
from deliberation.desk.meeting.verbs import items_of
from deliberation.desk.votes.verbs import MOTION_VERBS
from deliberation.hall.presence import Gathering
from deliberation.models import AgendaItem, Meeting, MoneySource, Motion, Option, Seat
from deliberation.rules import ballots
from deliberation.voting import told
from suggestions.actions.rules import Refused
from suggestions.residents.fields import YuanField
from suggestions.staff.forms import DeskForm, choose_from, text_area
from suggestions.staff.verbs import DeskVerb

NOT_STATUTORY = (
    "按本议事会的规则举手表决，不是法定表决。动用维修资金、改变共有部分用途等"
    "依法要由业主或者居民会议决定的，请用“提出表决”。"
)


class EverybodyForm(DeskForm):
    """The seats that have not signed: all ticked but those on leave; untick who is not there."""

    seats = forms.MultipleChoiceField(
        label="到会的人",
        widget=forms.CheckboxSelectMultiple,
        help_text="没有来的去掉勾。替补代替出席、迟到的，在“签到”里登记。",
        error_messages={
            "required": "请至少勾选一位到会的人。",
            "invalid_choice": "名单刚刚变了，请刷新页面后再勾选。",
        },
    )

    def know(self, gathering: Gathering) -> None:
        rows = [row for row in gathering.rows if row.attendance is None]
        self.people = {str(seat.pk): seat for seat in gathering.full}
        field = cast(forms.MultipleChoiceField, self.fields["seats"])
        field.choices = [(str(row.seat.pk), self.line(row.seat, bool(row.apology))) for row in rows]
        # Who has signed meanwhile is no wrong choice: the action leaves them as they are.
        field.valid_value = lambda value: value in self.people  # type: ignore[method-assign]
        self.initial["seats"] = [str(row.seat.pk) for row in rows if not row.apology]

    @staticmethod
    def line(seat: Seat, on_leave: bool) -> str:
        return f"{seat.holder}（{seat.party.name}）{'，请假' if on_leave else ''}"

    def arguments(self) -> dict[str, Any]:
        return {"seats": [self.people[pk] for pk in self.cleaned_data["seats"]]}


class HandsVoteForm(DeskForm):
    """What is decided is a sentence to agree to; the matter's body asks, so it is not put there."""

    subject: AgendaItem
    title = forms.CharField(
        label="表决事项", max_length=TITLE, error_messages={"required": "请填写表决事项。"}
    )
    form = forms.ChoiceField(
        label="怎么表决",
        choices=[
            (Motion.Form.YESNO, "对一件事表态"),
            (Motion.Form.ONE, "几个方案里选一个"),
            (Motion.Form.APPROVAL, "几个方案里可以选几个"),
        ],
        required=False,
        widget=forms.RadioSelect,
        help_text="选方案的，就是下面列出的各个方案；排序要逐人投票，请用“提出表决”。",
        error_messages={"invalid_choice": "请选择怎么表决。"},
    )
    text = text_area(
        "表决内容",
        required=False,
        limit=TEXT,
        rows=3,
        help_text="写成可以表态的一句话，例如“同意装六盏路灯，由物业出钱”。开始以后不能再改一个字。",
    )
    option = forms.ModelChoiceField(
        Option.objects.none(), label="表决的方案", required=False, empty_label="（不对应方案）"
    )

    reason = text_area(
        "没有按时通知的理由", required=False, limit=REASON, rows=2, help_text="会公开。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        matter = self.subject.matter
        if self.told_in_time():
            del self.fields["reason"]
        self.initial = {"title": matter.title, **self.initial}
        choose_from(self, "option", self.subject.options.all())
        self.initial.setdefault("form", Motion.Form.YESNO)
        ways = self.subject.options.count()
        if ways < ballots.LEAST:
            del self.fields["form"]
        if not ways:
            del self.fields["option"]
        else:
            self.fields["text"].help_text += "选了方案的可以不填，就表决是否同意这个方案。"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["form"] = data.get("form") or Motion.Form.YESNO
        if not data.get("text") and "text" not in self.errors:
            if data["form"] != Motion.Form.YESNO:
                data["text"] = CHOOSE
            elif option := data.get("option"):
                data["text"] = agreed_to(option)
            else:
                self.add_error("text", "请填写表决内容，写明同意什么。")
        return data

    def told_in_time(self) -> bool:
        """Whether all seats were told of this meeting in time, so that no reason is owed."""
        try:
            found = told.noticed(Motion(item=self.subject, rule="council"), self.at)
        except Refused:
            return True
        return found is None or found.enough


CHOOSE = "在下列方案中选择。"


def agreed_to(option: Option) -> str:
    """A way to settle a matter as a sentence that people agree to."""
    detail = f"：{option.detail}" if option.detail else "。"
    return f"同意采用方案“{option.title}”{detail}"[:TEXT]


class TaskForm(DeskForm):
    """谁来办、何时办好: what a carried vote still lacks to be a resolution."""

    subject: Motion
    task = forms.CharField(
        label="办什么", max_length=80, error_messages={"required": "请填写办什么。"}
    )
    lead = forms.CharField(
        label="谁来办", max_length=60, error_messages={"required": "请填写谁来办。"}
    )
    due_on = forms.DateField(
        label="何时办好",
        widget=AdminDateInput,
        error_messages={"required": "请填写何时办好。", "invalid": "请按“2026-10-20”填写日期。"},
    )
    source = forms.ChoiceField(
        label="资金来源", required=False, choices=[("", "不用钱"), *MoneySource.choices]
    )
    amount = YuanField(
        label="金额（元）",
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": "金额应当是数，例如 12000 或 350.50。"},
    )
    tell_authors = forms.BooleanField(label="用这个决议答复提建议的居民", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen = True  # asked for as soon as the vote is carried
        topic, option = self.subject.item.matter.topic, self.subject.option
        carrier = option.carrier if option else ""
        title, winner = self.subject.title, self.subject.winner
        task = f"{title}：{winner}" if winner else title
        self.initial = {"task": task[:TITLE], "lead": carrier, **self.initial}
        if topic is None:
            del self.fields["tell_authors"]
        else:
            self.fields["tell_authors"].initial = topic.status in ANSWERABLE

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("source") and data.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", "选了资金来源，请填写金额。")
        elif data.get("amount") is not None and not data.get("source"):
            self.add_error("source", "填了金额，请选择资金来源。")
        return data

    def arguments(self) -> dict[str, Any]:
        rest = dict(self.cleaned_data)
        source, amount = rest.pop("source"), rest.pop("amount")
        rest["tell_authors"] = rest.get("tell_authors", False)
        return {**rest, "money": {source: amount} if source else {}}


# --- the records ------------------------------------------------------------------------------


def motions_of(meeting: Meeting) -> QuerySet[Motion]:
    rows = Motion.objects.filter(item__meeting=meeting)
    return rows.select_related(
        "item__meeting__council",
        "item__matter__topic",
        "option",
        "resolution",
        "hands__counted_by",
        "hands__confirmed_by",
    )


def _votable(item: AgendaItem) -> bool:
    running = item.meeting.status == Meeting.Status.OPEN and item.status in OPEN_ITEMS
    if not item.meeting.format.votes_taken:
        return False
    return running and not any(m.status == Motion.Status.OPEN for m in item.motions.all())


def _counted(motion: Motion) -> bool:
    """A show of hands that two people counted alike."""
    hands = getattr(motion, "hands", None)
    return motion.status == Motion.Status.OPEN and bool(hands and hands.confirmed_by_id)


def _uncounted(motion: Motion) -> bool:
    by_hands = motion.status == Motion.Status.OPEN and motion.method == Motion.Method.HANDS
    return by_hands and not _counted(motion)


def _undecided(motion: Motion) -> bool:
    carried = motion.status == Motion.Status.CLOSED and bool(motion.passed)
    return carried and getattr(motion, "resolution", None) is None


# --- the buttons ------------------------------------------------------------------------------

_MOTION = {verb.name: verb for verb in MOTION_VERBS}
SIGN_ALL = DeskVerb(
    "everybody",
    "全部到会",
    calls=evening.sign_all,
    told=lambda done: f"已签到 {len(done.result)} 人。",
    form=EverybodyForm,
    offered=lambda meeting: meeting.status in SIGNING,
    style="",
    apart=True,
)
PUT = DeskVerb(
    "put",
    "举手表决",
    calls=evening.put_to_hands,
    told="“{result.title}”开始举手表决。两个人各数一遍、各录一遍。",
    form=HandsVoteForm,
    offered=_votable,
    subjects=items_of,
    hint=NOT_STATUTORY,
)
COUNT = replace(_MOTION["hands"], name="count-hands", subjects=motions_of, offered=_uncounted)
END_VOTE = replace(
    _MOTION["close"], name="end-vote", subjects=motions_of, offered=_counted, hint=""
)
LAY_DOWN = DeskVerb(
    "lay-down",
    "形成决议",
    calls=evening.lay_down,
    told="决议{result.full_number}已形成，由{lead}牵头。",
    form=TaskForm,
    offered=_undecided,
    subjects=motions_of,
    style="",
    hint="表决通过了，要写明谁来办、何时办好，才能写会议纪要。事项多的用“详细填写”。",
)
VOTE_VERBS = (COUNT, END_VOTE, LAY_DOWN)
