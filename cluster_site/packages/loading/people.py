"""People, and since when they may be known."""

from cluster_site.packages.loading.knowing import person_known_from
from cluster_site.packages.loading.rows import Loading, named, put, refusals, stored, translated
from members.models import Person


def load_people(load: Loading) -> None:
    """All of the people but their biographies, which may link to what is not there yet."""
    records = load.package.records["people"]
    found = stored(Person.objects, "slug", [record["slug"] for _place, record in records])
    seats = {}
    for _place, key in load.package.keys("board", load.language):
        seats.setdefault(key[0], []).append(key)
    for place, record in records:
        slug = record["slug"]
        person = found.get(slug) or Person(slug=slug)
        values = named(record, "name", "email", "phone")
        values |= translated(record, "title", language=load.language)
        for key, kind in (("affiliation", "members"), ("portrait", "images")):
            if key in record:
                values[f"{key}_id"] = load.id_of(kind, record[key])
        if "public_from" in record:
            values["public_from"] = record["public_from"]
        elif person._state.adding:
            values["public_from"] = person_known_from(
                slug, seats.get(slug, []), load.checked.articles, load.now
            )
        with refusals(place):
            put(person, values)
        load.ids["people"][slug] = person.pk
