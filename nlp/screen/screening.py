"""Recommend what a letter is: a suggestion, a demand, a question, or something for another door.

The model is small enough to be read: some thirty families of everyday cue words, each with a
weight for each kind (``data/screening.json``), and rules for what must not wait or does not
belong. It recommends; an officer decides.
"""

from __future__ import annotations

from nlp.screen.kinds import Screened
from nlp.screen.letter import read


def screen(text: str, title: str = "") -> Screened:
    """Recommend what kind of letter a text is.

    Parameters
    ----------
    text : str
        The body.
    title : str
        The title, where there is one.

    Returns
    -------
    Screened
        The kind, how sure it is, and the words behind it.

    Notes
    -----
    The kinds follow articles 10 and 14 of 上海市人民建议征集若干规定 (in force 2021-07-01):
    personal claims and what belongs to courts, arbitration or review is no suggestion; danger takes
    the fast lane. How often it is right is published in ``docs/screening.md``.

    Examples
    --------
    >>> screen("建议在路口加装红绿灯，方便行人过街。", "建议加装红绿灯").kind
    '建议'
    >>> screen("请问居住证需要什么材料，在哪里办理？").kind
    '咨询'
    >>> screen("隔壁正在冒烟，有人被困，快来！").kind
    '紧急'
    >>> screen("……").kind
    '无效'
    """
    return read(text, title).shipped
