from modeltranslation.translator import TranslationOptions, register

from cluster_site.models import MenuItem, SiteSettings


@register(SiteSettings)
class SiteTexts(TranslationOptions):
    """The translated fields of the settings."""

    fields = ("name", "tagline")


@register(MenuItem)
class MenuTexts(TranslationOptions):
    """The translated fields of menu items."""

    # an address may differ: /about/ is /nb/om-oss/
    fields = ("label", "target")
