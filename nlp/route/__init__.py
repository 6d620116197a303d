"""Recommend a department or field for a letter, learned from letters that people have placed."""

from nlp.route.model_file import ModelError
from nlp.route.router import UNSURE, Advice, Router

__all__ = ["UNSURE", "Advice", "ModelError", "Router"]
