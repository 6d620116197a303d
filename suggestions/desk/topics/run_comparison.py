"""Two runs of one campaign side by side: figures, what became of each group, who moved."""

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from suggestions.desk.topics.grouping import GroupingScreen
from suggestions.desk.topics.runs import REPORT, at_path, words
from suggestions.models import GroupingResult, GroupingRun
from suggestions.text.language import what_changed

PAGE = 50
KINDS = {"born": "新出现", "grown": "增加", "merged": "并入", "split": "拆分", "faded": "消散"}


class RunComparison(GroupingScreen):
    """This run beside an earlier or later one of the same campaign."""

    template_name = "suggestions/desk/grouping_compare.html"
    page_title = "比较两次归类"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        results = GroupingResult.objects.select_related("run__campaign")
        self.this = get_object_or_404(results, run=pk)
        campaign = self.this.run.campaign
        own = results.filter(run__campaign=campaign).exclude(run=pk)
        asked = request.GET.get("with", "")
        other: GroupingResult | None
        if asked:
            number = int(asked) if asked.isdecimal() and len(asked) < 10 else 0
            other = get_object_or_404(own, run=number)
        else:
            other = own.filter(run__lt=pk).order_by("-run").first()
        choices = GroupingRun.objects.filter(campaign=campaign, result__isnull=False)
        context = self.get_context_data(
            run=self.this.run,
            other=other and other.run,
            choices=choices.exclude(pk=pk).only("pk", "queued_at"),
            **(self.compared(other, self.this) if other else {}),
        )
        return self.render_to_response(context)

    def compared(self, old: GroupingResult, new: GroupingResult) -> dict[str, Any]:
        before, after = old.placed(), new.placed()
        lines = changed_lines(old, new)
        issues = changed_issues(old, new)
        counts = Counter(line["kind"] for line in lines)
        both = before.keys() & after.keys()
        return {
            "lines": Paginator(lines, PAGE).get_page(self.request.GET.get("p")),
            "issues": issues[:PAGE],
            "more_issues": len(issues[PAGE:]),
            "kinds": [(label, counts[label]) for label in KINDS.values() if counts[label]],
            "same": len(both),
            "moved": sum(before[pk] != after[pk] for pk in both),
            "came": len(after) - len(both),
            "figures": side_by_side(old.run, new.run),
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        run = self.this.run
        campaign = reverse("desk_grouping:campaign", args=[run.campaign_id])
        back = reverse("desk_grouping:run", args=[run.pk])
        return self.crumbs(
            {"url": campaign, "label": run.campaign.title},
            {"url": back, "label": f"第 {run.pk} 次运行"},
            {"url": "", "label": "比较"},
        )


def changed_lines(old: GroupingResult, new: GroupingResult) -> list[dict[str, Any]]:
    """What became of each group, with its name and its size in both runs."""
    names = {g["number"]: g["name"] for g in [*old.topics, *new.topics]}
    sizes = [{g["number"]: len(g["members"]) for g in r.topics} for r in (old, new)]
    return [
        {
            "kind": KINDS[str(change["kind"])],
            "number": change["topic"],
            "name": names.get(change["topic"], ""),
            "reason": change["reason"],
            "before": sizes[0].get(change["topic"], 0),
            "after": sizes[1].get(change["topic"], 0),
        }
        for change in what_changed(old.placed(), new.placed())
    ]


def changed_issues(old: GroupingResult, new: GroupingResult) -> list[dict[str, Any]]:
    """What became of each issue, told by the suggestions whose topics stand under it."""
    names = {issue["number"]: issue["name"] for issue in [*old.issues, *new.issues]}
    before, after = old.placed_in_issues(), new.placed_in_issues()
    return [
        {
            "kind": KINDS[str(change["kind"])],
            "number": change["topic"],
            "name": names.get(change["topic"], ""),
            "reason": change["reason"],
        }
        for change in what_changed(before, after)
    ]


def side_by_side(old: GroupingRun, new: GroupingRun) -> list[tuple[str, str, str, bool]]:
    """Label, both values, and whether they differ; what neither says is left out."""
    rows = []
    for path, label, unit in REPORT:
        pair = [at_path(run.report, path) for run in (old, new)]
        if any(value is not None for value in pair):
            told = ["—" if v is None else f"{words(v)}{unit}" for v in pair]
            rows.append((label, *told, pair[0] != pair[1]))
    prints = [run.fingerprint[:12] or "—" for run in (old, new)]
    return [*rows, ("语料指纹", *prints, old.fingerprint != new.fingerprint)]
