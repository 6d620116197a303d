"""What is asked where words are tied to a clause."""

from typing import Any, cast

from django import forms

from suggestions.actions import adopting
from suggestions.actions.adopting import REASON_LIMIT
from suggestions.models import ClauseLink, GuideClause, GuidePage, Suggestion, Topic
from suggestions.staff.forms import AskingForm, DeskForm, choose_from, text_area
from suggestions.text.quoting import fingerprint, sentences

Relation = ClauseLink.Relation
MOST_CLAUSES = 9999
NO_SUCH = "这份文本的最新一版里没有第 {} 条。"


def _relation() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="怎样采纳",
        choices=Relation.choices,
        error_messages={"required": "请选择怎样采纳。", "invalid_choice": "请选择怎样采纳。"},
    )


def _reason() -> forms.CharField:
    return text_area(
        "理由",
        required=False,
        limit=REASON_LIMIT,
        rows=2,
        help_text="没有全部采纳的都要写；建议人看得到，不要写个人信息。",
    )


def a_number(label: str = "第几条") -> forms.IntegerField:
    wrong = f"请填写{label}，一个数字。"
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=MOST_CLAUSES,
        help_text="按最新一版的编号，草稿也算。",
        error_messages={
            "required": wrong, "invalid": wrong, "min_value": wrong, "max_value": wrong,
        },
    )  # fmt: skip


def a_guide() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        GuidePage.objects.order_by("-latest_revision_created_at").defer("body", "changes"),
        label="哪份文本",
        empty_label="请选择",
        error_messages={"required": "请选择文本。", "invalid_choice": "请选择文本。"},
    )


def clause_at(guide: int, number: int) -> GuideClause | None:
    """The clause that stands at a number of the newest version."""
    rows = GuideClause.objects.filter(guide=guide, draft_number=number)
    return rows.select_related("guide").first()


class RelationForm(DeskForm):
    relation = _relation()
    reason = _reason()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        bare = data.get("relation") not in (None, Relation.ADOPTED) and not data.get("reason")
        if bare and "reason" not in self.errors:
            self.add_error("reason", "没有全部采纳的，请写明理由：建议人看得到。")
        return data


class TieForm(RelationForm):
    """Beside one suggestion: which of its sentences, and how far the clause follows them."""

    subject: Suggestion
    quotes = forms.MultipleChoiceField(
        label="引用哪几句",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="公开在条文下面；一句不选，就引用正文的第一句。",
        error_messages={"invalid_choice": "选中的句子已经改过了，请刷新页面后再选。"},
    )
    field_order = ["quotes", "relation", "reason"]
    clause: GuideClause  # whose page it is; put in by the page

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = self.subject
        found = sentences(said.public_title, said.public_body, said.public_solution)
        cast(forms.MultipleChoiceField, self.fields["quotes"]).choices = [
            (fingerprint(one), one) for one in found
        ]

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "clause": self.clause}


class RetieForm(RelationForm):
    subject: ClauseLink

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"relation": self.subject.relation, "reason": self.subject.reason}


class HandOnForm(DeskForm):
    """To which clause of the same guide: a link's, or a whole clause's."""

    subject: Any  # a `ClauseLink`, an `AnswerTie`, or the `GuideClause` itself
    number = a_number("改到第几条")

    @property
    def guide(self) -> int:
        here = self.subject
        found: int = here.guide_id if isinstance(here, GuideClause) else here.clause.guide_id
        return found

    def clean_number(self) -> GuideClause:
        number = self.cleaned_data["number"]
        found = clause_at(self.guide, number)
        if found is None:
            raise forms.ValidationError(NO_SUCH.format(number))
        return found

    def arguments(self) -> dict[str, Any]:
        return {"links": [self.subject], "to": self.cleaned_data["number"]}


class HandAllOnForm(HandOnForm):
    def arguments(self) -> dict[str, Any]:
        return {"to": self.cleaned_data["number"]}


class WriteInForm(AskingForm, RelationForm):
    """On a topic: what is ticked in its list, else all that people have put into it, into one
    clause; asked once more."""

    subject: Topic
    guide = a_guide()
    number = a_number()
    picked = forms.ModelMultipleChoiceField(
        Suggestion.objects.none(),
        required=False,
        widget=forms.MultipleHiddenInput,  # the ticks stand in the list
        error_messages={
            "invalid_choice": "选中的建议有的已不在这个问题中，请刷新页面后再选。",
            "invalid_pk_value": "选中的建议有误，请刷新页面后再选。",
        },
    )
    field_order = ["guide", "number", "relation", "reason", "picked", "sure", "asked"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "picked", Suggestion.objects.filter(placement__topic=self.subject))

    def clean(self) -> dict[str, Any]:
        guide, number = self.cleaned_data.get("guide"), self.cleaned_data.get("number")
        self.clause = clause_at(guide.pk, number) if guide and number else None
        if guide and number and self.clause is None:
            self.add_error("number", NO_SUCH.format(number))
        return super().clean()

    def question(self) -> str:
        clause, relation = self.clause, Relation(self.cleaned_data["relation"])
        assert clause is not None  # noqa: S101 — `clean` asks only where there is one
        picked = list(self.cleaned_data.get("picked", ()))
        new = adopting.to_tie(self.subject, clause=clause, picked=picked).count()
        which = f"里勾选的 {new} 条建议" if picked else f"里的全部 {new} 条建议（没有勾选）"
        return (
            f"“{self.subject.name}”{which}，记为“{relation.label}”，"
            f"对上《{self.cleaned_data['guide'].title}》{clause}。"
        )

    def arguments(self) -> dict[str, Any]:
        rest = super().arguments()
        said = {name: rest[name] for name in ("relation", "reason")}
        return {"clause": self.clause, "picked": list(rest["picked"]), **said}
