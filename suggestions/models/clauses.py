"""条文: the rows of a guide's clauses, which words are tied to, and what is said about them."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Q

from suggestions.models.guide_blocks import Clause
from suggestions.models.referrals import Answer
from suggestions.models.suggestions import Suggestion
from suggestions.models.topics import Topic

# What is read of one clause at a time; a guide has a few hundred.
TOGETHER = 200


class GuideClauseQuerySet(models.QuerySet[Any]):
    def public(self) -> "GuideClauseQuerySet":
        """What stands in the text that anybody may read."""
        return self.filter(number__isnull=False, guide__live=True)

    def drafted(self, guide: int, found: Sequence[Clause]) -> None:
        """A version was saved: each of its clauses has a row, and its place in the draft."""
        rows = {row.key: row for row in self.filter(guide=guide)}
        new = [
            GuideClause(
                guide_id=guide,
                key=one.key,
                draft_number=one.number,
                heading=one.heading,
                text=one.text,
                chapter=one.chapter,
            )
            for one in found
            if one.key not in rows
        ]
        GuideClause.objects.bulk_create(new, batch_size=TOGETHER, ignore_conflicts=True)
        places = {one.key: one for one in found}
        changed = []
        for key, row in rows.items():
            one = places.get(key)
            values: dict[str, Any] = {"draft_number": one.number if one else None}
            if one and row.first_public_at is None:  # nobody outside has read it yet
                values |= {"heading": one.heading, "text": one.text, "chapter": one.chapter}
            if any(getattr(row, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(row, name, value)
                changed.append(row)
        GuideClause.objects.bulk_update(
            changed, ["draft_number", "heading", "text", "chapter"], batch_size=TOGETHER
        )


class GuideClause(models.Model):
    """One clause through all its versions. Its words here are those that the public reads."""

    guide = models.ForeignKey(
        "suggestions.GuidePage", models.CASCADE, related_name="clauses", verbose_name="文本"
    )
    key = models.UUIDField("编号", editable=False)
    # Its place in the published text, and in the newest version; empty: it is not in it.
    number = models.PositiveIntegerField("第几条", null=True)
    draft_number = models.PositiveIntegerField("草稿里第几条", null=True)
    chapter = models.CharField("章", max_length=60, blank=True)
    heading = models.CharField("条标题", max_length=40, blank=True)
    text = models.TextField("条文")
    first_public_at = models.DateTimeField("首次公开", null=True)
    dropped_at = models.DateTimeField("去掉时间", null=True)
    dropped_number = models.PositiveIntegerField("去掉前是第几条", null=True)
    dropped_reason = models.TextField("去掉的理由", blank=True)

    objects = GuideClauseQuerySet.as_manager()

    class Meta:
        verbose_name = "条文"
        verbose_name_plural = "条文"
        ordering = ["guide", "number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["guide", "key"], name="clause_once"),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(dropped_at__isnull=True),
                name="clause_public_or_dropped",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def place(self) -> int | None:
        """Where it stands, or stood."""
        return self.number or self.draft_number or self.dropped_number

    @property
    def label(self) -> str:
        """第 4 条“充电桩装在哪里”."""
        named = f"“{self.heading}”" if self.heading else ""
        return f"第 {self.place} 条{named}" if self.place else f"一条{named}"

    @property
    def anchor(self) -> str:
        return f"c-{self.key.hex[:12]}"


class ClauseLinkQuerySet(models.QuerySet[Any]):
    def standing(self) -> "ClauseLinkQuerySet":
        """Whose author has taken nothing back."""
        return self.filter(suggestion__status__in=Suggestion.ACTIVE, suggestion__erased_at=None)

    def written(self) -> "ClauseLinkQuerySet":
        """Words that are in the clause, wholly or in part."""
        return self.filter(relation__in=ClauseLink.WRITTEN)

    def words_by_guide(self) -> models.QuerySet[Any, dict[str, Any]]:
        """`clause__guide`, `number`: the different suggestions written into the living clauses of
        each guide. These are the clauses of its public text, or of its draft before there is one.
        """
        drafted = Q(clause__draft_number__isnull=False, clause__guide__first_published_at=None)
        living = self.filter(Q(clause__number__isnull=False) | drafted)
        grouped = living.standing().written().order_by().values("clause__guide")
        return grouped.annotate(number=Count("suggestion", distinct=True))


class ClauseLink(models.Model):
    """A suggestion and the clause it went into, or was weighed against; by a person."""

    class Relation(models.TextChoices):
        ADOPTED = "adopted", "采纳"
        PARTLY = "partly", "部分采纳"
        KEPT = "kept", "留作参考"
        NOT_ADOPTED = "not_adopted", "未采纳"

    WRITTEN = (Relation.ADOPTED, Relation.PARTLY)

    clause = models.ForeignKey(GuideClause, models.CASCADE, related_name="links")
    # Empty: it was deleted with its import; the clause says that one is gone.
    suggestion = models.ForeignKey(
        Suggestion, models.SET_NULL, null=True, related_name="clause_links"
    )
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, related_name="clause_links")
    answer = models.ForeignKey(Answer, models.SET_NULL, null=True, related_name="clause_links")
    relation = models.CharField("怎样采纳", max_length=12, choices=Relation)
    adoption = models.CharField("采纳情况", max_length=12, choices=Answer.Adoption)
    reason = models.TextField("理由", blank=True)
    # Fingerprints of sentences of the public text (`text/quoting.py`), never the words.
    sentences = models.JSONField("引用的句子", default=list, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")
    # Since when its author can have heard of it.
    told_at = models.DateTimeField("告知时间", null=True)

    objects = ClauseLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "写进条文"
        verbose_name_plural = "写进条文"
        ordering = ["clause", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["clause", "suggestion"], name="clause_link_once"),
            models.CheckConstraint(
                condition=Q(relation="adopted") | ~Q(reason=""), name="clause_link_says_why"
            ),
            models.CheckConstraint(
                condition=Q(relation="not_adopted", adoption="not_adopted")
                | (~Q(relation="not_adopted") & ~Q(adoption="not_adopted")),
                name="clause_link_code_fits",
            ),
        ]
        permissions = [("adopt_words", "把建议写进条文")]

    def __str__(self) -> str:
        return f"{self.suggestion_id or '（已删除）'} → {self.clause}"

    @property
    def is_written(self) -> bool:
        return self.relation in self.WRITTEN


class ClauseComment(models.Model):
    """A suggestion that came in about a clause while opinions were asked for."""

    suggestion = models.OneToOneField(Suggestion, models.CASCADE, related_name="clause_comment")
    clause = models.ForeignKey(GuideClause, models.CASCADE, related_name="comments")
    number = models.PositiveIntegerField("当时第几条")

    class Meta:
        verbose_name = "对条文的意见"
        verbose_name_plural = "对条文的意见"

    def __str__(self) -> str:
        return f"{self.suggestion_id} → {self.clause_id}"


class ClauseSupport(models.Model):
    """赞成: one visitor, one clause of a draft, once."""

    clause = models.ForeignKey(GuideClause, models.CASCADE, related_name="supports")
    supporter_key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "赞成条文"
        verbose_name_plural = "赞成条文"
        constraints = [
            models.UniqueConstraint(fields=["clause", "supporter_key"], name="clause_support_once")
        ]

    def __str__(self) -> str:
        return f"赞成 {self.clause_id}"
