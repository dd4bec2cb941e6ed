"""The blocks of an article in its form."""

from django import template
from django.forms.renderers import get_default_renderer
from django.utils.safestring import mark_safe

register = template.Library()


@register.simple_tag
def blocks(inline_admin_formset):
    """Render all blocks of one kind, and the empty form that becomes a new one."""
    context = {"kind": inline_admin_formset, "formset": inline_admin_formset.formset}
    html = get_default_renderer().render("desk/blocks.jinja", context)
    return mark_safe(html)  # noqa: S308 - the template escapes, as those of Django's forms do
