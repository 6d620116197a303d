"""Which tags a text suggests: those in use already, then words that say what it is about."""

from collections import Counter
from collections.abc import Sequence

from suggestions.models import Suggestion
from suggestions.text.language import words

OFFERED = 6
READ = 2_000


def proposed(suggestion: Suggestion, standing: list[str], *, used: Sequence[str]) -> list[str]:
    """At most six, of those `used` first, none that stands there already; a person puts them on."""
    text = f"{suggestion.public_title}\n{suggestion.public_body}"[:READ]  # no personal data
    known = {name.lower() for name in standing}
    found = [name for name in used if len(name) > 1 and name in text and name.lower() not in known]
    counts = Counter(words(text)) + Counter(2 * words(suggestion.public_title))
    often = [word for word, number in counts.most_common(40) if number > 2 and 2 <= len(word) <= 8]
    fresh = [word for word in often if word.lower() not in known and word not in found]
    return [*found, *fresh][:OFFERED]
