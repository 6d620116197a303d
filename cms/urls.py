"""Every address of the site. Wagtail's page tree comes last: it takes what nobody else took."""

from django.conf import settings
from django.urls import include, path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as wagtaildocs_urls

from cms import (
    demo_outbox,
    event_calendar,
    hardship,
    live_list,
    live_screen,
    metrics,
    questions,
    registration,
    views,
    wanting,
)
from suggestions.desk.settings.kept_words import KeptWords
from suggestions.desk.settings.login import StaffLogin
from suggestions.desk.settings.second_step import SecondStep
from suggestions.opening.api import api
from suggestions.systems.api import api as system_api
from suggestions.views.api_docs import api_unknown

site_patterns = (
    [
        path("elder/", views.elder, name="elder"),
        path("search/", views.search, name="search"),
        path("zhibo/<int:pk>/ask/", questions.ask, name="live_ask"),
        path("zhibo/<int:pk>/screen/", live_screen.screen, name="live_screen"),
        path("zhibo/<int:pk>/screen/list/", live_screen.questions, name="live_screen_list"),
        path("zhibo/<int:pk>/list/", live_list.questions, name="live_list"),
        path("zhibo/questions/<int:pk>/want/", wanting.want, name="live_want"),
        path("zhibo/<int:pk>/register/", registration.register, name="live_register"),
        path("zhibo/code/<str:token>/", registration.code, name="live_register_code"),
        path("zhibo/confirm/<str:token>/", registration.confirm, name="live_register_confirm"),
        path("zhibo/registration/<str:token>/", registration.mine, name="live_registration"),
        path("zhibo/<int:pk>/event.ics", event_calendar.event_file, name="live_calendar"),
        path("hardship/", hardship.hardship, name="hardship"),
        path("demo/outbox/", demo_outbox.outbox, name="demo_outbox"),
        path("healthz", views.healthz, name="healthz"),
        path("readyz", views.readyz, name="readyz"),
        path("metrics", metrics.metrics, name="metrics"),
    ],
    "cms",
)

urlpatterns = [
    # Both of Wagtail's doors for passwords, with our brake and its words.
    path("admin/login/", StaffLogin.as_view()),
    path("_util/login/", StaffLogin.as_view()),
    path("admin/login/second/", SecondStep.as_view(), name="login_second"),
    path("admin/kept/", require_admin_access(KeptWords.as_view()), name="kept_words"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include(site_patterns)),
    path("yishi/", include("deliberation.urls")),
    path("", include("suggestions.urls")),
    path("api/v1/", api.urls),
    path("api/system/v1/", system_api.urls),
    path("api/v1/<path:rest>", api_unknown),
]
if not settings.PRODUCTION:  # in production the web server in front hands out media files
    urlpatterns.append(path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}))
urlpatterns.append(path("", include(wagtail_urls)))

handler400 = "cms.views.bad_request"
handler403 = "cms.views.forbidden"
handler404 = "cms.views.not_found"
handler500 = "cms.views.server_error"
