"""数据: what came in, how far it has come, and who took part; the whole in figures."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from suggestions.telling import adopted, funnel, funnel_tables, units


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    whole = funnel.whole(at=at)
    parts = (
        ("campaigns", "专项征集", "按专项征集", whole.campaigns),
        ("months", "月份", f"按提交的月份，近 {funnel.MONTHS} 个月", whole.months),
        ("districts", "区", "按说的是哪个区", whole.districts),
        ("channels", "渠道", "按怎样提交", whole.channels),
    )
    context = {
        "section": "list",
        "crumbs": [{"title": "数据"}],
        "whole": whole,
        "funnel": funnel_tables.funnel(whole.stages),
        "participation": [
            {"label": "提过建议的人", "value": whole.participation.people, "unit": "人"},
            {"label": "附议建议", "value": whole.participation.supports, "unit": "次"},
            {"label": "说也遇到了同一个问题", "value": whole.participation.met, "unit": "次"},
        ],
        "columns": funnel_tables.COLUMNS,
        "tables": [
            {"id": id_, "head": head, "title": title, "table": funnel_tables.table(lines)}
            for id_, head, title, lines in parts
            if lines
        ],
        "adopted": [
            {"id": f"adopted-{id_}", "head": head, "shares": found}
            for id_, head, lines, field in (
                ("campaigns", "专项征集", whole.campaigns, "campaign__title"),
                ("districts", "区", whole.districts, "area__full_name"),
            )
            if (found := adopted.shares(lines, field))
        ],
        "units": [unit for unit in units.table(at=at).values() if unit.handling.received],
        "beside": [part for path in settings.FIGURES_BESIDE for part in import_string(path)(at=at)],
        "minutes": funnel.COUNTED // 60,
        "floor": funnel_tables.FLOOR,
    }
    return render(request, "suggestions/figures.html", context)
