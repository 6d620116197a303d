"""What the gateway of text messages says afterwards: whether a message has arrived."""

import datetime as dt
import json
import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from suggestions.actions import outbox
from suggestions.models import OutboxMessage
from suggestions.work import sms

STATES = {"delivered": OutboxMessage.Receipt.ARRIVED, "failed": OutboxMessage.Receipt.LOST}
LONGEST = 10_000


@csrf_exempt  # a machine speaks, and proves who it is by its signature
@require_POST
def receipt(request: HttpRequest) -> HttpResponse:
    """`{"key": …, "status": "delivered" | "failed"}`, signed like what we send."""
    body = request.read(LONGEST)
    head = request.headers
    if not sms.genuine(
        settings.SMS_GATEWAY_SECRET,
        head.get("X-Timestamp", ""),
        body,
        head.get("X-Signature", ""),
        now=time.time(),
    ):
        return _refuse("签名不对，或者时间相差太多。", 403)
    try:
        said = json.loads(body)
        key, state = str(said["key"]), STATES[said["status"]]
    except (ValueError, KeyError, TypeError):
        return _refuse("要写明 key 和 status（delivered 或 failed）。", 400)
    at: dt.datetime = timezone.now()
    if not outbox.note_receipt(key, state, at=at):
        return _refuse("没有这条消息。", 404)
    return HttpResponse(status=204)


def _refuse(words: str, status: int) -> JsonResponse:
    return JsonResponse({"error": words}, status=status, json_dumps_params={"ensure_ascii": False})
