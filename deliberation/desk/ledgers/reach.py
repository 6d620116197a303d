"""Of which places somebody may take a ledger: their councils, what lies below a street's, their
areas.
"""

from django.db.models import QuerySet

from deliberation.desk.rights import OVERSEE
from deliberation.models import Council
from deliberation.telling.ledger import Of
from suggestions.models import Area, User
from suggestions.models.scope import areas_of, whole_city

SHOWN = 300  # choices; further ones are reached through the address of a page that names them
LEVELS = ("city", "district", "street", "community")


class Reach:
    def __init__(self, user: User) -> None:
        self.user = user
        self.oversees = user.has_perm(OVERSEE)

    def councils(self) -> QuerySet[Council]:
        """Whose own ledger somebody may take."""
        found = Council.objects.active() if self.oversees else Council.objects.run_by(self.user)
        if not whole_city(self.user):
            found = found.filter(area__in=areas_of(self.user).values("pk"))
        return found.select_related("area").order_by("area__path", "name")

    def areas(self) -> QuerySet[Area]:
        """All for who oversees, within their areas; for a street's secretary what lies below."""
        if self.oversees:
            found = Area.objects.all() if whole_city(self.user) else areas_of(self.user)
        else:
            streets = self.councils().filter(level=Council.Level.STREET)
            found = Area.objects.none()
            for path in streets.values_list("area__path", flat=True):
                found = found | Area.objects.filter(path__startswith=path)
        return found.filter(level__in=LEVELS).order_by("path")

    def choices(self) -> list[tuple[str, str]]:
        """Areas from above, then councils."""
        areas = [(f"area-{a.code}", a.full_name) for a in self._near(self.areas())]
        councils = [] if self.oversees else self.councils()[:SHOWN]
        return [*areas, *((f"council-{c.pk}", c.name) for c in councils)]

    @staticmethod
    def _near(areas: QuerySet[Area]) -> list[Area]:
        """Down to the streets: communities are too many for a list to choose from."""
        upper = list(areas.exclude(level="community")[:SHOWN])
        return upper or list(areas[:SHOWN])

    def find(self, asked: str) -> Of | None:
        """What is asked for, if it is within reach."""
        kind, _, key = asked.partition("-")
        if kind == "area":
            area = self.areas().filter(code=key).first()
            return Of(area) if area else None
        if kind == "council" and key.isdecimal():
            council = self.councils().filter(pk=int(key)).first()
            return Of(council.area, council) if council else None
        return None
