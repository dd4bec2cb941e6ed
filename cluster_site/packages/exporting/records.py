"""Everything but articles, as a package holds it."""

from collections.abc import Iterator

from cluster_site.models import MenuItem, SiteSettings
from cluster_site.packages.exporting.values import RecordNames, format_instant, without_empty_values
from images.models import Image
from members.models import BoardSeat, Category, Member, Person, Statement


def export_site(names: RecordNames) -> dict:
    """Return the settings, lead stories and menu."""
    settings = SiteSettings.objects.prefetch_related("leads").first()
    menu = [
        {
            "label": names.words(item, "label"),
            "target": names.words(item, "target"),
            "place": item.place,
            "order": item.order,
        }
        for item in MenuItem.objects.order_by("place", "order", "id")
    ]
    if settings is None:
        return without_empty_values({"menu": menu})
    leads = names.all_of("articles", [lead.article_id for lead in settings.leads.all()])
    return without_empty_values(
        {
            "name": names.words(settings, "name"),
            "tagline": names.words(settings, "tagline"),
            "language": settings.language,
            "leads": [{"language": language, "slug": slug} for language, slug in leads],
            "menu": menu,
        }
    )


def export_categories(names: RecordNames) -> Iterator[dict]:
    """Yield the categories."""
    for category in Category.objects.order_by("order", "id"):
        yield {
            "slug": category.slug,
            "name": names.words(category, "name"),
            "order": category.order,
        }


def export_images(names: RecordNames, file_of) -> Iterator[dict]:
    """Yield pictures; ``file_of(image)`` returns the name of the file in the package."""
    for image in _by_key(Image.objects.all(), "key"):
        focus = [image.focus_x, image.focus_y]
        until, withdrawn = (
            day and day.isoformat() for day in (image.consent_until, image.consent_withdrawn)
        )
        yield without_empty_values(
            {
                "key": image.key,
                "file": file_of(image),
                "alt": names.words(image, "alt"),
                "decorative": image.decorative or None,
                "decorative_reason": image.decorative_reason,
                "press": image.press or None,
                "caption": names.words(image, "caption"),
                "credit": names.words(image, "credit"),
                "focus": focus if focus != [0.5, 0.5] else None,
                "consent": without_empty_values(
                    {"note": image.consent_note, "until": until, "withdrawn": withdrawn}
                ),
            }
        )


def export_members(names: RecordNames) -> Iterator[dict]:
    """Yield the members."""
    rows = Member.objects.prefetch_related("memberships", "places", "former_names", "focus")
    for member in _by_key(rows, "slug"):
        symbol = {"exchange": member.ticker_exchange, "symbol": member.ticker_symbol}
        yield {
            "slug": member.slug,
            "name": names.words(member, "name"),
            **without_empty_values({"category": names.of("categories", member.category_id)}),
            "size": member.size,
            **without_empty_values(
                {
                    "summary": names.words(member, "summary"),
                    "description": names.words(member, "description", html=True),
                    "website": member.website,
                    "linkedin": member.linkedin,
                    "ticker": without_empty_values(symbol),
                    "city": member.city,
                    "country": member.country,
                    "places": [_place(place) for place in member.places.all()],
                    "founded": member.founded,
                    "confirmed_on": member.confirmed_on and member.confirmed_on.isoformat(),
                    "focus": _focus(names, member),
                    "logo": names.of("images", member.logo_id),
                    "contact": without_empty_values(
                        {"name": member.contact_name, "email": member.contact_email}
                    ),
                    "memberships": [
                        _period(row.period, row)
                        for row in sorted(
                            member.memberships.all(), key=lambda row: row.period.lower
                        )
                    ],
                    "former_names": _former_names(member),
                }
            ),
        }


def export_people(names: RecordNames) -> Iterator[dict]:
    """Yield the people."""
    for person in _by_key(Person.objects.prefetch_related("former_names"), "slug"):
        yield {
            "slug": person.slug,
            "name": person.name,
            **without_empty_values(
                {
                    "title": names.words(person, "title"),
                    "affiliation": names.of("members", person.affiliation_id),
                    "portrait": names.of("images", person.portrait_id),
                    "biography": names.words(person, "biography", html=True),
                    "email": person.email,
                    "phone": person.phone,
                    "former_names": _former_names(person),
                }
            ),
            "public_from": format_instant(person.public_from),
        }


def export_board_seats(names: RecordNames) -> Iterator[dict]:
    """Yield the board seats."""
    seats = BoardSeat.objects.select_related("person", "succeeds__person")
    for seat in sorted(seats, key=lambda seat: (seat.term.lower, seat.role, seat.person.slug)):
        yield {
            "person": seat.person.slug,
            "role": seat.role,
            **_period(seat.term, seat),
            **without_empty_values({"succeeds": seat.succeeds and seat.succeeds.person.slug}),
        }


def export_statements(names: RecordNames) -> Iterator[dict]:
    """Yield the quotes on record."""
    for statement in _by_key(Statement.objects.all(), "key"):
        approval = {}
        # an approval of other words is none, and an import would bind it to these
        if statement.is_approved:
            approval = {
                "approved_on": statement.approved_on.isoformat(),
                "approved_by": statement.approved_by,
                "how": statement.approved_how,
            }
        yield {
            "key": statement.key,
            **without_empty_values({"member": names.of("members", statement.member_id)}),
            "person": names.of("people", statement.person_id),
            # written also where empty: an import would fill in those of its own day
            "person_title": statement.person_title,
            "organisation": statement.organisation,
            **without_empty_values({"question": statement.question}),
            "text": statement.text,
            **without_empty_values(approval),
        }


def _by_key(rows, key):
    # not in the database's order, which depends on its locale
    return sorted(rows, key=lambda row: getattr(row, key))


def _former_names(record):
    return [
        {
            "name": former.name,
            "slug": former.slug,
            **without_empty_values({"until": former.until and former.until.isoformat()}),
        }
        for former in record.former_names.all()
    ]


def _place(place):
    return without_empty_values(
        {"label": place.label, "city": place.city, "country": place.country}
    )


def _focus(names, member):
    words = [names.words(area, "name") for area in member.focus.all()]
    return sorted(words, key=lambda word: word if isinstance(word, str) else min(word.values()))


def _period(period, row):
    return {
        "from": period.lower.isoformat(),
        **without_empty_values({"to": period.upper and period.upper.isoformat()}),
        "public_from": format_instant(row.public_from),
        "end_public_from": format_instant(row.end_public_from),
    }
