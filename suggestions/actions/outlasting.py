"""What a verb does that no restored backup may undo is noted apart from the database."""

from suggestions.actions.rules import Refused
from suggestions.work import lasting

CANNOT = "现在记不下这次操作，恢复备份时会漏掉它，所以没有办理，也没有改动。请过几分钟再试一次。"


def outlast(kind: str, key: int, *identity: object) -> None:
    """Called last in the verb's transaction: what cannot be noted is not done."""
    try:
        lasting.note(kind, key, *identity)
    except OSError as error:
        raise Refused(CANNOT) from error
