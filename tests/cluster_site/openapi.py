"""Whether an answer is what an OpenAPI file says: the part of JSON Schema that ours uses."""

import re
from datetime import date, datetime
from urllib.parse import urlsplit

_TYPES = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}
_FORMATS = {
    "date": date.fromisoformat,
    "date-time": datetime.fromisoformat,
    "uri": lambda text: urlsplit(text).netloc or _refuse(text),
}
_UNDERSTOOD = {
    "type",
    "description",
    "required",
    "additionalProperties",
    "properties",
    "items",
    "maxItems",
    "enum",
    "format",
    "pattern",
    "anyOf",
    "$ref",
}


def _refuse(text):
    raise ValueError(text)


def mistakes(value, schema: dict, file: dict, place: str = "answer") -> list[str]:
    """Every way in which ``value`` is not what ``schema`` says, each with its place."""
    assert schema.keys() <= _UNDERSTOOD, f"{place}: this check knows nothing of {schema.keys()}"
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/components/schemas/")
        return mistakes(value, file["components"]["schemas"][name], file, place)
    if "anyOf" in schema:
        tried = [mistakes(value, each, file, place) for each in schema["anyOf"]]
        return [] if [] in tried else tried[0]
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(type(value) is _TYPES[kind] for kind in kinds):
        return [f"{place}: {value!r} is no {kinds}"]
    return [*_of_value(value, schema, place), *_of_parts(value, schema, file, place)]


def _of_value(value, schema, place):
    if "enum" in schema and value not in schema["enum"]:
        yield f"{place}: {value!r} is not among {schema['enum']}"
    if isinstance(value, str):
        if "pattern" in schema and not re.search(schema["pattern"], value):
            yield f"{place}: {value!r} does not match"
        try:
            _FORMATS.get(schema.get("format"), str)(value)
        except ValueError:
            yield f"{place}: {value!r} is no {schema['format']}"


def _of_parts(value, schema, file, place):
    if isinstance(value, dict):
        properties = schema["properties"]
        for name in set(schema.get("required", ())) - value.keys():
            yield f"{place}: {name} is missing"
        for name in value:
            if name in properties:
                yield from mistakes(value[name], properties[name], file, f"{place}.{name}")
            else:
                yield f"{place}: {name} is not described"
    if isinstance(value, list):
        if len(value) > schema.get("maxItems", len(value)):
            yield f"{place}: too many"
        for number, each in enumerate(value):
            yield from mistakes(each, schema["items"], file, f"{place}[{number}]")
