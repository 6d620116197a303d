"""Photos from strangers: opened with care, drawn anew without EXIF, kept as drafts of a form."""

import datetime as dt
import struct
import uuid
import zlib
from dataclasses import dataclass
from io import SEEK_CUR, BytesIO
from math import ceil
from typing import BinaryIO, cast

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from PIL import Image, ImageOps, PngImagePlugin
from PIL.JpegImagePlugin import JpegImageFile
from pillow_heif import register_heif_opener

from suggestions.models import Photo
from suggestions.models.suggestions import PHOTO_LIMIT
from suggestions.work import slots

register_heif_opener()
Image.init()  # naming formats to `open` needs them all known

MAX_MB = 10
MAX_SIDE, THUMB_SIDE = 2000, 480
QUALITY = 82
# A picture is unfolded whole, up to ten bytes a pixel with its copies. What cameras write may
# have 24.5 million; what only screens write (PNG, WebP and the like) has half of that at most.
CAMERAS = ("JPEG", "MPO", "HEIF", "AVIF")
MAX_PIXELS, MAX_SCREEN_PIXELS = 25_000_000, 12_000_000
# A JPEG in one scan is read reduced: 200 million pixels cost what a small picture costs.
MAX_JPEG_PIXELS, JPEG_SAVES = 210_000_000, 8
# What one request may have unfolded, all its photos together.
REQUEST_PIXELS = 100_000_000
# One photo at a time on the whole machine; seconds to wait for it, and to come back after.
WAIT, RETRY_AFTER = 2.0, 30
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF", "BMP")
Image.MAX_IMAGE_PIXELS = MAX_JPEG_PIXELS  # Pillow's own alarm is for those who do not count
PngImagePlugin.MAX_TEXT_MEMORY = 4 * 1024 * 1024  # packed words are unfolded by `open` already
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
)
# What may stand before the first scan of a JPEG, all with their length: frames, tables, notes.
_SEGMENTS = {bytes([0xFF, kind]) for kind in (*range(0xC0, 0xD0), 0xDB, 0xDD, *range(0xE0, 0xFF))}
_TOO_LARGE = "“{}”的尺寸太大，没有收下。请用手机拍照的普通尺寸，或者截图后再传。"
_ENOUGH = "“{}”这一次没有收下：几张大照片要分开传。已经收下的不用再选，请把它再传一次。"
_BUSY = "“{}”还没有收下：现在传照片的人很多。您写的内容都在，请过半分钟再选一次照片。"


class BadPhoto(Exception):
    """Not a picture we can keep; the text says so to its owner."""


class Busy(BadPhoto):
    """Nothing is wrong with the picture: it is not its turn."""


@dataclass(frozen=True)
class Picture:
    """A photo drawn anew: JPEG bytes, and a small one for lists."""

    data: bytes
    thumbnail: bytes
    width: int
    height: int


@dataclass
class Allowance:
    """The pixels that one request may still have unfolded."""

    pixels: int = REQUEST_PIXELS

    def take(self, pixels: int, name: str) -> None:
        if pixels > self.pixels:
            raise BadPhoto(_ENOUGH.format(name))
        self.pixels -= pixels


def redraw(upload: UploadedFile, allowance: Allowance | None = None) -> Picture:
    """The picture in an upload, at most MAX_SIDE pixels long, nothing else of the file kept."""
    name = upload.name or "照片"
    if (upload.size or 0) > MAX_MB * 1024 * 1024:
        raise BadPhoto(f"“{name}”超过 {MAX_MB} MB，请换一张小一点的照片。")
    try:
        with Image.open(upload, formats=FORMATS) as opened:
            cost = _cost(opened, name)
            (allowance or Allowance()).take(cost, name)
            with slots.slot("photos", wait=WAIT):
                return _draw(opened)
    except slots.Taken as taken:
        raise Busy(_BUSY.format(name)) from taken
    except Image.DecompressionBombError as error:
        raise BadPhoto(_TOO_LARGE.format(name)) from error
    except _BROKEN as error:
        raise BadPhoto(
            f"“{name}”不是能打开的照片，请换一张（手机拍的照片或截图都可以）。"
        ) from error


def _cost(opened: Image.Image, name: str) -> int:
    """What the header promises, looked at before anything is unfolded."""
    pixels = opened.width * opened.height
    if reduced := _is_one_scan(opened):
        limit = MAX_JPEG_PIXELS
    else:
        limit = MAX_PIXELS if opened.format in CAMERAS else MAX_SCREEN_PIXELS
    if pixels > limit:
        raise BadPhoto(_TOO_LARGE.format(name))
    if not reduced:
        return pixels
    longest = max(opened.size) / MAX_SIDE
    opened.draft("RGB", (ceil(opened.width / longest), ceil(opened.height / longest)))
    return max(opened.width * opened.height, pixels // JPEG_SAVES)


def _is_one_scan(opened: Image.Image) -> bool:
    """Whether this is a JPEG that can be read line by line: its first scan names every colour.
    Others are held whole while they are read, reduced or not."""
    if not isinstance(opened, JpegImageFile) or opened.info.get("progressive"):
        return False
    file = cast(BinaryIO, opened.fp)
    file.seek(2)
    while (marker := file.read(2)) in _SEGMENTS:
        file.seek(int.from_bytes(file.read(2)) - 2, SEEK_CUR)
    return marker == b"\xff\xda" and file.read(3)[2:] == bytes([opened.layers])


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


def keep(uploads: list[UploadedFile], *, key: str, at: dt.datetime) -> list[BadPhoto]:
    """Keep what is a photo, one after the other, up to the limit; gives what was not kept."""
    problems: list[BadPhoto] = []
    room, allowance = PHOTO_LIMIT - drafts(key).count(), Allowance()
    for upload in uploads:
        if room <= 0:
            problems.append(BadPhoto(f"最多 {PHOTO_LIMIT} 张照片，多出来的没有收下。"))
            break
        try:
            picture = redraw(upload, allowance)
        except Busy as busy:  # the next would wait as long as this one
            return [*problems, busy]
        except BadPhoto as problem:
            problems.append(problem)
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
