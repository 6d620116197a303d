"""Which tags a text suggests: those in use already, then words that say what it is about."""

from collections import Counter

from django.db.models import Count
from taggit.models import Tag

from suggestions.models import Suggestion
from suggestions.text.language import words

USED, OFFERED = 300, 6
READ = 2_000


def proposed(suggestion: Suggestion, standing: list[str]) -> list[str]:
    """At most six, none that stands there already; a person puts them on."""
    text = f"{suggestion.public_title}\n{suggestion.public_body}"[:READ]  # no personal data
    known = {name.lower() for name in standing}
    used = (
        Tag.objects.annotate(number=Count("tagged_suggestions"))
        .filter(number__gt=0)
        .order_by("-number", "pk")
        .values_list("name", flat=True)[:USED]
    )
    found = [name for name in used if len(name) > 1 and name in text and name.lower() not in known]
    counts = Counter(words(text)) + Counter(2 * words(suggestion.public_title))
    often = [word for word, number in counts.most_common(40) if number > 2 and 2 <= len(word) <= 8]
    fresh = [word for word in often if word.lower() not in known and word not in found]
    return [*found, *fresh][:OFFERED]
