"""居民提议 in public: read and seconded by neighbours, followed by code from where it was sent."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from deliberation.actions.seconding import OPEN
from deliberation.models import Matter, Proposal
from deliberation.telling import keepsakes
from deliberation.telling.councils import council_crumbs
from deliberation.views.calendar import named
from deliberation.views.second_forms import NumberForm
from suggestions.residents import receipts
from suggestions.residents.sheets import SeeOther
from suggestions.telling.timeline import Step
from suggestions.views.receipt import private, qr_code

PER_PAGE = 20
# Colour word of a proposal's pill (`components/status.html`).
PILLS: dict[str, str] = {
    Proposal.Status.PENDING: "pending",
    Proposal.Status.COLLECTING: "open",
    Proposal.Status.READY: "accepted",
    Proposal.Status.TAKEN: "done",
    Proposal.Status.DECLINED: "declined",
}


@require_safe
def proposal_mine(request: HttpRequest, pk: int) -> HttpResponse:
    """For the browser that has sent it or shown its code: where it stands, and why."""
    rows = Proposal.objects.select_related("council__area", "matter__council")
    proposal = rows.filter(pk=pk).first()
    if proposal is None or not keepsakes.holds(request, proposal):
        messages.info(request, "请先输入查询码，再看这件提议的进度。")
        return redirect("suggestions:track")
    sent = keepsakes.just_sent(request) == str(proposal.key)
    issued = receipts.issue(str(proposal.key)) if sent else ""
    context = {
        "section": "track",
        "crumbs": [*council_crumbs(proposal.council), {"title": "我的提议"}],
        "proposal": proposal,
        "pill": PILLS[proposal.status],
        "sentence": standing(proposal),
        "steps": steps(proposal),
        "masked": (proposal.public_title, proposal.public_body) != (proposal.title, proposal.body),
        **receipts.shown(issued),
        "qr": qr_code(issued) if issued else "",
    }
    return private(render(request, "deliberation/proposal_mine.html", context))


def follow(request: HttpRequest, digest: str) -> HttpResponse | None:
    """The receipt box of the whole site asks here whose code it is."""
    proposal = Proposal.objects.filter(receipt_hash=digest).first()
    if proposal is None:
        return None
    response = SeeOther(reverse("deliberation:proposal_mine", args=[proposal.pk]))
    keepsakes.remember(request, response, proposal)
    return response


def matter_of(proposal: Proposal) -> Matter | None:
    return getattr(proposal, "matter", None)


def standing(proposal: Proposal) -> str:
    """Where it stands, in one sentence."""
    status, matter = proposal.status, matter_of(proposal)
    missing = proposal.council.seconds_needed - proposal.second_count
    if status == Proposal.Status.PENDING:
        return "议事员正在看，看过以后公开，请邻居附议。"
    if status == Proposal.Status.DECLINED:
        return f"没有列入议题：{proposal.declined_because}"
    if status == Proposal.Status.COLLECTING:
        return f"正在征集附议，还差 {max(missing, 0)} 人。"
    if status == Proposal.Status.READY:
        return "附议的邻居已经够了，议事员会把它列为议题。"
    if matter is None or matter.status == Matter.Status.RAISED:
        return "已经列为议题，等着排进议程。"
    if matter.status == Matter.Status.DROPPED:
        return f"议事会决定不议：{matter.dropped_because}"
    return f"议题现在的情况：{matter.get_status_display()}。"


def steps(proposal: Proposal) -> list[Step]:
    """What is done, what is going on, what is still to come."""
    status, matter = proposal.status, matter_of(proposal)
    rows = [Step("提交", at=proposal.submitted_at)]
    if status == Proposal.Status.PENDING:
        return [
            *rows,
            Step("议事员审核", "now"),
            Step("邻居附议", "todo"),
            Step("列入议题", "todo"),
        ]
    if proposal.published_at:
        rows.append(Step("审核通过，公开", at=proposal.published_at))
    if status == Proposal.Status.DECLINED:
        return [*rows, Step("没有列入", text=proposal.declined_because)]
    wanted = proposal.council.seconds_needed
    counted = (
        f"经核实的居民附议 {proposal.resident_count} 人、席位附议 {proposal.seat_count}，"
        f"合计需要 {wanted}。"
    )
    collecting = status == Proposal.Status.COLLECTING
    rows.append(Step("邻居附议", "now" if collecting else "done", text=counted))
    if matter is None:
        return [*rows, Step("列入议题", "todo" if collecting else "now")]
    rows.append(Step("列入议题", at=matter.raised_at, who=matter.council.name))
    settled = matter.status not in Matter.UNSETTLED
    return [*rows, Step(f"议题{matter.get_status_display()}", "done" if settled else "now")]


# --- reading and seconding -------------------------------------------------------------------


@require_safe
def proposals(request: HttpRequest, slug: str) -> HttpResponse:
    """What neighbours of one council want to have deliberated; most seconded first."""
    council = named(slug)
    rows = council.proposals.public().order_by("-second_count", "-published_at", "-pk")
    for row in (page := Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))):
        row.pill = PILLS[row.status]
    context = {
        "section": "yishi",
        "crumbs": [*council_crumbs(council), {"title": "居民提议"}],
        "council": council,
        "page_obj": page,
    }
    return render(request, "deliberation/proposals.html", context)


@require_safe
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One public proposal, with the button for neighbours."""
    rows = Proposal.objects.public().select_related("council__area", "matter__council")
    found = get_object_or_404(rows.defer("title", "body", "name", "phone"), pk=pk)
    context = {
        "section": "yishi",
        "crumbs": [
            *council_crumbs(found.council),
            {
                "title": "居民提议",
                "url": reverse("deliberation:proposals", args=[found.council.slug]),
            },
            {"title": found.public_title},
        ],
        "proposal": found,
        "pill": PILLS[found.status],
        "sentence": standing(found),
        "steps": steps(found),
        "open": found.status in OPEN,
        "form": NumberForm(),
    }
    return render(request, "deliberation/proposal.html", context)
