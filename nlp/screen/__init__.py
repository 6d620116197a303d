"""Recommend what a letter is: a suggestion, a demand, a question, or something for another door."""

from nlp.screen.cues import cue_values
from nlp.screen.kinds import KINDS, LEARNED, Kind, Screened
from nlp.screen.learned import Learned, ModelError
from nlp.screen.learning import learn
from nlp.screen.screening import screen
from nlp.screen.teaching import EACH, train

__all__ = [
    "EACH",
    "KINDS",
    "LEARNED",
    "Kind",
    "Learned",
    "ModelError",
    "Screened",
    "cue_values",
    "learn",
    "screen",
    "train",
]
