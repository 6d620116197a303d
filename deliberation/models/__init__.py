"""The records of community deliberation: one module a subject, one import for all."""

from deliberation.models.agenda import AgendaItem, Remark, Speaker
from deliberation.models.amendments import Amendment
from deliberation.models.apologies import Apology
from deliberation.models.choices import ChoiceBallot, ChoiceCode, ChoiceItem, ProjectChoice
from deliberation.models.comments import Comment
from deliberation.models.councils import Council, Party, Seat
from deliberation.models.effects import Aim, EffectWord, Evaluation
from deliberation.models.form_rows import FormRow
from deliberation.models.formats import Format, FormatStep, FormatStepTaken
from deliberation.models.fund_lines import FundLine
from deliberation.models.funds import Fund
from deliberation.models.gaps import Gap, GapWork
from deliberation.models.guests import Guest
from deliberation.models.indicators import Dispute, Figure, IndexMonth, Indicator, Withheld
from deliberation.models.invitations import Invitation
from deliberation.models.matters import Matter, Passing, StepTaken
from deliberation.models.meetings import Attendance, Meeting, Notice
from deliberation.models.minutes import Confirmation, Minutes
from deliberation.models.motions import HandCount, Motion
from deliberation.models.notice_words import NoticeWords
from deliberation.models.noticing import NoticeProof
from deliberation.models.options import MoneySource, Option, OptionMoney
from deliberation.models.outlines import AreaOutline
from deliberation.models.pages import CouncilPage
from deliberation.models.pledges import LedgerLine, Pledge
from deliberation.models.presses import Press
from deliberation.models.procedures import Procedure, Step
from deliberation.models.projects import Project
from deliberation.models.proposals import Proposal, Second, SecondCode
from deliberation.models.questions import Question
from deliberation.models.record import Entry
from deliberation.models.resolutions import (
    Acceptance,
    Objection,
    Progress,
    Publication,
    Resolution,
    ResolutionMoney,
    Task,
    TaskPhoto,
)
from deliberation.models.rolls import Roll, RollEntry, Unit
from deliberation.models.votes import Ballot, Choice, PaperBallot, Proxy, Voter, VotingCode
from deliberation.models.works import Contract, Milestone, ProjectPhoto

__all__ = [
    "Question",
    "Comment",
    "Invitation",
    "Acceptance",
    "AgendaItem",
    "Aim",
    "Amendment",
    "Apology",
    "Attendance",
    "Ballot",
    "Choice",
    "ChoiceBallot",
    "ChoiceCode",
    "ChoiceItem",
    "Confirmation",
    "Contract",
    "Council",
    "CouncilPage",
    "Dispute",
    "EffectWord",
    "Entry",
    "Evaluation",
    "Figure",
    "Guest",
    "Fund",
    "FundLine",
    "FormRow",
    "Format",
    "FormatStep",
    "FormatStepTaken",
    "HandCount",
    "IndexMonth",
    "Indicator",
    "LedgerLine",
    "Matter",
    "Meeting",
    "Milestone",
    "Minutes",
    "MoneySource",
    "Motion",
    "Notice",
    "NoticeProof",
    "NoticeWords",
    "Objection",
    "Option",
    "OptionMoney",
    "PaperBallot",
    "Party",
    "Passing",
    "Pledge",
    "Press",
    "Progress",
    "Procedure",
    "Project",
    "ProjectChoice",
    "ProjectPhoto",
    "Proposal",
    "Proxy",
    "Publication",
    "Remark",
    "Resolution",
    "ResolutionMoney",
    "Roll",
    "RollEntry",
    "Seat",
    "Second",
    "SecondCode",
    "Speaker",
    "Step",
    "StepTaken",
    "Task",
    "TaskPhoto",
    "Unit",
    "Voter",
    "VotingCode",
    "Withheld",
    "AreaOutline",
    "Gap",
    "GapWork",
]
