"""议事程序: by which steps a matter goes, as dated data: 会商四步, 四议两公开 and more."""

import datetime as dt
from typing import cast

from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from deliberation.models.councils import Council, Dated

FOUR_STEPS = "four-steps"  # 会商四步: what a council uses that has said nothing else


class ProcedureQuerySet(Dated):
    def in_force(self, on: dt.date) -> "ProcedureQuerySet":
        return cast(ProcedureQuerySet, super().in_force(on))

    def of_council(self, council: Council, on: dt.date) -> "Procedure | None":
        """The version of a day of what a council chose; a later version is chosen with it."""
        chosen = council.procedure
        found = self.all().in_force(on).filter(code=chosen.code if chosen else FOUR_STEPS).first()
        return cast("Procedure | None", found)


class Procedure(ClusterableModel):
    """A version of a procedure; a matter keeps the one that held when it was raised."""

    code = models.SlugField("代码", max_length=20, help_text="同一种程序的各版用同一个代码。")
    name = models.CharField("名称", max_length=20)
    meaning = models.CharField("说明", max_length=200, blank=True, help_text="什么时候用它。")
    source = models.CharField("依据或者出处", max_length=200, blank=True)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True, help_text="不填就一直有效。")

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        verbose_name = "议事程序"
        verbose_name_plural = "议事程序"
        ordering = ["order", "-since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "since"], name="procedure_version_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="procedure_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Step(models.Model):
    """A step that every matter of a procedure goes through, in its place."""

    class Stage(models.TextChoices):
        BEFORE = "before", "列入议程之前"
        MEETING = "meeting", "会上"
        AFTER = "after", "会后"

    procedure = ParentalKey(
        Procedure, on_delete=models.CASCADE, related_name="steps", verbose_name="议事程序"
    )
    code = models.SlugField("代码", max_length=20, blank=True)
    name = models.CharField("名称", max_length=20)
    stage = models.CharField("阶段", max_length=8, choices=Stage, default=Stage.MEETING)
    meaning = models.CharField("说明", max_length=120, blank=True)
    law = models.CharField("依据", max_length=80, blank=True)
    order = models.PositiveSmallIntegerField("顺序", default=0, editable=False)
    required = models.BooleanField(
        "必经", default=True, help_text="列入议程之前的必经步骤没有记录，就不能列入议程。"
    )

    sort_order_field = "order"

    class Meta:
        verbose_name = "会商步骤"
        verbose_name_plural = "会商步骤"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name
