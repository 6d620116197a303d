"""近义词: words for the same thing, by which a search finds more; and how words are spoken."""

from django.conf import settings
from django.db import models

from suggestions.models.dictionary import WORD_LIMIT

GROUP_WORDS = 12  # more would only make every search slower


class SynonymGroup(models.Model):
    """Words for one thing: who searches by one of them finds what says another."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "待确认"
        USED = "used", "使用中"
        REFUSED = "refused", "不采用"

    NEXT = {
        Status.PROPOSED: {Status.USED, Status.REFUSED},
        Status.USED: {Status.REFUSED},
        Status.REFUSED: {Status.USED},
    }

    status = models.CharField("状态", max_length=8, choices=Status, default=Status.USED)
    # Why the machine proposes it; empty for what people wrote or the site came with.
    reason = models.CharField("理由", max_length=200, blank=True)
    # Empty: the site came with it, or the machine proposed it.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("更新时间", null=True, blank=True)

    class Meta:
        verbose_name = "近义词组"
        verbose_name_plural = "近义词"
        ordering = ["pk"]

    def __str__(self) -> str:
        return "、".join(word.word for word in self.words.all())


class SynonymWord(models.Model):
    """One word of a group, as it is compared: lower case, simplified."""

    group = models.ForeignKey(SynonymGroup, models.CASCADE, related_name="words")
    word = models.CharField("词", max_length=WORD_LIMIT, db_index=True)

    class Meta:
        verbose_name = "近义词"
        verbose_name_plural = "近义词"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "word"], name="synonym_once_in_its_group")
        ]

    def __str__(self) -> str:
        return self.word


class SpokenWord(models.Model):
    """A word of the public texts with its pinyin, counted anew now and then: 用拼音也能找."""

    word = models.CharField("词", max_length=WORD_LIMIT)
    sound = models.CharField("拼音", max_length=120, db_index=True)
    texts = models.PositiveIntegerField("条数")

    class Meta:
        verbose_name = "词的读音"
        verbose_name_plural = "词的读音"
        ordering = ["-texts", "word"]
        constraints = [models.UniqueConstraint(fields=["word", "sound"], name="spoken_word_once")]

    def __str__(self) -> str:
        return f"{self.word} {self.sound}"
