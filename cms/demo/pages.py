"""The demo's site: home, series with their campaigns, the live event, the standing articles."""

from collections.abc import Container, Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.images import ImageFile
from django.utils.html import format_html
from wagtail.images.models import Image
from wagtail.models import Collection, Page, Site
from wagtail.rich_text import RichText

from cms.demo import PICTURES, Days, content
from cms.models import ArticlePage, HomePage, LiveEventPage
from suggestions.models import (
    Audience,
    CampaignPage,
    CampaignSeriesPage,
    Department,
    SeriesPart,
    ThemeOfInterest,
    User,
)
from suggestions.telling.campaigns import CARD_COVER, COVER, PHONE_COVER

ARTICLES = ("about", "guide", "privacy", "terms", "cookies", "accessibility")
# How somebody takes part, as the content says it and as the page stores it.
WAYS = {"网络": "online", "电话": "phone", "书信": "letter", "走访": "visit", "代写": "visit"}
DRAFT = (
    "附照片要注意什么",
    "拍清楚是哪里、什么情况就够了，一两张就好。请避开别人的脸和车牌；"
    "拍到了也不要紧，公开前我们会再看一遍。",
)


class SiteMade:
    """Puts the pages up one by one, as the editor would, each with its first revision."""

    def __init__(
        self, days: Days, people: dict[str, User], *, pictures: Container[str] | None = None
    ) -> None:
        """`pictures`: the pages that get a cover, by slug; without it all that have one."""
        self.days, self.editor, self.officer = days, people["editor"], people["officer"]
        self.pictures = pictures
        self.organs = dict(Department.objects.values_list("short_name", "name"))
        self.campaigns: dict[str, CampaignPage] = {}

    def load(self) -> dict[str, CampaignPage]:
        """The campaigns by slug."""
        data = content("campaigns")
        home = self._home(data["pages"]["home"])
        for row in data["series"]:
            self._series(home, row, data)
        self._campaign(home, data["everyday"])
        for name in ARTICLES:
            self._article(home, data["pages"][name])
        self._waiting_draft(home)
        return self.campaigns

    # --- the tree -----------------------------------------------------------------------------

    def _home(self, row: dict) -> HomePage:
        """In the place of Wagtail's welcome page, under a root with a Chinese name."""
        root = Page.objects.get(depth=1)
        root.get_children().delete()
        root = Page.objects.get(depth=1)
        root.title = root.draft_title = "全部页面"
        root.save()
        Collection.objects.filter(depth=1).update(name="全部")
        home = HomePage(
            title=row["title"], slug="home", question=row["headline"], intro=row["lead"]
        )
        self._add(root, home, -90)
        Site.objects.all().delete()
        address = urlsplit(settings.SITE_URL)
        Site.objects.create(
            hostname=address.hostname or "localhost",
            port=address.port or 80,
            site_name=settings.SITE_NAME,
            root_page=home,
            is_default_site=True,
        )
        return home

    def _series(self, home: HomePage, row: dict, data: dict) -> None:
        series = CampaignSeriesPage(
            title=row["title"],
            slug=row["slug"],
            summary=row["summary"],
            cover=self._cover(row),
            body=article(row["intro"]),
        )
        self._add(home, series, -70)
        by_slug = {campaign["slug"]: campaign for campaign in data["campaigns"]}
        for slug in row["campaigns"]:
            self._campaign(series, by_slug[slug])
        for event in data["live_events"]:
            if event["series"] == row["slug"]:
                self._live_event(series, event)
        self._whole(series, row)

    def _whole(self, series: CampaignSeriesPage, row: dict) -> None:
        """Of which parts it is made, once they are there, and what came of it so far."""
        if not row.get("parts"):
            return
        page = CampaignSeriesPage.objects.get(pk=series.pk)
        pages = {child.slug: child for child in page.get_children()}
        for place, (kind, slug, target) in enumerate(row["parts"]):
            part = SeriesPart(kind=kind, page=pages[slug], target=target, sort_order=place)
            page.parts.add(part)
        page.result = article(row["result"])
        page.save_revision(user=self.editor).publish()

    def _campaign(self, parent: Page, row: dict) -> None:
        asks, last = row["settings"], row["closes_days"]
        page = CampaignPage(
            title=row["title"],
            slug=row["slug"],
            summary=row["summary"],
            lead_organ=self.organs.get(row["lead_organ"], row["lead_organ"]),
            cover=self._cover(row),
            body=article(row["background"]),
            ways=[("way", {"kind": WAYS[w["channel"]], "text": w["text"]}) for w in row["ways"]],
            opens_at=self.days.on(row["opens_days"], 0),
            # The last day counts whole; the everyday door has none.
            closes_at=None if last is None else self.days.on(last + 1, 0),
            asks_solution=asks["ask_solution"],
            asks_area=asks["ask_area"],
            allows_photos=asks["allow_photos"],
            allows_anonymous=asks["allow_anonymous"],
            gate_text=row["gate_text"],
        )
        page.interests = [ThemeOfInterest(name=name) for name in row["themes"]]
        page.audiences = [Audience(name=name) for name in row["audiences"]]
        if result := row["result"]:
            page.result = [
                ("heading", result["title"]),
                *(("paragraph", paragraph(text)) for text in result["paragraphs"]),
            ]
        self._add(parent, page, min(row["opens_days"], -1))
        self.campaigns[row["slug"]] = page

    def _live_event(self, series: CampaignSeriesPage, row: dict) -> None:
        starts = self.days.on(row["starts_in_days"], row["hour"])
        page = LiveEventPage(
            title=row["title"],
            slug=row["slug"],
            summary=row["summary"],
            starts_at=starts,
            takes_registrations=True,
            ends_at=starts + self.days.minutes(row["duration_minutes"]),
            place=row["place"],
            guests="\n".join(row["guests"]),
            campaign=self.campaigns[row["campaign"]],
            body=article(row["body"]),
        )
        self._add(series, page, -12)

    def _article(self, home: HomePage, row: dict) -> None:
        page = ArticlePage(
            title=row["title"],
            slug=row["slug"],
            summary=row["intro"],
            version=row.get("version", ""),
            asks_hardship=row.get("asks_hardship", False),
            body=article(row["body"]),
            show_in_menus=True,  # the footer lists what is to be in menus
        )
        self._add(home, page, -80)

    def _add(self, parent: Page, page: Page, day: int) -> None:
        """As of a past day: the editor wrote it, the officer published it."""
        page.owner = self.editor
        page.first_published_at = self.days.on(day, 9)
        parent.add_child(instance=page)
        page.save_revision(user=self.editor).publish(user=self.officer)

    # --- pictures and drafts ------------------------------------------------------------------

    def _cover(self, row: dict) -> Image | None:
        if not row["cover"] or (self.pictures is not None and row["slug"] not in self.pictures):
            return None
        name = f"{row['slug']}.png"
        with (PICTURES / name).open("rb") as file:
            image = Image.objects.create(
                title=row["title"],
                description=row["cover"],
                file=ImageFile(file, name=name),
                uploaded_by_user=self.editor,
            )
        image.get_renditions(
            COVER, PHONE_COVER, CARD_COVER
        )  # the first visitor need not wait for them
        return image

    def _waiting_draft(self, home: HomePage) -> None:
        """A change of the guide that waits for an officer: Wagtail's workflow at work."""
        guide = ArticlePage.objects.child_of(home).get(
            slug=content("campaigns")["pages"]["guide"]["slug"]
        )
        heading, text = DRAFT
        guide.body.append(("heading", heading))
        guide.body.append(("paragraph", paragraph(text)))
        guide.save_revision(user=self.editor)
        guide.get_workflow().start(guide, self.editor)


def article(parts: Iterable[dict]) -> list[tuple[str, object]]:
    """Headings and paragraphs of the content as blocks."""
    blocks: list[tuple[str, object]] = []
    for part in parts:
        blocks += [("heading", part["heading"]), ("paragraph", paragraph(part["text"]))]
    return blocks


def paragraph(text: str) -> RichText:
    return RichText(format_html("<p>{}</p>", text))
