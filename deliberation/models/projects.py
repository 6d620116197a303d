"""微更新项目: what residents want done with their community's money, and how far it has come."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from deliberation.models.councils import Council
from deliberation.models.funds import Fund
from deliberation.models.meetings import Meeting
from deliberation.models.pledges import Pledge
from suggestions.models.encrypted import EncryptedTextField


class ProjectQuerySet(models.QuerySet["Project"]):
    def public(self) -> "ProjectQuerySet":
        """先审后发: what neighbours may read; what was read before stays."""
        return self.filter(published_at__isnull=False)

    def waiting(self) -> "ProjectQuerySet":
        return self.filter(status=Project.Status.PENDING)


class Project(models.Model):
    """A small work with its cost, from a resident's wish to the account of what it has cost."""

    class Status(models.TextChoices):
        PENDING = "pending", "待审核"
        LISTED = "listed", "待核价"
        PRICED = "priced", "已核价"
        SHORTLISTED = "shortlisted", "进入居民选择"
        DECLINED = "declined", "未入选"
        CHOSEN = "chosen", "居民选中"
        UNCHOSEN = "unchosen", "居民未选中"
        RUNNING = "running", "实施中"
        DONE = "done", "已验收"
        CANCELLED = "cancelled", "已取消"

    NEXT = {
        Status.PENDING: {Status.LISTED, Status.DECLINED},
        Status.LISTED: {Status.PRICED, Status.DECLINED},
        Status.PRICED: {Status.PRICED, Status.SHORTLISTED, Status.DECLINED},
        Status.SHORTLISTED: {Status.PRICED, Status.CHOSEN, Status.UNCHOSEN, Status.DECLINED},
        Status.DECLINED: {Status.LISTED},
        Status.CHOSEN: {Status.RUNNING, Status.CANCELLED},
        Status.UNCHOSEN: {Status.PRICED},
        Status.RUNNING: {Status.DONE, Status.CANCELLED},
        Status.DONE: set(),
        Status.CANCELLED: set(),
    }

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="projects")
    # Given when it is made public; a running number of its fund.
    number = models.PositiveIntegerField("编号", null=True, blank=True)
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.PENDING)
    title = models.CharField("项目", max_length=40)
    body = models.TextField("做什么，为什么")
    # What neighbours read: personal data masked, as the secretary let it pass.
    public_title = models.CharField("公开名称", max_length=40)
    public_body = models.TextField("公开内容")
    use = models.CharField("用在", max_length=20)
    estimate = models.BigIntegerField("估计费用（分）")
    # 核价: what it will cost, as the community worker has found out.
    cost = models.BigIntegerField("核定费用（分）", null=True, blank=True)
    cost_note = models.CharField("核价说明", max_length=300, blank=True)
    # The meeting of the council that let it go to the choice.
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="shortlisted"
    )
    name = EncryptedTextField("称呼", blank=True)
    phone = EncryptedTextField("手机", blank=True)
    # The form's key: sending twice finds the first.
    key = models.UUIDField(unique=True)
    receipt_hash = models.CharField(max_length=64, unique=True)
    declined_because = models.CharField("未入选的理由", max_length=300, blank=True)
    submitted_at = models.DateTimeField("提交时间")
    published_at = models.DateTimeField("公开时间", null=True, blank=True)
    # 众筹认领 that goes with it.
    pledge = models.ForeignKey(
        Pledge, models.PROTECT, null=True, blank=True, related_name="projects"
    )
    accepted_by = models.CharField("验收人", max_length=100, blank=True)
    acceptance = models.CharField("验收意见", max_length=300, blank=True)
    cancelled_because = models.CharField("取消的理由", max_length=300, blank=True)
    ended_at = models.DateTimeField("了结时间", null=True, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "微更新项目"
        verbose_name_plural = "微更新项目"
        ordering = ["fund", "number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "number"], name="project_number_once"),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "declined"]) | Q(published_at__isnull=False),
                name="project_public_only_after_screening",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "listed", "declined"])
                | Q(cost__isnull=False, cost__gt=0),
                name="project_priced_before_choice",
            ),
            models.CheckConstraint(condition=Q(estimate__gt=0), name="project_estimate_positive"),
        ]
        indexes = [models.Index(fields=["fund", "status"], name="project_fund")]

    def __str__(self) -> str:
        return self.public_title

    def get_absolute_url(self) -> str:
        return reverse("deliberation:project", args=[self.pk])

    @property
    def council(self) -> Council:
        return self.fund.council
