"""The residents' forms, in the words of an old neighbour; the four elements of Art. 10."""

import re

from django import forms
from django.core.validators import validate_email

from suggestions.actions import Draft
from suggestions.language import TextTooLong, clean_text
from suggestions.models import Area, Audience, CampaignPage, Rating
from suggestions.models.suggestions import PHOTO_LIMIT, TEXT_LIMIT, TITLE_LIMIT
from suggestions.photos import MAX_MB

# Which wording of the privacy notice people agreed to: change it with the words of the notice.
NOTICE_VERSION = "2026-11"
_MOBILE = re.compile(r"1[3-9]\d{9}")
_PHONE_NOISE = re.compile(r"[\s\-－—()（）]")


class PlainText(forms.CharField):
    """A text cleaned before it is measured: what people see is what is counted."""

    def __init__(self, *, limit: int, lines: bool = False, **kwargs) -> None:
        self.limit, self.lines = limit, lines
        super().__init__(**kwargs)

    def to_python(self, value) -> str:
        try:
            return clean_text(value or "", limit=self.limit, lines=self.lines)
        except TextTooLong as error:
            raise forms.ValidationError(f"{error}。") from error


class MobileField(PlainText):
    """A mainland mobile number, however it is written."""

    def to_python(self, value) -> str:
        text = super().to_python(value)
        digits = _PHONE_NOISE.sub("", text).translate(
            str.maketrans("０１２３４５６７８９＋", "0123456789+")
        )
        digits = re.sub(r"^(?:\+86|0086|86(?=1\d{10}$))", "", digits)
        if digits and not _MOBILE.fullmatch(digits):
            raise forms.ValidationError("请检查手机号：应当是 1 开头的 11 位数字。")
        return digits


class AddressField(PlainText):
    """An e-mail address."""

    def to_python(self, value) -> str:
        text = super().to_python(value)
        if text:
            try:
                validate_email(text)
            except forms.ValidationError as error:
                raise forms.ValidationError("请检查邮箱：应当像 name@example.com 这样。") from error
        return text


class PhotosInput(forms.FileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several pictures; what they are is found out when they are drawn anew."""

    def clean(self, data, initial=None):
        return data or []


def _area(rows: int, **attrs) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


class SuggestionForm(forms.Form):
    """One suggestion. Fields that the campaign does not ask for are not there at all."""

    title = PlainText(
        label="您想说的事",
        limit=TITLE_LIMIT,
        help_text="这是建议主题，用一句话说清楚。比如：希望我们小区门口装一盏路灯。",
        error_messages={"required": "请用一句话写下您想说的事。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    body = PlainText(
        label="为什么想说这件事",
        limit=TEXT_LIMIT,
        lines=True,
        help_text="这是主要事由：现在是什么情况，给谁带来了不方便，您看到了什么。",
        error_messages={"required": "请写几句为什么想说这件事。"},
        widget=_area(6),
    )
    solution = PlainText(
        label="您觉得怎么办好",
        limit=TEXT_LIMIT,
        lines=True,
        required=False,
        help_text="这是对策建议：您有什么好办法，别处有什么好做法，都可以写。",
        error_messages={"required": "这次征集想听听您的办法，请写几句。"},
        widget=_area(4),
    )
    place = PlainText(
        label="具体是哪里",
        limit=100,
        required=False,
        help_text="比如：某某路某某路口、几号线几号口。不要写自己家的门牌号。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    photos = PhotosField(
        label="选照片",
        required=False,
        help_text=f"最多 {PHOTO_LIMIT} 张，每张不超过 {MAX_MB} MB。"
        "照片自带的拍摄地点等信息会自动去掉。",
        widget=PhotosInput(attrs={"accept": "image/*", "multiple": True}),
    )
    audience = forms.ChoiceField(
        label="您属于哪一类",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "请重新选择您属于哪一类。"},
    )
    name = PlainText(
        label="怎么称呼您",
        limit=40,
        required=False,
        help_text="比如：王阿姨、李师傅。",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = MobileField(
        label="手机号",
        limit=30,
        required=False,
        help_text="有了答复，发短信告诉您。",
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    email = AddressField(
        label="电子邮箱",
        limit=200,
        required=False,
        help_text="有了答复，发邮件告诉您。",
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    consent = forms.BooleanField(
        label="我同意按上面的说明使用我的联系方式",
        required=False,
        help_text="留了称呼、手机号或邮箱才需要勾选。",
    )
    may_publish = forms.BooleanField(
        label="同意公开这条建议的内容",
        required=False,
        initial=True,
        help_text="审核以后才公开；不公开您的称呼和联系方式，文字里的电话、门牌等会自动遮住。"
        "不勾选也照样办理。",
    )

    def __init__(self, campaign: CampaignPage, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        self.fields["solution"].required = campaign.solution_required
        audiences = Audience.objects.filter(campaign_id=campaign.pk)
        self.audiences = {str(audience.pk): audience for audience in audiences}
        self.fields["audience"].choices = [
            *((pk, audience.name) for pk, audience in self.audiences.items()),
            ("", "不想说"),
        ]
        unasked = {
            "solution": not campaign.asks_solution,
            "place": not campaign.asks_area,
            "photos": not campaign.allows_photos,
            "audience": not self.audiences,
        }
        for name, absent in unasked.items():
            if absent:
                del self.fields[name]

    def clean(self) -> dict:
        data = super().clean()
        contact = [data.get(name) for name in ("name", "phone", "email")]
        if any(contact) and not data.get("consent"):
            self.add_error("consent", "您留了联系方式，请勾选同意后再提交；不想留也可以清空。")
        # A number with a slip in it was left; its own error says what to do.
        slipped = {"phone", "email"} & set(self.errors)
        if not self.campaign.allows_anonymous and not any(contact[1:]) and not slipped:
            self.add_error("phone", "这次征集需要留下手机号或邮箱，方便向您反馈。")
        return data

    def draft(self, area: Area | None) -> Draft:
        """What the action takes."""
        data = self.cleaned_data
        names = ("title", "body", "solution", "place", "name", "phone", "email")
        return Draft(
            **{name: data.get(name, "") for name in names},
            area=area if self.campaign.asks_area else None,
            audience=self.audiences.get(data.get("audience", "")),
            may_publish=data["may_publish"],
        )


class RatingForm(forms.Form):
    """满意度, and whether it was really done."""

    satisfaction = forms.ChoiceField(
        label="这个答复您满意吗",
        choices=Rating.Satisfaction.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选一项：满意、基本满意，还是不满意。"},
    )
    done = forms.ChoiceField(
        label="事情真的办好了吗",
        choices=Rating.Done.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选一项：事情办好了没有。"},
    )
    comment = PlainText(
        label="想多说两句",
        limit=1000,
        lines=True,
        required=False,
        help_text="不满意或者没有办好的，请写一两句原因，我们好重新办理。",
        widget=_area(3),
    )

    def clean(self) -> dict:
        data = super().clean()
        bad = (
            data.get("satisfaction") == Rating.Satisfaction.BAD
            or data.get("done") == Rating.Done.NO
        )
        if bad and "comment" in data and not data["comment"]:
            self.add_error("comment", "请写一两句哪里不满意、哪里没有办好，方便我们重新办理。")
        return data


class WithdrawForm(forms.Form):
    """The author takes it back."""

    reason = PlainText(
        label="为什么撤回",
        limit=500,
        lines=True,
        required=False,
        help_text="可以不写。",
        widget=_area(3),
    )
