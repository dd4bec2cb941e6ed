"""Categories and members, with all that belongs to a member alone."""

from psycopg.types.range import DateRange

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
from cluster_site.packages.loading.visibility import start_of_day
from cluster_site.packages.loading.vocabularies import VocabularyLoader
from cluster_site.packages.texts import texts_by_language
from members.models import Category, FocusArea, Member, Membership


def load_categories(load: PackageLoad) -> None:
    """Load the categories by slug."""
    records = load.package.records["categories"]
    stored = rows_by_column(
        Category.objects, "slug", [record["slug"] for _place, record in records]
    )
    for number, (place, record) in enumerate(records):
        category = stored.get(record["slug"]) or Category(slug=record["slug"])
        values = translated_values(record, "name", language=load.language)
        if record.get("order") is not None:
            values["order"] = record["order"]
        elif category._state.adding:
            values["order"] = number
        with report_database_errors(place):
            update_row(category, values)
        load.ids["categories"][record["slug"]] = category.pk


def load_members(load: PackageLoad) -> None:
    """Load members without descriptions, which may link to records not loaded yet."""
    records = load.package.records["members"]
    slugs = [record["slug"] for _place, record in records]
    rows = Member.objects.prefetch_related("memberships", "places", "former_names", "focus")
    stored = rows_by_column(rows, "slug", slugs)
    areas = VocabularyLoader(FocusArea, ["name_en", "name_nb"])
    for place, record in records:
        member = stored.get(record["slug"]) or Member(slug=record["slug"])
        if member._state.adding and not record.get("memberships"):
            load.problems.warn(place, "no membership, so visitors will see it nowhere")
        with report_database_errors(place):
            update_row(member, _values(record, load))
            _put_memberships(member, record)
            replace_ordered_rows(member, record, "places", ["label", "city", "country"])
            replace_ordered_rows(member, record, "former_names", FORMER_NAME)
            if "focus" in record:
                _put_focus(member, record["focus"] or (), areas, load.language)
        load.ids["members"][record["slug"]] = member.pk


def _values(record, load):
    values = translated_values(record, "name", "summary", language=load.language)
    values |= package_values(record, "size", "website", "linkedin", "city", "country")
    values |= {key: record[key] for key in ("founded", "confirmed_on") if key in record}
    for key, kind in (("category", "categories"), ("logo", "images")):
        if key in record:
            values[f"{key}_id"] = load.id_of(kind, record[key])
    for key, parts in (("ticker", ("exchange", "symbol")), ("contact", ("name", "email"))):
        if key in record:
            own = record[key] or dict.fromkeys(parts)
            values |= {
                f"{key}_{part}": value for part, value in package_values(own, *parts).items()
            }
    return values


def _put_memberships(member, record):
    """Make the member's memberships those of the package; one that is named stays the same row."""
    if "memberships" not in record:
        return
    wanted = {membership["from"]: membership for membership in record["memberships"] or ()}
    rows = {row.period.lower: row for row in member.memberships.all()}
    for first in rows.keys() - wanted.keys():
        rows.pop(first).delete()
    # what ends earlier now makes room for what begins then
    for first, membership in sorted(
        wanted.items(), key=lambda item: _grows(rows.get(item[0]), item[1])
    ):
        row = rows.get(first) or Membership(member=member)
        period = DateRange(first, membership.get("to"))
        values = {"period": period}
        if row._state.adding:
            values["public_from"] = start_of_day(first)
        if row._state.adding or row.period != period:
            values["end_public_from"] = start_of_day(membership.get("to") or first)
        values |= {
            key: membership[key] for key in ("public_from", "end_public_from") if key in membership
        }
        update_row(row, values)


def _grows(row, membership):
    if row is None:
        return True
    end = membership.get("to")
    return row.period.upper is not None and (end is None or end > row.period.upper)


def _put_focus(member, wanted, areas, language):
    chosen = [_focus_area(words, areas, language).pk for words in wanted]
    if {area.pk for area in member.focus.all()} != set(chosen):
        member.focus.set(chosen)


def _focus_area(words, areas, language):
    """Find or create the focus area of that name, in the site's language first; add a missing translation."""
    texts = {code: text for code, text in texts_by_language(words, language).items() if text}
    columns = {f"name_{code}": text for code, text in texts.items()}
    ordered = sorted(texts, key=lambda code: code != language)
    for code in ordered:
        area = areas.find(texts[code])
        if area is not None:
            update_row(area, {c: text for c, text in columns.items() if not getattr(area, c)})
            return area
    return areas.find_or_make(texts[ordered[0]], **columns)
