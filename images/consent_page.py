"""The page that lists pictures without consent with every place that shows them, and takes them out."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desk.privacy.takedown_views import TakedownPage, takedown_view
from desk.toolkit.admin_pages import AdminPage
from desk.toolkit.columns import thumbnail
from images.consent import describe_consent
from images.models import Image

PERMISSION = "images.change_image"
TITLE = _("Pictures without consent")
TAKEDOWN = TakedownPage(
    title=TITLE,
    introduction=_(
        "Their consent has run out or was withdrawn, and here they still show. Taken out of an article, "
        "the version on the site is published again without the picture, and nothing else changes in it."
    ),
    records=lambda: Image.objects.without_consent(timezone.localdate()),
    reason=describe_consent,
    picture=thumbnail,
)


def consent_view(site, request):
    """Show pictures on the site without consent, to take them down."""
    return takedown_view(site, request, TAKEDOWN)


PAGE = AdminPage("images", "consent", TITLE, PERMISSION, consent_view)


def pictures_without_consent_url(image: Image | None = None) -> str:
    """Return the address of the page, for one picture or for all."""
    address = reverse("admin:images-consent")
    return f"{address}?of={image.pk}" if image else address
