"""Photos from strangers: opened with care, drawn anew without EXIF, kept as drafts of a form."""

import datetime as dt
import struct
import uuid
import zlib
from dataclasses import dataclass
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from suggestions.models import Photo
from suggestions.models.suggestions import PHOTO_LIMIT

register_heif_opener()
Image.init()  # naming formats to `open` needs them all known

MAX_MB = 10
MAX_SIDE, THUMB_SIDE = 2000, 480
QUALITY = 82
# Phones take up to 200 million pixels as JPEG, which is read reduced; the rest is read whole
# and three bytes a pixel must fit into the worker.
MAX_PIXELS, MAX_JPEG_PIXELS = 50_000_000, 210_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF", "BMP")
# Whatever Pillow's decoders raise on bytes made to break them.
_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    LookupError,
    ArithmeticError,
    RuntimeError,
    EOFError,
    MemoryError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)


class BadPhoto(Exception):
    """Not a picture we can keep; the text says so to its owner."""


@dataclass(frozen=True)
class Picture:
    """A photo drawn anew: JPEG bytes, and a small one for lists."""

    data: bytes
    thumbnail: bytes
    width: int
    height: int


def redraw(upload: UploadedFile) -> Picture:
    """The picture in an upload, at most MAX_SIDE pixels long, nothing else of the file kept."""
    name = upload.name or "照片"
    if upload.size > MAX_MB * 1024 * 1024:
        raise BadPhoto(f"“{name}”超过 {MAX_MB} MB，请换一张小一点的照片。")
    try:
        with Image.open(upload, formats=FORMATS) as opened:
            jpeg = opened.format in ("JPEG", "MPO")
            if opened.width * opened.height > (MAX_JPEG_PIXELS if jpeg else MAX_PIXELS):
                raise BadPhoto(f"“{name}”的尺寸太大，请换一张小一点的照片，或者截图后再传。")
            if jpeg:
                opened.draft("RGB", (MAX_SIDE, MAX_SIDE))
            return _draw(opened)
    except _BROKEN as error:
        raise BadPhoto(
            f"“{name}”不是能打开的照片，请换一张（手机拍的照片或截图都可以）。"
        ) from error


def _draw(opened: Image.Image) -> Picture:
    opened.thumbnail((MAX_SIDE, MAX_SIDE))
    upright = ImageOps.exif_transpose(opened).convert("RGBA")
    # A new sheet: comments, profiles and places stay behind; what was see-through turns white.
    sheet = Image.new("RGB", upright.size, "white")
    sheet.paste(upright, mask=upright.getchannel("A"))
    small = sheet.copy()
    small.thumbnail((THUMB_SIDE, THUMB_SIDE))
    return Picture(_jpeg(sheet), _jpeg(small), sheet.width, sheet.height)


def _jpeg(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()


# --- drafts of a form -------------------------------------------------------------------------


def drafts(key: str) -> QuerySet[Photo]:
    """The photos of a form that has not been sent."""
    return Photo.objects.filter(draft_key=key, suggestion=None).order_by("pk")


def keep(uploads: list[UploadedFile], *, key: str, at: dt.datetime) -> list[str]:
    """Keep what is a photo, up to the limit; gives in words what was not kept."""
    problems: list[str] = []
    room = PHOTO_LIMIT - drafts(key).count()
    for upload in uploads:
        if room <= 0:
            problems.append(f"最多 {PHOTO_LIMIT} 张照片，多出来的没有收下。")
            break
        try:
            picture = redraw(upload)
        except BadPhoto as problem:
            problems.append(str(problem))
            continue
        _store(picture, key, at)
        room -= 1
    return problems


def _store(picture: Picture, key: str, at: dt.datetime) -> None:
    name = uuid.uuid4().hex
    photo = Photo(draft_key=key, width=picture.width, height=picture.height, created_at=at)
    photo.file.save(f"{name}.jpg", ContentFile(picture.data), save=False)
    photo.thumbnail.save(f"{name}-s.jpg", ContentFile(picture.thumbnail), save=False)
    photo.save(force_insert=True)


def drop(pk: str, *, key: str) -> None:
    """Take a photo out of the form again."""
    if not pk.isdecimal() or len(pk) > 18:
        return
    if photo := drafts(key).filter(pk=int(pk)).first():
        photo.delete()
        photo.file.delete(save=False)
        photo.thumbnail.delete(save=False)


def move(old: str, new: str) -> None:
    """The form goes on under another key, its photos with it."""
    drafts(old).update(draft_key=new)
