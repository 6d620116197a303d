"""What a department may do with what was forwarded to it: its buttons."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.utils.timezone import localdate

from suggestions.actions import assigning, attaching, handling, in_house, recusing, referring
from suggestions.desk.referrals.forms import (
    AssignForm,
    AttachForm,
    DraftedReplyForm,
    ExtensionForm,
    ObjectionForm,
    ReplyForm,
    SaveDraftForm,
)
from suggestions.models import (
    AnswerDraft,
    ExtensionRequest,
    Referral,
)
from suggestions.staff.forms import ReasonForm
from suggestions.staff.verbs import DeskVerb, Done


def _to_sign(referral: Referral) -> bool:
    return referral.status == Referral.Status.SENT


def _worked_on(referral: Referral) -> bool:
    return referral.status == Referral.Status.SIGNED


def to_write(referral: Referral) -> bool:
    draft = getattr(referral, "draft", None)
    return _worked_on(referral) and not (draft and draft.status == AnswerDraft.Status.SIGNING)


def _handed_in(done: Done) -> str:
    return "已提交征集办审核。" if done.result else "已送本单位审签，签完自动提交征集办。"


def _signed(done: Done) -> str:
    return "已签，答复提交征集办审核。" if done.result else "已签，等下一位审签。"


def drafts(referral: Referral) -> QuerySet[AnswerDraft]:
    rows = AnswerDraft.objects.filter(referral=referral)
    return rows.select_related(
        "referral__department", "referral__section", "referral__topic", "written_by"
    )


def _may_extend(referral: Referral) -> bool:
    refused = ExtensionRequest.Status.REFUSED
    return _worked_on(referral) and all(e.status == refused for e in referral.extensions.all())


def _to_assign(referral: Referral) -> bool:
    return referral.status in Referral.WITH_DEPARTMENT


def _assigned(done: Done) -> str:
    where = assigning.whose(done.result)
    return f"已分给{where}。" if where else "已收回，不再分给谁。"


def _several(referral: Referral, status: str) -> bool:
    """Whether another topic of the same issue lies with this department at the same step."""
    rows = handling.siblings(referral) if referral.status == status else []
    return sum(row.status == status for row in rows) > 1


def _all_told(words: str) -> Callable[[Done], str]:
    def told(done: Done) -> str:
        explained = done.result.explained()
        left = f"没有办的：{explained}。" if explained else ""
        return f"{words.format(len(done.result.done))}{left}"

    return told


SAVE = DeskVerb(
    "save-draft",
    "存草稿",
    calls=in_house.save_draft,
    told="草稿已存好，下面就是建议人将来看到的样子；只有本单位看得到。",
    form=SaveDraftForm,
    offered=to_write,
    apart=True,
)
SIGNING = (
    DeskVerb(
        "countersign",
        "审签同意",
        calls=in_house.countersign,
        told=_signed,
        subjects=drafts,
        style="",
    ),
    DeskVerb(
        "send-back",
        "退回修改",
        calls=in_house.send_back,
        told="已退回修改。",
        form=ReasonForm,
        subjects=drafts,
    ),
)
DETACH = DeskVerb(
    "detach",
    "去掉",
    calls=attaching.detach,
    told="已去掉附件“{subject}”。",
    subjects=lambda referral: referral.files.waiting().select_related("referral"),
)
VERBS = (
    DeskVerb(
        "sign",
        "签收",
        calls=referring.sign,
        told="已签收，请在 {subject.due_on:%Y-%m-%d} 前提交答复。",
        offered=_to_sign,
        style="",
        key="s",
    ),
    DeskVerb(
        "answer",
        "提交答复",
        calls=in_house.hand_in,
        told=_handed_in,
        form=DraftedReplyForm,
        offered=lambda referral: to_write(referral) and referral.is_lead,
        style="",
        beside=(SAVE,),
        hint="审核采用后，这份答复会送达提出这个问题的每一位建议人。请写清已经办了什么、"
        "准备办什么、暂时不能办的理由。",
    ),
    DeskVerb(
        "sign-all",
        "签收整类",
        calls=handling.sign_all,
        told=_all_told("已签收同一类的 {} 个具体问题。"),
        offered=lambda referral: _several(referral, Referral.Status.SENT),
        hint="同一个类问题转给本单位的具体问题一次全部签收。",
    ),
    DeskVerb(
        "answer-all",
        "一次答复整类",
        calls=handling.submit_to_all,
        told=_all_told("一份答复已提交，用于同一类的 {} 个具体问题，等征集办审核。"),
        form=ReplyForm,
        offered=lambda referral: (
            not referral.department.sign_off and _several(referral, Referral.Status.SIGNED)
        ),
        hint="同一个类问题里本单位已签收的具体问题都用这一份答复；审核采用后送达每一位建议人，各一次。",
    ),
    DeskVerb(
        "contribute",
        "提交协办意见",
        calls=in_house.hand_in,
        told=_handed_in,
        form=DraftedReplyForm,
        offered=lambda referral: to_write(referral) and not referral.is_lead,
        style="",
        beside=(SAVE,),
        hint="协办意见供主办单位和征集办使用，不直接送达建议人。",
    ),
    DeskVerb(
        "extend",
        "申请延期",
        calls=referring.ask_extension,
        told="延期申请已提交征集办。",
        form=ExtensionForm,
        offered=_may_extend,
    ),
    DeskVerb(
        "object",
        "提出异议",
        calls=referring.object_to,
        told="异议已提交征集办。",
        form=ObjectionForm,
        offered=lambda referral: referral.status in Referral.WITH_DEPARTMENT,
        timely=lambda referral, at: localdate(at) <= referral.object_by,
    ),
    DeskVerb(
        "assign",
        "分办",
        calls=assigning.assign,
        told=_assigned,
        form=AssignForm,
        offered=_to_assign,
        hint="分给一个科室，或者一位经办人。两项都不选，就收回。只是本单位自己的分工。",
    ),
    SAVE,
    *SIGNING,
    DeskVerb(
        "attach",
        "加附件",
        calls=attaching.attach,
        told="已收下附件“{result}”，随答复一起提交。",
        form=AttachForm,
        offered=to_write,
        hint="图片和 PDF 收下时重新生成一遍：脚本、作者信息和嵌在里面的文件都不留。"
        "答复采用后，建议人在网上看得到。",
    ),
    DETACH,
    DeskVerb(
        "recuse",
        "本人回避",
        calls=recusing.recuse_from,
        told="已记录回避，您不再办理这个事项；请由同事办理。",
        form=ReasonForm,
        offered=lambda referral: referral.status in Referral.OPEN,
        hint="与这个问题有利害关系的，应当回避。回避以后只有督办人员可以解除。",
    ),
)
