"""A guide with words in it is not deleted: who said them reads there what became of them."""

from collections.abc import Iterable

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.models import Page

from suggestions.models import ClauseLink, GuidePage, TiedAnswer


def kept(request: HttpRequest, pages: Iterable[Page]) -> HttpResponse | None:
    """Refuse in words where one of these pages, or one below, has words in its clauses."""
    for page in pages:
        below = GuidePage.objects.descendant_of(page, inclusive=True)
        tied = ClauseLink.objects.filter(clause__guide__in=below.values("pk"))
        answered = TiedAnswer.objects.filter(clause__guide__in=below.values("pk"))
        has = Q(pk__in=tied.values("clause__guide")) | Q(pk__in=answered.values("clause__guide"))
        guide = below.filter(has).first()
        if guide:
            number = tied.filter(clause__guide=guide).count()
            said = answered.filter(clause__guide=guide).count()
            counted = [f"{number} 条建议"] * bool(number) + [f"{said} 条问卷意见"] * bool(said)
            messages.error(
                request,
                f"《{guide.title}》对上了 {'、'.join(counted)}，不能删除；"
                "可以取消发布，居民就看不到了。",
            )
            return redirect("wagtailadmin_pages:edit", guide.pk)
    return None
