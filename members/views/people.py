"""The page of one person."""

from django.http import Http404, HttpResponsePermanentRedirect
from django.utils.translation import get_language
from django.views.generic import TemplateView

from core.page_head import page_head
from core.page_html import HeadingIds, prepare_page_html
from core.structured import breadcrumb_data
from members.boards import sort_seats_by_day
from members.links import resolve_public_links
from members.models import Member, Person
from members.structured import person_json_ld


class PersonView(TemplateView):
    """A person's profile and board seats."""

    template_name = "members/person_detail.html"

    def get(self, request, slug):
        at = request.moment.at
        people = Person.objects.public(at).annotate_any_keys().with_embargoes(at)
        people = people.select_related("portrait", "affiliation__logo")
        person = people.find_at(slug)
        if person is None:
            raise Http404("nobody the public may know")
        if person.slug != slug:
            return HttpResponsePermanentRedirect(person.get_absolute_url())
        return self.render_to_response(self.get_context_data(person))

    def get_context_data(self, person, **kwargs):
        at = self.request.moment.at
        known = (
            person.affiliation_id
            and Member.objects.known(at).filter(pk=person.affiliation_id).exists()
        )
        today = self.request.moment.day
        seats = person.seats.known(at).order_by("-begins", "role_order", "pk")
        described = [person.name, person.title, person.affiliation.name if known else ""]
        return super().get_context_data(
            person=person,
            affiliation=person.affiliation if known else None,
            seats=sort_seats_by_day(seats, today),
            biography=prepare_page_html(
                resolve_public_links(person.biography, at=at), HeadingIds(), get_language()
            ),
            **page_head(person.name, ", ".join(filter(None, described))),
            structured=[
                person_json_ld(self.request, person, person.affiliation if known else None),
                breadcrumb_data(self.request, (person.name, person.get_absolute_url())),
            ],
            **kwargs,
        )
