"""缺项清单: what a community lacks, from an imported list, and by which work it is crossed off."""

from typing import cast

from django.conf import settings
from django.db import models
from django.db.models import Q

from deliberation.models.councils import Council
from deliberation.models.projects import Project
from deliberation.models.resolutions import Resolution


class Gap(models.Model):
    """缺项: a facility that is not there yet. Whether it is in work or done its works say."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="gaps")
    listed = models.CharField("清单", max_length=40)
    number = models.CharField("编号", max_length=20)
    name = models.CharField("设施", max_length=60)
    kind = models.CharField("类型", max_length=20, blank=True)
    place = models.CharField("地点", max_length=80, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    # 不再需要: said by the secretary, with a reason that anybody may read.
    dropped_at = models.DateTimeField("划去时间", null=True, blank=True)
    dropped_because = models.CharField("划去的理由", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "缺项"
        verbose_name_plural = "缺项清单"
        ordering = ["council", "listed", "number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["council", "listed", "number"], name="gap_once_a_list"),
            models.CheckConstraint(
                condition=Q(dropped_at=None, dropped_because="")
                | Q(dropped_at__isnull=False) & ~Q(dropped_because=""),
                name="gap_dropped_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GapWork(models.Model):
    """销项: a resolution or a project that is to fill a gap."""

    gap = models.ForeignKey(Gap, models.CASCADE, related_name="works")
    resolution = models.ForeignKey(
        Resolution, models.CASCADE, null=True, blank=True, related_name="gaps"
    )
    project = models.ForeignKey(Project, models.CASCADE, null=True, blank=True, related_name="gaps")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "销项"
        verbose_name_plural = "销项"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolution__isnull=False, project=None)
                | Q(resolution=None, project__isnull=False),
                name="gap_work_is_one",
            ),
            models.UniqueConstraint(
                fields=["gap", "resolution"],
                condition=Q(resolution__isnull=False),
                name="gap_resolution_once",
            ),
            models.UniqueConstraint(
                fields=["gap", "project"],
                condition=Q(project__isnull=False),
                name="gap_project_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.of)

    @property
    def of(self) -> Resolution | Project:
        """What it is: one of both, by `gap_work_is_one`."""
        return cast(Resolution | Project, self.resolution or self.project)

    @property
    def title(self) -> str:
        return self.of.title if isinstance(self.of, Resolution) else self.of.public_title

    @property
    def is_public(self) -> bool:
        if isinstance(self.of, Resolution):
            return self.of.is_public
        return self.of.published_at is not None

    @property
    def council(self) -> Council:
        return self.gap.council
