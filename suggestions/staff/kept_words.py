"""What somebody was sending when the session ran out: kept for them until they are back.

It lies encrypted in the session of that browser, for an hour, and is given to nobody but the same
person. Files cannot be kept; their names are told.
"""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from suggestions.models import User
from suggestions.models.encrypted import decrypt, encrypt
from suggestions.staff.sessions import Keeper

KEY = "kept_words"
LASTS = dt.timedelta(hours=1)
LONGEST = 500_000  # characters; a longer form is not kept, and its page says so
NOT_WORDS = ("csrfmiddlewaretoken", "password", "code")
BACK = "登录超时了。您刚才写的还在，登录以后接着提交。"
TOO_LONG = (
    "登录超时了。刚才那一页太长，没能替您留住；请用浏览器的后退回到那一页，把文字抄下来再登录。"
)


@dataclass
class Kept:
    path: str
    fields: list[tuple[str, str]]
    files: list[str]

    @property
    def words(self) -> list[str]:
        """What a person would recognise: what was typed, the longest first."""
        typed = (value.strip() for _, value in self.fields)
        return sorted((text for text in typed if len(text) > 1), key=len, reverse=True)


class KeeperOfWords(Keeper):
    """Ends sessions; what a page was sending at that moment is kept and asked about later."""

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """After the check against forged requests: only what this site's own page has sent."""
        if request.method != "POST":
            return None
        user_id = getattr(request, "session_was", None)
        fetched = request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
        if user_id is None or fetched:
            _sent_on(request)
            return None
        if not request.path.startswith(reverse("wagtailadmin_home")):
            return None
        fits = keep(request, user_id, at=timezone.now())
        messages.warning(request, BACK if fits else TOO_LONG)
        after = reverse("kept_words") if fits else reverse("wagtailadmin_home")
        return redirect(f"{reverse('wagtailadmin_login')}?next={after}")


def keep(request: HttpRequest, user_id: Any, *, at: dt.datetime) -> bool:
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not name.endswith(NOT_WORDS)
    ]
    files = [file.name for _, many in request.FILES.lists() for file in many]
    told = json.dumps({"path": request.get_full_path(), "fields": fields, "files": files})
    if len(told) > LONGEST:
        return False
    request.session[KEY] = {
        "user": int(user_id),
        "path": request.get_full_path(),
        "until": (at + LASTS).timestamp(),
        "words": encrypt(told),
    }
    return True


def _sent_on(request: HttpRequest) -> None:
    """What was kept goes its way: from here on the page that it belongs to keeps it."""
    if request.session.get(KEY, {}).get("path") == request.get_full_path():
        request.session.pop(KEY)


def kept_for(user: User, session: Any, *, at: dt.datetime) -> Kept | None:
    held = session.get(KEY) or {}
    if held.get("user") != user.pk or held["until"] < at.timestamp():
        session.pop(KEY, None)
        return None
    told = json.loads(decrypt(held["words"]))
    return Kept(told["path"], [(name, value) for name, value in told["fields"]], told["files"])
