"""Parts of pages that belong to the site as a whole."""

from django import template
from django.utils.translation import get_language

from cluster_site.missing_pages import address_words, find_other_language

register = template.Library()


@register.simple_tag(takes_context=True)
def shared_part(context, template_name):
    """Render a template that shows nothing but the settings and the menus, once for each content version."""
    return context["frame"].render(template_name)


@register.simple_tag(takes_context=True)
def header_menu(context, path):
    """Render the menu at the top of the page at ``path``."""
    return context["frame"].render_header_menu(path)


@register.inclusion_tag("cluster_site/_missing_page.html", takes_context=True)
def instead_of_page(context):
    """Render a search for the words of the address, and what lives there in the other language."""
    request = context["request"]
    return {
        "words": address_words(request.path_info),
        "editions": find_other_language(request.path_info, request.moment.at),
        "LANGUAGE": get_language(),
        "moment": request.moment,
        "request": request,
    }
