"""The buttons of a project that is carried out: contract, milestones, photos, money, acceptance."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from deliberation.actions import working
from deliberation.desk.money.forms import AllocateForm, line, money
from deliberation.desk.month.matters import WhyForm
from deliberation.desk.results.forms import PICTURE, day
from deliberation.models import Milestone, Pledge, Project
from suggestions.staff.forms import DeskForm, choose_from, text_area
from suggestions.staff.verbs import DeskVerb

Status = Project.Status


def upload(label: str, help_text: str) -> forms.FileField:
    return forms.FileField(
        label=label,
        widget=forms.FileInput(attrs=PICTURE),
        help_text=help_text,
        error_messages={"required": f"请选择{label}。", "empty": "这是一个空文件。"},
    )


class ContractForm(AllocateForm):
    counterparty = line("承接单位", 60, help_text="会公开。")
    amount = money("合同金额", help_text="不超过安排给这个项目的钱。")
    day = day("签订日期")
    proof = None  # type: ignore[assignment]
    field_order = ["counterparty", "amount", "day"]


class PayForm(AllocateForm):
    amount = money("支付金额")
    proof = line("凭据", 100, help_text="发票号、付款单号等。会公开。")
    scan = upload("单据照片", "只给工作人员看。")


class RefundForm(AllocateForm):
    amount = money("退回金额")
    proof = line("凭据", 100, help_text="退款单号等。会公开。")


class MilestoneForm(DeskForm):
    title = line("节点", 60, help_text="例如：材料进场。会公开。")
    due_on = day("期限")


class PhotoForm(DeskForm):
    upload = upload("照片", "会公开；照片自带的拍摄地点等信息会自动去掉。")
    caption = line("照片说明", 80, help_text="例如：装好以后。")


class AcceptForm(DeskForm):
    people = line("验收人", 100, help_text="按本人的意愿署名，例如：居民代表王阿姨、物业。会公开。")
    remark = text_area("验收意见", limit=300, rows=3, help_text="会公开。")


class PledgeForm(DeskForm):
    subject: Project
    pledge = forms.ModelChoiceField(
        Pledge.objects.none(),
        label="众筹认领",
        empty_label="请选择",
        error_messages={"required": "请选择众筹认领。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Pledge.objects.filter(resolution__council=self.subject.council)
        choose_from(self, "pledge", mine.select_related("resolution").order_by("-at"))


def milestones(project: Project) -> QuerySet[Milestone]:
    return project.milestones.select_related("project__fund__council")


def running(project: Project) -> bool:
    return project.status == Status.RUNNING


OF_MILESTONE = (
    DeskVerb(
        "reach",
        "完成",
        calls=working.reach_milestone,
        told="“{subject}”已完成。",
        offered=lambda row: row.reached_at is None and running(row.project),
        subjects=milestones,
    ),
)
WORK = (
    DeskVerb(
        "contract",
        "登记合同",
        calls=working.sign_contract,
        told="合同已登记，项目开始实施。",
        form=ContractForm,
        offered=lambda p: p.status == Status.CHOSEN,
        style="",
    ),
    DeskVerb(
        "milestone",
        "增加节点",
        calls=working.add_milestone,
        told="已增加“{result}”。",
        form=MilestoneForm,
        offered=running,
    ),
    DeskVerb(
        "photo-of-project",
        "登记照片",
        calls=working.add_project_photo,
        told="照片已登记。",
        form=PhotoForm,
        offered=lambda p: p.status in (Status.CHOSEN, *working.BEGUN),
    ),
    DeskVerb(
        "pay-out",
        "登记支付",
        calls=working.pay_project,
        told="支付已登记。",
        form=PayForm,
        offered=running,
        style="",
    ),
    DeskVerb(
        "accept",
        "验收",
        calls=working.accept_project,
        told="已验收，结余回到资金池。",
        form=AcceptForm,
        offered=running,
        style="",
    ),
    DeskVerb(
        "pay-back",
        "登记退款",
        calls=working.refund_project,
        told="退款已登记。",
        form=RefundForm,
        offered=lambda p: p.status in working.BEGUN,
    ),
    DeskVerb(
        "name-pledge",
        "关联众筹认领",
        calls=working.name_pledge,
        told="已关联众筹认领。",
        form=PledgeForm,
        offered=lambda p: p.status in (Status.CHOSEN, *working.BEGUN),
    ),
    DeskVerb(
        "cancel",
        "取消项目",
        calls=working.cancel_project,
        told="项目已取消，安排给它的钱回到资金池。",
        form=WhyForm,
        offered=lambda p: p.status in (Status.CHOSEN, Status.RUNNING),
    ),
    *OF_MILESTONE,
)
