"""协商形式 of one council: which of them its meetings may be held as."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from deliberation.actions import formats
from deliberation.desk.access import CouncilRecord
from deliberation.desk.formats.forms import FormatsForm, ProcedureForm
from deliberation.models import Council, Format, Procedure
from suggestions.staff.verbs import DeskVerb, Done


def _chosen(done: Done) -> str:
    if not done.result:
        return "各种协商形式都可以用。"
    return f"采用的协商形式：{'、'.join(form.name for form in done.result)}。"


class FormatsPage(CouncilRecord):
    """Every form that holds today, and which of them this council uses."""

    model = Council
    template_name = "deliberation/desk/formats.html"
    page_title = "协商形式"
    header_icon = "list-ol"
    verbs = (
        DeskVerb(
            "choose",
            "选用协商形式",
            calls=formats.choose_formats,
            told=_chosen,
            form=FormatsForm,
            style="",
        ),
        DeskVerb(
            "choose-procedure",
            "选用议事程序",
            calls=formats.choose_procedure,
            told="以后提出的议题按“{result}”走。",
            form=ProcedureForm,
        ),
    )

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **{**kwargs, "pk": kwargs["council"]})

    def get_records(self) -> QuerySet[Council]:
        return Council.objects.select_related("area", "procedure")

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_councils:formats_verb", args=[self.council.pk, verb])
        return reverse("desk_councils:formats", args=[self.council.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate(self.request.at)
        rows = Format.objects.in_force(today).prefetch_related("steps", "parties")
        used = set(Format.objects.for_council(self.object, today).values_list("pk", flat=True))
        procedures = Procedure.objects.in_force(today).prefetch_related("steps")
        return super().get_context_data(
            rows=[(form, form.pk in used) for form in rows],
            procedures=procedures,
            own=Procedure.objects.of_council(self.object, today),
            **kwargs,
        )
