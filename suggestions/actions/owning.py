"""What belongs to the author: correct the words, change the contact, have everything erased.

PIPL 45 to 47: whoever shows the code may see, copy, correct and delete what is stored. The words
may be changed until an officer has decided on them; afterwards others have read, supported and
forwarded them, so that they are withdrawn or erased as a whole instead.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q

from suggestions.actions import linking
from suggestions.actions.outlasting import outlast
from suggestions.actions.rules import Overtaken, Refused, move, record
from suggestions.actions.submitting import Draft, public_texts, way_of
from suggestions.models import (
    Contact,
    Event,
    OutboxMessage,
    PaperScan,
    Photo,
    Placement,
    Rating,
    Recognition,
    Sorting,
    Suggestion,
    TaggedSuggestion,
    Verb,
)
from suggestions.models.history import RESIDENT
from suggestions.residents import receipts
from suggestions.text import search
from suggestions.text.sorting import reader, sorting_values
from suggestions.work import lasting

ERASED_TITLE = "（作者已要求删除内容）"
DECIDED = "这条建议已经审核过，内容不能再改。可以更正联系方式，也可以撤回或者删除。"
WORDS = ("title", "body", "solution", "place", "area", "audience", "may_publish")


def correct(suggestion: Suggestion, *, draft: Draft, at: dt.datetime, notice: str = "") -> None:
    """Change the author's words while they wait for screening; the contact goes with them.

    One conditional UPDATE decides between the author and the officer.
    """
    draft = draft.cleaned()
    if not draft.title or not draft.body:
        raise Refused("请写明建议主题和主要事由。")
    words = {name: getattr(draft, name) for name in WORDS}
    shown = public_texts(draft.title, draft.body, draft.solution)
    read = sorting_values(draft.title, draft.body, draft.solution, by=reader())
    with transaction.atomic():
        waiting = Suggestion.objects.filter(pk=suggestion.pk, status=Suggestion.Status.PENDING)
        if not waiting.update(corrected_at=at, **words, **shown):
            raise Overtaken(DECIDED)
        changed = [n for n, value in words.items() if value != getattr(suggestion, n)]
        Sorting.objects.filter(suggestion=suggestion, by=None).update(**read)
        _write_contact(suggestion, draft, notice, at)
        search.index_unread(Suggestion.objects.filter(pk=suggestion.pk))
        record(
            Verb.CORRECTED,
            suggestion,
            at=at,
            actor=RESIDENT,
            public=True,
            data={"fields": changed},  # which, never what it was: the old words are gone
        )
    suggestion.refresh_from_db()


def change_contact(
    suggestion: Suggestion, *, name: str, phone: str, email: str, at: dt.datetime, notice: str
) -> None:
    """Change or clear the contact, at any time while the suggestion is not taken back."""
    draft = Draft(title="", body="", name=name, phone=phone, email=email).cleaned()
    with transaction.atomic():
        standing = Suggestion.objects.filter(pk=suggestion.pk, erased_at=None)
        standing = standing.exclude(status=Suggestion.Status.WITHDRAWN)
        if not standing.select_for_update().exists():
            raise Refused("这条建议已经撤回或者删除，不再保存联系方式。")
        _write_contact(suggestion, draft, notice, at)
        record(
            Verb.CORRECTED,
            suggestion,
            at=at,
            actor=RESIDENT,
            public=True,
            data={"fields": ["contact"]},
        )


def _write_contact(suggestion: Suggestion, draft: Draft, notice: str, at: dt.datetime) -> None:
    given = {"name": draft.name, "phone": draft.phone, "email": draft.email}
    old = Contact.objects.filter(suggestion=suggestion).first()
    if old and given == {name: getattr(old, name) for name in given}:
        return
    if old:
        outlast(lasting.CONTACT, suggestion.pk, old.phone_key, old.email_key, old.consented_at)
    key = receipts.person_key(draft.phone or draft.email)
    Suggestion.objects.filter(pk=suggestion.pk).update(author_key=key)
    if not any(given.values()):
        Contact.objects.filter(suggestion=suggestion).delete()
        return
    agreed: dict[str, Any] = {"notice_version": notice, "consented_at": at}
    keys = {**receipts.contact_keys(draft.phone, draft.email), "way": way_of(draft)}
    linking.drop_links(suggestion)  # those sent to the address of before
    Contact.objects.update_or_create(suggestion=suggestion, defaults={**given, **agreed, **keys})


def erase(suggestion: Suggestion, *, at: dt.datetime) -> None:
    """Delete what the author wrote and left, everywhere; number, dates and steps stay.

    What is still in the process is withdrawn with it. Files go after the commit: a picture
    without a row is swept up later, a row without its picture would be a broken page.
    """
    with transaction.atomic():
        row = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
        if row.erased_at:
            raise Refused("这条建议的内容已经删除了。")
        left = row.status
        if Suggestion.Status.WITHDRAWN in Suggestion.NEXT[Suggestion.Status(left)]:
            left = move(row, Suggestion.Status.WITHDRAWN, published_at=None)
        _blank(row, at)
        files = _drop_photos(row)
        record(Verb.ERASED, row, at=at, actor=RESIDENT, public=True, moved=(left, row.status))
        outlast(lasting.SUGGESTION, row.pk, row.submitted_at, row.receipt_hash)
        transaction.on_commit(lambda: [file.delete(save=False) for file in files])
    suggestion.refresh_from_db()


def _blank(row: Suggestion, at: dt.datetime) -> None:
    """Every column and row that holds words of the author, or something drawn from them."""
    texts = dict.fromkeys(("body", "solution", "place", "public_body", "public_solution"), "")
    titles = {"title": ERASED_TITLE, "public_title": ERASED_TITLE, "payload_hash": ""}
    gone = {"author_key": "", "audience": None, "published_at": None, "erased_at": at}
    Suggestion.objects.filter(pk=row.pk).update(**texts, **titles, **gone)
    search.remove([row.pk])
    Contact.objects.filter(suggestion=row).delete()
    Recognition.objects.filter(suggestion=row).update(shown_name="", answered_at=None)
    Sorting.objects.filter(suggestion=row).update(words=[], text_key="")
    Placement.objects.filter(suggestion=row).update(words=[])
    Rating.objects.filter(delivery__suggestion=row).update(comment="")
    OutboxMessage.objects.filter(suggestion=row).delete()
    TaggedSuggestion.objects.filter(content_object=row).delete()
    # A bad word stands in the history of the topic as well.
    theirs = Q(suggestion=row) | Q(topic__isnull=False, data__suggestion=row.pk)
    Event.objects.filter(theirs).forget_words()


def _drop_photos(row: Suggestion) -> list[Any]:
    photos, scans = Photo.objects.filter(suggestion=row), PaperScan.objects.filter(suggestion=row)
    pictures: list[Photo | PaperScan] = [*photos, *scans]
    photos.delete()
    scans.delete()
    return [file for picture in pictures for file in picture.files]
