"""优秀建议证书: its lines, and the file of a kind."""

from django.utils.timezone import localdate

from suggestions.documents.files import PrintedAs
from suggestions.documents.lines import BODY, DATE, NUMBER, SIGNER, TITLE, TO, Line, day
from suggestions.documents.pdf import CERTIFICATE
from suggestions.models import Recognition
from suggestions.models.recognition import ANONYMOUS
from suggestions.papers.kinds import office

HEADING = "优秀人民建议证书"
NOBODY = "建议人"  # on the certificate of who wished no name


def lines_of(one: Recognition) -> list[Line]:
    """For whom, for which suggestion, by which criterion, from whom and when."""
    suggestion, decided = one.suggestion, one.decided_at
    assert decided is not None  # noqa: S101 - only what was decided has one
    name = NOBODY if one.named == ANONYMOUS else one.named
    return [
        Line(TITLE, HEADING),
        Line(NUMBER, one.number),
        Line(TO, f"{name}："),
        Line(BODY, f"您提出的建议“{suggestion.public_title}”（编号 {suggestion.number}），"
                   f"在“{one.round.title}”中被评为优秀人民建议。"),
        Line(BODY, f"评选的依据：{' '.join(one.reason.split())}"),
        Line(BODY, "感谢您为这座城市出主意。特发此证。"),
        Line(SIGNER, office()),
        Line(DATE, day(localdate(decided))),
    ]  # fmt: skip


def printed_as(one: Recognition, kind: str) -> PrintedAs:
    assert one.decided_at is not None  # noqa: S101
    lines = tuple(lines_of(one))
    title = f"{HEADING}{one.number}"
    return PrintedAs(kind, lines, title, office(), one.decided_at, CERTIFICATE)
