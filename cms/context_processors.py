"""What every public page shows around its content."""

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from wagtail.models import Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from cms.models import ArticlePage

ELDER_COOKIE = "elder"
# Another process hears nothing of a page published here: it looks again after so long.
FOOTER_CACHED, FOOTER_KEY = 60, "cms.footer"


def site(request) -> dict:
    return {
        "site_name": settings.SITE_NAME,
        "product_name": settings.SITE_NAME,  # Django's login view calls the host `site_name`
        "site_tagline": settings.SITE_TAGLINE,
        "site_organ": settings.SITE_ORGAN,
        "site_id": settings.SITE_ID,
        "site_record": settings.SITE_RECORD,
        "hotline": settings.HOTLINE,
        "elder": request.COOKIES.get(ELDER_COOKIE) == "on",
        "demo_notice": settings.DEMO_NOTICE,
        "demo": settings.MODE == "demo",
        "footer_links": footer_links,  # a function: templates that do not ask pay nothing
    }


def footer_links() -> list[dict]:
    """Articles directly below the home page that editors have put into menus."""
    links = cache.get(_footer_key())
    if links is None:
        links = _footer_links()
        cache.set(_footer_key(), links, FOOTER_CACHED)
    return links


def _footer_links() -> list[dict]:
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return []
    articles = ArticlePage.objects.child_of(site.root_page).live().public().in_menu()
    # Of the default site: the path below its root, in the order of the tree.
    return [{"title": page.title, "url": page.url} for page in articles.order_by("path")]


def _footer_key() -> str:
    """One for each database: tests and tenants share a process."""
    return f"{FOOTER_KEY}.{connection.settings_dict['NAME']}"


def forget_footer(**kwargs) -> None:
    cache.delete(_footer_key())


for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
    signal.connect(forget_footer, dispatch_uid="cms.footer")
