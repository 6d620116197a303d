"""The admin speaks Chinese: what the installed packages leave out, our catalogue holds."""

import ast
import gettext
import re
import struct
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.utils.translation import to_locale

LOCALE = to_locale("zh-hans")
OURS = Path(__file__).parents[2] / "cms" / "locale"
DOMAINS = ("django", "djangojs")
SOURCES = (("wagtail", "django"), ("wagtail", "djangojs"), ("taggit", "django"))

KEYWORD = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr)(?:\[\d+\])?\s+(".*")')
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}")
TAG = re.compile(r"</?\w+")
HAN = re.compile(r"[\u4e00-\u9fff]")
# Names that stay as they are in every language.
NAMES = {"Wagtail API v3"}


@dataclass
class Message:
    """One entry of a .po file."""

    msgctxt: str = ""
    msgid: str = ""
    msgid_plural: str = ""
    msgstr: list[str] = field(default_factory=list)
    fuzzy: bool = False

    @property
    def key(self) -> str:
        """Return the message's name as a compiled catalogue spells it."""
        context = f"{self.msgctxt}\x04" if self.msgctxt else ""
        plural = f"\x00{self.msgid_plural}" if self.msgid_plural else ""
        return f"{context}{self.msgid}{plural}"


def read_po(text: str) -> Iterator[Message]:
    """Yield the entries of a .po file, its header (whose msgid is empty) included."""
    for block in re.split(r"\n\s*\n", text):
        message, last = Message(), ""
        for line in block.splitlines():
            if line.startswith("#"):
                message.fuzzy |= line.startswith("#,") and "fuzzy" in line
                continue
            if found := KEYWORD.fullmatch(line.strip()):
                last, value = found[1], ast.literal_eval(found[2])
                if last == "msgstr":
                    message.msgstr.append(value)
                else:
                    setattr(message, last, value)
            elif last == "msgstr":
                message.msgstr[-1] += ast.literal_eval(line)
            elif last:
                setattr(message, last, getattr(message, last) + ast.literal_eval(line))
        if message.msgstr:
            yield message


def read_mo(data: bytes) -> dict[str, str]:
    """Return everything that a compiled catalogue holds, its header included."""
    magic, _version, count, ids, strings = struct.unpack_from("<5I", data)
    assert magic == 0x950412DE, "not a little-endian .mo file"

    def text(table: int, index: int) -> str:
        length, start = struct.unpack_from("<2I", data, table + 8 * index)
        return data[start : start + length].decode()

    return {text(ids, index): text(strings, index) for index in range(count)}


def ours(domain: str) -> list[Message]:
    path = OURS / LOCALE / "LC_MESSAGES" / f"{domain}.po"
    return list(read_po(path.read_text(encoding="utf-8")))


def our_messages() -> list[Message]:
    return [message for domain in DOMAINS for message in ours(domain) if message.msgid]


class Nothing(gettext.NullTranslations):
    """The end of a chain of catalogues: an untranslated message is empty here."""

    def gettext(self, message: str) -> str:
        return ""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return ""

    def pgettext(self, context: str, message: str) -> str:
        return ""

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return ""


def chain(folders: Iterable[Path], domain: str) -> gettext.NullTranslations:
    """Return the folders' compiled catalogues as one; the first that knows a message wins."""
    found: gettext.NullTranslations = Nothing()
    for folder in reversed(list(folders)):
        if gettext.find(domain, folder, [LOCALE]):
            catalogue = gettext.translation(domain, folder, [LOCALE], class_=Catalogue)
            catalogue.add_fallback(found)
            found = catalogue
    return found


class Catalogue(gettext.GNUTranslations):
    """A class of its own, so that the fallbacks never reach the library's cached copies."""


def translate(catalogue: gettext.NullTranslations, message: Message) -> str:
    ctx, one, many = message.msgctxt, message.msgid, message.msgid_plural
    if ctx and many:
        return catalogue.npgettext(ctx, one, many, 2)
    if ctx:
        return catalogue.pgettext(ctx, one)
    return catalogue.ngettext(one, many, 2) if many else catalogue.gettext(one)


