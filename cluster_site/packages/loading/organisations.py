"""Categories and members, with all that belongs to a member alone."""

from psycopg.types.range import DateRange

from cluster_site.packages.loading.rows import (
    FORMER_NAME,
    Loading,
    named,
    put,
    put_list,
    refusals,
    stored,
    translated,
)
from cluster_site.packages.loading.visibility import start_of
from cluster_site.packages.loading.vocabularies import Vocabulary
from cluster_site.packages.texts import in_languages
from members.models import Category, FocusArea, Member, Membership


def load_categories(load: Loading) -> None:
    records = load.package.records["categories"]
    found = stored(Category.objects, "slug", [record["slug"] for _place, record in records])
    for number, (place, record) in enumerate(records):
        category = found.get(record["slug"]) or Category(slug=record["slug"])
        values = translated(record, "name", language=load.language)
        if record.get("order") is not None:
            values["order"] = record["order"]
        elif category._state.adding:
            values["order"] = number
        with refusals(place):
            put(category, values)
        load.ids["categories"][record["slug"]] = category.pk


def load_members(load: Loading) -> None:
    """All of the members but their descriptions, which may link to what is not there yet."""
    records = load.package.records["members"]
    slugs = [record["slug"] for _place, record in records]
    rows = Member.objects.prefetch_related("memberships", "places", "former_names", "focus")
    found = stored(rows, "slug", slugs)
    areas = Vocabulary(FocusArea, ["name_en", "name_nb"])
    for place, record in records:
        member = found.get(record["slug"]) or Member(slug=record["slug"])
        if member._state.adding and not record.get("memberships"):
            load.problems.warn(place, "no membership, so visitors will see it nowhere")
        with refusals(place):
            put(member, _values(record, load))
            _put_memberships(member, record)
            put_list(member, record, "places", ["label", "city", "country"])
            put_list(member, record, "former_names", FORMER_NAME)
            if "focus" in record:
                _put_focus(member, record["focus"] or (), areas, load.language)
        load.ids["members"][record["slug"]] = member.pk


def _values(record, load):
    values = translated(record, "name", "summary", language=load.language)
    values |= named(record, "size", "website", "linkedin", "city", "country")
    values |= {key: record[key] for key in ("founded", "confirmed_on") if key in record}
    for key, kind in (("category", "categories"), ("logo", "images")):
        if key in record:
            values[f"{key}_id"] = load.id_of(kind, record[key])
    for key, parts in (("ticker", ("exchange", "symbol")), ("contact", ("name", "email"))):
        if key in record:
            own = record[key] or dict.fromkeys(parts)
            values |= {f"{key}_{part}": value for part, value in named(own, *parts).items()}
    return values


def _put_memberships(member, record):
    """Make the member's memberships those of the package; one that is named stays the same row."""
    if "memberships" not in record:
        return
    wanted = {one["from"]: one for one in record["memberships"] or ()}
    rows = {row.period.lower: row for row in member.memberships.all()}
    for first in rows.keys() - wanted.keys():
        rows.pop(first).delete()
    # what ends earlier now makes room for what begins then
    for first, one in sorted(wanted.items(), key=lambda item: _grows(rows.get(item[0]), item[1])):
        row = rows.get(first) or Membership(member=member)
        period = DateRange(first, one.get("to"))
        values = {"period": period}
        if row._state.adding:
            values["public_from"] = start_of(first)
        if row._state.adding or row.period != period:
            values["end_public_from"] = start_of(one.get("to") or first)
        values |= {key: one[key] for key in ("public_from", "end_public_from") if key in one}
        put(row, values)


def _grows(row, one):
    if row is None:
        return True
    end = one.get("to")
    return row.period.upper is not None and (end is None or end > row.period.upper)


def _put_focus(member, wanted, areas, language):
    chosen = [_focus_area(words, areas, language).pk for words in wanted]
    if {area.pk for area in member.focus.all()} != set(chosen):
        member.focus.set(chosen)


def _focus_area(words, areas, language):
    """The focus area of that name, in the site's language first; a missing translation is added."""
    texts = {code: text for code, text in in_languages(words, language).items() if text}
    columns = {f"name_{code}": text for code, text in texts.items()}
    ordered = sorted(texts, key=lambda code: code != language)
    for code in ordered:
        found = areas.find(texts[code])
        if found is not None:
            put(found, {c: text for c, text in columns.items() if not getattr(found, c)})
            return found
    return areas.find_or_make(texts[ordered[0]], **columns)
