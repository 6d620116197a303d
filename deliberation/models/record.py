"""The council's record: every change as a link of a hash chain that anybody can check."""

from django.conf import settings
from django.db import models

from deliberation.models.councils import Council
from deliberation.models.meetings import Meeting

# What an entry of the record is about, in the words people read.
KINDS = {
    # councils and the month
    "council.made": "设立议事会",
    "council.changed": "修改议事会规则",
    "council.term": "换届",
    "council.formats_chosen": "选用协商形式",
    "seat.invited": "邀请入席",
    "seat.uninvited": "作废邀请",
    "council.procedure_chosen": "选用议事程序",
    "seat.added": "增加席位",
    "seat.replaced": "席位换人",
    "seat.ended": "席位到期",
    "meeting.planned": "排定会议",
    "meeting.copied": "抄上月",
    "meeting.moved": "会议改期",
    "meeting.cancelled": "会议取消",
    "meeting.noticed": "会议通知完毕",
    "notice.handed": "当面送达通知",
    # matters and the agenda
    "matter.raised": "提出议题",
    "matter.dropped": "决定不议",
    "matter.restored": "恢复议题",
    "matter.arranged": "列入议程",
    "matter.postponed": "移出议程",
    "matter.passed": "移送议题",
    "agenda.reordered": "调整议程顺序",
    "step.taken": "完成会商步骤",
    "step.left_out": "未进行会商步骤",
    "format.step_taken": "登记协商环节",
    "format.row_added": "登记环节内容",
    "format.row_struck": "撤销环节内容",
    "format.row_answered": "答复环节内容",
    "format.row_raised": "环节内容列为议题",
    # residents' proposals
    "question.asked": "向一方提问",
    "question.answered": "一方答复提问",
    "question.withdrawn": "撤回提问",
    "comment.shown": "公开会前意见",
    "comment.declined": "会前意见不公开",
    "proposal.published": "公开居民提议",
    "proposal.declined": "居民提议未列入",
    "proposal.ready": "居民提议附议已足",
    "proposal.contact_read": "查看提议人联系方式",
    "proposal.seconded": "席位附议居民提议",
    # minutes, resolutions and what follows
    "minutes.drafted": "写成纪要",
    "minutes.sent": "纪要送各方确认",
    "minutes.confirmed": "一方对纪要表态",
    "minutes.corrected": "更正纪要",
    "minutes.frozen": "纪要定稿",
    "resolution.made": "形成决议",
    "resolution.published": "开始公示",
    "resolution.publication_ended": "公示期满",
    "resolution.rescheduled": "调整完成期限",
    "resolution.escalated": "超期督办",
    "resolution.done": "全部办完，请居民确认",
    "resolution.acceptance": "居民说办得怎样",
    "resolution.confirmed": "居民确认办好",
    "resolution.reopened": "重新落实",
    "resolution.repealed": "决议不再执行",
    "effect.aimed": "约定效果",
    "effect.word": "居民评效果",
    "effect.evaluated": "评估效果",
    "objection.received": "收到公示意见",
    "objection.shown": "公开公示意见",
    "objection.answered": "答复公示意见",
    "dispute.received": "收到数字异议",
    "dispute.answered": "答复数字异议",
    "task.added": "增加落实事项",
    "task.progress": "登记进展",
    "task.photo": "登记照片",
    "task.done": "完成落实事项",
    "task.resumed": "落实事项重新办理",
    "pledge.made": "登记众筹认领",
    "pledge.paid": "众筹到账",
    "pledge.refunded": "众筹退款",
    "pledge.reversed": "众筹流水冲正",
    # a community's money and what it is spent on
    "fund.made": "设立资金池",
    "fund.rules": "修改资金使用规则",
    "fund.allocation": "资金拨入",
    "fund.carry_in": "上年结转",
    "fund.carry_out": "结转下年",
    "fund.commitment": "安排给项目",
    "fund.release": "项目结余收回",
    "fund.payment": "项目支付",
    "fund.refund": "项目退款",
    "fund.reversed": "资金流水冲正",
    "project.published": "公开微更新项目",
    "project.declined": "项目未入选",
    "project.priced": "项目核价",
    "project.shortlisted": "项目进入居民选择",
    "project.contact_read": "查看项目提出人联系方式",
    "project.contracted": "签订项目合同",
    "project.milestone": "增加项目节点",
    "project.reached": "项目节点完成",
    "project.photo": "登记项目照片",
    "project.pledge": "项目关联众筹认领",
    "project.accepted": "项目验收",
    "project.cancelled": "取消项目",
    "gap.listed": "登记缺项",
    "gap.tied": "缺项由决议或项目落实",
    "gap.untied": "缺项取消落实登记",
    "gap.dropped": "划去缺项",
    "gap.restored": "恢复缺项",
    "choice.drafted": "拟定居民选项目",
    "choice.announced": "公布居民选项目",
    "choice.withdrawn": "撤回居民选项目",
    "choice.counted": "居民选项目计票",
    # the meeting
    "meeting.opened": "开会",
    "meeting.chair_set": "确定主持人",
    "meeting.closed": "散会",
    "item.started": "开始议一项",
    "item.extended": "延长议事时间",
    "item.ended": "议完一项",
    "item.postponed": "留待下次",
    "attendance.checked_in": "签到",
    "attendance.observer": "列席登记",
    "attendance.left": "提前离会",
    "attendance.returned": "返回会场",
    "attendance.changed_places": "席位换人出席",
    "attendance.corrected": "更正签到",
    "attendance.struck": "撤销签到",
    "attendance.excused": "请假",
    "attendance.excuse_withdrawn": "撤销请假",
    "speaker.added": "登记发言",
    "speaker.called": "请发言",
    "speaker.finished": "发言完毕",
    "speaker.withdrew": "放弃发言",
    "remark.noted": "记发言要点",
    "remark.revised": "修改发言要点",
    "option.added": "添加方案",
    "option.revised": "修改方案",
    "option.dropped": "删除方案",
    "roll.imported": "导入名册",
    "roll.checked": "核对名册",
    "roll.unchecked": "退回名册",
    "roll.discarded": "删除名册",
    "motion.drafted": "草拟表决事项",
    "motion.edited": "修改表决事项",
    "motion.amended": "登记表决内容的修改稿",
    "motion.notified": "登记表决通知",
    "motion.notice_dropped": "作废通知登记",
    "motion.opened": "开始表决",
    "motion.withdrawn": "不付表决",
    "motion.present": "登记到会",
    "motion.hands": "核对举手票数",
    "motion.mandate": "登记委托",
    "motion.mandate_withdrawn": "撤回委托",
    "motion.slips": "打印投票纸条",
    "motion.early_asked": "提出提前结束表决",
    "motion.early_refused": "不提前结束表决",
    "motion.closed": "结束表决",
    "motion.annulled": "宣布表决无效",
    "motion.repeated": "重新表决",
}


class EntryQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise TypeError("the record is written once")

    def delete(self):
        raise TypeError("the record is written once")


class Entry(models.Model):
    """会议记录的一条: who did what when, hashed together with the entry before it.

    `data` holds only what anybody may read: names as their holders agreed, roll numbers instead
    of voters. What must stay private enters as a hash.
    """

    council = models.ForeignKey(Council, models.PROTECT, related_name="record")
    seq = models.PositiveIntegerField("序号")
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="record"
    )
    kind = models.CharField("事项", max_length=32)
    # Finds the rows about one record: "motion", 12.
    subject = models.CharField(max_length=24, blank=True)
    subject_id = models.PositiveBigIntegerField(null=True, blank=True)
    actor = models.CharField("经办", max_length=80)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("时间")
    data = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "议事记录"
        verbose_name_plural = "议事记录"
        ordering = ["council", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["council", "seq"], name="entry_seq_once"),
            models.UniqueConstraint(fields=["council", "previous"], name="chain_does_not_fork"),
        ]
        indexes = [
            models.Index(fields=["subject", "subject_id"], name="entry_subject"),
            models.Index(fields=["meeting", "seq"], name="entry_meeting"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("the record is written once")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("the record is written once")
