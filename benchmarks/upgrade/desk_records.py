"""Open the form of every record in the desk, and every form that somebody left unsaved.

Prints a line for each fault and exits with 1 where there is one.
"""

from . import environment  # noqa: F401, I001  before models are imported

import re
import sys
from collections import Counter
from urllib.parse import parse_qs

from django.apps import apps
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from tests.desk.posting import address, errors_of, fields_of

User = apps.get_model("accounts.User")
Autosave = apps.get_model("desk.Autosave")
Edition = apps.get_model("news.Edition")
# what the desk adds to a form, and the numbers of rows, which follow from the rows
NOT_TYPED = re.compile("^_|^csrf|-(TOTAL|INITIAL)_FORMS$")


def main(package: str) -> int:
    faults = [*open_records(), *restore_forms(), *import_again(package), *open_editions()]
    print("\n".join(faults))
    return 1 if faults else 0


def open_records():
    """Ask for the list of each model and for the form of each record that the list offers."""
    administrator = User.objects.get(email="admin@example.org")
    client = Client()
    client.force_login(administrator)
    request = RequestFactory().get("/admin/")
    request.user = administrator
    counts = Counter()
    for model, model_admin in admin.site._registry.items():
        if not model_admin.has_view_permission(request):
            yield f"{model._meta.label}: an administrator may not look at it"
            continue
        pages = [address(model, "changelist")]
        for record in model_admin.get_queryset(request):
            pages.append(address(record))
        for page in pages:
            counts[model._meta.label] += 1
            status = client.get(page, follow=True).status_code
            if status != 200:
                yield f"{page} answers {status}"
    print(", ".join(f"{label} {count}" for label, count in sorted(counts.items())))


def restore_forms():
    """Put what was typed and left back into its form: nothing is missing, and it can be saved."""
    rows = list(Autosave.objects.select_related("user", "content_type").order_by("pk"))
    for row in rows:
        model, typed = row.content_type.model_class(), parse_qs(row.typed)
        record = model.objects.filter(pk=row.place).first() if row.place.isdigit() else None
        page = address(record) if record else address(model, "add")
        client = Client()
        client.force_login(row.user)
        response = client.get(page, {"restore": row.place if record is None else "1"})
        fields = fields_of(response)
        lost = {
            name: values
            for name, values in typed.items()
            if not NOT_TYPED.search(name) and as_list(fields.get(name)) != values
        }
        if lost:
            yield f"{page}: what was typed is not restored: {lost}"
        session = response.context["form_session"]
        fields |= {"_sitting": session["token"], "_base": str(session["base"]), "_continue": "1"}
        saved = client.post(page, fields)
        if saved.status_code != 302:
            yield f"{page}: what was restored cannot be saved: {errors_of(saved)}"
    print(f"{len(rows)} unsaved forms restored and saved")
    if not rows:
        yield "There is no unsaved form to restore"


def as_list(value) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def open_editions():
    """Compare each edition with the draft of today, and publish again what is live."""
    client = Client()
    client.force_login(User.objects.get(email="admin@example.org"))
    editions = (
        Edition.objects.filter(article__trashed=None).select_related("article").order_by("pk")
    )
    for edition in editions:
        page = reverse("admin:news_article_compare", args=[edition.article_id])
        status = client.get(page, {"from": f"e{edition.pk}", "to": "now"}).status_code
        if status != 200:
            yield f"Edition {edition.pk} cannot be compared: {status}"
    live = list(Edition.objects.live(timezone.now()).filter(section="news").order_by("pk")[:20])
    for edition in live:
        page = address(edition.article)
        answer = client.post(page, {**fields_of(client.get(page)), "_publish": "1"})
        if answer.status_code != 302:
            yield f"{page} cannot be published again: {errors_of(answer)}"
    print(f"{len(editions)} editions compared, {len(live)} published again")


def import_again(package: str):
    """Import what the earlier commit exported: nothing changes, since all of it is there already."""
    before = Edition.objects.count()
    try:
        call_command("import_content", package, verbosity=0)
    except CommandError as error:
        yield f"The package of before is refused: {error}"
    if Edition.objects.count() != before:
        yield f"The package of before made {Edition.objects.count() - before} editions anew"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
