"""表决事项: what is put to the vote, under which rule, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from deliberation.models.agenda import AgendaItem
from deliberation.models.councils import Council
from deliberation.models.meetings import Meeting
from deliberation.models.rolls import Roll


class MotionQuerySet(models.QuerySet):
    def standing(self) -> "MotionQuerySet":
        """Closed votes that count: annulled ones are kept but decide nothing."""
        return self.filter(status=Motion.Status.CLOSED)

    def unanswered(self) -> "MotionQuerySet":
        """Carried, and nobody has laid down who does it by when: 纪要明责 is not met."""
        return self.standing().filter(passed=True, resolution__isnull=True)


class Motion(models.Model):
    """One vote. Its text is frozen when voting opens; closing judges it and cannot be undone."""

    class Status(models.TextChoices):
        DRAFT = "draft", "草拟"
        OPEN = "open", "表决中"
        CLOSED = "closed", "已表决"
        ANNULLED = "annulled", "已宣布无效"
        WITHDRAWN = "withdrawn", "未付表决"

    NEXT = {
        Status.DRAFT: {Status.OPEN, Status.WITHDRAWN},
        Status.OPEN: {Status.CLOSED, Status.ANNULLED},
        Status.CLOSED: {Status.ANNULLED},
        Status.ANNULLED: set(),
        Status.WITHDRAWN: set(),
    }

    class Method(models.TextChoices):
        HANDS = "hands", "举手表决"
        BALLOT = "ballot", "逐人投票"

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="motions")
    number = models.PositiveSmallIntegerField("序号")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.DRAFT)
    title = models.CharField("表决事项", max_length=80)
    text = models.TextField("表决内容")
    rule = models.CharField("适用规则", max_length=32)
    # What the wizard was told: [[question, answer], …]; shows why this rule.
    asked = models.JSONField("规则由来", default=list, blank=True)
    method = models.CharField("表决方式", max_length=8, choices=Method)
    secret = models.BooleanField("无记名", default=False)
    # Which channels are open besides hands: paper, online.
    online = models.BooleanField("网上表决", default=False)
    roll = models.ForeignKey(Roll, models.PROTECT, null=True, blank=True, related_name="motions")
    option = models.ForeignKey(
        "deliberation.Option", models.PROTECT, null=True, blank=True, related_name="motions"
    )
    # Who was told of it, how and when, as it stood when voting opened (`rules.Noticed`).
    notice = models.JSONField("通知情况", default=dict, blank=True)
    text_hash = models.CharField("内容指纹", max_length=64, blank=True)
    opened_at = models.DateTimeField("开始表决", null=True, blank=True)
    closes_at = models.DateTimeField("预定截止", null=True, blank=True)
    closed_at = models.DateTimeField("结束表决", null=True, blank=True)
    # 提前结束: one person asks for it with a reason, another one closes.
    early_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    early_at = models.DateTimeField("提出提前结束", null=True, blank=True)
    early_because = models.CharField("提前结束的理由", max_length=200, blank=True)
    early_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The case as judged and the verdict, word for word (`deliberation.rules`).
    case = models.JSONField("表决数据", default=dict, blank=True)
    verdict = models.JSONField("判定", default=dict, blank=True)
    passed = models.BooleanField("通过", null=True)
    repeats = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="repeated_by"
    )
    annulled_because = models.TextField("无效的理由", blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = MotionQuerySet.as_manager()

    class Meta:
        verbose_name = "表决事项"
        verbose_name_plural = "表决事项"
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="motion_number_once"),
            models.CheckConstraint(
                condition=~Q(status="closed") | Q(passed__isnull=False, closed_at__isnull=False),
                name="closed_motion_is_judged",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="motion_closes_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(early_confirmed_by__isnull=True)
                | Q(early_by__isnull=False) & ~Q(early_confirmed_by=F("early_by")),
                name="ended_early_by_two",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def result_words(self) -> str:
        """What a closed vote came to, for every page and paper."""
        if self.status != self.Status.CLOSED:
            return ""
        if self.passed:
            return "通过"
        return "未通过" if self.verdict.get("valid", True) else "表决无效"

    @property
    def meeting(self) -> Meeting:
        return self.item.meeting

    @property
    def council(self) -> Council:
        return self.item.meeting.council


class HandCount(models.Model):
    """举手计数: typed by one person, confirmed by another; the second must find the same."""

    motion = models.OneToOneField(Motion, models.CASCADE, related_name="hands")
    for_count = models.PositiveIntegerField("赞成")
    against_count = models.PositiveIntegerField("反对")
    abstain_count = models.PositiveIntegerField("弃权")
    counted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    counted_at = models.DateTimeField("计数时间")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField("复核时间", null=True, blank=True)

    class Meta:
        verbose_name = "举手计数"
        verbose_name_plural = "举手计数"
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("counted_by")),
                name="hands_confirmed_by_another",
            )
        ]

    def __str__(self) -> str:
        return f"{self.for_count} / {self.against_count} / {self.abstain_count}"
