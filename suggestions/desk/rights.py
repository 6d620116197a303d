"""Who may run which verb of the office's and the departments' desks, on whose objects.

One line a verb, named `model.verb`. The permissions belong to the roles of
`migrations/0004_roles.py`; a screen asks for one of those named here.
"""

from suggestions.models import MonthlyTask, Referral, User
from suggestions.staff.rights import Right, Rights

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
INVITE = "change_user"  # who keeps the accounts asks people in
STAFF = "wagtailadmin.access_admin"  # everybody behind the login


def own_departments(user: User, referral: Referral | MonthlyTask) -> bool:
    """What was forwarded to the department of the user."""
    return referral.department_id == user.department_id


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
    "tag.merge": Right(CURATE),
    "bulkdecision.confirm": Right(SCREEN),
    "bulkdecision.undo": Right(SCREEN),
    "secondreading.accept": Right(SCREEN),
    "secondreading.decline": Right(SCREEN),
    # --- curating: where a suggestion belongs, also from the shelf
    "suggestion.place": Right(CURATE),
    "suggestion.open": Right(CURATE),
    "suggestion.keep": Right(CURATE),
    "suggestion.gather": Right(CURATE),
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
    "topic.issue": Right(CURATE),
    "topic.open-issue": Right(CURATE),
    # --- curating: issues above topics
    "issue.confirm": Right(CURATE),
    "issue.rename": Right(CURATE),
    "issue.merge": Right(CURATE),
    "issue.set-aside": Right(CURATE),
    "issue.restore": Right(CURATE),
    "issue.move": Right(CURATE),
    "issue.release": Right(CURATE),
    "topicmerge.unmerge": Right(CURATE),
    "issuemerge.unmerge": Right(CURATE),
    "topicchange.accept-change": Right(CURATE),
    "topicchange.refuse-change": Right(CURATE),
    "groupingrun.accept-all": Right(CURATE),
    "groupingrun.undo": Right(CURATE),
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
    "referral.attach": Right(ANSWER, own_departments),
    "answerfile.detach": Right(ANSWER, own_departments),
    "answerdraft.countersign": Right(ANSWER, own_departments),
    "answerdraft.send-back": Right(ANSWER, own_departments),
    # --- forwarding: the office on topics, on what was forwarded, on answers and duties
    "issue.refer": Right(REFER),
    "issue.answer": Right(REFER),
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
    "answer.accept-all": Right(REFER),
    "answer.return": Right(REFER),
    "department.duties": Right(REFER),
    # --- papers: drawn up where the thing happens, then numbered
    "referral.paper-referral": Right(PAPER),
    "referral.paper-reminder": Right(PAPER),
    "referral.paper-supervision": Right(PAPER),
    "referral.paper-reassignment": Right(PAPER),
    "referral.paper-extension": Right(PAPER),
    "topic.paper-reply": Right(PAPER),
    "topic.paper-digest": Right(PAPER),
    "topic.paper-special": Right(PAPER),
    "paper.instruct": Right(PAPER),
    "instruction.settle": Right(PAPER),
    "paper.issue": Right(PAPER),
    "paper.revise": Right(PAPER),
    "paper.receive": Right(PAPER),
    "paper.void": Right(PAPER),
    # --- 每月一题: the office runs it, departments report, the common superior decides
    "monthlyproblem.publish": Right(MONTHLY),
    "monthlyproblem.add-task": Right(MONTHLY),
    "monthlyproblem.add-policy": Right(MONTHLY),
    "monthlyproblem.revise": Right(MONTHLY),
    "monthlyproblem.finish": Right(MONTHLY),
    "monthlyproblem.reopen": Right(MONTHLY),
    "monthlyproblem.drop": Right(MONTHLY),
    "monthlytask.verify": Right(MONTHLY),
    "monthlytask.send-back": Right(MONTHLY),
    "monthlytask.change-time": Right(MONTHLY),
    "monthlytask.cancel-task": Right(MONTHLY),
    "monthlytask.decide": Right(SUPERVISE),
    "monthlytask.report": Right(ANSWER, own_departments),
    "monthlytask.dispute": Right(ANSWER, own_departments),
    "monthlypolicy.remove-policy": Right(MONTHLY),
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
