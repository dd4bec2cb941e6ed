"""Members, people and the board as schema.org has them."""

from core.structured import absolute_url, organisation_data, organisation_reference


def member_json_ld(request, member) -> dict:
    """Return schema.org data of a member."""
    address = absolute_url(request, member.get_absolute_url())
    data = {
        "@type": "Organization",
        "@id": address,
        "name": member.name,
        "url": member.website or address,
        "mainEntityOfPage": address,
    }
    if member.summary:
        data["description"] = member.summary
    if member.logo:
        data["logo"] = absolute_url(request, member.logo.renditions("jpg")[-1].url)
    if member.linkedin:
        data["sameAs"] = [member.linkedin]
    if member.founded:
        data["foundingDate"] = str(member.founded)
    if member.city or member.country:
        place = {"addressLocality": member.city, "addressCountry": member.country}
        data["address"] = {"@type": "PostalAddress"} | {
            key: value for key, value in place.items() if value
        }
    if member.is_current:
        data["memberOf"] = organisation_reference(request)
    return data


def person_json_ld(request, person, affiliation=None) -> dict:
    """Return schema.org data of a person; ``affiliation`` is their organisation, if public."""
    address = absolute_url(request, person.get_absolute_url())
    data = {"@type": "Person", "@id": address, "name": person.name, "url": address}
    if person.title:
        data["jobTitle"] = person.title
    if person.portrait:
        data["image"] = absolute_url(request, person.portrait.portraits("jpg")[-1].url)
    if affiliation:
        data["worksFor"] = {"@type": "Organization", "name": affiliation.name}
    return data


def board_json_ld(request, seats) -> dict:
    """Return schema.org data of the cluster with the members of its board and their roles.

    ``affiliation_known`` of a seat says whether the person's organisation may be named.
    """
    return {
        **organisation_data(request),
        "member": [
            {
                "@type": "OrganizationRole",
                "roleName": seat.get_role_display(),
                "startDate": seat.begins.isoformat(),
                "member": person_json_ld(
                    request,
                    seat.person,
                    seat.person.affiliation if seat.affiliation_known else None,
                ),
            }
            for seat in seats
        ],
    }
