"""The admin site: Django's own, with a content security policy and the desk's pages."""

import re
from functools import partial, wraps

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from desk.accounts.confirmation import require_confirmation
from desk.accounts.own_account import hold_post_view, own_account_urls
from desk.accounts.own_language import set_own_language_view
from desk.accounts.second_factor_gate import missing_second_factor_deadline, require_second_factor
from desk.accounts.sign_in import SignInView, hold_post_at_login
from desk.accounts.sign_in_form import SignInForm
from desk.activity.denied_log import log_denied_posts
from desk.autosave.outdated_form import refuse_outdated_form
from desk.autosave.views import (
    close_form_view,
    csrf_token_view,
    discard_autosave_view,
    presence_view,
    store_autosave_view,
)
from desk.calendar.views import calendar_menu_entry, calendar_urls
from desk.dashboard.link_targets import link_targets_view
from desk.dashboard.panels import build_panels, start_actions
from desk.dashboard.search import desk_search_view
from desk.privacy.views import may_see_personal_data, privacy_menu_entry, privacy_urls
from desk.toolkit.admin_pages import admin_page_entries, admin_page_urls
from desk.toolkit.choices import ChoicesView

# the order in which an office thinks of them; the rest follows
APPS = ("news", "members", "relations", "images", "cluster_site", "accounts", "desk")
# whose place a model or page of the site's own has taken
LEFT_OUT = {"taggit.tag", "otp_totp.totpdevice", "otp_static.staticdevice"}
_NO_DAY = re.compile(r"__(?:year|month|day)=(?:9999|[0-9]{5})")


def empty_on_invalid_lookup(view):
    """Decorate a view: a query that no row can match gives an empty list, not an error.

    That is a NUL, which PostgreSQL refuses to look for, and a day at the end of Python's calendar,
    which breaks Django's lists.
    """

    @wraps(view)
    def asked(request, *args, **kwargs):
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or _NO_DAY.search(query):
            raise Http404("nothing has a NUL in it, or a day without a next one")
        return view(request, *args, **kwargs)

    return asked


class DeskSite(AdminSite):
    """The admin site of the desk."""

    site_header = _("Editors’ desk")
    site_title = _("Editors’ desk")
    index_title = _("What would you like to work on?")
    enable_nav_sidebar = True
    login_form = SignInForm

    def register(self, model_or_iterable, admin_class=None, **options):
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        models = [model for model in models if model._meta.label_lower not in LEFT_OUT]
        super().register(models, admin_class, **options)

    def admin_view(self, view, cacheable=False):
        view = refuse_outdated_form(self, empty_on_invalid_lookup(view))
        hold_post = partial(hold_post_view, self)
        view = require_second_factor(log_denied_posts(view), hold_post=hold_post)
        view = hold_post_at_login(self, super().admin_view(view, cacheable))
        return csp_replace(settings.ADMIN_POLICY)(view)

    @method_decorator(never_cache)
    def login(self, request, extra_context=None, *, held_post=None):
        """Ask for e-mail and password, as Django's own page; who is logged in goes to the front page.

        With ``held_post`` it is the answer to that post.
        """
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        context = {
            **self.each_context(request),
            "title": _("Log in"),
            "app_path": reverse("admin:login") if held_post else request.get_full_path(),
            **(extra_context or {}),
        }
        view = SignInView.as_view(
            extra_context=context,
            authentication_form=self.login_form,
            template_name="admin/login.html",
            held_post=held_post,
        )
        return csp_replace(settings.ADMIN_POLICY)(view)(request)

    def autocomplete_view(self, request):
        return ChoicesView.as_view(admin_site=self)(request)

    def get_urls(self):
        records = self.admin_view(lambda request: link_targets_view(self, request))
        return [
            path("desk/records/", records, name="desk-records"),
            path("desk/language/", self.admin_view(set_own_language_view), name="desk-language"),
            path("desk/find/", self.admin_view(partial(desk_search_view, self)), name="desk-find"),
            *own_account_urls(self),
            *calendar_urls(self),
            *privacy_urls(self, confirmed=require_confirmation),
            *admin_page_urls(self),
            path("desk/token/", csrf_token_view, name="desk-token"),
            path("desk/keep/", store_autosave_view, name="desk-keep"),
            path("desk/drop/", discard_autosave_view, name="desk-drop"),
            path("desk/company/", presence_view, name="desk-company"),
            path("desk/leave/", close_form_view, name="desk-leave"),
            *super().get_urls(),
        ]

    def index(self, request, extra_context=None):
        context = {
            "panels": build_panels(request),
            "actions": start_actions(self, request),
            "second_factor_deadline": missing_second_factor_deadline(request),
        }
        return super().index(request, {**context, **(extra_context or {})})

    def get_app_list(self, request, app_label=None):
        apps = super().get_app_list(request, app_label)
        by_label = {app["app_label"]: app for app in apps}
        # an office looks for its groups among its accounts
        if {"auth", "accounts"} <= by_label.keys():
            by_label["accounts"]["models"] += by_label["auth"]["models"]
            apps.remove(by_label["auth"])
        for app in apps:
            app["models"] += admin_page_entries(self, request, app["app_label"])
            if app["app_label"] == "desk":
                app["models"].append(calendar_menu_entry())
            if app["app_label"] == "desk" and may_see_personal_data(request):
                app["models"].append(privacy_menu_entry())
        places = {label: place for place, label in enumerate(APPS)}
        return sorted(apps, key=lambda app: places.get(app["app_label"], len(APPS)))
