"""What the whole site shares: name, tagline, lead stories, menu."""

from cluster_site.models import LeadStory, MenuItem, SiteSettings
from cluster_site.packages.formats import LANGUAGES
from cluster_site.packages.loading.rows import (
    PackageLoad,
    report_database_errors,
    translated_values,
    update_row,
)
from members.models import Member, Person


def load_site(load: PackageLoad) -> None:
    """Load the settings, lead stories and menu."""
    record = load.package.site
    if not record:
        return
    site = SiteSettings.objects.first() or SiteSettings(
        **{f"name_{code}": "" for code in LANGUAGES if "name" in record}
    )
    values = translated_values(record, "name", "tagline", language=load.language)
    if record.get("language") is not None:
        values["language"] = record["language"]
    with report_database_errors("site"):
        update_row(site, values)
    if "leads" in record:
        _put_leads(site, record["leads"] or (), load)
    if "menu" in record:
        _put_menu(record["menu"] or (), load)


def _put_leads(site, leads, load):
    keys = [(lead.get("language") or load.language, lead["slug"]) for lead in leads]
    wanted = [load.id_of("articles", key) for key in keys]
    # one in the trash is in no package
    stored = site.leads.filter(article__trashed=None)
    if list(stored.values_list("article", flat=True)) == wanted:
        return
    site.leads.all().delete()
    LeadStory.objects.bulk_create(
        LeadStory(site=site, article_id=article, position=position)
        for position, article in enumerate(wanted)
    )


def _put_menu(items, load):
    wanted = []
    for number, item in enumerate(items):
        texts = translated_values(item, "label", "target", language=load.language)
        order = number if item.get("order") is None else item["order"]
        place = item.get("place") or MenuItem.Where.HEADER
        wanted.append({**_no_texts(), **texts, "place": place, "order": order})
    wanted.sort(key=lambda values: (values["place"], values["order"]))
    stored = [_columns(item) for item in MenuItem.objects.order_by("place", "order", "id")]
    if stored == wanted:
        return
    MenuItem.objects.all().delete()
    with report_database_errors("site.menu"):
        for values in wanted:
            MenuItem.objects.create(**values)


def _no_texts():
    return {f"{key}_{code}": "" for key in ("label", "target") for code in LANGUAGES}


def _columns(item):
    texts = {column: getattr(item, column) or "" for column in _no_texts()}
    return {**texts, "place": item.place, "order": item.order}


def load_descriptions(load: PackageLoad) -> None:
    """Load descriptions and biographies, now that all link targets exist."""
    for kind, model, key in (
        ("members", Member, "description"),
        ("people", Person, "biography"),
    ):
        records = [(place, record) for place, record in load.package.records[kind] if key in record]
        rows = model.objects.in_bulk([load.ids[kind][record["slug"]] for _place, record in records])
        for place, record in records:
            texts = translated_values(record, key, language=load.language)
            values = {
                column: load.linked_by_id(html, column.removeprefix(f"{key}_"))
                for column, html in texts.items()
            }
            with report_database_errors(f"{place}.{key}"):
                update_row(rows[load.ids[kind][record["slug"]]], values)
