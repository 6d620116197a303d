"""环节: the steps of a meeting's form, what is recorded of each, and where the record is made."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from deliberation.actions import formats
from deliberation.desk.access import CouncilRecord
from deliberation.desk.formats.forms import StepNoteForm, recordable
from deliberation.hall.steps import Standing, standings
from deliberation.models import FormatStep, Meeting
from suggestions.staff.verbs import DeskVerb

Proof = FormatStep.Proof
# Where the record of a step is made that is not written by hand.
PAGES = {
    Proof.AGENDA: "agenda",
    Proof.NOTICES: "notices",
    Proof.PRESENT: "attendance",
    Proof.REMARKS: "conduct",
    Proof.VOTES: "conduct",
    Proof.MINUTES: "minutes",
}


def steps_url(meeting: Meeting) -> str:
    return reverse("desk_meetings:steps", args=[meeting.council_id, meeting.pk])


class StepsPage(CouncilRecord):
    """One meeting's way through its form: done, due, and held up by what."""

    model = Meeting
    template_name = "deliberation/desk/steps.html"
    header_icon = "list-ol"
    verbs = (
        DeskVerb(
            "take-step",
            "登记环节",
            calls=formats.take_format_step,
            told="已登记“{result.step}”。",
            form=StepNoteForm,
            offered=lambda meeting: bool(recordable(meeting)),
            style="",
            apart=True,
        ),
    )

    def get_records(self) -> QuerySet[Meeting]:
        return self.council.meetings.select_related("council", "format")

    def get_url(self, verb: str = "") -> str:
        if not verb:
            return steps_url(self.object)
        return reverse("desk_meetings:steps_verb", args=[self.council.pk, self.object.pk, verb])

    def get_page_title(self) -> str:
        return f"{self.object.called}的环节"

    def get_page_subtitle(self) -> str:
        return f"{timezone.localtime(self.object.starts_at):%-m月%-d日 %H:%M}"

    def where(self, row: Standing) -> str:
        """The page on which the record of a step is made; none for what is written here."""
        page = PAGES.get(Proof(row.step.proof))
        args = [self.council.pk, self.object.pk]
        return reverse(f"desk_meetings:{page}", args=args) if page else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = standings(self.object)
        open_ones = recordable(self.object)
        return super().get_context_data(
            rows=[(row, self.where(row)) for row in rows],
            here=open_ones[0] if open_ones else None,
            parties=self.object.format.parties.all(),
            **kwargs,
        )
