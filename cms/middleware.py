"""Content security: strict on public pages, workable under Wagtail's admin."""

from csp.middleware import CSPMiddleware
from django.conf import settings


class ContentSecurityMiddleware(CSPMiddleware):
    """The admin still carries inline scripts, and previews are shown in its frames."""

    def process_response(self, request, response):
        if request.path.startswith("/admin/"):
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY
        return super().process_response(request, response)
