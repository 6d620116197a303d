"""The office's desk and the departments': each subject with its addresses and menu line."""

from django.urls import URLPattern, path
from wagtail.admin.viewsets.base import ViewSetGroup

from suggestions.desk import rights
from suggestions.desk.advisers.page import AdviserViewSet
from suggestions.desk.hearing.page import HearingViewSet
from suggestions.desk.intake import entry, importing, mapping, sheets, sources, taking_back
from suggestions.desk.issues import page as issue
from suggestions.desk.news import calls, leaves, messages, mine, wording
from suggestions.desk.numbers import (
    exports,
    handling_report,
    hot_report,
    kept_lists,
    ledgers,
    period_report,
)
from suggestions.desk.papers.viewsets import InstructionViewSet, PaperViewSet, PaperWordingViewSet
from suggestions.desk.recognition.viewsets import RecognitionViewSet
from suggestions.desk.referrals import answers, department, duties, urging
from suggestions.desk.referrals import lists as referral_lists
from suggestions.desk.screening.subjects import (
    BulkViewSet,
    ScreeningViewSet,
    SecondViewSet,
    SuggestionViewSet,
    TagViewSet,
)
from suggestions.desk.settings import (
    account_changes,
    dictionary,
    keys,
    login_rules,
    own_login,
    passkeys,
    scopes,
    synonyms,
)
from suggestions.desk.stations.viewsets import StationViewSet
from suggestions.desk.topics import (
    grouping,
    pairs,
    pane,
    placement_export,
    run_comparison,
    runs,
    shelf,
    topic,
    verbs,
)
from suggestions.desk.topics import lists as topic_lists
from suggestions.staff.viewsets import DeskViewSet, ReportViewSet, listing, record


class EntryViewSet(DeskViewSet):
    name, menu_label, icon = "entry", "登记一条", "edit"
    url_prefix = "suggestions/add"
    permissions = (rights.ENTER,)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", entry.Entry.as_view(), name="index"),
            path("hints/", entry.EntryHints.as_view(), name="hints"),
            path("areas/", entry.AreaOptions.as_view(), name="areas"),
            path("scans/<int:pk>/", entry.DraftScan.as_view(), name="scan"),
        ]


class SheetViewSet(DeskViewSet):
    name, menu_label, icon = "sheets", "纸质表", "doc-empty"
    permissions = (rights.ENTER,)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", sheets.Sheets.as_view(), name="index"),
            path("<int:first>-<int:last>/", sheets.PrintSheets.as_view(), name="print"),
        ]


class TopicViewSet(DeskViewSet):
    name, menu_label, icon = "topics", "问题", "folder-open-inverse"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *listing("", topic_lists.TopicIndex),
            path("new/", verbs.NewTopic.as_view(), name="new"),
            path("options/", topic_lists.TopicOptions.as_view(), name="options"),
            path("pairs/", pairs.PairPage.as_view(), name="pairs"),
            path("<int:pk>/pane/", pane.TopicPane.as_view(), name="pane"),
            *record("<int:pk>/", topic.TopicPage),
        ]


class IssueViewSet(DeskViewSet):
    """Without a menu line: the list of topics folds under its issues and leads here."""

    name, menu_label, icon = "issues", "类问题", "folder-inverse"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("options/", issue.IssueOptions.as_view(), name="options"),
            *record("<int:pk>/", issue.IssuePage),
        ]


class ShelfViewSet(DeskViewSet):
    name, menu_label, icon = "shelf", "书架", "glasses"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *listing("", shelf.ShelfIndex),
            path("next/", shelf.NextUnread.as_view(), name="next"),
            *record("<int:pk>/", shelf.ShelfItem),
        ]


class ReferralViewSet(DeskViewSet):
    name, menu_label, icon = "referrals", "转办事项", "resubmit"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *listing("", referral_lists.OfficeReferralIndex),
            path("remind/", urging.RemindAll.as_view(), name="remind"),
        ]


class DutyViewSet(DeskViewSet):
    name, menu_label, icon = "duties", "派单目录", "list-ul"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *listing("", duties.DutyIndex),
            path("learn/", duties.LearnNow.as_view(), name="learn"),
            *record("<int:pk>/", duties.DutyPage),
        ]


class AnswerViewSet(DeskViewSet):
    name, menu_label, icon = "answers", "答复审核", "comment"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*listing("", answers.AnswerQueue), *record("<int:pk>/", answers.AnswerPage)]


class ReopenedViewSet(DeskViewSet):
    name, menu_label, icon = "reopened", "重新办理", "resubmit"
    url_prefix = "answers/reopened"

    def get_urlpatterns(self) -> list[URLPattern]:
        return listing("", answers.ReopenedIndex)


