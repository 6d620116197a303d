"""Papers after GB/T 9704: one list of lines, printed as a page, as DOCX and as PDF."""
