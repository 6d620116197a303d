"""账号变更: what one person alone may not do to an account."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q


class AccountChange(models.Model):
    """Asked for by one, confirmed by another: roles that reach personal data, votes or accounts,
    and what would let somebody else in as a person who has such a role."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "待确认"
        CONFIRMED = "confirmed", "已生效"
        REFUSED = "refused", "未同意"

    NEXT = {
        Status.PROPOSED: {Status.CONFIRMED, Status.REFUSED},
        Status.CONFIRMED: set(),
        Status.REFUSED: set(),
    }

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="account_changes",
        verbose_name="账号",
    )
    gives = models.ManyToManyField(Group, related_name="+", verbose_name="给角色")
    email = models.CharField("改邮箱为", max_length=254, null=True)  # noqa: DJ001 - empty takes it away
    activates = models.BooleanField("重新启用", default=False)
    unlocks = models.BooleanField("解除验证器", default=False)
    slip = models.BooleanField("打印密码条", default=False)
    printed_at = models.DateTimeField("密码条打印时间", null=True)
    status = models.CharField("状态", max_length=9, choices=Status, default=Status.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出"
    )
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="确认"
    )
    decided_at = models.DateTimeField("确认时间", null=True)

    class Meta:
        verbose_name = "账号变更"
        verbose_name_plural = "账号变更"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(status="proposed"), name="one_account_change_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}：{self.words}"

    @property
    def words(self) -> str:
        said = [f"给角色“{group}”" for group in self.gives.all()]
        if self.email is not None:
            said.append(f"邮箱改为 {self.email}" if self.email else "去掉邮箱")
        flags = {"activates": "重新启用", "unlocks": "解除验证器", "slip": "打印密码条"}
        said += [words for name, words in flags.items() if getattr(self, name)]
        return "、".join(said)