class ImportViewSet(DeskViewSet):
    name, menu_label, icon = "import", "批量导入", "upload"
    permissions = (rights.IMPORT,)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", importing.ImportIndex.as_view(), name="index"),
            path("new/", importing.Upload.as_view(), name="upload"),
            path("<int:pk>/", importing.BatchPage.as_view(), name="batch"),
            path("<int:pk>/mapping/", mapping.Mapping.as_view(), name="mapping"),
            path("<int:pk>/stop/", importing.Stop.as_view(), name="stop"),
            path("<int:pk>/progress/", importing.BatchProgress.as_view(), name="progress"),
            path("<int:pk>/take-back/", taking_back.TakeBack.as_view(), name="take_back"),
            path("<int:pk>/faults.xlsx", importing.Faults.as_view(), name="faults"),
        ]


class PullViewSet(DeskViewSet):
    name, menu_label, icon = "pulls", "接收记录", "download"
    permissions = (rights.IMPORT,)

    def get_urlpatterns(self) -> list[URLPattern]:
        return listing("", sources.RunIndex)


class GroupingViewSet(DeskViewSet):
    name, menu_label, icon = "grouping", "自动归类", "group"

    def get_urlpatterns(self) -> list[URLPattern]:
        export = placement_export.PlacementExport.as_view()
        return [
            path("", grouping.GroupingIndex.as_view(), name="index"),
            path("<int:pk>/", grouping.CampaignRuns.as_view(), name="campaign"),
            path("<int:pk>/start/", grouping.StartGrouping.as_view(), name="start"),
            path("<int:pk>/export.<slug:kind>", export, name="export"),
            path("runs/<int:pk>/progress/", runs.RunProgress.as_view(), name="progress"),
            path("runs/<int:pk>/compare/", run_comparison.RunComparison.as_view(), name="compare"),
            *record("runs/<int:pk>/", runs.RunPage, "run"),
        ]


class DictionaryViewSet(DeskViewSet):
    name, menu_label, icon = "dictionary", "词典", "openquote"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", dictionary.DictionaryIndex.as_view(), name="index"),
            path("try/", dictionary.TryWord.as_view(), name="try"),
            *record("words/<int:pk>/", dictionary.WordPage, "word"),
            *record("trials/<int:pk>/", dictionary.TrialPage, "trial"),
        ]


class SynonymViewSet(DeskViewSet):
    name, menu_label, icon = "synonyms", "近义词", "link"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", synonyms.SynonymIndex.as_view(), name="index"),
            path("add/", synonyms.AddSynonyms.as_view(), name="add"),
            path("look/", synonyms.LookForSynonyms.as_view(), name="look"),
            *record("<int:pk>/", synonyms.SynonymPage),
        ]


class CallViewSet(DeskViewSet):
    name, menu_label, icon = "calls", "要回电的人", "mobile-alt"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*listing("", calls.CallIndex), *record("<int:pk>/", calls.CallPage)]


class LetterViewSet(DeskViewSet):
    name, menu_label, icon = "letters", "要寄的信", "doc-full"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*listing("", calls.LetterIndex), *record("<int:pk>/", calls.LetterPage)]


class MessageViewSet(DeskViewSet):
    name, menu_label, icon = "messages", "消息", "mail"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*listing("", messages.MessageIndex), *record("<int:pk>/", messages.MessagePage)]


class WordingViewSet(DeskViewSet):
    name, menu_label, icon = "wording", "消息模板", "edit"
    permissions = (rights.WORD,)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", wording.WordingIndex.as_view(), name="index"),
            path("<slug:kind>/", wording.WordingPage.as_view(), name="page"),
        ]


class MyNewsViewSet(DeskViewSet):
    """我的通知: everybody's own."""

    name, menu_label, icon, menu_order = "my_news", "我的通知", "info-circle", 900
    permissions = (rights.STAFF,)
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", mine.MyNews.as_view(), name="index")]


class LeaveViewSet(DeskViewSet):
    """请假与代班: one's own leave, and the switch of who stands in."""

    name, menu_label, icon, menu_order = "leaves", "请假与代班", "calendar-alt", 905
    permissions = (rights.STAFF,)
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", leaves.Leaves.as_view(), name="index"),
            path("<int:pk>/end/", leaves.EndLeave.as_view(), name="end"),
            path("<int:pk>/stand-in/", leaves.StandIn.as_view(), name="stand_in"),
            path("step-back/", leaves.StepBack.as_view(), name="step_back"),
        ]


class KeyViewSet(DeskViewSet):
    """接口密钥: among the settings, beside the departments."""

    name, menu_label, icon, menu_order = "keys", "接口密钥", "key", 105
    permissions = (rights.KEYS,)
    add_to_settings_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", keys.Keys.as_view(), name="index"), *record("<int:pk>/", keys.KeyPage)]


