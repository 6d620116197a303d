"""Fills a scratch PostgreSQL with a city: `python -m tests.bench.fill_city [COUNT]` suggestions.

280,000 suggestions, the largest campaign with 200,000 of them, 8,841 public topics, tags, areas
down to the neighbourhood, contacts, history, answers and ratings. Written by SQL beside the verbs,
in about five minutes: it is measured how pages read such a city, not how it grew. The sentences are
the demo's, cut into words once each.
"""

import datetime as dt
import json
import sys
from pathlib import Path

import django

COUNT, TOPICS, PROPOSED, TAGS, PEOPLE = 280_000, 8_841, 400, 3_000, 90_000
SHARES = (("bench", 0.714), *((f"bench-{n}", 0.036) for n in range(1, 7)), ("everyday", 0.07))
STORY = Path(__file__).resolve().parents[2] / "cms/demo/suggestions.json"
SENTENCES_EACH = 6


def main(count: int = COUNT) -> None:
    django.setup()
    from django.db import connection

    from tests.bench import fill

    fill.main(0)
    campaigns = _campaigns()
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET session_replication_role = replica")  # the keys below fit
        cursor.execute("SELECT setseed(0.42)")
        _pool(cursor)
        _places(cursor)
        _frame(cursor, campaigns)
        for sql in STEPS:
            cursor.execute(sql, {"count": count, **NUMBERS})
        cursor.execute("VACUUM ANALYZE")
    from suggestions.text import search

    search.count_words(anyway=True)


def _campaigns() -> list[tuple[int, float]]:
    """The pages of the campaigns, each with the share of all suggestions up to it."""
    from django.utils import timezone

    from suggestions.models import CampaignPage

    now = timezone.now()
    first = CampaignPage.objects.get(slug="bench")
    home, found, upto = first.get_parent(), [], 0.0
    for slug, share in SHARES:
        page = CampaignPage.objects.filter(slug=slug).first()
        if page is None:
            ends = None if slug == "everyday" else now + dt.timedelta(days=30)
            page = CampaignPage(
                title=f"征集 {slug}", slug=slug, summary="什么都可以说。",
                opens_at=now - dt.timedelta(days=400), closes_at=ends,
            )  # fmt: skip
            home.refresh_from_db()
            home.add_child(instance=page)
        upto += share
        found.append((page.pk, upto))
    return found


def _pool(cursor) -> None:
    """The demo's sentences and titles with the words by which they are found."""
    from suggestions.text.language import search_tokens
    from suggestions.text.search import document, plain

    letters = json.loads(STORY.read_text())
    titles = sorted({letter["title"] for letter in letters})
    bodies = sorted({part + "。" for one in letters for part in one["body"].split("。") if part})
    cursor.execute("CREATE TEMP TABLE pool (kind int, n int, words text, tokens text)")
    rows = [(0, n, title, document(title, "", "")) for n, title in enumerate(titles)]
    for n, text in enumerate(bodies):
        rows.append((1, n, text, " ".join(plain(token) for token in search_tokens(text))))
    cursor.executemany("INSERT INTO pool VALUES (%s, %s, %s, %s)", rows)
    cursor.execute("CREATE INDEX ON pool (kind, n)")
    NUMBERS.update(titles=len(titles), bodies=len(bodies))


def _places(cursor) -> None:
    """13 streets in each district, 10 neighbourhoods in each street."""
    from suggestions.models import Area

    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

    def below(parent, n, level, name):
        path = f"{parent.path}00{alphabet[n // 36]}{alphabet[n % 36]}"
        return Area(
            code=f"{parent.code}{n:03}", name=name, level=level, depth=parent.depth + 1, path=path,
            full_name=f"{parent.full_name} · {name}",
        )  # fmt: skip

    districts = list(Area.objects.filter(level="district"))
    streets = [
        below(d, n, "street", f"{d.name[1:-1]}{n}街道") for d in districts for n in range(1, 14)
    ]
    Area.objects.bulk_create(streets)
    Area.objects.bulk_create(
        below(s, n, "community", f"{n}居委") for s in streets for n in range(1, 11)
    )
    Area.objects.filter(level="district").update(numchild=13)
    Area.objects.filter(level="street").update(numchild=10)


