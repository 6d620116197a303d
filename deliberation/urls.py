"""Addresses of the residents' door of community deliberation, below /yishi/."""

from deliberation.views import (
    follow_urls,
    index_urls,
    meeting_urls,
    money_urls,
    month_urls,
    plan_urls,
    public_urls,
    votes_urls,
)

app_name = "deliberation"
urlpatterns = [
    *month_urls.urlpatterns,
    *meeting_urls.urlpatterns,
    *votes_urls.urlpatterns,
    *follow_urls.urlpatterns,
    *money_urls.urlpatterns,
    *index_urls.urlpatterns,
    *plan_urls.urlpatterns,
    *public_urls.urlpatterns,  # last: a council's own address takes any word
]
