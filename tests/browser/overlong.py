"""Everything that somebody may name is given the longest name that it takes, without a space."""

from django.apps import apps
from django.db import models
from wagtail.models import Page

NAMES = ("name", "title", "public_title", "short_name", "full_name", "target_name", "holder")
TEXTS = ("note", "reason", "body", "public_body", "text", "cause", "comment", "duties", "error")
# Chinese breaks after every character; a number of a letter or of a meter never does.
WORDS = "关于老旧小区地下车库电动自行车集中充电设施不足的建议" * 3
NUMBER = "31010420260916000123456789012345678901"
NAME = f"{WORDS[:12]}{NUMBER}{WORDS * 2}"
TEXT = f"{WORDS}{NUMBER * 3}{WORDS}"


def stretch() -> None:
    for model in (*apps.get_app_config("suggestions").get_models(),
                  *apps.get_app_config("deliberation").get_models()):  # fmt: skip
        ours = {field.name: field for field in model._meta.local_fields}
        for name, field in ours.items():
            if name in NAMES and isinstance(field, models.CharField) and not field.choices:
                rename(model, field)
        long = {name: TEXT for name in TEXTS if isinstance(ours.get(name), models.TextField)}
        for name in long:
            rows(model).exclude(**{name: ""}).update(**{name: TEXT})
    Page.objects.filter(depth__gt=2).update(title=NAME, draft_title=NAME)


def rows(model: type[models.Model]) -> models.QuerySet:
    """Also of what is written once."""
    return models.QuerySet(model)


def rename(model: type[models.Model], field: models.CharField) -> None:
    room = field.max_length or 200
    if not field.unique and not model._meta.total_unique_constraints:
        rows(model).exclude(**{field.name: ""}).update(**{field.name: NAME[:room]})
        return
    for pk in rows(model).exclude(**{field.name: ""}).values_list("pk", flat=True):
        rows(model).filter(pk=pk).update(**{field.name: f"{pk}{NAME}"[:room]})
