"""The working-day calendar: a table that people keep, read as one value by the clocks."""

import datetime as dt

from django.db import models

from suggestions.clocks import Calendar


class Workday(models.Model):
    """A day that differs from Monday-to-Friday, as the State Council's yearly notice says."""

    date = models.DateField("日期", unique=True)
    working = models.BooleanField("上班", help_text="勾选＝调休上班；不勾选＝放假。")
    name = models.CharField("名称", max_length=20, help_text="例如：国庆节、春节调休")

    class Meta:
        verbose_name = "调休与节假日"
        verbose_name_plural = "工作日历"
        ordering = ["-date"]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}{'（上班）' if self.working else '（放假）'}"


class WorkCalendar:
    """Loads the table into the pure `clocks.Calendar`."""

    @staticmethod
    def load(year: int) -> Calendar:
        """The days of `year - 1` to `year + 1`: every clock of the product ends within."""
        rows = Workday.objects.filter(date__year__gte=year - 1, date__year__lte=year + 1)
        days: dict[dt.date, bool] = dict(rows.values_list("date", "working"))
        return Calendar(days)
