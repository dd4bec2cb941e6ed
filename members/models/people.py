"""People: authors, spokespersons, board members."""

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.aliases import Mergeable, WithoutAliases, no_self_alias_constraint
from core.date_limits import date_limits_constraint
from core.fields import EmailField, InstantField, NameField, WebAddressField
from core.name_keys import name_key_column
from core.richtext import RichTextField
from core.slugs import validate_public_slug, web_address_constraint
from core.sortkeys import sort_key_column
from images.models import Image
from members.models.organisations import Member
from members.querysets import PersonQuerySet


def erased_slug(key: int) -> str:
    """Return the slug of an erased person who stays, unnamed, as a former board member."""
    return f"erased-{key}"


class Person(Mergeable):
    """Somebody named on the site, with today's title and organisation."""

    former_slug_lookup = "former_names__slug"
    affiliation_embargoed: bool  # with ``with_embargoes``, which annotates both
    embargoed_statements: list[int]
    former_list: list[str]  # with ``with_former_names``

    name = NameField(_("name"), max_length=150)
    slug = WebAddressField(
        _("web address"), max_length=100, unique=True, validators=[validate_public_slug]
    )
    title = NameField(
        _("job title"), max_length=150, blank=True, help_text=_("e.g. Chief Financial Officer")
    )
    affiliation = models.ForeignKey(
        Member,
        on_delete=models.PROTECT,
        related_name="people",
        null=True,
        blank=True,
        verbose_name=_("organisation"),
        help_text=_("Empty for the cluster’s own staff."),
    )
    portrait = models.ForeignKey(
        Image,
        on_delete=models.PROTECT,
        related_name="portrait_of",
        null=True,
        blank=True,
        verbose_name=_("portrait"),
    )
    biography = RichTextField(_("biography"), blank=True)
    email = EmailField(_("public e-mail"), blank=True, help_text=_("Shown on the person’s page."))
    phone = NameField(
        _("public phone"), max_length=40, blank=True, help_text=_("Shown on the person’s page.")
    )
    public_from = InstantField(
        _("visible from"),
        default=timezone.now,
        help_text=_("When the public may know of this person. Empty: not before the announcement."),
    )
    sort_key = sort_key_column("name")
    name_key = name_key_column("name")

    objects = WithoutAliases.from_queryset(PersonQuerySet)()
    with_aliases = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["sort_key", "id"]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="person_order"),
            models.Index(fields=["name_key"], name="person_name_key"),
        ]
        constraints = [
            no_self_alias_constraint("person_merged_into_another"),
            web_address_constraint("person_web_address"),
            date_limits_constraint("person_dates", known_from=["public_from"]),
        ]

    def __str__(self):
        return self.name

    @property
    def is_erased(self) -> bool:
        return self.slug == erased_slug(self.pk)

    def is_public(self, at) -> bool:
        return self.public_from is not None and self.public_from <= at

    def get_absolute_url(self):
        return reverse("person", args=[self.slug])
