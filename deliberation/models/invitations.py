"""席位邀请: a link by which somebody enters themselves for a seat, until the secretary confirms."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from deliberation.models.councils import Council, Party, Seat
from suggestions.models.encrypted import EncryptedTextField


class Invitation(models.Model):
    """One seat that is empty. Its link is shown once; only a keyed hash of it stays here."""

    class Status(models.TextChoices):
        OPEN = "open", "等本人填写"
        FILLED = "filled", "等议事员确认"
        ACCEPTED = "accepted", "已入席"
        REVOKED = "revoked", "已作废"

    NEXT = {
        Status.OPEN: {Status.FILLED, Status.REVOKED},
        Status.FILLED: {Status.ACCEPTED, Status.REVOKED},
        Status.ACCEPTED: set(),
        Status.REVOKED: set(),
    }

    council = models.ForeignKey(Council, models.PROTECT, related_name="invitations")
    # Empty where the invited person says for whom they sit.
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="议事方"
    )
    status = models.CharField("状态", max_length=8, choices=Status, default=Status.OPEN)
    digest = models.CharField(max_length=64, unique=True)
    since = models.DateField("任期自")
    until = models.DateField("任期至", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("邀请时间")
    expires_at = models.DateTimeField("链接有效期")
    # As the person wrote it; moves to the seat and goes from here.
    holder = EncryptedTextField("姓名", blank=True)
    phone = EncryptedTextField("手机", blank=True)
    shown = models.CharField("对外公开", max_length=8, choices=Seat.Shown, blank=True)
    # When they agreed to be named as `shown` and to be written to.
    agreed_at = models.DateTimeField("同意时间", null=True, blank=True)
    seat = models.OneToOneField(
        Seat, models.PROTECT, null=True, blank=True, related_name="invitation"
    )

    class Meta:
        verbose_name = "席位邀请"
        verbose_name_plural = "席位邀请"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="filled") | Q(agreed_at__isnull=False, party__isnull=False),
                name="invitation_filled_with_consent",
            ),
            models.CheckConstraint(
                condition=~Q(status="accepted") | Q(seat__isnull=False),
                name="invitation_accepted_has_a_seat",
            ),
        ]
        indexes = [models.Index(fields=["council", "status"], name="invitation_council")]

    def __str__(self) -> str:
        return f"{self.party or '未定议事方'}的席位"

    @property
    def public_name(self) -> str:
        """As the invited person agreed to be named: the seat that is not there yet."""
        return Seat(party=self.party, holder=self.holder, shown=self.shown).public_name
