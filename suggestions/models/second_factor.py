"""两步验证: what somebody needs beside the password, and of which roles it is asked."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models

from suggestions.models.encrypted import EncryptedTextField


class SecondFactor(models.Model):
    """验证器: the secret that an app on somebody's phone shares with this site.

    `last_step` is the last half-minute whose code was taken: none at or before it counts again.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="second_factor",
        verbose_name="账号",
    )
    secret = EncryptedTextField("密钥")
    last_step = models.BigIntegerField("用过的时段", default=0)
    added_at = models.DateTimeField("绑定时间")

    class Meta:
        verbose_name = "验证器"
        verbose_name_plural = "验证器"

    def __str__(self) -> str:
        return str(self.user)


class RecoveryCode(models.Model):
    """恢复码: good once, where the phone is not at hand. Only its digest is kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="recovery_codes",
        verbose_name="账号",
    )
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField("用掉的时间", null=True)

    class Meta:
        verbose_name = "恢复码"
        verbose_name_plural = "恢复码"
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_once")]

    def __str__(self) -> str:
        return f"{self.user} {'已用' if self.used_at else '未用'}"


class Passkey(models.Model):
    """通行密钥: a key pair on somebody's device, for the second step instead of a code.

    What is kept here opens nothing: the private half never leaves the device. `uses` is the
    device's own counter (0 where it keeps none, as keys that are synced between devices do).
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="passkeys", verbose_name="账号"
    )
    name = models.CharField("名称", max_length=30)
    digest = models.CharField(max_length=64, unique=True)  # of the key's number
    credential = models.BinaryField("公钥")  # WebAuthn's attested credential data
    uses = models.BigIntegerField("用过的次数", default=0)
    added_at = models.DateTimeField("添加时间")
    last_used_at = models.DateTimeField("最近一次用", null=True)

    class Meta:
        verbose_name = "通行密钥"
        verbose_name_plural = "通行密钥"
        ordering = ("added_at", "pk")

    def __str__(self) -> str:
        return self.name


class LoginRule(models.Model):
    """登录要求: whether a role needs the second step. Without a row its permissions decide."""

    group = models.OneToOneField(
        Group, models.CASCADE, related_name="login_rule", verbose_name="角色"
    )
    second_factor = models.BooleanField("要两步验证")

    class Meta:
        verbose_name = "登录要求"
        verbose_name_plural = "登录要求"

    def __str__(self) -> str:
        return f"{self.group} {'要' if self.second_factor else '不要'}"
