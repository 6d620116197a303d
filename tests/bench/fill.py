"""Fills a scratch database: `python -m tests.bench.fill COUNT` public suggestions in topics."""

import datetime as dt
import random
import sys

import django

SUBJECTS = [
    "充电桩",
    "电梯",
    "路灯",
    "停车",
    "垃圾分类",
    "养老食堂",
    "公园长椅",
    "公交班次",
    "噪音",
    "绿化",
    "菜场",
    "儿童乐园",
]
PLACES = ["东门", "西门", "北区", "南区", "河边", "校门口", "地铁口", "菜场旁", "广场", "车库"]
WISHES = [
    "太少了",
    "坏了没人修",
    "晚上太暗",
    "希望延长时间",
    "建议增加",
    "能不能换个位置",
    "老人用着不方便",
]


def main(count: int) -> None:
    django.setup()
    from wagtail.models import Page, Site

    from cms.models import HomePage
    from suggestions.models import Area, CampaignPage

    now = django.utils.timezone.now()
    root = Page.objects.get(depth=1)
    root.get_children().delete()
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=HomePage(title="建言", slug="home"))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    campaign = home.add_child(
        instance=CampaignPage(
            title="您对城市有什么建议",
            slug="bench",
            summary="什么都可以说。",
            opens_at=now - dt.timedelta(days=60),
            closes_at=now + dt.timedelta(days=60),
        )
    )
    city = Area.add_root(code="31", name="上海市", level="city", full_name="上海市")
    districts = []
    for i in range(16):
        city.refresh_from_db()
        districts.append(
            city.add_child(
                code=f"3101{i:02}", name=f"第{i}区", level="district", full_name=f"第{i}区"
            )
        )
    if count:
        _fill(campaign, districts, count, now)


def _fill(campaign, areas, count: int, now) -> None:
    from django.db import connection, transaction

    from suggestions.models import Placement, Suggestion, Theme, Topic, User
    from suggestions.text import search
    from tests.bench import fill_doings

    rng = random.Random(7)
    desk = User.objects.create_user("bench")
    themes = Theme.objects.bulk_create(
        [Theme(campaign=campaign, number=i, name=f"主题{i}") for i in range(1, 41)]
    )
    topics = Topic.objects.bulk_create(
        [
            Topic(
                campaign=campaign,
                number=i,
                name=f"{rng.choice(PLACES)}{rng.choice(SUBJECTS)}{i}",
                theme=rng.choice(themes),
                status="confirmed",
                named_by=desk,
            )
            for i in range(1, 301)
        ]
    )
    with transaction.atomic():
        for start in range(0, count, 1000):
            rows = [_suggestion(campaign, areas, rng, now) for _ in range(min(1000, count - start))]
            Suggestion.objects.bulk_create(rows)
            Placement.objects.bulk_create(
                [
                    Placement(
                        suggestion=s,
                        topic=(t := rng.choice(topics)),
                        theme=t.theme,
                        by=desk,
                        at=now,
                    )
                    for s in rows
                    if rng.random() < 0.8
                ]
            )
            search.index(rows)
        fill_doings.fill(campaign, topics, now)
    with connection.cursor() as cursor:
        # What autovacuum does within minutes: without it no index answers alone.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _suggestion(campaign, areas, rng, now):
    from suggestions.models import Suggestion

    place, subject, wish = rng.choice(PLACES), rng.choice(SUBJECTS), rng.choice(WISHES)
    title = f"{place}的{subject}{wish}"
    body = "".join(
        f"{rng.choice(PLACES)}的{rng.choice(SUBJECTS)}{rng.choice(WISHES)}，" for _ in range(14)
    )
    at = now - dt.timedelta(minutes=rng.randrange(60 * 24 * 50))
    return Suggestion(
        campaign=campaign,
        status="accepted",
        submitted_at=at,
        published_at=at,
        title=title,
        body=body,
        public_title=title,
        public_body=body,
        area=rng.choice(areas),
        support_count=rng.randrange(40),
        author_key=str(rng.randrange(20_000)),
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
