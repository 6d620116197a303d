"""Pictures of papers: re-encoded like photos, kept with the form of whoever uploaded them.

PDF is not taken: nothing here draws one within bounds. A photo of each sheet is.
"""

import datetime as dt
import uuid

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from suggestions.models import PaperScan, User
from suggestions.residents.photos import Allowance, BadPhoto, Busy, redraw

SCAN_LIMIT = 6
_PDF = "“{}”是 PDF，没有收下。请拍照，或者扫描成图片（JPG）再传。"


def drafts(key: str, by: User) -> QuerySet[PaperScan]:
    """The scans of a form that has not been entered, for who uploaded them."""
    return PaperScan.objects.filter(draft_key=key, suggestion=None, by=by).order_by("pk")


def keep(uploads: list[UploadedFile], *, key: str, by: User, at: dt.datetime) -> list[BadPhoto]:
    """Keep what is a picture, one after the other, up to the limit; gives what was not kept."""
    problems: list[BadPhoto] = []
    room, allowance = SCAN_LIMIT - drafts(key, by).count(), Allowance()
    for upload in uploads:
        if room <= 0:
            problems.append(BadPhoto(f"最多 {SCAN_LIMIT} 张原件，多出来的没有收下。"))
            break
        try:
            _keep_one(upload, allowance, key, by, at)
            room -= 1
        except Busy as busy:  # the next would wait as long as this one
            return [*problems, busy]
        except BadPhoto as problem:
            problems.append(problem)
    return problems


def _keep_one(
    upload: UploadedFile, allowance: Allowance, key: str, by: User, at: dt.datetime
) -> None:
    if upload.read(5) == b"%PDF-":
        raise BadPhoto(_PDF.format(upload.name))
    upload.seek(0)
    picture = redraw(upload, allowance)
    scan = PaperScan(
        draft_key=key, by=by, width=picture.width, height=picture.height, created_at=at
    )
    scan.file.save(f"{uuid.uuid4().hex}.jpg", ContentFile(picture.data), save=False)
    scan.save(force_insert=True)


def drop(pk: str, *, key: str, by: User) -> None:
    """Take a scan out of the form again."""
    if not pk.isdecimal() or len(pk) > 18:
        return
    if scan := drafts(key, by).filter(pk=int(pk)).first():
        scan.delete()
        scan.file.delete(save=False)
