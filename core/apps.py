from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The app of what every other app builds on."""

    name = "core"
