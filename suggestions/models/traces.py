"""What people leave at topics: who met the same, what was merged, who has read of the shelf."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q

from suggestions.models.suggestions import Suggestion
from suggestions.models.topics import Topic


class TopicSupport(models.Model):
    """我也遇到了: one visitor, one topic, once; told apart from the supports of suggestions."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="own_supports")
    supporter_key = models.CharField(max_length=64)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "问题附议"
        verbose_name_plural = "问题附议"
        constraints = [
            models.UniqueConstraint(fields=["topic", "supporter_key"], name="topic_support_once")
        ]

    def __str__(self) -> str:
        return f"问题附议 {self.topic_id}"


def poured_into(topics: Iterable[int]) -> dict[int, list[int]]:
    """`{topic key: every topic that was merged into it, itself first}`, however often on and from
    whatever campaign: one query a generation of merges."""
    found = {topic: [topic] for topic in topics}
    stands = {topic: topic for topic in found}
    young = list(found)
    while young:
        merged = Topic.objects.filter(merged_into__in=young).order_by("pk")
        young = []
        for pk, into in merged.values_list("pk", "merged_into_id"):
            if pk not in stands:
                stands[pk] = stands[into]
                found[stands[pk]].append(pk)
                young.append(pk)
    return found


class TopicMerge(models.Model):
    """What a merge moved, so that undoing it restores exactly."""

    source = models.ForeignKey(Topic, models.CASCADE, related_name="merges_away")
    target = models.ForeignKey(Topic, models.CASCADE, related_name="merges_here")
    source_status = models.CharField(max_length=12, choices=Topic.Status)
    # What the target was called before it took the name that a person had given the source.
    target_name = models.CharField(max_length=60, blank=True)
    # [[suggestion_id, by_id | null], …]: the members as they stood in the source.
    members = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "合并记录"
        verbose_name_plural = "合并记录"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(undone_at__isnull=True), name="one_standing_merge"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_id} 并入 {self.target_id}"


class ShelfReading(models.Model):
    """Who has read which suggestion of the shelf."""

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="readings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "阅读记录"
        verbose_name_plural = "阅读记录"
        constraints = [
            models.UniqueConstraint(fields=["suggestion", "reader"], name="reading_once")
        ]

    def __str__(self) -> str:
        return f"{self.reader_id} 读过 {self.suggestion_id}"
