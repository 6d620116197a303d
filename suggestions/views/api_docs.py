"""How programs read the open data: a page of ours, drawn from the interface's own schema."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from suggestions.opening.api import api, refusal


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    schema = api.get_openapi_schema()
    context = {
        "crumbs": [
            {"title": "开放数据", "url": reverse("suggestions:data")},
            {"title": "给程序用的接口"},
        ],
        "paths": [_told(path, method["get"]) for path, method in schema["paths"].items()],
        "schema_url": reverse("open-data:openapi-json"),
        "about": schema["info"]["description"],
    }
    return render(request, "suggestions/api_docs.html", context)


def _told(path: str, operation: dict[str, Any]) -> dict[str, Any]:
    return {
        "path": path,
        "name": operation["operationId"],
        "title": operation["summary"],
        "about": operation.get("description", ""),
        "parameters": operation["parameters"],
    }


@require_safe
def api_unknown(request: HttpRequest, rest: str) -> HttpResponse:
    """An address below the interface that it does not have, told as the interface tells things."""
    return refusal(request, "接口没有这个地址，请看接口说明。", 404)
