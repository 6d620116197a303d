"""What somebody without a script on the phone asked the site to keep until it is finished."""

from django.db import models

from suggestions.models.campaigns import CampaignPage
from suggestions.models.encrypted import EncryptedTextField


class SavedDraft(models.Model):
    """草稿: a half-written form, kept for some days for whoever has its code.

    Neither contact data nor photos are in it. Nobody at the desk sees one.
    """

    campaign = models.ForeignKey(CampaignPage, models.CASCADE, verbose_name="专项征集")
    code_hash = models.CharField("草稿码摘要", max_length=64, unique=True, editable=False)
    content = EncryptedTextField("内容")
    saved_at = models.DateTimeField("保存时间", db_index=True)

    class Meta:
        verbose_name = "草稿"
        verbose_name_plural = "草稿"

    def __str__(self) -> str:
        return f"草稿 {self.pk}"
