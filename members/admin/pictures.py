"""Which pictures are logos and portraits, and the alt texts that are offered for them."""

from django.utils.translation import gettext_lazy as _

from images.kinds import Kind, pictures_of_kind
from members.models import Member, Person

pictures_of_kind(
    Kind.LOGO, Member, "logo", names=("name_en", "name_nb"), alt=_("The logo of {name}")
)
pictures_of_kind(Kind.PORTRAIT, Person, "portrait", names=("name",), alt=_("Portrait of {name}"))
