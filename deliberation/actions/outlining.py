"""区域边界: taken in from a GeoJSON file, all or none; taken away again."""

import datetime as dt

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from deliberation.models import AreaOutline
from deliberation.rules.outline import MOST_BYTES, OutlineError, read
from suggestions.actions.rules import Refused
from suggestions.models import Area, User

BATCH = 500
NAMED = 5


def take_outlines(file: UploadedFile, *, by: User, at: dt.datetime) -> int:
    """The outlines of the areas that the file names replace those that were there."""
    if (file.size or 0) > MOST_BYTES:
        raise Refused("文件超过 20 MB。请先在制图软件里简化边界再导出。")
    try:
        found = read(file.read())
    except OutlineError as error:
        raise Refused(str(error)) from error
    areas = Area.objects.in_bulk(list(found), field_name="code")
    if unknown := [code for code in found if code not in areas]:
        named = "、".join(unknown[:NAMED]) + (" 等" if len(unknown) > NAMED else "")
        words = f"有 {len(unknown)} 个代码在区域里没有：{named}。"
        raise Refused(f"{words}请先导入区域，或者改文件里的代码。")
    rows = [
        AreaOutline(area=areas[code], rings=rings, by=by, at=at) for code, rings in found.items()
    ]
    with transaction.atomic():
        AreaOutline.objects.filter(area__in=areas.values()).delete()
        AreaOutline.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def drop_outlines(*, level: str) -> int:
    """Maps of that level are squares again."""
    number, _ = AreaOutline.objects.filter(area__level=level).delete()
    if not number:
        raise Refused("这一级没有边界可以删除。请刷新页面后再看。")
    return number
