"""The records of people's suggestions: one module a subject, one import for all."""

from suggestions.models.account_changes import AccountChange
from suggestions.models.advisers import Adviser, AdviserStep, Opinion
from suggestions.models.answer_drafts import AnswerDraft, AnswerTemplate, Recusal
from suggestions.models.answer_files import AnswerFile
from suggestions.models.answer_places import AnswerPlace, AnswerRun
from suggestions.models.answer_sheets import (
    AnswerSheet,
    OpenAnswer,
    SheetAnswer,
    SheetCount,
    Tally,
)
from suggestions.models.answer_themes import AnswerTheme
from suggestions.models.bulk import BulkDecision
from suggestions.models.calendar import WorkCalendar, Workday
from suggestions.models.campaigns import (
    Audience,
    CampaignPage,
    CampaignSeriesPage,
    CampaignState,
    ThemeOfInterest,
)
from suggestions.models.changes import GroupingResult, TopicChange
from suggestions.models.claims import ScreeningClaim
from suggestions.models.clause_answers import AnswerTie, TiedAnswer
from suggestions.models.clauses import ClauseComment, ClauseLink, ClauseSupport, GuideClause
from suggestions.models.desk_lists import KeptList, ListExport
from suggestions.models.dictionary import DictionaryTrial, DictionaryWord
from suggestions.models.drafts import SavedDraft
from suggestions.models.following import Follow
from suggestions.models.guides import GuidePage, GuideStage
from suggestions.models.hearing import HearingTarget, ParticipationCount, SeriesPart
from suggestions.models.history import ContactReveal, Event, Verb
from suggestions.models.imports import ImportBatch, ImportFault, ListFile, RememberedColumns
from suggestions.models.issues import Issue, IssueMerge
from suggestions.models.kept import KeptFigure, TopicCount
from suggestions.models.limits import RateBucket
from suggestions.models.logins import LoginBrake, LoginFailure
from suggestions.models.messages import Call, MessageTemplate, OutboxMessage
from suggestions.models.monthly import (
    MonthlyPolicy,
    MonthlyProblem,
    MonthlyStep,
    MonthlyTask,
)
from suggestions.models.pairs import TopicPair
from suggestions.models.paper import Behalf, PaperScan, PaperSheet
from suggestions.models.papers import (
    Instruction,
    Paper,
    PaperKind,
    PaperRegister,
    PaperStep,
    PaperVersion,
    PaperWording,
)
from suggestions.models.people import Area, Department, Section, User
from suggestions.models.questionnaires import (
    Option,
    Question,
    QuestionnairePage,
    QuestionnaireVersion,
)
from suggestions.models.queues import SavedQueue
from suggestions.models.recognition import Recognition, RecognitionRound
from suggestions.models.referrals import Answer, Delivery, ExtensionRequest, Rating, Referral
from suggestions.models.routing import RoutingModel
from suggestions.models.scope import ScopeArea, ScopeChange
from suggestions.models.screening import ScreeningModel
from suggestions.models.second import SecondReading
from suggestions.models.second_factor import LoginRule, Passkey, RecoveryCode, SecondFactor
from suggestions.models.sessions import BrowserSession
from suggestions.models.sheet_lists import SheetList
from suggestions.models.sorting import Kind, Sorting
from suggestions.models.sources import ClosedElsewhere, IntakeRun, IntakeSource
from suggestions.models.staff_news import Leave, StaffNews
from suggestions.models.stations import Station, StationStep
from suggestions.models.suggestions import (
    Contact,
    Photo,
    Suggestion,
    Support,
    TaggedSuggestion,
)
from suggestions.models.synonyms import SpokenWord, SynonymGroup, SynonymWord
from suggestions.models.systems import SpentNonce, SystemKey
from suggestions.models.topics import GroupingRun, Placement, Theme, Topic
from suggestions.models.traces import ShelfReading, TopicMerge, TopicSupport
from suggestions.models.typed_sheets import TypedSheet
from suggestions.models.visits import Household, Outcome, Visit, VisitDevice, VisitRound

__all__ = [
    "AccountChange",
    "Adviser",
    "AdviserStep",
    "Answer",
    "AnswerDraft",
    "AnswerFile",
    "AnswerPlace",
    "AnswerRun",
    "AnswerSheet",
    "AnswerTemplate",
    "AnswerTheme",
    "AnswerTie",
    "Area",
    "Audience",
    "Behalf",
    "BrowserSession",
    "BulkDecision",
    "Call",
    "CampaignPage",
    "CampaignSeriesPage",
    "CampaignState",
    "ClauseComment",
    "ClauseLink",
    "ClauseSupport",
    "ClosedElsewhere",
    "Contact",
    "ContactReveal",
    "Delivery",
    "Department",
    "DictionaryTrial",
    "DictionaryWord",
    "Event",
    "ExtensionRequest",
    "Follow",
    "GroupingResult",
    "GroupingRun",
    "GuideClause",
    "GuidePage",
    "GuideStage",
    "HearingTarget",
    "ImportBatch",
    "ImportFault",
    "Instruction",
    "IntakeRun",
    "IntakeSource",
    "Issue",
    "IssueMerge",
    "KeptFigure",
    "KeptList",
    "Kind",
    "Leave",
    "ListExport",
    "ListFile",
    "LoginBrake",
    "LoginFailure",
    "LoginRule",
    "MessageTemplate",
    "MonthlyPolicy",
    "MonthlyProblem",
    "MonthlyStep",
    "MonthlyTask",
    "OpenAnswer",
    "Option",
    "Opinion",
    "OutboxMessage",
    "Paper",
    "PaperKind",
    "PaperRegister",
    "PaperScan",
    "PaperSheet",
    "PaperStep",
    "PaperVersion",
    "PaperWording",
    "ParticipationCount",
    "Passkey",
    "Photo",
    "Placement",
    "Question",
    "QuestionnairePage",
    "QuestionnaireVersion",
    "RateBucket",
    "Rating",
    "Recognition",
    "RecognitionRound",
    "RecoveryCode",
    "Recusal",
    "Referral",
    "RememberedColumns",
    "RoutingModel",
    "SavedDraft",
    "SavedQueue",
    "ScopeArea",
    "ScopeChange",
    "ScreeningClaim",
    "ScreeningModel",
    "SecondFactor",
    "SecondReading",
    "Section",
    "SheetAnswer",
    "SheetCount",
    "SheetList",
    "SeriesPart",
    "ShelfReading",
    "Sorting",
    "SpentNonce",
    "SpokenWord",
    "StaffNews",
    "Station",
    "StationStep",
    "Suggestion",
    "Support",
    "SynonymGroup",
    "SynonymWord",
    "SystemKey",
    "TaggedSuggestion",
    "Tally",
    "Theme",
    "TiedAnswer",
    "ThemeOfInterest",
    "Topic",
    "TopicChange",
    "TopicCount",
    "TopicMerge",
    "TopicPair",
    "TopicSupport",
    "TypedSheet",
    "User",
    "Verb",
    "WorkCalendar",
    "Workday",
    "Household",
    "Outcome",
    "Visit",
    "VisitDevice",
    "VisitRound",
]
