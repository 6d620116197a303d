"""What a chosen project is carried out by: its contract, milestones and photos."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from deliberation.models.councils import Council
from deliberation.models.files import private_storage
from deliberation.models.projects import Project


class Contract(models.Model):
    """项目合同: with whom and for how much; never for more than was committed."""

    project = models.OneToOneField(Project, models.PROTECT, related_name="contract")
    counterparty = models.CharField("承接单位", max_length=60)
    cents = models.BigIntegerField("合同金额（分）")
    signed_on = models.DateField("签订日期")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "项目合同"
        verbose_name_plural = "项目合同"
        constraints = [models.CheckConstraint(condition=Q(cents__gt=0), name="contract_positive")]

    def __str__(self) -> str:
        return self.counterparty


class Milestone(models.Model):
    """项目节点: a step of the work with its day."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="milestones")
    order = models.PositiveSmallIntegerField("序号")
    title = models.CharField("节点", max_length=60)
    due_on = models.DateField("期限")
    reached_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = "项目节点"
        verbose_name_plural = "项目节点"
        ordering = ["project", "order"]
        constraints = [
            models.UniqueConstraint(fields=["project", "order"], name="milestone_order_once")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def council(self) -> Council:
        return self.project.council


class ProjectPhoto(models.Model):
    """项目照片: drawn anew at intake; handed out by a view, never by the web server."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="photos")
    image = models.ImageField("照片", upload_to="projects/", storage=private_storage)
    thumbnail = models.ImageField(upload_to="projects/", storage=private_storage)
    caption = models.CharField("说明", max_length=80)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "项目照片"
        verbose_name_plural = "项目照片"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.caption

    @property
    def council(self) -> Council:
        return self.project.council
