"""In which encoding a text file was saved; what is no Chinese text is refused, never guessed."""

import codecs
from typing import BinaryIO

from suggestions.tabular.guard import Unreadable

CHUNK = 1 << 20
SAMPLE = 1 << 18
ASCII = bytes(range(128))
STRANGE_BYTES = 0.02  # share of unreadable places up to which the rest is still UTF-8
NULS = 0.02  # share of zero bytes from which a file is UTF-16 without its mark
COMMON, DOUBTFUL = 0.75, 0.5  # shares of everyday characters: surely Chinese, surely not
UNKNOWN = "文字编码无法识别。请用 Excel 另存为“CSV UTF-8（逗号分隔）”后再传。"
# Byte ranges of everyday characters: the first level of GB 2312 and of Big5, and punctuation.
_EVERYDAY = {
    "gb18030": ((0xA1, 0xA3), (0xB0, 0xD7)),
    "cp950": ((0xA1, 0xA2), (0xA4, 0xC6)),
}


def find_encoding(file: BinaryIO) -> str:
    """The encoding of the whole file, read once in pieces; the file is rewound."""
    file.seek(0)
    start = file.read(SAMPLE)
    if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return _sure(file, "utf-32")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _sure(file, "utf-16")
    if wide := _without_mark(start):
        return _sure(file, wide)
    bad, written = _utf8_misfits(file)
    if start.startswith(codecs.BOM_UTF8) or bad <= written * STRANGE_BYTES:
        return "utf-8-sig"
    return _double_byte(file, start)


def _without_mark(start: bytes) -> str:
    """UTF-16 whose mark is missing: the zero bytes all stand on one side."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    if even + odd < len(start) * NULS:
        return ""
    if odd > even * 10 and b"\n\0" in start:
        return "utf-16-le"
    return "utf-16-be" if even > odd * 10 and b"\0\n" in start else ""


def _double_byte(file: BinaryIO, start: bytes) -> str:
    """GB 18030 or Big5, by which of them the text is made of everyday characters."""
    file.seek(0)
    shares = {name: everyday(start, name) for name in _EVERYDAY if _decodes(file, name)}
    if not shares:
        raise Unreadable(UNKNOWN)
    chinese = shares.get("gb18030", 0.0)
    if chinese >= COMMON:
        return "gb18030"
    best = max(shares, key=lambda name: shares[name])
    if shares[best] < DOUBTFUL:
        raise Unreadable(UNKNOWN)
    return best


def everyday(data: bytes, encoding: str) -> float:
    """Which share of the double-byte characters are among the most usual of their encoding."""
    text = data.decode(encoding, "ignore")
    pairs = [char.encode(encoding, "ignore") for char in text if ord(char) > 127]
    if not pairs:
        return 1.0
    ranges = _EVERYDAY[encoding]
    usual = sum(
        len(pair) == 2 and any(low <= pair[0] <= high for low, high in ranges) for pair in pairs
    )
    return usual / len(pairs)


def _sure(file: BinaryIO, encoding: str) -> str:
    if not _decodes(file, encoding):
        raise Unreadable(UNKNOWN)
    return encoding


def _utf8_misfits(file: BinaryIO) -> tuple[int, int]:
    """How many places are not UTF-8, and how many bytes are not ASCII."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    bad = written = 0
    while piece := file.read(CHUNK):
        bad += decoder.decode(piece).count("\ufffd")
        written += len(piece.translate(None, ASCII))
    bad += decoder.decode(b"", True).count("\ufffd")
    file.seek(0)
    return bad, written


def _decodes(file: BinaryIO, encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while piece := file.read(CHUNK):
            decoder.decode(piece)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    finally:
        file.seek(0)
    return True
