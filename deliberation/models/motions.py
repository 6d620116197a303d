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

    class Form(models.TextChoices):
        """What a ballot asks (`deliberation.rules.ballots`)."""

        YESNO = "yesno", "表态（赞成、反对、弃权）"
        ONE = "one", "择一（几项里选一项）"
        APPROVAL = "approval", "认可（几项里可选多项）"
        RANK = "rank", "排序（按先后排）"

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="motions")
    number = models.PositiveSmallIntegerField("序号")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.DRAFT)
    title = models.CharField("表决事项", max_length=80)
    text = models.TextField("表决内容")
    rule = models.CharField("适用规则", max_length=32)
    form = models.CharField("表决票", max_length=8, choices=Form, default=Form.YESNO)
    # What is chosen from, in the order of the numbers 1, 2, …; none where people agree or not.
    answers = models.JSONField("选项", default=list, blank=True)
    # Which version of the words this is: each amendment before the opening makes the next one.
    version = models.PositiveSmallIntegerField("第几稿", default=1)
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
            # Where a law decides, one thing is agreed to or not.
            models.CheckConstraint(
                condition=Q(form="yesno") | Q(rule="council"), name="only_a_council_chooses"
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
            return f"选出{self.winner}" if self.chooses else "通过"
        if self.chooses and self.verdict.get("valid", True):
            return "票数相同，没有选出" if self.case["choice"]["outcome"]["tied"] else "没有选出"
        return "未通过" if self.verdict.get("valid", True) else "表决无效"

    @property
    def chooses(self) -> bool:
        """Whether it is put as options to choose from."""
        return self.form != self.Form.YESNO

    def answer(self, number: int) -> str:
        return f"{number}号“{self.answers[number - 1]}”"

    @property
    def words(self) -> str:
        """All that is put to the vote, the options in lines of their own."""
        listed = [f"{number}号　{answer}" for number, answer in enumerate(self.answers, 1)]
        return "\n".join([self.text, *listed])

    @property
    def winner(self) -> str:
        """The option that a closed vote chose; empty where it chose none."""
        number = self.case["choice"]["outcome"]["winner"] if self.chooses and self.passed else None
        return self.answer(number) if number else ""

    @property
    def decided(self) -> str:
        """The words of what was decided: the text, and the option that was chosen under it."""
        return f"{self.text}\n选出：{self.winner}。" if self.winner else self.text

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
    # Of options: the hands for 1, 2, …; `for_count` and `against_count` are then 0.
    counts = models.JSONField("各选项", default=list, blank=True)
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

    @property
    def words(self) -> str:
        """The hands as they were counted, by what they were raised for."""
        if self.counts:
            listed = "、".join(f"{number}号 {n}" for number, n in enumerate(self.counts, 1))
            return f"{listed}、弃权 {self.abstain_count}"
        return f"赞成 {self.for_count}、反对 {self.against_count}、弃权 {self.abstain_count}"
