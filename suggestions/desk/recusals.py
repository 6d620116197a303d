"""回避 on the pages of a file: who stands back sees it and presses nothing."""

from typing import Any

from django.db.models import Model, QuerySet

from suggestions.actions import recusing
from suggestions.models import Recusal, Topic
from suggestions.staff.forms import ReasonForm
from suggestions.staff.verbs import DeskVerb, RecordPage


def _standing(topic: Topic) -> QuerySet[Recusal]:
    rows = Recusal.objects.filter(topic=topic, ended_at=None)
    return rows.select_related("user", "topic")


RECUSE = DeskVerb(
    "recuse",
    "本人回避",
    calls=recusing.recuse,
    told="已记录回避，您不再办理这个问题；请由同事办理。",
    form=ReasonForm,
    offered=lambda topic: topic.status not in (Topic.Status.MERGED, Topic.Status.CLOSED),
    hint="与这个问题有利害关系的，应当回避。回避以后只有督办人员可以解除。",
)
END = DeskVerb(
    "end-recusal",
    "解除回避",
    calls=recusing.end,
    told="已解除{subject.user}的回避。",
    form=ReasonForm,
    subjects=_standing,
)


class RecusalMixin(RecordPage):
    """A page of a topic's file. `topic()` says of which."""

    def topic(self) -> Topic:
        raise NotImplementedError

    def setup(self, *args: Any, **kwargs: Any) -> None:
        super().setup(*args, **kwargs)
        self.recusals = list(_standing(self.topic()))

    def may(self, verb: DeskVerb, subject: Model | None = None) -> bool:
        stands_back = any(r.user_id in self.request.user.counts_as for r in self.recusals)
        return not stands_back and super().may(verb, subject)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offered = END in self.verbs
        rows = [(row, self.buttons(row, (END,)) if offered else []) for row in self.recusals]
        return super().get_context_data(recusals=rows, **kwargs)
