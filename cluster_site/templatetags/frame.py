"""Parts of the page that are the same on all pages."""

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def shared_part(context, template_name):
    """Render a template that shows nothing but the settings and the menus, once for each content version."""
    return context["frame"].render(template_name)
