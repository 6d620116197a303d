"""问卷意见 beside a topic: what the machine proposes, and the buttons that keep or refuse it."""

from typing import Any

from django import forms
from django.core.paginator import Paginator

from suggestions.actions import answer_topics
from suggestions.desk.guides.answers import ANSWERS_IN
from suggestions.models import AnswerPlace, Topic
from suggestions.staff.forms import DeskForm, choose_from
from suggestions.staff.verbs import Button, DeskVerb

SHOWN = 20
KEPT = "kept"  # ?said=kept shows what is confirmed
LEAST = (("0", "全部"), ("0.7", "相似度 0.70 以上的"), ("0.85", "相似度 0.85 以上的"))


class KeepForm(DeskForm):
    least = forms.ChoiceField(
        label="确认哪些",
        choices=LEAST,
        error_messages={"required": "请选择确认哪些。", "invalid_choice": "请从列出的里面选。"},
    )

    def arguments(self) -> dict[str, Any]:
        return {"least": float(self.cleaned_data["least"])}


class SaidForm(DeskForm):
    """Answers of a topic, ticked in its list."""

    subject: Topic
    said = forms.ModelMultipleChoiceField(
        AnswerPlace.objects.none(),
        error_messages={
            "required": "请先勾选问卷意见。",
            "invalid_choice": "选中的意见有的已不在这个问题中，请刷新页面后再选。",
            "invalid_pk_value": "选中的意见有误，请刷新页面后再选。",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "said", AnswerPlace.objects.about(self.subject))

    def arguments(self) -> dict[str, Any]:
        return {"answers": [place.pk for place in self.cleaned_data["said"]]}


SAID = (
    DeskVerb(
        "keep-answers",
        "确认归入",
        calls=answer_topics.keep,
        told="已确认 {result} 条问卷意见，和建议分开计数。",
        form=KeepForm,
        apart=True,
    ),
    DeskVerb(
        "refuse-answers",
        "勾选的不归入",
        calls=answer_topics.refuse,
        told="{result} 条问卷意见不归入这个问题，以后不再提出。",
        form=SaidForm,
        apart=True,
    ),
    DeskVerb(
        "refuse-rest",
        "待确认的都不归入",
        calls=answer_topics.refuse_rest,
        told="{result} 条问卷意见不归入这个问题，以后不再提出。",
        apart=True,
    ),
)


def said_about(topic: Topic, asked: Any) -> dict[str, Any]:
    """What answers in own words say of it: numbers, and a page of them, likest first."""
    places = AnswerPlace.objects.about(topic)
    waiting, kept = places.proposed().count(), places.confirmed().count()
    if not waiting and not kept:
        return {}
    shows_kept = asked.get("said") == KEPT or not waiting
    rows = places.confirmed() if shows_kept else places.proposed()
    rows = rows.select_related("answer").order_by("-score", "pk")
    page = Paginator(rows, SHOWN).get_page(asked.get("said_page"))
    return {"waiting": waiting, "kept": kept, "page": page, "shows_kept": shows_kept}


def said_buttons(apart: dict[str, Button]) -> dict[str, Any]:
    """Taken out of the buttons that the list of suggestions draws."""
    found = [apart.pop(verb.name, None) for verb in (*SAID, ANSWERS_IN)]
    return {"said_buttons": dict(zip(("keep", "refuse", "rest", "into"), found, strict=True))}
