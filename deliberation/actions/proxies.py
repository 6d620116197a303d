"""委托: a written mandate with its instruction, kept privately; the vote is cast as instructed."""

import datetime as dt
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.timezone import localdate, localtime

from deliberation.actions.conducting import moment
from deliberation.actions.facts import stamp
from deliberation.actions.record import note
from deliberation.actions.voting import Receipt, cast, hold_open
from deliberation.models import Proxy, RollEntry, Voter
from deliberation.voting import counting
from suggestions.actions.rules import Overtaken, Refused, needed
from suggestions.models import User
from suggestions.residents.photos import BadPhoto, redraw

MAX_MB = 10
PDF = b"%PDF-"


@dataclass(frozen=True)
class Mandate:
    """Who acts for a voter, how they were told to vote, and the paper that says so."""

    agent: str
    instruction: str
    given_on: dt.date
    file: UploadedFile | None
    agent_number: int | None = None


def give_mandate(voter: Voter, *, mandate: Mandate, by: User, at: dt.datetime) -> Receipt:
    """Note the mandate and cast the vote as instructed; the represented head has then voted."""
    motion = voter.motion
    if words := counting.NO_PROXY.get(motion.rule):
        raise Refused(words)
    if motion.secret:
        raise Refused("委托书上写着怎么投，就不再是无记名了：无记名表决不能委托。")
    agent = needed(mandate.agent, "受托人", limit=40)
    _refuse_withdrawn(voter, agent, mandate.given_on)
    if mandate.given_on > localdate(at):
        raise Refused("委托日期不能在今天以后。")
    entry = _agent_entry(voter, mandate)
    name, content = _paper(mandate.file)
    with transaction.atomic():
        receipt = cast(voter, choice=mandate.instruction, channel=Voter.Channel.PROXY, at=at)
        if Proxy.objects.filter(voter=voter).exists():
            raise Overtaken("这个人的委托已经登记过了。")
        proxy = Proxy(
            voter=voter,
            agent=agent,
            agent_entry=entry,
            instruction=mandate.instruction,
            given_on=mandate.given_on,
            by=by,
        )
        proxy.mandate.save(name, ContentFile(content), save=False)
        proxy.save(force_insert=True)
        note(motion, "motion.mandate", by=by, at=at, data={"voter": voter.entry.number})
    return receipt


def _refuse_withdrawn(voter: Voter, agent: str, given_on: dt.date) -> None:
    """The paper of a mandate that was taken back is good for no other vote of the same roll."""
    ended = Proxy.objects.filter(voter__entry=voter.entry_id, agent=agent)
    last = ended.exclude(withdrawn_at=None).order_by("-withdrawn_at").first()
    if last and last.withdrawn_at and given_on <= localdate(last.withdrawn_at):
        when = localtime(last.withdrawn_at)
        raise Refused(
            f"这份委托在 {when:%Y-%m-%d %H:%M} 已经撤回，不能再用。"
            "本人重新委托的，请登记撤回以后写的委托书。"
        )


def withdraw_mandate(
    proxy: Proxy, *, who: str, when: dt.datetime | None, by: User, at: dt.datetime
) -> None:
    """撤回委托, by the represented head or by the agent; the vote cast under it stays."""
    if who not in Proxy.Who.values:
        raise Refused("请选择是委托人撤回，还是受托人辞去。")
    ended = moment(when, at, "撤回时间")
    if localdate(ended) < proxy.given_on:
        raise Refused("撤回时间不能早于委托日期。")
    with transaction.atomic():
        hold_open(proxy.voter.motion)
        rows = Proxy.objects.filter(pk=proxy.pk, withdrawn_at=None)
        if not rows.update(withdrawn_at=ended, withdrawn_who=who, withdrawn_by=by):
            raise Overtaken("这份委托已经登记撤回了。")
        data = {
            "voter": proxy.voter.entry.number,
            "who": who,
            "when": stamp(ended),
            "vote": "stays",
        }
        note(proxy.voter.motion, "motion.mandate_withdrawn", by=by, at=at, data=data)
    proxy.refresh_from_db()


def _agent_entry(voter: Voter, mandate: Mandate) -> RollEntry | None:
    if mandate.agent_number is None:
        return None
    entry = counting.roll_of(voter.motion).entries.filter(number=mandate.agent_number).first()
    if entry is None:
        raise Refused(f"名册上没有编号 {mandate.agent_number}，受托人不在名册上就留空。")
    if entry.pk == voter.entry_id:
        raise Refused("不能委托自己。")
    return entry


def _paper(file: UploadedFile | None) -> tuple[str, bytes]:
    """The written mandate as it will be kept: a PDF, or a photo drawn anew."""
    if not file:
        raise Refused("请上传书面委托书的照片或 PDF；没有书面委托不能代投。")
    if (file.size or 0) > MAX_MB * 1024 * 1024:
        raise Refused(f"委托书文件超过 {MAX_MB} MB，请换小一点的。")
    head = file.read(len(PDF))
    file.seek(0)
    if head == PDF:
        return "mandate.pdf", file.read()
    try:
        return "mandate.jpg", redraw(file).data
    except BadPhoto as error:
        raise Refused(f"委托书只收照片或 PDF。{error}") from error