def _frame(cursor, campaigns) -> None:
    """Temporary tables of what is chosen from at random."""
    from suggestions.models import Department, User

    desk = User.objects.create_user("bench")
    Department.objects.bulk_create(
        Department(name=f"市第{n}局", short_name=f"{n}局") for n in range(1, 61)
    )
    cursor.execute("CREATE TEMP TABLE home (campaign int, low float, high float)")
    low = 0.0
    for key, high in campaigns:
        cursor.execute("INSERT INTO home VALUES (%s, %s, %s)", [key, low, high])
        low = high
    cursor.execute("UPDATE home SET high = 1.01 WHERE high = (SELECT max(high) FROM home)")
    cursor.execute(
        "CREATE TEMP TABLE place AS SELECT row_number() OVER (ORDER BY path) - 1 AS n, id"
        " FROM suggestions_area WHERE depth > 1"
    )
    cursor.execute("CREATE INDEX ON place (n)")
    cursor.execute("CREATE TEMP TABLE organ AS SELECT row_number() OVER (ORDER BY id) - 1 AS n, id"
                   " FROM suggestions_department")  # fmt: skip
    NUMBERS.update(desk=desk.pk)


NUMBERS = {
    "topics": TOPICS, "proposed": PROPOSED, "tags": TAGS, "people": PEOPLE, "each": SENTENCES_EACH,
    "places": 16 + 16 * 13 + 16 * 13 * 10,
}  # fmt: skip

