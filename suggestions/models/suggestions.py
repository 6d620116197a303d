"""A resident's suggestion with its photos, contact and supports."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.db.models.fields.files import FieldFile
from django.utils.timezone import localdate, localtime
from taggit.managers import TaggableManager
from taggit.models import ItemBase, Tag

from suggestions.models.campaigns import Audience, CampaignPage
from suggestions.models.encrypted import EncryptedTextField
from suggestions.models.files import private_storage as _private_storage  # as migrations name it
from suggestions.models.people import Area

TITLE_LIMIT, TEXT_LIMIT = 60, 5000  # what the form takes, in characters
IMPORT_TEXT_LIMIT = 20_000  # letters and transcripts run longer than what people type
PHOTO_LIMIT = 6


class Channel(models.TextChoices):
    """Art. 9 of the Shanghai rules, and the ones that practice has added."""

    ONLINE = "online", "网络"
    LETTER = "letter", "书信"
    PHONE = "phone", "电话"
    EMAIL = "email", "电子邮件"
    VISIT = "visit", "走访"
    MEETING = "meeting", "座谈"
    HOTLINE = "hotline", "12345"
    SURVEY = "survey", "问卷"
    LIVE = "live", "直播"
    MAILBOX = "mailbox", "意见箱"
    STATION = "station", "征集站"
    GRID = "grid", "网格上报"
    OTHER = "other", "其他"

    @classmethod
    def named(cls, text: str) -> "Channel | None":
        """The channel with this value or this Chinese label."""
        return next((c for c in cls if text.strip() in (c.value, c.label)), None)


class Route(models.TextChoices):
    """Where a matter belongs that is not a suggestion (Art. 10)."""

    HOTLINE = "hotline", "12345 政务服务便民热线（投诉、求助、咨询）"
    PETITION = "petition", "信访部门（申诉求决）"
    COURT = "court", "人民法院、仲裁或行政复议（已进入或应当进入法定程序）"
    LEGAL_AID = "legal_aid", "12348 公共法律服务热线"
    EMERGENCY = "emergency", "110、119、120（危及人身安全）"
    SUPERVISION = "supervision", "12388 纪检监察举报"
    INVALID = "invalid", "内容无效或重复，不再办理"


class SuggestionQuerySet(models.QuerySet):
    def waiting(self) -> "SuggestionQuerySet":
        return self.filter(status=Suggestion.Status.PENDING)

    def accepted(self) -> "SuggestionQuerySet":
        """In the process: screened and neither declined nor withdrawn."""
        return self.filter(status__in=Suggestion.ACTIVE)

    def grouped_in(self, campaign: CampaignPage) -> "SuggestionQuerySet":
        """What a run over a campaign reads: its own suggestions, but for those that people put
        into a topic elsewhere, and those of other campaigns that they put into one of its own."""
        here = Q(campaign=campaign) & Q(placement__comes_from__isnull=True)
        guests = Q(placement__comes_from__isnull=False, placement__topic__campaign=campaign)
        return self.filter(here | guests)

    def public(self) -> "SuggestionQuerySet":
        """先审后发: what anybody may read.

        The constraint keeps `published_at` to screened rows; asking for the status once more
        would only lead the planner away from the narrow indexes over public rows.
        """
        return self.filter(published_at__isnull=False)

    def overdue(self, at: dt.datetime) -> "SuggestionQuerySet":
        return self.waiting().filter(screen_by__lt=localdate(at))

    def for_cards(self) -> "SuggestionQuerySet":
        """Everything a list of cards shows, in one query."""
        return self.select_related("campaign", "area", "placement__topic__theme").defer(
            "body", "solution", "campaign__body", "campaign__ways", "campaign__result"
        )


class Suggestion(models.Model):  # type: ignore[django-manager-missing]  # taggit has no types
    """建议: what a resident wrote (kept as written) and what the public may read of it."""

    class Status(models.TextChoices):
        PENDING = "pending", "待审核"
        ACCEPTED = "accepted", "已受理"
        FORWARDED = "forwarded", "办理中"
        ANSWERED = "answered", "已答复"
        DECLINED = "declined", "已告知途径"
        WITHDRAWN = "withdrawn", "已撤回"

    ACTIVE = (Status.ACCEPTED, Status.FORWARDED, Status.ANSWERED)
    NEXT = {
        Status.PENDING: {Status.ACCEPTED, Status.DECLINED, Status.WITHDRAWN},
        # An officer may think again; back to the queue goes what was decided with many others.
        Status.DECLINED: {Status.ACCEPTED, Status.PENDING},
        Status.ACCEPTED: {
            Status.PENDING,
            Status.FORWARDED,
            Status.ANSWERED,
            Status.DECLINED,
            Status.WITHDRAWN,
        },
        Status.FORWARDED: {Status.ANSWERED, Status.ACCEPTED, Status.WITHDRAWN},
        Status.ANSWERED: {Status.FORWARDED, Status.ACCEPTED, Status.WITHDRAWN},
        Status.WITHDRAWN: set(),
    }

    campaign = models.ForeignKey(
        CampaignPage, models.PROTECT, related_name="suggestions", verbose_name="专项征集"
    )
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.PENDING)
    channel = models.CharField("渠道", max_length=12, choices=Channel, default=Channel.ONLINE)
    submitted_at = models.DateTimeField("提交时间")
    screen_by = models.DateField("审核期限", null=True, blank=True)
    # The author may change the words until an officer has decided; who reads must notice it.
    corrected_at = models.DateTimeField("作者更正时间", null=True, blank=True, editable=False)
    # The words are gone by the author's wish (PIPL 47); number, dates and steps stay.
    erased_at = models.DateTimeField("作者删除时间", null=True, blank=True, editable=False)

    title = models.CharField("建议主题", max_length=200)
    body = models.TextField("主要事由")
    solution = models.TextField("对策建议", blank=True)
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所在区域"
    )
    place = models.CharField("具体地点", max_length=100, blank=True)
    audience = models.ForeignKey(
        Audience, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="征集对象"
    )
    # At which 征集站 it was written or told; it keeps it also when the station is closed.
    station = models.ForeignKey(
        "suggestions.Station",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="suggestions",
        db_index=False,
        verbose_name="征集站",
    )
    # The wish of the author; what is shown is `published_at`, which only officers set.
    may_publish = models.BooleanField("同意公开", default=True)
    # Who wrote it, as an unreadable key: counts distinct people without knowing them.
    author_key = models.CharField(max_length=64, blank=True)

    public_title = models.CharField("公开标题", max_length=200, blank=True)
    public_body = models.TextField("公开事由", blank=True)
    public_solution = models.TextField("公开对策", blank=True)
    published_at = models.DateTimeField("公开时间", null=True, blank=True)

    decline_route = models.CharField("应去途径", max_length=12, choices=Route, blank=True)
    decline_reason = models.TextField("说明", blank=True)

    # Receipts: only a keyed hash is stored, so the table alone opens nothing.
    receipt_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001
    idempotency_key = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001
    payload_hash = models.CharField(max_length=64, blank=True, editable=False)
    external_id = models.CharField("原系统编号", max_length=64, blank=True)
    import_batch = models.ForeignKey(
        "suggestions.ImportBatch", models.PROTECT, null=True, blank=True, related_name="suggestions"
    )
    support_count = models.PositiveIntegerField("附议数", default=0, editable=False)

    tags = TaggableManager("标签", through="suggestions.TaggedSuggestion", blank=True)

    # What a list of cards adds when it is drawn (`telling/cards.py`).
    url: str
    photo_url: str
    topic_name: str
    marked_title: str
    marked_text: str

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = "建议"
        verbose_name_plural = "建议"
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "external_id"],
                condition=~Q(external_id=""),
                name="suggestion_external_id_once",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | Q(status__in=["accepted", "forwarded", "answered"]),
                name="suggestion_public_only_after_screening",
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "status", "-submitted_at"], name="sugg_camp_status"),
            # The public lists: every order, filter and count of them is read from one of these
            # alone, texts untouched. Partial: taking in a suggestion pays nothing for them.
            *(
                models.Index(
                    fields=[*first, "-published_at", "-id", *rest, "area", "support_count"],
                    condition=Q(published_at__isnull=False),
                    name=name,
                )
                for name, first, rest in (
                    ("sugg_public", [], ["campaign", "status"]),
                    ("sugg_public_camp", ["campaign"], ["status"]),
                    ("sugg_public_status", ["status", "campaign"], []),
                )
            ),
            models.Index(
                fields=["-support_count", "-id"],
                condition=Q(published_at__isnull=False),
                name="sugg_supported",
            ),
            models.Index(fields=["status", "screen_by"], name="sugg_screening"),
            # The desk's list, newest first, whatever its campaign.
            models.Index(fields=["-submitted_at", "-id"], name="sugg_newest"),
            # The public figures are counted from these two alone.
            models.Index(
                fields=["status", "campaign", "channel", "area", "submitted_at", "id"],
                name="sugg_figures",
            ),
            models.Index(
                fields=["station", "status"],
                condition=Q(station__isnull=False),
                name="sugg_station",
            ),
            models.Index(fields=["author_key"], condition=~Q(author_key=""), name="sugg_authors"),
        ]
        permissions = [
            ("screen_suggestion", "审核建议"),
            ("import_suggestion", "导入建议"),
            ("enter_suggestion", "登记建议"),
            ("reveal_contact", "查看联系方式"),
            ("view_desk", "进入征集工作台"),
            ("supervise", "督办与统计"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.status in self.ACTIVE

    @property
    def number(self) -> str:
        """The number that staff and residents quote; no secret."""
        return f"{localtime(self.submitted_at):%Y}-{self.pk:06d}"


class TaggedSuggestion(ItemBase):
    """Tags of suggestions stand in a table of their own: an indexed foreign key, no generic one."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="tagged_suggestions")
    content_object = models.ForeignKey(Suggestion, models.CASCADE, related_name="tagged_items")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tag", "content_object"], name="suggestion_tag_once")
        ]


