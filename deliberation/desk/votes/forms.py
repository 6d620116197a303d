"""What the desk asks for a vote. Rules are the actions' business; these only read fields."""

from typing import Any, cast

from django import forms
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from deliberation.actions.drafting import TEXT, TITLE, MotionDraft
from deliberation.actions.proxies import Mandate
from deliberation.actions.voting import Hands, numbers_in
from deliberation.models import AgendaItem, Motion, Option, Proxy, Roll
from deliberation.rules import YES_OR_NO, ballots
from deliberation.voting import counting
from deliberation.voting.answering import AnswerForm
from suggestions.actions.rules import Refused
from suggestions.staff.forms import DeskForm, text_area

NAMED = "否：记名（结果按名册编号公布）"
UNNAMED = "是：无记名（票上没有姓名）"


class LinesField(forms.CharField):
    """Several short texts, a line each."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class DraftForm(forms.Form):
    """The words and the way of a vote, under a rule that the wizard has found."""

    title = forms.CharField(
        label="表决事项",
        max_length=TITLE,
        help_text="一句话，例如“安装太阳能路灯”。",
        error_messages={"required": "请填写表决事项。"},
    )
    text = text_area(
        "表决内容", limit=TEXT, rows=6, help_text="表决人看到的全文。开始表决后不能再改一个字。"
    )
    form = forms.ChoiceField(
        label="表决票",
        choices=Motion.Form.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text="不选就是对一件事表态。",
        error_messages={"invalid_choice": "请选择表决票。"},
    )
    answers = LinesField(
        label="选项",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=f"一行一个，{ballots.LEAST} 到 {ballots.MOST} 个，按顺序编号。表态的不用填。",
    )
    method = forms.ChoiceField(
        label="表决方式",
        choices=Motion.Method.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择表决方式。"},
    )
    secret = forms.ChoiceField(
        label="是否无记名",
        choices=[("", NAMED), ("1", UNNAMED)],
        required=False,
        widget=forms.RadioSelect,
    )
    online = forms.BooleanField(
        label="开通短信验证码投票",
        required=False,
        help_text="名册上登记了手机号的人可以在手机上投。纸条二维码不用开通，随时可以打印。",
    )
    roll = forms.ModelChoiceField(
        Roll.objects.none(),
        label="名册",
        required=False,
        empty_label="（还没有选）",
        help_text="只列出种类相符、已经核对的名册。",
    )
    option = forms.ModelChoiceField(
        Option.objects.none(), label="表决的方案", required=False, empty_label="（不对应方案）"
    )
    closes_at = forms.DateTimeField(
        label="预定截止时间",
        required=False,
        widget=AdminDateTimeInput,
        help_text="到时不再收网上的票；最后由工作人员结束表决。不填就是当场结束。",
        error_messages={"invalid": "请填写正确的日期和时间。"},
    )

    def __init__(self, *args: Any, item: AgendaItem, rule: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item, self.rule = item, rule
        usable = [Roll.Status.CHECKED, Roll.Status.FROZEN]
        kinds = counting.ROLL_KINDS[rule]
        rolls = Roll.objects.filter(council=item.meeting.council_id, kind__in=kinds)
        cast(forms.ModelChoiceField, self.fields["roll"]).queryset = rolls.filter(status__in=usable)
        cast(forms.ModelChoiceField, self.fields["option"]).queryset = item.options.all()
        self.initial.setdefault("method", Motion.Method.BALLOT)
        self.initial.setdefault("form", Motion.Form.YESNO)
        self.initial.setdefault("answers", [option.title for option in item.options.all()])
        if rule != "council":
            self._only_yes_or_no()
        if rule == "council":
            del self.fields["roll"]  # the seats themselves
        if rule in counting.BY_AREA:
            self.fields["secret"].help_text = counting.NAMED_BY_AREA
        if not item.options.exists():
            del self.fields["option"]

    def _only_yes_or_no(self) -> None:
        """A law decides: options are not offered, and who sends them reads why."""
        field = cast(forms.ChoiceField, self.fields["form"])
        field.choices = [c for c in Motion.Form.choices if c[0] == Motion.Form.YESNO]
        words = f"{YES_OR_NO}，不能用选项表决。有几个方案的，先在议事会里选出一个。"
        field.help_text = words
        field.error_messages["invalid_choice"] = words
        del self.fields["answers"]

    def clean_form(self) -> str:
        return self.cleaned_data["form"] or Motion.Form.YESNO

    def clean_secret(self) -> bool:
        return bool(self.cleaned_data["secret"])

    def draft(self, asked: list[list[str]]) -> MotionDraft:
        return MotionDraft(rule=self.rule, asked=asked, **self.cleaned_data)

    @staticmethod
    def initial_of(motion: Motion) -> dict[str, Any]:
        names = [
            "title",
            "text",
            "form",
            "answers",
            "method",
            "online",
            "roll",
            "option",
            "closes_at",
        ]
        return {name: getattr(motion, name) for name in names} | {
            "secret": "1" if motion.secret else ""
        }


class NumbersField(forms.CharField):
    """Roll numbers as people write them: `1-30、35`."""

    def clean(self, value: Any) -> set[int]:
        try:
            return numbers_in(super().clean(value))
        except Refused as error:
            raise forms.ValidationError(str(error)) from error


class NumbersForm(DeskForm):
    numbers = NumbersField(
        label="名册编号",
        max_length=2000,
        help_text="例如 1-30、35、40。",
        error_messages={"required": "请填写名册编号。"},
    )


class SlipNumbersForm(forms.Form):
    numbers = NumbersField(
        label="名册编号",
        max_length=2000,
        required=False,
        help_text="例如 1-30、35。不填就打印所有还没投票的人。补打的人，旧纸条作废。",
    )


def _count(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=1_000_000,
        error_messages={
            "required": f"请填写{label}的人数，没有就填 0。",
            "invalid": f"{label}的人数应当是数字。",
            "min_value": "人数不能是负数。",
            "max_value": "人数大得不合常理，请核对。",
        },
    )


class HandsForm(DeskForm):
    """The hands raised for each opinion, or for each option."""

    subject: Motion
    for_count = _count("赞成")
    against_count = _count("反对")
    abstain_count = _count("弃权")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.subject.chooses:
            del self.fields["for_count"], self.fields["against_count"]
        self.counted = [f"count_{n}" for n, _ in enumerate(self.subject.answers, 1)]
        fresh = {
            name: _count(f"{number}号　{words}")
            for number, (name, words) in enumerate(
                zip(self.counted, self.subject.answers, strict=True), 1
            )
        }
        self.fields = {**fresh, **self.fields}

    def arguments(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        counts = tuple(data.pop(name) for name in self.counted)
        none = {"for_count": 0, "against_count": 0}
        return {"hands": Hands(**none | data, counts=counts)}


def _number(label: str, *, required: bool = True, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=1,
        max_value=2**31 - 1,
        help_text=help_text,
        error_messages={
            "required": f"请填写{label}。",
            "invalid": f"{label}应当是数字。",
            "min_value": f"{label}应当是正数。",
            "max_value": f"名册上没有这个{label}。",
        },
    )


class OneBallotForm(AnswerForm):
    """A head's ballot as it is read from paper or called in the hall."""

    asks = "意见"
    number = _number("名册编号")


