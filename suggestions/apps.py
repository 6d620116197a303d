from django.apps import AppConfig


class SuggestionsConfig(AppConfig):
    name = "suggestions"
    verbose_name = "人民建议"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in
        from wagtail.signals import page_published

        from suggestions.staff.sessions import logged_in
        from suggestions.work.guide_pages import went_public

        user_logged_in.connect(logged_in)
        page_published.connect(went_public)
