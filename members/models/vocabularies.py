"""The categories and focus areas of members."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import NameField, WebAddressField
from core.saving import SavesChanges
from core.searchtext import search_text_column
from core.slugs import web_address_constraint


class Category(SavesChanges):
    """A kind of member, such as investors."""

    name = NameField(
        _("name"), max_length=120, help_text=_("In the plural, e.g. Research institutes.")
    )
    slug = WebAddressField(_("web address"), max_length=60, unique=True)
    order = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Lower numbers come first.")
    )

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["order", "id"]
        constraints = [web_address_constraint("category_web_address")]

    def __str__(self):
        return self.name


class FocusArea(SavesChanges):
    """A field that members work in; separate from the tags of articles."""

    name = NameField(_("name"), max_length=120, help_text=_("e.g. Radioligand therapy"))
    slug = WebAddressField(_("web address"), max_length=120, unique=True)
    searched = search_text_column("name_en", "name_nb")

    class Meta:
        verbose_name = _("focus area")
        verbose_name_plural = _("focus areas")
        ordering = ["name", "id"]
        constraints = [web_address_constraint("focus_area_web_address")]

    def __str__(self):
        return self.name
