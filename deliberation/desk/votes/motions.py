"""表决事项 at the desk: which rule, the draft, opening, the live state, closing, the result."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from wagtail.admin import messages

from deliberation.actions import motions
from deliberation.actions.closing import votes
from deliberation.actions.motions import DRAFTABLE
from deliberation.desk.access import CouncilRecord, CouncilScreen, way_to
from deliberation.desk.votes.forms import DraftForm
from deliberation.desk.votes.verbs import DROP_NOTICE, MOTION_VERBS, by_hall_list, proofs_of
from deliberation.models import AgendaItem, Motion, NoticeProof, Voter
from deliberation.rules import RULES, ballots
from deliberation.telling.amendments import versions
from deliberation.telling.votes import figures
from deliberation.voting import answers, counting, told, wizard
from suggestions.actions.rules import Overtaken, Refused
from suggestions.staff.access import CONFLICT, OK, UNPROCESSABLE
from suggestions.staff.verbs import DeskVerb

PAGE = 30
S = Motion.Status
TITLES = {rule.id: rule.title for rule in RULES}


def motion_url(motion: Motion, verb: str = "") -> str:
    name = "verb" if verb else "page"
    council = motion.item.meeting.council_id
    return reverse(f"desk_motions:{name}", args=[council, motion.pk, *([verb] if verb else [])])


def motions_step(council: Any) -> dict[str, str]:
    return {
        "url": reverse("desk_motions:index", args=[council.pk]),
        "label": "表决事项",
    }


class MotionIndex(CouncilScreen):
    """Every vote of a council, the latest meeting first."""

    page_title = "表决事项"
    header_icon = "clipboard-list"
    template_name = "deliberation/desk/motions.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, council: int) -> HttpResponse:
        rows = Motion.objects.filter(item__meeting__council=self.council)
        rows = rows.select_related("item__meeting__council", "item__matter")
        rows = rows.order_by("-item__meeting__starts_at", "item__order", "number")
        page = Paginator(rows, PAGE).get_page(request.GET.get("p"))
        return self.render_to_response(
            self.get_context_data(
                motions=page,
                rows=[(motion, TITLES.get(motion.rule, motion.rule)) for motion in page],
                items=self.items(),
                rolls=self.council.rolls,
            )
        )

    def items(self) -> QuerySet[AgendaItem]:
        """Where a vote may be added now."""
        items = AgendaItem.objects.filter(
            meeting__council=self.council, meeting__status__in=DRAFTABLE
        )
        return items.select_related("matter", "meeting").order_by("-meeting__starts_at", "order")


class DraftScreen(CouncilScreen):
    """What drafting and changing share."""

    header_icon = "edit"
    http_method_names = ["get", "post", "head"]
    template_name = "deliberation/desk/motion_draft.html"

    def way(self) -> list[dict[str, Any]]:
        return [*way_to(self.council), motions_step(self.council)]

    def form_page(self, form: DraftForm, status: int = OK, **context: Any) -> HttpResponse:
        title = TITLES[form.rule]
        context = self.get_context_data(
            form=form, item=form.item, rule_title=title, media=form.media, **context
        )
        return self.render_to_response(context, status=status)


class NewMotion(DraftScreen):
    """The wizard by questions, then the draft. `path` holds the answers so far: 1.0"""

    page_title = "新的表决事项"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        items = AgendaItem.objects.filter(meeting__council=self.council)
        rows = items.select_related("matter", "meeting__council")
        self.item = get_object_or_404(rows, pk=kwargs["item"])

    def standing(self) -> wizard.Standing:
        path = self.request.GET.get("path", "")
        try:
            return wizard.follow([int(step) for step in path.split(".") if step][:9])
        except ValueError as error:
            raise Http404 from error

    def get(self, request: HttpRequest, council: int, item: int) -> HttpResponse:
        standing = self.standing()
        if standing.question is None:
            initial = {"title": self.item.matter.title}
            form = DraftForm(item=self.item, rule=standing.rule, initial=initial)
            return self.form_page(form, standing=standing)
        path = request.GET.get("path", "")
        prefix = f"{path}." if path else ""
        ways = [
            (f"?path={prefix}{number}", answer)
            for number, answer in enumerate(standing.question.answers)
        ]
        self.template_name = "deliberation/desk/motion_wizard.html"
        back = path.rpartition(".")[0]
        return self.render_to_response(
            self.get_context_data(
                item=self.item, standing=standing, ways=ways, path=path, back=back
            )
        )

    def post(self, request: HttpRequest, council: int, item: int) -> HttpResponse:
        standing = self.standing()
        if standing.question is not None:
            return self.get(request, council, item)
        form = DraftForm(request.POST, item=self.item, rule=standing.rule)
        if not form.is_valid():
            return self.form_page(form, UNPROCESSABLE, standing=standing)
        try:
            motion = motions.draft_motion(
                self.item,
                draft=form.draft(standing.asked),
                by=self.request.user,
                at=self.request.at,
            )
        except Refused as error:
            form.add_error(None, str(error))
            return self.form_page(form, UNPROCESSABLE, standing=standing)
        messages.success(request, f"已草拟“{motion.title}”。开始表决以前都可以改。")
        return redirect(motion_url(motion))


class EditMotion(DraftScreen):
    """Change a draft; the rule stays, another rule is another motion."""

    page_title = "修改表决事项"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.motion = get_object_or_404(council_motions(self.council), pk=kwargs["pk"])

    def get(self, request: HttpRequest, council: int, pk: int) -> HttpResponse:
        if self.motion.status != S.DRAFT:
            return redirect(motion_url(self.motion))
        initial = DraftForm.initial_of(self.motion)
        return self.form_page(self.form(initial=initial), motion=self.motion)

    def post(self, request: HttpRequest, council: int, pk: int) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.form_page(form, UNPROCESSABLE, motion=self.motion)
        try:
            motions.edit_motion(
                self.motion,
                draft=form.draft(self.motion.asked),
                by=self.request.user,
                at=self.request.at,
            )
        except Refused as error:
            form.add_error(None, str(error))
            status = CONFLICT if isinstance(error, Overtaken) else UNPROCESSABLE
            return self.form_page(form, status, motion=self.motion)
        messages.success(request, "已保存。")
        return redirect(motion_url(self.motion))

    def form(self, *args: Any, **kwargs: Any) -> DraftForm:
        return DraftForm(*args, item=self.motion.item, rule=self.motion.rule, **kwargs)


def council_motions(council: Any) -> QuerySet[Motion]:
    """The votes of one council, as its screens need them."""
    rows = Motion.objects.filter(item__meeting__council=council)
    return rows.select_related(
        "item__meeting__council", "item__matter", "roll", "option", "repeats", "drafted_by"
    )


# --- one vote -----------------------------------------------------------------------------


class MotionPage(CouncilRecord):
    """One vote: as a draft, live as a count of heads, and as its result."""

    model = Motion
    header_icon = "clipboard-list"
    template_name = "deliberation/desk/motion.html"
    verbs = MOTION_VERBS

    def get_records(self) -> QuerySet[Motion]:
        return council_motions(self.council)

    def get_url(self, verb: str = "") -> str:
        return motion_url(self.object, verb)

    def get_success_url(self, verb: DeskVerb) -> str:
        if verb.name == "repeat":
            return motion_url(Motion.objects.get(repeats=self.object))
        return self.get_url()

    def get_page_title(self) -> str:
        return self.object.title

    def way(self) -> list[dict[str, Any]]:
        return [*way_to(self.council), motions_step(self.council)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        motion = self.object
        live = motion.status == S.OPEN
        return super().get_context_data(
            motion=motion,
            rule_title=TITLES.get(motion.rule, motion.rule),
            live=live,
            turnout=counting.turnout(motion) if motion.opened_at else None,
            present=counting.present(motion) if live else None,
            marks_present=by_hall_list(motion),
            here=self.here(motion) if by_hall_list(motion) else [],
            half=counting.read_once(motion) if live else [],
            again=Motion.objects.filter(repeats=motion).select_related("item__meeting").first(),
            versions=versions(motion),
            counted=ballots.COUNTED.get(motion.form, ""),
            result=self.result(motion) if motion.status == S.CLOSED else None,
            notice=self.notice(motion),
            proofs=self.proofs(motion),
            **kwargs,
        )

    def notice(self, motion: Motion) -> Any:
        """How it stands with the notice: as it was when voting opened, or as it would be now."""
        if motion.status == S.WITHDRAWN:
            return None
        try:
            return told.as_opened(motion) or told.noticed(motion, self.request.at)
        except Refused:
            return None

    def proofs(self, motion: Motion) -> list[tuple[NoticeProof, list[Any]]]:
        rows = proofs_of(motion).order_by("told_on", "pk")
        return [(row, self.buttons(row, [DROP_NOTICE])) for row in rows]

    def here(self, motion: Motion) -> list[int]:
        rows = Voter.objects.filter(motion=motion, present=True)
        return list(rows.order_by("entry__number").values_list("entry__number", flat=True))

    def result(self, motion: Motion) -> dict[str, Any]:
        """The figures, and the list of single votes as the public has it."""
        page = None
        if motion.method == Motion.Method.BALLOT:
            page = Paginator(votes(motion), PAGE).get_page(self.request.GET.get("p"))
            for row in page.object_list:
                row["label"] = answers.label(motion, row["choice"])
        return {
            "votes": page,
            "figures": figures(motion),
            "by_area": counting.by_area(motion),
        }
