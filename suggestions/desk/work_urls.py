"""Addresses of importing and grouping below the Wagtail admin."""

from django.urls import include, path

from suggestions.desk import comparing, exporting, grouping, importing, runs

importing_urls = (
    [
        path("", importing.ImportIndex.as_view(), name="index"),
        path("new/", importing.Upload.as_view(), name="upload"),
        path("<int:pk>/", importing.BatchPage.as_view(), name="batch"),
        path("<int:pk>/mapping/", importing.Mapping.as_view(), name="mapping"),
        path("<int:pk>/progress/", importing.BatchProgress.as_view(), name="progress"),
        path("<int:pk>/faults.csv", importing.Faults.as_view(), name="faults"),
    ],
    "suggestions_import",
)
grouping_urls = (
    [
        path("", grouping.GroupingIndex.as_view(), name="index"),
        path("<int:pk>/", grouping.CampaignRuns.as_view(), name="campaign"),
        path("<int:pk>/start/", grouping.StartGrouping.as_view(), name="start"),
        path("<int:pk>/export.<slug:kind>", exporting.TopicExport.as_view(), name="export"),
        path("runs/<int:pk>/", runs.RunPage.as_view(), name="run"),
        path("runs/<int:pk>/progress/", runs.RunProgress.as_view(), name="progress"),
        path("runs/<int:pk>/compare/", comparing.RunComparison.as_view(), name="compare"),
        path("runs/<int:pk>/<slug:verb>/", runs.RunPage.as_view(), name="run_verb"),
    ],
    "suggestions_grouping",
)
urlpatterns = [
    path("import/", include(importing_urls)),
    path("grouping/", include(grouping_urls)),
]
