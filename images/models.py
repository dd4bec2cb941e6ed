"""The picture library: one file, what it shows, who made it, how it may be cropped."""

import secrets
from contextlib import contextmanager
from datetime import date

from django.core.files.base import File
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.date_limits import date_limits_constraint
from core.fields import DayField, LineField, TextField, WebAddressField
from core.saving import SavesChanges
from core.searchtext import joined_text_index
from core.slugs import web_address_constraint
from images.rendition_maker import make_all_renditions, make_renditions, store_rendition_source
from images.renditions import SHARE, Rendition, crop_renditions, whole_renditions
from images.validation import AcceptedUpload


def new_public_id() -> str:
    """Return a random, unguessable name for the public files of a picture."""
    return secrets.token_hex(16)


class ImageQuerySet(models.QuerySet):
    """Filters pictures by consent."""

    def usable(self, day: date) -> "ImageQuerySet":
        """Filter pictures that may be used on ``day``: their consent has neither expired nor been withdrawn."""
        return self.exclude(Q(consent_until__lt=day) | Q(consent_withdrawn__lte=day))

    def without_consent(self, day: date) -> "ImageQuerySet":
        """Filter pictures whose consent has expired or been withdrawn."""
        return self.filter(Q(consent_until__lt=day) | Q(consent_withdrawn__lte=day))

    def ending(self, after: date, last: date) -> "ImageQuerySet":
        """Filter pictures whose consent ends from ``after`` up to and including ``last``."""
        return self.filter(
            Q(consent_until__range=(after, last)) | Q(consent_withdrawn__range=(after, last))
        )


def default_picture_key(sha256: str) -> str:
    """Return the key of a picture that was given none."""
    return f"picture-{sha256[:12]}"


