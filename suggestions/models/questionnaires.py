"""问卷: a Wagtail page of questions, and what of it is frozen as soon as somebody may answer."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    PageChooserPanel,
    TitleFieldPanel,
)
from wagtail.fields import StreamField
from wagtail.models import Page

from suggestions.models.blocks import ArticleBlocks
from suggestions.models.campaigns import CampaignPage
from suggestions.models.published import StaysPublished
from suggestions.models.questionnaire_blocks import QuestionBlocks

MOST_SHEETS = 100_000_000


class QuestionnairePage(StaysPublished, Page):
    """One questionnaire: of a campaign, or alone."""

    summary = models.CharField("一句话介绍", max_length=200)
    intro = StreamField(ArticleBlocks(), verbose_name="开头的话", blank=True)
    campaign = models.ForeignKey(
        CampaignPage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="questionnaires",
        verbose_name="属于哪个征集",
    )
    opens_at = models.DateTimeField("开始时间")
    closes_at = models.DateTimeField("截止时间")
    quota = models.PositiveIntegerField("最多收多少份", null=True, blank=True)
    questions = StreamField(QuestionBlocks(), verbose_name="题目")
    thanks = models.CharField("交卷以后说的话", max_length=200, blank=True)
    shows_results = models.BooleanField("公布结果", default=False)
    typed_twice = models.BooleanField("纸质答卷录两遍", default=False)

    content_panels = [
        TitleFieldPanel("title", help_text="居民看到的名称，十几个字说清问什么。"),
        FieldPanel("summary", help_text="为什么问、问谁、大约要几分钟。"),
        FieldPanel("intro"),
        PageChooserPanel("campaign", "suggestions.CampaignPage"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                FieldPanel("quota", help_text="收满就自动关上；留空不限。"),
            ],
            "什么时候填",
        ),
        FieldPanel(
            "questions",
            help_text="已经有人填过以后再改题目，会成为新的一版；以前的答案仍按以前那一版。",
        ),
        FieldPanel("thanks"),
        FieldPanel(
            "typed_twice",
            help_text="勾选以后，每张纸质答卷由两个人各录一遍，互相看不到；一样才计入，不一样的核定以后计入。",
        ),
        FieldPanel("shows_results", help_text="勾选并发布以后，人人能看到统计；这一页不登原话。"),
    ]
    subpage_types: list[str] = []
    template = "suggestions/questionnaire_page.html"

    class Meta:
        verbose_name = "问卷"
        verbose_name_plural = "问卷"
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="questionnaire_closes_after_opening",
            )
        ]

    def clean(self) -> None:
        super().clean()
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": "截止时间要晚于开始时间。"})
        if self.quota is not None and not 0 < self.quota <= MOST_SHEETS:
            raise ValidationError({"quota": "份数请填 1 到一亿之间的整数，或者留空。"})

    def accepts(self, at: dt.datetime) -> bool:
        return self.live and self.opens_at <= at < self.closes_at


class QuestionnaireVersion(models.Model):
    """The questions as they were asked: never changed, so that an answer keeps its question."""

    questionnaire = models.ForeignKey(QuestionnairePage, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("第几版")
    digest = models.CharField(max_length=64)
    questions = models.JSONField("题目")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "问卷版本"
        verbose_name_plural = "问卷版本"
        ordering = ["questionnaire", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "number"], name="one_version_of_a_number"
            ),
            models.UniqueConstraint(
                fields=["questionnaire", "digest"], name="one_version_of_the_same_questions"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire} 第 {self.number} 版"


class Question(models.Model):
    """A question by its permanent id. `shape`: what its numbers mean; with another shape the same
    block is another question."""

    questionnaire = models.ForeignKey(QuestionnairePage, models.PROTECT, related_name="asked")
    block = models.CharField(max_length=36)
    kind = models.CharField(max_length=8)
    shape = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = "题目"
        verbose_name_plural = "题目"
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "block", "kind", "shape"], name="question_once"
            )
        ]

    def __str__(self) -> str:
        return self.block


class Option(models.Model):
    """An option, or a row of a matrix, by its permanent id."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="options")
    block = models.CharField(max_length=36)

    class Meta:
        verbose_name = "选项"
        verbose_name_plural = "选项"
        constraints = [models.UniqueConstraint(fields=["question", "block"], name="option_once")]

    def __str__(self) -> str:
        return self.block
