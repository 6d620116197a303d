"""The evening: conduct, attendance, the paper list, the hall's screen."""
