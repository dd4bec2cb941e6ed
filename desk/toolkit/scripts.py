"""The desk's own scripts in pages of the admin."""

from django.forms import Script
from js_asset import ImportMap, Media

_IMPORTED = (
    "words",
    "places",
    "editors",
    "checks",
    "block-order",
    "prose-extensions",
    "clean-paste",
    "paste-blocks",
    "paste-lists",
    "pasted-lines",
    "spaces",
    "record-links",
    "live-numbers",
    "picture-dialog",
    "picture-upload",
    "focus-point",
    "upload",
)
_IMPORTS = ImportMap({f"desk/{name}": f"desk/{name}.js" for name in _IMPORTED})


def add_script_modules(request, media, names) -> Media:
    """Return the media of a form with the desk's own scripts, with the nonce of the admin's policy."""
    scripts = [Script(f"desk/{name}.js", type="module") for name in names]
    media = media + Media(importmap=_IMPORTS, js=scripts)
    return Media.from_media(media).with_nonce(str(request.csp_nonce))
