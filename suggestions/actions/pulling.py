"""Lists that come by themselves: each file of a source's folder, imported, reported, put away."""

import datetime as dt
import logging
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.db.models import Q
from django.utils.timezone import localtime

from suggestions.actions import accounts, intake
from suggestions.actions.rules import Refused
from suggestions.intake import folders
from suggestions.intake.incoming import LABELS, RowFault, RowReader
from suggestions.models import (
    ClosedElsewhere,
    ImportBatch,
    IntakeRun,
    IntakeSource,
    Suggestion,
    User,
)
from suggestions.work.jobs import CUT

logger = logging.getLogger(__name__)

ACCOUNT = "自动接收"
CHUNK = 500
FAULTS_TOLD = 200  # in the report; all of them stand on the desk


def folder_of(source: IntakeSource) -> Path:
    return Path(settings.INTAKE_ROOT) / source.name


def is_waiting(source: IntakeSource, *, at: dt.datetime) -> bool:
    return bool(folders.waiting(folder_of(source), at.timestamp()))


def pull(source: IntakeSource, *, at: dt.datetime) -> list[IntakeRun]:
    """Take in every file that waits. One that cannot be read holds up no other."""
    if not source.active:
        raise Refused(f"来源“{source.title}”已经停用，请先在后台启用。")
    folder, account = folder_of(source), accounts.command_account(ACCOUNT)
    folder.mkdir(parents=True, exist_ok=True)
    folders.put_back(folder, at.timestamp())
    found = (folders.claim(path) for path in folders.waiting(folder, at.timestamp()))
    return [_take_in(source, path, by=account, at=at) for path in found if path]


def _take_in(source: IntakeSource, path: Path, *, by: User, at: dt.datetime) -> IntakeRun:
    run = IntakeRun(source=source, filename=path.name[-200:], at=at, done=False)
    try:
        _import(source, path, run, by=by, at=at)
        run.done = True
    except CUT:  # not its fault: it goes back to the waiting ones
        path.rename(path.parent.parent / path.name)
        raise
    except Refused as refusal:
        run.error = str(refusal)
    except Exception as error:
        logger.exception("the file %s of %s broke off", path.name, source.name)
        run.error = f"接收中断（{type(error).__name__}），请重新放一次；已有的编号不会重复导入。"
    run.save(force_insert=True)
    stamp = f"{localtime(at):%Y%m%d-%H%M%S}-{run.pk}"
    where = folders.DONE if run.done else folders.FAILED
    folders.settle(path, where, stamp, report_of(run))
    return run


def _import(source: IntakeSource, path: Path, run: IntakeRun, *, by: User, at: dt.datetime) -> None:
    if "external_id" not in source.mapping:
        raise Refused("这个来源没有指定编号在哪一列，不能自动接收，请先在“来源”里填上。")
    with path.open("rb") as opened:
        batch = intake.upload(source.campaign, file=File(opened, name=path.name), by=by, at=at)
    run.batch = batch
    mapping, channel = source.mapping, source.channel
    intake.queue_import(batch, mapping=mapping, channel=channel, approve=False, by=by, at=at)
    intake.run_import(batch, at=at)
    run.created, run.skipped, run.faulty = batch.created, batch.skipped, batch.faulty
    _compare(source, batch, run, at=at)


def _compare(source: IntakeSource, batch: ImportBatch, run: IntakeRun, *, at: dt.datetime) -> None:
    """Mark what its own system has closed, and count what only shares a number with another."""
    said = dict(_numbers(source, batch, at))
    ours = Q(import_batch=batch) | Q(import_batch__runs__source=source)
    rows = Suggestion.objects.filter(campaign=source.campaign_id).only("pk", "external_id")
    numbers = list(said)
    for start in range(0, len(numbers), CHUNK):
        part = numbers[start : start + CHUNK]
        here = rows.filter(external_id__in=part)
        mine = list(here.filter(ours).distinct())
        run.clashing += here.count() - len(mine)
        closed = [s for s in mine if said[s.external_id] in source.closing]
        marks = [
            ClosedElsewhere(suggestion=s, source=source, words=said[s.external_id], at=at)
            for s in closed
        ]
        ClosedElsewhere.objects.bulk_create(marks, ignore_conflicts=True)
        run.closed += len(marks)


def _numbers(
    source: IntakeSource, batch: ImportBatch, at: dt.datetime
) -> Iterator[tuple[str, str]]:
    """Each row's number in its own system, and how far that system says it is."""
    with intake.open_batch(batch) as table:
        if source.closed_column and source.closed_column not in table.headers:
            raise Refused(f"文件里没有“{source.closed_column}”这一列，看不出哪些已经办结。")
        numbered = {"external_id": source.mapping["external_id"]}
        reader = RowReader(numbered, table.headers, channel=source.channel, at=at, publishes=True)
        place = table.headers.index(source.closed_column) if source.closed_column else None
        for line in table.lines():
            try:
                number = reader.external_id(line)
            except RowFault:
                continue
            yield number, "" if place is None else str(line.cells[place]).strip()[:60]


def report_of(run: IntakeRun) -> str:
    """What lies beside the file, for whoever put it there."""
    lines = [
        f"文件：{run.filename}",
        f"来源：{run.source.title}",
        f"时间：{localtime(run.at):%Y-%m-%d %H:%M}",
    ]
    if not run.done:
        return "\n".join([*lines, f"没有收下：{run.error}", ""])
    lines += [f"新增 {run.created}，已存在 {run.skipped}，有误 {run.faulty}。"]
    if run.closed:
        lines += [f"原系统已办结 {run.closed} 条，照样留存并注明。"]
    if run.clashing:
        lines += [
            f"有 {run.clashing} 条的编号与别处来的建议相同，没有导入；请给这个来源单设一个征集。"
        ]
    if run.batch and run.faulty:
        rows = run.batch.faults.values_list("row_number", "reason")[:FAULTS_TOLD]
        lines += [f"  第 {number} 行：{reason}" for number, reason in rows]
    return "\n".join([*lines, ""])


def check_mapping(mapping: dict[str, str]) -> None:
    """What a source must say before its files can be read."""
    if unknown := set(mapping) - set(LABELS):
        raise Refused(f"不认识的项目：{'、'.join(sorted(unknown))}。")
    if "external_id" not in mapping:
        raise Refused("请填写“编号”在哪一列：靠它才不会重复导入。")
    if not {"title", "body"} & set(mapping):
        raise Refused("请至少填写“标题”或“内容”在哪一列。")
