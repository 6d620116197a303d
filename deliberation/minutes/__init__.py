"""Minutes: gathered from the record, printed as page, DOCX and PDF."""
