"""每月一题: problems, tasks, policies and their history; who may run it; 网格上报 a channel."""

import django.db.models.deletion
from django.apps import apps as live_apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

OFFICER, PERMISSION = "征集办工作人员", "run_monthly"


def give_right(apps, schema_editor):
    create_permissions(live_apps.get_app_config("suggestions"), apps=apps, verbosity=0)
    Permission = apps.get_model("auth", "Permission")
    officer = apps.get_model("auth", "Group").objects.get(name=OFFICER)
    kind = {"content_type__app_label": "suggestions"}
    officer.permissions.add(Permission.objects.get(codename=PERMISSION, **kind))


def take_right(apps, schema_editor):
    Permission = apps.get_model("auth", "Permission")
    kind = {"content_type__app_label": "suggestions"}
    Permission.objects.filter(codename=PERMISSION, **kind).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("suggestions", "0028_staff_search"),
    ]

    operations = [
        migrations.AlterField(
            model_name="importbatch",
            name="channel",
            field=models.CharField(
                choices=[
                    ("online", "网络"),
                    ("letter", "书信"),
                    ("phone", "电话"),
                    ("email", "电子邮件"),
                    ("visit", "走访"),
                    ("meeting", "座谈"),
                    ("hotline", "12345"),
                    ("survey", "问卷"),
                    ("live", "直播"),
                    ("mailbox", "意见箱"),
                    ("station", "征集站"),
                    ("grid", "网格上报"),
                    ("other", "其他"),
                ],
                default="hotline",
                max_length=12,
                verbose_name="渠道",
            ),
        ),
        migrations.AlterField(
            model_name="intakesource",
            name="channel",
            field=models.CharField(
                choices=[
                    ("online", "网络"),
                    ("letter", "书信"),
                    ("phone", "电话"),
                    ("email", "电子邮件"),
                    ("visit", "走访"),
                    ("meeting", "座谈"),
                    ("hotline", "12345"),
                    ("survey", "问卷"),
                    ("live", "直播"),
                    ("mailbox", "意见箱"),
                    ("station", "征集站"),
                    ("grid", "网格上报"),
                    ("other", "其他"),
                ],
                default="hotline",
                max_length=12,
                verbose_name="渠道",
            ),
        ),
        migrations.AlterField(
            model_name="papersheet",
            name="channel",
            field=models.CharField(
                choices=[
                    ("online", "网络"),
                    ("letter", "书信"),
                    ("phone", "电话"),
                    ("email", "电子邮件"),
                    ("visit", "走访"),
                    ("meeting", "座谈"),
                    ("hotline", "12345"),
                    ("survey", "问卷"),
                    ("live", "直播"),
                    ("mailbox", "意见箱"),
                    ("station", "征集站"),
                    ("grid", "网格上报"),
                    ("other", "其他"),
                ],
                max_length=12,
                verbose_name="怎样收回来",
            ),
        ),
        migrations.AlterField(
            model_name="suggestion",
            name="channel",
            field=models.CharField(
                choices=[
                    ("online", "网络"),
                    ("letter", "书信"),
                    ("phone", "电话"),
                    ("email", "电子邮件"),
                    ("visit", "走访"),
                    ("meeting", "座谈"),
                    ("hotline", "12345"),
                    ("survey", "问卷"),
                    ("live", "直播"),
                    ("mailbox", "意见箱"),
                    ("station", "征集站"),
                    ("grid", "网格上报"),
                    ("other", "其他"),
                ],
                default="online",
                max_length=12,
                verbose_name="渠道",
            ),
        ),
        migrations.CreateModel(
            name="MonthlyProblem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=60, verbose_name="题目")),
                ("cause", models.TextField(verbose_name="起因")),
                ("month", models.DateField(verbose_name="月份")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "拟定"),
                            ("running", "办理中"),
                            ("done", "已办结"),
                            ("dropped", "已撤下"),
                        ],
                        default="draft",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("result", models.TextField(blank=True, verbose_name="结果")),
                ("drawn_at", models.DateTimeField(verbose_name="拟定时间")),
                (
                    "published_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="公布时间"),
                ),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="办结时间"),
                ),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="suggestions.area",
                        verbose_name="区",
                    ),
                ),
                (
                    "drawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "issues",
                    models.ManyToManyField(
                        related_name="monthly", to="suggestions.issue", verbose_name="类问题"
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="suggestions.department",
                        verbose_name="牵头单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "每月一题",
                "verbose_name_plural": "每月一题",
                "ordering": ["-month", "area_id", "-pk"],
                "permissions": [("run_monthly", "主持每月一题")],
            },
        ),
        migrations.CreateModel(
            name="MonthlyPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="名称")),
                ("organ", models.CharField(max_length=80, verbose_name="出台单位")),
                ("issued_on", models.DateField(verbose_name="出台日期")),
                ("text", models.TextField(verbose_name="主要内容")),
                ("url", models.URLField(blank=True, max_length=300, verbose_name="原文网址")),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="policies",
                        to="suggestions.monthlyproblem",
                    ),
                ),
            ],
            options={
                "verbose_name": "出台的政策",
                "verbose_name_plural": "出台的政策",
                "ordering": ["issued_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MonthlyTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=200, verbose_name="任务")),
                ("due_on", models.DateField(verbose_name="期限")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("assigned", "办理中"),
                            ("disputed", "有争议，待裁定"),
                            ("reported", "报完成，待核实"),
                            ("done", "已完成"),
                            ("cancelled", "已取消"),
                        ],
                        default="assigned",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("report", models.TextField(blank=True, verbose_name="完成情况")),
                ("assigned_at", models.DateTimeField(verbose_name="布置时间")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="核实时间")),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="suggestions.department",
                        verbose_name="承办单位",
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tasks",
                        to="suggestions.monthlyproblem",
                    ),
                ),
            ],
            options={
                "verbose_name": "题的任务",
                "verbose_name_plural": "题的任务",
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MonthlyStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("drawn", "拟定"),
                            ("revised", "改稿"),
                            ("published", "公布"),
                            ("task_added", "布置任务"),
                            ("task_cancelled", "取消任务"),
                            ("time_changed", "改期限"),
                            ("disputed", "提出异议"),
                            ("decided", "裁定"),
                            ("reported", "报完成"),
                            ("returned", "退回重办"),
                            ("verified", "核实完成"),
                            ("policy_added", "登记政策"),
                            ("policy_removed", "撤去政策"),
                            ("finished", "办结"),
                            ("reopened", "重新办理"),
                            ("dropped", "撤下"),
                        ],
                        max_length=16,
                        verbose_name="事项",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="说明")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="suggestions.monthlyproblem",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="suggestions.monthlytask",
                    ),
                ),
            ],
            options={
                "verbose_name": "每月一题经过",
                "verbose_name_plural": "每月一题经过",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="monthlyproblem",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("area__isnull", True), models.Q(("status", "dropped"), _negated=True)
                ),
                fields=("month",),
                name="one_problem_a_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="monthlyproblem",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("area__isnull", False), models.Q(("status", "dropped"), _negated=True)
                ),
                fields=("month", "area"),
                name="one_problem_a_month_and_area",
            ),
        ),
        migrations.AddConstraint(
            model_name="monthlyproblem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["running", "done"]), _negated=True),
                    ("published_at__isnull", False),
                    _connector="OR",
                ),
                name="problem_published_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="monthlyproblem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "done"), _negated=True),
                    models.Q(
                        ("finished_at__isnull", False), models.Q(("result", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="problem_done_says_how",
            ),
        ),
        migrations.AddIndex(
            model_name="monthlytask",
            index=models.Index(fields=["status", "due_on"], name="monthly_task_due"),
        ),
        migrations.AddConstraint(
            model_name="monthlytask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["reported", "done"]), _negated=True),
                    models.Q(("report", ""), _negated=True),
                    _connector="OR",
                ),
                name="monthly_task_says_what_was_done",
            ),
        ),
        migrations.RunPython(give_right, take_right),
    ]
