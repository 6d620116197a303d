"""What administrators and editors keep: places, people, words, campaign pages."""
