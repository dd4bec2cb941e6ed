"""People as lines of a spreadsheet."""

from desk.import_export.columns import HtmlWidget, SheetColumn
from desk.import_export.vocabularies import RecordWidget
from members.models import Member, Person
from members.spreadsheets.former import FormerNamesResourceMixin


class PersonResource(FormerNamesResourceMixin):
    """Spreadsheet columns of people, for import and export."""

    names = ("name",)
    related = ("affiliation",)

    slug = SheetColumn("slug", "slug", "id", "key", "nøkkel")
    name = SheetColumn("name", "name", "navn", "person", "full name", "fullt navn")
    title_en = SheetColumn("title_en", "title", "role", "position")
    title_nb = SheetColumn("title_nb", "tittel", "stilling")
    affiliation = SheetColumn(
        "affiliation",
        "member",
        "medlem",
        "organization",
        "company",
        "firma",
        widget=RecordWidget(Member, "name_en", "name_nb"),
    )
    biography_en = SheetColumn("biography_en", "bio", widget=HtmlWidget())
    biography_nb = SheetColumn("biography_nb", widget=HtmlWidget())
    email = SheetColumn("email", "e-mail", "e-post", "email", "mail")
    phone = SheetColumn("phone", "phone", "telefon", "mobile", "mobil")

    class Meta(FormerNamesResourceMixin.Meta):
        model = Person
        fields = None
