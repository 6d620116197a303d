"""After a restore: what people had erased since is erased again, what was closed stays closed."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from django.conf import settings

from cms.backup import BackupError
from deliberation.actions.motions import annul_motion
from deliberation.models import Motion
from suggestions.actions import following, owning, submitting
from suggestions.actions.accounts import command_account
from suggestions.models import Contact, Follow, Suggestion
from suggestions.work import lasting
from suggestions.work.lasting import Line

REASON = "数据恢复到了这次表决结束以前，后来的票没有了，不能继续，请重新表决。"


def lines(logs: Iterable[Path]) -> list[Line]:
    """What the logs hold; without any log nobody knows what was erased."""
    there = [path for path in {*logs, settings.ERASURE_LOG} if path.exists()]
    if not there:
        raise BackupError(
            "找不到删除记录 erasures.log：恢复以后，居民已经删除的内容会重新出现。"
            "请从备份文件夹或者 ERASURE_LOG 找到最新的一份，用 --erasures 指明；"
            "确实没有，请加 --no-erasures。没有改动任何东西。"
        )
    return list(lasting.read(*there))


def replay(said: Iterable[Line], *, at: dt.datetime) -> Counter[str]:
    """Do anew what the restored rows do not know of; gives how many of each kind."""
    done: Counter[str] = Counter()
    known = set(lasting.read(settings.ERASURE_LOG)) if settings.ERASURE_LOG.exists() else set()
    for line in said:
        done[line.kind] += DOES[line.kind](line, at) if line.kind in DOES else 0
        if line not in known:
            lasting.write(line)  # for the next restore, of this site's own log
    return done


def _suggestion(line: Line) -> Suggestion | None:
    row = Suggestion.objects.filter(pk=line.key, erased_at=None).first()
    return row if row and line.fits(row.submitted_at, row.receipt_hash) else None


def _erase(line: Line, at: dt.datetime) -> bool:
    if row := _suggestion(line):
        owning.erase(row, at=at)
    return row is not None


def _withdraw(line: Line, at: dt.datetime) -> bool:
    row = _suggestion(line)
    if row is None or row.status == Suggestion.Status.WITHDRAWN:
        return False
    if Suggestion.Status.WITHDRAWN not in Suggestion.NEXT[Suggestion.Status(row.status)]:
        return False
    submitting.withdraw(row, at=at)
    return True


def _forget_contact(line: Line, at: dt.datetime) -> bool:
    row = Contact.objects.filter(suggestion=line.key).first()
    if row is None or not line.fits(row.phone_key, row.email_key, row.consented_at):
        return False
    Suggestion.objects.filter(pk=line.key).update(author_key="")
    return bool(row.delete()[0])


def _end_follow(line: Line, at: dt.datetime) -> bool:
    row = Follow.objects.exclude(status=Follow.Status.ENDED).filter(pk=line.key).first()
    return bool(row and line.fits(row.reader, row.asked_at) and following.end(row))


def _keep_closed(line: Line, at: dt.datetime) -> bool:
    row = Motion.objects.filter(pk=line.key, status=Motion.Status.OPEN).first()
    if row is None or not line.fits(row.text_hash, row.opened_at):
        return False
    annul_motion(row, reason=REASON, by=command_account("恢复备份"), at=at)
    return True


DOES: dict[str, Callable[[Line, dt.datetime], bool]] = {
    lasting.SUGGESTION: _erase,
    lasting.WITHDRAWN: _withdraw,
    lasting.CONTACT: _forget_contact,
    lasting.FOLLOW: _end_follow,
    lasting.VOTE: _keep_closed,
}
