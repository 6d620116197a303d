"""Attachments of an answer: drawn anew, looked through where the city has a scanner, kept."""

import datetime as dt
import subprocess
import sys
import uuid
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from suggestions.actions.rules import Overtaken, Refused, overtaken, record
from suggestions.documents import pdf_pages
from suggestions.models import AnswerDraft, AnswerFile, Referral, User, Verb
from suggestions.residents.photos import MAX_MB, BadPhoto, redraw
from suggestions.text.language import clean_text
from suggestions.work import slots

FILE_LIMIT = 6
NAME_LIMIT = 80
PATIENCE = 30  # seconds for a process that looks at one file
CLEAN, INFECTED = 0, 1  # how scanners end
_UNFIT = {
    pdf_pages.LOCKED: "“{}”有密码，没有收下。请去掉密码再传。",
    pdf_pages.LONG: f"“{{}}”超过 {pdf_pages.PAGE_LIMIT} 页，没有收下。请只传与答复有关的几页。",
}
_BROKEN = "“{}”打不开，没有收下。请重新导出成 PDF，或者拍照再传。"
_BUSY = "现在传文件的人很多，“{}”还没有收下。请过半分钟再传一次。"


def attach(
    referral: Referral, *, file: UploadedFile, by: User, at: dt.datetime, name: str = ""
) -> AnswerFile:
    """Lay a picture or a PDF beside the answer that is being written."""
    _still_written(referral)
    data, kind = safe_copy(file)
    row = AnswerFile(referral=referral, name=_named(name or file.name or ""), kind=kind)
    row.size, row.added_by, row.added_at = len(data), by, at
    row.file.save(f"{uuid.uuid4().hex}.{kind}", ContentFile(data), save=False)
    try:
        with transaction.atomic():
            _hold(referral)
            if referral.files.waiting().count() >= FILE_LIMIT:
                raise Refused(f"一份答复最多 {FILE_LIMIT} 个附件。请先去掉一个，或者合成一个 PDF。")
            row.save(force_insert=True)
            record(Verb.FILE_ADDED, referral, at=at, by=by, reason=str(row))
    except IntegrityError as error:
        row.file.delete(save=False)
        raise Refused(f"已经有一个附件叫“{row.name}”。请换一个名称，或者先去掉原来的。") from error
    except BaseException:
        row.file.delete(save=False)
        raise
    return row


def detach(file: AnswerFile, *, by: User, at: dt.datetime) -> None:
    """Take an attachment away again, as long as the answer is being written."""
    with transaction.atomic():
        _hold(file.referral)
        gone, _ = AnswerFile.objects.waiting().filter(pk=file.pk).delete()
        if not gone:
            raise Overtaken("这个附件已经被同事去掉，或者已经随答复提交。请刷新页面再看。")
        record(Verb.FILE_REMOVED, file.referral, at=at, by=by, reason=str(file))
        transaction.on_commit(lambda: file.file.delete(save=False))


def _still_written(referral: Referral) -> None:
    if referral.status != Referral.Status.SIGNED:
        raise overtaken(referral)
    if AnswerDraft.objects.filter(referral=referral, status=AnswerDraft.Status.SIGNING).exists():
        raise Overtaken("这份答复正在本单位审签，退回以后才能改附件。")


def _hold(referral: Referral) -> None:
    """Nobody hands the answer in, or lays another file beside it, at this moment."""
    held = Referral.objects.select_for_update(no_key=True).get(pk=referral.pk)
    _still_written(held)


def _named(name: str) -> str:
    """What residents read: the file's name without its ending, or what was typed."""
    stem = PurePath(name.replace("\\", "/")).name
    for ending in (".pdf", ".jpg", ".jpeg", ".png", ".webp", ".heic"):
        stem = stem[: -len(ending)] if stem.lower().endswith(ending) else stem
    words = " ".join(clean_text(stem, limit=NAME_LIMIT).split())
    return words or "附件"


def safe_copy(file: UploadedFile) -> tuple[bytes, str]:
    """A picture or a PDF drawn anew and looked through, and which of the two it is."""
    data, kind = _drawn(file)
    _scan(data, file.name or "")
    return data, kind


def _drawn(file: UploadedFile) -> tuple[bytes, str]:
    """The bytes to keep, and of which kind they are; nothing of the file itself is kept."""
    name = file.name or "附件"
    if (file.size or 0) > MAX_MB * 1024 * 1024:
        raise Refused(f"“{name}”超过 {MAX_MB} MB，没有收下。请压缩，或者只传有关的几页。")
    file.seek(0)
    start = file.read(1024)
    file.seek(0)
    if b"%PDF-" in start:
        return _pdf(file.read(), name), AnswerFile.Kind.PDF
    if start[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise Refused(f"“{name}”没有收下：附件只收图片和 PDF。请在 Word、WPS 里另存为 PDF 再传。")
    try:
        return redraw(file).data, AnswerFile.Kind.PICTURE
    except BadPhoto as error:
        raise Refused(str(error)) from error


def _pdf(data: bytes, name: str) -> bytes:
    command = [sys.executable, "-m", "suggestions.documents.pdf_pages"]
    try:
        with slots.slot("pdf", wait=2.0):
            ended = _run(command, data)
    except slots.Taken as taken:
        raise Refused(_BUSY.format(name)) from taken
    except subprocess.TimeoutExpired as error:
        raise Refused(_BROKEN.format(name)) from error
    if ended.returncode:
        raise Refused(_UNFIT.get(ended.returncode, _BROKEN).format(name))
    return ended.stdout


def _scan(data: bytes, name: str) -> None:
    """What `FILE_SCANNER` says of it; a scanner that does not answer lets nothing in."""
    if not settings.FILE_SCANNER:
        return
    try:
        code = _run(settings.FILE_SCANNER, data).returncode
    except (OSError, subprocess.TimeoutExpired):
        code = -1
    if code == INFECTED:
        raise Refused(f"“{name}”里有病毒，没有收下。请先在您的电脑上杀毒。")
    if code != CLEAN:
        raise Refused("现在没法检查附件有没有病毒，先没有收下。请稍后再传，或者请管理员看一看。")


def _run(command: list[str], data: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603 - our own module, or what the administrator has set
        command,
        input=data,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=settings.BASE_DIR,
        timeout=PATIENCE,
    )
