"""The interface for a department's own system: its referrals out, its signature and answer in.

The same verbs as at the clerk's desk, in the name of the department's system. Whose referral it
is not, to them it is not there.
"""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.timezone import localtime
from ninja import Field, NinjaAPI, Query, Schema
from ninja.decorators import decorate_view
from ninja.errors import HttpError, ValidationError

from suggestions.actions import answering, referring, system_keys
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import Answer, Referral, Suggestion, SystemKey, User
from suggestions.residents import limits
from suggestions.systems.signing import Unsigned, verified
from suggestions.work.clocks import CalendarMissing

PAGE, MOST = 50, 200
MEMBERS = 50  # suggestions told in the detail, those that most people support first
# A change is listed once it is so old: one that began before and commits after must not be passed.
RESTS = dt.timedelta(seconds=5)

api = NinjaAPI(
    title="建言承办系统接口",
    version="1",
    description="承办单位自己的系统：取转办事项，签收，提交答复。每个请求都要签名。",
    docs_url=None,
    openapi_url=None,  # told in docs/push.md; nothing is told to who has no key
    urls_namespace="systems",
)


class Signed(HttpRequest):
    """A request that was signed: by which key, at which moment."""

    key: SystemKey
    at: dt.datetime


def _by(request: Signed) -> User:
    return system_keys.account_of(request.key)


# --- what every request goes through ------------------------------------------------------------


def signed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answer(request: Any, *args: Any, **given: Any) -> HttpResponse:
        at = timezone.now()
        try:
            request.key, request.at = verified(request, at=at), at
            if limits.count_of(f"key-{request.key.pk}", "push", at=at) > settings.PUSH_PER_HOUR:
                words = f"这个密钥一小时内的请求太多了，请过 {limits.wait(at)} 分钟再来。"
                raise Unsigned(words, 429)
        except Unsigned as refusal:
            response = told(request, refusal.words, refusal.status)
        else:
            response = view(request, *args, **given)
        if response.status_code == 429:
            response["Retry-After"] = str(limits.wait(at) * 60)
        response["Cache-Control"] = "no-store"
        return response

    return answer


def told(request: HttpRequest, words: str, status: int) -> HttpResponse:
    return api.create_response(request, {"message": words}, status=status)


@api.exception_handler(Overtaken)
def overtaken(request: HttpRequest, error: Overtaken) -> HttpResponse:
    return told(request, str(error), 409)


@api.exception_handler(Refused)
@api.exception_handler(CalendarMissing)
def refused(request: HttpRequest, error: Exception) -> HttpResponse:
    return told(request, str(error), 422)


@api.exception_handler(ValidationError)
def misread(request: HttpRequest, error: ValidationError) -> HttpResponse:
    names = dict.fromkeys(str(one["loc"][-1]) for one in error.errors)
    return told(request, f"这些内容不对或者缺少：{'、'.join(names)}。请对照接口说明。", 422)


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    words = "没有读懂内容：请用 UTF-8 的 JSON。" if error.status_code == 400 else "没有这样的请求。"
    return told(request, words, error.status_code)


class NotTheirs(Exception):
    """Another department's, or nobody's."""


@api.exception_handler(NotTheirs)
def not_theirs(request: HttpRequest, error: NotTheirs) -> HttpResponse:
    return told(request, "没有这一件，或者它不归贵单位承办。", 404)


# --- what is told -------------------------------------------------------------------------------


def _day(value: dt.date | None) -> str | None:
    return value.isoformat() if value else None


def _line(referral: Referral) -> dict[str, Any]:
    """What the list says of one; `cursor` is where the list goes on behind it."""
    return {
        "id": referral.pk,
        "cursor": getattr(referral, "changed", None),
        "topic": referral.topic.name,
        "campaign": referral.topic.campaign.title,
        "role": referral.role,
        "status": referral.status,
        "status_label": referral.get_status_display(),
        "sent_at": localtime(referral.sent_at).isoformat(),
        "sign_by": _day(referral.sign_by),
        "object_by": _day(referral.object_by),
        "due_on": _day(referral.due_on),
    }


def _own(request: Signed) -> QuerySet[Referral]:
    own = Referral.objects.for_department(request.key.department)
    return own.select_related("topic__campaign").defer(
        "topic__campaign__body", "topic__campaign__ways", "topic__campaign__result"
    )


