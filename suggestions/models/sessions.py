"""登录状态: a browser in which somebody is logged in. Django's sessions, with whose they are."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class BrowserSession(AbstractBaseSession):
    """The columns beside Django's say to the person, and to nobody else, where it is."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="browser_sessions",
        verbose_name="账号",
    )
    device = models.CharField("设备", max_length=60, blank=True)
    network = models.CharField("来自网段", max_length=48, blank=True)
    began_at = models.DateTimeField("登录时间", null=True)
    seen_at = models.DateTimeField("最近一次", null=True)

    class Meta:
        verbose_name = "登录状态"
        verbose_name_plural = "登录状态"

    def __str__(self) -> str:
        return f"{self.device} {self.network}".strip()

    @classmethod
    def get_session_store_class(cls) -> Any:
        return import_module(settings.SESSION_ENGINE).SessionStore
