"""Who may open which address and press which button: one line each, read by `test_roles.py`.

A new address or button without its line here fails the tests. Community deliberation has its
lines in `roles_deliberation.py`.
"""

from tests.cms import (
    roles_areas,
    roles_channels,
    roles_city,
    roles_deliberation,
    roles_live,
    roles_monthly,
    roles_news,
    roles_papers,
    roles_questionnaires,
    roles_recognition,
    roles_stations,
    roles_visits,
)
from tests.cms.roles_row import NOBODY, Row

ANONYMOUS, RESIDENT = "anonymous", "resident"  # the resident holds the receipt of `own`
STAFF = (
    "editor",
    "officer",
    "clerk",
    "other_clerk",
    "stray_clerk",
    "secretary",
    "supervisor",
    "administrator",
)
ROLES = (ANONYMOUS, RESIDENT, *STAFF)

OFFICE = frozenset({"officer"})
DESK = frozenset({"officer", "supervisor"})
READERS = frozenset({"officer", "supervisor", "administrator"})
OVERSIGHT = frozenset({"supervisor", "administrator"})
ADMIN = frozenset({"administrator"})
CLERKS = frozenset({"clerk", "other_clerk", "stray_clerk"})
PAGES = frozenset({"editor", "officer"})
HOLDER = frozenset({RESIDENT})


def pair(name: str, may: frozenset[str], args: str = "") -> list[Row]:
    """A list and its results alone."""
    return [Row(name, args, may), Row(f"{name}_results", args, may)]


def settings(namespace: str, args: str, may: frozenset[str] = ADMIN) -> list[Row]:
    """The screens of one of Wagtail's model viewsets."""
    return [
        *pair(f"{namespace}:index", may),
        Row(f"{namespace}:add", "", may),
        *(Row(f"{namespace}:{name}", args, may) for name in ("edit", "delete", "usage")),
        *pair(f"{namespace}:history", may, args),
    ]


OTHER_CLERKS = frozenset({"other_clerk", "stray_clerk"})

