"""Who may run which verb on questions to a live event: whoever screens suggestions."""

from suggestions.desk.rights import LOOK, SCREEN
from suggestions.staff.rights import Right, Rights

__all__ = ["FOUND", "LOOK", "RIGHTS", "SCREEN"]

FOUND = "add_area"  # who founds a city: administrators

RIGHTS: Rights = {
    "livequestion.show": Right(SCREEN),
    "livequestion.mark-answered": Right(SCREEN),
    "livequestion.keep-off": Right(SCREEN),
    "livequestion.put-back": Right(SCREEN),
}
