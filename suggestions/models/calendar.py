"""The working-day calendar: a table that people keep, read as one value by the clocks."""

from django.core.cache import cache
from django.db import models
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from suggestions.work.clocks import Calendar

# Every submission reads the table, and it changes once a year: other processes hear of a change
# within a minute, the one that made it at once.
CACHED = 60
_CACHE_KEY = "workdays-{}"


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


@receiver([post_save, post_delete], sender=Workday)
def _forget(instance: Workday, **kwargs) -> None:
    cache.delete_many([_CACHE_KEY.format(instance.date.year + n) for n in (-1, 0, 1)])


class WorkCalendar:
    """Loads the table into the pure `clocks.Calendar`."""

    @staticmethod
    def load(year: int) -> Calendar:
        """The days of `year - 1` to `year + 1`: every clock of the product ends within."""
        days = cache.get(_CACHE_KEY.format(year))
        if days is None:
            rows = Workday.objects.filter(date__year__gte=year - 1, date__year__lte=year + 1)
            days = dict(rows.values_list("date", "working"))
            cache.set(_CACHE_KEY.format(year), days, CACHED)
        return Calendar(days)
