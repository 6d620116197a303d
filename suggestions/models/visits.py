"""入户走访: rounds of visits with one questionnaire, their doors, what came of each visit."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from suggestions.models.encrypted import EncryptedJSONField, EncryptedTextField
from suggestions.models.people import Area
from suggestions.models.questionnaires import QuestionnaireVersion

CONSENT = (
    "您好，我是社区的工作人员。我们想请您回答一份问卷，大约几分钟。回答不回答由您决定，不想答的题可以不答，"
    "随时可以停下。答案只用来统计，不和您家的门牌放在一起；您自己说的话里的电话、门牌，保存以前会遮住。"
)


class Outcome(models.TextChoices):
    VISITED = "visited", "已走访"
    NOT_HOME = "not_home", "没有人在家"
    REFUSED = "refused", "不愿意"
    AGAIN = "again", "约好再来"


class VisitRound(models.Model):
    """走访: the questions of one version, put to the households of one area."""

    class Status(models.TextChoices):
        OPEN = "open", "进行中"
        CLOSED = "closed", "已结束"

    NEXT = {Status.OPEN: {Status.CLOSED}, Status.CLOSED: set()}

    version = models.ForeignKey(
        QuestionnaireVersion, models.PROTECT, related_name="visit_rounds", verbose_name="问卷"
    )
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="visit_rounds", verbose_name="走访的地方"
    )
    consent = models.TextField("开头要念的话")
    status = models.CharField("状态", max_length=6, choices=Status, default=Status.OPEN)
    opened_at = models.DateTimeField("开始时间")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField("结束时间", null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "走访"
        verbose_name_plural = "走访"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "area"], condition=Q(status="open"), name="one_open_round"
            ),
            models.CheckConstraint(
                condition=Q(status="open", closed_at__isnull=True)
                | Q(status="closed", closed_at__isnull=False),
                name="round_closed_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area}：{self.version.questionnaire.title}"


class Household(models.Model):
    """户: a door of a round. A name only where somebody gave it, and only while the round runs."""

    DONE = (Outcome.VISITED, Outcome.REFUSED)  # nobody has to ring there again

    round = models.ForeignKey(VisitRound, models.CASCADE, related_name="households")
    building = models.CharField("楼栋", max_length=40)
    room = models.CharField("室号", max_length=20)
    name = EncryptedTextField("称呼", blank=True)
    # What stands for it now; once visited it stays so.
    state = models.CharField("情况", max_length=8, choices=Outcome, blank=True)
    state_at = models.DateTimeField("什么时候", null=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "户"
        verbose_name_plural = "户"
        ordering = ["building", "room"]
        constraints = [
            models.UniqueConstraint(fields=["round", "building", "room"], name="household_once")
        ]

    def __str__(self) -> str:
        return f"{self.building} {self.room}"


class VisitDevice(models.Model):
    """走访手机: a browser that keeps visits until they are sent, and the key to what it keeps.

    Once it is taken back the key is gone: what lies on the device stays closed.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="visit_devices", verbose_name="账号"
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="在哪里走访")
    digest = models.CharField(max_length=64)  # of what its cookie says
    label = models.CharField("设备", max_length=60)
    secret = EncryptedTextField(blank=True)
    session = models.CharField(max_length=40, blank=True)  # in which it was seen last
    at = models.DateTimeField("第一次", db_index=True)
    seen_at = models.DateTimeField("最近一次")
    revoked_at = models.DateTimeField("收回时间", null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "走访手机"
        verbose_name_plural = "走访手机"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["digest", "user"], name="one_device_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.user}的{self.label}"


class Visit(models.Model):
    """走访记录: one time at a door, under the key that the device gave it. Written once.

    The answers lie with the questionnaire, without the door. Only those of a door where somebody
    had been before are kept here, closed, and counted nowhere.
    """

    household = models.ForeignKey(Household, models.CASCADE, related_name="visits")
    outcome = models.CharField("结果", max_length=8, choices=Outcome)
    key = models.UUIDField(unique=True)
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    device = models.ForeignKey(VisitDevice, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("时间")
    arrived_at = models.DateTimeField("送到时间")
    late = models.BooleanField("已有人走访过", default=False)
    held = EncryptedJSONField("没有计入的答案", null=True)

    class Meta:
        verbose_name = "走访记录"
        verbose_name_plural = "走访记录"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.household} {self.get_outcome_display()}"