# What is drawn for each suggestion, once, so that every step below sees the same.
STEPS = [
    """CREATE TEMP TABLE drawn AS
    SELECT n, random() AS home, random() AS fate, random() AS r, random() AS t,
        floor(random() * %(titles)s)::int AS title, floor(random() * %(places)s)::int AS place,
        floor(random() * %(people)s)::int AS person,
        now() - random() * interval '395 days' AS at
    FROM generate_series(1, %(count)s) AS n""",
    """CREATE TEMP TABLE said AS
    SELECT d.n, string_agg(p.words, '' ORDER BY k) AS words, string_agg(p.tokens, ' ') AS tokens
    FROM drawn d CROSS JOIN generate_series(1, %(each)s) AS k
    JOIN pool p ON p.kind = 1
        AND p.n = ((d.n::bigint * 7919 + k * 104729 + (d.n / 13) * 31 * k) %% %(bodies)s)
    GROUP BY d.n""",
    "CREATE UNIQUE INDEX ON said (n)",
    "ANALYZE drawn",
    "ANALYZE said",
    # --- suggestions
    """INSERT INTO suggestions_suggestion (id, campaign_id, status, channel, submitted_at,
        screen_by, title, body, solution, area_id, place, may_publish, author_key, public_title,
        public_body, public_solution, published_at, decline_route, decline_reason,
        receipt_hash, payload_hash, external_id, support_count)
    SELECT d.n, h.campaign,
        CASE WHEN d.fate < .02 THEN 'pending' WHEN d.fate < .05 THEN 'declined'
            WHEN d.fate < .06 THEN 'withdrawn' ELSE 'accepted' END,
        CASE WHEN d.r < .7 THEN 'online' WHEN d.r < .9 THEN 'hotline' ELSE 'letter' END, d.at,
        (d.at + interval '5 days')::date, p.words, s.words, '', a.id, '', true,
        CASE WHEN d.r < .8 THEN md5('p' || d.person) || md5('q' || d.person) ELSE '' END,
        p.words, s.words, '',
        CASE WHEN d.fate >= .06 AND d.t < .97 THEN d.at + interval '2 days' END, '', '',
        md5('r' || d.n), '', '', floor(power(d.t, 8) * 60)::int
    FROM drawn d JOIN said s USING (n) JOIN pool p ON p.kind = 0 AND p.n = d.title
    JOIN home h ON d.home >= h.low AND d.home < h.high LEFT JOIN place a ON a.n = d.place""",
    "SELECT setval(pg_get_serial_sequence('suggestions_suggestion', 'id'), %(count)s)",
    """INSERT INTO suggestions_sorting (suggestion_id, guess, score, words, kind, insisted,
        text_key, version)
    SELECT n, 'suggestion', .9, '[]', 'suggestion', false, md5(words), 0 FROM said""",
    """INSERT INTO suggestions_contact (suggestion_id, name, phone, email, notice_version,
        consented_at, address, link_serial, way, email_key, phone_key)
    SELECT n, '', '', '', '1', at, '', 1, 'auto', '', md5('p' || person) FROM drawn WHERE r < .5""",
    # --- tags
    """INSERT INTO taggit_tag (name, slug)
    SELECT '标签' || n, 'bench-' || n FROM generate_series(1, %(tags)s) AS n""",
    """INSERT INTO suggestions_taggedsuggestion (tag_id, content_object_id)
    SELECT DISTINCT t.id, d.n FROM drawn d CROSS JOIN generate_series(1, 2) AS k
    JOIN taggit_tag t ON t.slug = 'bench-' || (1 + floor(power(
        abs(hashtext(d.n || '-' || k)) / 2147483648.0, 3) * %(tags)s))::int WHERE d.fate >= .05""",
    # --- themes, issues, topics
    """INSERT INTO suggestions_theme (campaign_id, number, name, keywords, named_by_id)
    SELECT campaign, n, '主题' || n, '[]', %(desk)s FROM home, generate_series(1, 40) AS n""",
    """INSERT INTO suggestions_issue (number, name, status, keywords, representatives, score,
        campaign_id, named_by_id)
    SELECT n, '第' || n || '类问题', 'confirmed', '[]', '[]', 0, campaign, %(desk)s
    FROM home, generate_series(1, 60) AS n""",
    """INSERT INTO suggestions_topic (campaign_id, number, name, summary, status, keywords,
        representatives, score, named_by_id, theme_id, issue_id, issue_by_id)
    SELECT h.campaign, x.n, left(p.words, 50) || x.n, '',
        CASE WHEN x.n > %(topics)s THEN 'proposed'
            ELSE (ARRAY['confirmed', 'forwarded', 'answered'])[1 + x.n %% 3] END,
        (SELECT jsonb_agg(jsonb_build_array('词' || (x.n * 31 + k * k * 17) %% 900, .9 - k * .1))
            FROM generate_series(1, 8) AS k), '[]', .5,
        CASE WHEN x.n <= %(topics)s THEN %(desk)s END, t.id, i.id,
        CASE WHEN i.id IS NOT NULL THEN %(desk)s END
    FROM (SELECT n, random() AS r FROM generate_series(1, %(topics)s + %(proposed)s) AS n) x
    JOIN home h ON x.r >= h.low AND x.r < h.high
    JOIN pool p ON p.kind = 0 AND p.n = x.n %% %(titles)s
    JOIN suggestions_theme t ON t.campaign_id = h.campaign AND t.number = 1 + x.n %% 40
    LEFT JOIN suggestions_issue i
        ON i.campaign_id = h.campaign AND i.number = 1 + x.n %% 60 AND x.n %% 5 = 0""",
    """CREATE TEMP TABLE seat AS SELECT campaign_id, id, theme_id, status,
        row_number() OVER (PARTITION BY campaign_id ORDER BY number) - 1 AS n,
        count(*) OVER (PARTITION BY campaign_id) AS all_of FROM suggestions_topic""",
    "CREATE INDEX ON seat (campaign_id, n)",
    "ANALYZE seat",
    """INSERT INTO suggestions_placement (suggestion_id, theme_id, topic_id, score, words, by_id,
        at)
    SELECT s.id, t.theme_id, t.id, d.t, '[]',
        CASE WHEN t.status <> 'proposed' AND d.r < .95 THEN %(desk)s END, d.at
    FROM drawn d JOIN suggestions_suggestion s ON s.id = d.n
    JOIN (SELECT campaign_id, count(*) AS c FROM seat GROUP BY 1) m
        ON m.campaign_id = s.campaign_id
    JOIN seat t ON t.campaign_id = s.campaign_id AND t.n = floor(power(d.t, 2) * m.c)::int
    WHERE d.fate >= .05 AND d.home * 977 - floor(d.home * 977) < .85""",
    """INSERT INTO suggestions_placement (suggestion_id, theme_id, score, words, at)
    SELECT s.id, (SELECT min(t.id) FROM suggestions_theme t WHERE t.campaign_id = s.campaign_id), 0,
        '[]', s.submitted_at
    FROM suggestions_suggestion s LEFT JOIN suggestions_placement p ON p.suggestion_id = s.id
    WHERE p.id IS NULL AND s.status = 'accepted'""",
    """UPDATE suggestions_topic t SET representatives = m.first
    FROM (SELECT topic_id, to_jsonb((array_agg(suggestion_id ORDER BY score DESC))[1:3]) AS first
        FROM suggestions_placement WHERE topic_id IS NOT NULL GROUP BY 1) m
    WHERE m.topic_id = t.id""",
    # --- departments, answers, ratings
    """INSERT INTO suggestions_referral (topic_id, department_id, role, status, note, sent_by_id,
        sent_at, sign_by, object_by, due_on, extended)
    SELECT t.id, o.id, 'lead', CASE WHEN t.status = 'answered' THEN 'done' ELSE 'signed' END, '',
        %(desk)s, now() - interval '20 days', current_date, current_date,
        current_date + (t.id %% 40)::int - 9, false
    FROM suggestions_topic t JOIN organ o ON o.n = t.id %% 60
    WHERE t.status IN ('forwarded', 'answered')""",
    """INSERT INTO suggestions_answer (topic_id, referral_id, text, adoption, status, written_by_id,
        written_at, decided_by_id, decided_at, return_reason, part)
    SELECT topic_id, id, repeat('大家反映的几件事，逐件答复如下。', 12),
        (ARRAY['measure', 'work', 'not_adopted'])[1 + id %% 3], 'accepted', %(desk)s,
        now() - interval '9 days', %(desk)s, now() - (id %% 200) * interval '1 hour', '', ''
    FROM suggestions_referral WHERE status = 'done'""",
    """INSERT INTO suggestions_delivery (answer_id, suggestion_id, at)
    SELECT a.id, p.suggestion_id, a.decided_at
    FROM suggestions_answer a JOIN suggestions_placement p USING (topic_id)
    JOIN suggestions_suggestion s ON s.id = p.suggestion_id AND s.status = 'accepted'
    WHERE p.by_id IS NOT NULL""",
    """INSERT INTO suggestions_rating (delivery_id, satisfaction, done, comment, round, at)
    SELECT id, CASE WHEN id %% 3 = 0 THEN 'fair' ELSE 'good' END,
        (ARRAY['yes', 'partly', 'no'])[1 + id %% 3], '', 1, at
    FROM suggestions_delivery WHERE id %% 5 = 0""",
    """UPDATE suggestions_suggestion s SET status = CASE t.status WHEN 'answered' THEN 'answered'
        ELSE 'forwarded' END
    FROM suggestions_placement p JOIN suggestions_topic t ON t.id = p.topic_id
    WHERE p.suggestion_id = s.id AND p.by_id IS NOT NULL AND s.status = 'accepted'
        AND t.status IN ('forwarded', 'answered')""",
    # --- supports, history, messages
    """INSERT INTO suggestions_support (suggestion_id, supporter_key, at)
    SELECT DISTINCT 1 + floor(random() * %(count)s)::int, md5('v' || n), now()
    FROM generate_series(1, %(count)s) AS n""",
    """INSERT INTO suggestions_topicsupport (topic_id, supporter_key, at)
    SELECT t.id, md5('v' || t.id || '-' || k), now()
    FROM suggestions_topic t, generate_series(1, 3) AS k WHERE t.status <> 'proposed'""",
    """INSERT INTO suggestions_event (verb, suggestion_id, from_status, to_status, by_id, actor,
        reason, data, public, at)
    SELECT 'submitted', n, '', 'pending', NULL, '建议人', '', '{}'::jsonb, true, at FROM drawn
    UNION ALL SELECT 'accepted', n, 'pending', 'accepted', %(desk)s, '征集办', '', '{}', true,
        at + interval '2 days' FROM drawn WHERE fate >= .06""",
    # --- the search
    "DROP INDEX suggestions_search_tokens",
    """INSERT INTO suggestions_search (rowid, tokens)
    SELECT d.n, to_tsvector('simple', p.tokens || ' ' || s.tokens)
    FROM drawn d JOIN said s USING (n) JOIN pool p ON p.kind = 0 AND p.n = d.title
    WHERE d.fate >= .06 AND d.t < .97""",
    "SET maintenance_work_mem = '512MB'",
    "CREATE INDEX suggestions_search_tokens ON suggestions_search USING gin (tokens)",
    """INSERT INTO suggestions_unread (rowid, tokens)
    SELECT d.n, to_tsvector('simple', p.tokens || ' ' || s.tokens)
    FROM drawn d JOIN said s USING (n) JOIN pool p ON p.kind = 0 AND p.n = d.title
    WHERE NOT (d.fate >= .06 AND d.t < .97)""",
]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