GETS = [
    # --- residents
    Row("cms:elder", status=303),
    Row("cms:search"),
    Row("cms:healthz"),
    Row("cms:readyz"),
    Row("cms:metrics"),
    Row("cms:demo_outbox", status=404),
    Row("cms:hardship", status=404),  # this world has no everyday door
    Row("suggestions:campaigns"),
    Row("suggestions:list"),
    Row("suggestions:detail", "published"),
    Row("suggestions:detail", "pending", status=404),
    Row("suggestions:topic", "topic"),
    Row("suggestions:topic", "proposed", status=404),
    Row("suggestions:issue", "issue"),
    Row("suggestions:issue", "unconfirmed", status=404),
    Row("suggestions:topic_map", "slug"),
    Row("suggestions:city_map"),
    Row("suggestions:units"),
    Row("suggestions:figures"),
    Row("suggestions:unit", "department"),
    Row("suggestions:submit_choose", status=302),
    Row("suggestions:submit", "slug"),
    Row("suggestions:receipt", status=404),
    Row("suggestions:sheet_receipt", status=404),
    Row("suggestions:questionnaires"),
    Row("suggestions:questionnaire", "questionnaire"),
    Row("suggestions:questionnaire_results", "questionnaire"),
    *pair("desk_questionnaires:index", DESK | PAGES),
    *roles_questionnaires.GETS,
    Row("suggestions:track"),
    Row("suggestions:lost"),
    Row("suggestions:new_code", "own", status=303),
    Row("suggestions:forget", status=303),
    Row("suggestions:tracked", "own", HOLDER, otherwise=404),
    Row("suggestions:rate", "replied", status=303),
    Row("suggestions:withdraw", "own", HOLDER, otherwise=404),
    Row("suggestions:own", "own", HOLDER, otherwise=404),
    Row("suggestions:own_file", "own", HOLDER, otherwise=404),
    Row("suggestions:correct", "own", HOLDER, otherwise=404),
    Row("suggestions:erase", "own", HOLDER, otherwise=404),
    Row("suggestions:photo", "public_photo"),
    Row("suggestions:photo_thumb", "public_photo"),
    Row("suggestions:photo", "hidden_photo", HOLDER | DESK, otherwise=404),
    Row("suggestions:photo_thumb", "hidden_photo", HOLDER | DESK, otherwise=404),
    Row("suggestions:photo", "sent_photo", DESK | {"clerk"}, otherwise=404),
    Row("suggestions:photo_thumb", "sent_photo", DESK | {"clerk"}, otherwise=404),
    Row("suggestions:answer_file", "waiting_file", frozenset({"clerk"}), otherwise=404),
    Row("suggestions:answer_file", "submitted_file", DESK | {"clerk"}, otherwise=404),
    Row("suggestions:places"),
    Row("suggestions:similar"),
    Row("suggestions:hints", status=303),
    # --- what anybody may take away
    Row("suggestions:data"),
    Row("suggestions:data_file", "answers csv"),
    Row("suggestions:api_docs"),
    Row("suggestions:feed_suggestions"),
    Row("suggestions:feed_answers"),
    Row("suggestions:feed_campaigns"),
    Row("suggestions:feed_topic", "topic"),
    Row("suggestions:feed_topic", "proposed", status=404),
    Row("suggestions:campaigns_calendar"),
    Row("suggestions:campaign_calendar", "slug"),
    Row("suggestions:picture", "suggestion published wide"),
    Row("suggestions:picture", "suggestion pending wide", status=404),
    Row("suggestions:sitemap"),
    Row("suggestions:sitemap_part", "suggestions 0"),
    Row("suggestions:robots"),
    Row("suggestions:manifest"),
    Row("suggestions:support", "published", status=303),
    Row("suggestions:support_topic", "topic", status=303),
    # --- the office
    *pair("desk_screening:index", DESK),
    Row("desk_screening:next", "", DESK, status=302),
    Row("desk_screening:learn", "", OFFICE, status=405),
    Row("desk_screening:give_back", "", OFFICE, status=405),
    Row("desk_screening:copies", "pending", DESK),
    Row("desk_screening:save_queue", "", OFFICE, status=405),
    Row("desk_screening:drop_queue", "saved", OFFICE, status=405),
    *pair("desk_bulk:index", DESK),
    Row("desk_bulk:page", "bulk", DESK),
    Row("desk_bulk:progress", "bulk", DESK),
    Row("desk_bulk:verb", "bulk confirm", DESK, status=302),
    *pair("desk_second:index", DESK),
    Row("desk_second:next", "", OFFICE, status=302),
    Row("desk_second:page", "second", DESK),
    Row("desk_second:verb", "second accept", DESK, status=302),
    *pair("desk_suggestions:index", DESK),
    Row("desk_suggestions:find", "", DESK),
    Row("desk_suggestions:photo", "hidden_photo", DESK),
    Row("desk_suggestions:page", "pending", DESK),
    Row("desk_suggestions:verb", "pending accept", DESK, status=302),
    *pair("desk_tags:index", DESK),
    Row("desk_tags:page", "tag", DESK),
    Row("desk_tags:verb", "tag merge", DESK, status=302),
    *pair("desk_topics:index", DESK),
    Row("desk_topics:new", "", OFFICE, query="campaign"),
    Row("desk_topics:options", "", DESK),
    Row("desk_topics:pairs", "", OFFICE, query="campaign"),
    Row("desk_topics:pane", "topic", DESK),
    Row("desk_topics:page", "topic", DESK),
    Row("desk_topics:verb", "busy_topic confirm", DESK, status=302),
    Row("desk_issues:options", "", DESK),
    Row("desk_issues:page", "issue", DESK),
    Row("desk_issues:verb", "issue confirm", DESK, status=302),
    *pair("desk_shelf:index", DESK),
    Row("desk_shelf:next", "", DESK, status=302),
    Row("desk_shelf:page", "shelved", DESK),
    Row("desk_shelf:verb", "shelved keep", DESK, status=302),
    *pair("desk_answers:index", DESK),
    *pair("desk_reopened:index", DESK),
    Row("desk_answers:page", "answer", DESK),
    Row("desk_answers:verb", "answer accept", DESK, status=302),
    *pair("desk_referrals:index", DESK),
    Row("desk_referrals:remind", "", DESK),
    *pair("desk_duties:index", DESK),
    Row("desk_duties:learn", "", OFFICE, status=405),
    Row("desk_dictionary:index", "", DESK),
    Row("desk_dictionary:try", "", OFFICE, status=302),
    Row("desk_dictionary:word", "word", DESK),
    Row("desk_dictionary:word_verb", "word drop", DESK, status=302),
    Row("desk_dictionary:trial", "trial", DESK),
    Row("desk_dictionary:trial_verb", "trial add", DESK, status=302),
    Row("desk_synonyms:index", "", DESK),
    Row("desk_synonyms:add", "", OFFICE, status=302),
    Row("desk_synonyms:look", "", OFFICE, status=405),
    Row("desk_synonyms:page", "synonyms", DESK),
    Row("desk_synonyms:verb", "synonyms refuse", DESK, status=302),
    Row("desk_duties:page", "department", DESK),
    Row("desk_duties:verb", "department duties", DESK, status=302),
    # --- departments
    *pair("desk_department:index", CLERKS),
    Row("desk_department:page", "referral", frozenset({"clerk"}), missing=OTHER_CLERKS),
    Row("desk_department:verb", "referral sign", frozenset({"clerk"}), 302, OTHER_CLERKS),
    # --- reports
    *pair("report_handling:index", READERS),
    *pair("report_hot:index", DESK),
    *pair("report_hot_issues:index", DESK),
    Row("report_periods:index", "", DESK),
    *pair("report_ledger:index", READERS),
    *pair("report_ratings:index", READERS),
    *pair("report_reveals:index", OVERSIGHT),
    *pair("report_logins:index", OVERSIGHT),
    # --- importing and grouping
    Row("desk_import:index", "", OFFICE),
    Row("desk_import:upload", "", OFFICE),
    Row("desk_import:batch", "batch", OFFICE),
    Row("desk_import:mapping", "batch", OFFICE, status=302),
    Row("desk_import:progress", "batch", OFFICE),
    Row("desk_import:faults", "batch", OFFICE),
    Row("desk_import:take_back", "batch", OFFICE),
    # --- lists of the settings
    *(Row(f"desk_lists:{name}", "departments", ADMIN) for name in ("upload", "template")),
    Row("desk_lists:upload", "nothing", frozenset(), missing=frozenset(STAFF)),
    Row("desk_lists:check", "departments list_file", ADMIN),
    Row("desk_lists:check", "areas list_file", frozenset(), missing=ADMIN),
    Row("desk_lists:faults", "departments list_file", ADMIN, 405),
    *(Row(f"desk_council_lists:{name}", "", ADMIN) for name in ("upload", "template")),
    Row("desk_council_lists:check", "council_file", ADMIN),
    Row("desk_council_lists:faults", "council_file", ADMIN, 405),
    Row("desk_grouping:index", "", DESK),
    Row("desk_grouping:campaign", "campaign", DESK),
    Row("desk_grouping:start", "campaign", OFFICE, status=302),
    Row("desk_grouping:export", "campaign csv", DESK),
    Row("desk_grouping:run", "run", DESK),
    Row("desk_grouping:progress", "run", DESK),
    Row("desk_grouping:compare", "run", DESK),
    Row("desk_grouping:run_verb", "run undo", DESK, status=302),
    # --- editors
    *pair("campaign_list:index", PAGES),
    Row("campaign_list:choose_parent", "", PAGES),
    # --- administrators
    *settings("departments", "department"),
    *settings("sections", "section"),
    *settings("answer_templates", "answer_template", OFFICE),
    *settings("areas", "area"),
    *settings("workdays", "workday"),
    *settings("wagtailusers_users", "user"),
    *settings("wagtailusers_groups", "group"),
    *roles_channels.GETS,
    *roles_areas.GETS,
    *roles_city.GETS,
    *roles_news.GETS,
    *roles_papers.GETS,
    *roles_live.GETS,
    *roles_stations.GETS,
    *roles_visits.GETS,
    *roles_hearing.GETS,
    *roles_advisers.GETS,
    *roles_recognition.GETS,
    *roles_monthly.GETS,
    *roles_deliberation.GETS,
    # Last: whoever has opened it holds the receipt from then on.
    Row("suggestions:scan", "code", status=303),
]

