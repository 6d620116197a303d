"""One paper: as it will be printed, its versions and fingerprints, its files, its buttons."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views import View

from suggestions.actions import instructing, paperwork
from suggestions.desk import rights
from suggestions.desk.papers.forms import (
    InstructForm,
    ReceiveForm,
    ReviseForm,
    SeenForm,
    SettleForm,
)
from suggestions.desk.papers.lists import paper_url
from suggestions.documents import keeping
from suggestions.documents.files import TYPES, digest
from suggestions.documents.pdf import NoTypesetter
from suggestions.models import Instruction, Paper, PaperVersion
from suggestions.papers import composing
from suggestions.papers.kinds import full_number
from suggestions.staff.access import DeskMixin
from suggestions.staff.downloads import attachment
from suggestions.staff.forms import ReasonForm
from suggestions.staff.verbs import DeskVerb, RecordPage

NO_PDF = "这台服务器没有装 PDF 排版用的系统组件（Pango）。请下载 DOCX，内容和版式相同。"
DAMAGED = "留存的文件和登记的指纹对不上，不能再当作原件。请联系系统管理员从备份恢复。"


def _draft(paper: Paper) -> bool:
    return paper.status == Paper.Status.DRAFT


VERBS = (
    DeskVerb(
        "issue",
        "编号印发",
        calls=paperwork.issue,
        told=lambda done: f"已编号{full_number(done.result)}并印发，文件已留存。",
        form=SeenForm,
        offered=_draft,
        style="",
        hint="编号按文种和年份连续，印发后不能再改；有错的作废重拟，号码保留。",
    ),
    DeskVerb(
        "revise",
        "改稿",
        calls=paperwork.revise,
        told="已存为{result}。",
        form=ReviseForm,
        offered=_draft,
    ),
    DeskVerb(
        "receive",
        "登记签收",
        calls=paperwork.receive,
        told="已登记签收。",
        form=ReceiveForm,
        offered=lambda paper: paper.status == Paper.Status.ISSUED and not paper.received_on,
    ),
    DeskVerb(
        "void",
        "作废",
        calls=paperwork.void,
        told="已作废，理由已记下。",
        form=ReasonForm,
        offered=lambda paper: paper.status != Paper.Status.VOID,
    ),
)


INSTRUCT = DeskVerb(
    "instruct",
    "登记批示",
    calls=instructing.instruct,
    told="已登记{result.leader}的批示。",
    form=InstructForm,
    offered=lambda paper: paper.status == Paper.Status.ISSUED,
)


def _instructions(paper: Paper) -> QuerySet[Instruction]:
    return Instruction.objects.filter(paper=paper).select_related("paper")


INSTRUCTION_VERBS = (
    DeskVerb(
        "settle",
        "办结",
        calls=instructing.settle,
        told="{subject.leader}的批示已办结。",
        form=SettleForm,
        offered=lambda one: one.status == Instruction.Status.OPEN,
        subjects=_instructions,
    ),
)


class PaperPage(RecordPage):
    """The paper in its last version."""

    permission = rights.LOOK
    model = Paper
    verbs = (*VERBS, INSTRUCT, *INSTRUCTION_VERBS)
    rights = rights.RIGHTS
    template_name = "suggestions/desk/paper.html"
    header_icon = "doc-full"

    def get_records(self) -> QuerySet[Paper]:
        about = ("referral__department", "referral__topic__campaign", "topic__campaign", "event")
        return Paper.objects.select_related(*about, "campaign", "drawn_by").defer(
            "campaign__body", "campaign__ways", "campaign__result"
        )

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_papers:verb", args=[self.object.pk, verb])
        return paper_url(self.object)

    def get_page_title(self) -> str:
        return f"{self.object.get_kind_display()}{full_number(self.object)}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_papers:index"), "label": "公文"}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.object.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = list(self.object.versions.select_related("made_by").defer("lines"))
        last = self.object.versions.get(number=versions[0].number)
        return super().get_context_data(
            full_number=full_number(self.object),
            lines=composing.kept_lines(last),
            versions=versions,
            instructions=[
                (one, self.buttons(one, INSTRUCTION_VERBS)) for one in _instructions(self.object)
            ],
            steps=self.object.steps.select_related("by"),
            **kwargs,
        )


class PaperFile(DeskMixin, View):
    """A version as DOCX or PDF. What was issued is handed out as it was kept, byte for byte."""

    permission = rights.LOOK
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: int, number: int, kind: str) -> HttpResponse:
        rows = PaperVersion.objects.select_related("paper")
        version = get_object_or_404(rows, paper=pk, number=number)
        if kind not in TYPES:
            raise Http404
        return file_of(version, kind)


def file_of(version: PaperVersion, kind: str) -> HttpResponse:
    """The file, or a sentence that says what to do instead."""
    paper = version.paper
    try:
        data = _kept(version, kind) if _final(version) else None
        data = data or keeping.printed(composing.printed_as(version, kind))
    except NoTypesetter:
        return HttpResponse(NO_PDF, "text/plain; charset=utf-8", status=503)
    except Damaged:
        return HttpResponse(DAMAGED, "text/plain; charset=utf-8", status=500)
    response = HttpResponse(data, content_type=TYPES[kind])
    return attachment(response, composing.file_name(paper, kind))


class Damaged(Exception):
    """The bytes are not those that were kept."""


def _final(version: PaperVersion) -> bool:
    """Whether it is the one that was issued."""
    return version.paper.issued_at == version.made_at


def _kept(version: PaperVersion, kind: str) -> bytes:
    if not getattr(version, f"{kind}_digest"):
        paperwork.keep_files(version)
    if not (wanted := getattr(version, f"{kind}_digest")):
        raise NoTypesetter(kind)
    with getattr(version, kind).open() as file:
        data: bytes = file.read()
    if digest(data) != wanted:
        raise Damaged
    return data
