"""日常建议 below the home page: the door for what no campaign asks about, without an end."""

from django.db import migrations
from django.utils import timezone

SLUG, TITLE = "richang", "日常建议"
SUMMARY = "不在专项里的事，随时可以说：路灯、公交、办事、环境，想到哪儿说到哪儿。"
GATE = "要有人马上来处理的事（报修、投诉、求助），请打 12345；有危险的，请打 110、119、120。"


def create_door(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    HomePage = apps.get_model("cms", "HomePage")
    CampaignPage = apps.get_model("suggestions", "CampaignPage")
    home = HomePage.objects.order_by("path").first()
    below = Page.objects.filter(path__startswith=home.path, depth=home.depth + 1) if home else None
    taken = CampaignPage.objects.filter(slug=SLUG).exists() or (
        below is not None and below.filter(slug=SLUG).exists()
    )
    if below is None or taken or CampaignPage.objects.filter(closes_at=None).exists():
        return
    last = below.order_by("-path").values_list("path", flat=True).first()
    kind, _ = ContentType.objects.get_or_create(app_label="suggestions", model="campaignpage")
    now = timezone.now()
    CampaignPage.objects.create(
        title=TITLE,
        draft_title=TITLE,
        slug=SLUG,
        summary=SUMMARY,
        gate_text=GATE,
        opens_at=now,
        closes_at=None,
        first_published_at=now,
        content_type=kind,
        path=_after(last, home.path),
        depth=home.depth + 1,
        numchild=0,
        url_path=f"{home.url_path}{SLUG}/",
        locale=home.locale,
    )
    Page.objects.filter(pk=home.pk).update(numchild=below.count())


def _after(last, parent):
    """The next place among the children, in the letters that the tree counts with."""
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    number = int(last[-4:], 36) + 1 if last else 1
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = letters[rest] + digits
    return parent + digits.rjust(4, "0")


def leave_it(apps, schema_editor):
    """The page stays: what people sent in hangs on it."""


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0003_article_versions"),
        ("suggestions", "0012_drafts"),
    ]
    operations = [migrations.RunPython(create_door, leave_it)]