class WithdrawForm(forms.Form):
    """Who took a mandate back, and when."""

    who = forms.ChoiceField(
        label="由谁撤回",
        choices=Proxy.Who.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择是委托人撤回，还是受托人辞去。"},
    )
    when = forms.DateTimeField(
        label="撤回时间",
        required=False,
        widget=AdminDateTimeInput,
        help_text="本人来说的时间；现在来说的不用填。",
        error_messages={"invalid": "请填写正确的日期和时间。"},
    )


class MandateForm(AnswerForm):
    """A written mandate and the paper that says so."""

    answer, asks = "instruction", "委托书写明的意见"

    number = _number("委托人的名册编号")
    agent = forms.CharField(
        label="受托人姓名", max_length=40, error_messages={"required": "请填写受托人姓名。"}
    )
    agent_number = _number("受托人的名册编号", required=False, help_text="受托人不在名册上就留空。")
    given_on = forms.DateField(
        label="委托日期",
        widget=AdminDateInput,
        error_messages={"required": "请填写委托日期。", "invalid": "请填写正确的日期。"},
    )
    file = forms.FileField(
        label="书面委托书",
        help_text="照片或 PDF，不超过 10 MB。只有本议事会的工作人员能看到。",
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,.pdf"}),
        error_messages={
            "required": "请上传书面委托书。",
            "empty": "这是一个空文件。",
            "missing": "请上传书面委托书。",
        },
    )

    def mandate(self) -> Mandate:
        data = {k: v for k, v in self.cleaned_data.items() if k != "number"}
        return Mandate(**data)
