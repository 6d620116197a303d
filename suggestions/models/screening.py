"""The models that recommend a kind, learned from the officers' own sorting."""

from django.db import models


class ScreeningModel(models.Model):
    """One version, as a row, like `RoutingModel`; `data` is JSON, reading it executes nothing.

    Whoever trains reads the last version first and writes the next: of two at once one is refused.
    `used` only where it was better than the shipped rules on the same decisions.
    """

    version = models.PositiveIntegerField("版本", unique=True)
    trained_at = models.DateTimeField("训练时间")
    letters = models.PositiveIntegerField("学习的甄别数")
    digest = models.CharField("训练数据指纹", max_length=64)
    figures = models.JSONField("检验结果", default=dict)
    used = models.BooleanField("采用")
    data = models.BinaryField()

    class Meta:
        verbose_name = "甄别学习模型"
        verbose_name_plural = "甄别学习模型"
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"第 {self.version} 版"
