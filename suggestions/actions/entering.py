"""登记一条: what came by telephone, letter or in person; decided at once where that is wished."""

import datetime as dt
from dataclasses import dataclass, field

from django.db import models, transaction

from suggestions.actions import screening, submitting
from suggestions.actions.rules import Refused
from suggestions.actions.submitting import Draft, Receipt
from suggestions.models import Behalf, CampaignPage, PaperScan, PaperSheet, Station, User
from suggestions.models.suggestions import Channel
from suggestions.text.language import clean_text

SHEETS_AT_ONCE = 200
PAPERS = (Channel.STATION, Channel.LETTER, Channel.MAILBOX)  # how printed forms come back


class Decision(models.TextChoices):
    """What becomes of it at once."""

    WAIT = "wait", "登记，留待审核"
    PUBLISH = "publish", "登记，通过并公开"
    QUIET = "quiet", "登记，通过不公开"
    DECLINE = "decline", "登记，告知应去途径"


@dataclass(frozen=True)
class Ruling:
    """The decision with what declining asks for."""

    decision: str = Decision.WAIT
    route: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Paper:
    """How it came, for whom, and which notice about contact data was read out."""

    channel: str
    behalf: str = Behalf.SELF
    notice: str = ""
    sheet: str = ""  # the number of the printed form
    station: Station | None = None
    ruling: Ruling = field(default_factory=Ruling)


def register(
    campaign: CampaignPage, *, draft: Draft, paper: Paper, key: str, by: User, at: dt.datetime
) -> Receipt:
    """Enter one suggestion and decide on it: both or neither. The same `key` gives the same
    receipt, however often it is pressed, and decides nothing a second time."""
    ruling = paper.ruling
    if ruling.decision not in Decision.values:
        raise Refused("请选择怎样办理：留待审核、通过并公开、通过不公开，还是告知应去途径。")
    if ruling.decision == Decision.PUBLISH and not draft.may_publish:
        raise Refused("本人没有同意公开，请按“登记，通过不公开”。")
    with transaction.atomic():
        receipt = submitting.enter(
            campaign,
            draft=draft,
            channel=paper.channel,
            key=key,
            by=by,
            at=at,
            notice=paper.notice,
            behalf=paper.behalf,
            station=paper.station,
        )
        if not receipt.again:
            drafts = PaperScan.objects.filter(draft_key=key, suggestion=None, by=by)
            drafts.update(suggestion=receipt.suggestion)
            if paper.sheet:
                _take_sheet(paper.sheet, receipt)
            _decide(receipt, ruling, by=by, at=at)
    return receipt


def find_sheet(number: str) -> PaperSheet:
    """The printed form with this number, however it was typed."""
    key = PaperSheet.key_in(number)
    if key is None:
        raise Refused("表号抄错了一位：请对着右上角再抄一遍，一共 8 位数字。")
    sheet = PaperSheet.objects.select_related("suggestion").filter(pk=key).first()
    if sheet is None:
        raise Refused("没有印过这个号的表，请再看一眼表号。")
    return sheet


def _take_sheet(number: str, receipt: Receipt) -> None:
    """One conditional UPDATE: of two who enter the same sheet, one does."""
    sheet = find_sheet(number)
    free = PaperSheet.objects.filter(pk=sheet.pk, suggestion=None)
    if not free.update(suggestion=receipt.suggestion):
        raise Refused(taken(find_sheet(number)))


def taken(sheet: PaperSheet) -> str:
    """What is said of a sheet that was entered before; nothing of one that was not."""
    return f"这张表已经登记过了，是建议 {sheet.suggestion.number}。" if sheet.suggestion else ""


def print_sheets(
    *, campaign: CampaignPage, channel: str, place: str, count: int, by: User, at: dt.datetime
) -> list[PaperSheet]:
    """Number so many forms; in the order of their numbers."""
    if channel not in PAPERS:
        raise Refused("请选择表怎样收回来：征集站、书信，还是意见箱。")
    if not 1 <= count <= SHEETS_AT_ONCE:
        raise Refused(f"一次印 1 到 {SHEETS_AT_ONCE} 张。")
    place = clean_text(place, limit=80, lines=False)
    sheet = {"campaign": campaign, "channel": channel, "place": place}
    rows = [PaperSheet(**sheet, printed_by=by, printed_at=at) for _ in range(count)]
    return PaperSheet.objects.bulk_create(rows)


def _decide(receipt: Receipt, ruling: Ruling, *, by: User, at: dt.datetime) -> None:
    suggestion = receipt.suggestion
    if ruling.decision == Decision.DECLINE:
        screening.decline(suggestion, route=ruling.route, reason=ruling.reason, by=by, at=at)
    elif ruling.decision != Decision.WAIT:
        publish = ruling.decision == Decision.PUBLISH
        screening.accept(suggestion, publish=publish, by=by, at=at)
