"""How sure a measured share is: 95 % intervals, so that no figure stands alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

_Z = 1.959964
_RESAMPLED = 1000


def of_share(share: float, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share measured on ``n`` letters (Wilson's).

    A share that is the mean of several rounds over the same letters has the interval of one
    round: more rounds do not make more letters.

    >>> [round(end, 3) for end in of_share(0.9, 100)]
    [0.826, 0.945]
    >>> of_share(1.0, 0)
    (0.0, 1.0)
    """
    if not n:
        return 0.0, 1.0
    wide = _Z * _Z / n
    middle = (share + wide / 2) / (1 + wide)
    half = _Z * ((share * (1 - share) / n + wide / (4 * n)) ** 0.5) / (1 + wide)
    return max(0.0, middle - half), min(1.0, middle + half)


def resampled(n: int, measure: Callable[[Sequence[int]], float]) -> tuple[float, float]:
    """Return the 95 % interval of a measure by drawing ``n`` letters anew, a thousand times.

    Parameters
    ----------
    n : int
        How many letters there are.
    measure : callable
        Takes the places of the drawn letters (with repetitions), returns the figure.

    Examples
    --------
    >>> low, high = resampled(100, lambda drawn: sum(at < 90 for at in drawn) / 100)
    >>> 0.8 < low < 0.9 < high < 1
    True
    """
    import random

    chance = random.Random(0)  # noqa: S311 - the same letters have the same interval
    places = range(n)
    found = sorted(measure(chance.choices(places, k=n)) for _ in range(_RESAMPLED))
    return found[int(0.025 * _RESAMPLED)], found[int(0.975 * _RESAMPLED) - 1]


def told(figure: float, ends: tuple[float, float]) -> str:
    """Return a figure with its interval as it is printed.

    >>> told(0.9123, (0.9013, 0.92))
    '0.912 (0.901–0.920)'
    """
    return f"{figure:.3f} ({ends[0]:.3f}–{ends[1]:.3f})"
