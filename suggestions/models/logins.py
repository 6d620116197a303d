"""Wrong passwords at the staff's door: how long to wait, and the trace of each."""

from django.conf import settings
from django.db import models
from django.utils.timezone import localtime


class LoginBrake(models.Model):
    """`key` is a keyed hash of an account's name, an address or a known browser."""

    key = models.CharField(max_length=64, unique=True)
    failures = models.PositiveIntegerField("连续失败次数", default=0)
    until = models.DateTimeField("在此之前不再核对", db_index=True)

    class Meta:
        verbose_name = "登录等待"
        verbose_name_plural = "登录等待"

    def __str__(self) -> str:
        return f"{self.failures} {self.until:%Y-%m-%d %H:%M}"


class LoginFailure(models.Model):
    """One wrong password or code. What was typed as a name is not kept where no account has it: it
    may be a password in the wrong field; `mark` only shows which tries used the same one."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, verbose_name="账号", related_name="+"
    )
    mark = models.CharField("记号", max_length=12)
    # The password was right and the code was not: somebody else may know the password.
    second = models.BooleanField("第二步", default=False)
    network = models.CharField("来自网段", max_length=48)
    failures = models.PositiveIntegerField("连续第几次")
    wait = models.DurationField("之后要等")
    at = models.DateTimeField("时间", db_index=True)

    class Meta:
        verbose_name = "登录失败记录"
        verbose_name_plural = "登录失败记录"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{localtime(self.at):%Y-%m-%d %H:%M} {self.user or self.mark}"
