"""What comes by telephone, on paper or in person: for whom it is entered, its sheets scanned."""

import unicodedata

from django.conf import settings
from django.db import models
from django.db.models.fields.files import FieldFile

from suggestions.models.campaigns import CampaignPage
from suggestions.models.files import private_storage
from suggestions.models.suggestions import Channel, Suggestion


class Behalf(models.TextChoices):
    """In whose name something is entered; the name itself is contact data and not said here."""

    SELF = "self", "本人"
    FAMILY = "family", "家人或邻居代说"
    GROUP = "group", "单位或集体"
    STAFF = "staff", "工作人员走访记录"


class PaperScan(models.Model):
    """原件: a picture of the paper that was typed in, re-encoded. It may show a name and a number:
    no public page reads this table. Before entering it belongs to a form's key and its uploader."""

    suggestion = models.ForeignKey(
        Suggestion, models.CASCADE, null=True, blank=True, related_name="scans"
    )
    draft_key = models.CharField(max_length=64, blank=True, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file = models.FileField(storage=private_storage, upload_to="scans/%Y/%m/")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "原件"
        verbose_name_plural = "原件"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"原件 {self.pk}"

    @property
    def files(self) -> tuple[FieldFile, ...]:
        return (self.file,)


class PaperSheet(models.Model):
    """纸质表: a printed form with a number of its own, which becomes one suggestion at most."""

    campaign = models.ForeignKey(
        CampaignPage, models.PROTECT, related_name="+", verbose_name="专项征集"
    )
    channel = models.CharField("怎样收回来", max_length=12, choices=Channel)
    place = models.CharField("放在哪里", max_length=80, blank=True)
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    printed_at = models.DateTimeField("印制时间")
    suggestion = models.OneToOneField(
        Suggestion, models.PROTECT, null=True, blank=True, related_name="sheet"
    )

    class Meta:
        verbose_name = "纸质表"
        verbose_name_plural = "纸质表"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"表号 {self.number}"

    @property
    def number(self) -> str:
        """Six digits and two that tell a slip of the pen (ISO 7064, modulo 97)."""
        return f"{self.pk:06d}{_check(self.pk):02d}"

    @staticmethod
    def key_in(text: str) -> int | None:
        """The key in a number as it was typed; nothing where its last two digits do not fit."""
        digits = unicodedata.normalize("NFKC", text).replace(" ", "").replace("-", "")
        if not (digits.isascii() and digits.isdecimal() and 8 <= len(digits) <= 14):
            return None
        key = int(digits[:-2])
        return key if _check(key) == int(digits[-2:]) else None


def _check(key: int) -> int:
    return 98 - key * 100 % 97
