"""What is deliberated: residents' proposals, matters as one thread, and the agenda."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from deliberation.models.councils import Council, Dated, Party, Seat, surname_only
from deliberation.models.meetings import Meeting
from suggestions.crypto import EncryptedTextField


class ProposalQuerySet(models.QuerySet):
    def public(self) -> "ProposalQuerySet":
        """先审后发: what neighbours may read."""
        return self.filter(status__in=Proposal.PUBLIC)

    def waiting(self) -> "ProposalQuerySet":
        return self.filter(status=Proposal.Status.PENDING)


class Proposal(models.Model):
    """居民提议: a public wish to have something deliberated, seconded by neighbours."""

    class Status(models.TextChoices):
        PENDING = "pending", "待审核"
        COLLECTING = "collecting", "征集附议"
        READY = "ready", "附议已足"
        TAKEN = "taken", "已列入议题"
        DECLINED = "declined", "未列入"

    PUBLIC = (Status.COLLECTING, Status.READY, Status.TAKEN)
    NEXT = {
        Status.PENDING: {Status.COLLECTING, Status.DECLINED},
        Status.COLLECTING: {Status.READY, Status.TAKEN, Status.DECLINED},
        Status.READY: {Status.TAKEN, Status.DECLINED},
        Status.TAKEN: set(),
        Status.DECLINED: {Status.COLLECTING},
    }

    council = models.ForeignKey(Council, models.PROTECT, related_name="proposals")
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.PENDING)
    title = models.CharField("想议的事", max_length=60)
    body = models.TextField("具体情况")
    # What neighbours read: personal data masked, as the secretary let it pass.
    public_title = models.CharField("公开标题", max_length=60)
    public_body = models.TextField("公开内容")
    name = EncryptedTextField("称呼", blank=True)
    phone = EncryptedTextField("手机", blank=True)
    # The form's key: sending twice finds the first.
    key = models.UUIDField(unique=True)
    # Keyed hash of the receipt code, as with suggestions.
    receipt_hash = models.CharField(max_length=64, unique=True)
    declined_because = models.CharField("未列入的理由", max_length=300, blank=True)
    submitted_at = models.DateTimeField("提交时间")
    published_at = models.DateTimeField("公开时间", null=True, blank=True)
    second_count = models.PositiveIntegerField("附议数", default=0)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "居民提议"
        verbose_name_plural = "居民提议"
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["pending", "declined"]) | Q(published_at__isnull=False),
                name="proposal_public_only_after_screening",
            )
        ]
        indexes = [models.Index(fields=["council", "status"], name="proposal_council")]

    def __str__(self) -> str:
        return self.public_title


class Second(models.Model):
    """附议 of a proposal: one per visitor."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="seconds")
    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "附议"
        verbose_name_plural = "附议"
        constraints = [models.UniqueConstraint(fields=["proposal", "key"], name="second_once")]

    def __str__(self) -> str:
        return f"附议 {self.proposal_id}"


class MatterQuerySet(models.QuerySet):
    def unsettled(self) -> "MatterQuerySet":
        return self.filter(status__in=Matter.UNSETTLED)


