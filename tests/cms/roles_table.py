"""Who may open which address and press which button: one line each, read by `test_roles.py`.

A new address or button without its line here fails the tests. Community deliberation has its
lines in `roles_deliberation.py`.
"""

from tests.cms import roles_deliberation
from tests.cms.roles_row import Row

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


def settings(namespace: str, args: str) -> list[Row]:
    """The screens of one of Wagtail's model viewsets."""
    return [
        *pair(f"{namespace}:index", ADMIN),
        Row(f"{namespace}:add", "", ADMIN),
        *(Row(f"{namespace}:{name}", args, ADMIN) for name in ("edit", "delete", "usage")),
        *pair(f"{namespace}:history", ADMIN, args),
    ]


D, IMPORT, GROUPS = "suggestions_desk", "suggestions_import", "suggestions_grouping"
OTHER_CLERKS = frozenset({"other_clerk", "stray_clerk"})

GETS = [
    # --- residents
    Row("cms:elder", status=405),
    Row("cms:search"),
    Row("cms:healthz"),
    Row("suggestions:campaigns"),
    Row("suggestions:list"),
    Row("suggestions:detail", "published"),
    Row("suggestions:detail", "pending", status=404),
    Row("suggestions:topic", "topic"),
    Row("suggestions:topic", "proposed", status=404),
    Row("suggestions:topic_map", "slug"),
    Row("suggestions:submit_choose", status=302),
    Row("suggestions:submit", "slug"),
    Row("suggestions:receipt", status=404),
    Row("suggestions:track"),
    Row("suggestions:forget", status=405),
    Row("suggestions:tracked", "own", HOLDER, otherwise=404),
    Row("suggestions:rate", "replied", status=405),
    Row("suggestions:withdraw", "own", HOLDER, otherwise=404),
    Row("suggestions:photo", "public_photo"),
    Row("suggestions:photo_thumb", "public_photo"),
    Row("suggestions:photo", "hidden_photo", HOLDER | DESK, otherwise=404),
    Row("suggestions:photo_thumb", "hidden_photo", HOLDER | DESK, otherwise=404),
    Row("suggestions:photo", "sent_photo", DESK | {"clerk"}, otherwise=404),
    Row("suggestions:photo_thumb", "sent_photo", DESK | {"clerk"}, otherwise=404),
    Row("suggestions:places"),
    Row("suggestions:similar"),
    Row("suggestions:support", "published", status=405),
    # --- the office
    *pair(f"{D}:waiting", DESK),
    Row(f"{D}:next", "", DESK, status=302),
    Row(f"{D}:bulk", "", OFFICE, status=405),
    *pair(f"{D}:suggestions", DESK),
    Row(f"{D}:photo", "hidden_photo", DESK),
    Row(f"{D}:suggestion", "pending", DESK),
    Row(f"{D}:suggestion_verb", "pending accept", DESK, status=302),
    *pair(f"{D}:topics", DESK),
    Row(f"{D}:new_topic", "", OFFICE, query="campaign"),
    Row(f"{D}:topic_options", "", DESK),
    Row(f"{D}:topic", "topic", DESK),
    Row(f"{D}:topic_verb", "busy_topic confirm", DESK, status=302),
    *pair(f"{D}:shelf", DESK),
    Row(f"{D}:next_unread", "", DESK, status=302),
    Row(f"{D}:shelf_item", "shelved", DESK),
    Row(f"{D}:shelf_verb", "shelved keep", DESK, status=302),
    *pair(f"{D}:answers", DESK),
    *pair(f"{D}:reopened", DESK),
    Row(f"{D}:answer", "answer", DESK),
    Row(f"{D}:answer_verb", "answer accept", DESK, status=302),
    *pair(f"{D}:referrals", DESK),
    *pair(f"{D}:duties", DESK),
    Row(f"{D}:learn", "", OFFICE, status=405),
    Row(f"{D}:dictionary", "", DESK),
    Row(f"{D}:try_word", "", OFFICE, status=302),
    Row(f"{D}:word", "word", DESK),
    Row(f"{D}:word_verb", "word drop", DESK, status=302),
    Row(f"{D}:trial", "trial", DESK),
    Row(f"{D}:trial_verb", "trial add", DESK, status=302),
    Row(f"{D}:duty", "department", DESK),
    Row(f"{D}:duty_verb", "department duties", DESK, status=302),
    # --- departments
    *pair(f"{D}:department", CLERKS),
    Row(f"{D}:referral", "referral", frozenset({"clerk"}), missing=OTHER_CLERKS),
    Row(f"{D}:referral_verb", "referral sign", frozenset({"clerk"}), 302, OTHER_CLERKS),
    # --- reports
    *pair(f"{D}:report_handling", READERS),
    *pair(f"{D}:report_hot", DESK),
    *pair(f"{D}:report_ledger", READERS),
    *pair(f"{D}:report_ratings", READERS),
    *pair(f"{D}:report_reveals", OVERSIGHT),
    # --- importing and grouping
    Row(f"{IMPORT}:index", "", OFFICE),
    Row(f"{IMPORT}:upload", "", OFFICE),
    Row(f"{IMPORT}:batch", "batch", OFFICE),
    Row(f"{IMPORT}:mapping", "batch", OFFICE, status=302),
    Row(f"{IMPORT}:progress", "batch", OFFICE),
    Row(f"{IMPORT}:faults", "batch", OFFICE),
    Row(f"{GROUPS}:index", "", DESK),
    Row(f"{GROUPS}:campaign", "campaign", DESK),
    Row(f"{GROUPS}:start", "campaign", OFFICE, status=302),
    Row(f"{GROUPS}:export", "campaign csv", DESK),
    Row(f"{GROUPS}:run", "run", DESK),
    Row(f"{GROUPS}:progress", "run", DESK),
    Row(f"{GROUPS}:compare", "run", DESK),
    Row(f"{GROUPS}:run_verb", "run undo", DESK, status=302),
    # --- editors
    *pair("campaign_list:index", PAGES),
    Row("campaign_list:choose_parent", "", PAGES),
    # --- administrators
    *settings("departments", "department"),
    *settings("areas", "area"),
    *settings("workdays", "workday"),
    *settings("wagtailusers_users", "user"),
    *settings("wagtailusers_groups", "group"),
    *roles_deliberation.GETS,
    # Last: whoever has opened it holds the receipt from then on.
    Row("suggestions:scan", "code", status=303),
]

