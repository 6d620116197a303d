"""What residents and parties are asked about minutes and resolutions."""

from typing import Any

from django import forms

from deliberation.actions.accepting import COMMENT_LIMIT
from deliberation.actions.disputing import LIMIT as DISPUTE_LIMIT
from deliberation.actions.minuting import DISSENT_LIMIT
from deliberation.actions.publishing import OBJECTION_LIMIT
from deliberation.models import Acceptance, EffectWord
from suggestions.residents import fields


class WordForm(forms.Form):
    """The word on the minutes of one who was there."""

    word = fields.choice(
        label="您的意见",
        choices=[
            ("confirmed", "确认：纪要与会议情况相符"),
            ("dissent", "保留意见：有不同意见，写在下面"),
        ],
        error_messages={"required": "请选一项：确认，还是保留意见。"},
    )
    dissent = fields.long_text(
        5,
        label="保留的意见",
        limit=DISSENT_LIMIT,
        required=False,
        help_text="选“保留意见”时填写，会原样写进纪要公开，请不要写电话、住址。",
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if data.get("word") == "dissent" and "dissent" in data and not data["dissent"]:
            self.add_error("dissent", "请写下您保留的意见。")
        if data.get("word") == "confirmed" and data.get("dissent"):
            self.add_error("word", "您写了保留的意见，请选“保留意见”；没有意见的请清空文字。")
        return data


class ObjectionForm(forms.Form):
    """What a resident has against a resolution."""

    text = fields.long_text(
        5,
        label="您的意见",
        limit=OBJECTION_LIMIT,
        help_text="对这个决议有什么不同意见、担心什么，都可以写。议事员看过以后公开，不公开您是谁。",
        error_messages={"required": "请写下您的意见。"},
    )


class DoneForm(forms.Form):
    """真的办好了吗?"""

    done = fields.choice(
        label="您看到的是哪一种",
        choices=Acceptance.Done.choices,
        error_messages={"required": "请选一项：办好了、办了一部分，还是没有办好。"},
    )
    comment = fields.long_text(
        3,
        label="哪里没有办好",
        limit=COMMENT_LIMIT,
        required=False,
        help_text="没有全部办好的，请写一两句；只给议事员看，不公开。",
    )


class EffectForm(forms.Form):
    """变好了吗?"""

    word = fields.choice(
        label="您觉得是哪一种",
        choices=EffectWord.Word.choices,
        error_messages={"required": "请选一项：变好了、没有变化，还是变差了。"},
    )
    comment = fields.long_text(
        3,
        label="为什么这样说",
        limit=COMMENT_LIMIT,
        required=False,
        help_text="可以不写；只给议事员看，不公开。",
    )


class DisputeForm(forms.Form):
    """What is wrong with a figure."""

    text = fields.long_text(
        4,
        label="哪里不对，应该是多少",
        limit=DISPUTE_LIMIT,
        help_text="例如：那天开了会，我在场，这里写没有开。",
        error_messages={"required": "请写明哪里不对，应该是多少。"},
    )
