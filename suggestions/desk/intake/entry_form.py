"""What 登记一条 asks for, in the order in which a caller tells it; everything by keyboard."""

import re
from typing import Any, cast

from django import forms

from suggestions.actions.entering import Decision, Paper, Ruling
from suggestions.actions.submitting import Draft
from suggestions.models import Area, Behalf, CampaignPage, Contact, Station, User
from suggestions.models.scope import narrowed, whole_city
from suggestions.models.suggestions import TEXT_LIMIT, TITLE_LIMIT, Channel, Route
from suggestions.residents import fields
from suggestions.residents.forms import NOTICE_VERSION
from suggestions.staff.forms import choose_from
from suggestions.staff.listing import campaigns
from suggestions.staff.stations import seen_by

# In the order of their keys, 1 to 9; the rest have none.
CHANNELS = (
    Channel.PHONE,
    Channel.LETTER,
    Channel.VISIT,
    Channel.HOTLINE,
    Channel.MEETING,
    Channel.MAILBOX,
    Channel.STATION,
    Channel.SURVEY,
    Channel.OTHER,
    Channel.GRID,
)
WAYS = (
    (Contact.Way.AUTO, "短信、邮件"),
    (Contact.Way.CALL, "打电话"),
    (Contact.Way.LETTER, "寄信"),
    (Contact.Way.NONE, "不用告知"),
)
_LANDLINE = re.compile(r"(?:0\d{2,3}-?)?\d{7,8}(?:-\d{1,6})?")
OFFERED = 12  # areas among which one chooses


class PhoneField(fields.MobileField):
    """A mobile number or a landline: who calls has either."""

    def to_python(self, value: Any) -> str:
        try:
            return super().to_python(value)
        except forms.ValidationError:
            text = re.sub(r"[\s－—()（）]", "", str(value or ""))
            if not _LANDLINE.fullmatch(text):
                words = "请检查电话：手机是 11 位，座机写成 021-55551234 这样。"
                raise forms.ValidationError(words) from None
            return text


class AreaField(fields.PlainText):
    """A place by its name, as much of it as is needed to tell it from others."""

    reader: User | None = None  # who has areas enters what was said in them

    def clean(self, value: Any) -> Area | None:
        text = super().clean(value)
        if not text:
            return None
        found = find_areas(text, self.reader)
        exact = [area for area in found if text in (area.name, area.full_name, area.code)]
        if len(exact) == 1:
            return exact[0]
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(
                f"没有找到“{text}”，请换个写法，比如只写街道或居委会的名字。"
            )
        names = "、".join(area.full_name for area in found[:3])
        raise forms.ValidationError(f"“{text}”不止一处，请写全，比如：{names}。")


def find_areas(text: str, user: User | None) -> list[Area]:
    """The places whose name holds these words, the larger ones first."""
    words = text.replace("·", " ").split()
    rows = narrowed(Area.objects.all(), user)
    for word in words:
        rows = rows.filter(full_name__icontains=word)
    return list(rows.order_by("depth", "path")[:OFFERED]) if words else []


class CampaignField(forms.ModelChoiceField):
    def label_from_instance(self, obj: CampaignPage) -> str:
        return obj.title


def _line(**attrs: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off", **attrs})


class FirstRadios(forms.RadioSelect):
    """The cursor stands on the chosen one when the page opens."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        if option["selected"]:
            option["attrs"]["autofocus"] = True
        return option


class EntryForm(forms.Form):
    """Nothing is marked as required to the browser: the server tells what is missing, whichever
    button was pressed."""

    use_required_attribute = False

    sheet = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    channel = forms.ChoiceField(
        label="怎样来的",
        choices=[(c.value, c.label) for c in CHANNELS],
        widget=FirstRadios,
        error_messages={"required": "请选择怎样来的。"},
    )
    title = fields.short_text(
        label="建议主题",
        limit=TITLE_LIMIT,
        error_messages={"required": "请用一句话写下想说的事。"},
    )
    body = fields.long_text(
        6,
        label="主要事由",
        limit=TEXT_LIMIT,
        error_messages={"required": "请写几句主要事由。"},
    )
    solution = fields.long_text(3, label="对策建议", limit=TEXT_LIMIT, required=False)
    area = AreaField(
        label="所在区域",
        limit=160,
        required=False,
        help_text="写几个字，从列出的地方里选。",
        widget=_line(list="entry-areas"),
    )
    place = fields.short_text(label="具体地点", limit=100, required=False)
    name = fields.own_name(label="称呼", widget=_line())
    phone = PhoneField(label="电话", limit=30, required=False, widget=_line(inputmode="tel"))
    email = fields.own_email(widget=_line(inputmode="email"))
    address = fields.short_text(label="通信地址", limit=200, required=False)
    way = forms.ChoiceField(
        label="希望怎样告知", choices=WAYS, required=False, widget=forms.RadioSelect
    )
    behalf = forms.ChoiceField(label="替谁登记", choices=Behalf.choices, widget=forms.RadioSelect)
    consent = fields.consent("已经念过用途，本人同意留联系方式", help_text="留了联系方式才要勾选。")
    may_publish = forms.BooleanField(
        label="本人同意公开",
        required=False,
        help_text="不公开称呼和联系方式，文字里的电话、门牌等自动遮住。",
    )
    campaign = CampaignField(
        label="归入哪个征集",
        queryset=CampaignPage.objects.none(),
        empty_label=None,
        error_messages={"required": "请选择征集。", "invalid_choice": "请选择征集。"},
    )
    station = forms.ModelChoiceField(
        Station.objects.none(),
        label="哪个征集站",
        required=False,
        empty_label="不是站点收的",
        help_text="选了“征集站”的，请选是哪一个，记在它名下。",
        error_messages={"invalid_choice": "请重新选择站点。"},
    )
    route = forms.ChoiceField(
        label="应去途径", choices=Route.choices, required=False, widget=forms.RadioSelect
    )
    reason = fields.long_text(
        2,
        label="说明",
        limit=500,
        required=False,
        help_text="建议人看得到；选“不再办理”时必须写明理由。",
    )

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = cast(AreaField, self.fields["area"])
        area.reader, area.required = user, not whole_city(user)
        area.error_messages["required"] = "请填写所在区域：您只登记本人负责区域里的建议。"
        choose_from(self, "campaign", campaigns().filter(live=True))
        if user:
            choose_from(self, "station", seen_by(user).standing())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        left = ("name", "phone", "email", "address")
        fields.ask_consent(self, left, "留了联系方式，请向本人念一遍用途，同意后勾选。")
        way, slipped = data.get("way"), {"phone", "address"} & set(self.errors)
        if way == Contact.Way.CALL and not data.get("phone") and not slipped:
            self.add_error("phone", "要打电话告知，请填写电话。")
        if way == Contact.Way.LETTER and not data.get("address") and not slipped:
            self.add_error("address", "要寄信告知，请填写通信地址。")
        return data

    def draft(self) -> Draft:
        data = self.cleaned_data
        names = ("title", "body", "solution", "place", "area", "name", "phone", "email", "address")
        return Draft(
            **{name: data[name] for name in names},
            way=data["way"] or Contact.Way.AUTO,
            may_publish=data["may_publish"],
        )

    def paper(self, decision: str) -> Paper:
        data = self.cleaned_data
        declined = decision == Decision.DECLINE
        ruling = Ruling(decision, data["route"], data["reason"]) if declined else Ruling(decision)
        facts = (data["channel"], data["behalf"], NOTICE_VERSION, data["sheet"])
        return Paper(*facts, station=data["station"], ruling=ruling)
