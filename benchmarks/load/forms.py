"""The fields of a form as a browser sends them."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

_NOT_SENT = {"submit", "button", "image", "file", "reset"}


def form_fields(page: str, form_id: str) -> list[tuple[str, str]]:
    """Return what a browser would send of the form with ``form_id``, without its buttons."""
    form = LexborHTMLParser(page).css_first(f"#{form_id}")
    fields = []
    for field in form.css("input[name], textarea[name], select[name]"):
        name = field.attributes["name"]
        fields += [(name, value) for value in _values(field)]
    return fields


def _values(field: LexborNode) -> list[str]:
    attributes = field.attributes
    if "disabled" in attributes:
        return []
    if field.tag == "textarea":
        return [field.text().removeprefix("\n")]
    if field.tag == "select":
        chosen = field.css("option[selected]")
        if not chosen and "multiple" not in attributes:
            chosen = field.css("option")[:1]
        return [option.attributes.get("value") or "" for option in chosen]
    kind = attributes.get("type") or "text"
    if kind in _NOT_SENT or (kind in ("checkbox", "radio") and "checked" not in attributes):
        return []
    return [attributes.get("value") or ("on" if kind == "checkbox" else "")]
