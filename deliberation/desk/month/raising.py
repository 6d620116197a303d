"""Where the words of a topic or proposal hold masked places, they are looked at before they enter
the record of a council: 王阿姨［门牌］ says nothing to a neighbour, or too much.
"""

from typing import Any

from django import forms

from deliberation.actions.matters import BODY, TITLE, words_of
from suggestions.staff.forms import AskingForm, text_area
from suggestions.staff.marking import MARK


class RaiseForm(AskingForm):
    """Asks nothing of words without marks; the others may be reworded, or stand once looked at."""

    origin = "topic"

    title = forms.CharField(label="议题", required=False, max_length=TITLE)
    body = text_area("情况说明", required=False, limit=BODY, rows=6)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = words_of(**{self.origin: self.subject}) if self.subject else ("", "")
        if not any(MARK.search(words) for words in self.own):
            del self.fields["title"], self.fields["body"]
        for name, words in zip(("title", "body"), self.own, strict=True):
            self.initial.setdefault(name, words)

    def question(self) -> str:
        data = self.cleaned_data
        title, body = self.own
        words = [data.get("title") or title, data.get("body") or body]
        marks = [mark for text in words for mark in MARK.findall(text)]
        if not marks:
            return ""
        places = "、".join(dict.fromkeys(marks))
        return f"里面有遮住的地方：{places}，会这样写进公开的议事记录；可以先改写成大家看得懂的话。"


class RaiseProposalForm(RaiseForm):
    origin = "proposal"
