"""The secretaries' desk: each subject with its addresses and menu line.

All lie below one council, whose secretary may write; the lists show what one may look at.
"""

from django.urls import URLPattern, path
from wagtail.admin.viewsets.base import ViewSetGroup

from deliberation.desk import due
from deliberation.desk.councils import council, seat_lists, seats, wording
from deliberation.desk.formats import choosing, steps
from deliberation.desk.gaps import lists as gap_lists
from deliberation.desk.gaps import page as gap_page
from deliberation.desk.indices import disputes
from deliberation.desk.ledgers import page as ledger_page
from deliberation.desk.meeting import attendance, conduct, hall_screen, paper_list
from deliberation.desk.money import choices, funds, projects
from deliberation.desk.month import agenda, comments, matters, meetings, proposals
from deliberation.desk.outlines import page as outlines
from deliberation.desk.plans import page as plan_page
from deliberation.desk.results import effect_list, minutes, pledges, resolution, resolving
from deliberation.desk.results import lists as result_lists
from deliberation.desk.rights import OVERSEE, RUN
from deliberation.desk.votes import casting, motions, rolls
from suggestions.staff.viewsets import DeskViewSet, listing, record

COUNCIL = "<int:council>/"
MEETING = f"{COUNCIL}meetings/<int:pk>/"
MOTION = f"{COUNCIL}motions/<int:pk>/"
RESOLUTION = f"{COUNCIL}resolutions/<int:pk>/"
DO = "do/"


class SecretaryViewSet(DeskViewSet):
    """For secretaries and for those who oversee them."""

    permissions = (RUN, OVERSEE)
    url_prefix = "yishi"


class DueViewSet(SecretaryViewSet):
    """The first line of the menu."""

    name, menu_label, icon = "due", "要办的事", "tasks"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("due/", due.DuePage.as_view(), name="index")]


class CouncilDeskViewSet(SecretaryViewSet):
    name, menu_label, icon = "councils", "议事会", "group"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *listing("", council.CouncilIndex),
            *record(COUNCIL, council.CouncilDesk, verbs=DO),
            *seat_lists.urls(f"{COUNCIL}seats/"),
            *record(f"{COUNCIL}seats/", seats.SeatsPage, "seats", verbs=DO),
            path(f"{COUNCIL}wording/", wording.WordingPage.as_view(), name="wording"),
            *record(f"{COUNCIL}formats/", choosing.FormatsPage, "formats", verbs=DO),
        ]


class MeetingViewSet(SecretaryViewSet):
    name, menu_label, icon = "meetings", "会议", "calendar-alt"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *listing("meetings/", meetings.MeetingIndex),
            *record(f"{MEETING}notices/", meetings.NoticesPage, "notices", verbs=DO),
            *record(f"{MEETING}comments/", comments.CommentsPage, "comments", verbs=DO),
            path(f"{MEETING}poster/", wording.Poster.as_view(), name="poster"),
            *record(f"{MEETING}steps/", steps.StepsPage, "steps", verbs=DO),
            *record(f"{MEETING}agenda/", agenda.AgendaPage, "agenda", verbs=DO),
            *record(f"{MEETING}conduct/", conduct.ConductPage, "conduct", verbs=DO),
            *record(f"{MEETING}attendance/", attendance.AttendancePage, "attendance", verbs=DO),
            path(f"{MEETING}paper/", paper_list.PaperList.as_view(), name="paper_list"),
            path(f"{MEETING}hall/", hall_screen.HallScreen.as_view(), name="hall"),
            *record(f"{MEETING}minutes/", minutes.MinutesPage, "minutes", verbs=DO),
            path(
                f"{MEETING}minutes.<slug:kind>", minutes.MinutesFile.as_view(), name="minutes_file"
            ),
        ]


class MatterViewSet(SecretaryViewSet):
    name, menu_label, icon = "matters", "议题", "list-ol"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *listing("matters/", matters.MatterIndex),
            *record(f"{COUNCIL}matters/<int:pk>/", matters.MatterPage, verbs=DO),
        ]


class ProposalViewSet(SecretaryViewSet):
    name, menu_label, icon = "proposals", "居民提议", "comment"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *listing("proposals/", proposals.ProposalIndex),
            *record(f"{COUNCIL}proposals/<int:pk>/", proposals.ProposalPage, verbs=DO),
        ]


class ResolutionViewSet(SecretaryViewSet):
    name, menu_label, icon = "resolutions", "决议", "doc-full-inverse"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *listing("resolutions/", result_lists.ResolutionIndex),
            path(
                f"{COUNCIL}resolutions/new/<int:motion>/",
                resolving.NewResolution.as_view(),
                name="new",
            ),
            *record(RESOLUTION, resolution.ResolutionPage, verbs=DO),
            path(
                f"{RESOLUTION}photos/<int:photo>/",
                resolution.TaskPhotoFile.as_view(),
                name="task_photo",
            ),
            *record(f"{RESOLUTION}pledges/", pledges.PledgesPage, "pledges", verbs=DO),
            path(f"{RESOLUTION}pledges.xlsx", pledges.PledgesFile.as_view(), name="pledges_file"),
        ]


