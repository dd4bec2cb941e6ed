from django.apps import AppConfig

from core.slow_queries import log_slow_queries


class CoreConfig(AppConfig):
    """The app of what every other app builds on."""

    name = "core"
    personal_data = None

    def ready(self) -> None:
        log_slow_queries()
