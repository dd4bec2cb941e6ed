"""How the widgets, the errors and the many rows of forms become HTML."""

from pathlib import Path

from django import forms
from django.conf import settings
from django.forms.renderers import TemplatesSetting
from django.template.backends.jinja2 import Jinja2
from django.templatetags.static import static
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext

from core.widget_html import WRITTEN

_SHIPPED = "django/forms/"
_OURS = ".jinja"


class FormRenderer(TemplatesSetting):
    """Django's own form templates as it ships them for Jinja2, which is several times as fast.

    A form of 60 blocks has more than 300 widgets. Templates of ours whose names end in ``.jinja``
    are rendered the same way; all others as ever. The commonest widgets are plain functions.
    """

    def render(self, template_name, context, request=None):
        if template_name in WRITTEN:
            return WRITTEN[template_name](context["widget"])
        return super().render(template_name, context, request)

    @cached_property
    def quick(self) -> Jinja2:
        engine = Jinja2(
            {
                "NAME": "forms",
                "DIRS": [Path(forms.__file__).parent / "jinja2", settings.BASE_DIR / "templates"],
                "APP_DIRS": False,
                "OPTIONS": {"extensions": ["jinja2.ext.i18n"]},
            }
        )
        engine.env.install_gettext_callables(gettext, ngettext, newstyle=True)
        engine.env.globals["static"] = static
        return engine

    def get_template(self, template_name):
        if template_name.startswith(_SHIPPED) or template_name.endswith(_OURS):
            return self.quick.get_template(template_name)
        return super().get_template(template_name)
