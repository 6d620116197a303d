"""The queue's door: long work as tasks on the `jobs` backend."""

import datetime as dt
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from suggestions.actions import (
    answer_themes,
    answer_topics,
    deciding,
    dictionary,
    grouping,
    intake,
    learning,
    pulling,
    rules,
    sheet_lists,
    synonyms,
)
from suggestions.models import (
    AnswerRun,
    BulkDecision,
    CampaignPage,
    DictionaryTrial,
    Event,
    GroupingRun,
    ImportBatch,
    IntakeSource,
    QuestionnairePage,
    ScreeningModel,
    SheetList,
    User,
    Verb,
)
from suggestions.work.jobs import QUEUE

AT_ONCE = 2_000  # suggestions that one decision takes without a job
EVERY = 20  # letters sorted, after which the machine learns from them


@task(backend=QUEUE)
def group_campaign(run_id: int) -> None:
    run = GroupingRun.objects.select_related("campaign").get(pk=run_id)
    if run.status == GroupingRun.Status.QUEUED:
        grouping.run_grouping(run, at=timezone.now())


@task(backend=QUEUE)
def place_answers(run_id: int) -> None:
    run = AnswerRun.objects.select_related("questionnaire__campaign").get(pk=run_id)
    if run.status == AnswerRun.Status.QUEUED:
        themes = run.kind == AnswerRun.Kind.THEMES
        (answer_themes if themes else answer_topics).run(run, at=timezone.now())


@task(backend=QUEUE)
def pour_sheets(list_id: int) -> None:
    row = SheetList.objects.select_related("version").get(pk=list_id)
    if row.status == SheetList.Status.QUEUED:
        sheet_lists.run(row, at=timezone.now())


@task(backend=QUEUE)
def import_batch(batch_id: int) -> None:
    batch = ImportBatch.objects.select_related("campaign").get(pk=batch_id)
    if batch.status == ImportBatch.Status.QUEUED:
        with suppress(intake.Stopped):  # by somebody, who has said so
            intake.run_import(batch, at=timezone.now())


@task(backend=QUEUE)
def pull_sources() -> None:
    """One source after the other; a file that cannot be read is told on its own line."""
    for source in IntakeSource.objects.filter(active=True).select_related("campaign"):
        pulling.pull(source, at=timezone.now())


@task(backend=QUEUE)
def learn_routing() -> None:
    with suppress(rules.Refused):  # too little to learn from: duties are matched meanwhile
        learning.learn_routing(at=timezone.now())


@task(backend=QUEUE)
def learn_kinds() -> None:
    with suppress(rules.Refused):  # too little to learn from: the shipped rules go on
        learning.learn_kinds(at=timezone.now())
    learning.read_anew()


@task(backend=QUEUE)
def decide_many(decision_id: int) -> None:
    decision = BulkDecision.objects.select_related("by").get(pk=decision_id)
    if decision.status == BulkDecision.Status.QUEUED:
        deciding.run(decision, at=timezone.now())


@task(backend=QUEUE)
def undo_many(decision_id: int, user_id: int, absent_id: int | None = None) -> None:
    decision = BulkDecision.objects.get(pk=decision_id)
    if decision.status == BulkDecision.Status.UNDOING:
        by = User.objects.get(pk=user_id)
        by.acts_for = User.objects.get(pk=absent_id) if absent_id else None
        deciding.run_undo(decision, by=by, at=timezone.now())


@task(backend=QUEUE)
def try_word(trial_id: int) -> None:
    trial = DictionaryTrial.objects.select_related("campaign").get(pk=trial_id)
    if trial.status == DictionaryTrial.Status.QUEUED:
        dictionary.run_trial(trial)


@task(backend=QUEUE)
def propose_synonyms() -> None:
    synonyms.propose_groups(at=timezone.now())


@task(backend=QUEUE)
def send_password_link(user_id: int | None, templates: dict[str, Any]) -> None:
    """The letter with the link to a new password; made here, so that no job holds the link."""
    user = User.objects.filter(pk=user_id).first() if user_id else None
    if user:
        form = PasswordResetForm({"email": user.email})
        form.full_clean()
        form.save(domain_override=settings.SITE_URL, **templates)


