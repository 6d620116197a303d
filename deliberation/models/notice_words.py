"""A council's own words for calling its meetings, in place of the shipped ones."""

from django.conf import settings
from django.db import models

from deliberation.models.councils import Council


class NoticeWords(models.Model):
    """通知用语: the text message and the poster of one council, with braces that are filled."""

    council = models.OneToOneField(Council, models.CASCADE, related_name="notice_words")
    message = models.TextField("短信")
    poster = models.TextField("张贴文字")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = "通知用语"
        verbose_name_plural = "通知用语"

    def __str__(self) -> str:
        return f"{self.council}的通知用语"
