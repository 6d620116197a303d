"""The models that recommend a department, learned from the officers' own choices."""

from django.db import models


class RoutingModel(models.Model):
    """One version. The row is the truth for every web worker: no file that one of them lacks.

    `data` is a zip of JSON and plain arrays; loading it executes nothing.
    """

    trained_at = models.DateTimeField("训练时间")
    letters = models.PositiveIntegerField("学习的转办数")
    digest = models.CharField("训练数据指纹", max_length=64, unique=True)
    figures = models.JSONField("检验结果", default=dict)
    data = models.BinaryField()

    class Meta:
        verbose_name = "转办推荐模型"
        verbose_name_plural = "转办推荐模型"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"第 {self.pk} 版"
