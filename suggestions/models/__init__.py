"""The records of people's suggestions: one module a subject, one import for all."""

from suggestions.models.calendar import WorkCalendar, Workday
from suggestions.models.campaigns import (
    Audience,
    CampaignPage,
    CampaignSeriesPage,
    CampaignState,
    ThemeOfInterest,
)
from suggestions.models.changes import GroupingResult, TopicChange
from suggestions.models.dictionary import DictionaryTrial, DictionaryWord
from suggestions.models.history import ContactReveal, Event, Verb
from suggestions.models.imports import ImportBatch, ImportFault
from suggestions.models.limits import RateBucket
from suggestions.models.messages import OutboxMessage
from suggestions.models.people import Area, Department, User
from suggestions.models.referrals import Answer, Delivery, ExtensionRequest, Rating, Referral
from suggestions.models.routing import RoutingModel
from suggestions.models.sorting import Kind, Sorting
from suggestions.models.suggestions import (
    Contact,
    Photo,
    Suggestion,
    Support,
    TaggedSuggestion,
)
from suggestions.models.topics import (
    GroupingRun,
    Placement,
    ShelfReading,
    Theme,
    Topic,
    TopicMerge,
)

__all__ = [
    "Answer",
    "Area",
    "Audience",
    "CampaignPage",
    "CampaignSeriesPage",
    "CampaignState",
    "Contact",
    "ContactReveal",
    "Delivery",
    "Department",
    "DictionaryTrial",
    "DictionaryWord",
    "Event",
    "ExtensionRequest",
    "GroupingResult",
    "GroupingRun",
    "ImportBatch",
    "ImportFault",
    "Kind",
    "OutboxMessage",
    "Photo",
    "Placement",
    "RateBucket",
    "Rating",
    "Referral",
    "RoutingModel",
    "ShelfReading",
    "Sorting",
    "Suggestion",
    "Support",
    "TaggedSuggestion",
    "Theme",
    "ThemeOfInterest",
    "Topic",
    "TopicChange",
    "TopicMerge",
    "User",
    "Verb",
    "Workday",
    "WorkCalendar",
]
