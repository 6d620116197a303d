"""The one cleaning that every text passes on its way in, whatever channel it came by."""

import re
import unicodedata

from nlp.reading.simplified import simplified

__all__ = ["TextTooLong", "clean_text", "fold"]

# Removed wherever they stand: C0 and C1 controls but tab, LF and CR; bidi controls, which can make
# a text read differently from what is stored; zero-width and invisible fillers; annotation marks;
# and the non-characters U+FDD0..FDEF.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u2060-\u2065\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\ufdd0-\ufdef"
    "\U0001d173-\U0001d17a\U000e0080-\U000e00ff\U000e01f0-\U000e0fff"
    + "".join(chr(p * 0x10000 + 0xFFFE) + chr(p * 0x10000 + 0xFFFF) for p in range(17))
    + "]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_PICTURE = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u27ff\u2900-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
# A zero-width joiner is kept only where it glues one emoji out of several.
_STRAY_JOINER = re.compile(
    f"(?<![{_PICTURE}\ufe0f])\u200d|\u200d(?![{_PICTURE}])"  # one side is no emoji
)
# Tag characters are invisible text unless they spell a flag after the black flag.
_TAGS = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f)|[\U000e0000-\U000e007f]")
_MARKS_KEPT = 8
_MAYBE_MARKS = re.compile(f"[^\x00-\u02ff\u3100-\u9fff\uff00-\uffef]{{{_MARKS_KEPT + 1},}}")
_BLANK_LINES = re.compile(r"\n{4,}")
_SPACES = re.compile(r"\s+")
_NOT_SEEN = frozenset("\u2800")  # the blank Braille cell
_UNSEEN_KINDS = frozenset(("Zs", "Zl", "Zp", "Cc", "Cf", "Mn", "Me", "Mc"))


class TextTooLong(ValueError):
    """A text is longer than its field takes.

    Parameters
    ----------
    limit : int
        The most code points that the field takes.
    length : int
        The code points of the cleaned text.

    Examples
    --------
    >>> str(TextTooLong(5000, 5321))
    '最多5000字，您写了5321字，请删减后再提交'
    """

    def __init__(self, limit: int, length: int) -> None:
        self.limit = limit
        self.length = length
        super().__init__(f"最多{limit}字，您写了{length}字，请删减后再提交")

    def __reduce__(self) -> tuple[type["TextTooLong"], tuple[int, int]]:
        return type(self), (self.limit, self.length)


def clean_text(text: str, *, limit: int | None = None, lines: bool = True) -> str:
    """Return the text as it may be stored, shown, exported and compared.

    Control, bidirectional and zero-width characters, lone surrogates and non-characters are
    taken out; the rest is put into Unicode form NFC, so full-width text stays as written.
    Line ends become ``\\n``, tabs spaces, spaces at line ends go, and more than two blank lines
    become two. A text in which nothing can be seen becomes empty. Cleaning twice changes nothing.

    Parameters
    ----------
    text : str
        Anything that a form, a file or an API handed over.
    limit : int, optional
        The most code points that the cleaned text may have.
    lines : bool
        False for one-line fields such as titles: every run of white space becomes one space.

    Returns
    -------
    str
        The cleaned text, counted in code points by ``len``.

    Raises
    ------
    TextTooLong
        If the cleaned text is longer than `limit`; its message is ready to be shown.

    Examples
    --------
    >>> clean_text("建议\\u200b加装\\x00电梯 \\r\\n谢谢\\t！")
    '建议加装电梯\\n谢谢 ！'
    >>> clean_text("关于\\n停车", lines=False)
    '关于 停车'
    >>> clean_text("\\u200b\\u3000\\ufeff")
    ''
    """
    text = _without_marks_flood(_visible_characters(text))
    text = _without_marks_flood(unicodedata.normalize("NFC", text))
    text = _lines(text) if lines else _SPACES.sub(" ", text).strip()
    if not _can_be_seen(text):
        text = ""
    if limit is not None and len(text) > limit:
        raise TextTooLong(limit, len(text))
    return text


def fold(text: str) -> str:
    """Return the text reduced to what counts when two texts are compared.

    Compatibility forms are unified (NFKC), case is folded, traditional characters are read as
    simplified ones, and everything but letters, digits and ideographs is dropped.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        Letters and digits only; empty for punctuation or emoji alone.

    Examples
    --------
    >>> fold("Ａ座 3號樓，電梯！") == fold("a座3号楼电梯")
    True
    """
    folded = unicodedata.normalize("NFKC", clean_text(text)).casefold()
    return simplified("".join(filter(str.isalnum, folded)))


def _visible_characters(text: str) -> str:
    if _SURROGATE.search(text):
        # Two halves that stand together are one character; a half alone is nothing.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    text = _UNWANTED.sub("", text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n").replace("\t", " ")
    text = _TAGS.sub(lambda found: found.group(1) or "", text)
    return _STRAY_JOINER.sub("", text)


def _without_marks_flood(text: str) -> str:
    """Cut towers of combining marks, which hide lines and make normalisation quadratic."""

    def shorten(run: re.Match[str]) -> str:
        kept, height = [], 0
        for char in run.group():
            height = height + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
            if height <= _MARKS_KEPT:
                kept.append(char)
        return "".join(kept)

    return _MAYBE_MARKS.sub(shorten, text)


def _lines(text: str) -> str:
    # Splitting, not a regular expression: a long run of spaces must not cost quadratic time.
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n\n", text).strip()


def _can_be_seen(text: str) -> bool:
    # Unassigned code points count as seen: emoji are younger than this Python's tables.
    return any(
        char not in _NOT_SEEN and unicodedata.category(char) not in _UNSEEN_KINDS for char in text
    )
