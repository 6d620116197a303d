"""Issues (类问题): one kind of problem, wherever it is, above the topics that are forwarded."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Count, Q

from suggestions.models.campaigns import CampaignPage
from suggestions.models.suggestions import Suggestion
from suggestions.models.topics import GroupingRun, Theme, Topic

GONE = (Topic.Status.MERGED, Topic.Status.SET_ASIDE)


class IssueQuerySet(models.QuerySet):
    def standing(self) -> "IssueQuerySet":
        """Issues that exist for people: neither merged away nor put aside."""
        return self.exclude(status__in=[Issue.Status.MERGED, Issue.Status.SET_ASIDE])

    def public(self) -> "IssueQuerySet":
        """What visitors may see: issues that a person has confirmed."""
        return self.filter(status=Issue.Status.CONFIRMED)

    def with_sizes(self) -> "IssueQuerySet":
        """Over the topics that stand: `spread` counts them, `size` their accepted suggestions,
        `fresh` those of these that no person has confirmed."""
        standing = ~Q(topics__status__in=GONE)
        members = standing & Q(topics__placements__suggestion__status__in=Suggestion.ACTIVE)
        machine = Q(topics__placements__by__isnull=True)
        return self.annotate(
            spread=Count("topics", filter=standing, distinct=True),
            size=Count("topics__placements", filter=members, distinct=True),
            fresh=Count("topics__placements", filter=members & machine, distinct=True),
        )

    def with_people(self) -> "IssueQuerySet":
        """`people`: distinct authors; whoever left no contact counts as one person each."""
        inside = ~Q(topics__status__in=GONE)
        inside &= Q(topics__placements__suggestion__status__in=Suggestion.ACTIVE)
        nameless = Q(topics__placements__suggestion__author_key="")
        author = "topics__placements__suggestion__author_key"
        return self.annotate(
            people=Count(author, filter=inside & ~nameless, distinct=True)
            + Count("topics__placements", filter=inside & nameless, distinct=True)
        )


class Issue(models.Model):
    """类问题: one kind of problem, wherever it is; its topics are that problem place by place."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "机器拟类"
        CONFIRMED = "confirmed", "已确认"
        SET_ASIDE = "set_aside", "已搁置"
        MERGED = "merged", "已并入"

    NEXT = {
        Status.PROPOSED: {Status.CONFIRMED, Status.SET_ASIDE, Status.MERGED},
        Status.CONFIRMED: {Status.SET_ASIDE, Status.MERGED},
        Status.SET_ASIDE: {Status.CONFIRMED},
        Status.MERGED: {Status.PROPOSED, Status.CONFIRMED},
    }

    campaign = models.ForeignKey(CampaignPage, models.CASCADE, related_name="issues")
    theme = models.ForeignKey(
        Theme, models.SET_NULL, null=True, blank=True, related_name="issues", verbose_name="主题"
    )
    number = models.PositiveIntegerField("序号")
    name = models.CharField("名称", max_length=60)
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.PROPOSED)
    keywords = models.JSONField("关键词", default=list, blank=True)
    representatives = models.JSONField("代表建议", default=list, blank=True)
    score = models.FloatField("内聚度", default=0)
    # A person's name for it stands; the machine names only what no person named.
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    run = models.ForeignKey(
        GroupingRun, models.SET_NULL, null=True, blank=True, related_name="issues"
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_issues"
    )

    if TYPE_CHECKING:  # of lists that count (`with_sizes`, `with_people`)
        spread: int
        size: int
        fresh: int
        people: int
        folded: list[Topic]

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = "类问题"
        verbose_name_plural = "类问题"
        ordering = ["campaign", "number"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="issue_number_once"),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False)
                | (~Q(status="merged") & Q(merged_into__isnull=True)),
                name="issue_merged_says_where",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class IssueMerge(models.Model):
    """What a merge of issues moved, so that undoing it restores exactly."""

    source = models.ForeignKey(Issue, models.CASCADE, related_name="merges_away")
    target = models.ForeignKey(Issue, models.CASCADE, related_name="merges_here")
    source_status = models.CharField(max_length=12, choices=Issue.Status)
    # What the target was called before it took the name that a person had given the source.
    target_name = models.CharField(max_length=60, blank=True)
    # [[topic_id, issue_by_id | null], …]: the topics as they stood under the source.
    topics = models.JSONField()
    # [placement_id, …]: what of the shelf was pointed to it.
    placements = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "类问题合并记录"
        verbose_name_plural = "类问题合并记录"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(undone_at__isnull=True),
                name="one_standing_issue_merge",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_id} 并入 {self.target_id}"