def _one(request: Signed, pk: int) -> Referral:
    referral = _own(request).select_related("department").filter(pk=pk).first()
    if referral is None:
        raise NotTheirs
    return referral


def _suggestions(referral: Referral) -> list[dict[str, Any]]:
    """In the words that residents may read: masked, no contact."""
    rows = answering.members(referral.topic).order_by("-support_count", "pk")
    fields = ("public_title", "public_body", "public_solution", "support_count", "submitted_at")
    found: QuerySet[Suggestion] = rows.select_related("area").only(*fields, "area__full_name")
    return [
        {
            "number": s.number,
            "title": s.public_title,
            "body": s.public_body,
            "solution": s.public_solution,
            "area": s.area.full_name if s.area else "",
            "supports": s.support_count,
        }
        for s in found[:MEMBERS]
    ]


def _full(referral: Referral) -> dict[str, Any]:
    """What was taken back is no longer this department's to read."""
    gone = referral.status == Referral.Status.RECALLED
    answers: list[Answer] = [] if gone else list(referral.answers.order_by("pk"))
    return {
        **_line(referral),
        "note": "" if gone else referral.note,
        "suggestion_count": 0 if gone else answering.members(referral.topic).count(),
        "suggestions": [] if gone else _suggestions(referral),
        "answers": [
            {"text": a.text, "status": a.status, "status_label": a.get_status_display(),
             "return_reason": a.return_reason}
            for a in answers
        ],
    }  # fmt: skip


# --- what may be asked --------------------------------------------------------------------------


class Since(Schema):
    since: int = Field(0, ge=0, le=2**62)
    limit: int = Field(PAGE, ge=1, le=MOST)


@api.get("referrals")
@decorate_view(signed)
def referrals(request: Any, asked: Annotated[Since, Query()]) -> dict[str, Any]:
    """本单位的转办事项，从 since 之后变动过的开始；next 留到下次用。"""
    settled = Q(events__at__lte=request.at - RESTS)
    rows = _own(request).annotate(changed=Max("events__pk", filter=settled))
    found = list(rows.filter(changed__gt=asked.since).order_by("changed")[: asked.limit + 1])
    page = found[: asked.limit]
    last = getattr(page[-1], "changed", asked.since) if page else asked.since
    return {"items": [_line(one) for one in page], "next": last, "more": len(found) > len(page)}


@api.get("referrals/{int:pk}")
@decorate_view(signed)
def referral(request: Any, pk: int) -> dict[str, Any]:
    """一件转办事项的全部内容；建议是公开文本，没有建议人的任何资料。"""
    return _full(_one(request, pk))


@api.post("referrals/{int:pk}/sign")
@decorate_view(signed)
def sign(request: Any, pk: int) -> dict[str, Any]:
    """签收。"""
    one = _one(request, pk)
    referring.sign(one, by=_by(request), at=request.at)
    return _full(one)


class Reply(Schema):
    text: str
    adoption: str
    done_on: dt.date | None = None


@api.post("referrals/{int:pk}/answer")
@decorate_view(signed)
def answer(request: Any, pk: int, said: Reply) -> dict[str, Any]:
    """提交答复；征集办审核采用后才送达建议人。"""
    one = _one(request, pk)
    answering.submit_answer(
        one,
        text=said.text,
        adoption=said.adoption,
        done_on=said.done_on,
        by=_by(request),
        at=request.at,
    )
    return _full(one)


class Reason(Schema):
    reason: str


@api.post("referrals/{int:pk}/object")
@decorate_view(signed)
def object_to(request: Any, pk: int, said: Reason) -> dict[str, Any]:
    """提出异议：不归本单位，理由是什么。"""
    one = _one(request, pk)
    referring.object_to(one, reason=said.reason, by=_by(request), at=request.at)
    return _full(one)


class MoreTime(Schema):
    until: dt.date
    reason: str


@api.post("referrals/{int:pk}/extension")
@decorate_view(signed)
def extension(request: Any, pk: int, said: MoreTime) -> dict[str, Any]:
    """申请延期。"""
    one = _one(request, pk)
    referring.ask_extension(
        one, until=said.until, reason=said.reason, by=_by(request), at=request.at
    )
    return _full(one)
