"""What a person keeps of a list of the desk: nobody else's, and back to the default at once."""

from collections.abc import Collection, Iterable

from suggestions.models import KeptList, User

TICKS = 2_000


def keep_query(user: User, name: str, query: str) -> None:
    """How the list is filtered and sorted, for the next time."""
    KeptList.objects.update_or_create(user=user, name=name, defaults={"query": query})


def hide(user: User, name: str, columns: Iterable[str]) -> None:
    """Which columns are not shown."""
    hidden = sorted(set(columns))
    KeptList.objects.update_or_create(user=user, name=name, defaults={"hidden": hidden})


def tick(user: User, name: str, *, seen: Collection[int], ticked: Collection[int]) -> list[int]:
    """What is ticked among the rows seen; ticks on other pages stay. Gives all of them."""
    kept = KeptList.objects.filter(user=user, name=name).first()
    before = set(kept.ticked) if kept else set()
    after = sorted((before - set(seen)) | (set(ticked) & set(seen)))[:TICKS]
    if kept is None and not after:
        return []
    KeptList.objects.update_or_create(user=user, name=name, defaults={"ticked": after})
    return after


def untick(user: User, name: str, *, but: Collection[int] = ()) -> None:
    """Nothing is ticked any more, but for what was refused."""
    KeptList.objects.filter(user=user, name=name).update(ticked=sorted(but)[:TICKS])


def reset(user: User, name: str) -> None:
    """The list as it is for somebody who comes for the first time."""
    KeptList.objects.filter(user=user, name=name).delete()
