"""台账: what a council or an area did in a month, from the records, with nothing typed anew.

Each number comes from the function that pages and indicators take it from; here they only stand
side by side. The page, DOCX and PDF print one list of lines; the workbook holds the same rows.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet

from deliberation.indicators import COUNTS, Month, of_meetings
from deliberation.models import Council, Party
from deliberation.rules import effect
from deliberation.telling import city_money, figures, indices, plan
from suggestions.documents import lines as paper
from suggestions.documents.lines import Line, chinese, day
from suggestions.models import Area
from suggestions.telling.shares import share

MATTERS = ("提出议题", "议过议题", "本级议定", "上报议题", "居民提议", "列入提议")
WORK = ("到期决议", "按期办成", "到期事项", "按期事项", "办成决议")
FOOT = "各项数字由系统从议事记录里算出，没有手工填写。按区域代码排列，不排名次。"
MOST_PLACES = 400  # rows of one table; a district has some 300 communities at most


@dataclass(frozen=True)
class Section:
    """A table under its heading; `said` stands above it."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    said: str = ""

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """Each cell with what stands above it, for a narrow screen."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Ledger:
    name: str
    month: dt.date
    on: dt.date
    sections: list[Section] = field(default_factory=list)

    @property
    def title(self) -> str:
        return f"{self.name}社区议事台账（{self.month:%Y年%-m月}）"


@dataclass(frozen=True)
class Of:
    """Whose ledger: an area with all below it, or one council."""

    area: Area | None
    council: Council | None = None

    @property
    def name(self) -> str:
        if self.council:
            return self.council.name
        return self.area.name if self.area else "全市"

    def councils(self) -> QuerySet[Council]:
        found = Council.objects.active()
        if self.council:
            return found.filter(pk=self.council.pk)
        return found.filter(area__path__startswith=self.area.path) if self.area else found


def ledger(of: Of, month: dt.date, on: dt.date) -> Ledger:
    """A fixed number of questions, whatever the number of councils."""
    span = Month(month.replace(day=1))
    keys = set(of.councils().order_by().values_list("pk", flat=True))
    sections = [
        _meetings(of, span.first, on),
        _parties(of, span),
        _counted("议题", MATTERS, span, keys),
        _counted("落实", WORK, span, keys),
        _plan(of, on),
        _money(of, span.first.year),
        _index(of, span.first),
    ]
    return Ledger(of.name, span.first, on, [one for one in sections if one.rows])


# --- the parts -----------------------------------------------------------------------------------


def _meetings(of: Of, month: dt.date, on: dt.date) -> Section:
    """The board's own lines."""
    board = figures.board(of.council.area if of.council else of.area, month=month, on=on)
    lines = board.lines
    if of.council:
        lines = [line for line in lines if line.council == of.council]
    rows = [_board_row(line.name, line.tally) for line in lines[:MOST_PLACES]]
    if len(rows) > 1:
        rows.append(_board_row("合计", board.whole))
    head = ("地方", "议事会", "开了会的", "在落实", "超期", "待确认", "已确认")
    said = f"“开了会的”按议事会数，是{month:%-m月}的议事日；决议的情况截至{day(on)}。"
    return Section("会议和决议", head, rows, said)


def _board_row(name: str, tally: figures.Tally) -> list[str]:
    numbers = (tally.councils, tally.met, tally.open, tally.overdue, tally.done, tally.confirmed)
    return [name, *map(str, numbers)]


def _parties(of: Of, span: Month) -> Section:
    found = of_meetings.seats_by_party(span, of.councils())
    names = Party.objects.in_bulk(list(found))
    parties = sorted(found, key=lambda key: (names[key].order, key))
    rows = [[names[key].name, *map(str, found[key]), _share(*found[key])] for key in parties]
    return Section("各方到会", ("议事方", "应到席位", "到会席位", "到会率"), rows)


