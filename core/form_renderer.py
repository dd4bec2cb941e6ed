"""Render widgets, errors and long forms quickly."""

from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.template.backends.jinja2 import Jinja2
from django.templatetags.static import static
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext

from core.widget_html import RENDERERS

_SHIPPED = "django/forms/"
_OURS = ".jinja"


class FormRenderer(TemplatesSetting):
    """Django's form templates in their Jinja2 version, which is several times as fast.

    A form of 60 blocks has more than 300 widgets. Our own templates whose names end in ``.jinja``
    are rendered the same way, all others as usual. The commonest widgets are plain functions.
    """

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        if template_name in RENDERERS:
            return RENDERERS[template_name](context["widget"])
        return super().render(template_name, context, request)

    @cached_property
    def quick(self) -> Jinja2:
        """The Jinja2 renderer."""
        engine = Jinja2(
            {
                "NAME": "forms",
                "DIRS": [Path(forms.__file__).parent / "jinja2", settings.BASE_DIR / "templates"],
                "APP_DIRS": False,
                "OPTIONS": {"extensions": ["jinja2.ext.i18n"]},
            }
        )
        translate: Any = engine.env  # what the extension i18n adds is not in its class
        translate.install_gettext_callables(gettext, ngettext, newstyle=True)
        engine.env.globals["static"] = static
        return engine

    def get_template(self, template_name: str) -> Any:
        if template_name.startswith(_SHIPPED) or template_name.endswith(_OURS):
            return self.quick.get_template(template_name)
        return super().get_template(template_name)
