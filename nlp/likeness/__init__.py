"""How like two texts are: the messages most like a text, and copies of one text."""

from nlp.likeness.index import SimilarIndex
from nlp.likeness.scoring import ALIKE, SAME, Hit

__all__ = ["ALIKE", "SAME", "Hit", "SimilarIndex"]
