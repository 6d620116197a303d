"""Looks at a file before anything is unpacked: a bomb costs milliseconds, not minutes."""

import re
import zipfile
from typing import BinaryIO

# A workbook of 50 MB unpacks to some 300 MB; ordinary sheets shrink to a fifth … a thirtieth.
MEMBERS = 2_000
UNPACKED = 600 * 1024 * 1024
SHARED_STRINGS = 120 * 1024 * 1024  # openpyxl keeps this one in memory
RATIO, RATIO_FROM = 120, 8 * 1024 * 1024
OLE_MAGIC, ZIP_MAGIC = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
FOREIGN_MAGIC = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
HEAD = 4096
WEB_ARCHIVE, SPREADSHEET_XML = (
    (b"mime-version:", b"from: <"),
    b"schemas-microsoft-com:office:spreadsheet",
)
HTML_TABLE = re.compile(rb"<(?:html|table|!doctype html|meta|head|body|style)\b")
BOMB = "这个文件解压后大得反常，为安全起见没有打开。请在 Excel 里另存为一份新的 .xlsx 或 CSV 再传。"


class Unreadable(Exception):
    """The file cannot be read as a list; the text says why and what to do."""


def kind_of(file: BinaryIO) -> str:
    """`"xlsx"`, `"html"` or `"csv"`, by content: names lie. Raises Unreadable for anything else."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if not head:
        raise Unreadable("这是一个空文件。")
    if head.startswith(OLE_MAGIC):
        raise Unreadable(
            "这是旧版 Excel（.xls）或加了密码的文件，请另存为不加密的 .xlsx 或 CSV 再传。"
        )
    if head.startswith(FOREIGN_MAGIC):
        raise Unreadable("这不是表格文件。请上传 CSV 或 Excel（.xlsx）文件。")
    if head.startswith(ZIP_MAGIC):
        return "xlsx"
    start = head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(WEB_ARCHIVE) or (start.startswith(b"<?xml") and SPREADSHEET_XML in start):
        raise Unreadable(
            "这是网页或 XML 格式的表格，不是真正的 Excel 文件。"
            "请用 Excel 打开，另存为 .xlsx 再上传。"
        )
    return "html" if start.startswith(b"<") and HTML_TABLE.search(start) else "csv"


def check_workbook(file: BinaryIO) -> None:
    """Refuse a workbook by its zip directory alone: members, unpacked size, ratio.

    The sizes in the directory bind: `zipfile` reads no member beyond the size written there.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
        raise Unreadable("Excel 文件已损坏，打不开。请重新保存一份再传。") from error
    finally:
        file.seek(0)
    _check_kind({member.filename for member in members})
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("文件加了密码，请取消密码后再传。")
    total = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    swollen = any(
        member.file_size > RATIO_FROM and member.file_size > RATIO * max(member.compress_size, 1)
        for member in members
    )
    strings = max(
        (m.file_size for m in members if m.filename.endswith("sharedStrings.xml")), default=0
    )
    if (
        len(members) > MEMBERS
        or total > UNPACKED
        or strings > SHARED_STRINGS
        or swollen
        or (total > RATIO_FROM and total > RATIO * max(packed, 1))
    ):
        raise Unreadable(BOMB)


def _check_kind(names: set[str]) -> None:
    """Other programs' documents are archives too."""
    if "content.xml" in names:
        raise Unreadable(
            "这是 ODS 表格（LibreOffice、WPS 等）。请在原来的软件里另存为 Excel（.xlsx）再上传。"
        )
    if "xl/workbook.bin" in names:
        raise Unreadable("这是二进制的 Excel 文件（.xlsb）。请另存为 .xlsx 再上传。")
    if any(name.startswith(("Index/", "Index.zip")) for name in names):
        raise Unreadable("这是 Numbers 表格。请在 Numbers 里导出为 Excel（.xlsx）再上传。")
    if "xl/workbook.xml" not in names and (
        "[Content_Types].xml" not in names or any(n.startswith(("word/", "ppt/")) for n in names)
    ):
        raise Unreadable("这不是 Excel 工作簿。请上传 CSV 或 Excel（.xlsx）文件。")
