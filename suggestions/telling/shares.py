"""Percentages, whole ones: rounded half up, and never all or nothing where it is neither."""

ALL = 100


def percent(part: int, whole: int) -> int:
    """`part` in `whole` as a number: 99.6 % of people satisfied is not all of them."""
    if not whole:
        return 0
    rounded = (2 * ALL * part + whole) // (2 * whole)
    return min(rounded, ALL - 1) if part < whole else rounded


def share(part: int, whole: int) -> str:
    """The same in words: 18%, 不到 1%."""
    return "不到 1%" if 0 < ALL * part < whole else f"{percent(part, whole)}%"
