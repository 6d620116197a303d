"""Whether residents see a page: said in each list of pages at the desk."""

from wagtail.admin.ui.tables import Column
from wagtail.models import Page


def state_of(page: Page) -> str:
    if not page.live:
        return "草稿，居民看不到"
    return "已发布，有没发布的修改" if page.has_unpublished_changes else "已发布"


def state_column() -> Column:
    return Column("state", label="发布", accessor=state_of)