class Matter(models.Model):
    """议题 as one thread: it keeps its history while it goes up and down between councils."""

    class Status(models.TextChoices):
        RAISED = "raised", "待列入"
        ARRANGED = "arranged", "已列入议程"
        DISCUSSED = "discussed", "已议"
        RESOLVED = "resolved", "已形成决议"
        CONCLUDED = "concluded", "已了结"
        DROPPED = "dropped", "不议"

    UNSETTLED = (Status.RAISED, Status.ARRANGED, Status.DISCUSSED)
    NEXT = {
        Status.RAISED: {Status.ARRANGED, Status.DROPPED},
        Status.ARRANGED: {Status.DISCUSSED, Status.RAISED, Status.RESOLVED},
        Status.DISCUSSED: {Status.RAISED, Status.ARRANGED, Status.RESOLVED, Status.CONCLUDED},
        Status.RESOLVED: {Status.CONCLUDED, Status.RAISED},
        Status.CONCLUDED: {Status.RAISED, Status.RESOLVED},
        Status.DROPPED: {Status.RAISED},
    }

    class Source(models.TextChoices):
        TOPIC = "topic", "居民建议"
        PROPOSAL = "proposal", "居民提议"
        RESOLUTION = "resolution", "未落实的决议"
        STAFF = "staff", "社区提出"

    # Where it is dealt with now; a `Passing` changes it.
    council = models.ForeignKey(Council, models.PROTECT, related_name="matters")
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.RAISED)
    source = models.CharField("来源", max_length=12, choices=Source)
    title = models.CharField("议题", max_length=80)
    body = models.TextField("情况说明", blank=True)
    topic = models.ForeignKey(
        "suggestions.Topic", models.PROTECT, null=True, blank=True, related_name="matters"
    )
    proposal = models.OneToOneField(
        Proposal, models.PROTECT, null=True, blank=True, related_name="matter"
    )
    # The resolution that was not carried out and comes back.
    returned = models.ForeignKey(
        "deliberation.Resolution", models.PROTECT, null=True, blank=True, related_name="returns"
    )
    dropped_because = models.CharField("不议的理由", max_length=300, blank=True)
    raised_at = models.DateTimeField("提出时间")

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = "议题"
        verbose_name_plural = "议题"
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["topic"],
                condition=Q(
                    topic__isnull=False, status__in=["raised", "arranged", "discussed", "resolved"]
                ),
                name="topic_deliberated_in_one_thread",
            ),
            models.UniqueConstraint(
                fields=["returned"],
                condition=Q(returned__isnull=False, status__in=["raised", "arranged", "discussed"]),
                name="resolution_returns_in_one_thread",
            ),
        ]
        indexes = [models.Index(fields=["council", "status"], name="matter_council")]

    def __str__(self) -> str:
        return self.title


class Passing(models.Model):
    """A matter handed up or down: one thread, every station of it kept."""

    class Way(models.TextChoices):
        UP = "up", "上报"
        DOWN = "down", "下交"

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="passings")
    source = models.ForeignKey(Council, models.PROTECT, related_name="passed_on")
    target = models.ForeignKey(Council, models.PROTECT, related_name="received")
    way = models.CharField("方向", max_length=4, choices=Way)
    reason = models.TextField("理由")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "上报与下交"
        verbose_name_plural = "上报与下交"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class Step(models.Model):
    """A step that every matter goes through, as dated data: 会商四步 and the prior study."""

    class Stage(models.TextChoices):
        BEFORE = "before", "列入议程之前"
        MEETING = "meeting", "会上"
        AFTER = "after", "会后"

    code = models.SlugField("代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=20)
    stage = models.CharField("阶段", max_length=8, choices=Stage, default=Stage.MEETING)
    meaning = models.CharField("说明", max_length=120, blank=True)
    law = models.CharField("依据", max_length=80, blank=True)
    order = models.PositiveSmallIntegerField("顺序")
    required = models.BooleanField("必经", default=True)
    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True)

    objects = Dated.as_manager()

    class Meta:
        verbose_name = "会商步骤"
        verbose_name_plural = "会商步骤"
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