# What is sent to an address that writes: to the residents' door by anybody, else by `may`.
POSTS = [
    Row("cms:elder", status=302),
    Row("cms:hardship", status=422),
    Row("suggestions:questionnaire", "questionnaire", status=409),
    Row("suggestions:submit", "slug", status=422),
    Row("suggestions:track", status=404),
    Row("suggestions:forget", status=302),
    Row("suggestions:lost", status=422),
    Row("suggestions:rate", "replied", HOLDER, "taken", otherwise=404),
    Row("suggestions:correct", "own", HOLDER, 422, otherwise=404),
    Row("suggestions:erase", "own", HOLDER, 422, otherwise=404),
    Row("suggestions:new_code", "own", HOLDER, 200, otherwise=404),
    Row("suggestions:withdraw", "own", HOLDER, "taken", otherwise=404),
    Row("suggestions:similar", status=200),
    Row("suggestions:hints", status=200),
    Row("suggestions:support", "published", status=302),
    Row("suggestions:support_topic", "topic", status=302),
    Row("desk_screening:index", "", OFFICE, "taken"),
    Row("desk_screening:learn", "", OFFICE, "taken"),
    Row("desk_screening:give_back", "", OFFICE, "taken"),
    Row("desk_screening:copies", "pending", OFFICE, "taken"),
    Row("desk_screening:save_queue", "", OFFICE, "taken"),
    Row("desk_screening:drop_queue", "saved", OFFICE, "taken"),
    Row("desk_suggestions:index", "", OFFICE, "taken"),
    Row("desk_referrals:remind", "", DESK, "taken"),
    Row("desk_topics:new", "", OFFICE, "taken", query="campaign"),
    Row("desk_duties:learn", "", OFFICE, "taken"),
    Row("desk_dictionary:try", "", OFFICE, "taken"),
    Row("desk_synonyms:add", "", OFFICE, "taken"),
    Row("desk_synonyms:look", "", OFFICE, "taken"),
    Row("desk_import:upload", "", OFFICE, "taken"),
    Row("desk_import:mapping", "batch", OFFICE, "taken"),
    Row("desk_import:take_back", "batch", OFFICE, "taken"),
    Row("desk_lists:upload", "departments", ADMIN, "taken"),
    Row("desk_lists:check", "departments list_file", ADMIN, "taken"),
    Row("desk_lists:faults", "departments list_file", ADMIN, "taken"),
    Row("desk_council_lists:upload", "", ADMIN, "taken"),
    Row("desk_council_lists:check", "council_file", ADMIN, "taken"),
    Row("desk_council_lists:faults", "council_file", ADMIN, "taken"),
    Row("desk_grouping:start", "campaign", OFFICE, "taken"),
    *(
        Row(f"{name}:{verb}", args, may, "taken")
        for name, args, may in (
            ("departments", "department", ADMIN),
            ("sections", "section", ADMIN),
            ("answer_templates", "answer_template", OFFICE),
            ("areas", "area", ADMIN),
            ("workdays", "workday", ADMIN),
            ("wagtailusers_users", "user", ADMIN),
            ("wagtailusers_groups", "group", ADMIN),
        )
        for verb, args in (("add", ""), ("edit", args), ("delete", args))
    ),
    *roles_questionnaires.POSTS,
    *roles_channels.POSTS,
    *roles_areas.POSTS,
    *roles_city.POSTS,
    *roles_news.POSTS,
    *roles_papers.POSTS,
    *roles_live.POSTS,
    *roles_stations.POSTS,
    *roles_visits.POSTS,
    *roles_advisers.POSTS,
    *roles_recognition.POSTS,
    *roles_monthly.POSTS,
    *roles_deliberation.POSTS,
]

