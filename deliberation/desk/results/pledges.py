"""众筹 at the desk: the ledger of a resolution, with its sums and as a sheet."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localtime

from deliberation.actions import pledging
from deliberation.actions.pledging import OPEN
from deliberation.desk.access import CouncilRecord, CouncilScreen, way_to
from deliberation.desk.results import forms as ask
from deliberation.desk.results.lists import resolution_url
from deliberation.models import LedgerLine, Pledge, Resolution
from suggestions.staff.downloads import XLSX, attachment
from suggestions.staff.verbs import DeskVerb
from suggestions.tabular import workbook_file

COLUMNS = (
    *("认领编号", "认领人", "公开署名", "认领金额", "认领时间"),
    *("流水", "金额", "日期", "凭据", "登记人", "登记时间"),
)


def pledges(resolution: Resolution) -> QuerySet[Pledge]:
    return resolution.pledges.select_related("resolution__council")


def lines(resolution: Resolution) -> QuerySet[LedgerLine]:
    rows = LedgerLine.objects.filter(pledge__resolution=resolution)
    return rows.select_related("pledge__resolution__council", "by", "reversed_by")


def _reversible(line: LedgerLine) -> bool:
    return line.reverses_id is None and not hasattr(line, "reversed_by")


class PledgesPage(CouncilRecord):
    """Each pledge with what came in and went back; a mistake is reversed, never changed."""

    model = Resolution
    template_name = "deliberation/desk/pledges.html"
    header_icon = "group"
    verbs = (
        DeskVerb(
            "pledge",
            "登记认领",
            calls=pledging.make_pledge,
            told="已登记第 {result.number} 笔认领。",
            form=ask.PledgeForm,
            offered=lambda resolution: resolution.status in OPEN,
            style="",
        ),
        DeskVerb(
            "pay",
            "到账",
            calls=pledging.pay_pledge,
            told="第 {subject.number} 笔认领到账 {result.amount:,} 元。",
            form=ask.LineForm,
            offered=lambda pledge: pledge.paid_cents < int(pledge.amount * 100),
            subjects=pledges,
            style="",
        ),
        DeskVerb(
            "refund",
            "退款",
            calls=pledging.refund_pledge,
            told="第 {subject.number} 笔认领退款 {result.amount:,} 元。",
            form=ask.LineForm,
            offered=lambda pledge: pledge.refunded_cents < pledge.paid_cents,
            subjects=pledges,
        ),
        DeskVerb(
            "reverse",
            "冲正",
            calls=pledging.reverse_line,
            told="已冲正。",
            form=ask.ReverseForm,
            offered=_reversible,
            subjects=lines,
        ),
    )

    def get_records(self) -> QuerySet[Resolution]:
        return self.council.resolutions.select_related("council")

    def get_url(self, verb: str = "") -> str:
        name = "pledges_verb" if verb else "pledges"
        args = [self.council.pk, self.object.pk, *([verb] if verb else [])]
        return reverse(f"desk_resolutions:{name}", args=args)

    def get_page_title(self) -> str:
        return "众筹账"

    def way(self) -> list[dict[str, Any]]:
        step = {"url": resolution_url(self.object), "label": f"决议{self.object.full_number}"}
        return [*way_to(self.council), step]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        of_pledge = [verb for verb in self.verbs if verb.subjects is pledges]
        of_line = [verb for verb in self.verbs if verb.subjects is lines]
        by_pledge: dict[int, list[dict[str, Any]]] = {}
        for line in lines(self.object).order_by("pk"):
            row = {"line": line, "buttons": self.buttons(line, of_line)}
            by_pledge.setdefault(line.pledge_id, []).append(row)
        return super().get_context_data(
            sums=pledging.reconcile(self.object),
            rows=[
                {
                    "pledge": pledge,
                    "lines": by_pledge.get(pledge.pk, []),
                    "buttons": self.buttons(pledge, of_pledge),
                }
                for pledge in pledges(self.object)
            ],
            **kwargs,
        )


class PledgesFile(CouncilScreen):
    """The ledger as a sheet: a row a movement, a pledge without one has its own."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: int, **kwargs: Any) -> FileResponse:
        resolution = get_object_or_404(self.council.resolutions, pk=pk)
        rows = ledger_rows(resolution, names=self.runs)
        file = workbook_file(COLUMNS, rows, title="众筹账")
        name = f"{self.council.name}决议{resolution.full_number}众筹账.xlsx"
        return attachment(FileResponse(file, content_type=XLSX), name)


def ledger_rows(resolution: Resolution, *, names: bool) -> list[tuple]:
    """`names`: who gave is for the council's own secretary."""
    found = []
    for pledge in resolution.pledges.prefetch_related("lines__by"):
        who = (
            pledge.number,
            pledge.name if names else "",
            pledge.public_name,
            float(pledge.amount),
            localtime(pledge.at),
        )
        moves = list(pledge.lines.all())
        found += [(*who, *_move(line)) for line in moves] or [(*who, *[""] * 6)]
    return found


def _move(line: LedgerLine) -> tuple:
    amount = float(line.amount)
    kind = line.get_kind_display() + ("（冲正）" if line.reverses_id else "")
    out = (line.kind == LedgerLine.Kind.REFUNDED) != bool(line.reverses_id)
    return kind, -amount if out else amount, line.on, line.note, str(line.by), localtime(line.at)
