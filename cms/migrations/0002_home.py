"""A site of our own in the place of Wagtail's English welcome page, under Chinese names."""

from django.conf import settings
from django.db import migrations

ROOT_TITLE, COLLECTION, QUESTION = "全部页面", "全部", "您对城市有什么建议？"


def create_home(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    HomePage = apps.get_model("cms", "HomePage")
    welcome = Page.objects.filter(content_type__model="page", slug="home", depth=2)
    if not welcome.exists():
        return  # somebody has made a site here already
    welcome.delete()
    kind, _ = ContentType.objects.get_or_create(app_label="cms", model="homepage")
    home = HomePage.objects.create(
        title=settings.SITE_NAME,
        draft_title=settings.SITE_NAME,
        slug="home",
        question=QUESTION,
        content_type=kind,
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/home/",
        locale=Locale.objects.get(),
    )
    Site.objects.all().delete()
    Site.objects.create(
        hostname="localhost",
        site_name=settings.SITE_NAME,
        root_page=home.page_ptr,
        is_default_site=True,
    )
    Page.objects.filter(depth=1).update(title=ROOT_TITLE, draft_title=ROOT_TITLE, numchild=1)
    apps.get_model("wagtailcore", "Collection").objects.filter(depth=1).update(name=COLLECTION)


def leave_plain_pages(apps, schema_editor):
    """Pages whose own tables are about to go stay in the tree as pages without a type."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    plain = ContentType.objects.get(app_label="wagtailcore", model="page")
    Page.objects.filter(content_type__app_label="cms").update(content_type=plain)
    Page.objects.filter(depth=1).update(title="Root", draft_title="Root")
    apps.get_model("wagtailcore", "Collection").objects.filter(depth=1).update(name="Root")


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0001_pages"),
        ("suggestions", "0004_roles"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [migrations.RunPython(create_home, leave_plain_pages)]
