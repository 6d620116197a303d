"""What is asked of the plan, read from an address: public page and desk ask alike."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from deliberation.telling.plan import CHOICES, KINDS, OPEN, Asked

TEXT = 40
FAULTS = {
    "state": "没有这种办理情况，下面是没有完成的。",
    "kind": "没有这种类别，下面是全部类别。",
    "q": f"查找的字太多了，请用 {TEXT} 字以内的几个字。",
    "first": "日期写成“2026-09-01”这样才能查。",
    "last": "日期写成“2026-09-01”这样才能查。",
}
EVERY = "all"


class PlanForm(forms.Form):
    """The filters of the list."""

    q = forms.CharField(label="找事项、项目、议事会", required=False, max_length=TEXT)
    state = forms.ChoiceField(
        label="办理情况", required=False, choices=[*CHOICES.items(), (EVERY, "全部")]
    )
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *KINDS.items()])
    first = forms.DateField(required=False, widget=forms.HiddenInput)
    last = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict) -> None:
        filled = data.copy()
        filled.setdefault("state", OPEN)
        super().__init__(filled, auto_id="plan_%s")

    @property
    def unread(self) -> str:
        """What of the address cannot be read, in words."""
        return " ".join(dict.fromkeys(FAULTS[name] for name in self.errors))

    def asked(self, **where: Any) -> Asked:
        """What could be read; the rest is left out."""
        self.full_clean()
        data = self.cleaned_data
        state = data.get("state") or OPEN
        return Asked(
            kind=data.get("kind") or "",
            state="" if state == EVERY else state,
            text=(data.get("q") or "").strip(),
            first=data.get("first"),
            last=data.get("last"),
            **where,
        )

    def query(self, **more: str) -> str:
        """The filters as an address says them, without what is empty or usual."""
        data = getattr(self, "cleaned_data", {})
        pairs = {name: str(value) for name, value in data.items() if value}
        if pairs.get("state") == OPEN:
            del pairs["state"]
        return urlencode({**pairs, **{name: value for name, value in more.items() if value}})


def month_asked(text: str, today: dt.date) -> tuple[dt.date, str]:
    """The month of an address; this one where it says none, or nothing that can be read."""
    this = today.replace(day=1)
    if not text:
        return this, ""
    try:
        asked = dt.datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        return this, "月份写成“2026-09”这样才能查。下面是本月。"
    if not 2000 <= asked.year < 2100:
        return this, "月份写成“2026-09”这样才能查。下面是本月。"
    return asked, ""
