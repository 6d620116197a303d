"""Addresses of the meeting desk below the Wagtail admin: one module a part of the month."""

from deliberation.desk import follow_urls, meeting_urls, month_urls, public_urls, votes_urls

app_name = "deliberation_desk"
urlpatterns = [
    *month_urls.urlpatterns,
    *meeting_urls.urlpatterns,
    *votes_urls.urlpatterns,
    *follow_urls.urlpatterns,
    *public_urls.urlpatterns,
]