def _share(whole: int, part: int) -> str:
    return share(part, whole) if whole else "—"


def _counted(title: str, names: Sequence[str], span: Month, keys: set[int]) -> Section:
    """Named counts of the indicators, summed over the councils."""
    rows = []
    for name in names:
        found = COUNTS[name].of(span)
        number = sum(number for key, number in found.items() if key in keys)
        rows.append([name, str(number), COUNTS[name].meaning])
    return Section(title, ("项目", "数量", "怎么数的"), rows)


def _plan(of: Of, on: dt.date) -> Section:
    asked = plan.Asked(area=of.area, councils=of.councils() if of.council else None)
    places = plan.places(asked, on)[:MOST_PLACES]
    rows = [_plan_row(place.name, place.tally) for place in places]
    if len(rows) > 1:
        rows.append(_plan_row("合计", plan.whole(places)))
    head = ("地方", "全部事项", "已完成", "没有完成", "超期", "7天内到期")
    return Section("行动计划", head, rows, f"决议事项和项目节点，截至{day(on)}。")


def _plan_row(name: str, tally: plan.Tally) -> list[str]:
    return [name, *map(str, (tally.all, tally.done, tally.open, tally.late, tally.soon))]


def _money(of: Of, year: int) -> Section:
    """To the 分, as the ledgers of the funds have it."""
    found = city_money.figure(of.area, year, council=of.council)
    if not found.received:
        return Section("资金", (), ())
    parts = (
        ("拨入", found.allocated), ("上年结转", found.carried_in), ("结转下年", found.passed_on),
        ("已经支付", found.paid), ("已安排、还没支付", found.committed), ("还可以安排", found.left),
    )  # fmt: skip
    rows = [[name, f"{cents // 100:,}.{cents % 100:02d}"] for name, cents in parts]
    return Section("资金", ("项目", "金额（元）"), rows, f"{year}年度社区资金，到今天为止。")


def _index(of: Of, month: dt.date) -> Section:
    one = of.council
    found = indices.of_council(one, month) if one else indices.of_area(of.area, month)
    rows = [_index_row(one) for one in found]
    whole = indices.index_of(found)
    said = f"指数 {whole.value}，由 {whole.all} 项里有数的 {whole.number} 项算出。" if found else ""
    if found and whole.value is None:
        said = "有数的指标不到一半的权重，指数没有算出。"
    return Section("睦邻指数", ("指标", "数值", "分子", "分母"), rows, said)


def _index_row(one: indices.Shown) -> list[str]:
    if one.value is None:
        return [one.indicator.name, one.words, "—", "—"]
    value = f"{effect.plain(one.value)}{one.indicator.unit}"
    parts = (one.numerator or Decimal(0), one.denominator or Decimal(0))
    return [one.indicator.name, value, *map(effect.plain, parts)]


# --- printed -------------------------------------------------------------------------------------


def lines(found: Ledger) -> list[Line]:
    """After GB/T 9704: the title, then each part under its number."""
    made = [Line(paper.TITLE, found.title), Line(paper.MARK, day(found.on))]
    for number, section in enumerate(found.sections, 1):
        made.append(Line(paper.HEADING1, f"{chinese(number)}、{section.title}"))
        if section.said:
            made.append(Line(paper.BODY, section.said))
        made.append(Line(paper.HEAD_ROW, "", cells=tuple(section.head)))
        made += [Line(paper.ROW, "", cells=tuple(row)) for row in section.rows]
    made.append(Line(paper.BODY, FOOT))
    return made


HEADER = ("部分", "第一列", "第二列", "第三列", "第四列", "第五列", "第六列", "第七列")


def sheet(found: Ledger) -> Iterator[list[str]]:
    """Each table under its own head, its part named in every row."""
    width = len(HEADER) - 1
    for section in found.sections:
        for row in (section.head, *section.rows):
            yield [section.title, *row, *[""] * (width - len(row))]
