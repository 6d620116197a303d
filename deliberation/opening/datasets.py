"""Resolutions as open data, as their public page tells them."""

from django.db.models import QuerySet
from django.utils.timezone import localdate

from deliberation.models import Resolution
from suggestions.opening.dataset import DAY, TEXT, Column, Records, Row, Scope
from suggestions.opening.datasets import KEY, LINK, link


def public_resolutions() -> QuerySet[Resolution]:
    return Resolution.objects.public().select_related("council__area")


def _resolutions(records: list[Resolution], scope: Scope) -> list[Row]:
    return [
        {
            "id": one.pk,
            "number": one.full_number,
            "council": one.council.name,
            "area_code": one.council.area.code,
            "area": one.council.area.full_name,
            "title": one.title,
            "text": one.text,
            "status": one.get_status_display(),
            "passed_on": localdate(one.passed_at),
            "due_on": one.due_on,
            "done_on": localdate(one.done_at) if one.done_at else None,
            "confirmed_on": localdate(one.confirmed_at) if one.confirmed_at else None,
            "url": link("deliberation:resolution", one.pk),
        }
        for one in records
    ]


RESOLUTIONS = Records(
    "resolutions",
    "议事会的决议",
    "各议事会通过并公示的决议，办到哪一步，居民确认了没有。",
    (
        KEY,
        Column("number", "决议编号", TEXT, "在本议事会里的编号", "〔2026〕3号"),
        Column("council", "议事会", TEXT, "哪个议事会", "幸福社区议事会"),
        Column("area_code", "区域代码", TEXT, "议事会所在的区域，见“区域”", "310104008"),
        Column("area", "区域", TEXT, "议事会所在的区域", "徐汇区 · 田林街道"),
        Column("title", "标题", TEXT, "决议的标题", "安装太阳能路灯"),
        Column("text", "内容", TEXT, "决定了什么", "在三号楼前安装六盏。"),
        Column(
            "status", "状态", TEXT, "公示中、落实中、待居民确认、居民已确认或不再执行", "落实中"
        ),
        Column("passed_on", "通过日期", DAY, "表决通过的日子；按月取的是这个日期", "2026-09-20"),
        Column("due_on", "完成期限", DAY, "没有定的为空", "2026-12-31"),
        Column("done_on", "完成日期", DAY, "牵头方说办好的日子", "2026-12-01"),
        Column("confirmed_on", "确认日期", DAY, "居民确认办好的日子", "2026-12-20"),
        LINK,
    ),
    by=("month",),
    rows=public_resolutions,
    show=_resolutions,
    moment="passed_at",
)

DATASETS = (RESOLUTIONS,)