class EffectViewSet(SecretaryViewSet):
    name, menu_label, icon = "effects", "效果评估", "tick-inverse"

    def get_urlpatterns(self) -> list[URLPattern]:
        return listing("effects/", effect_list.EffectIndex)


class PlanViewSet(SecretaryViewSet):
    name, menu_label, icon = "plans", "行动计划", "calendar-check"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("plan/", plan_page.PlanPage.as_view(), name="index")]


class LedgerViewSet(SecretaryViewSet):
    name, menu_label, icon = "ledgers", "台账", "doc-full"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("ledgers/", ledger_page.LedgerPage.as_view(), name="index")]


class GapViewSet(SecretaryViewSet):
    name, menu_label, icon = "gaps", "缺项清单", "list-ul"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *listing("gaps/", gap_page.GapIndex),
            *gap_lists.urls("gaps/import/"),
            *record(f"{COUNCIL}gaps/<int:pk>/", gap_page.GapPage, verbs=DO),
        ]


class DisputeViewSet(SecretaryViewSet):
    name, menu_label, icon = "disputes", "数字异议", "warning"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *listing("disputes/", disputes.DisputeIndex),
            *record(f"{COUNCIL}disputes/<int:pk>/", disputes.DisputePage, verbs=DO),
        ]


class RollViewSet(SecretaryViewSet):
    """Reached from a council's page; no line in the menu."""

    name = "rolls"

    def get_urlpatterns(self) -> list[URLPattern]:
        at = f"{COUNCIL}rolls/"
        return [
            path(at, rolls.RollIndex.as_view(), name="index"),
            path(f"{at}new/", rolls.RollUpload.as_view(), name="upload"),
            path(f"{at}lists/<int:pk>/", rolls.RollCheck.as_view(), name="check"),
            path(f"{at}lists/<int:pk>/faults.xlsx", rolls.RollFaults.as_view(), name="faults"),
            path(f"{at}template/<slug:kind>.xlsx", rolls.RollTemplate.as_view(), name="template"),
            *record(f"{at}<int:pk>/", rolls.RollPage, verbs=DO),
        ]


class MotionViewSet(SecretaryViewSet):
    """Reached from a council's page; no line in the menu."""

    name = "motions"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path(f"{COUNCIL}motions/", motions.MotionIndex.as_view(), name="index"),
            path(f"{COUNCIL}motions/new/<int:item>/", motions.NewMotion.as_view(), name="new"),
            path(f"{MOTION}edit/", motions.EditMotion.as_view(), name="edit"),
            path(f"{MOTION}paper/", casting.PaperEntry.as_view(), name="paper"),
            path(f"{MOTION}call/", casting.RollCall.as_view(), name="call"),
            path(f"{MOTION}mandates/", casting.Mandates.as_view(), name="mandates"),
            path(f"{MOTION}mandates/<int:mandate>/", casting.MandateFile.as_view(), name="mandate"),
            path(
                f"{MOTION}mandates/<int:mandate>/withdraw/",
                casting.MandateWithdrawal.as_view(),
                name="withdraw",
            ),
            path(f"{MOTION}notices/<int:proof>/", casting.NoticeFile.as_view(), name="notice"),
            path(f"{MOTION}slips/", casting.Slips.as_view(), name="slips"),
            *record(MOTION, motions.MotionPage, verbs=DO),
        ]


class FundViewSet(SecretaryViewSet):
    """Reached from a council's page; no line in the menu."""

    name = "funds"

    def get_urlpatterns(self) -> list[URLPattern]:
        choice = f"{COUNCIL}choices/<int:pk>/"
        return [
            *record(f"{COUNCIL}funds/", funds.FundsPage, "council", verbs=DO),
            *record(f"{COUNCIL}funds/<int:pk>/", funds.FundPage, verbs=DO),
            *record(f"{COUNCIL}projects/<int:pk>/", projects.ProjectPage, "project", verbs=DO),
            path(
                f"{COUNCIL}receipts/<int:pk>/", projects.ReceiptScan.as_view(), name="receipt_scan"
            ),
            *record(choice, choices.ChoicePage, "choice", verbs=DO),
        ]


class OutlineViewSet(DeskViewSet):
    """Among the settings: for who founds councils."""

    name, menu_label, icon = "outlines", "区域边界", "site"
    permissions = (outlines.KEEP,)
    add_to_settings_menu = True
    menu_order = 112

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", outlines.OutlinePage.as_view(), name="index")]


class SecretaryDesk(ViewSetGroup):
    """议事工作台."""

    menu_label, menu_name, menu_icon, menu_order = "议事工作台", "yishi", "group", 55
    items = (
        DueViewSet,
        CouncilDeskViewSet,
        MeetingViewSet,
        MatterViewSet,
        ProposalViewSet,
        ResolutionViewSet,
        PlanViewSet,
        GapViewSet,
        LedgerViewSet,
        EffectViewSet,
        DisputeViewSet,
    )
