"""Quotations: what somebody said, as what they said it, and that they approved the words."""

from cluster_site.packages.loading.rows import (
    PackageLoad,
    package_values,
    report_database_errors,
    rows_by_column,
    update_row,
)
from members.models import Member, Person, Statement


def load_statements(load: PackageLoad) -> None:
    """Load quotes on record by key."""
    records = load.package.records["statements"]
    stored = rows_by_column(Statement.objects, "key", [record["key"] for _place, record in records])
    people = Person.objects.select_related("affiliation").in_bulk(
        {load.id_of("people", record.get("person")) for _place, record in records} - {None}
    )
    members = Member.objects.in_bulk(
        {load.id_of("members", record.get("member")) for _place, record in records} - {None}
    )
    for place, record in records:
        statement = stored.get(record["key"]) or Statement(key=record["key"])
        values = package_values(record, "text", "question", "person_title", "organisation")
        if "person" in record:
            values["person_id"] = load.id_of("people", record["person"])
        if "member" in record:
            values["member_id"] = load.id_of("members", record["member"])
        if statement._state.adding:
            # what they were on that day stays, whatever becomes of them
            person = people[values["person_id"]]
            organisation = members.get(values.get("member_id")) or person.affiliation
            values.setdefault("person_title", _in(load.language, person, "title"))
            values.setdefault("organisation", _in(load.language, organisation, "name"))
        values |= _approval(statement, record, values.get("text", statement.text))
        with report_database_errors(place):
            update_row(statement, values)
        load.ids["statements"][record["key"]] = statement.pk


def _in(language, record, column):
    if record is None:
        return ""
    other = getattr(record, f"{column}_en") or getattr(record, f"{column}_nb")
    return getattr(record, f"{column}_{language}") or other or ""


def _approval(statement, record, text):
    """Return the columns of the approval that the package gives or withdraws."""
    if "approved_on" not in record:
        return {}
    wanted = Statement(text=text)
    if record["approved_on"] is not None:
        by = record.get("approved_by", statement.approved_by) or ""
        how = record.get("how", statement.approved_how) or ""
        wanted.approve(on=record["approved_on"], by=by, how=how)
    columns = ("approved_on", "approved_by", "approved_how", "approved_hash")
    return {column: getattr(wanted, column) for column in columns}
