"""众筹: a ledger whose sums agree to the cent, whatever is typed and in whatever order."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deliberation.actions import carrying, pledging, publishing, resolutions
from deliberation.actions.numbering import yuan
from deliberation.models import LedgerLine, Pledge
from suggestions.actions.rules import Overtaken, Refused
from tests.conftest import NOW
from tests.deliberation.followed import AFTER_PUBLICATION as AT

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def pledge(published, secretary):
    return pledging.make_pledge(
        published, amount=D("100.30"), name="王阿姨", public_name="王某", by=secretary, at=NOW
    )


def pay(pledge, amount, by, what=pledging.pay_pledge):
    return what(pledge, amount=D(amount), on=NOW.date(), proof="收据 1", by=by, at=NOW)


def refund(pledge, amount, by):
    return pay(pledge, amount, by, pledging.refund_pledge)


def test_the_sums(pledge, published, secretary):
    pledging.make_pledge(published, amount=D("0.10"), by=secretary, at=NOW)
    pay(pledge, "100.10", secretary)
    refund(pledge, "0.20", secretary)
    sums = pledging.reconcile(published)
    assert (sums.pledged, sums.paid, sums.refunded) == (D("100.40"), D("100.10"), D("0.20"))
    assert (sums.held, sums.outstanding, sums.balanced) == (D("99.90"), D("0.30"), True)


def test_what_was_spent_of_it_is_no_longer_left(pledge, published, secretary):
    pay(pledge, "100.30", secretary)
    publishing.end_publication(published, end_note="期满。", by=secretary, at=AT)
    carrying.report_progress(
        published.tasks.first(),
        text="买灯。",
        spent=D("60.05"),
        source="crowdfunding",
        by=secretary,
        at=AT,
    )
    assert pledging.reconcile(published).left == D("40.25")


def test_numbers_and_names(pledge, published, secretary):
    nameless = pledging.make_pledge(published, amount=D("1"), by=secretary, at=NOW)
    assert (pledge.number, nameless.number) == (1, 2)
    assert nameless.public_name == "热心居民"
    assert Pledge.objects.get(pk=pledge.pk).name == "王阿姨"


def test_never_more_than_was_pledged(pledge, secretary):
    pay(pledge, "100.29", secretary)
    with pytest.raises(Refused, match="不能超过认领的 100.30 元"):
        pay(pledge, "0.02", secretary)
    pay(pledge, "0.01", secretary)


def test_never_back_more_than_came_in(pledge, secretary):
    pay(pledge, "30.00", secretary)
    refund(pledge, "29.99", secretary)
    with pytest.raises(Refused, match="不能超过"):
        refund(pledge, "0.02", secretary)
    refund(pledge, "0.01", secretary)
    assert LedgerLine.objects.filter(kind="refunded").count() == 2


def test_a_wrong_line_is_answered_by_its_opposite(pledge, published, secretary):
    wrong = pay(pledge, "100.30", secretary)
    pledging.reverse_line(wrong, reason="记错了人。", by=secretary, at=NOW)
    assert pledging.reconcile(published).paid == 0
    with pytest.raises(Overtaken, match="已经冲正"):
        pledging.reverse_line(wrong, reason="再来一次。", by=secretary, at=NOW)
    pay(pledge, "100.30", secretary)
    assert pledging.reconcile(published).balanced
    assert LedgerLine.objects.count() == 3


def test_a_payment_that_went_back_is_not_reversed(pledge, secretary):
    paid = pay(pledge, "10.00", secretary)
    back = refund(pledge, "5.00", secretary)
    with pytest.raises(Refused, match="先冲正退款"):
        pledging.reverse_line(paid, reason="错。", by=secretary, at=NOW)
    with pytest.raises(Refused, match="不能再冲正"):
        pledging.reverse_line(
            pledging.reverse_line(back, reason="错。", by=secretary, at=NOW),
            reason="错。",
            by=secretary,
            at=NOW,
        )
    pledging.reverse_line(paid, reason="错。", by=secretary, at=NOW)


def test_no_money_without_proof_or_from_the_future(pledge, secretary):
    for change, words in (
        ({"proof": ""}, "凭据"),
        ({"on": NOW.date() + dt.timedelta(days=1)}, "不能晚于今天"),
    ):
        fields = {"amount": D("1"), "on": NOW.date(), "proof": "收据", **change}
        with pytest.raises(Refused, match=words):
            pledging.pay_pledge(pledge, by=secretary, at=NOW, **fields)
    assert Pledge.objects.get().paid_cents == 0


def test_only_where_crowdfunding_was_resolved(held, decision, secretary):
    plain = resolutions.resolve(
        held, decision=decision(money={"street": D("5")}), by=secretary, at=NOW
    )
    with pytest.raises(Refused, match="没有众筹"):
        pledging.make_pledge(plain, amount=D("1"), by=secretary, at=NOW)


def test_the_database_itself_refuses_a_refund_of_money_that_never_came(pledge):
    with pytest.raises(IntegrityError), transaction.atomic():
        Pledge.objects.filter(pk=pledge.pk).update(refunded_cents=1)


@pytest.mark.parametrize("bad", ["", "abc", "NaN", "Infinity", "-1", "0", "0.001", "1e12", 1.5])
def test_what_is_no_amount(bad):
    with pytest.raises(Refused):
        yuan(bad)


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["pay", "refund", "reverse"]),
        st.integers(min_value=1, max_value=12_000),
        st.integers(min_value=0, max_value=5),
    ),
    max_size=12,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(pledged=st.lists(st.integers(1, 10_000), min_size=1, max_size=3), moves=MOVES)
def test_whatever_happens_the_ledger_agrees_with_an_independent_count(
    published, secretary, pledged, moves
):
    with transaction.atomic():
        pledges = [
            pledging.make_pledge(published, amount=D(n) / 100, by=secretary, at=NOW)
            for n in pledged
        ]
        books = {p.pk: [n, 0, 0] for p, n in zip(pledges, pledged, strict=True)}
        lines = []
        for what, amount, which in moves:
            one = pledges[which % len(pledges)]
            book = books[one.pk]
            try:
                if what == "reverse" and lines:
                    line = lines[which % len(lines)]
                    pledging.reverse_line(line, reason="错", by=secretary, at=NOW)
                    book = books[line.pledge_id]
                    book[1 if line.kind == "paid" else 2] -= int(line.amount * 100)
                elif what != "reverse":
                    column = 1 if what == "pay" else 2
                    verb = pledging.pay_pledge if what == "pay" else pledging.refund_pledge
                    lines.append(pay(one, D(amount) / 100, secretary, verb))
                    book[column] += amount
            except (Refused, Overtaken):
                pass
            assert 0 <= book[2] <= book[1] <= book[0]
        sums = pledging.reconcile(published)
        total = [sum(column) for column in zip(*books.values(), strict=True)]
        assert [sums.pledged * 100, sums.paid * 100, sums.refunded * 100] == total
        assert sums.held + sums.refunded == sums.paid and sums.balanced
        assert sums.outstanding + sums.paid == sums.pledged
        transaction.set_rollback(True)
