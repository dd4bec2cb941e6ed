"""Addresses: English at the root, Norwegian bokmål under /nb/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path

from cluster_site import views
from cluster_site.enquiries.views import JoinView, MistakeView
from cluster_site.feeds.views import feed_view
from cluster_site.guide import guide_urls
from cluster_site.icons import icon_view, manifest_view
from cluster_site.llms import llms_view
from cluster_site.search.views import SearchView, suggest_view
from cluster_site.sitemaps.views import file_view, index_view
from desk.accounts.passwords import password_urls
from desk.calendar.feeds import calendar_file_view
from images.press import PressView
from news.public.page_views import count_page_view
from news.public.preview_views import PreviewLinkView
from news.public.sharing import share_site_view, share_view
from news.public.views import MarkdownView, PageView

urlpatterns = [
    path("admin/", include(password_urls())),
    path("admin/", include(guide_urls())),
    path("admin/", admin.site.urls),
    path("robots.txt", views.robots_view, name="robots"),
    path("favicon.ico", icon_view, name="favicon"),
    path("apple-touch-icon.png", icon_view, {"size": 180}, name="touch-icon"),
    path("media/icon-<int:size>.png", icon_view, name="icon"),
    path("sitemap.xml", index_view, name="sitemap"),
    path("sitemap-<slug:section>.xml", file_view, name="sitemap-file"),
    re_path(
        "^media/colours/(?P<brand>[0-9a-f]{6})-(?P<accent>[0-9a-f]{6}).css$",
        views.colours_view,
        name="colours",
    ),
    path("api/", include("cluster_site.api.urls")),
    path("feeds/calendar/<slug:secret>.ics", calendar_file_view, name="calendar-file"),
    re_path(
        r"^media/share/(?P<article>[0-9]{1,18})-(?P<name>[0-9a-f]{32})\.png$",
        share_view,
        name="share",
    ),
    re_path(
        r"^media/share/(?P<language>en|nb)-(?P<name>[0-9a-f]{32})\.png$",
        share_site_view,
        name="share-site",
    ),
    path("media/", include("images.urls")),
    path("preview/<str:signed>/", PreviewLinkView.as_view(), name="preview-link"),
    re_path(r"^read/(?P<article>[0-9]{1,18})$", count_page_view, name="read"),
    *i18n_patterns(
        path("", views.HomeView.as_view(), name="home"),
        path("site.webmanifest", manifest_view, name="manifest"),
        path("join/enquire/", JoinView.as_view(), name="join"),
        path("join/enquire/sent/", JoinView.as_view(sent=True), name="join-sent"),
        path("news/<slug:slug>/mistake/", MistakeView.as_view(), name="mistake"),
        path("news/<slug:slug>/mistake/sent/", MistakeView.as_view(sent=True), name="mistake-sent"),
        path("news/", include("news.public.urls")),
        re_path(r"^feeds/news\.(?P<ending>rss|atom|json)$", feed_view, name="feed-news"),
        re_path(
            r"^feeds/(?P<kind>section|tag|member)/(?P<key>[-a-zA-Z0-9_]+)\.(?P<ending>rss|atom|json)$",
            feed_view,
            name="feed-of",
        ),
        path("answer/", include("relations.urls")),
        path("search/", SearchView.as_view(), name="search"),
        path("search/suggest/", suggest_view, name="search-suggest"),
        path("press/", PressView.as_view(), name="press"),
        path("", include("members.urls")),
        path("llms.txt", llms_view, name="llms"),
        path("<slug:slug>.md", MarkdownView.as_view(page=True), name="page-markdown"),
        path("<slug:slug>/", PageView.as_view(), name="page"),
        prefix_default_language=False,
    ),
]

handler400 = "cluster_site.views.bad_request"
handler403 = "cluster_site.views.forbidden"
handler404 = "cluster_site.views.not_found"
handler500 = "cluster_site.views.server_error"
