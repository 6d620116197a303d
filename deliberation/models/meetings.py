"""The month: meetings, their notices with proof, and who came."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from deliberation.models.councils import Council, Party, Seat, surname_only
from deliberation.models.formats import Format, monthly_format

# Notices leave so long before they must have arrived: a failed message can still be carried over.
NOTICE_LEAD = dt.timedelta(days=3)
# An empty agenda is waited for until then: without a notice the meeting itself would fail.
LAST_CALL = dt.timedelta(days=1)


class MeetingQuerySet(models.QuerySet):
    def upcoming(self, at: dt.datetime) -> "MeetingQuerySet":
        return self.filter(
            status__in=[Meeting.Status.PLANNED, Meeting.Status.NOTICED], starts_at__gt=at
        )

    def held(self) -> "MeetingQuerySet":
        return self.filter(status__in=Meeting.HELD)

    def in_month(self, month: dt.date) -> "MeetingQuerySet":
        return self.filter(month=month.replace(day=1))

    def unnoticed(self, at: dt.datetime) -> "MeetingQuerySet":
        """Planned meetings whose notices are due within days, or late."""
        return self.filter(
            status=Meeting.Status.PLANNED, notice_by__lte=at + NOTICE_LEAD, starts_at__gt=at
        )

    def to_tell(self, at: dt.datetime) -> "MeetingQuerySet":
        """Those that the clock tells of by itself. One whose agenda is still empty waits for its
        secretary, until the last day on which a notice is in time."""
        filled = Meeting.objects.filter(items__status="listed").values("pk")
        return self.unnoticed(at).filter(Q(pk__in=filled) | Q(notice_by__lte=at + LAST_CALL))


class Meeting(models.Model):
    """议事日: one meeting of one council; the regular one of a month stands once."""

    class Kind(models.TextChoices):
        REGULAR = "regular", "议事日"
        EXTRA = "extra", "临时会议"

    class Status(models.TextChoices):
        PLANNED = "planned", "筹备中"
        NOTICED = "noticed", "已通知"
        OPEN = "open", "进行中"
        CLOSED = "closed", "已散会"
        CONFIRMING = "confirming", "纪要确认中"
        FILED = "filed", "已归档"
        CANCELLED = "cancelled", "已取消"

    HELD = (Status.OPEN, Status.CLOSED, Status.CONFIRMING, Status.FILED)
    NEXT = {
        Status.PLANNED: {Status.NOTICED, Status.CANCELLED},
        # Postponed, a meeting has to be told to everybody anew.
        Status.NOTICED: {Status.OPEN, Status.PLANNED, Status.CANCELLED},
        Status.OPEN: {Status.CLOSED},
        Status.CLOSED: {Status.CONFIRMING},
        Status.CONFIRMING: {Status.FILED, Status.CLOSED},
        Status.FILED: set(),
        Status.CANCELLED: set(),
    }

    council = models.ForeignKey(Council, models.PROTECT, related_name="meetings")
    kind = models.CharField("性质", max_length=8, choices=Kind, default=Kind.REGULAR)
    # As what it is held; the regular one of a month is always 议事协商会.
    format = models.ForeignKey(
        Format,
        models.PROTECT,
        related_name="meetings",
        verbose_name="协商形式",
        default=monthly_format,
    )
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.PLANNED)
    month = models.DateField("月份")  # its first day
    starts_at = models.DateTimeField("开始时间")
    minutes = models.PositiveSmallIntegerField("时长（分钟）")
    place = models.CharField("地点", max_length=80, blank=True)
    # Why it was called or is not on the council's own day, and why it was moved since.
    moved_because = models.CharField("改期原因", max_length=300, blank=True)
    notice_by = models.DateTimeField("通知期限")
    opened_at = models.DateTimeField("开会时间", null=True, blank=True)
    closed_at = models.DateTimeField("散会时间", null=True, blank=True)
    # Counts changes of time or place: the calendar entry's SEQUENCE, and the round of notices.
    sequence = models.PositiveSmallIntegerField("变更次数", default=0)
    cancelled_because = models.CharField("取消原因", max_length=200, blank=True)
    chair = models.CharField("主持人", max_length=40, blank=True)
    # Which agenda item the hall sees, and until when it has the floor.
    current_item = models.ForeignKey(
        "deliberation.AgendaItem", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    item_ends_at = models.DateTimeField("本议题到时", null=True, blank=True)
    # Signs the short-lived check-in codes; the random part of the meeting's calendar entry.
    secret = models.CharField(max_length=43, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "议事日"
        verbose_name_plural = "议事日"
        ordering = ["-starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "month"],
                condition=Q(kind="regular"),
                name="one_regular_meeting_a_month",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="meeting_closes_after_opening",
            ),
        ]
        indexes = [
            models.Index(fields=["council", "-starts_at"], name="meeting_council"),
            models.Index(fields=["month", "status"], name="meeting_month"),
            models.Index(fields=["status", "starts_at"], name="meeting_due"),
        ]

    def __str__(self) -> str:
        return f"{self.council} {self.month:%Y年%-m月}{self.called}"

    def get_absolute_url(self) -> str:
        return reverse("deliberation:meeting", args=[self.pk])

    @property
    def called(self) -> str:
        """What people call it: 议事日, 临时会议, or the form that it is held as."""
        plain = self.kind == self.Kind.REGULAR or self.format.monthly
        return self.get_kind_display() if plain else self.format.name

    @property
    def notice_days(self) -> int:
        """Whole days between the notice and the meeting, by its form or else its council."""
        own = self.format.notice_days
        return self.council.notice_days if own is None else own


class Notice(models.Model):
    """A notice to one seat with its proof: sent when and how, or handed over by whom."""

    class Channel(models.TextChoices):
        SMS = "sms", "短信"
        EMAIL = "email", "电子邮件"
        HAND = "hand", "当面送达"

    class Status(models.TextChoices):
        QUEUED = "queued", "待发送"
        SENDING = "sending", "发送中"
        SENT = "sent", "已送达"
        FAILED = "failed", "发送失败"

    NEXT = {
        # Failed at once: what it tells of has changed before it left.
        Status.QUEUED: {Status.SENDING, Status.SENT, Status.FAILED},
        Status.SENDING: {Status.SENT, Status.QUEUED, Status.FAILED},
        Status.SENT: set(),
        Status.FAILED: {Status.QUEUED, Status.SENT},
    }

    class About(models.TextChoices):
        MEETING = "meeting", "会议通知"
        MINUTES = "minutes", "纪要确认"
        STAND_IN = "stand_in", "替补通知"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="notices")
    about = models.CharField("事由", max_length=8, choices=About, default=About.MEETING)
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="notices")
    # The meeting's `sequence` that it tells of: what was sent before a change proves nothing.
    round = models.PositiveSmallIntegerField("第几次通知", default=0)
    channel = models.CharField("方式", max_length=8, choices=Channel)
    status = models.CharField("状态", max_length=8, choices=Status, default=Status.QUEUED)
    key = models.CharField(max_length=80, unique=True)
    subject = models.CharField("标题", max_length=120)
    body = models.TextField("内容")
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    queued_at = models.DateTimeField("生成时间")
    try_at = models.DateTimeField("下次发送")
    sent_at = models.DateTimeField("送达时间", null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    error = models.TextField("失败原因", blank=True)

    class Meta:
        verbose_name = "会议通知"
        verbose_name_plural = "会议通知"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "round", "seat"],
                condition=Q(about="meeting"),
                name="meeting_noticed_once_a_seat",
            ),
            models.CheckConstraint(
                condition=~Q(status="sent") | Q(sent_at__isnull=False), name="sent_notice_says_when"
            ),
        ]
        indexes = [models.Index(fields=["status", "try_at"], name="notice_queue")]

    def __str__(self) -> str:
        return self.subject


class Attendance(models.Model):
    """签到: who came, for which seat, how it was noted, when they came and went."""

    class Way(models.TextChoices):
        QR = "qr", "扫码签到"
        LIST = "list", "名单勾选"
        PAPER = "paper", "纸质签到补录"

    class Capacity(models.TextChoices):
        MEMBER = "member", "出席"
        SUBSTITUTE = "substitute", "代替出席"
        OBSERVER = "observer", "列席"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    # The seat that is taken; empty for those who listen.
    seat = models.ForeignKey(
        Seat, models.PROTECT, null=True, blank=True, related_name="attendances"
    )
    # The substitute who took it, if it was one.
    substitute = models.ForeignKey(
        Seat, models.PROTECT, null=True, blank=True, related_name="stood_in"
    )
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField("姓名", max_length=40)
    capacity = models.CharField("身份", max_length=12, choices=Capacity)
    way = models.CharField("签到方式", max_length=8, choices=Way)
    arrived_at = models.DateTimeField("到会时间")
    left_at = models.DateTimeField("离会时间", null=True, blank=True)
    # For paper lists: who vouches for the list and where it is kept. Not public.
    note = models.CharField("备注", max_length=100, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "签到"
        verbose_name_plural = "签到"
        ordering = ["arrived_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "seat"],
                condition=Q(seat__isnull=False),
                name="seat_taken_once",
            ),
            models.CheckConstraint(
                condition=Q(seat__isnull=False) | Q(capacity="observer"),
                name="without_a_seat_only_observing",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("arrived_at")),
                name="left_after_arriving",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def public_name(self) -> str:
        """As the person who came agreed to be named; an observer was not asked."""
        sitting = self.substitute or self.seat
        return sitting.public_name if sitting else surname_only(self.name)

    @property
    def council(self) -> Council:
        return self.meeting.council
