"""Ballots taken at the desk: paper read by two people, roll-call, mandates, printed slips."""

from typing import Any

import segno
from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin import messages

from deliberation.actions import online, proxies, voting
from deliberation.desk.access import CouncilScreen, way_to
from deliberation.desk.votes.forms import (
    MandateForm,
    OneBallotForm,
    SlipNumbersForm,
    WithdrawForm,
)
from deliberation.desk.votes.motions import council_motions, motion_url, motions_step
from deliberation.models import Motion, NoticeProof, Proxy, Voter
from deliberation.voting import answers, counting
from suggestions.actions.rules import Overtaken, Refused
from suggestions.staff.access import CONFLICT, OK, UNPROCESSABLE
from suggestions.views.private_files import handed_out


class MotionScreen(CouncilScreen):
    """A screen of one vote."""

    header_icon = "clipboard-list"
    http_method_names = ["get", "post", "head"]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.motion = get_object_or_404(council_motions(self.council), pk=kwargs["pk"])

    def way(self) -> list[dict[str, Any]]:
        here = {"url": motion_url(self.motion), "label": self.motion.title}
        return [*way_to(self.council), motions_step(self.council), here]

    def page(self, status: int = OK, **context: Any) -> HttpResponse:
        live = self.motion.status == Motion.Status.OPEN
        turnout = counting.turnout(self.motion)
        context = self.get_context_data(motion=self.motion, live=live, turnout=turnout, **context)
        return self.render_to_response(context, status=status)

    def find_voter(self, number: int) -> Voter:
        rows = Voter.objects.filter(motion=self.motion, entry__number=number)
        voter = rows.select_related("entry", "motion__roll").first()
        if voter is None:
            raise Refused(f"名册上没有编号 {number}，请核对。")
        return voter


def status_of(error: Refused) -> int:
    return CONFLICT if isinstance(error, Overtaken) else UNPROCESSABLE


class BallotEntry(MotionScreen):
    """One ballot after the other by roll number; what was typed stays when it is refused."""

    template_name = "deliberation/desk/ballot_entry.html"
    guide = ""

    def get(self, request: HttpRequest, council: int, pk: int) -> HttpResponse:
        return self.page(form=OneBallotForm(motion=self.motion), half=self.half())

    def post(self, request: HttpRequest, council: int, pk: int) -> HttpResponse:
        form = OneBallotForm(request.POST, motion=self.motion)
        if not form.is_valid():
            return self.page(UNPROCESSABLE, form=form, half=self.half())
        number, choice = form.cleaned_data["number"], form.cleaned_data["choice"]
        try:
            voter = self.find_voter(number)
            words = self.take(voter, choice)
        except Refused as error:
            form.add_error(None, str(error))
            return self.page(status_of(error), form=form, half=self.half())
        messages.success(request, f"{voter.entry}：{answers.label(self.motion, choice)}。{words}")
        return redirect(request.path)

    def take(self, voter: Voter, choice: str) -> str:
        raise NotImplementedError

    def half(self) -> list[int]:
        return []


class PaperEntry(BallotEntry):
    """纸质表决票: the same ballot read by two people."""

    page_title = "录入纸票"
    guide = "每张票由两个人各录一遍，两遍一样才算数；不一样两遍都不算，从头再录。"

    def take(self, voter: Voter, choice: str) -> str:
        by, at = self.request.user, self.request.at
        if voting.type_paper(voter, choice=choice, by=by, at=at):
            return "两遍一致，已计入。"
        return "已录第一遍，请另一个人录第二遍。"

    def half(self) -> list[int]:
        return counting.read_once(self.motion)


class RollCall(BallotEntry):
    """现场点名: the name is called and the answer noted."""

    page_title = "现场点名"
    guide = "点一个名，本人当场说怎么投，马上记下；记下就算数，不能更改。"

    def take(self, voter: Voter, choice: str) -> str:
        voting.call(voter, choice=choice, by=self.request.user, at=self.request.at)
        return "已计入。"


