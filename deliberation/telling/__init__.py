"""Reads that many pages share: figures, journeys, calendars."""
