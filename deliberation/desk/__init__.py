"""The meeting desk in Wagtail's admin: the secretary's and the street's door."""
