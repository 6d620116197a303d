"""Addresses of the officers' desk below the Wagtail admin."""

from django.urls import path

from suggestions.desk import (
    answers,
    curating,
    department,
    dictionary,
    duties,
    hot,
    ledgers,
    referrals,
    reports,
    screening,
    shelf,
    suggestion,
    topic,
    topics,
)

app_name = "suggestions_desk"


def listing(route: str, view: type, name: str) -> list:
    """A list and its results alone, which Wagtail's search and filters ask for."""
    return [
        path(route, view.as_view(), name=name),
        path(f"{route}results/", view.as_view(results_only=True), name=f"{name}_results"),
    ]


def record(route: str, view: type, name: str, verb_name: str = "") -> list:
    """A record's page and its buttons."""
    return [
        path(f"{route}<int:pk>/", view.as_view(), name=name),
        path(f"{route}<int:pk>/<slug:verb>/", view.as_view(), name=verb_name or f"{name}_verb"),
    ]


urlpatterns = [
    *listing("screening/", screening.WaitingIndex, "waiting"),
    path("screening/next/", screening.NextWaiting.as_view(), name="next"),
    path("screening/bulk/", screening.BulkScreening.as_view(), name="bulk"),
    *listing("suggestions/", screening.SuggestionIndex, "suggestions"),
    path("suggestions/photos/<int:pk>/", suggestion.PhotoView.as_view(), name="photo"),
    *record("suggestions/", suggestion.SuggestionPage, "suggestion"),
    *listing("topics/", topics.TopicIndex, "topics"),
    path("topics/new/", curating.NewTopic.as_view(), name="new_topic"),
    path("topics/options/", topics.TopicOptions.as_view(), name="topic_options"),
    *record("topics/", topic.TopicPage, "topic"),
    *listing("shelf/", shelf.ShelfIndex, "shelf"),
    path("shelf/next/", shelf.NextUnread.as_view(), name="next_unread"),
    *record("shelf/", shelf.ShelfItem, "shelf_item", "shelf_verb"),
    *listing("answers/", answers.AnswerQueue, "answers"),
    *listing("answers/reopened/", answers.ReopenedIndex, "reopened"),
    *record("answers/", answers.AnswerPage, "answer"),
    *listing("duties/", duties.DutyIndex, "duties"),
    path("duties/learn/", duties.LearnNow.as_view(), name="learn"),
    *record("duties/", duties.DutyPage, "duty"),
    path("dictionary/", dictionary.DictionaryIndex.as_view(), name="dictionary"),
    path("dictionary/try/", dictionary.TryWord.as_view(), name="try_word"),
    *record("dictionary/words/", dictionary.WordPage, "word"),
    *record("dictionary/trials/", dictionary.TrialPage, "trial"),
    *listing("referrals/", referrals.OfficeReferralIndex, "referrals"),
    *listing("department/", department.DepartmentIndex, "department"),
    *record("department/", department.ReferralPage, "referral"),
    *listing("reports/handling/", reports.HandlingReport, "report_handling"),
    *listing("reports/hot/", hot.HotReport, "report_hot"),
    *listing("reports/ledger/", ledgers.LedgerReport, "report_ledger"),
    *listing("reports/ratings/", ledgers.RatingReport, "report_ratings"),
    *listing("reports/reveals/", ledgers.RevealReport, "report_reveals"),
]
