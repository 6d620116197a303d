"""问卷意见: answers in own words beside topics; lists of answers on their way in."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import suggestions.models.encrypted
import suggestions.models.files


class Migration(migrations.Migration):
    dependencies = [
        ("suggestions", "0049_passkeys"),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="verb",
            field=models.CharField(
                choices=[
                    ("submitted", "提交建议"),
                    ("imported", "导入建议"),
                    ("sorted", "改定类别"),
                    ("tagged", "改标签"),
                    ("accepted", "审核通过"),
                    ("declined", "告知应去途径"),
                    ("undecided", "撤销成批办理"),
                    ("revised", "修改公开文本"),
                    ("published", "公开"),
                    ("unpublished", "撤下"),
                    ("withdrawn", "作者撤回"),
                    ("corrected", "作者更正"),
                    ("erased", "作者删除内容"),
                    ("receipt_issued", "补发查询码"),
                    ("links_ended", "作废个人链接"),
                    ("revealed", "查看联系方式"),
                    ("proposed", "机器拟题"),
                    ("confirmed", "确认问题"),
                    ("renamed", "改名"),
                    ("merged", "合并"),
                    ("unmerged", "撤销合并"),
                    ("split", "拆分"),
                    ("moved", "移动建议"),
                    ("set_aside", "搁置"),
                    ("restored", "恢复"),
                    ("run_undone", "撤销归类"),
                    ("referred", "转办"),
                    ("signed", "签收"),
                    ("assigned", "分办"),
                    ("objected", "提出异议"),
                    ("objection_upheld", "异议成立"),
                    ("objection_refused", "异议不成立"),
                    ("recalled", "撤回转办"),
                    ("reminded", "催办"),
                    ("escalated", "督办"),
                    ("extension_asked", "申请延期"),
                    ("extension_granted", "同意延期"),
                    ("extension_refused", "不同意延期"),
                    ("sent_to_sign", "送本单位审签"),
                    ("countersigned", "审签同意"),
                    ("signing_returned", "审签退回"),
                    ("file_added", "加附件"),
                    ("file_removed", "去掉附件"),
                    ("recused", "回避"),
                    ("recusal_ended", "解除回避"),
                    ("answer_submitted", "提交答复"),
                    ("answer_returned", "退回答复"),
                    ("answered", "答复送达"),
                    ("part_answered", "先答复一部分"),
                    ("way_chosen", "改定告知方式"),
                    ("called", "电话告知"),
                    ("letter_sent", "寄出信函"),
                    ("rated", "评价"),
                    ("asked_again", "回访"),
                    ("reopened", "重新办理"),
                    ("closed", "办结"),
                    ("tied", "对上条文"),
                    ("written_in", "写进条文"),
                    ("weighed", "对照条文说明"),
                    ("taken_out", "不再写进条文"),
                    ("advice_asked", "请人咨询"),
                    ("advice_given", "提交咨询意见"),
                    ("advice_declined", "谢绝咨询"),
                    ("advice_revoked", "收回咨询"),
                    ("advice_published", "公开咨询意见"),
                    ("advice_unpublished", "撤下咨询意见"),
                    ("answers_kept", "确认问卷意见"),
                    ("answers_refused", "问卷意见不归入"),
                    ("nominated", "推荐为优秀建议"),
                    ("recognised", "评为优秀建议"),
                    ("not_recognised", "没有评为优秀建议"),
                ],
                max_length=20,
                verbose_name="事项",
            ),
        ),
        migrations.CreateModel(
            name="SheetList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        storage=suggestions.models.files.private_storage,
                        upload_to="imports/sheets/%Y/%m/",
                        verbose_name="文件",
                    ),
                ),
                ("filename", models.CharField(max_length=200, verbose_name="文件名")),
                ("sheet", models.CharField(blank=True, max_length=100, verbose_name="工作表")),
                ("columns", models.JSONField(blank=True, default=list, verbose_name="列对应")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("uploaded", "待设置"),
                            ("queued", "排队中"),
                            ("running", "导入中"),
                            ("done", "已完成"),
                            ("failed", "未完成"),
                        ],
                        default="uploaded",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("progress", models.PositiveSmallIntegerField(default=0, verbose_name="进度")),
                ("stage", models.CharField(blank=True, max_length=60, verbose_name="阶段")),
                ("rows", models.PositiveIntegerField(default=0, verbose_name="总行数")),
                ("created", models.PositiveIntegerField(default=0, verbose_name="新增")),
                ("known", models.PositiveIntegerField(default=0, verbose_name="已存在")),
                ("faulty", models.PositiveIntegerField(default=0, verbose_name="有误")),
                (
                    "faults",
                    suggestions.models.encrypted.EncryptedJSONField(
                        default=list, verbose_name="有误的行"
                    ),
                ),
                ("uploaded_at", models.DateTimeField(verbose_name="上传时间")),
                ("heartbeat_at", models.DateTimeField(blank=True, null=True)),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="完成时间"),
                ),
                ("error", models.TextField(blank=True, verbose_name="原因")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lists",
                        to="suggestions.questionnairepage",
                        verbose_name="问卷",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="suggestions.questionnaireversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "答卷导入",
                "verbose_name_plural": "答卷导入",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="AnswerPlace",
            fields=[
                (
                    "answer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="place",
                        serialize=False,
                        to="suggestions.openanswer",
                        verbose_name="开放回答",
                    ),
                ),
                ("score", models.FloatField(default=0, verbose_name="相似度")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办",
                    ),
                ),
                (
                    "questionnaire",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="suggestions.questionnairepage",
                        verbose_name="问卷",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answer_places",
                        to="suggestions.topic",
                        verbose_name="具体问题",
                    ),
                ),
            ],
            options={
                "verbose_name": "问卷意见的归类",
                "verbose_name_plural": "问卷意见的归类",
                "indexes": [
                    models.Index(
                        fields=["questionnaire", "topic", "by"], name="answer_place_standing"
                    ),
                    models.Index(
                        condition=models.Q(("by__isnull", True)),
                        fields=["topic", "-score", "answer"],
                        name="answer_place_proposed",
                    ),
                    models.Index(
                        condition=models.Q(("by__isnull", False)),
                        fields=["topic"],
                        name="answer_place_confirmed",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("topic__isnull", False), ("by__isnull", False), _connector="OR"
                        ),
                        name="answer_without_topic_by_people",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AnswerRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "排队中"),
                            ("running", "归入中"),
                            ("done", "已完成"),
                            ("failed", "未完成"),
                        ],
                        default="queued",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("progress", models.PositiveSmallIntegerField(default=0, verbose_name="进度")),
                ("stage", models.CharField(blank=True, max_length=60, verbose_name="阶段")),
                ("after", models.PositiveBigIntegerField(default=0, verbose_name="读到哪一条")),
                ("answers", models.PositiveIntegerField(default=0, verbose_name="读了几条")),
                ("queued_at", models.DateTimeField(verbose_name="开始时间")),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="结束时间"),
                ),
                ("heartbeat_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.TextField(blank=True, verbose_name="原因")),
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answer_runs",
                        to="suggestions.questionnairepage",
                        verbose_name="问卷",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办",
                    ),
                ),
            ],
            options={
                "verbose_name": "归入问卷意见",
                "verbose_name_plural": "归入问卷意见",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["queued", "running"])),
                        fields=("questionnaire",),
                        name="one_answer_run_at_a_time",
                    )
                ],
            },
        ),
    ]
