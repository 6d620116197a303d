"""A chosen project carried out: contract, milestones, photos, payments, acceptance."""

import datetime as dt
import uuid
from decimal import Decimal

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.timezone import localdate

from deliberation.actions.funding import account_of, add_line, hold
from deliberation.actions.numbering import fen, next_number, written
from deliberation.actions.record import note
from deliberation.actions.wording import open_words
from deliberation.models import Contract, FundLine, Milestone, Pledge, Project, ProjectPhoto
from deliberation.rules.fund import Balance
from suggestions.actions.rules import Overtaken, Refused, move
from suggestions.models import User
from suggestions.residents.photos import BadPhoto, Picture, redraw

Status, Kind = Project.Status, FundLine.Kind
PHOTOS = 24
BEGUN = (Status.RUNNING, Status.DONE, Status.CANCELLED)


def sign_contract(
    project: Project, *, counterparty: str, amount: Decimal, on: dt.date, by: User, at: dt.datetime
) -> Contract:
    """With whom, for how much: the work begins."""
    cents, counterparty = fen(amount, "合同金额"), open_words(counterparty, "承接单位", 60)
    if on > localdate(at):
        raise Refused("签订日期不能晚于今天。")
    with transaction.atomic():
        promised = _held(project).committed
        if Contract.objects.filter(project=project).exists():
            raise Overtaken("这个项目的合同已经登记过了。请刷新页面后再看。")
        if cents > promised:
            raise Refused(f"合同不能超过安排给这个项目的 {written(promised)} 元。")
        move(project, Status.RUNNING)
        made = Contract.objects.create(
            project=project, counterparty=counterparty, cents=cents, signed_on=on, by=by, at=at
        )
        data = {"counterparty": counterparty, "amount": written(cents), "on": on.isoformat()}
        note(project, "project.contracted", by=by, at=at, data=data)
    return made


def add_milestone(
    project: Project, *, title: str, due_on: dt.date, by: User, at: dt.datetime
) -> Milestone:
    title = open_words(title, "节点", 60)
    with transaction.atomic():
        _held(project, (Status.RUNNING,))
        made = Milestone.objects.create(
            project=project,
            order=next_number(project.milestones, "order"),
            title=title,
            due_on=due_on,
        )
        data = {"title": title, "due_on": due_on.isoformat()}
        note(project, "project.milestone", by=by, at=at, data=data)
    return made


def reach_milestone(milestone: Milestone, *, by: User, at: dt.datetime) -> None:
    """That step is done."""
    with transaction.atomic():
        _held(milestone.project, (Status.RUNNING,))
        rows = Milestone.objects.filter(pk=milestone.pk, reached_at=None)
        if not rows.update(reached_at=at):
            raise Overtaken("这个节点已经登记完成了。请刷新页面后再看。")
        data = {"title": milestone.title}
        note(milestone.project, "project.reached", by=by, at=at, data=data)


def add_project_photo(
    project: Project, *, upload: UploadedFile, caption: str, by: User, at: dt.datetime
) -> ProjectPhoto:
    """A public picture, drawn anew without what a camera hides in it."""
    caption, picture, name = open_words(caption, "照片说明", 80), _drawn(upload), uuid.uuid4().hex
    with transaction.atomic():
        _held(project, (Status.CHOSEN, *BEGUN))
        if project.photos.count() >= PHOTOS:
            raise Refused(f"每个项目最多 {PHOTOS} 张照片。")
        photo = ProjectPhoto(project=project, caption=caption, at=at)
        photo.image.save(f"{name}.jpg", ContentFile(picture.data), save=False)
        photo.thumbnail.save(f"{name}-s.jpg", ContentFile(picture.thumbnail), save=False)
        photo.save(force_insert=True)
        note(project, "project.photo", by=by, at=at, data={"caption": caption})
    return photo


def _drawn(upload: UploadedFile) -> Picture:
    try:
        return redraw(upload)
    except BadPhoto as error:
        raise Refused(str(error)) from error


# --- its money ------------------------------------------------------------------------------


