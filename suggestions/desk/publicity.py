"""Lists of pages at the desk: whether residents see a page, and the button for a new one."""

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Page, Site


def state_of(page: Page) -> str:
    if not page.live:
        return "草稿，居民看不到"
    return "已发布，有没发布的修改" if page.has_unpublished_changes else "已发布"


def state_column() -> Column:
    return Column("state", label="发布", accessor=state_of)


def new_page_button(request: HttpRequest, model: type[Page], label: str) -> list[HeaderButton]:
    """A new page below the home page, for who may write one there."""
    site = Site.find_for_request(request)
    home = site.root_page if site else None
    if home is None or not home.permissions_for_user(request.user).can_add_subpage():
        return []
    if not model.can_create_at(home):
        return []
    kind = (model._meta.app_label, model._meta.model_name)
    url = reverse("wagtailadmin_pages:add", args=[*kind, home.pk])
    return [HeaderButton(label, url=url, icon_name="plus")]
