"""纪要: the minutes of a meeting and what each party says of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from deliberation.models.councils import Council, Party, Seat
from deliberation.models.meetings import Meeting


class Minutes(models.Model):
    """Written by the record itself; confirmed by the parties; then frozen with the chain's head."""

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        CONFIRMING = "confirming", "待各方确认"
        FROZEN = "frozen", "已定稿"

    NEXT = {
        Status.DRAFT: {Status.CONFIRMING},
        Status.CONFIRMING: {Status.FROZEN, Status.DRAFT},
        Status.FROZEN: set(),
    }

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="minutes_of")
    council = models.ForeignKey(Council, models.PROTECT, related_name="minutes_of")
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.DRAFT)
    year = models.PositiveSmallIntegerField("年份")
    number = models.PositiveIntegerField("编号")
    # How often it was sent for confirmation: a link signs one version and no later one.
    round = models.PositiveSmallIntegerField("第几稿", default=0)
    # All that the minutes say, as data: the page, the DOCX and the PDF print the same.
    content = models.JSONField("内容", default=dict)
    added = models.TextField("补充", blank=True, help_text="系统没有记到、需要写进纪要的话。")
    confirm_by = models.DateField("确认期限", null=True, blank=True)
    head = models.CharField("记录指纹", max_length=64, blank=True)
    frozen_at = models.DateTimeField("定稿时间", null=True, blank=True)

    class Meta:
        verbose_name = "纪要"
        verbose_name_plural = "纪要"
        constraints = [
            models.UniqueConstraint(
                fields=["council", "year", "number"], name="minutes_number_once"
            ),
            models.CheckConstraint(
                condition=~Q(status="frozen") | ~Q(head=""), name="frozen_minutes_have_a_head"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}纪要"

    @property
    def full_number(self) -> str:
        """〔2026〕3号, as GB/T 9704 writes it."""
        return f"〔{self.year}〕{self.number}号"


class Confirmation(models.Model):
    """The word of one who was there: confirmed, a dissent in their own words, silent till late.

    Every seat that attended has its own; what that makes for its party stands in
    `minutes.parties`. Rows without a seat are from before, one for a whole party.
    """

    class Word(models.TextChoices):
        CONFIRMED = "confirmed", "确认"
        DISSENT = "dissent", "保留意见"
        SILENT = "silent", "逾期未表态"

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="confirmations")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    # Of the person who sat there: the holder's, or the substitute's who came instead.
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="+")
    word = models.CharField("意见", max_length=12, choices=Word)
    signer = models.CharField("确认人", max_length=40, blank=True)
    text = models.TextField("保留的意见", blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "各方确认"
        verbose_name_plural = "各方确认"
        ordering = ["party__order", "at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "seat"], name="attending_seat_says_once"),
            models.CheckConstraint(
                condition=~Q(word="dissent") | ~Q(text=""), name="dissent_has_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.get_word_display()}"
