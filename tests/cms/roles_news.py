"""Who may open which address of the news, and press which of its buttons."""

from suggestions.desk.news import calls, messages
from tests.cms.roles_row import Row

OFFICE = frozenset({"officer"})
DESK = frozenset({"officer", "supervisor"})
STAFF = frozenset(
    {
        "editor",
        "officer",
        "clerk",
        "other_clerk",
        "stray_clerk",
        "secretary",
        "supervisor",
        "administrator",
    }
)
ADMIN = frozenset({"administrator"})
HOLDER = frozenset({"resident"})

GETS = [
    Row("suggestions:end_links", "own", status=303),
    Row("suggestions:personal", "personal_token", status=303),
    Row("suggestions:follow", "topic", status=404),
    Row("suggestions:follow_code", "code_token"),
    Row("suggestions:follow_confirm", "confirm_token"),
    Row("suggestions:follow_mine", "manage_token"),
    Row("suggestions:follow_end", "manage_token"),
    Row("suggestions:sms_receipt", status=405),
    *(
        Row(f"desk_{name}:{page}", "", DESK)
        for name in ("calls", "letters", "messages")
        for page in ("index", "index_results")
    ),
    Row("desk_calls:page", "call", DESK),
    Row("desk_calls:verb", "call called", DESK, status=302),
    Row("desk_letters:page", "letter", DESK),
    Row("desk_letters:verb", "letter posted", DESK, status=302),
    Row("desk_messages:page", "message", DESK),
    Row("desk_messages:verb", "message send-again", DESK, status=302),
    Row("desk_wording:index", "", OFFICE),
    Row("desk_wording:page", "answered", OFFICE),
    Row("desk_my_news:index", "", STAFF),
    Row("desk_own_login:index", "", STAFF),
    Row("desk_own_login:passkeys", "", STAFF, status=302),
    Row("desk_login_rules:index", "", ADMIN),
    Row("login_second", status="login"),
    Row("kept_words", "", STAFF),
    Row("desk_leaves:index", "", STAFF),
    Row("desk_leaves:end", "leave", STAFF, 405),
    Row("desk_leaves:stand_in", "leave", STAFF, 405),
    Row("desk_leaves:step_back", "", STAFF, 405),
    Row("desk_kept_lists:keep", "", STAFF, 405),
    Row("desk_exports:index", "", STAFF),
    Row("desk_exports:file", "own_export", OFFICE, missing=STAFF - OFFICE),
    Row("desk_exports:progress", "own_export", OFFICE, missing=STAFF - OFFICE),
    Row("desk_exports:drop", "own_export", OFFICE, 405, missing=STAFF - OFFICE),
]
POSTS = [
    Row("suggestions:end_links", "own", HOLDER, "taken", otherwise=404),
    Row("suggestions:follow", "topic", status=404),
    Row("suggestions:follow_code", "code_token", status=422),
    Row("suggestions:follow_confirm", "confirm_token"),
    Row("suggestions:follow_mine", "manage_token", status=302),
    Row("suggestions:follow_end", "manage_token"),
    Row("suggestions:sms_receipt", status=403),
    Row("desk_wording:page", "answered", OFFICE, "taken"),
    Row("desk_my_news:index", "", STAFF, "taken"),
    Row("desk_own_login:index", "", STAFF, 400),
    Row("desk_own_login:passkeys", "", STAFF, 400),
    Row("desk_login_rules:index", "", ADMIN, "taken"),
    Row("login_second", status="login"),
    Row("kept_words", "", STAFF, "taken"),
    Row("desk_leaves:index", "", STAFF, 422),
    Row("desk_leaves:end", "leave", OFFICE | ADMIN, 302, missing=STAFF - OFFICE - ADMIN),
    Row("desk_leaves:stand_in", "leave", missing=STAFF, may=frozenset()),
    Row("desk_exports:index", "", STAFF, 422),
    Row("desk_kept_lists:keep", "", STAFF, 404),
    Row("desk_exports:drop", "own_export", OFFICE, "taken", missing=STAFF - OFFICE),
]
VERBS = {
    ("desk_calls:verb", "call"): dict.fromkeys(("dial", "called", "write"), OFFICE),
    ("desk_letters:verb", "letter"): dict.fromkeys(("print", "posted"), OFFICE),
    ("desk_messages:verb", "message"): dict.fromkeys(("send-again", "by-hand"), OFFICE),
}
PAGES = {
    "desk_calls:verb": calls.CallPage,
    "desk_letters:verb": calls.LetterPage,
    "desk_messages:verb": messages.MessagePage,
}
