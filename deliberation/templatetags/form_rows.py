"""What public pages tell of the rows of a step."""

from collections.abc import Iterable

from django import template

from deliberation.hall import row_words
from deliberation.models import FormRow
from deliberation.models.form_rows import mean

register = template.Library()


@register.filter
def told(row: FormRow) -> str:
    return row_words.words(row, public=True)


@register.filter
def answered(row: FormRow) -> str:
    return row_words.answer_words(row)


@register.filter
def mean_mark(row: FormRow) -> str:
    return mean(row.counts)


@register.filter
def each_mark(row: FormRow) -> Iterable[tuple[int, int]]:
    return row_words.marks(row)
