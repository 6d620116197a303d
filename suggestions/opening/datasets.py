"""The sets of 人民建议征集: each row only what its public page says.

The originals, authors and contacts are not even read: every list names its columns.
"""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from suggestions.models import Answer, Area, CampaignPage, Suggestion, Topic
from suggestions.opening.dataset import DAY, NUMBER, TEXT, Column, Records, Row, Scope
from suggestions.opening.pages import page_link, public_topics
from suggestions.telling import cards, figures, voices
from suggestions.telling.progress import answered_by

KEY = Column("id", "编号", NUMBER, "这一行在本站的编号，不会变", "1024")
CAMPAIGN = (
    Column("campaign", "专项网址名", TEXT, "属于哪个专项征集；专项不再公开时为空", "charging"),
    Column("campaign_title", "专项名称", TEXT, "专项征集的名称", "小区电动车充电难"),
)
LINK = Column("url", "网页", TEXT, "在本站的网页", "https://…")


def link(name: str, *args: Any) -> str:
    return settings.SITE_URL + reverse(name, args=args)


def _campaign(scope: Scope, key: int) -> Row:
    named = scope.named(key)
    return {"campaign": named.slug, "campaign_title": named.title}


# --- suggestions --------------------------------------------------------------------------------


def _public_suggestions() -> QuerySet[Suggestion]:
    rows = Suggestion.objects.public().select_related("area", "placement__topic")
    return rows.only(
        *cards.FIELDS, "campaign_id", "channel", "submitted_at", "public_solution", "area__code"
    )


def _suggestions(records: list[Suggestion], scope: Scope) -> list[Row]:
    rows = []
    for one in records:
        topic = cards.public_topic(one)
        row = {
            "id": one.pk,
            "number": one.number,
            **_campaign(scope, one.campaign_id),
            "title": one.public_title,
            "body": one.public_body,
            "solution": one.public_solution,
            "area_code": one.area.code if one.area else "",
            "area": one.area.full_name if one.area else "",
            "channel": one.get_channel_display(),
            "submitted_on": localdate(one.submitted_at),
            "published_on": one.published_at and localdate(one.published_at),
            "status": one.get_status_display(),
            "supports": one.support_count,
            "topic": topic.pk if topic else None,
            "topic_name": topic.name if topic else "",
            "url": link("suggestions:detail", one.pk),
        }
        rows.append(row)
    return rows


SUGGESTIONS = Records(
    "suggestions",
    "公开的建议",
    "审核后公开的建议，用公开的文字：电话、门牌、姓名等个人信息已经遮住，没有作者的任何资料。",
    (
        KEY,
        Column("number", "建议编号", TEXT, "网页和来电里报的编号", "2026-001024"),
        *CAMPAIGN,
        Column("title", "标题", TEXT, "公开的标题", "楼下装充电桩"),
        Column(
            "body", "事由", TEXT, "公开的正文，个人信息写成［电话］这样", "晚上找不到充电的地方"
        ),
        Column("solution", "对策", TEXT, "公开的办法，没有写的为空", "在车棚里装六个"),
        Column("area_code", "区域代码", TEXT, "所在区域的代码，见“区域”", "310104008"),
        Column("area", "区域", TEXT, "所在区域", "徐汇区 · 田林街道"),
        Column("channel", "渠道", TEXT, "从哪里来的", "网络"),
        Column("submitted_on", "提交日期", DAY, "作者提交的日子", "2026-09-01"),
        Column("published_on", "公开日期", DAY, "审核公开的日子；按月取的是这个日期", "2026-09-03"),
        Column("status", "状态", TEXT, "已受理、办理中或已答复", "已答复"),
        Column("supports", "附议数", NUMBER, "附议的次数", "12", "一位访客对一条建议只计一次"),
        Column("topic", "问题编号", NUMBER, "归在哪个问题，还没有归的为空", "31"),
        Column("topic_name", "问题", TEXT, "问题的名称", "充电桩不够"),
        LINK,
    ),
    by=("campaign", "month"),
    large=True,
    rows=_public_suggestions,
    show=_suggestions,
    campaign="campaign",
    moment="published_at",
)


# --- topics -------------------------------------------------------------------------------------


def _public_topics() -> QuerySet[Topic]:
    rows = public_topics().select_related("theme")
    return rows.only("campaign_id", "name", "summary", "status", "theme__name")


def _topics(records: list[Topic], scope: Scope) -> list[Row]:
    within = figures.members().filter(topic__in=[one.pk for one in records])
    held = voices.by_campaign(within)
    return [
        {
            "id": one.pk,
            **_campaign(scope, one.campaign_id),
            "name": one.name,
            "theme": one.theme.name if one.theme else "",
            "summary": one.summary,
            "status": one.get_status_display(),
            "suggestions": sum(held.get(one.pk, {}).values()),
            "from_elsewhere": sum(
                n for key, n in held.get(one.pk, {}).items() if key != one.campaign_id
            ),
            "url": link("suggestions:topic", one.pk),
        }
        for one in records
    ]


