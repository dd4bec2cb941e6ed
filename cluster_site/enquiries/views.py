"""The pages of the two forms: never cached, and whatever is refused keeps all that was typed."""

from django.http import HttpResponsePermanentRedirect, HttpResponseRedirect
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView

from cluster_site.enquiries.forms import EnquiryForm, JoinForm, MistakeForm, sign_form_token
from cluster_site.enquiries.scheduled_tasks import KEPT_FOR
from cluster_site.enquiries.sending import TooManyEnquiries, store_enquiry
from core.page_head import page_head
from core.rate_limit import limit_pages
from core.structured import absolute_url, breadcrumb_data
from news.content.addresses import ArticleGone, ArticleMoved, find_edition_at
from news.models import Edition


class _ForgedForms(CsrfViewMiddleware):
    """Django's own check, which says why instead of answering with a page that has lost the form."""

    def _reject(self, request, reason):
        return reason


# checked in post(), where what was typed can be shown again
@method_decorator([never_cache, csrf_exempt], name="dispatch")
class EnquiryView(TemplateView):
    """A public form; ``sent`` shows its confirmation page."""

    template_name = "cluster_site/enquiries/form.html"
    form_class: type[EnquiryForm]
    sent = False
    article: Edition | None = None

    @method_decorator(limit_pages("forms"))
    def get(self, request, **kwargs):
        if self.sent:
            return self.page(None)
        return self.page(self.form_class(initial={"token": sign_form_token()}))

    def post(self, request, **kwargs):
        form = self.form_class(request.POST)
        forged = _ForgedForms(lambda request: None).process_view(request, None, (), {})
        if form.is_valid():
            if forged:
                message = _("Your browser sent no cookie with the form. Allow it, or send again.")
                form.add_error(None, message)
            else:
                try:
                    store_enquiry(request, form, article=self.article)
                except TooManyEnquiries:
                    message = _("Many messages came from your network. Try again in an hour.")
                    form.add_error(None, message)
                else:
                    return HttpResponseRedirect(self.address("sent"))
        form.shown_again()
        return self.page(form, status=400)

    def page(self, form, status=200):
        context = {
            "form": form,
            "sent": self.sent,
            "article": self.article,
            "back": self.article and self.article.get_absolute_url(),
            "address": self.address(),
            "days": KEPT_FOR.days,
            **self.head(form),
            "alternates": self.alternates(),
            "structured": [
                {"@type": "ContactPage", "url": absolute_url(self.request, self.address())},
                breadcrumb_data(self.request, *self.steps()),
            ],
        }
        return render(self.request, self.template_name, context, status=status)

    def head(self, form) -> dict[str, str]:
        """Return the page's title and description; for an invalid form they say that it was not sent."""
        (title, _address), description = self.steps()[-1], self.description()
        if self.sent:
            title = _("Thank you")
        elif form.errors:
            title = f"{_('Not sent yet')}: {title}"
        return page_head(title, description)

    def address(self, which="") -> str:
        raise NotImplementedError

    def description(self) -> str:
        raise NotImplementedError

    def alternates(self) -> list[dict]:
        raise NotImplementedError

    def steps(self) -> list[tuple[str, str]]:
        raise NotImplementedError


class JoinView(EnquiryView):
    """The form for requests to join."""

    form_class = JoinForm

    def address(self, which=""):
        return reverse("join-sent" if which else "join")

    def alternates(self):
        alternates = []
        for language in ("en", "nb"):
            with override(language):
                alternates.append(
                    {"language": language, "address": self.address("sent" * self.sent)}
                )
        return alternates

    def description(self):
        return _("Tell us who you are. We reply within a week.")

    def steps(self):
        return [(_("Enquire about membership"), self.address())]


class MistakeView(EnquiryView):
    """Report a mistake in a live article."""

    form_class = MistakeForm

    def dispatch(self, request, slug):
        try:
            self.article = find_edition_at(get_language(), slug, page=False, at=request.moment.at)
        except ArticleMoved as moved:
            return HttpResponsePermanentRedirect(f"{moved.address}mistake/")
        except ArticleGone:
            return render(request, "410.html", status=410)
        return super().dispatch(request)

    def address(self, which=""):
        return _mistake(self.article, which)

    def alternates(self):
        """Return the URLs of the form in each language of the article, if it has several."""
        same = Edition.objects.live(self.request.moment.at).filter(
            translation_group=self.article.translation_group
        )
        editions = list(same.only("language", "slug").order_by("language"))
        which = "sent" * self.sent
        return [
            {"language": edition.language, "address": _mistake(edition, which)}
            for edition in editions
            if len(editions) > 1
        ]

    def description(self):
        return _("Something is wrong in “%(title)s”?") % {"title": self.article.title}

    def steps(self):
        return [
            (_("News"), reverse("news")),
            (self.article.title, self.article.get_absolute_url()),
            (_("Tell us about a mistake"), self.address()),
        ]


def _mistake(edition: Edition, which: str) -> str:
    with override(edition.language):
        return reverse("mistake-sent" if which else "mistake", args=[edition.slug])