# What is sent to an address that writes: to the residents' door by anybody, else by `may`.
POSTS = [
    Row("cms:elder", status=302),
    Row("suggestions:submit", "slug", status=422),
    Row("suggestions:track", status=404),
    Row("suggestions:forget", status=302),
    Row("suggestions:rate", "replied", HOLDER, "taken", otherwise=404),
    Row("suggestions:withdraw", "own", HOLDER, "taken", otherwise=404),
    Row("suggestions:similar", status=200),
    Row("suggestions:support", "published", status=302),
    Row(f"{D}:bulk", "", OFFICE, "taken"),
    Row(f"{D}:new_topic", "", OFFICE, "taken", query="campaign"),
    Row(f"{D}:learn", "", OFFICE, "taken"),
    Row(f"{D}:try_word", "", OFFICE, "taken"),
    Row(f"{IMPORT}:upload", "", OFFICE, "taken"),
    Row(f"{IMPORT}:mapping", "batch", OFFICE, "taken"),
    Row(f"{GROUPS}:start", "campaign", OFFICE, "taken"),
    *(
        Row(f"{name}:{verb}", args, ADMIN, "taken")
        for name, args in (
            ("departments", "department"),
            ("areas", "area"),
            ("workdays", "workday"),
            ("wagtailusers_users", "user"),
            ("wagtailusers_groups", "group"),
        )
        for verb, args in (("add", ""), ("edit", args), ("delete", args))
    ),
    *roles_deliberation.POSTS,
]

# Buttons that stand on a record below the page's own: which one of the test's world.
ON = {
    **dict.fromkeys(("remind", "reassign", "refuse-objection", "escalate"), "busy_referral"),
    **dict.fromkeys(("grant", "refuse"), "extension"),
    "unmerge": "merge",
    **dict.fromkeys(("accept-change", "refuse-change"), "change"),
    **roles_deliberation.ON,
}

# `{(address, thing): {button: who may press it}}`
VERBS = {
    (f"{D}:suggestion_verb", "pending"): {
        **dict.fromkeys(
            ("accept", "accept-quietly", "decline", "revise", "publish", "unpublish", "receipt"),
            OFFICE,
        ),
        **dict.fromkeys(("place", "reveal", "sort"), OFFICE),
    },
    (f"{D}:topic_verb", "busy_topic"): {
        **dict.fromkeys(("confirm", "rename", "theme", "merge", "set-aside", "restore"), OFFICE),
        **dict.fromkeys(("split", "move", "shelve", "unmerge"), OFFICE),
        **dict.fromkeys(("accept-change", "refuse-change"), OFFICE),
        **dict.fromkeys(
            ("refer", "answer", "refer-again", "keep-answer", "recall", "close"), OFFICE
        ),
        **dict.fromkeys(("remind", "reassign", "refuse-objection", "grant", "refuse"), OFFICE),
        "escalate": frozenset({"supervisor"}),
    },
    (f"{D}:duty_verb", "department"): {"duties": OFFICE},
    (f"{D}:word_verb", "word"): {"drop": OFFICE},
    (f"{D}:trial_verb", "trial"): {"add": OFFICE},
    (f"{GROUPS}:run_verb", "run"): dict.fromkeys(
        ("accept-all", "undo", "accept-change", "refuse-change"), OFFICE
    ),
    (f"{D}:shelf_verb", "shelved"): dict.fromkeys(("place", "open", "keep"), OFFICE),
    (f"{D}:answer_verb", "answer"): dict.fromkeys(("accept", "return"), OFFICE),
    (f"{D}:referral_verb", "referral"): dict.fromkeys(
        ("sign", "answer", "contribute", "extend", "object"), frozenset({"clerk"})
    ),
    **roles_deliberation.VERBS,
}
