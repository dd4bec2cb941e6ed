"""People, and since when they may be known."""

from cluster_site.packages.loading.rows import (
    FORMER_NAME,
    PackageLoad,
    package_values,
    replace_ordered_rows,
    report_database_errors,
    rows_by_column,
    translated_values,
    update_row,
)
from cluster_site.packages.loading.visibility import (
    first_mention_time,
    instant_before_all,
    is_newcomer,
    is_public_by,
)
from members.models import Person


def load_people(load: PackageLoad) -> None:
    """Load people without biographies, which may link to records not loaded yet."""
    records = load.package.records["people"]
    stored = rows_by_column(
        Person.objects.prefetch_related("former_names"),
        "slug",
        [record["slug"] for _place, record in records],
    )
    seats = {}
    for _place, key in load.package.keys("board", load.language):
        seats.setdefault(key[0], []).append(key)
    for place, record in records:
        slug = record["slug"]
        person = stored.get(slug) or Person(slug=slug)
        values = package_values(record, "name", "email", "phone")
        values |= translated_values(record, "title", language=load.language)
        for key, kind in (("affiliation", "members"), ("portrait", "images")):
            if key in record:
                values[f"{key}_id"] = load.id_of(kind, record[key])
        values["public_from"] = _known_from(person, record, seats.get(slug, []), load)
        with report_database_errors(place):
            update_row(person, values)
            replace_ordered_rows(person, record, "former_names", FORMER_NAME)
        load.ids["people"][slug] = person.pk


def _known_from(person, record, seats, load):
    """A newcomer to the board stays unknown until somebody says so; anybody else is known."""
    if "public_from" in record:
        return record["public_from"]
    is_new, articles = person._state.adding, load.checked.articles
    if is_newcomer(seats, articles) and (is_new or not is_public_by(person.public_from, load.now)):
        first = first_mention_time(person.slug, seats, articles)
        if not is_new or not is_public_by(first, load.now):
            return first
    return instant_before_all(seats) if is_new else person.public_from
