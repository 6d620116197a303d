"""Every address of the site. Wagtail's page tree comes last: it takes what nobody else took."""

from django.conf import settings
from django.urls import include, path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms import views

site_patterns = (
    [
        path("elder/", views.elder, name="elder"),
        path("search/", views.search, name="search"),
        path("healthz", views.healthz, name="healthz"),
    ],
    "cms",
)

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include(site_patterns)),
    path("yishi/", include("deliberation.urls")),
    path("", include("suggestions.urls")),
]
if not settings.PRODUCTION:  # in production the web server in front hands out media files
    urlpatterns.append(path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}))
urlpatterns.append(path("", include(wagtail_urls)))

handler400 = "cms.views.bad_request"
handler403 = "cms.views.forbidden"
handler404 = "cms.views.not_found"
handler500 = "cms.views.server_error"
