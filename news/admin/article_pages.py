"""The pages of an article in the admin besides its form: their URLs and the tools that link to them."""

from functools import partial

from django.urls import path, reverse
from django.utils.translation import gettext as _

from desk.toolkit.object_links import ToolLink
from news.admin.commands import PERMISSION
from news.admin.comments import comments_view
from news.admin.copying import duplicate_view, make_copy_token, start_from_template_view
from news.admin.correcting import correct_view
from news.admin.missing_corrections import missing_corrections_view
from news.admin.preview import preview_view
from news.admin.preview_links import preview_links_view
from news.admin.translations import translate_view, translation_tools
from news.admin.versions import republish_view
from news.models import Article
from news.publishing.editions import find_live_edition

# path, name, view; a view is called with the model admin and the request
PAGES = (
    ("add/preview/", "preview_new", preview_view),
    ("<path:object_id>/preview/", "preview", preview_view),
    ("<int:pk>/preview-links/", "preview_links", preview_links_view),
    ("<int:pk>/comments/", "comments", comments_view),
    ("<int:pk>/corrections/", "corrections", missing_corrections_view),
    ("<int:pk>/correct/", "correct", correct_view),
    ("<int:pk>/history/republish/<int:edition>/", "republish", republish_view),
    ("<int:pk>/translate/<slug:language>/", "translate", translate_view),
    ("<int:pk>/duplicate/", "duplicate", duplicate_view),
    ("<int:pk>/start/", "start", start_from_template_view),
)


def article_urls(model_admin) -> list:
    """Return the URLs of the pages of an article besides its form."""
    return [
        path(
            address,
            model_admin.admin_site.admin_view(partial(view, model_admin)),
            name=f"news_{model_admin.opts.model_name}_{name}",
        )
        for address, name, view in PAGES
    ]


def first_article_tools(model_admin, request, article: Article) -> list[ToolLink]:
    """Return the tools above the form that come before those of every record."""
    if not (request.user.has_perm(PERMISSION) and find_live_edition(article, request.moment.at)):
        return []
    page = model_admin.page_of(article, "correct")
    return [ToolLink(_("Correct the live version"), page, name="correct")]


def last_article_tools(model_admin, request, article: Article) -> list[ToolLink]:
    """Return the tools above the form that come after those of every record."""
    page_views = reverse("admin:news_reading_changelist")
    tools = [ToolLink(_("Page views"), f"{page_views}?article={article.pk}")]
    if model_admin.has_add_permission(request):
        if article.is_pattern and model_admin.offers_patterns:
            start = model_admin.page_of(article, "start")
            label = _("Start an article from it")
            tools.append(ToolLink(label, start, True, token=make_copy_token(request)))
        copy = model_admin.page_of(article, "duplicate")
        tools.append(ToolLink(_("Duplicate"), copy, True, token=make_copy_token(request)))
    tools += translation_tools(model_admin, request, article)
    if model_admin.has_change_permission(request, article):
        page = model_admin.page_of(article, "preview_links")
        tools.append(ToolLink(_("Preview links"), page, name="preview-links"))
    return tools