# Buttons that stand on a record below the page's own: which one of the test's world.
ON = {
    **dict.fromkeys(("remind", "reassign", "refuse-objection", "escalate"), "busy_referral"),
    **dict.fromkeys(("grant", "refuse"), "extension"),
    "unmerge": "merge",
    **roles_papers.ON,
    **roles_monthly.ON,
    "desk_issues:verb unmerge": "issue_merge",
    **dict.fromkeys(("countersign", "send-back"), "answer_draft"),
    "end-recusal": "recusal",
    "detach": "waiting_file",
    **dict.fromkeys(("accept-change", "refuse-change"), "change"),
    **roles_deliberation.ON,
}

# `{(address, thing): {button: who may press it}}`
VERBS = {
    ("desk_suggestions:verb", "pending"): {
        **dict.fromkeys(
            ("accept", "accept-quietly", "decline", "revise", "publish", "unpublish", "receipt"),
            OFFICE,
        ),
        **dict.fromkeys(("place", "reveal", "sort", "tag", "end-links", "way", "nominate"), OFFICE),
    },
    ("desk_tags:verb", "tag"): {"merge": OFFICE},
    ("desk_second:verb", "second"): dict.fromkeys(("accept", "decline"), OFFICE),
    ("desk_bulk:verb", "bulk"): dict.fromkeys(("confirm", "undo"), OFFICE),
    ("desk_topics:verb", "busy_topic"): {
        **dict.fromkeys(("confirm", "rename", "theme", "merge", "set-aside", "restore"), OFFICE),
        **dict.fromkeys(("split", "move", "shelve", "unmerge", "issue", "open-issue"), OFFICE),
        **dict.fromkeys(("accept-change", "refuse-change"), OFFICE),
        **dict.fromkeys(
            ("refer", "answer", "refer-again", "keep-answer", "recall", "close", "recuse"), OFFICE
        ),
        **dict.fromkeys(("remind", "reassign", "refuse-objection", "grant", "refuse"), OFFICE),
        "escalate": frozenset({"supervisor"}),
        "write-in": OFFICE,
        **roles_papers.ON_TOPIC,
        **roles_advisers.ON_TOPIC,
        **roles_questionnaires.ON_TOPIC,
        **dict.fromkeys(("escalate", "end-recusal"), frozenset({"supervisor"})),
    },
    ("desk_issues:verb", "issue"): dict.fromkeys(
        (
            *("confirm", "rename", "merge", "set-aside", "restore", "move", "release"),
            *("refer", "answer", "unmerge"),
        ),
        OFFICE,
    ),
    ("desk_duties:verb", "department"): {"duties": OFFICE},
    ("desk_dictionary:word_verb", "word"): {"drop": OFFICE},
    ("desk_dictionary:trial_verb", "trial"): {"add": OFFICE},
    ("desk_synonyms:verb", "synonyms"): dict.fromkeys(("use", "refuse", "change"), OFFICE),
    ("desk_grouping:run_verb", "run"): dict.fromkeys(
        ("accept-all", "undo", "accept-change", "refuse-change"), OFFICE
    ),
    ("desk_shelf:verb", "shelved"): dict.fromkeys(("place", "open", "keep", "gather"), OFFICE),
    ("desk_answers:verb", "answer"): dict.fromkeys(("accept", "accept-all", "return"), OFFICE),
    ("desk_department:verb", "referral"): dict.fromkeys(
        (
            *("sign", "sign-all", "answer", "answer-all", "contribute", "extend", "object"),
            *("save-draft", "countersign", "send-back", "recuse", "attach", "detach"),
        ),
        frozenset({"clerk"}),
    )
    | {"assign": NOBODY},  # a leader's: `leader` in test_sections.py
    **roles_channels.VERBS,
    **roles_areas.VERBS,
    **roles_city.VERBS,
    **roles_news.VERBS,
    **roles_papers.VERBS,
    **roles_live.VERBS,
    **roles_stations.VERBS,
    **roles_visits.VERBS,
    **roles_hearing.VERBS,
    **roles_advisers.VERBS,
    **roles_recognition.VERBS,
    **roles_monthly.VERBS,
    **roles_deliberation.VERBS,
}
