"""Who may run which verb of the office's and the departments' desks, on whose objects.

One line a verb, named `model.verb`. The permissions belong to the roles of
`migrations/0004_roles.py`; a screen asks for one of those named here.
"""

from suggestions.actions.in_house import heads
from suggestions.models import (
    AccountChange,
    MonthlyTask,
    Referral,
    ScopeChange,
    TypedSheet,
    User,
    VisitDevice,
)
from suggestions.staff import typing_in, visits
from suggestions.staff.rights import Right, Rights
from suggestions.staff.stations import RUN, VIEW, keeps

LOOK = "view_desk"
SCREEN = "screen_suggestion"
REVEAL = "reveal_contact"
IMPORT = "import_suggestion"
ENTER = "enter_suggestion"
CURATE = "curate_topic"
REFER = "refer_topic"
ANSWER = "answer_referral"
SUPERVISE = "supervise"
TELL = "tell_people"
WORD = "word_messages"
PAPER = "draw_paper"
KEYS = "change_department"  # who keeps the departments gives their systems keys
MONTHLY = "run_monthly"
ADOPT = "adopt_words"
RESULTS = (LOOK, ADOPT)  # of questionnaires: the desk, and the editors who ask
INVITE = "change_user"  # who keeps the accounts asks people in
STATIONS = VIEW  # who sees 征集站: those that are theirs
RUN_STATIONS = RUN
HEARING = "view_hearingtarget"
KEEP_HEARING = "change_hearingtarget"
ADVISERS = "view_adviser"
KEEP_ADVISERS = "change_adviser"
RECOGNISED = "view_recognition"
NOMINATE = "add_recognition"
DECIDE = "change_recognition"
VISITS, RUN_VISITS, VISIT = visits.VIEW, visits.RUN, visits.VISIT
TYPED, TYPE, SETTLE = typing_in.VIEW, typing_in.TYPE, typing_in.SETTLE
STAFF = "wagtailadmin.access_admin"  # everybody behind the login


def own_departments(user: User, referral: Referral | MonthlyTask) -> bool:
    """What was forwarded to the department of the user."""
    return referral.department_id == user.department_id


def heads_it(user: User, referral: Referral) -> bool:
    """Of it, what this person shares out: a leader all, a section's head what lies in it."""
    return own_departments(user, referral) and heads(user, referral)


def not_concerned(user: User, change: ScopeChange) -> bool:
    """Nobody decides over their own areas."""
    return change.user_id != user.pk


def another(user: User, change: ScopeChange) -> bool:
    """A second person: neither who proposed it, nor whom it concerns."""
    return not_concerned(user, change) and change.proposed_by_id != user.pk


def not_own_account(user: User, change: AccountChange) -> bool:
    return change.user_id not in user.counts_as


def another_account(user: User, change: AccountChange) -> bool:
    """A second person: neither who proposed it, nor whose account it is."""
    return not_own_account(user, change) and change.proposed_by_id not in user.counts_as


def not_nominated_by(user: User, record: object) -> bool:
    """A decision is a second person's; of a round's own page the action says which rows are not."""
    return getattr(record, "nominated_by_id", None) not in user.counts_as


def own_phone(user: User, device: VisitDevice) -> bool:
    return device.user_id == user.pk


def not_typed_first_by(user: User, sheet: TypedSheet) -> bool:
    """Whose typing is in question does not settle it."""
    return sheet.first_by_id not in user.counts_as


