"""Pictures whose consent runs out, on the front page of the desk."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import ngettext

from desk.front import Row, attention
from images.models import Image

SOON = timedelta(days=60)


@attention
def consents_expiring(request):
    if not request.user.has_perm("images.change_image"):
        return
    last = request.moment.day + SOON
    number = Image.objects.filter(consent_until__lte=last).count()
    if number:
        words = ngettext(
            "%(number)s picture whose consent runs out",
            "%(number)s pictures whose consent runs out",
            number,
        )
        address = reverse("admin:images_image_changelist")
        yield Row(words % {"number": number}, f"{address}?consent_until__lte={last}")
