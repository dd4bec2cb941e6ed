"""Former names of members and people: search finds them, and their URLs redirect."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.date_limits import date_limits_constraint
from core.fields import DayField, NameField, WebAddressField
from core.name_keys import name_key_column
from core.saving import SavesChanges
from core.searchtext import search_text_column
from core.slugs import validate_public_slug, web_address_constraint
from members.models.organisations import Member
from members.models.people import Person


class Former(SavesChanges):
    """A former name and address; ``until`` is the day of the renaming, if known."""

    name = NameField(_("former name"), max_length=200)
    slug = WebAddressField(
        _("former web address"), max_length=100, unique=True, validators=[validate_public_slug]
    )
    until = DayField(_("until"), null=True, blank=True, help_text=_("The day of the change."))
    searched = search_text_column("name")

    class Meta:
        abstract = True
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        ordering = ["id"]
        constraints = [
            web_address_constraint("%(class)s_web_address"),
            date_limits_constraint("%(class)s_dates", days=["until"]),
        ]

    def __str__(self):
        return self.name


class FormerName(Former):
    """A former name of an organisation."""

    name_key = name_key_column("name", legal_forms=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="former_names")

    class Meta(Former.Meta):
        indexes = [
            GinIndex(fields=["searched"], opclasses=["gin_trgm_ops"], name="former_name_searched"),
        ]


class FormerPersonName(Former):
    """A former name of a person: not shown on their page, but found by search and redirected."""

    name_key = name_key_column("name")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="former_names")

    class Meta(Former.Meta):
        indexes = [
            GinIndex(
                fields=["searched"], opclasses=["gin_trgm_ops"], name="former_person_searched"
            ),
        ]
