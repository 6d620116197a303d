"""众筹 as a ledger: who will give, what came in, what went back; sums agree to the cent."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from deliberation.actions.numbering import CENT, cents, next_number, yuan
from deliberation.actions.record import note
from deliberation.models import LedgerLine, MoneySource, Pledge, Progress, Resolution
from suggestions.actions.rules import Overtaken, Refused, needed
from suggestions.models import User
from suggestions.text.language import clean_text

OPEN = (
    Resolution.Status.DRAFT,
    Resolution.Status.PUBLISHED,
    Resolution.Status.CARRIED,
    Resolution.Status.DONE,
)


@dataclass(frozen=True)
class Sums:
    """The ledger of a resolution, in yuan. `held` is what is in hand before spending."""

    pledged: Decimal
    paid: Decimal
    refunded: Decimal
    spent: Decimal
    # Whether the lines add up to the sums that stand on the pledges.
    balanced: bool

    @property
    def held(self) -> Decimal:
        return self.paid - self.refunded

    @property
    def outstanding(self) -> Decimal:
        return self.pledged - self.paid

    @property
    def left(self) -> Decimal:
        return self.held - self.spent


def make_pledge(
    resolution: Resolution,
    *,
    amount: Decimal,
    by: User,
    at: dt.datetime,
    name: str = "",
    public_name: str = "",
) -> Pledge:
    """Note who will give how much. `public_name` is how the giver wants to be named."""
    amount = yuan(amount, "认领金额")
    name = clean_text(name, limit=40, lines=False)
    shown = clean_text(public_name, limit=40, lines=False) or "热心居民"
    with transaction.atomic():
        rows = Resolution.objects.select_for_update().filter(pk=resolution.pk, status__in=OPEN)
        if not rows.exists():
            raise Refused("这个决议已经了结，不能再登记众筹认领。")
        if not resolution.money.filter(source=MoneySource.CROWDFUNDING).exists():
            raise Refused("这个决议的资金来源里没有众筹。")
        made = Pledge.objects.create(
            resolution=resolution,
            number=next_number(resolution.pledges),
            name=name,
            public_name=shown,
            amount=amount,
            at=at,
        )
        note(made, "pledge.made", by=by, at=at, data={"amount": str(amount)})
    return made


def pay_pledge(
    pledge: Pledge, *, amount: Decimal, on: dt.date, proof: str, by: User, at: dt.datetime
) -> LedgerLine:
    """Money came in: never more than was pledged."""
    amount = yuan(amount, "到账金额")
    room = F("paid_cents") + cents(amount)
    allowed = Pledge.objects.filter(
        pk=pledge.pk, paid_cents__lte=cents(pledge.amount) - cents(amount)
    )
    refusal = f"到账不能超过认领的 {pledge.amount:,} 元；多给的请另外登记一笔认领。"
    with transaction.atomic():
        if not allowed.update(paid_cents=room):
            raise Refused(refusal)
        return _line(pledge, LedgerLine.Kind.PAID, amount, on, proof, by, at)


def refund_pledge(
    pledge: Pledge, *, amount: Decimal, on: dt.date, proof: str, by: User, at: dt.datetime
) -> LedgerLine:
    """Money went back: never more than came in, whoever else refunds at the same moment."""
    amount = yuan(amount, "退款金额")
    allowed = Pledge.objects.filter(
        pk=pledge.pk, paid_cents__gte=F("refunded_cents") + cents(amount)
    )
    with transaction.atomic():
        if not allowed.update(refunded_cents=F("refunded_cents") + cents(amount)):
            raise Refused("退款不能超过这笔认领已经到账、还没有退回的钱。")
        return _line(pledge, LedgerLine.Kind.REFUNDED, amount, on, proof, by, at)


def reverse_line(line: LedgerLine, *, reason: str, by: User, at: dt.datetime) -> LedgerLine:
    """冲正: a line that was wrong is answered by its opposite; both stay, neither counts."""
    reason = needed(reason, "冲正的原因", 100)
    if line.reverses_id:
        raise Refused("冲正本身不能再冲正；请另外登记一笔。")
    amount, pledge = cents(line.amount), line.pledge
    rows = Pledge.objects.filter(pk=pledge.pk)
    with transaction.atomic():
        rows.select_for_update().get()  # then the look: two who reverse at once follow each other
        if LedgerLine.objects.filter(reverses=line).exists():
            raise Overtaken("这一笔已经冲正过了。请刷新页面后再看。")
        if line.kind == LedgerLine.Kind.REFUNDED:
            moved = rows.update(refunded_cents=F("refunded_cents") - amount)
        else:
            held = rows.filter(paid_cents__gte=F("refunded_cents") + amount)
            moved = held.update(paid_cents=F("paid_cents") - amount)
        if not moved:
            raise Refused("这笔到账的钱已经退回，请先冲正退款。")
        return _line(pledge, line.kind, line.amount, localdate(at), reason, by, at, reverses=line)


def _line(
    pledge: Pledge,
    kind: str,
    amount: Decimal,
    on: dt.date,
    proof: str,
    by: User,
    at: dt.datetime,
    reverses: LedgerLine | None = None,
) -> LedgerLine:
    proof = needed(proof, "凭据（如收据号、转账记录）", 100)
    if on > localdate(at):
        raise Refused("日期不能晚于今天。")
    line = LedgerLine.objects.create(
        pledge=pledge,
        kind=kind,
        amount=amount,
        on=on,
        note=proof,
        by=by,
        at=at,
        reverses=reverses,
    )
    kind = "pledge.reversed" if reverses else f"pledge.{kind}"
    note(pledge, kind, by=by, at=at, data={"amount": str(amount), "on": on.isoformat()})
    return line


def reconcile(resolution: Resolution) -> Sums:
    """Add the ledger up from its lines and hold it against what stands on the pledges."""
    pledges = list(resolution.pledges.all())
    lines = LedgerLine.objects.filter(pledge__resolution=resolution)
    sums = dict.fromkeys(LedgerLine.Kind.values, 0)
    for kind, amount, reverses in lines.values_list("kind", "amount", "reverses"):
        sums[kind] += -cents(amount) if reverses else cents(amount)
    paid, refunded = sums[LedgerLine.Kind.PAID], sums[LedgerLine.Kind.REFUNDED]
    stand = (sum(p.paid_cents for p in pledges), sum(p.refunded_cents for p in pledges))
    spent = Progress.objects.filter(
        task__resolution=resolution, source=MoneySource.CROWDFUNDING
    ).values_list("spent", flat=True)
    return Sums(
        pledged=sum((p.amount for p in pledges), CENT * 0),
        paid=CENT * paid,
        refunded=CENT * refunded,
        spent=sum(spent, CENT * 0),
        balanced=(paid, refunded) == stand,
    )
