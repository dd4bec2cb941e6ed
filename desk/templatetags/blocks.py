"""The blocks of an article in its form."""

from django import template
from django.forms.renderers import get_default_renderer
from django.utils.safestring import mark_safe

register = template.Library()


@register.simple_tag
def blocks(inline_admin_formset):
    """All blocks of one kind, and the empty one that becomes a new one."""
    context = {"kind": inline_admin_formset, "formset": inline_admin_formset.formset}
    # the template escapes what it is given, as Django's own forms are rendered
    return mark_safe(get_default_renderer().render("desk/blocks.jinja", context))
