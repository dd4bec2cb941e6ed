"""Posting an admin form as a browser would: all that it shows, with some fields changed."""

from django.urls import reverse


def address(record_or_model, page="change"):
    opts = record_or_model._meta
    args = [record_or_model.pk] if page in ("change", "delete") else []
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=args)


def fields_of(response) -> dict:
    """Every field of a rendered admin form with the value that it shows."""
    context = response.context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    posted = {}
    for form in forms:
        for bound in form:
            posted |= _shown(bound)
    return posted


def _shown(bound):
    value = bound.value()
    widget = getattr(bound.field.widget, "widget", bound.field.widget)
    if hasattr(widget, "decompress"):
        parts = widget.decompress(value) if not isinstance(value, list) else value
        return {
            f"{bound.html_name}{name}": str(part or "")
            for name, part in zip(widget.widgets_names, parts, strict=True)
        }
    if widget.__class__.__name__ == "CheckboxInput":
        return {bound.html_name: "on"} if value else {}
    if getattr(widget, "allow_multiple_selected", False):
        return {bound.html_name: [str(one) for one in value or ()]}
    if value is None or (getattr(bound.field, "max_length", 0) and hasattr(value, "url")):
        return {bound.html_name: ""}
    return {bound.html_name: widget.format_value(value) or ""}


def errors_of(response) -> list[str]:
    """Every error that a form came back with, of its rows too; none where it was saved."""
    if response.status_code == 302:
        return []
    context = response.context
    forms = [context["adminform"].form, *filter(None, [context.get("command_form")])]
    errors = [str(error) for form in forms for found in form.errors.values() for error in found]
    for inline in context["inline_admin_formsets"]:
        errors += [str(error) for error in inline.formset.non_form_errors()]
        for form in inline.formset.forms:
            errors += [str(error) for found in form.errors.values() for error in found]
    return errors


def post(client, record, changes, page="change"):
    """Open the form of ``record`` (or of a model, with ``page="add"``) and send it with ``changes``."""
    url = address(record, page)
    return client.post(url, {**fields_of(client.get(url)), **changes})


def block(prefix: str, *rows: dict) -> dict:
    """The fields of new blocks of one kind, for an article that has none."""
    posted = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        for name, value in {"region": "main", "ordering": "10", **row}.items():
            posted[f"{prefix}-{number}-{name}"] = value
    return posted
