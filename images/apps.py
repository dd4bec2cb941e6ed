from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImagesConfig(AppConfig):
    """The configuration of the images app."""

    name = "images"
    verbose_name = _("Pictures")
    personal_data = "images.personal_data.ImagesPersonalData"
