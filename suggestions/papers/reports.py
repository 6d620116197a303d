"""月报、季报、征集结果报告: every figure from the one function that counts it, as pages show it."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.timezone import localdate

from suggestions.documents.lines import BODY, HEAD_ROW, ROW, Line, day
from suggestions.models import CampaignPage, Department, Issue, PaperKind, Referral, Topic
from suggestions.papers.facts import Facts, paragraphs, quoted
from suggestions.telling import figures, funnel, funnel_tables, hot, members
from suggestions.telling.handling import handling
from suggestions.telling.outcomes import outcomes_of

MONTHS = {PaperKind.MONTHLY: 1, PaperKind.QUARTERLY: 3}
TOPICS, HOTTEST, CAMPAIGNS, EXAMPLES, ANSWERS = 10, 5, 3, 2, 5
EXCERPT = 120


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Line]:
    """A head and its rows; nothing where there are no rows."""
    lines = [Line(HEAD_ROW, "", cells=tuple(head))]
    lines += [Line(ROW, "", cells=tuple(row)) for row in rows]
    return lines if rows else []


# --- a month, a quarter -----------------------------------------------------------------------


def months_of(kind: str, first: dt.date) -> list[dt.date]:
    index = first.year * 12 + first.month - 1
    count = MONTHS[PaperKind(kind)]
    return [dt.date(i // 12, i % 12 + 1, 1) for i in range(index, index + count)]


def span(kind: str, first: dt.date) -> str:
    """2026年9月, 2026年第三季度."""
    if kind == PaperKind.MONTHLY:
        return f"{first.year}年{first.month}月"
    return f"{first.year}年第{'一二三四'[(first.month - 1) // 3]}季度"


def period_facts(kind: str, first: dt.date, at: dt.datetime) -> Facts:
    months, name = months_of(kind, first), span(kind, first)
    whole = funnel.whole(at=at)
    lines = {line.name: line for line in whole.months}
    found = [lines[m] for month in months if (m := f"{month.year}年{month.month}月") in lines]
    return Facts(
        title=f"人民建议征集工作{PaperKind(kind).label}（{name}）",
        addressee="",
        braces={"时段": name, "今天": day(localdate(at))},
        sections=(
            ("收到和办理", _funnel(found, "月份", at)),
            ("各征集累计", _funnel(whole.campaigns, "征集", at)),
            ("承办单位", _departments(months, at)),
            ("热点问题", _hot(at)),
        ),
    )


def _funnel(lines: Sequence[funnel.Line], head: str, at: dt.datetime) -> list[Line]:
    """The figures page's own table: small cells hidden, shares beside their wholes."""
    if not lines:
        return []
    told = funnel_tables.table(lines)
    rows = [*told.rows, told.total] if len(lines) > 1 else told.rows
    heads = [head, *(label for label, _ in told.total.cells)]
    cells = [[row.name, *(text for _, text in row.cells)] for row in rows]
    said = f"下表按建议提交的时间和征集统计，办理情况截至{day(localdate(at))}。"
    return [Line(BODY, said), *table(heads, cells)]


def _departments(months: Sequence[dt.date], at: dt.datetime) -> list[Line]:
    """What was forwarded in the period, by department, in the order of names: no ranking."""
    zone = timezone.get_current_timezone()
    start = dt.datetime.combine(months[0], dt.time(), zone)
    after = (months[-1] + dt.timedelta(days=32)).replace(day=1)
    end = dt.datetime.combine(after, dt.time(), zone)
    sent = Referral.objects.filter(sent_at__gte=start, sent_at__lt=end)
    found = Department.objects.filter(pk__in=sent.order_by().values("department"))
    rows = [
        [row.name, str(row.received), row.signed, row.answered, str(row.late)]
        for row in handling(found.order_by("name"), sent, at)
    ]
    return table(("承办单位", "收到", "按期签收", "按期答复", "现在逾期"), rows)


