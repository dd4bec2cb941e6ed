from modeltranslation.translator import TranslationOptions, register

from cluster_site.models import MenuItem, SiteSettings


@register(SiteSettings)
class SiteTexts(TranslationOptions):
    fields = ("name", "tagline")


@register(MenuItem)
class MenuTexts(TranslationOptions):
    # an address may differ: /about/ is /nb/om-oss/
    fields = ("label", "target")
