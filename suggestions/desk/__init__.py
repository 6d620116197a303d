"""The staff's door: the officers' desk inside the Wagtail admin."""
