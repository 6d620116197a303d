"""What a run found and what it would change: rows that people accept or refuse one by one."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from suggestions.models.issues import Issue
from suggestions.models.topics import GroupingRun, Topic


class GroupingResult(models.Model):
    """The groups of one run as it found them: what runs are compared by, and new topics made of."""

    run = models.OneToOneField(GroupingRun, models.CASCADE, related_name="result")
    # [{"number", "name", "theme", "score", "keywords", "representatives", "members",
    # "issue": the number of its issue}, …]
    topics = models.JSONField(default=list)
    # [{"number", "name", "theme", "score", "keywords", "representatives", "issue": the key of the
    # issue that it continues, or null; "near": suggestions of the shelf}, …]
    issues = models.JSONField(default=list)
    # [{"number", "name", "keywords", "theme": the key of the theme that it continues, or null}, …]
    themes = models.JSONField(default=list)
    shelf = models.JSONField(default=list)

    class Meta:
        verbose_name = "归类结果"
        verbose_name_plural = "归类结果"

    def __str__(self) -> str:
        return f"{self.run} 的结果"

    def placed(self) -> dict[int, int | None]:
        """Suggestion → number of its group; None on the shelf."""
        found = {pk: group["number"] for group in self.topics for pk in group["members"]}
        return found | dict.fromkeys(self.shelf)

    def placed_in_issues(self) -> dict[int, int | None]:
        """Suggestion → number of its issue; None on the shelf."""
        found = {pk: group.get("issue") for group in self.topics for pk in group["members"]}
        return found | dict.fromkeys(self.shelf)


class TopicChangeQuerySet(models.QuerySet):
    def open(self) -> "TopicChangeQuerySet":
        """What still waits for somebody's word."""
        return self.filter(status=TopicChange.Status.PROPOSED)

    def accepted(self) -> "TopicChangeQuerySet":
        return self.filter(status=TopicChange.Status.ACCEPTED)


class TopicChange(models.Model):
    """One change that a run proposes. Each suggestion that moves is in exactly one of them, so
    that accepting one leaves nothing half-done."""

    class Kind(models.TextChoices):
        BORN = "born", "新出现"
        SPLIT = "split", "拆出"
        MERGED = "merged", "并入"
        GROWN = "grown", "增加"
        SHRUNK = "shrunk", "移出"
        FADED = "faded", "消散"
        SHELVED = "shelved", "新上书架"
        ISSUE = "issue", "归入一类"

    class Status(models.TextChoices):
        PROPOSED = "proposed", "待定"
        ACCEPTED = "accepted", "已采用"
        REFUSED = "refused", "未采用"
        OUTDATED = "outdated", "已过时"
        UNDONE = "undone", "已撤销"

    NEXT = {
        Status.PROPOSED: {Status.ACCEPTED, Status.REFUSED, Status.OUTDATED},
        Status.ACCEPTED: {Status.UNDONE},
        Status.REFUSED: set(),
        Status.OUTDATED: set(),
        Status.UNDONE: set(),
    }

    run = models.ForeignKey(GroupingRun, models.CASCADE, related_name="changes")
    kind = models.CharField("变化", max_length=8, choices=Kind)
    # What grows, shrinks or ends; for a new one empty until it is accepted.
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, blank=True, related_name="changes")
    # What topics are put under; for a new one empty until it is accepted.
    issue = models.ForeignKey(Issue, models.SET_NULL, null=True, blank=True, related_name="changes")
    name = models.CharField("问题", max_length=60, blank=True)
    group = models.PositiveIntegerField(null=True, blank=True)  # the number in the run's result
    others = models.JSONField("相关问题", default=list, blank=True)  # [[topic, name, count], …]
    size = models.PositiveIntegerField("建议数", default=0)
    # [[suggestion, from, to, score, words, theme], …]; from and to: key of a topic, 0 for the
    # shelf; from null: not placed before; to null: the new topic. Theme: number in the result.
    # Of an issue [[topic, from, to], …]; from null: under none; to null: the new issue.
    moves = models.JSONField(default=list)
    reason = models.TextField("理由", blank=True)
    digest = models.CharField(max_length=64)  # the same change proposed again is known by it
    status = models.CharField("状态", max_length=8, choices=Status, default=Status.PROPOSED)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("处理时间", null=True, blank=True)
    undo = models.JSONField(default=dict, blank=True)  # how everything stood before

    objects = TopicChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "归类变化"
        verbose_name_plural = "归类变化"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["proposed", "outdated"], at__isnull=True)
                | Q(status__in=["accepted", "refused", "undone"], at__isnull=False),
                name="topic_change_decided_says_when",
            )
        ]
        indexes = [
            models.Index(fields=["run", "status"], name="topic_change_run"),
            models.Index(
                fields=["topic"], condition=Q(status="proposed"), name="topic_change_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.name}" if self.name else self.get_kind_display()
