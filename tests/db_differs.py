"""What PostgreSQL may answer otherwise than SQLite: the files that `make test` runs on both.

All other tests run once, on SQLite. A file belongs here when what it tests rests on constraints
or conflicts, on locks and races, on raw SQL and search, on bulk moves, on migrations, on the
order or case of text, or on aggregates and JSON inside the database.
"""

from pathlib import Path

FILES = {
    "cms": """
        backup database_away fresh_site kills live_hosting live_questions live_races settings""",
    "deliberation": """
        actions/choosing actions/closing actions/councils actions/evaluating actions/follow_races
        actions/form_rows actions/procedures
        actions/funding actions/gaps actions/indexing actions/matters actions/meeting_races
        actions/money_races actions/month_races actions/motions actions/plan_command
        actions/planning actions/pledging actions/projects actions/proposing actions/publishing
        actions/resolutions actions/vote_races actions/voting actions/working telling/plan
        views/board views/city_money views/find views/indices voting/rolls""",
    "suggestions": """
        actions/adopting actions/adopting_races actions/advising actions/claiming actions/deciding
        actions/changes actions/crossing actions/crossing_races actions/curating
        actions/gathering actions/guides actions/handling actions/hearing actions/intake
        actions/issue_races actions/many_moves
        actions/many_moves_races actions/learning_kinds actions/learning_races
        actions/monthly_races actions/move_races actions/paper_races actions/paperwork actions/races
        actions/recognising
        actions/referring actions/scoping actions/stationing actions/standing_in
        actions/submitting actions/subsuming
        actions/taking_back actions/taking_back_races desk/issues
        desk/kinds desk/reports desk/screening desk/shelf desk/topics desk/topics_many
        desk/topic_pairs desk/topics_everywhere desk/exports desk/kept_lists desk/finding
        intake/import_command
        models/everyday models/migrations news/authors news/by_hand
        news/following news/many
        news/outbox_races news/staff questionnaires/answer_themes questionnaires/answer_topics
        questionnaires/answers_in_clauses
        questionnaires/attack
        questionnaires/desk_lists questionnaires/filling
        questionnaires/importing questionnaires/races
        questionnaires/results questionnaires/tie_races questionnaires/typing
        questionnaires/typing_races questionnaires/visits
        questionnaires/weights
        opening/api opening/data opening/feeds
        residents/limits
        residents/receipts residents/upload_attack staff/logins staff/second_step telling/figures
        telling/hearing telling/held telling/hot telling/kept telling/kept_desk
        telling/periods telling/timeline text/finding text/likeness text/nearest text/regrouping
        views/browse
        views/choose views/city_map views/drafts views/figures_page views/gate views/guides
        views/stations views/support views/topic_support
        views/units work/beating work/database_away work/grouping_command work/jobs work/turns""",
}


def listed() -> set[Path]:
    root = Path(__file__).resolve().parent
    return {
        (root / package / name).with_name(f"test_{Path(name).name}.py")
        for package, names in FILES.items()
        for name in names.split()
    }