RIGHTS: Rights = {
    # --- screening: one suggestion
    "suggestion.accept": Right(SCREEN),
    "suggestion.accept-quietly": Right(SCREEN),
    "suggestion.decline": Right(SCREEN),
    "suggestion.revise": Right(SCREEN),
    "suggestion.publish": Right(SCREEN),
    "suggestion.unpublish": Right(SCREEN),
    "suggestion.receipt": Right(SCREEN),
    "suggestion.sort": Right(SCREEN),
    "suggestion.reveal": Right(REVEAL),
    "suggestion.end-links": Right(SCREEN),
    "suggestion.way": Right(SCREEN),
    "suggestion.tag": Right(SCREEN),
    "tag.merge": Right(CURATE, city=True),
    "bulkdecision.confirm": Right(SCREEN),
    "bulkdecision.undo": Right(SCREEN),
    "secondreading.accept": Right(SCREEN),
    "secondreading.decline": Right(SCREEN),
    # --- curating: where a suggestion belongs, also from the shelf
    "suggestion.place": Right(CURATE),
    "suggestion.open": Right(CURATE),
    "suggestion.keep": Right(CURATE),
    "suggestion.gather": Right(CURATE, city=True),
    # --- curating: topics, their merges, what the machine's runs propose
    "topic.confirm": Right(CURATE),
    "topic.rename": Right(CURATE),
    "topic.theme": Right(CURATE),
    "topic.merge": Right(CURATE),
    "topic.set-aside": Right(CURATE),
    "topic.restore": Right(CURATE),
    "topic.split": Right(CURATE),
    "topic.move": Right(CURATE),
    "topic.shelve": Right(CURATE),
    "topic.issue": Right(CURATE, city=True),
    "topic.open-issue": Right(CURATE, city=True),
    # --- curating: answers of questionnaires, which lie in no area
    "topic.keep-answers": Right(CURATE, city=True),
    "topic.refuse-answers": Right(CURATE, city=True),
    "topic.refuse-rest": Right(CURATE, city=True),
    # --- curating: issues above topics
    "issue.confirm": Right(CURATE, city=True),
    "issue.rename": Right(CURATE, city=True),
    "issue.merge": Right(CURATE, city=True),
    "issue.set-aside": Right(CURATE, city=True),
    "issue.restore": Right(CURATE, city=True),
    "issue.move": Right(CURATE, city=True),
    "issue.release": Right(CURATE, city=True),
    "topicmerge.unmerge": Right(CURATE),
    "issuemerge.unmerge": Right(CURATE, city=True),
    "topicchange.accept-change": Right(CURATE, city=True),
    "topicchange.refuse-change": Right(CURATE, city=True),
    "groupingrun.accept-all": Right(CURATE, city=True),
    "groupingrun.undo": Right(CURATE, city=True),
    # --- a department, on what was forwarded to it
    "referral.sign": Right(ANSWER, own_departments),
    "referral.answer": Right(ANSWER, own_departments),
    "referral.contribute": Right(ANSWER, own_departments),
    "referral.extend": Right(ANSWER, own_departments),
    "referral.object": Right(ANSWER, own_departments),
    "referral.sign-all": Right(ANSWER, own_departments),
    "referral.answer-all": Right(ANSWER, own_departments),
    "referral.save-draft": Right(ANSWER, own_departments),
    "referral.recuse": Right(ANSWER, own_departments),
    "referral.assign": Right(ANSWER, heads_it),
    "referral.attach": Right(ANSWER, own_departments),
    "answerfile.detach": Right(ANSWER, own_departments),
    "answerdraft.countersign": Right(ANSWER, own_departments),
    "answerdraft.send-back": Right(ANSWER, own_departments),
    # --- forwarding: the office on topics, on what was forwarded, on answers and duties
    "issue.refer": Right(REFER, city=True),
    "issue.answer": Right(REFER, city=True),
    "topic.refer": Right(REFER),
    "topic.refer-again": Right(REFER),
    "topic.answer": Right(REFER),
    "topic.keep-answer": Right(REFER),
    "topic.recall": Right(REFER),
    "topic.close": Right(REFER),
    "topic.recuse": Right(CURATE),
    "recusal.end-recusal": Right(SUPERVISE),
    "referral.remind": Right(REFER),
    "referral.reassign": Right(REFER),
    "referral.refuse-objection": Right(REFER),
    "referral.escalate": Right(SUPERVISE),
    "extensionrequest.grant": Right(REFER),
    "extensionrequest.refuse": Right(REFER),
    "answer.accept": Right(REFER),
    "answer.accept-all": Right(REFER, city=True),
    "answer.return": Right(REFER),
    "department.duties": Right(REFER, city=True),
    # --- papers: drawn up where the thing happens, then numbered
    "referral.paper-referral": Right(PAPER, city=True),
    "referral.paper-reminder": Right(PAPER, city=True),
    "referral.paper-supervision": Right(PAPER, city=True),
    "referral.paper-reassignment": Right(PAPER, city=True),
    "referral.paper-extension": Right(PAPER, city=True),
    "topic.paper-reply": Right(PAPER, city=True),
    "topic.paper-digest": Right(PAPER, city=True),
    "topic.paper-special": Right(PAPER, city=True),
    "paper.instruct": Right(PAPER, city=True),
    "instruction.settle": Right(PAPER, city=True),
    "paper.issue": Right(PAPER, city=True),
    "paper.revise": Right(PAPER, city=True),
    "paper.receive": Right(PAPER, city=True),
    "paper.void": Right(PAPER, city=True),
    # --- 每月一题: the office runs it, departments report, the common superior decides
    "monthlyproblem.publish": Right(MONTHLY, city=True),
    "monthlyproblem.add-task": Right(MONTHLY, city=True),
    "monthlyproblem.add-policy": Right(MONTHLY, city=True),
    "monthlyproblem.revise": Right(MONTHLY, city=True),
    "monthlyproblem.finish": Right(MONTHLY, city=True),
    "monthlyproblem.reopen": Right(MONTHLY, city=True),
    "monthlyproblem.drop": Right(MONTHLY, city=True),
    "monthlytask.verify": Right(MONTHLY, city=True),
    "monthlytask.send-back": Right(MONTHLY, city=True),
    "monthlytask.change-time": Right(MONTHLY, city=True),
    "monthlytask.cancel-task": Right(MONTHLY, city=True),
    "monthlytask.decide": Right(SUPERVISE, city=True),
    "monthlytask.report": Right(ANSWER, own_departments),
    "monthlytask.dispute": Right(ANSWER, own_departments),
    "monthlypolicy.remove-policy": Right(MONTHLY, city=True),
    # --- 征集站: who runs them, and each one's keeper
    "station.revise": Right(RUN_STATIONS),
    "station.update": Right(STATIONS, keeps),
    "station.close": Right(RUN_STATIONS),
    "station.reopen": Right(RUN_STATIONS),
    # --- 入户走访: who runs the rounds and takes lost phones back, who goes round
    "visitround.add-household": Right(VISIT),
    "visitround.close-round": Right(RUN_VISITS),
    "visitdevice.revoke": Right(RUN_VISITS),
    "visitdevice.revoke-own": Right(VISIT, own_phone),
    # --- 纸质答卷: who types, and who settles two typings that differ
    "typedsheet.settle": Right(SETTLE, not_typed_first_by),
    "typedsheet.drop": Right(SETTLE),
    # --- words become clauses: beside a clause, or all of a topic at once
    "suggestion.write-in": Right(ADOPT, city=True),
    "clauselink.retie": Right(ADOPT, city=True),
    "clauselink.hand-on": Right(ADOPT, city=True),
    "clauselink.untie": Right(ADOPT, city=True),
    "guideclause.explain": Right(ADOPT, city=True),
    "guideclause.hand-on-all": Right(ADOPT, city=True),
    "topic.write-in": Right(ADOPT),
    "topic.answers-in": Right(ADOPT, city=True),
    "answertheme.confirm-theme": Right(CURATE, city=True),
    "answertheme.rename-theme": Right(CURATE, city=True),
    "answertheme.set-theme-aside": Right(CURATE, city=True),
    "answertheme.theme-in": Right(ADOPT, city=True),
    "openanswer.tie-answer": Right(LOOK, city=True),  # own words: not for editors
    "answertie.retie-answers": Right(ADOPT, city=True),
    "answertie.hand-on-answers": Right(ADOPT, city=True),
    "answertie.untie-answers": Right(ADOPT, city=True),
    # --- 听到了谁: targets of campaigns, participation that is no suggestion
    "page.set-targets": Right(KEEP_HEARING, city=True),
    "page.note-count": Right(KEEP_HEARING, city=True),
    "participationcount.withdraw-count": Right(KEEP_HEARING, city=True),
    # --- 咨询: who keeps the people, who asks them about a topic
    "adviser.end-term": Right(KEEP_ADVISERS),
    "adviser.reveal": Right(REVEAL),
    "topic.ask-adviser": Right(CURATE),
    "opinion.publish-opinion": Right(CURATE),
    "opinion.unpublish-opinion": Right(CURATE),
    "opinion.enter-opinion": Right(CURATE),
    "opinion.revoke-opinion": Right(CURATE),
    # --- 优秀建议: nominated by one, decided by another
    "suggestion.nominate": Right(NOMINATE, city=True),
    "recognition.choose": Right(DECIDE, not_nominated_by, city=True),
    "recognition.not-chosen": Right(DECIDE, not_nominated_by, city=True),
    "recognitionround.publish": Right(DECIDE, city=True),
    # --- news: messages that failed, calls, letters
    "outboxmessage.send-again": Right(TELL),
    "outboxmessage.by-hand": Right(TELL),
    "outboxmessage.dial": Right(REVEAL),
    "outboxmessage.called": Right(TELL),
    "outboxmessage.write": Right(TELL),
    "outboxmessage.print": Right(REVEAL),
    "outboxmessage.posted": Right(TELL),
    # --- accounts: the letter with the link to a password
    "user.invite": Right(INVITE),
    # --- areas of accounts: proposed by one, confirmed by another
    "scopechange.confirm": Right(INVITE, another, city=True),
    "scopechange.refuse": Right(INVITE, not_concerned, city=True),
    # --- accounts: what needs two persons
    "accountchange.confirm": Right(SUPERVISE, another_account, city=True),
    "accountchange.refuse": Right(SUPERVISE, not_own_account, city=True),
    # --- keys of departments' systems
    "systemkey.revoke": Right(KEYS),
    # --- the dictionary
    "dictionarytrial.add": Right(CURATE),
    "dictionaryword.drop": Right(CURATE),
    # --- words for the same thing
    "synonymgroup.use": Right(CURATE),
    "synonymgroup.refuse": Right(CURATE),
    "synonymgroup.change": Right(CURATE),
}
