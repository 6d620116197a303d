"""问卷意见 beside a clause and on a topic: what is asked, the buttons, what could go in."""

from typing import Any, cast

from django import forms
from django.db.models import Count, QuerySet

from suggestions.actions import adopting_answers
from suggestions.desk.guides.forms import (
    NO_SUCH,
    HandOnForm,
    RelationForm,
    a_guide,
    a_number,
    clause_at,
)
from suggestions.models import (
    AnswerPlace,
    AnswerTie,
    ClauseLink,
    GuideClause,
    OpenAnswer,
    QuestionnairePage,
    Topic,
)
from suggestions.models.answer_sheets import IN_WORDS
from suggestions.staff.forms import AskingForm, ReasonForm, choose_from
from suggestions.staff.verbs import DeskVerb
from suggestions.telling import clause_answers
from suggestions.text.quoting import fingerprint, sentences

SHOWN, TIES_SHOWN = 8, 100
GONE = "选中的意见有的还没有确认，或者已不在这个问题中。请刷新页面后再选。"


class TieAnswerForm(RelationForm):
    """Beside one answer: which of its sentences are quoted, where its author allows it."""

    subject: OpenAnswer
    clause: GuideClause  # whose page it is; put in by the page
    quotes = forms.MultipleChoiceField(
        label="引用哪几句",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="填的人同意不署名引用。只引用勾选的；一句不选，就只计数。",
        error_messages={"invalid_choice": adopting_answers.CHANGED},
    )
    field_order = ["quotes", "relation", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.subject.sheet.quotable:
            del self.fields["quotes"]
            return
        found = [(fingerprint(one), one) for one in sentences(self.subject.text)]
        cast(forms.MultipleChoiceField, self.fields["quotes"]).choices = found

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "clause": self.clause}


class RetieAnswersForm(RelationForm):
    subject: AnswerTie

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"relation": self.subject.relation, "reason": self.subject.reason}


class HandOnAnswersForm(HandOnForm):
    def arguments(self) -> dict[str, Any]:
        return {"ties": [self.subject], "to": self.cleaned_data["number"]}


class AnswersInForm(AskingForm, RelationForm):
    """On a topic: the confirmed answers that are ticked, else all of them, into one clause."""

    subject: Topic
    guide = a_guide()
    number = a_number()
    said = forms.ModelMultipleChoiceField(
        AnswerPlace.objects.none(),
        required=False,
        widget=forms.MultipleHiddenInput,  # the ticks stand in the list
        error_messages={
            "invalid_choice": GONE,
            "invalid_pk_value": "选中的意见有误，请刷新页面后再选。",
        },
    )
    field_order = ["guide", "number", "relation", "reason", "said", "sure", "asked"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "said", AnswerPlace.objects.about(self.subject).confirmed())

    def clean(self) -> dict[str, Any]:
        guide, number = self.cleaned_data.get("guide"), self.cleaned_data.get("number")
        self.clause = clause_at(guide.pk, number) if guide and number else None
        if guide and number and self.clause is None:
            self.add_error("number", NO_SUCH.format(number))
        return super().clean()

    def picked(self) -> list[int]:
        return [place.pk for place in self.cleaned_data.get("said", ())]

    def question(self) -> str:
        clause = self.clause
        assert clause is not None  # noqa: S101 — `clean` asks only where there is one
        relation, picked = ClauseLink.Relation(self.cleaned_data["relation"]), self.picked()
        new = adopting_answers.to_tie(self.subject, clause=clause, picked=picked).count()
        which = f"勾选的 {new} 条问卷意见"
        if not picked:
            which = f"已确认的全部 {new} 条问卷意见（没有勾选）"
        guide = self.cleaned_data["guide"].title
        return f"“{self.subject.name}”{which}，记为“{relation.label}”，对上《{guide}》{clause}。"

    def arguments(self) -> dict[str, Any]:
        rest = super().arguments()
        said = {name: rest[name] for name in ("relation", "reason")}
        return {"clause": self.clause, "picked": self.picked(), **said}


def _ties(clause: GuideClause) -> QuerySet[AnswerTie]:
    rows = AnswerTie.objects.standing().filter(clause=clause)
    return rows.select_related("clause__guide", "topic", "theme", "by")


def _answers(clause: GuideClause) -> QuerySet[OpenAnswer]:
    """Own words of the questionnaires of the guide's campaign; of a guide without one, of all.

    Also those that are tied already: whoever comes second is told so.
    """
    pages = QuestionnairePage.objects.order_by()
    if clause.guide.campaign_id:
        pages = pages.filter(campaign=clause.guide.campaign_id)
    asked = {"question__questionnaire__in": pages.values("pk"), "question__kind__in": IN_WORDS}
    return OpenAnswer.objects.filter(**asked, option=None).select_related("sheet")


TIE_ANSWER = DeskVerb(
    "tie-answer",
    "对上这一条",
    calls=adopting_answers.tie,
    told="这条问卷意见已对上这一条。",
    form=TieAnswerForm,
    subjects=_answers,
    style="",
)
TIES = (
    DeskVerb(
        "retie-answers",
        "改怎样采纳",
        calls=adopting_answers.retie,
        told="已改好。",
        form=RetieAnswersForm,
        subjects=_ties,
    ),
    DeskVerb(
        "hand-on-answers",
        "改到别的条",
        calls=lambda subject, **facts: adopting_answers.hand_on(**facts),
        told="{result} 条问卷意见已改到{to.label}。",
        form=HandOnAnswersForm,
        subjects=_ties,
    ),
    DeskVerb(
        "untie-answers",
        "取消",
        calls=adopting_answers.untie,
        told="已取消，这些问卷意见可以重新对。",
        form=ReasonForm,
        subjects=_ties,
    ),
)
ANSWERS_IN = DeskVerb(
    "answers-in",
    "问卷意见写进第几条",
    calls=adopting_answers.tie_topic,
    told="{result} 条问卷意见已对上《{clause.guide.title}》{clause}。",
    form=AnswersInForm,
    offered=lambda topic: topic.status not in Topic.HIDDEN,
    apart=True,  # beside the ticks of the list
)


# --- what the clause's page shows -----------------------------------------------------------------


def ties_of(clause: GuideClause) -> list[tuple[AnswerTie, list[str]]]:
    """What stands, newest first, each with how many are left of it and what is quoted."""
    rows = list(_ties(clause).annotate(left=Count("tied")).order_by("-at", "-pk")[:TIES_SHOWN])
    said = clause_answers.quotes_of(rows)
    return [(row, said.get(row.pk, [])) for row in rows]


def candidates(clause: GuideClause, words: str) -> list[OpenAnswer]:
    """Those with the words asked for, else what is confirmed of the topics that are tied here."""
    free = _answers(clause).exclude(ties__clause=clause)
    if words:
        return list(free.filter(text__icontains=words).order_by("-pk")[:SHOWN])
    topics = clause.links.filter(topic__isnull=False).order_by().values("topic").distinct()
    near = free.filter(place__topic__in=topics, place__by__isnull=False)
    return list(near.order_by("-place__score", "pk")[:SHOWN])