class Photo(models.Model):
    """A re-encoded picture: no EXIF, no place. Before submitting it belongs to a form's key."""

    suggestion = models.ForeignKey(
        Suggestion, models.CASCADE, null=True, blank=True, related_name="photos"
    )
    draft_key = models.CharField(max_length=64, blank=True, db_index=True)
    file = models.FileField(storage=_private_storage, upload_to="photos/%Y/%m/")
    thumbnail = models.FileField(storage=_private_storage, upload_to="photos/%Y/%m/")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "照片"
        verbose_name_plural = "照片"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"照片 {self.pk}"

    @property
    def files(self) -> tuple[FieldFile, ...]:
        return self.file, self.thumbnail


class Contact(models.Model):
    """建议人信息: apart from the text and encrypted; staff see it only by a logged reveal."""

    class Way(models.TextChoices):
        AUTO = "auto", "短信、电子邮件"
        CALL = "call", "打电话"
        LETTER = "letter", "寄信"
        NONE = "none", "不用告知"

    suggestion = models.OneToOneField(Suggestion, models.CASCADE, related_name="contact")
    name = EncryptedTextField("称呼", blank=True)
    phone = EncryptedTextField("手机号", blank=True)
    email = EncryptedTextField("电子邮箱", blank=True)
    address = EncryptedTextField("通信地址", blank=True)
    way = models.CharField("怎样告知", max_length=8, choices=Way, default=Way.AUTO)
    # Unreadable keys (`receipts.person_key`): who has lost the code is found by either of them.
    phone_key = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    email_key = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    # Personal links name it: another number, and every link sent before opens nothing.
    link_serial = models.PositiveIntegerField(default=1, editable=False)
    # Which privacy notice was agreed to, and when (PIPL 14, 17).
    notice_version = models.CharField("告知书版本", max_length=20)
    consented_at = models.DateTimeField("同意时间")

    class Meta:
        verbose_name = "联系方式"
        verbose_name_plural = "联系方式"

    def __str__(self) -> str:
        return f"建议 {self.suggestion_id} 的联系方式"


class Support(models.Model):
    """附议: one visitor, one suggestion, once."""

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="supports")
    supporter_key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "附议"
        verbose_name_plural = "附议"
        constraints = [
            models.UniqueConstraint(fields=["suggestion", "supporter_key"], name="support_once")
        ]

    def __str__(self) -> str:
        return f"附议 {self.suggestion_id}"
