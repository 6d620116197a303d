"""您是不是也想说, on 40 invented beginnings of a suggestion among 150 invented ones."""

from suggestions.models import Suggestion
from suggestions.text.nearest import nearest
from tests.suggestions.text.conftest import rows


def test_what_is_shown_is_right_and_nothing_is_shown_for_nothing(city):
    key_of = {s.pk: key for key, s in city.items()}
    shown = right = 0
    wanted, found, noise = 0, 0, []
    for typed, key in rows("likeness_40.tsv"):
        hits = [key_of[h.pk] for h in nearest(Suggestion.objects.public(), title=typed)]
        shown, right = shown + len(hits), right + (key in hits)
        wanted, found = wanted + bool(key), found + (key in hits)
        if not key and hits:
            noise.append((typed, hits))
    assert len(noise) <= 1, noise
    assert found / wanted >= 0.9
    assert right / shown >= 0.8
