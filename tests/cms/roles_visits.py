"""Who may open which address of 入户走访, and press which of its buttons.

The visitor's own doors, and those of other areas: `suggestions/questionnaires/test_visits.py`.
"""

from suggestions.actions import visit_devices, visiting
from suggestions.desk.visits.lists import DevicePage
from suggestions.desk.visits.own import OwnDevicePage
from suggestions.desk.visits.rounds import RoundPage
from tests.cms.roles_row import Row
from tests.conftest import NOW

OFFICE = frozenset({"officer"})

GETS = [
    Row("desk_visits:index", "", OFFICE),
    Row("desk_visits:index_results", "", OFFICE),
    Row("desk_visits:new", "", OFFICE),
    Row("desk_visits:devices", "", OFFICE),
    Row("desk_visits:devices_results", "", OFFICE),
    Row("desk_visits:device", "visit_phone", OFFICE),
    Row("desk_visits:device_verb", "visit_phone revoke", OFFICE, status=302),
    Row("desk_visits:mine", "", OFFICE),
    Row("desk_visits:mine_results", "", OFFICE),
    Row("desk_visits:own", "visit_phone", OFFICE),
    Row("desk_visits:own_verb", "visit_phone revoke-own", OFFICE, status=302),
    Row("desk_visits:door", "household", OFFICE),
    Row("desk_visits:key", "visits", OFFICE, status=405),
    Row("desk_visits:kept", "visits", OFFICE),
    Row("desk_visits:slips", "visits", OFFICE),
    Row("desk_visits:worker", "", OFFICE),
    Row("desk_visits:list_upload", "visits", OFFICE),
    Row("desk_visits:list_template", "visits", OFFICE),
    Row("desk_visits:list_check", "visits household_file", OFFICE),
    Row("desk_visits:list_faults", "visits household_file", OFFICE, status=405),
    Row("desk_visits:page", "visits", OFFICE),
    Row("desk_visits:verb", "visits close-round", OFFICE, status=302),
]
POSTS = [
    Row("desk_visits:new", "", OFFICE, "taken"),
    Row("desk_visits:door", "household", OFFICE, "taken"),
    Row("desk_visits:key", "visits", OFFICE, "taken"),
    Row("desk_visits:list_upload", "visits", OFFICE, "taken"),
    Row("desk_visits:list_check", "visits household_file", OFFICE, "taken"),
    Row("desk_visits:list_faults", "visits household_file", OFFICE, "taken"),
]
VERBS = {
    ("desk_visits:verb", "visits"): dict.fromkeys(("close-round", "add-household"), OFFICE),
    ("desk_visits:device_verb", "visit_phone"): {"revoke": OFFICE},
    ("desk_visits:own_verb", "visit_phone"): {"revoke-own": OFFICE},
}
PAGES = {
    "desk_visits:verb": RoundPage,
    "desk_visits:device_verb": DevicePage,
    "desk_visits:own_verb": OwnDevicePage,
}


def things(fixture, questionnaire):
    """A round with two doors, a list on its way in, and a phone."""
    from django.core.files.base import ContentFile

    from suggestions.actions import lists
    from suggestions.intake.household_lists import HouseholdList

    street, by = fixture("area"), {"by": fixture("officer"), "at": NOW}
    street.refresh_from_db()
    village = street.add_child(
        code="310104008900", name="田林一村", level="community", full_name="徐汇区 · 田林一村"
    )
    visits = visiting.open_round(
        questionnaire=questionnaire, area=village, consent="您好，回答自愿。", **by
    )
    visiting.write_households(visits, [("3号楼", "301", "王阿姨"), ("3号楼", "302", "")], **by)
    file = ContentFile("楼栋,室号\n3号楼,303\n".encode(), "list.csv")
    phone = visit_devices.key_for(
        fixture("officer"), "phone", area=village, label="安卓", session="", at=NOW
    )
    return {
        "visits": visits,
        "household": visits.households.get(room="301"),
        "household_file": lists.receive(HouseholdList(visits), file=file, about=visits.pk, **by),
        "visit_phone": phone,
    }