class Mandates(MotionScreen):
    """委托: the written mandates of a vote, and one more."""

    page_title = "登记委托"
    template_name = "deliberation/desk/mandates.html"

    def get(self, request: HttpRequest, council: int, pk: int) -> HttpResponse:
        return self.page(form=MandateForm(motion=self.motion), mandates=self.mandates())

    def post(self, request: HttpRequest, council: int, pk: int) -> HttpResponse:
        form = MandateForm(request.POST, request.FILES, motion=self.motion)
        if not form.is_valid():
            return self.page(UNPROCESSABLE, form=form, mandates=self.mandates())
        try:
            voter = self.find_voter(form.cleaned_data["number"])
            proxies.give_mandate(
                voter, mandate=form.mandate(), by=self.request.user, at=self.request.at
            )
        except Refused as error:
            form.add_error(None, str(error))
            return self.page(status_of(error), form=form, mandates=self.mandates())
        messages.success(request, f"{voter.entry} 的委托已登记，按委托书计票。")
        return redirect(request.path)

    def mandates(self) -> list[Proxy]:
        rows = Proxy.objects.filter(voter__motion=self.motion).select_related("voter__entry", "by")
        return list(rows.order_by("voter__entry__number"))


class MandateWithdrawal(MotionScreen):
    """撤回委托: by whom and when; what was voted under it stays."""

    page_title = "撤回委托"
    template_name = "deliberation/desk/mandate_withdrawal.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = Proxy.objects.filter(voter__motion=self.motion)
        rows = rows.select_related("voter__entry", "voter__motion__item__meeting__council")
        self.proxy = get_object_or_404(rows, pk=kwargs["mandate"])

    def shown(self, form: WithdrawForm, status: int = OK) -> HttpResponse:
        rule = counting.rule_of(self.motion, self.request.at)
        return self.page(status, form=form, proxy=self.proxy, rule=rule)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.shown(WithdrawForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = WithdrawForm(request.POST)
        if not form.is_valid():
            return self.shown(form, UNPROCESSABLE)
        data = form.cleaned_data
        try:
            proxies.withdraw_mandate(
                self.proxy,
                who=data["who"],
                when=data["when"],
                by=self.request.user,
                at=self.request.at,
            )
        except Refused as error:
            form.add_error(None, str(error))
            return self.shown(form, status_of(error))
        messages.success(request, f"{self.proxy.voter.entry} 的委托已登记撤回，投过的票不变。")
        council = self.motion.item.meeting.council_id
        return redirect("desk_motions:mandates", council, self.motion.pk)


class MandateFile(MotionScreen):
    """The paper of a mandate, to who may look at this council."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, council: int, pk: int, mandate: int) -> FileResponse:
        rows = Proxy.objects.filter(voter__motion=self.motion)
        proxy = get_object_or_404(rows, pk=mandate)
        return paper_file(proxy.mandate, "mandate")


class NoticeFile(MotionScreen):
    """What shows that people were told, to who may look at this council."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, council: int, pk: int, proof: int) -> FileResponse:
        rows = NoticeProof.objects.filter(motion=self.motion).exclude(file="")
        found = get_object_or_404(rows, pk=proof)
        return paper_file(found.file, f"notice-{proof}")


def paper_file(stored: FieldFile, name: str) -> FileResponse:
    """A scanned paper to be saved, and kept by no browser."""
    pdf = (stored.name or "").endswith(".pdf")
    ending, kind = (".pdf", "application/pdf") if pdf else (".jpg", "image/jpeg")
    return handed_out(stored, name=name + ending, kind=kind, save=True, keep="private, no-store")


class Slips(MotionScreen):
    """投票纸条: printed once, each with its own code; nothing keeps the codes."""

    page_title = "打印投票纸条"
    template_name = "deliberation/desk/slips.html"

    def get(self, request: HttpRequest, council: int, pk: int) -> HttpResponse:
        return self.page(form=SlipNumbersForm())

    def post(self, request: HttpRequest, council: int, pk: int) -> HttpResponse:
        form = SlipNumbersForm(request.POST)
        if not form.is_valid():
            return self.page(UNPROCESSABLE, form=form)
        try:
            slips = online.print_slips(
                self.motion,
                by=self.request.user,
                at=self.request.at,
                numbers=form.cleaned_data["numbers"],
            )
        except Refused as error:
            form.add_error(None, str(error))
            return self.page(status_of(error), form=form)
        self.template_name = "deliberation/desk/slips_print.html"
        pages = [(slip, slip_qr(slip.token)) for slip in slips]
        response = self.page(slips=pages, site=settings.SITE_URL)
        response["Cache-Control"] = "no-store"
        return response


def slip_qr(token: str) -> SafeString:
    """The way to the ballot, as a drawing without style attributes."""
    url = settings.SITE_URL + reverse("deliberation:slip", args=[token])
    drawing = segno.make(url, error="m", micro=False).svg_inline(
        border=4, omitsize=True, svgclass=None, lineclass=None
    )
    return mark_safe(drawing)  # noqa: S308 - drawn here, from an address of ours
