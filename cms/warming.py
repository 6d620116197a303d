"""What every worker needs, loaded once before they are forked: they share its memory, and nobody's
first request waits for it.

The dictionary of the segmenter, the model of kinds, the masks, every address and every template.
Nothing here asks the database: the site starts while that is away.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.template import TemplateSyntaxError, engines
from django.template.exceptions import TemplateDoesNotExist
from django.urls import get_resolver
from wagtail import hooks

from suggestions.text.language import comparison, masked, screened, search_tokens

logger = logging.getLogger(__name__)
LETTER = "楼道里的路灯坏了两个星期，老人晚上回来看不清台阶，请找人修。"


def warm() -> None:
    """Each by itself: what cannot be loaded now is loaded, or told, by the first who needs it."""
    steps: list[Callable[[], object]] = [addresses, hooks.search_for_hooks, words, templates]
    for step in steps:
        try:
            step()
        except Exception:  # a start must not fail for want of speed
            logger.exception("could not load beforehand: %s", step.__name__)


def addresses() -> None:
    resolver = get_resolver()
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "_populate"):
            pattern._populate()
    resolver._populate()


def words() -> None:
    search_tokens(LETTER)
    masked(LETTER)
    screened("路灯坏了", LETTER)
    comparison(LETTER)


def templates() -> int:
    """Compile every template of ours; says how many."""
    ours = engines["django"]
    count = 0
    for name in sorted(set(_names(ours.template_dirs))):
        try:
            ours.get_template(name)
        except (TemplateDoesNotExist, TemplateSyntaxError):
            continue  # a piece that stands only within another
        count += 1
    return count


def _names(folders: Iterable[str | Path]) -> Iterator[str]:
    for folder in folders:
        if "site-packages" not in str(folder):
            for path in Path(folder).rglob("*.html"):
                yield str(path.relative_to(folder))