def pay_project(
    project: Project,
    *,
    amount: Decimal,
    on: dt.date,
    proof: str,
    scan: UploadedFile,
    by: User,
    at: dt.datetime,
) -> FundLine:
    """A payment with the picture of its receipt: never more than the contract has left."""
    cents, picture = fen(amount, "支付金额"), _drawn(scan)
    with transaction.atomic():
        money = _held(project, (Status.RUNNING,))
        left = min(money.committed, project.contract.cents - money.paid)
        if cents > left:
            raise Refused(f"合同里还没付的只有 {written(max(left, 0))} 元。")
        file = ContentFile(picture.data, f"{uuid.uuid4().hex}.jpg")
        return _line(project, Kind.PAYMENT, cents, on, proof, by, at, scan=file)


def refund_project(
    project: Project, *, amount: Decimal, on: dt.date, proof: str, by: User, at: dt.datetime
) -> FundLine:
    """Money came back: it is free again."""
    cents = fen(amount, "退回金额")
    with transaction.atomic():
        paid = _held(project, BEGUN).paid
        if cents > paid:
            raise Refused(f"退回的不能超过已经支付的 {written(paid)} 元。")
        return _line(project, Kind.REFUND, cents, on, proof, by, at)


def accept_project(
    project: Project, *, people: str, remark: str, by: User, at: dt.datetime
) -> None:
    """验收: done, said by whom; what was not needed is free again."""
    people, remark = open_words(people, "验收人", 100), open_words(remark, "验收意见", 300)
    with transaction.atomic():
        money = _held(project)
        if open_ones := project.milestones.filter(reached_at=None).count():
            raise Refused(f"还有 {open_ones} 个节点没有完成，完成以后再验收。")
        move(project, Status.DONE, ended_at=at, accepted_by=people, acceptance=remark)
        data = {"people": people, "remark": remark, "paid": written(money.paid)}
        note(project, "project.accepted", by=by, at=at, data=data)
        _release(project, money, "验收以后的结余", by, at)


def cancel_project(project: Project, *, reason: str, by: User, at: dt.datetime) -> None:
    """Not done after all, with a public reason; what was committed is free again."""
    reason = open_words(reason, "取消的理由", 300)
    with transaction.atomic():
        money = _held(project)
        move(project, Status.CANCELLED, ended_at=at, cancelled_because=reason)
        note(project, "project.cancelled", by=by, at=at, data={"reason": reason})
        _release(project, money, "项目取消", by, at)


def name_pledge(project: Project, *, pledge: Pledge, by: User, at: dt.datetime) -> None:
    """众筹认领 that goes with it; that money stands in its own ledger."""
    if pledge.council.pk != project.council.pk:
        raise Refused("请选择本议事会的众筹认领。")
    with transaction.atomic():
        _held(project, (Status.CHOSEN, *BEGUN))
        Project.objects.filter(pk=project.pk).update(pledge=pledge)
        data = {"resolution": pledge.resolution_id, "pledge": pledge.number}
        note(project, "project.pledge", by=by, at=at, data=data)


def _held(project: Project, statuses: tuple[str, ...] = ()) -> Balance:
    """Its money, with the fund locked; refused where it stands at another status by now."""
    hold(project.fund)
    project.refresh_from_db(fields=["status"])
    if statuses and project.status not in statuses:
        raise Overtaken(
            f"这个项目现在的状态是“{project.get_status_display()}”，不能再进行这项操作。"
        )
    return account_of(project.fund).of(project.pk)


def _release(project: Project, money: Balance, why: str, by: User, at: dt.datetime) -> None:
    if money.committed:
        _line(project, Kind.RELEASE, money.committed, localdate(at), why, by, at)


def _line(
    project: Project,
    kind: str,
    cents: int,
    on: dt.date,
    proof: str,
    by: User,
    at: dt.datetime,
    **more: ContentFile,
) -> FundLine:
    return add_line(
        project.fund, kind, cents, on=on, proof=proof, by=by, at=at, project=project, **more
    )
