"""公示: hung up with proof, objected to, answered, and only then over."""

import datetime as dt
import uuid

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from deliberation.actions.disputing import CHANGED
from deliberation.actions.record import note
from deliberation.actions.wording import open_words
from deliberation.models import Objection, Publication, Resolution
from suggestions.actions.rules import Overtaken, Refused, move, needed
from suggestions.actions.submitting import Changed
from suggestions.models import User, WorkCalendar
from suggestions.models.history import RESIDENT
from suggestions.residents import receipts
from suggestions.residents.photos import BadPhoto, redraw
from suggestions.work.clocks import CalendarMissing, Term

LEAST_DAYS = 15  # 居委会组织法 34
LAW = "《城市居民委员会组织法》第三十四条"
OBJECTION_LIMIT = 2000


def last_day(starts_on: dt.date, days: int) -> dt.date:
    """The day on which a publication ends (民法典 201, 203). Raises CalendarMissing."""
    return WorkCalendar.load(starts_on.year).ends(starts_on, Term(days, "day", LAW))


def publish_resolution(
    resolution: Resolution,
    *,
    starts_on: dt.date,
    by: User,
    at: dt.datetime,
    days: int | None = None,
    places: str = "",
    photo: UploadedFile | None = None,
    ends_on: dt.date | None = None,
) -> Publication:
    """Note that the resolution hangs. `ends_on` decides where no calendar reaches that far."""
    council = resolution.council
    days = council.publication_days if days is None else days
    places = open_words(places, "张贴地点", 200)
    _refuse_days(resolution, starts_on, days, at)
    ends_on = _end(starts_on, days, ends_on)
    picture = _picture(photo)
    with transaction.atomic():
        move(resolution, Resolution.Status.PUBLISHED)
        publication = Publication(
            resolution=resolution,
            starts_on=starts_on,
            days=days,
            ends_on=ends_on,
            places=places,
            started_by=by,
            started_at=at,
        )
        if picture:
            publication.start_photo.save(f"{uuid.uuid4().hex}.jpg", picture, save=False)
        publication.save(force_insert=True)
        data = {
            "resolution": resolution.pk,
            "number": resolution.full_number,
            "from": starts_on.isoformat(),
            "to": ends_on.isoformat(),
            "days": days,
            "places": places,
        }
        note(resolution, "resolution.published", by=by, at=at, data=data)
    return publication


def _refuse_days(resolution: Resolution, starts_on: dt.date, days: int, at: dt.datetime) -> None:
    least = max(LEAST_DAYS, resolution.council.publication_days)
    if days < least:
        raise Refused(f"公示不少于 {least} 天。")
    if days > 365:
        raise Refused("公示天数请填 365 天以内。")
    if starts_on > localdate(at):
        raise Refused("公示从实际张贴的那天算起，请张贴以后再登记。")
    if starts_on < localdate(resolution.passed_at):
        raise Refused("张贴的日子不能早于表决通过的日子。")


def _end(starts_on: dt.date, days: int, typed: dt.date | None) -> dt.date:
    """The calendar's day; a typed one counts where it is later, or where no table reaches."""
    least = starts_on + dt.timedelta(days=days)
    try:
        least = last_day(starts_on, days)
    except CalendarMissing:
        if typed is None:
            raise
    if typed and typed < least:
        raise Refused(f"公示不能早于 {least.year}年{least.month}月{least.day}日结束。")
    return typed or least


def _picture(photo: UploadedFile | None) -> ContentFile | None:
    if photo is None:
        return None
    try:
        return ContentFile(redraw(photo).data)
    except BadPhoto as error:
        raise Refused(str(error)) from error


def object_to(
    resolution: Resolution, *, text: str, key: str, at: dt.datetime
) -> tuple[Objection, str]:
    """A resident's objection while it hangs; gives the receipt code. Sent twice it is one."""
    text = needed(text, "您的意见", OBJECTION_LIMIT)
    code = receipts.issue(f"objection:{key}")
    if found := Objection.objects.filter(key=key).first():
        return _same(found, resolution, text), code
    with transaction.atomic():
        rows = Resolution.objects.select_for_update(of=("self",)).filter(
            pk=resolution.pk,
            status=Resolution.Status.PUBLISHED,
            publication__starts_on__lte=localdate(at),
            publication__ends_on__gte=localdate(at),
        )
        if not rows.exists():
            raise Refused("公示期已经过了，现在不能再提意见。")
        try:
            with transaction.atomic():
                objection = Objection.objects.create(
                    resolution=resolution,
                    key=key,
                    text=text,
                    receipt_hash=receipts.digest(code),
                    at=at,
                )
        except IntegrityError:
            return _same(Objection.objects.get(key=key), resolution, text), code
        data = {"number": resolution.full_number}
        note(objection, "objection.received", at=at, actor=RESIDENT, data=data)
    return objection, code


def _same(earlier: Objection, resolution: Resolution, text: str) -> Objection:
    if (earlier.resolution_id, earlier.text) != (resolution.pk, text):
        raise Changed(CHANGED)
    return earlier


def show_objection(objection: Objection, *, text: str, by: User, at: dt.datetime) -> None:
    """After a look: the words of it that everybody may read."""
    text = open_words(text, "公开的意见", OBJECTION_LIMIT)
    rows = Objection.objects.filter(pk=objection.pk)
    with transaction.atomic():
        rows.update(public_text=text)
        objection.public_text = text
        data = {"text": text}
        note(objection, "objection.shown", by=by, at=at, data=data)


def answer_objection(objection: Objection, *, answer: str, by: User, at: dt.datetime) -> None:
    """The council's answer; until it is there the publication cannot end."""
    answer = open_words(answer, "答复", OBJECTION_LIMIT)
    with transaction.atomic():
        move(objection, Objection.Status.ANSWERED, answer=answer, answered_by=by, answered_at=at)
        data = {"answer": answer}
        note(objection, "objection.answered", by=by, at=at, data=data)


def end_publication(
    resolution: Resolution, *, by: User, at: dt.datetime, end_note: str = ""
) -> Publication:
    """Over: its days have run out and nobody waits for an answer. Carrying out begins."""
    end_note = open_words(end_note, "公示结束的情况", 200)
    publication = Publication.objects.filter(resolution=resolution).first()
    if publication is None:
        raise Refused("这个决议还没有公示。")
    if localdate(at) <= publication.ends_on:
        end = publication.ends_on
        raise Refused(
            f"公示到{end.year}年{end.month}月{end.day}日二十四时才满，第二天起才能登记结束。"
        )
    with transaction.atomic():
        # First the move, then the look: an objection that is being written waits or is seen.
        move(resolution, Resolution.Status.CARRIED)
        waiting = resolution.objections.filter(status=Objection.Status.PENDING).count()
        if waiting:
            raise Refused(f"还有 {waiting} 条公示意见没有答复，答复以后才能结束公示。")
        done = Publication.objects.filter(pk=publication.pk, ended_at=None).update(
            ended_by=by, ended_at=at, end_note=end_note
        )
        if not done:
            raise Overtaken("公示已经登记结束了。请刷新页面后再看。")
        data = {
            "resolution": resolution.pk,
            "number": resolution.full_number,
            "objections": resolution.objections.count(),
            "note": end_note,
        }
        note(resolution, "resolution.publication_ended", by=by, at=at, data=data)
    publication.refresh_from_db()
    return publication