def start_trial(campaign: CampaignPage, **asked: Any) -> DictionaryTrial:
    """The trial and its job in one transaction; `asked` is what `try_word` takes."""
    with transaction.atomic():
        trial = dictionary.try_word(campaign, **asked)
        try_word.enqueue(trial.pk)
    return trial


def start_learning() -> bool:
    """Learn from the officers' choices soon; nothing where that is already on its way."""
    return _start_once(learn_routing)


def start_proposing() -> bool:
    """Look for words that mean the same soon; nothing where that is already on its way."""
    return _start_once(propose_synonyms)


def pull_waiting(*, at: dt.datetime) -> None:
    """A clock: where other systems have put files, take them in soon."""
    sources = IntakeSource.objects.filter(active=True)
    if any(pulling.is_waiting(source, at=at) for source in sources):
        _start_once(pull_sources)


def start_learning_kinds() -> bool:
    """Likewise from what they have sorted."""
    return _start_once(learn_kinds)


def _start_once(job: Task) -> bool:
    waiting = DBTaskResult.objects.ready().filter(backend_name=QUEUE, task_path=job.module_path)
    if waiting.exists():
        return False
    job.enqueue()
    return True


def learn_kinds_in_time() -> bool:
    """Learn after every so many letters sorted: asked at each key, so it must cost little."""
    path = learn_kinds.module_path
    jobs = DBTaskResult.objects.filter(backend_name=QUEUE, task_path=path)
    trained = ScreeningModel.objects.aggregate(last=Max("trained_at"))["last"]
    asked = jobs.aggregate(last=Max("enqueued_at"))["last"]
    done = Event.objects.filter(verb=Verb.SORTED)
    if last := max(filter(None, (trained, asked)), default=None):
        done = done.filter(at__gt=last)
    return done[:EVERY].count() == EVERY and start_learning_kinds()


def start_grouping(campaign: CampaignPage, *, by: User, at: dt.datetime) -> GroupingRun:
    """The run and its job in one transaction: neither stands without the other."""
    with transaction.atomic():
        run = grouping.queue_grouping(campaign, by=by, at=at)
        group_campaign.enqueue(run.pk)
    return run


def start_placing(
    page: QuestionnairePage, *, by: User, at: dt.datetime, themes: bool = False
) -> AnswerRun:
    """Likewise for the answers of a questionnaire: beside topics, or by `themes` of their own."""
    with transaction.atomic():
        queue = answer_themes.queue_run if themes else answer_topics.queue_run
        run = queue(page, by=by, at=at)
        place_answers.enqueue(run.pk)
    return run


def start_pouring(row: SheetList, *, by: User, at: dt.datetime, **choices: Any) -> None:
    """Likewise for a list of answers; `choices` are those of `sheet_lists.queue`."""
    with transaction.atomic():
        sheet_lists.queue(row, by=by, at=at, **choices)
        pour_sheets.enqueue(row.pk)


def start_deciding(decision: BulkDecision, *, by: User, at: dt.datetime, **asked: Any) -> None:
    """Confirmed and done at once, or by the worker where it takes long."""
    with transaction.atomic():
        deciding.confirm(decision, by=by, at=at, **asked)
        if decision.number > AT_ONCE:
            decide_many.enqueue(decision.pk)
    if decision.number <= AT_ONCE:
        deciding.run(decision, at=at)


def start_undoing(decision: BulkDecision, *, by: User, at: dt.datetime) -> None:
    """Likewise taken back."""
    with transaction.atomic():
        deciding.ask_undo(decision, by=by, at=at)
        if decision.number > AT_ONCE:
            undo_many.enqueue(decision.pk, by.pk, by.acts_for.pk if by.acts_for else None)
    if decision.number <= AT_ONCE:
        deciding.run_undo(decision, by=by, at=at)


def start_import(batch: ImportBatch, *, by: User, at: dt.datetime, **choices: Any) -> None:
    """Likewise for a file; `choices` are those of `queue_import`."""
    with transaction.atomic():
        intake.queue_import(batch, by=by, at=at, **choices)
        import_batch.enqueue(batch.pk)
