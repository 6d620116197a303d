"""What machines ask of a site: its map, what they may read, how it stands among programs."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from suggestions.opening import feeds, sitemap
from suggestions.opening.pages import hidden_addresses

XML, TEXT = "application/xml; charset=utf-8", "text/plain; charset=utf-8"
ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("maskable-512.png", "512x512", "maskable"),
)


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    return feeds.conditional(request, sitemap.index().encode(), XML)


@require_safe
def sitemap_part(request: HttpRequest, name: str, number: int) -> HttpResponse:
    if number > 10**9 or (content := sitemap.part(name, number)) is None:
        raise Http404
    return feeds.conditional(request, content.encode(), XML)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Own matters and desks stay out of search; so do lists under filters, which have no end."""
    hidden = [f"Disallow: {path}" for path in hidden_addresses()]
    lists = [reverse("suggestions:list"), reverse("suggestions:data")]
    lines = [
        "User-agent: *",
        *hidden,
        *(f"Disallow: {path}?" for path in lists),
        f"Sitemap: {settings.SITE_URL}{reverse('suggestions:sitemap')}",
    ]
    return feeds.conditional(request, ("\n".join(lines) + "\n").encode(), TEXT)


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """So that a phone can put the site beside its programs."""
    told = {
        "name": f"{settings.SITE_NAME} {settings.SITE_TAGLINE}",
        "short_name": settings.SITE_NAME,
        "lang": "zh-Hans",
        "start_url": "/",
        "display": "minimal-ui",
        "background_color": "#ffffff",
        "theme_color": "#07303a",
        "icons": [
            {"src": static(f"cms/img/{name}"), "sizes": size, "type": "image/png", "purpose": use}
            for name, size, use in ICONS
        ],
    }
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/manifest+json"
    response["Cache-Control"] = feeds.CACHED
    return response
