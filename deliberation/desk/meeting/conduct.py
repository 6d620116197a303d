"""主持: the whole evening on one page, on a phone too, from who is here to the resolution."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from deliberation.actions.options import OPEN_ITEMS
from deliberation.desk.access import CouncilRecord
from deliberation.desk.meeting.evening import (
    LAY_DOWN,
    PUT,
    SIGN_ALL,
    VOTE_VERBS,
    EverybodyForm,
    motions_of,
)
from deliberation.desk.meeting.forms import SpeakerForm
from deliberation.desk.meeting.held import HeldPresses
from deliberation.desk.meeting.verbs import (
    COMMENT_VERBS,
    END,
    EXTEND,
    ITEM_VERBS,
    MEETING_VERBS,
    NEXT,
    OPTION,
    OPTION_VERBS,
    POSTPONE,
    REMARK,
    REMARK_VERBS,
    SPEAK,
    SPEAKER_VERBS,
    START,
    comments_of,
)
from deliberation.hall import passes
from deliberation.hall.comparing import compare
from deliberation.hall.presence import Gathering, gather
from deliberation.hall.screen import clock, seconds_left
from deliberation.hall.steps import lacking
from deliberation.models import AgendaItem, Comment, Meeting, Motion, Speaker
from suggestions.staff.forms import DeskForm
from suggestions.staff.verbs import DeskVerb

Item = AgendaItem.Status
REMARKS_SHOWN = 30
QUEUED = (Speaker.Status.SPEAKING, Speaker.Status.WAITING)


def conduct_url(meeting: Meeting) -> str:
    return reverse("desk_meetings:conduct", args=[meeting.council_id, meeting.pk])


class ConductPage(HeldPresses, CouncilRecord):
    """The running meeting: quorum, the item that has the floor, who speaks, what was said."""

    model = Meeting
    template_name = "deliberation/desk/conduct.html"
    header_icon = "group"
    verbs = (
        *MEETING_VERBS,
        SIGN_ALL,
        *ITEM_VERBS,
        PUT,
        *VOTE_VERBS,
        *SPEAKER_VERBS,
        *REMARK_VERBS,
        *COMMENT_VERBS,
        *OPTION_VERBS,
    )

    def get_page_title(self) -> str:
        return "主持会议"

    def get_page_subtitle(self) -> str:
        return f"{timezone.localtime(self.object.starts_at):%-m月%-d日 %H:%M}"

    def get_records(self) -> QuerySet[Meeting]:
        return self.council.meetings.select_related("council", "format")

    def get_url(self, verb: str = "") -> str:
        if not verb:
            return conduct_url(self.object)
        args = [self.council.pk, self.object.pk, verb]
        item = self.request.GET.get("item", "")
        return reverse("desk_meetings:conduct_verb", args=args) + (
            f"?item={item}" if item.isdigit() else ""
        )

    def get_success_url(self, verb: DeskVerb) -> str:
        """Back to the part of the page that was worked on, and to the item that was looked at;
        after 散会 on to the minutes."""
        if verb.name == "close":
            return reverse("desk_meetings:minutes", args=[self.council.pk, self.object.pk])
        item = self.request.GET.get("item", "")
        asked = f"?item={item}" if item.isdigit() and verb not in (NEXT, START, END) else ""
        part = {
            **dict.fromkeys((SPEAK, *SPEAKER_VERBS), "#speakers"),
            **dict.fromkeys((REMARK, *REMARK_VERBS, *COMMENT_VERBS), "#remarks"),
            **dict.fromkeys((OPTION, *OPTION_VERBS), "#options"),
            **dict.fromkeys((PUT, *VOTE_VERBS), "#votes"),
        }
        return conduct_url(self.object) + asked + part.get(verb, "")

    def make_form(self, verb: DeskVerb, subject: Any, data: Any = None) -> DeskForm:
        form = super().make_form(verb, subject, data)
        if isinstance(form, SpeakerForm | EverybodyForm):
            form.know(self.gathering)
        return form

    @cached_property
    def gathering(self) -> Gathering:
        return gather(self.object)

    @cached_property
    def items(self) -> list[AgendaItem]:
        rows = list(self.object.items.select_related("matter").order_by("order", "pk"))
        for row in rows:
            row.meeting = self.object
        return rows

    def shown(self) -> AgendaItem | None:
        """The item of the refused button (what was typed must be seen again), else the one that
        was asked for, else the one on the floor, else the next to come."""
        asked = self.request.GET.get("item", "")
        pressed = self.pressed.subject if self.pressed else None
        refused = pressed.pk if isinstance(pressed, AgendaItem) else getattr(pressed, "item_id", 0)
        for wanted in (refused, int(asked) if asked.isdigit() else 0, self.object.current_item_id):
            if found := next((i for i in self.items if i.pk == wanted), None):
                return found
        return next((i for i in self.items if i.status == Item.LISTED), None)

    def one(self, verb: DeskVerb, subject: Any) -> Any:
        """The button of one verb, or None."""
        return next(iter(self.buttons(subject, [verb])), None)

    def floor(self, item: AgendaItem) -> dict[str, Any]:
        """One item with everything that is written about it."""
        taken = self.object.format.votes_taken
        speakers = list(item.speakers.select_related("seat", "party"))
        active = [s for s in speakers if s.status in QUEUED]
        remarks = list(item.remarks.select_related("seat", "party")[:REMARKS_SHOWN])
        options = list(item.options.prefetch_related("money"))
        return {
            "item": item,
            "steps": [b for v in (EXTEND, END, NEXT, POSTPONE) for b in self.buttons(item, [v])],
            "start": self.one(START, item),
            "speak": self.one(SPEAK, item),
            "speakers": [(s, self.buttons(s, SPEAKER_VERBS)) for s in active],
            "spoken": sum(s.status == Speaker.Status.DONE for s in speakers),
            "remark": self.one(REMARK, item),
            "remarks": [(r, self.buttons(r, REMARK_VERBS)) for r in remarks],
            "comments": self.comments(item),
            "comparison": compare(options),
            "option": self.one(OPTION, item),
            "options": [(o, self.buttons(o, OPTION_VERBS)) for o in options],
            "put": self.one(PUT, item),
            "votes": self.votes(item),
            "votable": self.runs and item.status in OPEN_ITEMS and taken,
        }

    def comments(self, item: AgendaItem) -> list[tuple[Comment, list]]:
        """会前意见 that everybody may read, each with the tap that notes it."""
        rows = comments_of(self.object).filter(item=item).order_by("number")
        return [(row, self.buttons(row, COMMENT_VERBS)) for row in rows]

    def votes(self, item: AgendaItem) -> list[tuple[Motion, list, Any]]:
        """Each vote on it with its buttons, and apart what asks who does it until when."""
        rows = motions_of(self.object).filter(item=item).exclude(status=Motion.Status.WITHDRAWN)
        pressed = [verb for verb in VOTE_VERBS if verb is not LAY_DOWN]
        return [(row, self.buttons(row, pressed), self.one(LAY_DOWN, row)) for row in rows]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting, shown = self.object, self.shown()
        left = seconds_left(meeting, self.request.at)
        on_floor = bool(shown and shown.pk == meeting.current_item_id)
        return super().get_context_data(
            presence=self.gathering.presence,
            lacking=lacking(meeting),
            floor=self.floor(shown) if shown else None,
            unsigned=any(row.attendance is None for row in self.gathering.rows),
            on_floor=on_floor,
            left=left,
            clock=clock(left),
            items=self.items,
            hall=passes.hall_url(meeting) if self.runs else "",
            **kwargs,
        )
