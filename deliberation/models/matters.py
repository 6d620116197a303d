"""Matters that go up and down between councils as one thread, and the steps they take."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate

from deliberation.models.councils import Council
from deliberation.models.procedures import Procedure, Step
from deliberation.models.proposals import Proposal


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
        EFFECT = "effect", "效果不好的决议"
        STAFF = "staff", "社区提出"
        MEETING = "meeting", "会上提出"

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
    # The resolution that comes back: not carried out, or without the effect it was to have.
    returned = models.ForeignKey(
        "deliberation.Resolution", models.PROTECT, null=True, blank=True, related_name="returns"
    )
    # By which steps it goes: the version that held when it was raised, wherever it is passed.
    procedure = models.ForeignKey(
        Procedure, models.PROTECT, null=True, blank=True, related_name="matters"
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

    @property
    def steps_to_take(self) -> models.QuerySet[Step]:
        """The steps of its procedure; of the council's own where none was kept."""
        kept = self.procedure or Procedure.objects.of_council(
            self.council, localdate(self.raised_at)
        )
        return Step.objects.filter(procedure=kept) if kept else Step.objects.none()


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
    # Of one that goes up: until when the council above has it on an agenda, or sends it on.
    answer_by = models.DateField("答复期限", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "上报与下交"
        verbose_name_plural = "上报与下交"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


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
