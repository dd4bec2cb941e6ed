"""People as lines of a spreadsheet."""

from desk.import_export.columns import Column, Html
from desk.import_export.vocabularies import Named
from members.models import Member, Person
from members.spreadsheets.former import FormerNamesResourceMixin


class PersonResource(FormerNamesResourceMixin):
    """Spreadsheet columns of people, for import and export."""

    names = ("name",)
    related = ("affiliation",)

    slug = Column("slug", "slug", "id", "key", "nøkkel")
    name = Column("name", "name", "navn", "person", "full name", "fullt navn")
    title_en = Column("title_en", "title", "role", "position")
    title_nb = Column("title_nb", "tittel", "stilling")
    affiliation = Column(
        "affiliation",
        "member",
        "medlem",
        "organization",
        "company",
        "firma",
        widget=Named(Member, "name_en", "name_nb"),
    )
    biography_en = Column("biography_en", "bio", widget=Html())
    biography_nb = Column("biography_nb", widget=Html())
    email = Column("email", "e-mail", "e-post", "email", "mail")
    phone = Column("phone", "phone", "telefon", "mobile", "mobil")

    class Meta(FormerNamesResourceMixin.Meta):
        model = Person
        fields = None
