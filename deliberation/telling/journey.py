"""How far a matter and its resolution have come, as steps that anybody can read."""

from collections.abc import Collection, Sequence

from django.db.models import Prefetch

from deliberation.models import Matter, Resolution, Step, StepTaken
from suggestions.telling.continuation import Journey
from suggestions.telling.timeline import Step as Shown

Status = Resolution.Status
# What follows a resolution, with the status in which each is going on.
AFTER = (
    ("公示", Status.PUBLISHED),
    ("落实", Status.CARRIED),
    ("请居民确认“真的办好了吗”", Status.DONE),
)
ORDER: list[str] = [Status.DRAFT, Status.PUBLISHED, Status.CARRIED, Status.DONE, Status.CONFIRMED]
SENTENCES: dict[str, str] = {
    Status.DRAFT: "表决通过了，正准备公示。",
    Status.PUBLISHED: "正在公示，有意见请在公示期内提出。",
    Status.CARRIED: "正在落实。",
    Status.DONE: "牵头的说办好了，正请居民确认是不是真的。",
    Status.CONFIRMED: "居民已经确认办好。",
    Status.REPEALED: "这个决议不再执行。",
}


def ladder(matter: Matter, *, ended: bool = False) -> list[Shown]:
    """The steps of the matter's procedure: taken, left out with its reason, now, or ahead.

    `matter.steps` should be at hand with their `step`. None is passed over in silence: what was
    left out says why, what nobody noted says so once later steps were taken.
    """
    taken = {row.step_id: row for row in matter.steps.all()}
    steps = list(matter.steps_to_take)
    last = max((i for i, step in enumerate(steps) if step.pk in taken), default=-1)
    shown: list[Shown] = []
    for place, step in enumerate(steps):
        row = taken.get(step.pk)
        if row:
            shown.append(_taken(step, row))
        elif place < last:
            shown.append(Shown(step.name, "todo", text="没有记录。"))
        else:
            now = place == last + 1 and not ended
            shown.append(Shown(step.name, "now" if now else "todo", text=step.meaning))
    return shown


def _taken(step: Step, row: StepTaken) -> Shown:
    title = f"{step.name}（未进行）" if row.left_out else step.name
    day = f"{row.on.year}年{row.on.month}月{row.on.day}日"
    note = f"理由：{row.note}" if row.left_out else row.note
    return Shown(title, "done", text=f"{day}。{note}")


def way_on(resolution: Resolution) -> list[Shown]:
    """What follows the vote: published, carried out, confirmed. `publication` at hand."""
    passed = Shown("表决通过，形成决议", at=resolution.passed_at, text=resolution.full_number)
    if resolution.status == Status.REPEALED:
        return [passed, Shown("不再执行", "done", text=resolution.repealed_because)]
    standing = ORDER.index(resolution.status)
    rows = [passed]
    for title, status in AFTER:
        place = ORDER.index(status)
        state = "done" if standing > place else "now" if standing == place else "todo"
        rows.append(_after(resolution, title, status, state))
    if resolution.status == Status.DRAFT:
        rows[1] = Shown("公示", "now", who=resolution.council.name)
    if resolution.status == Status.CONFIRMED:
        rows[-1] = Shown("居民确认办好了", at=resolution.confirmed_at)
    return rows


def _after(resolution: Resolution, title: str, status: str, state: str) -> Shown:
    publication = getattr(resolution, "publication", None)
    if status == Status.PUBLISHED and publication:
        begin, end = publication.starts_on, publication.ends_on
        days = f"{begin.month}月{begin.day}日至{end.month}月{end.day}日"
        return Shown(title, state, text=f"{days}，{publication.places}")
    if status == Status.CARRIED:
        due = resolution.due_on if state != "done" else None
        return Shown(title, state, at=resolution.done_at, who=resolution.lead, due=due)
    return Shown(title, state)


def for_topics(topics: Collection[int]) -> dict[int, list[Journey]]:
    """The way of residents' topics through the council: `{topic: journeys}`, in few questions."""
    made = Resolution.objects.public().select_related("council", "publication")
    matters = (
        Matter.objects.filter(topic__in=topics)
        .exclude(status=Matter.Status.DROPPED)
        .select_related("council")
        .prefetch_related(Prefetch("resolutions", made.order_by("pk")), "items__meeting")
    )
    found: dict[int, list[Journey]] = {}
    for matter in matters.order_by("pk"):
        if matter.topic_id:  # as it was found by it
            found.setdefault(matter.topic_id, []).extend(_journeys(matter))
    return found


def _journeys(matter: Matter) -> Sequence[Journey]:
    raised = Shown("列为议事会的议题", at=matter.raised_at, who=matter.council.name)
    meetings = [item.meeting for item in matter.items.all() if item.status != "postponed"]
    conferred = [
        Shown("议事日会商", at=meeting.opened_at, who=matter.council.name)
        for meeting in meetings
        if meeting.opened_at
    ]
    resolutions = list(matter.resolutions.all())
    if not resolutions:
        now = Shown("等形成决议" if conferred else "等排进议事日", "now", who=matter.council.name)
        return [
            Journey(
                title=f"{matter.council}正在议这件事",
                url=matter.council.get_absolute_url(),
                sentence="已经列为议事会的议题。",
                steps=[raised, *conferred, now],
            )
        ]
    return [
        Journey(
            title=resolution.title,
            url=resolution.get_absolute_url(),
            sentence=SENTENCES[resolution.status],
            steps=[raised, *conferred, *way_on(resolution)],
            open=resolution.status in Resolution.UNFINISHED,
        )
        for resolution in resolutions
    ]
