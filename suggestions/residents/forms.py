"""The residents' forms, in the words of an old neighbour; the four elements of Art. 10."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms

from suggestions.actions.submitting import Draft
from suggestions.models import Area, Audience, CampaignPage, Rating
from suggestions.models.suggestions import PHOTO_LIMIT, TEXT_LIMIT, TITLE_LIMIT
from suggestions.residents import fields
from suggestions.residents.photos import MAX_MB

# Which wording of the privacy notice people agreed to: change it with the words of the notice.
NOTICE_VERSION = "2026-12"


class SuggestionForm(forms.Form):
    """One suggestion. Fields that the campaign does not ask for are not there at all."""

    title = fields.short_text(
        label="您想说的事",
        limit=TITLE_LIMIT,
        help_text="这是建议主题，用一句话说清楚。比如：希望我们小区门口装一盏路灯。",
        error_messages={"required": "请用一句话写下您想说的事。"},
    )
    body = fields.long_text(
        6,
        label="为什么想说这件事",
        limit=TEXT_LIMIT,
        help_text="这是主要事由：现在是什么情况，给谁带来了不方便，您看到了什么。",
        error_messages={"required": "请写几句为什么想说这件事。"},
    )
    solution = fields.long_text(
        4,
        label="您觉得怎么办好",
        limit=TEXT_LIMIT,
        required=False,
        help_text="这是对策建议：您有什么好办法，别处有什么好做法，都可以写。",
        error_messages={"required": "这次征集想听听您的办法，请写几句。"},
    )
    place = fields.short_text(
        label="具体是哪里",
        limit=100,
        required=False,
        help_text="比如：某某路某某路口、几号线几号口。不要写自己家的门牌号。",
    )
    photos = fields.PhotosField(
        label="选照片",
        required=False,
        help_text=f"最多 {PHOTO_LIMIT} 张，每张不超过 {MAX_MB} MB。"
        "照片自带的拍摄地点等信息会自动去掉。",
        widget=fields.PhotosInput(attrs={"accept": "image/*", "multiple": True}),
    )
    audience = fields.choice(
        label="您属于哪一类",
        required=False,
        error_messages={"invalid_choice": "请重新选择您属于哪一类。"},
    )
    name = fields.own_name(help_text="比如：王阿姨、李师傅。")
    phone = fields.own_phone(help_text="每办一步，发短信告诉您。")
    email = fields.own_email(help_text="每办一步，发邮件告诉您。")
    consent = fields.consent(
        "我同意按上面的说明使用我的联系方式",
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
        cast(forms.ChoiceField, self.fields["audience"]).choices = [
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

    @classmethod
    def typed(cls, campaign: CampaignPage, words: Mapping[str, str]) -> "SuggestionForm":
        """The form as it was typed, without a word on what is missing yet."""
        form = cls(campaign)
        ticks = {name: name in words for name in ("consent", "may_publish")}
        form.initial = {name: words.get(name, "") for name in form.fields} | ticks
        return form

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        contact = [data.get(name) for name in ("name", "phone", "email")]
        words = "您留了联系方式，请勾选同意后再提交；不想留也可以清空。"
        fields.ask_consent(self, ("name", "phone", "email"), words)
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


class ContactForm(forms.Form):
    """How to reach the author; all of it may be emptied."""

    name = fields.own_name(help_text="比如：王阿姨、李师傅。")
    phone = fields.own_phone(help_text="每办一步，发短信告诉您。")
    email = fields.own_email(help_text="每办一步，发邮件告诉您。")
    consent = fields.consent(
        "我同意按告知书的说明使用我的联系方式", help_text="留了称呼、手机号或邮箱才需要勾选。"
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        words = "您留了联系方式，请勾选同意后再提交；不想留也可以清空。"
        fields.ask_consent(self, ("name", "phone", "email"), words)
        return data


class LostForm(forms.Form):
    """The address that was left: one of two."""

    email = fields.own_email(help_text="留的是邮箱，就填邮箱。")
    phone = fields.own_phone(help_text="留的是手机号，就填手机号。")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        fields.ask_one_address(self)
        return data

    @property
    def address(self) -> str:
        return self.cleaned_data["email"] or self.cleaned_data["phone"]


class RatingForm(forms.Form):
    """满意度, and whether it was really done."""

    satisfaction = fields.choice(
        label="这个答复您满意吗",
        choices=Rating.Satisfaction.choices,
        error_messages={"required": "请选一项：满意、基本满意，还是不满意。"},
    )
    done = fields.choice(
        label="事情真的办好了吗",
        choices=Rating.Done.choices,
        error_messages={"required": "请选一项：事情办好了没有。"},
    )
    comment = fields.long_text(
        3,
        label="想多说两句",
        limit=1000,
        required=False,
        help_text="不满意或者没有办好的，请写一两句原因，我们好重新办理。",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        bad = (
            data.get("satisfaction") == Rating.Satisfaction.BAD
            or data.get("done") == Rating.Done.NO
        )
        if bad and "comment" in data and not data["comment"]:
            self.add_error("comment", "请写一两句哪里不满意、哪里没有办好，方便我们重新办理。")
        return data


NAMED, NAMELESS, NAME_LIMIT = "named", "nameless", 20


class NamingForm(forms.Form):
    """By name or without: both are said in so many words."""

    wish = fields.choice(
        label="公布名单时怎样写您",
        choices=[(NAMED, "写上我的署名"), (NAMELESS, "匿名")],
        error_messages={"required": "请选一项：署名，还是匿名。"},
    )
    name = fields.short_text(
        label="署名",
        limit=NAME_LIMIT,
        required=False,
        help_text="会公开，也写在证书上。可以写姓名，也可以写“田林路一位居民”。",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("wish") == NAMED and "name" in data and not data["name"]:
            self.add_error("name", "要署名，请写上怎样署名；不想写，请选“匿名”。")
        return data


class WithdrawForm(forms.Form):
    """The author takes it back."""

    reason = fields.long_text(
        3,
        label="为什么撤回",
        limit=500,
        required=False,
        help_text="可以不写。",
    )


class SureForm(forms.Form):
    """What cannot be undone is asked for with a tick."""

    sure = forms.BooleanField(
        label="我知道删除以后不能恢复",
        error_messages={"required": "请先勾选，确认您知道删除以后不能恢复。"},
    )
