"""Who may run which verb of the secretaries' desk, on whose councils.

One line a verb, named `model.verb`. The permissions belong to the roles of
`migrations/0003_roles.py`; a screen asks for one of those named here. Who oversees all councils
looks and presses nothing, so no line names that permission.
"""

from deliberation.models import Council
from suggestions.models import User
from suggestions.staff.rights import Right, Rights

RUN = "deliberation.run_council"
OVERSEE = "deliberation.oversee_councils"


def own_councils(user: User, council: Council) -> bool:
    """The councils whose secretary the user is. A page asks for every button: load them before."""
    return user in council.secretaries.all()


SECRETARY = Right(RUN, own_councils)

RIGHTS: Rights = {
    # --- a council and its seats
    "council.plan": SECRETARY,
    "council.copy": SECRETARY,
    "council.call": SECRETARY,
    "council.raise": SECRETARY,
    "council.add": SECRETARY,
    "council.new-term": SECRETARY,
    "council.invite": SECRETARY,
    "invitation.accept": SECRETARY,
    "invitation.revoke": SECRETARY,
    "council.choose": SECRETARY,
    "council.choose-procedure": SECRETARY,
    "seat.replace-holder": SECRETARY,
    "seat.substitute": SECRETARY,
    "seat.end-term": SECRETARY,
    # --- a matter on its way, and what a resident proposed
    "matter.step": SECRETARY,
    "matter.leave-out": SECRETARY,
    "matter.pass-up": SECRETARY,
    "matter.pass-down": SECRETARY,
    "matter.drop": SECRETARY,
    "matter.restore": SECRETARY,
    "proposal.publish": SECRETARY,
    "proposal.raise": SECRETARY,
    "proposal.second": SECRETARY,
    "proposal.reveal": SECRETARY,
    "proposal.decline": SECRETARY,
    # --- a meeting before it is held: its notices and its agenda
    "meeting.show": SECRETARY,
    "meeting.leave-out": SECRETARY,
    "comment.reword": SECRETARY,
    "comment.note-comment": SECRETARY,
    "meeting.notify": SECRETARY,
    "meeting.handed": SECRETARY,
    "meeting.gaps": SECRETARY,
    "meeting.move": SECRETARY,
    "meeting.cancel": SECRETARY,
    "notice.send-again": SECRETARY,
    "meeting.copy": SECRETARY,
    "meeting.invite": SECRETARY,
    "guest.uninvite": SECRETARY,
    "matter.arrange": SECRETARY,
    "agendaitem.earlier": SECRETARY,
    "agendaitem.later": SECRETARY,
    "agendaitem.length": SECRETARY,
    "agendaitem.off": SECRETARY,
    "agendaitem.monthly": SECRETARY,
    "agendaitem.once": SECRETARY,
    "topic.raise-topic": SECRETARY,
    "proposal.raise-proposal": SECRETARY,
    "resolution.raise-resolution": SECRETARY,
    # --- the steps of a meeting's form
    "meeting.take-step": SECRETARY,
    # --- a meeting while it is held
    "meeting.open": SECRETARY,
    "meeting.chair": SECRETARY,
    "meeting.close": SECRETARY,
    "meeting.everybody": SECRETARY,
    "agendaitem.put": SECRETARY,
    "motion.count-hands": SECRETARY,
    "motion.end-vote": SECRETARY,
    "motion.lay-down": SECRETARY,
    "agendaitem.start": SECRETARY,
    "agendaitem.extend": SECRETARY,
    "agendaitem.end": SECRETARY,
    "agendaitem.next": SECRETARY,
    "agendaitem.postpone": SECRETARY,
    "agendaitem.speak": SECRETARY,
    "agendaitem.remark": SECRETARY,
    "agendaitem.option": SECRETARY,
    "speaker.call": SECRETARY,
    "speaker.done": SECRETARY,
    "speaker.pass": SECRETARY,
    "remark.revise": SECRETARY,
    "option.edit-option": SECRETARY,
    "option.drop-option": SECRETARY,
    # --- who is there
    "seat.here": SECRETARY,
    "seat.swap": SECRETARY,
    "seat.excuse": SECRETARY,
    "apology.unexcuse": SECRETARY,
    "meeting.observer": SECRETARY,
    "attendance.leave": SECRETARY,
    "attendance.back": SECRETARY,
    "attendance.correct": SECRETARY,
    "attendance.strike": SECRETARY,
    # --- a roll and a vote
    "roll.check": SECRETARY,
    "roll.uncheck": SECRETARY,
    "roll.discard": SECRETARY,
    "motion.amend": SECRETARY,
    "motion.notify": SECRETARY,
    "noticeproof.drop-notice": SECRETARY,
    "motion.open": SECRETARY,
    "motion.present": SECRETARY,
    "motion.absent": SECRETARY,
    "motion.hands": SECRETARY,
    "motion.ask-early": SECRETARY,
    "motion.keep-open": SECRETARY,
    "motion.close": SECRETARY,
    "motion.annul": SECRETARY,
    "motion.repeat": SECRETARY,
    "motion.withdraw": SECRETARY,
    # --- the minutes, on the page of their meeting
    "meeting.draft": SECRETARY,
    "meeting.rewrite": SECRETARY,
    "meeting.send": SECRETARY,
    "meeting.paper": SECRETARY,
    "meeting.correct": SECRETARY,
    # --- a resolution: published, carried out, confirmed
    "resolution.publish": SECRETARY,
    "resolution.end-publication": SECRETARY,
    "resolution.finish": SECRETARY,
    "resolution.add-task": SECRETARY,
    "resolution.reschedule": SECRETARY,
    "resolution.reopen": SECRETARY,
    "resolution.repeal": SECRETARY,
    "resolution.bring-back": SECRETARY,
    "resolution.promise": SECRETARY,
    "resolution.evaluate": SECRETARY,
    "dispute.answer": SECRETARY,
    "objection.show": SECRETARY,
    "objection.answer": SECRETARY,
    "task.progress": SECRETARY,
    "task.photo": SECRETARY,
    "task.task-done": SECRETARY,
    "task.resume": SECRETARY,
    # --- the ledger of what was pledged
    "resolution.pledge": SECRETARY,
    "pledge.pay": SECRETARY,
    "pledge.refund": SECRETARY,
    "ledgerline.reverse": SECRETARY,
    # --- a community's money, its projects, and what residents choose
    "council.make-fund": SECRETARY,
    "fund.allocate": SECRETARY,
    "fund.draft-choice": SECRETARY,
    "fund.terms": SECRETARY,
    "fund.carry": SECRETARY,
    "fundline.take-back": SECRETARY,
    "project.publish": SECRETARY,
    "project.reveal": SECRETARY,
    "project.price": SECRETARY,
    "project.shortlist": SECRETARY,
    "project.decline": SECRETARY,
    **dict.fromkeys(
        (
            "project.contract",
            "project.milestone",
            "project.photo-of-project",
            "project.pay-out",
            "project.accept",
            "project.pay-back",
            "project.name-pledge",
            "project.cancel",
            "milestone.reach",
        ),
        SECRETARY,
    ),
    "projectchoice.announce": SECRETARY,
    "projectchoice.edit": SECRETARY,
    "projectchoice.count": SECRETARY,
    "projectchoice.call-off": SECRETARY,
}
