"""The named counts of 睦邻指数: each one query for all councils, entered by its module."""

from deliberation.indicators import of_matters, of_meetings, of_residents, of_results
from deliberation.indicators.counts import COUNTS, Month, counted

__all__ = ["COUNTS", "Month", "counted", "of_matters", "of_meetings", "of_residents", "of_results"]
