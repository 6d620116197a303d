"""Pictures and PDFs that a department lays beside its answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from suggestions.models.files import private_storage
from suggestions.models.referrals import Answer, Referral


class AnswerFileQuerySet(models.QuerySet):
    def waiting(self) -> "AnswerFileQuerySet":
        """Not handed in yet: the department's own, whatever was sent back to it included."""
        return self.filter(answer=None)


class AnswerFile(models.Model):
    """答复附件: drawn anew when it came in. Until the answer is handed in it lies with the referral
    and its department alone; with the answer it goes to the office, and to residents once that is
    accepted."""

    class Kind(models.TextChoices):
        PICTURE = "jpg", "图片"
        PDF = "pdf", "PDF"

    TYPES = {Kind.PICTURE: "image/jpeg", Kind.PDF: "application/pdf"}

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="files")
    answer = models.ForeignKey(
        Answer, models.PROTECT, null=True, blank=True, related_name="files", verbose_name="答复"
    )
    name = models.CharField("名称", max_length=80)
    kind = models.CharField("种类", max_length=3, choices=Kind)
    file = models.FileField(storage=private_storage, upload_to="answers/%Y/%m/")
    size = models.PositiveIntegerField("大小")  # bytes
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("上传时间")

    objects = AnswerFileQuerySet.as_manager()

    class Meta:
        verbose_name = "答复附件"
        verbose_name_plural = "答复附件"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "name"],
                condition=Q(answer__isnull=True),
                name="answer_file_named_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}.{self.kind}"

    def get_absolute_url(self) -> str:
        return reverse("suggestions:answer_file", args=[self.pk])

    @property
    def content_type(self) -> str:
        return self.TYPES[self.Kind(self.kind)]
