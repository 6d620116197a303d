"""Keys by which a department's own system talks to this one, and what it has already said."""

from django.conf import settings
from django.db import models

from suggestions.models.encrypted import EncryptedTextField
from suggestions.models.people import Department


class SystemKey(models.Model):
    """接口密钥: one system of one department. The secret signs, so it is kept encrypted, not
    hashed; it is shown once, when it is made."""

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="system_keys", verbose_name="承办单位"
    )
    label = models.CharField("哪个系统", max_length=60)
    key_id = models.CharField("密钥编号", max_length=24, unique=True, editable=False)
    secret = EncryptedTextField("密钥", editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+"
    )
    made_at = models.DateTimeField("发放时间", editable=False)
    used_at = models.DateTimeField("最近使用", null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField("作废时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "接口密钥"
        verbose_name_plural = "接口密钥"
        ordering = ["department__name", "-pk"]

    def __str__(self) -> str:
        return f"{self.department.short_name} {self.label}"


class SpentNonce(models.Model):
    """用过的随机串: a signed request counts once."""

    key = models.ForeignKey(SystemKey, models.CASCADE, related_name="spent")
    nonce = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "用过的随机串"
        verbose_name_plural = "用过的随机串"
        constraints = [models.UniqueConstraint(fields=["key", "nonce"], name="nonce_spent_once")]

    def __str__(self) -> str:
        return f"{self.key_id} {self.nonce}"
