"""The picture library."""

from cluster_site.packages.loading.rows import (
    PackageLoad,
    package_values,
    report_database_errors,
    rows_by_column,
    translated_values,
    update_row,
)
from images.models import Image

# of a mark for which a package gives no reason
NO_REASON = "So marked in a content package."


def load_pictures(load: PackageLoad) -> None:
    """Load pictures by key; a file already in the library stays one picture."""
    records = load.package.records["images"]
    hashes = load.checked.picture_hashes
    by_key = rows_by_column(Image.objects, "key", [record["key"] for _place, record in records])
    by_hash = rows_by_column(Image.objects, "sha256", hashes.values())
    for place, record in records:
        key = record["key"]
        sha256 = hashes.get(key)
        twin = by_hash.get(sha256)
        if twin is not None and twin.key != key:
            load.problems.warn(place, f'the same picture as "{twin.key}", which stands for it')
            load.ids["images"][key] = twin.pk
            continue
        image = by_key.get(key) or Image(key=key)
        values = _values(record, load)
        with report_database_errors(place):
            if sha256 is not None and sha256 != image.sha256:
                image.take(load.media.inspected(record["file"]))
                load.media.taken.append(image)
                for name, value in values.items():
                    setattr(image, name, value)
                image.save()
                load.new_pictures.append(image)
            else:
                update_row(image, values)
        by_hash[image.sha256] = image
        load.ids["images"][key] = image.pk


def _values(record, load):
    values = translated_values(record, "alt", "caption", "credit", language=load.language)
    if "decorative" in record:
        values["decorative"] = bool(record["decorative"])
        if values["decorative"]:
            values["decorative_reason"] = record.get("decorative_reason") or NO_REASON
    if "press" in record:
        values["press"] = bool(record["press"])
    if "focus" in record:
        values["focus_x"], values["focus_y"] = record["focus"] or (0.5, 0.5)
    if "consent" in record:
        consent = record["consent"] or {"note": None, "until": None}
        values |= {
            f"consent_{key}": value for key, value in package_values(consent, "note").items()
        }
        for key in ("until", "withdrawn"):
            if key in consent:
                values[f"consent_{key}"] = consent[key]
    return values