class ScopeViewSet(DeskViewSet):
    """负责区域: among the settings, beside the accounts."""

    name, menu_label, icon, menu_order = "scopes", scopes.NAME, "site", 106
    permissions = scopes.READERS
    add_to_settings_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", scopes.Scopes.as_view(), name="index"),
            *record("<int:pk>/", scopes.ScopePage),
        ]


class AccountChangeViewSet(DeskViewSet):
    """账号变更: among the settings, beside the accounts."""

    name, menu_label, icon, menu_order = "account_changes", account_changes.NAME, "user", 104
    permissions = scopes.READERS
    add_to_settings_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", account_changes.AccountChanges.as_view(), name="index"),
            path("<int:pk>/print/", account_changes.PrintSlip.as_view(), name="print"),
            *record("<int:pk>/", account_changes.AccountChangePage),
        ]


class LoginRuleViewSet(DeskViewSet):
    """登录要求: among the settings, beside the accounts."""

    name, menu_label, icon, menu_order = "login_rules", login_rules.NAME, "lock", 107
    permissions = (rights.INVITE,)
    add_to_settings_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", login_rules.LoginRules.as_view(), name="index")]


class OwnLoginViewSet(DeskViewSet):
    """登录安全: everybody's own."""

    name, menu_label, icon, menu_order = "own_login", own_login.NAME, "lock", 915
    permissions = (rights.STAFF,)
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", own_login.OwnLogin.as_view(), name="index"),
            path("passkeys/", passkeys.OwnPasskeys.as_view(), name="passkeys"),
        ]


class ExportViewSet(DeskViewSet):
    """我的导出: everybody's own."""

    name, menu_label, icon, menu_order = "exports", "我的导出", "download", 910
    permissions = (rights.STAFF,)
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", exports.ExportIndex.as_view(), name="index"),
            path("<int:pk>/file/", exports.ExportFile.as_view(), name="file"),
            path("<int:pk>/progress/", exports.ExportProgress.as_view(), name="progress"),
            path("<int:pk>/drop/", exports.DropExport.as_view(), name="drop"),
        ]


class KeptListViewSet(DeskViewSet):
    """Without a menu line: the lists themselves ask it to keep how they are shown."""

    name, menu_label, icon = "kept_lists", "清单设置", "list-ul"
    url_prefix = "kept-lists"
    permissions = (rights.STAFF,)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("keep/", kept_lists.KeepList.as_view(), name="keep")]


class Office(ViewSetGroup):
    """征集工作台."""

    menu_label, menu_name, menu_icon, menu_order = "征集工作台", "desk", "clipboard-list", 50
    items = (
        EntryViewSet,
        SheetViewSet,
        StationViewSet,
        ScreeningViewSet,
        BulkViewSet,
        SecondViewSet,
        SuggestionViewSet,
        TagViewSet,
        TopicViewSet,
        ShelfViewSet,
        ReferralViewSet,
        DutyViewSet,
        AnswerViewSet,
        ReopenedViewSet,
        HearingViewSet,
        AdviserViewSet,
        RecognitionViewSet,
        PaperViewSet,
        InstructionViewSet,
        ImportViewSet,
        PullViewSet,
        GroupingViewSet,
        DictionaryViewSet,
        SynonymViewSet,
        CallViewSet,
        LetterViewSet,
        MessageViewSet,
        WordingViewSet,
        PaperWordingViewSet,
    )


class DepartmentDesk(DeskViewSet):
    """承办事项: what was forwarded to one's own department."""

    name, menu_label, icon, menu_order = "department", "承办事项", "tasks", 60
    permissions = (rights.ANSWER,)
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *listing("", department.DepartmentIndex),
            path(
                "<int:pk>/papers/<int:paper>.<slug:kind>",
                department.DepartmentPaper.as_view(),
                name="paper",
            ),
            *record("<int:pk>/", department.ReferralPage),
        ]


REPORTS = (
    ReportViewSet("hot", report=hot_report.HotReport, menu_order=0),
    ReportViewSet("hot_issues", report=hot_report.HotIssueReport, menu_order=0),
    ReportViewSet("periods", report=period_report.PeriodReport, menu_order=0),
    ReportViewSet("handling", report=handling_report.HandlingReport, menu_order=1),
    ReportViewSet("ledger", report=ledgers.LedgerReport, menu_order=2),
    ReportViewSet("ratings", report=ledgers.RatingReport, menu_order=3),
    ReportViewSet("reveals", report=ledgers.RevealReport, menu_order=4),
    ReportViewSet("logins", report=ledgers.LoginFailureReport, menu_order=5),
)