class StepTaken(models.Model):
    """A step of a matter that was done, or left out with a reason: none is skipped silently."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="steps")
    step = models.ForeignKey(Step, models.PROTECT, related_name="+")
    left_out = models.BooleanField("未进行", default=False)
    note = models.TextField("情况")
    on = models.DateField("日期")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("记录时间")

    class Meta:
        verbose_name = "步骤记录"
        verbose_name_plural = "步骤记录"
        ordering = ["step__order"]
        constraints = [models.UniqueConstraint(fields=["matter", "step"], name="step_taken_once")]

    def __str__(self) -> str:
        return f"{self.matter} {self.step}"


class AgendaItem(models.Model):
    """A matter's place in one meeting."""

    class Status(models.TextChoices):
        LISTED = "listed", "待议"
        CURRENT = "current", "正在议"
        DONE = "done", "已议"
        POSTPONED = "postponed", "留待下次"
        PASSED = "passed", "已上报"

    NEXT = {
        Status.LISTED: {Status.CURRENT, Status.POSTPONED},
        Status.CURRENT: {Status.DONE, Status.LISTED, Status.POSTPONED, Status.PASSED},
        Status.DONE: {Status.CURRENT, Status.PASSED},
        Status.POSTPONED: {Status.LISTED},  # put on the same agenda again before the day
        Status.PASSED: set(),
    }

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="items")
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.LISTED)
    order = models.PositiveSmallIntegerField("序号")
    minutes = models.PositiveSmallIntegerField("分钟", default=15)
    outcome = models.TextField("议事结果", blank=True)

    class Meta:
        verbose_name = "议程"
        verbose_name_plural = "议程"
        ordering = ["meeting", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "matter"], name="matter_once_a_meeting")
        ]

    def __str__(self) -> str:
        return str(self.matter)


class Speaker(models.Model):
    """A place in the speakers' list of an item."""

    class Status(models.TextChoices):
        WAITING = "waiting", "等待发言"
        SPEAKING = "speaking", "正在发言"
        DONE = "done", "已发言"
        LEFT = "left", "放弃发言"

    NEXT = {
        Status.WAITING: {Status.SPEAKING, Status.LEFT},
        Status.SPEAKING: {Status.DONE},
        Status.DONE: set(),
        Status.LEFT: set(),
    }

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="speakers")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.WAITING)
    # Whose seat it is, so that the hall sees the name as its holder agreed; empty for guests.
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField("姓名", max_length=40)
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "发言登记"
        verbose_name_plural = "发言登记"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(status="speaking"), name="one_speaker_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def public_name(self) -> str:
        return self.seat.public_name if self.seat else surname_only(self.name)

    @property
    def hall_name(self) -> str:
        return self.seat.hall_name if self.seat else surname_only(self.name)


class Remark(models.Model):
    """发言要点: who said what, in a sentence or two."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="remarks")
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField("发言人", max_length=40)
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+")
    gist = models.TextField("要点")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "发言要点"
        verbose_name_plural = "发言要点"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.name}：{self.gist[:20]}"

    @property
    def public_name(self) -> str:
        return self.seat.public_name if self.seat else surname_only(self.name)


class MoneySource(models.TextChoices):
    """Where money for a resolution comes from."""

    REPAIR_FUND = "repair_fund", "专项维修资金"
    CROWDFUNDING = "crowdfunding", "众筹"
    COMMUNITY_FUND = "community_fund", "社区保障激励资金"
    STREET = "street", "街道资金"
    PUBLIC_INCOME = "public_income", "公共收益"
    PROPERTY = "property", "物业企业"
    VILLAGE = "village", "村集体"
    OTHER = "other", "其他"


class Option(models.Model):
    """方案: one way to settle an item, side by side with the others."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="options")
    order = models.PositiveSmallIntegerField("序号")
    title = models.CharField("方案", max_length=60)
    detail = models.TextField("做法", blank=True)
    carrier = models.CharField("由谁实施", max_length=60, blank=True)
    weeks = models.PositiveSmallIntegerField("约需几周", null=True, blank=True)

    class Meta:
        verbose_name = "方案"
        verbose_name_plural = "方案"
        ordering = ["item", "order"]
        constraints = [models.UniqueConstraint(fields=["item", "order"], name="option_order")]

    def __str__(self) -> str:
        return self.title


class OptionMoney(models.Model):
    """What an option costs, by source, in yuan."""

    option = models.ForeignKey(Option, models.CASCADE, related_name="money")
    source = models.CharField("资金来源", max_length=16, choices=MoneySource)
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = "方案资金"
        verbose_name_plural = "方案资金"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="option_money_not_negative")
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.amount}"
