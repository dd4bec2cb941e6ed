"""The commonest widgets as plain functions, with the same HTML as Django's templates of these names.

Every template that includes another makes a new context; a long form has hundreds of widgets.
"""

from typing import Any

from markupsafe import escape


def _attributes(widget: dict[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _input(widget: dict[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{escape(widget["value"])}"'
    name = escape(widget["name"])
    return f'<input type="{widget["type"]}" name="{name}"{value}{_attributes(widget)}>'


def _textarea(widget: dict[str, Any]) -> str:
    text = escape(widget["value"] or "")
    return f'<textarea name="{escape(widget["name"])}"{_attributes(widget)}>\n{text}</textarea>'


def _select(widget: dict[str, Any]) -> str:
    groups = "\n".join(_group(name, options) for name, options, _index in widget["optgroups"])
    name = escape(widget["name"])
    return f'<select name="{name}"{_attributes(widget)}>\n{groups}\n</select>'


def _group(name: str | None, options: list[dict[str, Any]]) -> str:
    lines = "\n".join(
        f'  <option value="{escape(option["value"])}"{_attributes(option)}>'
        f"{escape(option['label'])}</option>"
        for option in options
    )
    return f'  <optgroup label="{escape(name)}">\n{lines}\n  </optgroup>' if name else lines


_FOLDER = "django/forms/widgets"
_INPUTS = ("text", "hidden", "number", "email", "url", "checkbox", "date", "time")
RENDERERS = {
    **{f"{_FOLDER}/{name}.html": _input for name in _INPUTS},
    f"{_FOLDER}/textarea.html": _textarea,
    f"{_FOLDER}/select.html": _select,
}
