"""Find records that still call an organisation a member: people, quotes, texts."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.links import linked_record_ids
from core.mentions import Excerpt
from members.admin.uses import rows_linking_to
from members.leaving.findings import (
    Finding,
    FindingKind,
    FindingLink,
    Leaver,
    leftover_finder,
    name_of,
)
from members.models import Member, Person, Statement

PEOPLE = FindingKind(
    20,
    "people",
    gettext_lazy("People"),
    gettext_lazy("They stay on its page. Give them another organisation where they have one."),
)
QUOTES = FindingKind(
    30,
    "statements",
    gettext_lazy("Quotes on record"),
    gettext_lazy("They can still be chosen in articles. What is published keeps its words."),
)
TEXTS = FindingKind(
    40,
    "records",
    gettext_lazy("Texts about members and people"),
    gettext_lazy("Mend the text where it speaks of a member."),
)
# kind of record -> what is plain text, what is HTML, and what to call the way to its form
_TEXTS_OF = {
    Member: (("summary_en", "summary_nb"), ("description_en", "description_nb")),
    Person: ((), ("biography_en", "biography_nb")),
}


def record_form_url(record) -> str:
    """Return the URL of the admin form of a record."""
    return reverse(f"admin:members_{record._meta.model_name}_change", args=[record.pk])


@leftover_finder(PEOPLE)
def find_affiliated_people(leaver: Leaver) -> Iterator[Finding]:
    """Yield the people whose organisation is the member."""
    for person in Person.objects.filter(affiliation=leaver.member):
        yield Finding(
            PEOPLE.name,
            f"person-{person.pk}",
            person.name,
            (
                FindingLink(
                    _("Change the organisation"), f"{record_form_url(person)}#id_affiliation"
                ),
                FindingLink(_("See the page"), person.get_absolute_url()),
            ),
            person.title or "",
        )


@leftover_finder(QUOTES)
def find_quotes(leaver: Leaver) -> Iterator[Finding]:
    """Yield the quotes on record for the member."""
    for statement in Statement.objects.filter(member=leaver.member).select_related("person"):
        words = statement.text if len(statement.text) < 80 else f"{statement.text[:80]}…"
        link = FindingLink(_("Open the quote"), record_form_url(statement))
        yield Finding(
            QUOTES.name, f"statement-{statement.pk}", statement.person.name, (link,), words
        )


@leftover_finder(TEXTS)
def find_mentions_in_records(leaver: Leaver) -> Iterator[Finding]:
    """Yield links to the member and plain mentions of it in the texts of other members and of people."""
    for model, (plain_texts, html_texts) in _TEXTS_OF.items():
        columns = (*plain_texts, *html_texts)
        records = model.objects.filter(
            leaver.named(*columns) | rows_linking_to(leaver.member, *html_texts)
        )
        if model is Member:
            records = records.exclude(pk=leaver.member.pk)
        for record in records:
            mentions = [
                *(
                    excerpt
                    for name in plain_texts
                    for excerpt in leaver.mentions(_text(record, name))
                ),
                *(
                    excerpt
                    for name in html_texts
                    for excerpt in leaver.mentions_in_html(_text(record, name))
                ),
            ]
            texts = [_text(record, name) for name in html_texts]
            linked = leaver.member.pk in linked_record_ids(texts, "member")
            if mentions or linked:
                yield _of_text(record, mentions[0] if mentions else None, linked)


def _text(record, name: str) -> str:
    return getattr(record, name) or ""


def _of_text(record, excerpt: Excerpt | None, linked: bool) -> Finding:
    links = (
        FindingLink(_("Open the form"), record_form_url(record)),
        FindingLink(_("See the page"), record.get_absolute_url()),
    )
    place = f"{record._meta.model_name}-{record.pk}"
    detail = _("links to its page") if linked else ""
    return Finding(TEXTS.name, place, name_of(record), links, detail, excerpt)