TOPICS = Records(
    "topics",
    "归纳出的问题",
    "说同一件事的建议归在一起，每个问题都由工作人员核对过。",
    (
        KEY,
        *CAMPAIGN,
        Column("name", "问题", TEXT, "问题的名称", "充电桩不够"),
        Column("theme", "主题", TEXT, "所属主题，没有的为空", "充电设施"),
        Column("summary", "说明", TEXT, "工作人员写的说明", ""),
        Column("status", "状态", TEXT, "办到哪一步", "办理中"),
        Column(
            "suggestions",
            "建议数",
            NUMBER,
            "归在这个问题里的建议",
            "86",
            "只数工作人员核对过、没有撤回也没有转出的，含作者不愿公开原文的",
        ),
        Column(
            "from_elsewhere",
            "其中别的征集的",
            NUMBER,
            "其中在别的征集里提的，没有的为 0",
            "12",
            "问题算在立题的征集；建议在哪里提的，就只在哪里数一次",
        ),
        LINK,
    ),
    by=("campaign",),
    rows=_public_topics,
    show=_topics,
    campaign="campaign",
)


# --- answers ------------------------------------------------------------------------------------


def _answers(records: list[Answer], scope: Scope) -> list[Row]:
    return [
        {
            "id": one.pk,
            "topic": one.topic_id,
            "topic_name": one.topic.name,
            **_campaign(scope, one.topic.campaign_id),
            "department": answered_by(one),
            "text": one.text,
            "adoption": one.get_adoption_display(),
            "promised_on": one.done_on,
            "answered_on": one.decided_at and localdate(one.decided_at),
            "url": link("suggestions:topic", one.topic_id),
        }
        for one in records
    ]


ANSWERS = Records(
    "answers",
    "部门的答复",
    "审核后发给居民的答复；一个问题可能不止一次答复。",
    (
        KEY,
        Column("topic", "问题编号", NUMBER, "答复的是哪个问题，见“归纳出的问题”", "31"),
        Column("topic_name", "问题", TEXT, "问题的名称", "充电桩不够"),
        *CAMPAIGN,
        Column("department", "答复单位", TEXT, "主办单位", "市消防救援局"),
        Column("text", "答复内容", TEXT, "答复全文", "年底前加装三十个充电口。"),
        Column("adoption", "采纳情况", TEXT, "征集办法规定的采纳方式", "改进工作"),
        Column("promised_on", "计划完成日期", DAY, "答应办好的日子，没有的为空", "2026-12-31"),
        Column("answered_on", "答复日期", DAY, "审核通过的日子；按月取的是这个日期", "2026-10-08"),
        LINK,
    ),
    by=("campaign", "month"),
    rows=figures.public_answers,
    show=_answers,
    campaign="topic__campaign",
    moment="decided_at",
)


# --- campaigns and areas ------------------------------------------------------------------------


def _public_campaigns() -> QuerySet[CampaignPage]:
    rows = CampaignPage.objects.live().public()
    return rows.only("slug", "title", "summary", "lead_organ", "opens_at", "closes_at", "url_path")


def _campaigns(records: list[CampaignPage], scope: Scope) -> list[Row]:
    keys = [one.pk for one in records]
    counts = figures.counts_by_campaign(keys[0] if len(keys) == 1 else None) if keys else {}
    rows = []
    for one in records:
        came, last = counts.get(one.pk, figures.Counts()), figures.last_moment(one)
        row = {
            "id": one.pk,
            "campaign": one.slug,
            "title": one.title,
            "summary": one.summary,
            "organ": one.lead_organ,
            "opens_on": localdate(one.opens_at),
            "closes_on": localdate(last) if last else None,
            "received": came.received,
            "accepted": came.accepted,
            "answered": came.answered,
            "url": page_link(one),
        }
        rows.append(row)
    return rows


CAMPAIGNS = Records(
    "campaigns",
    "专项征集",
    "每个专项的时间和办理情况，与专项网页上的数字相同。",
    (
        KEY,
        Column("campaign", "网址名", TEXT, "别的数据用它指这个专项", "charging"),
        Column("title", "名称", TEXT, "专项的名称", "小区电动车充电难"),
        Column("summary", "征集主题", TEXT, "一句话", "充电桩不够怎么办？"),
        Column("organ", "主办单位", TEXT, "没有写的为空", "市民政局"),
        Column("opens_on", "开始日期", DAY, "第一天", "2026-09-01"),
        Column("closes_on", "截止日期", DAY, "还收建议的最后一天；一直开着的为空", "2026-09-30"),
        Column("received", "收到", NUMBER, "收到的建议", "320", "全部，含未公开、已转出和已撤回的"),
        Column("accepted", "受理", NUMBER, "正式受理的建议", "280", "状态为已受理、办理中、已答复"),
        Column("answered", "答复", NUMBER, "已经答复的建议", "150", "状态为已答复"),
        LINK,
    ),
    rows=_public_campaigns,
    show=_campaigns,
)


def _areas(records: list[Area], scope: Scope) -> list[Row]:
    return [
        {
            "id": one.pk,
            "code": one.code,
            "name": one.name,
            "full_name": one.full_name,
            "level": one.get_level_display(),
        }
        for one in records
    ]


AREAS = Records(
    "areas",
    "区域",
    "市、区、街镇、居村和小区的代码与名称。",
    (
        KEY,
        Column("code", "代码", TEXT, "行政区划代码，别的数据用它", "310104008"),
        Column("name", "名称", TEXT, "自己的名称", "田林街道"),
        Column("full_name", "全称", TEXT, "从区写起", "徐汇区 · 田林街道"),
        Column("level", "级别", TEXT, "市、区、街镇、居村、小区", "街镇"),
    ),
    rows=Area.objects.all,
    show=_areas,
)

DATASETS = (SUGGESTIONS, TOPICS, ANSWERS, CAMPAIGNS, AREAS)
