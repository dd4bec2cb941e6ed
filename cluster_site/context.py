"""What every public template may use."""

from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from cluster_site.models import MenuItem


def site(request):
    """``site`` and ``moment`` of the request, and the ``menu`` by place; queried when used."""
    return {
        "site": request.site,
        "moment": request.moment,
        "menu": SimpleLazyObject(lambda: _menu(get_language())),
    }


def _menu(language):
    places = {where: [] for where in MenuItem.Where.values}
    for item in MenuItem.objects.all():
        places[item.place].append({"label": item.label, "address": item.address(language)})
    return places
