"""Adopted texts: their pages, the rows of their clauses, what ties words to them; who may tie."""

import django.db.models.deletion
import wagtail.fields
from django.apps import apps as live_apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

EDITOR, OFFICER, PERMISSION = "编辑", "征集办工作人员", "adopt_words"


def give_right(apps, schema_editor):
    create_permissions(live_apps.get_app_config("suggestions"), apps=apps, verbosity=0)
    kind = {"content_type__app_label": "suggestions"}
    permission = apps.get_model("auth", "Permission").objects.get(codename=PERMISSION, **kind)
    for group in apps.get_model("auth", "Group").objects.filter(name__in=[EDITOR, OFFICER]):
        group.permissions.add(permission)


def take_right(apps, schema_editor):
    kind = {"content_type__app_label": "suggestions"}
    apps.get_model("auth", "Permission").objects.filter(codename=PERMISSION, **kind).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("suggestions", "0044_questionnaires"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [
        migrations.CreateModel(
            name="GuideClause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(editable=False, verbose_name="编号")),
                ("number", models.PositiveIntegerField(null=True, verbose_name="第几条")),
                (
                    "draft_number",
                    models.PositiveIntegerField(null=True, verbose_name="草稿里第几条"),
                ),
                ("chapter", models.CharField(blank=True, max_length=60, verbose_name="章")),
                ("heading", models.CharField(blank=True, max_length=40, verbose_name="条标题")),
                ("text", models.TextField(verbose_name="条文")),
                ("first_public_at", models.DateTimeField(null=True, verbose_name="首次公开")),
                ("dropped_at", models.DateTimeField(null=True, verbose_name="去掉时间")),
                (
                    "dropped_number",
                    models.PositiveIntegerField(null=True, verbose_name="去掉前是第几条"),
                ),
                ("dropped_reason", models.TextField(blank=True, verbose_name="去掉的理由")),
            ],
            options={
                "verbose_name": "条文",
                "verbose_name_plural": "条文",
                "ordering": ["guide", "number", "pk"],
            },
        ),
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
                ],
                max_length=20,
                verbose_name="事项",
            ),
        ),
        migrations.CreateModel(
            name="ClauseComment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="当时第几条")),
                (
                    "suggestion",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clause_comment",
                        to="suggestions.suggestion",
                    ),
                ),
                (
                    "clause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="suggestions.guideclause",
                    ),
                ),
            ],
            options={
                "verbose_name": "对条文的意见",
                "verbose_name_plural": "对条文的意见",
            },
        ),
        migrations.CreateModel(
            name="GuidePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("guide", "工作指南"),
                            ("plan", "规划"),
                            ("scheme", "实施方案"),
                            ("pact", "居民公约"),
                            ("measures", "办法"),
                        ],
                        default="guide",
                        max_length=10,
                        verbose_name="文本种类",
                    ),
                ),
                ("summary", models.CharField(max_length=200, verbose_name="一句话介绍")),
                ("organ", models.CharField(max_length=80, verbose_name="制定单位")),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=60, verbose_name="文号"),
                ),
                ("major", models.BooleanField(default=False, verbose_name="重大决策")),
                (
                    "comment_from",
                    models.DateField(blank=True, null=True, verbose_name="征求意见开始"),
                ),
                (
                    "comment_until",
                    models.DateField(blank=True, null=True, verbose_name="征求意见截止"),
                ),
                ("adopted_on", models.DateField(blank=True, null=True, verbose_name="定稿日期")),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [("chapter", 0), ("clause", 3)],
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"icon": "title", "label": "章", "max_length": 60},
                            ),
                            1: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "几个字，可以不写。",
                                    "label": "条标题",
                                    "max_length": 40,
                                    "required": False,
                                },
                            ),
                            2: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {
                                    "help_text": "一段一行；“第几条”由系统按顺序编。",
                                    "label": "条文",
                                    "max_length": 3000,
                                },
                            ),
                            3: ("wagtail.blocks.StructBlock", [[("heading", 1), ("text", 2)]], {}),
                        },
                        verbose_name="章和条",
                    ),
                ),
                (
                    "changes",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="这一版改了什么、为什么"
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="guides",
                        to="suggestions.campaignpage",
                        verbose_name="来自哪个征集",
                    ),
                ),
                (
                    "cover",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                        verbose_name="封面图",
                    ),
                ),
            ],
            options={
                "verbose_name": "文本",
                "verbose_name_plural": "文本",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.AddField(
            model_name="guideclause",
            name="guide",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="clauses",
                to="suggestions.guidepage",
                verbose_name="文本",
            ),
        ),
        migrations.CreateModel(
            name="ClauseSupport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("supporter_key", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "clause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="supports",
                        to="suggestions.guideclause",
                    ),
                ),
            ],
            options={
                "verbose_name": "赞成条文",
                "verbose_name_plural": "赞成条文",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("clause", "supporter_key"), name="clause_support_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClauseLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("adopted", "采纳"),
                            ("partly", "部分采纳"),
                            ("kept", "留作参考"),
                            ("not_adopted", "未采纳"),
                        ],
                        max_length=12,
                        verbose_name="怎样采纳",
                    ),
                ),
                (
                    "adoption",
                    models.CharField(
                        choices=[
                            ("measure", "形成惠民举措"),
                            ("work", "改进工作"),
                            ("rule", "推动法规、规章、政策的立改废释"),
                            ("congress", "列为人大监督项目"),
                            ("proposal", "转化为代表议案、建议"),
                            ("decision", "作为决策参考"),
                            ("other", "其他方式采纳"),
                            ("not_adopted", "暂未采纳（已说明理由）"),
                        ],
                        max_length=12,
                        verbose_name="采纳情况",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="理由")),
                (
                    "sentences",
                    models.JSONField(blank=True, default=list, verbose_name="引用的句子"),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("told_at", models.DateTimeField(null=True, verbose_name="告知时间")),
                (
                    "answer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="clause_links",
                        to="suggestions.answer",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "suggestion",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="clause_links",
                        to="suggestions.suggestion",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="clause_links",
                        to="suggestions.topic",
                    ),
                ),
                (
                    "clause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="suggestions.guideclause",
                    ),
                ),
            ],
            options={
                "verbose_name": "写进条文",
                "verbose_name_plural": "写进条文",
                "ordering": ["clause", "pk"],
                "permissions": [("adopt_words", "把建议写进条文")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("clause", "suggestion"), name="clause_link_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("relation", "adopted"),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="clause_link_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("adoption", "not_adopted"), ("relation", "not_adopted")),
                            models.Q(
                                models.Q(("relation", "not_adopted"), _negated=True),
                                models.Q(("adoption", "not_adopted"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="clause_link_code_fits",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="guidepage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("comment_from__isnull", True), ("comment_until__isnull", True)),
                    ("comment_until__gte", models.F("comment_from")),
                    _connector="OR",
                ),
                name="guide_comments_end_after_beginning",
            ),
        ),
        migrations.AddConstraint(
            model_name="guideclause",
            constraint=models.UniqueConstraint(fields=("guide", "key"), name="clause_once"),
        ),
        migrations.AddConstraint(
            model_name="guideclause",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("number__isnull", True), ("dropped_at__isnull", True), _connector="OR"
                ),
                name="clause_public_or_dropped",
            ),
        ),
        migrations.RunPython(give_right, take_right),
    ]