class Image(SavesChanges):
    """A picture: logo, portrait or article picture, with its texts in both languages."""

    file = models.FileField(_("file"), upload_to="originals", max_length=200)
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    sha256 = models.CharField(max_length=64, editable=False)
    public_id = models.CharField(max_length=32, unique=True, editable=False, default=new_public_id)
    key = WebAddressField(
        _("key"),
        max_length=100,
        unique=True,
        blank=True,
        help_text=_("The name of the picture in content packages; made from the file where empty."),
    )
    alt = LineField(
        _("alt text"),
        max_length=300,
        blank=True,
        help_text=_(
            "What the picture shows, for those who can't see it, e.g. “Two divers check a kelp line”."
        ),
    )
    decorative = models.BooleanField(
        _("only decoration"),
        default=False,
        help_text=_("Tick only where the picture says nothing that the text does not."),
    )
    decorative_reason = LineField(
        _("why it is only decoration"),
        max_length=200,
        blank=True,
        help_text=_("For colleagues, e.g. “A pattern behind the title”."),
    )
    caption = LineField(_("caption"), max_length=500, blank=True)
    credit = LineField(
        _("credit"),
        max_length=200,
        blank=True,
        help_text=_("Shown with the picture, e.g. Photo: Ida Berg."),
    )
    focus_x = models.FloatField(
        _("focal point from the left"),
        default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("0 is the left edge, 1 the right. Crops keep this point in view."),
    )
    focus_y = models.FloatField(
        _("focal point from the top"),
        default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("0 is the top edge, 1 the bottom."),
    )
    consent_note = TextField(
        _("consent"),
        blank=True,
        help_text=_("Who agreed to what, e.g. “Signed form in the archive, 2026”."),
    )
    consent_until = DayField(
        _("consent, last day"),
        null=True,
        blank=True,
        help_text=_("The last day on which the picture may be used."),
    )
    consent_withdrawn = DayField(
        _("consent withdrawn on"),
        null=True,
        blank=True,
        help_text=_("From this day on nobody can use the picture anew."),
    )
    press = models.BooleanField(
        _("press picture"),
        default=False,
        help_text=_(
            "Anyone may download it at full size, with its credit, from the page for the press."
        ),
    )
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    objects = ImageQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-added_at", "-id"]
        indexes = [
            joined_text_index(
                *("file", "sha256", "public_id", "key", "alt", "alt_en", "alt_nb"),
                *("decorative_reason", "caption", "caption_en", "caption_nb"),
                *("credit", "credit_en", "credit_nb", "consent_note"),
                name="image_texts",
            ),
        ]
        constraints = [
            web_address_constraint("image_key_usable", "key"),
            date_limits_constraint("image_dates", days=["consent_until", "consent_withdrawn"]),
            models.UniqueConstraint(
                fields=["sha256"],
                name="image_bytes_once",
                violation_error_message=_("This picture is in the library already."),
            ),
            models.CheckConstraint(
                condition=Q(focus_x__range=(0, 1), focus_y__range=(0, 1)),
                name="image_focus_inside",
                violation_error_message=_("The focal point must lie inside the picture (0 to 1)."),
            ),
            models.CheckConstraint(
                # IS NOT NULL as well: a check that comes out as NULL passes
                condition=Q(decorative=True)
                | Q(alt_en__isnull=False, alt_en__gt="")
                | Q(alt_nb__isnull=False, alt_nb__gt=""),
                name="image_alt_or_decorative",
                violation_error_message=_("Write an alt text, or tick “only decoration”."),
                violation_error_code="alt-missing",
            ),
            models.CheckConstraint(
                condition=Q(decorative=False) | Q(decorative_reason__gt=""),
                name="image_decoration_has_a_reason",
                violation_error_message=_("Say why the picture is only decoration."),
                violation_error_code="reason-missing",
            ),
        ]

    def __str__(self):
        return self.alt or self.key

    def take(self, picture: AcceptedUpload) -> None:
        """Store an accepted upload as this picture's file, under a new public id; the caller saves."""
        self.sha256, self.public_id = picture.sha256, new_public_id()
        self.key = self.key or default_picture_key(picture.sha256)
        name = f"{picture.sha256[:2]}/{picture.sha256}.{picture.ending}"
        # a plain file: storage would move an upload away, and a form that comes back reads it again
        self.file.save(name, File(picture.file.file), save=False)
        self.width, self.height = picture.width, picture.height
        if picture.source:
            store_rendition_source(self, picture.source)

    @property
    def press_address(self) -> str:
        """The URL where the press gets the picture at full size, if it is offered."""
        return reverse("press-download", args=[self.key])

    def may_be_used(self, day: date) -> bool:
        """Whether consent holds on ``day``; what uses the picture already goes on using it."""
        ended = self.consent_withdrawn is not None and self.consent_withdrawn <= day
        return not ended and (self.consent_until is None or day <= self.consent_until)

    def choice_attrs(self) -> dict[str, str]:
        """Return what the desk shows of a chosen picture: its smallest rendition and its credit."""
        smallest = self.renditions()[0]
        return {
            "data-src": smallest.url,
            "data-width": smallest.width,
            "data-height": smallest.height,
            "data-credit": self.credit or "",
        }

    def make_first_renditions(self) -> None:
        """Make what the desk shows of a picture at once; the others are made afterwards."""
        renditions = self.renditions()
        with self._unless_replaced():
            make_renditions(self, renditions[0].name, renditions[-1].name)

    def make_renditions(self) -> None:
        """Make the files that pages show, so that no visitor waits for them."""
        with self._unless_replaced():
            make_all_renditions(self)

    @contextmanager
    def _unless_replaced(self):
        """Nothing more is made of a file that somebody replaced meanwhile: it is gone."""
        try:
            yield
        except FileNotFoundError:
            if type(self).objects.filter(pk=self.pk, public_id=self.public_id).exists():
                raise

    @property
    def is_drawing(self) -> bool:
        """An SVG, which is served as it is in every size."""
        return self.file.name.endswith(".svg")

    def renditions(self, ending: str = "webp") -> list[Rendition]:
        """Return the whole picture in the widths it is served in, narrowest first."""
        return whole_renditions(self, ending)

    def cards(self, ending: str = "webp") -> list[Rendition]:
        """Return the picture cropped to 3:2 around its focal point, narrowest first."""
        return crop_renditions(self, "card", ending)

    def portraits(self, ending: str = "webp") -> list[Rendition]:
        """Return the picture cropped to 4:5 around its focal point, narrowest first."""
        return crop_renditions(self, "portrait", ending)

    def share(self) -> Rendition:
        """Return the picture that other sites show beside a link to a page: a JPEG around the focal point."""
        return crop_renditions(self, SHARE, "jpg")[-1]
