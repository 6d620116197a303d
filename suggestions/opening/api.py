"""The reading interface: every set of open data as JSON, page by page, described by OpenAPI.

Paths, parameters and answers are made from the sets themselves, so that a set which another
package adds is at once read, described and tested like the rest.
"""

import datetime as dt
import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from ninja import NinjaAPI, Query, Schema
from ninja.decorators import decorate_view
from ninja.errors import ValidationError
from pydantic import Field, create_model

from suggestions.opening.dataset import (
    DAY,
    NUMBER,
    Column,
    Dataset,
    Records,
    Unfit,
    all_sets,
    scope_of,
)
from suggestions.residents import limits

PAGE, MOST = 50, 200
KINDS: dict[str, Any] = {NUMBER: int | None, DAY: dt.date | None}
TOLD = {
    "limit": f"每页条数 limit 请写成 1 到 {MOST} 的整数。",
    "key": "编号请写成整数。",
}


class Refusal(Schema):
    """为什么没有取到，怎么办。"""

    message: str = Field(description="说明", examples=["没有这一条，它可能已经不再公开。"])


class Missing(Exception):
    """No such row is public."""


REFUSALS = {404: Refusal, 422: Refusal, 429: Refusal}

api = NinjaAPI(
    title="建言开放数据接口",
    version="1",
    description="只读。和网页上公开的是同样的内容，没有作者的任何资料。",
    docs_url=None,  # ours is drawn by the site itself: theirs fetches scripts from elsewhere
    urls_namespace="open-data",
)


# --- what every answer goes through -------------------------------------------------------------


def bounded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Count the question; let programs of other sites read; say when nothing has changed."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **given: Any) -> HttpResponse:
        at = timezone.now()
        if limits.count(request, "open-data", at=at) > settings.OPEN_DATA_PER_HOUR:
            response = refusal(request, "问得太多了，请过一会儿再取。", 429)
            response["Retry-After"] = str(limits.wait(at) * 60)
        else:
            response = view(request, *args, **given)
        response["Access-Control-Allow-Origin"] = "*"
        if response.status_code != 200:
            response["Cache-Control"] = "no-store"
            return response
        response["Cache-Control"] = "public, max-age=60"
        response["ETag"] = etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        return get_conditional_response(request, etag, None, response) or response

    return answer


def refusal(request: HttpRequest, message: str, status: int) -> HttpResponse:
    return api.create_response(request, {"message": message}, status=status)


@api.exception_handler(Unfit)
def unfit(request: HttpRequest, error: Unfit) -> HttpResponse:
    return refusal(request, str(error), 422)


@api.exception_handler(Missing)
def missing(request: HttpRequest, error: Missing) -> HttpResponse:
    return refusal(request, "没有这一条，它可能已经不再公开。", 404)


@api.exception_handler(ValidationError)
def misread(request: HttpRequest, error: ValidationError) -> HttpResponse:
    names = [str(one["loc"][-1]) for one in error.errors]
    told = [TOLD.get(name, f"参数 {name} 不对。") for name in dict.fromkeys(names)]
    return refusal(request, "".join(told), 422)


# --- one set ------------------------------------------------------------------------------------


def schema_of(one: Dataset) -> type[Schema]:
    """A row's schema, from the columns that explain it."""
    fields: dict[str, Any] = {column.name: _field(column) for column in one.columns}
    return create_model(f"{one.name.capitalize()}Row", __base__=Schema, **fields)


def _field(column: Column) -> tuple[Any, Any]:
    told = f"{column.label}：{column.meaning}" + (f"（{column.counted}）" if column.counted else "")
    return KINDS.get(column.kind, str), Field(description=told)


def _page_of(one: Dataset, row: type[Schema]) -> type[Schema]:
    fields: dict[str, Any] = {
        "items": (list[row], Field(description="这一页")),  # type: ignore[valid-type]
        "next": (str, Field(description="下一页的 cursor；到底了是空的")),
    }
    return create_model(f"{one.name.capitalize()}Page", __base__=Schema, **fields)


def _open(one: Dataset) -> None:
    row = schema_of(one)

    @api.get(
        f"/{one.name}",
        response={200: _page_of(one, row), 422: Refusal, 429: Refusal},
        summary=one.title,
        description=one.about,
        operation_id=f"list_{one.name}",
        url_name=f"list-{one.name}",
    )
    @decorate_view(bounded)
    def listed(
        request: HttpRequest,
        campaign: Annotated[str, Query(description="专项的网址名")] = "",
        month: Annotated[str, Query(description="月份，如 2026-09")] = "",
        cursor: Annotated[str, Query(description="上一页给出的 next")] = "",
        limit: Annotated[int, Query(ge=1, le=MOST, description="一页多少条")] = PAGE,
    ) -> dict[str, Any]:
        rows, mark = one.page(scope_of(one, campaign=campaign, month=month), cursor, limit)
        return {"items": rows, "next": mark}

    if not isinstance(one, Records):
        return
    records: Records = one

    @api.get(
        f"/{one.name}/{{key}}",
        response={200: row, **REFUSALS},
        summary=f"{one.title}：一条",
        operation_id=f"get_{one.name}",
        url_name=f"get-{one.name}",
    )
    @decorate_view(bounded)
    def single(request: HttpRequest, key: int) -> dict[str, Any]:
        found = records.one(scope_of(records), key)
        if found is None:
            raise Missing
        return found


for _each in all_sets().values():
    _open(_each)
