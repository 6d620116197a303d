"""The table of what departments and officers hear, and the clock's two: due soon, and late."""

from suggestions.models import Event, Verb
from suggestions.news.kinds import Kind, by_verb


def _referral(event: Event) -> bool:
    return event.referral_id is not None


def _kind(
    name: str, label: str, body: str, then: str, verb: Verb | None, *braces: str, fits=_referral
) -> Kind:
    return Kind(f"d_{name}", label, label, body, then, verb, fits, ("问题", *braces))


NEW = _kind(
    "new",
    "新的转办",
    "新转来“{问题}”。",
    "请签收，{期限}答复。",
    Verb.REFERRED,
    "期限",
)
TAKEN = _kind("taken", "改派走了", "“{问题}”改由别的单位办理。", "", Verb.OBJECTION_UPHELD)
RECALLED = _kind(
    "recalled", "收回了", "“{问题}”由征集办收回，原因：{原因}", "", Verb.RECALLED, "原因"
)
STAYS = _kind(
    "stays",
    "异议不成立",
    "“{问题}”的异议不成立，原因：{原因}",
    "请签收办理。",
    Verb.OBJECTION_REFUSED,
    "原因",
)
RETURNED = _kind(
    "returned",
    "答复退回重写",
    "“{问题}”的答复退回了，原因：{原因}",
    "请改好再交。",
    Verb.ANSWER_RETURNED,
    "原因",
)
REMINDED = _kind(
    "reminded", "催办", "催办“{问题}”：{原因}", "{期限}答复。", Verb.REMINDED, "原因", "期限"
)
ESCALATED = _kind(
    "escalated",
    "督办",
    "督办“{问题}”：{原因}",
    "已经过了期限，请马上答复。",
    Verb.ESCALATED,
    "原因",
)
MORE_TIME = _kind(
    "more_time",
    "同意延期",
    "“{问题}”同意延期。",
    "{期限}答复。",
    Verb.EXTENSION_GRANTED,
    "期限",
)
NO_TIME = _kind(
    "no_time",
    "不同意延期",
    "“{问题}”不同意延期，原因：{原因}",
    "原期限不变。",
    Verb.EXTENSION_REFUSED,
    "原因",
)
UNSATISFIED = Kind(
    "d_unsatisfied",
    "居民不满意",
    "居民不满意",
    "“{问题}”有居民不满意，或者说没有办好。",
    "征集办会重新安排，请准备说明。",
    Verb.REOPENED,
    lambda event: event.suggestion_id is None and event.topic_id is not None,
    ("问题",),
)
DUE = Kind(
    "d_due", "三天内到期", "三天内到期", "“{问题}”{期限}答复。", "请抓紧。", braces=("问题", "期限")
)
LATE = Kind(
    "d_late",
    "已经逾期",
    "已经逾期",
    "“{问题}”应当{期限}答复，已经逾期。",
    "请马上答复。",
    braces=("问题", "期限"),
)

PLAN = Kind(
    "d_plan",
    "计划完成时间快到了",
    "计划完成时间快到了",
    "“{问题}”的答复写明{期限}完成。",
    "办好了的不用回复；有变化请告诉征集办。",
    braces=("问题", "期限"),
)

TASK_DUE = Kind(
    "d_task_due",
    "每月一题的任务三天内到期",
    "每月一题的任务三天内到期",
    "每月一题“{问题}”的任务“{任务}”{期限}完成。",
    "请抓紧，完成了请报征集办核实。",
    braces=("问题", "任务", "期限"),
)
TASK_LATE = Kind(
    "d_task_late",
    "每月一题的任务已经逾期",
    "每月一题的任务已经逾期",
    "每月一题“{问题}”的任务“{任务}”应当{期限}完成，已经逾期。",
    "请马上完成并报征集办核实。",
    braces=("问题", "任务", "期限"),
)

OBJECTED = _kind(
    "objected",
    "提出异议",
    "承办单位说“{问题}”不归本单位，理由：{原因}",
    "请决定。",
    Verb.OBJECTED,
    "原因",
)
ASKS_TIME = _kind(
    "asks_time",
    "申请延期",
    "“{问题}”申请延期，理由：{原因}",
    "请决定。",
    Verb.EXTENSION_ASKED,
    "原因",
)
WRITTEN = _kind("written", "答复待审", "“{问题}”的答复写好了。", "请审核。", Verb.ANSWER_SUBMITTED)

TO_DEPARTMENT = (
    NEW,
    TAKEN,
    RECALLED,
    STAYS,
    RETURNED,
    REMINDED,
    ESCALATED,
    MORE_TIME,
    NO_TIME,
    UNSATISFIED,
)
TO_OFFICE = (OBJECTED, ASKS_TIME, WRITTEN, UNSATISFIED)
BY_CLOCK = (DUE, LATE, PLAN, TASK_DUE, TASK_LATE)
STAFF = (*TO_DEPARTMENT, *BY_CLOCK, OBJECTED, ASKS_TIME, WRITTEN)
DEPARTMENT_ROWS, OFFICE_ROWS = by_verb(TO_DEPARTMENT), by_verb(TO_OFFICE)
