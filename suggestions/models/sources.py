"""Other systems that send lists: where their files lie, how they are read, what came of each."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models

from suggestions.models.campaigns import CampaignPage
from suggestions.models.imports import ImportBatch
from suggestions.models.suggestions import Channel, Suggestion


class IntakeSource(models.Model):
    """来源: a system that puts files into a folder of its own, below `INTAKE_ROOT`."""

    name = models.CharField(
        "文件夹名",
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$", "只用小写字母、数字和短横线。")],
        help_text="这个来源的文件放进这个文件夹，比如 hotline-12345。",
    )
    title = models.CharField("来源名称", max_length=60, help_text="居民看得到，比如“12345 热线”。")
    campaign = models.ForeignKey(
        CampaignPage, models.PROTECT, related_name="+", verbose_name="导入到哪个征集"
    )
    channel = models.CharField("渠道", max_length=12, choices=Channel, default=Channel.HOTLINE)
    mapping = models.JSONField("列对应", default=dict)
    closed_column = models.CharField("办理状态在哪一列", max_length=60, blank=True)
    closed_words = models.TextField(
        "哪些写法算已经办结", blank=True, help_text="一行一个，比如：已办结。"
    )
    active = models.BooleanField("启用", default=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = "来源"
        verbose_name_plural = "来源"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.title

    @property
    def closing(self) -> set[str]:
        return {line.strip() for line in self.closed_words.splitlines() if line.strip()}


class IntakeRun(models.Model):
    """接收记录: one file of a source, and what came of it."""

    source = models.ForeignKey(IntakeSource, models.PROTECT, related_name="runs")
    batch = models.ForeignKey(
        ImportBatch, models.SET_NULL, null=True, blank=True, related_name="runs"
    )
    filename = models.CharField("文件名", max_length=200)
    at = models.DateTimeField("接收时间")
    done = models.BooleanField("收下了")
    created = models.PositiveIntegerField("新增", default=0)
    skipped = models.PositiveIntegerField("已存在", default=0)
    faulty = models.PositiveIntegerField("有误", default=0)
    closed = models.PositiveIntegerField("原系统已办结", default=0)
    clashing = models.PositiveIntegerField("编号与别处相同", default=0)
    error = models.TextField("原因", blank=True)

    class Meta:
        verbose_name = "接收记录"
        verbose_name_plural = "接收记录"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.filename


class ClosedElsewhere(models.Model):
    """原系统已办结: closed where it came from. Told as that; it is no answer of this site."""

    suggestion = models.OneToOneField(Suggestion, models.CASCADE, related_name="closed_elsewhere")
    source = models.ForeignKey(IntakeSource, models.PROTECT, related_name="+")
    words = models.CharField("原系统的写法", max_length=60)
    at = models.DateTimeField("得知时间")

    class Meta:
        verbose_name = "原系统已办结"
        verbose_name_plural = "原系统已办结"

    def __str__(self) -> str:
        return f"{self.source}：{self.words}"