def placeholder_faults(message: Message) -> list[str]:
    """Name the translations whose placeholders are not those of the original.

    A plural may name the number that its singular spells out; Chinese, with one form for
    both, may follow either.
    """
    originals = [set(PLACEHOLDER.findall(text)) for text in (message.msgid, message.msgid_plural)]
    allowed = originals if message.msgid_plural else originals[:1]
    return [text for text in message.msgstr if set(PLACEHOLDER.findall(text)) not in allowed]


@pytest.mark.parametrize(("package", "domain"), SOURCES)
def test_every_string_of_the_installed_admin_is_translated(package: str, domain: str) -> None:
    spec = find_spec(package)
    assert spec and spec.origin
    root = Path(spec.origin).parent
    english = sorted(root.glob(f"**/locale/en/LC_MESSAGES/{domain}.po"))
    if not english:
        pytest.skip(f"the installed {package} carries no English {domain}.po to compare with")
    missing = []
    for path in english:
        # Its own catalogue and ours, no other: an app that is not installed lends no words.
        catalogue = chain([OURS, path.parents[2]], domain)
        for message in read_po(path.read_text(encoding="utf-8")):
            if message.msgid and not translate(catalogue, message).strip():
                missing.append(f"{path.relative_to(root)}: {message.msgid!r}")
    assert missing == []


def test_a_string_that_nobody_translated_is_noticed() -> None:
    unknown = Message(msgid="No catalogue has ever heard of this.")
    known = Message(msgid="Go to the first error")
    catalogue = chain([OURS], "django")
    assert translate(catalogue, unknown) == ""
    assert translate(catalogue, known) == "转到第一处错误"


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_compiled_catalogue_says_what_its_source_says(domain: str) -> None:
    source = {message.key: "\x00".join(message.msgstr) for message in ours(domain)}
    compiled = OURS / LOCALE / "LC_MESSAGES" / f"{domain}.mo"
    assert read_mo(compiled.read_bytes()) == source


@pytest.mark.parametrize("domain", DOMAINS)
def test_each_message_is_given_once_and_none_is_doubtful(domain: str) -> None:
    messages = ours(domain)
    counts = Counter((message.msgctxt, message.msgid) for message in messages)
    assert [key for key, count in counts.items() if count > 1] == []
    assert [message.msgid for message in messages if message.fuzzy] == []
    assert [message.msgid for message in messages if len(message.msgstr) != 1] == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_header_lets_django_merge_our_catalogue_with_the_others(
    domain: str,
) -> None:
    header = next(message for message in ours(domain) if not message.msgid).msgstr[0]
    lines = header.splitlines()
    assert "Content-Type: text/plain; charset=UTF-8" in lines
    # Another plural rule would make Django keep two catalogues side by side.
    assert "Plural-Forms: nplurals=1; plural=0;" in lines


def test_translations_keep_the_placeholders_of_the_original() -> None:
    assert [m.msgid for m in our_messages() if placeholder_faults(m)] == []


@pytest.mark.parametrize(
    "text", ["共页面", "共 %(number)s 个页面", "共 %(count)d 个，%s", "共 {count} 个"]
)
def test_a_translation_with_another_placeholder_is_noticed(text: str) -> None:
    message = Message(msgid="One page", msgid_plural="%(count)d pages", msgstr=["%(count)d 个页面"])
    assert placeholder_faults(message) == []
    broken = Message(msgid="%(count)d pages", msgstr=[text])
    assert placeholder_faults(broken) == [text]


def test_translations_keep_the_markup_of_the_original() -> None:
    def tags(text: str) -> Counter[str]:
        return Counter(TAG.findall(text))

    assert [m.msgid for m in our_messages() if tags(m.msgid) != tags(m.msgstr[0])] == []


def test_translations_are_in_chinese() -> None:
    def is_english(text: str) -> bool:
        words = PLACEHOLDER.sub("", text)
        return bool(re.search(r"[A-Za-z]", words)) and not HAN.search(words)

    assert [
        m.msgid for m in our_messages() if is_english(m.msgstr[0]) and m.msgid not in NAMES
    ] == []