def _hot(at: dt.datetime) -> list[Line]:
    """The hottest of the campaigns that listen now, and a few words of the first of each."""
    lines: list[Line] = []
    for campaign in CampaignPage.objects.live().accepting(at).order_by("-opens_at", "pk"):
        if found := hottest(campaign, at):
            lines += [Line(BODY, f"“{campaign.title}”中，{'；'.join(w for w, _ in found)}。")]
            topic = next((topic for _, topic in found if topic), None)
            lines += _examples(topic) if topic else []
        if len(lines) > CAMPAIGNS * (EXAMPLES + 1):
            break
    return lines


def _examples(topic: Topic) -> list[Line]:
    return [quoted(n, one) for n, one in enumerate(members.examples(topic, EXAMPLES), 1)]


def hottest(campaign: CampaignPage, at: dt.datetime) -> list[tuple[str, Topic | None]]:
    """The first of the public table in words, each with its topic; an issue has none."""
    rows = hot.table(campaign.pk, public=True, at=at)[:HOTTEST]
    topics = Topic.objects.public().in_bulk([row.topic for row in rows if row.topic > 0])
    issues = Issue.objects.standing().in_bulk([-row.topic for row in rows if row.topic < 0])
    found: list[tuple[str, Topic | None]] = []
    for row in rows:
        topic = topics.get(row.topic)
        named = topic or issues.get(-row.topic)
        if named:
            words = f"“{named.name}”{row.people}人提出、{row.supports}人附议"
            found.append((words, topic))
    return found


# --- a campaign -------------------------------------------------------------------------------


def campaign_facts(campaign: CampaignPage, at: dt.datetime) -> Facts:
    counts = figures.counts_by_campaign(campaign.pk).get(campaign.pk, figures.Counts())
    said = figures.satisfaction(campaign.pk)
    rated = f"收到{said.rated}次评价，满意{said.good}次、基本满意{said.fair}次。"
    numbers = [
        Line(
            BODY,
            f"截至{day(localdate(at))}，收到建议{counts.received}条，受理{counts.accepted}条，"
            f"已答复{counts.answered}条。{rated if said.rated else ''}",
        )
    ]
    last = figures.last_moment(campaign)
    return Facts(
        title=f"关于“{campaign.title}”征集结果的报告"[:100],
        addressee="",
        braces={
            "征集": campaign.title,
            "开始日期": day(localdate(campaign.opens_at)),
            "截止日期": day(localdate(last)) if last else "长期",
            "今天": day(localdate(at)),
        },
        sections=(
            ("征集情况", numbers),
            ("主要问题", _topics(campaign, at)),
            ("大家最关心", _of_campaign(campaign, at)),
            ("已经答复的", _answers(campaign)),
        ),
    )


def _topics(campaign: CampaignPage, at: dt.datetime) -> list[Line]:
    topics = figures.by_size(campaign.pk)[:TOPICS]
    became = outcomes_of(topics, at=at)
    rows = [[t.name, str(t.size), became[t.pk].stage.label] for t in topics]
    return table(("问题", "建议数", "走到哪一步"), rows)


def _of_campaign(campaign: CampaignPage, at: dt.datetime) -> list[Line]:
    found = hottest(campaign, at)
    lines = [Line(BODY, f"{number}.{words}。") for number, (words, _) in enumerate(found, 1)]
    topic = next((topic for _, topic in found if topic), None)
    shown = _examples(topic) if topic else []
    return [*lines, *([Line(BODY, f"“{topic}”的建议举例："), *shown] if shown else [])]


def _answers(campaign: CampaignPage) -> list[Line]:
    rows: QuerySet = figures.public_answers().filter(
        topic__in=Topic.objects.public().heard_in(campaign).order_by().values("pk")
    )
    lines: list[Line] = []
    for number, answer in enumerate(rows[:ANSWERS], 1):
        unit = answer.referral.department.name if answer.referral else "我办"
        words = " ".join(line.text for line in paragraphs(answer.text))
        short = words if len(words) <= EXCERPT else f"{words[:EXCERPT]}……"
        how = answer.get_adoption_display()
        lines.append(Line(BODY, f"{number}.“{answer.topic.name}”（{unit}，{how}）：{short}"))
    return lines
