"""邀请: a letter with a link, good once and for a while, by which a new account sets its password.

The link is made by Django's own token while the letter is written, so that neither the job nor the
log holds it. Who invited whom, and whether the letter left, stands in the account's history.
"""

import datetime as dt
from collections.abc import Iterable
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django_tasks import task
from wagtail.log_actions import log

from suggestions.actions.rules import Refused
from suggestions.models import User
from suggestions.work.jobs import QUEUE

SENT, FAILED = "staff.invited", "staff.invitation_failed"  # in the history of the account
NO_ADDRESS = "这个人没有邮箱。请先在“用户”里补上，或者在“账号变更”里打印密码条。"
CAME_IN = "这个人已经登录过，或者已经停用。忘了密码的，在登录页点“忘记密码”。"


def not_in_yet() -> QuerySet[User]:
    """Accounts of people that were never logged in with; superusers look after themselves."""
    return User.objects.filter(is_active=True, is_superuser=False, last_login=None)


def invite(user: User, *, by: User, at: dt.datetime) -> None:
    """Send the letter, or send it anew."""
    if not not_in_yet().filter(pk=user.pk).exists():
        raise Refused(CAME_IN)
    if not user.email:
        raise Refused(NO_ADDRESS)
    send_invitation.enqueue(user.pk, by.pk)


def invite_all(users: Iterable[User], *, by: User) -> int:
    """A letter to each new account that has an address; how many."""
    asked = [user for user in users if user.email]
    with transaction.atomic():
        for user in asked:
            send_invitation.enqueue(user.pk, by.pk)
    return len(asked)


@task(backend=QUEUE)
def send_invitation(user_id: int, by_id: int) -> None:
    """Hand one letter to the mail server; who has come in meanwhile needs none."""
    user = not_in_yet().filter(pk=user_id).exclude(email="").first()
    by = User.objects.filter(pk=by_id).first()
    if user is None:
        return
    try:
        send_mail(f"{settings.SITE_NAME}：请设置您的登录密码", letter(user, by), None, [user.email])
    except (OSError, SMTPException) as error:
        reason = f"邮件服务器没有接受（{type(error).__name__}）"
        log(user, FAILED, user=by, timestamp=timezone.now(), data={"reason": reason})
    else:
        log(user, SENT, user=by, timestamp=timezone.now())


def password_link(user: User) -> str:
    """Good once, for whoever holds it, to set this person's password."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    path = reverse("wagtailadmin_password_reset_confirm", kwargs={"uidb64": uid, "token": token})
    return f"{settings.SITE_URL}{path}"


def letter(user: User, by: User | None) -> str:
    return render_to_string(
        "suggestions/mail/invitation.txt",
        {
            "user": user,
            "by": by,
            "site": settings.SITE_NAME,
            "link": password_link(user),
            "again": f"{settings.SITE_URL}{reverse('wagtailadmin_password_reset')}",
            "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
        },
    )
