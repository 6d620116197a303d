"""我的队列: kept and let go by the officer whose it is."""

import datetime as dt

from django.db import IntegrityError, transaction

from suggestions.actions.rules import Refused
from suggestions.models import SavedQueue, User

MOST = 8  # each is counted whenever the list is opened


def save(name: str, query: str, *, by: User, at: dt.datetime) -> SavedQueue:
    name = name.strip()
    if not name:
        raise Refused("请给这个队列起个名字。")
    if len(name) > 20:
        raise Refused("名字太长，最多 20 个字。")
    if not query or len(query) > 500:
        raise Refused("请先筛选出要存的建议，再存成队列。")
    if SavedQueue.objects.filter(user=by).count() >= MOST:
        raise Refused(f"最多存 {MOST} 个队列，请先删掉一个。")
    try:
        with transaction.atomic():
            return SavedQueue.objects.create(user=by, name=name, query=query, created_at=at)
    except IntegrityError as error:
        raise Refused(f"您已经有一个队列叫“{name}”，请换个名字。") from error


def drop(queue: SavedQueue, *, by: User) -> None:
    if queue.user_id != by.pk:
        raise Refused("只能删自己的队列。")
    queue.delete()
