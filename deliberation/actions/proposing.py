"""居民提议: what neighbours want to have deliberated, screened before anybody else reads it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from deliberation.actions.record import note
from deliberation.actions.seconding import settle
from deliberation.actions.wording import open_words
from deliberation.models import Council, Proposal
from suggestions.actions.rules import Refused, move
from suggestions.actions.submitting import Changed
from suggestions.models import User
from suggestions.residents import receipts
from suggestions.text.language import clean_text, masked
from suggestions.work.clocks import CONTACT_KEPT

TITLE, BODY = 60, 2000
Gate = Callable[[], None]


@dataclass(frozen=True)
class Wish:
    """What a resident wrote into the form."""

    title: str
    body: str
    name: str = ""
    phone: str = ""

    def cleaned(self) -> "Wish":
        return Wish(
            title=clean_text(self.title, limit=TITLE, lines=False),
            body=clean_text(self.body, limit=BODY),
            name=clean_text(self.name, limit=40, lines=False),
            phone=clean_text(self.phone, limit=30, lines=False),
        )


def propose(
    council: Council, *, wish: Wish, key: str, at: dt.datetime, gate: Gate | None = None
) -> Proposal:
    """Take in one proposal; the same `key` finds the same one, however often it is sent.

    Nothing of it enters the public record before the secretary has read it. `gate` is the
    door's last question, within the transaction; what it raises leaves nothing written.
    """
    wish = wish.cleaned()
    if not wish.title or not wish.body:
        raise Refused("请写明想议的事和具体情况。")
    if not council.active:
        raise Refused(f"“{council}”已经停用，现在不能提议。")
    proposal = Proposal(
        council=council,
        public_title=masked(wish.title)[:TITLE],
        public_body=masked(wish.body),
        key=key,
        receipt_hash=receipts.digest(receipts.issue(key)),
        submitted_at=at,
        **vars(wish),
    )
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
            if gate:
                gate()
    except IntegrityError:
        earlier = Proposal.objects.filter(key=key).first()
        if earlier is None:
            raise
        return _same(earlier, wish)
    return proposal


def _same(earlier: Proposal, wish: Wish) -> Proposal:
    if vars(wish) != {name: getattr(earlier, name) for name in vars(wish)}:
        raise Changed(
            "这份表单刚才已经提交成功。您现在的内容与上次不同：如果想另提一件事，请再按一次提交。"
        )
    return earlier


# --- the secretary ---------------------------------------------------------------------------


def publish_proposal(
    proposal: Proposal, *, by: User, at: dt.datetime, title: str = "", body: str = ""
) -> None:
    """先审后发: from now on neighbours may read it and second it, in the words given here."""
    title = open_words(title or proposal.public_title, "公开标题", TITLE)
    body = open_words(body or proposal.public_body, "公开内容", BODY)
    with transaction.atomic():
        move(
            proposal,
            Proposal.Status.COLLECTING,
            public_title=title,
            public_body=body,
            published_at=at,
            declined_because="",
        )
        note(
            proposal,
            "proposal.published",
            at=at,
            by=by,
            data={"title": title, "needed": proposal.council.seconds_needed},
        )
        settle(proposal, at=at)


def decline_proposal(proposal: Proposal, *, reason: str, by: User, at: dt.datetime) -> None:
    """未列入: the resident reads the reason under the receipt code."""
    reason = open_words(reason, "未列入的理由", 300)
    shown = proposal.published_at is not None
    with transaction.atomic():
        move(proposal, Proposal.Status.DECLINED, declined_because=reason)
        # Of one that was never public the record says only that there was one.
        data = {"number": proposal.pk, "reason": reason}
        if shown:
            data["title"] = proposal.public_title
        note(proposal, "proposal.declined", at=at, by=by, data=data)


# --- contact data ---------------------------------------------------------------------------


def reveal_contact(proposal: Proposal, *, reason: str, by: User, at: dt.datetime) -> Proposal:
    """Read name and number, on record: who, why, when."""
    reason = open_words(reason, "查看联系方式的理由", 200)
    if not (proposal.name or proposal.phone):
        raise Refused("这件提议没有留下称呼和手机号。")
    note(proposal, "proposal.contact_read", at=at, by=by, data={"reason": reason})
    return proposal


def drop_proposal_contacts(*, at: dt.datetime) -> int:
    """Names and numbers go when they have served their purpose (PIPL 19)."""
    over = Proposal.objects.filter(
        status__in=[Proposal.Status.TAKEN, Proposal.Status.DECLINED],
        submitted_at__lt=at - dt.timedelta(days=CONTACT_KEPT.days),
    )
    return over.exclude(name="", phone="").update(name="", phone="")
