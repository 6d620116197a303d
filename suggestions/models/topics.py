"""Themes and topics, who or what placed each suggestion, and the machine's runs."""

from collections.abc import Mapping
from types import MappingProxyType

from django.conf import settings
from django.db import models
from django.db.models import Count, Q

from suggestions.models.campaigns import CampaignPage
from suggestions.models.suggestions import Suggestion


class GroupingRun(models.Model):
    """One run of the machine over a campaign: parameters, corpus, figures; rerunnable evidence."""

    class Status(models.TextChoices):
        QUEUED = "queued", "排队中"
        RUNNING = "running", "归类中"
        DONE = "done", "已完成"
        FAILED = "failed", "未完成"

    NEXT = {
        Status.QUEUED: {Status.RUNNING, Status.FAILED},
        # Back into the queue when its worker has died.
        Status.RUNNING: {Status.DONE, Status.FAILED, Status.QUEUED},
        Status.DONE: set(),
        Status.FAILED: set(),
    }

    campaign = models.ForeignKey(CampaignPage, models.CASCADE, related_name="runs")
    status = models.CharField("状态", max_length=8, choices=Status, default=Status.QUEUED)
    progress = models.PositiveSmallIntegerField("进度", default=0)
    stage = models.CharField("阶段", max_length=60, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    queued_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    fingerprint = models.CharField("语料指纹", max_length=64, blank=True)
    report = models.JSONField("运行报告", default=dict, blank=True)
    error = models.TextField("原因", blank=True)

    class Meta:
        verbose_name = "归类运行"
        verbose_name_plural = "归类运行"
        ordering = ["-pk"]
        constraints = [
            # Two runs of one campaign at once would interleave: the database refuses the second.
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(status__in=["queued", "running"]),
                name="one_grouping_run_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.campaign} 第 {self.pk} 次归类"


class Theme(models.Model):
    """主题: broad, a chapter of the campaign's report."""

    campaign = models.ForeignKey(CampaignPage, models.CASCADE, related_name="themes")
    number = models.PositiveIntegerField("序号")
    name = models.CharField("名称", max_length=40)
    keywords = models.JSONField("关键词", default=list, blank=True)
    # A person's name for it stands; the machine renames only what no person named.
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "主题"
        verbose_name_plural = "主题"
        ordering = ["campaign", "number"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="theme_number_once")
        ]

    def __str__(self) -> str:
        return self.name


class TopicQuerySet(models.QuerySet):
    def proposed(self) -> "TopicQuerySet":
        return self.filter(status=Topic.Status.PROPOSED)

    def standing(self) -> "TopicQuerySet":
        """Topics that exist for people: neither merged away nor put aside."""
        return self.exclude(status__in=[Topic.Status.MERGED, Topic.Status.SET_ASIDE])

    def public(self) -> "TopicQuerySet":
        """What visitors may see: topics that a person has confirmed."""
        return self.exclude(status__in=Topic.HIDDEN)

    def heard_in(self, campaign: CampaignPage | int) -> "TopicQuerySet":
        """Topics at home in a campaign, and those elsewhere that hold voices of it."""
        guests = Placement.objects.filter(comes_from=campaign).order_by().values("topic")
        return self.filter(Q(campaign=campaign) | Q(pk__in=guests))

    def with_sizes(self) -> "TopicQuerySet":
        """`size` in accepted suggestions, `fresh` those that no person has confirmed."""
        members = Q(placements__suggestion__status__in=Suggestion.ACTIVE)
        return self.annotate(
            size=Count("placements", filter=members, distinct=True),
            fresh=Count(
                "placements", filter=members & Q(placements__by__isnull=True), distinct=True
            ),
        )


class Topic(models.Model):
    """具体问题: the unit that is forwarded and answered."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "机器拟题"
        CONFIRMED = "confirmed", "已确认"
        FORWARDED = "forwarded", "办理中"
        ANSWERED = "answered", "已答复"
        REOPENED = "reopened", "重新办理"
        CLOSED = "closed", "已办结"
        SET_ASIDE = "set_aside", "已搁置"
        MERGED = "merged", "已并入"

    NEXT = {
        Status.PROPOSED: {Status.CONFIRMED, Status.SET_ASIDE, Status.MERGED},
        Status.CONFIRMED: {Status.FORWARDED, Status.SET_ASIDE, Status.MERGED},
        Status.FORWARDED: {Status.ANSWERED, Status.CONFIRMED},
        Status.ANSWERED: {Status.REOPENED, Status.CLOSED},
        Status.REOPENED: {Status.FORWARDED, Status.ANSWERED},
        Status.CLOSED: {Status.REOPENED},
        Status.SET_ASIDE: {Status.CONFIRMED, Status.PROPOSED},
        Status.MERGED: {Status.PROPOSED, Status.CONFIRMED},
    }
    # Not for visitors: no person has confirmed it, or it stands no longer for itself.
    HIDDEN = (Status.PROPOSED, Status.SET_ASIDE, Status.MERGED)
    # What the desk may still rearrange: once forwarded, membership only grows.
    CURATABLE = (Status.PROPOSED, Status.CONFIRMED)

    campaign = models.ForeignKey(CampaignPage, models.CASCADE, related_name="topics")
    theme = models.ForeignKey(
        Theme, models.SET_NULL, null=True, blank=True, related_name="topics", verbose_name="主题"
    )
    # 类问题. A person's word on it stands; without one the machine may propose another.
    issue = models.ForeignKey(
        "suggestions.Issue",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="topics",
        verbose_name="类问题",
    )
    issue_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    number = models.PositiveIntegerField("序号")
    name = models.CharField("名称", max_length=60)
    summary = models.TextField("说明", blank=True)
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.PROPOSED)
    keywords = models.JSONField("关键词", default=list, blank=True)
    representatives = models.JSONField("代表建议", default=list, blank=True)
    score = models.FloatField("内聚度", default=0)
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    run = models.ForeignKey(
        GroupingRun, models.SET_NULL, null=True, blank=True, related_name="topics"
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_topics"
    )

    # Of lists that count the suggestions (`telling/figures.py`): how many, and in which campaigns.
    size: int
    said_in: Mapping[int, int] = MappingProxyType({})

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = "具体问题"
        verbose_name_plural = "具体问题"
        ordering = ["campaign", "number"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="topic_number_once"),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False)
                | (~Q(status="merged") & Q(merged_into__isnull=True)),
                name="topic_merged_says_where",
            ),
        ]
        indexes = [models.Index(fields=["campaign", "status"], name="topic_camp_status")]
        permissions = [
            ("curate_topic", "整理问题"),
            ("refer_topic", "转办"),
        ]

    def __str__(self) -> str:
        return self.name

    def with_merged(self) -> list[int]:
        """The keys of itself and of all that was merged into it, however often on."""
        found, latest = [self.pk], [self.pk]
        while latest:
            poured = Topic.objects.filter(merged_into__in=latest).order_by("pk")
            latest = list(poured.values_list("pk", flat=True))
            found += latest
        return found

    def stands_in(self) -> "Topic":
        """Itself, or what it was merged into, however often on."""
        topic = self
        while topic.merged_into:
            topic = topic.merged_into
        return topic


class PlacementQuerySet(models.QuerySet):
    def by_machine(self) -> "PlacementQuerySet":
        return self.filter(by__isnull=True)

    def by_people(self) -> "PlacementQuerySet":
        return self.filter(by__isnull=False)

    def on_shelf(self) -> "PlacementQuerySet":
        return self.filter(topic__isnull=True, suggestion__status__in=Suggestion.ACTIVE)


class Placement(models.Model):
    """归类: where a suggestion stands. `by` empty: the machine proposes; else a person decided.

    `topic` empty means the shelf, where suggestions are read one by one. Into a topic of another
    campaign only people put a suggestion; then `comes_from` names its own.
    """

    suggestion = models.OneToOneField(Suggestion, models.CASCADE, related_name="placement")
    theme = models.ForeignKey(
        Theme, models.SET_NULL, null=True, blank=True, related_name="placements"
    )
    topic = models.ForeignKey(
        Topic,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="placements",
        db_index=False,  # both indexes below begin with it
    )
    # On the shelf: the issue it comes nearest to, so that a lone letter about a common problem
    # is not taken for an outlier. A hint of the machine, nobody's decision.
    issue = models.ForeignKey(
        "suggestions.Issue",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="placements",
        db_index=False,  # the partial one below
    )
    comes_from = models.ForeignKey(
        CampaignPage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # the partial one below
        verbose_name="来自哪个征集",
    )
    score = models.FloatField(default=0)
    words = models.JSONField(default=list, blank=True)
    run = models.ForeignKey(
        GroupingRun, models.SET_NULL, null=True, blank=True, related_name="placements"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = "归类"
        verbose_name_plural = "归类"
        constraints = [
            models.CheckConstraint(
                condition=Q(comes_from__isnull=True) | Q(by__isnull=False, topic__isnull=False),
                name="placement_crosses_by_people",
            )
        ]
        indexes = [
            models.Index(fields=["topic", "-score"], name="placement_topic_score"),
            # Sizes of public topics, campaign by campaign, are counted from this alone.
            models.Index(
                fields=["topic", "comes_from", "suggestion"],
                condition=Q(by__isnull=False),
                name="placement_voices",
            ),
            models.Index(
                fields=["comes_from", "topic"],
                condition=Q(comes_from__isnull=False),
                name="placement_comes_from",
            ),
            models.Index(
                fields=["issue"],
                condition=Q(topic__isnull=True, issue__isnull=False),
                name="placement_near_issue",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.suggestion_id} → {self.topic_id or '书架'}"
