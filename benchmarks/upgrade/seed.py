"""Fill a migrated, empty database: the demo, and all that a week's work leaves behind in the desk.

Everything goes through admin forms and through the helpers of the checkout's own tests, so that this
runs with any commit whose forms have these fields.
"""

from . import environment  # noqa: F401, I001  before models are imported

import hashlib
import sys
from datetime import timedelta

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone
from tests.desk.admin_walk import busy_site, sheet_of
from tests.desk.posting import address, block, errors_of
from tests.desk.form_user import FormUser
from tests.factories import UserFactory, picture_bytes

Article = apps.get_model("news.Article")
Member = apps.get_model("members.Member")
Person = apps.get_model("members.Person")
PRINCIPAL = "admin@example.org"


def main(package: str) -> None:
    administrator = UserFactory(email=PRINCIPAL, name="Adam", is_superuser=True)
    busy_site(administrator)
    store_files()
    # the demo brings a chair of its own
    apps.get_model("members.BoardSeat").objects.filter(role="chair").update(role="member")
    call_command("import_content", "demo", verbosity=0)
    editor = FormUser("Edda")
    for model in ("member", "person"):
        sheet_of(administrator, model)
    drafts, scheduled, renamed, unpublished, unsaved = demo_articles(5)
    press(editor, drafts, title="Not published yet", standfirst="A draft.", _continue="1")
    later = timezone.localtime() + timedelta(days=3)
    at = {"publishing-at": f"{later:%Y-%m-%dT%H:%M}", "_publish_at": "1"}
    press(editor, scheduled, title="In three days", **at)
    press(editor, renamed, slug="a-new-address", _publish="1")
    press(editor, unpublished, _unpublish="1")
    trash_article(editor)
    keep_forms(editor, unsaved)
    merge_members(editor, administrator)
    call_command("export_content", package, verbosity=0)


def store_files() -> None:
    """Write the files that the records of the tests only name: the package carries them."""
    for number, image in enumerate(apps.get_model("images.Image").objects.order_by("pk")):
        size = image.width, image.height
        content = picture_bytes(size=size, colour=(number, 60, 90))
        default_storage.save(image.file.name, ContentFile(content))
        image.sha256 = hashlib.sha256(content).hexdigest()
        image.save()
    for download in apps.get_model("news.Download").objects.all()[:1]:
        default_storage.save(download.file.name, ContentFile(b"%PDF-1.4"))


def demo_articles(count: int) -> list:
    """Return live articles of the demo in one language only, so that a change touches one page."""
    live = apps.get_model("news.Edition").objects.live(timezone.now())
    articles = Article.objects.filter(
        pk__in=live.values("article_id"), language="en", section="news"
    ).exclude(slug__startswith="kelp-report")
    return list(articles.order_by("pk")[:count])


def press(editor: FormUser, record, page="change", **changes) -> None:
    """Open the form of ``record`` (of a model with ``page="add"``) and save it with ``changes``."""
    editor.open(record, page)
    answer = editor.save(**changes)
    if answer.status_code != 302:
        sys.exit(f"The form of {record} came back: {errors_of(answer)}")


def trash_article(editor: FormUser) -> None:
    """Publish an article, unpublish it, and move it to the trash."""
    text = block("news_prose_set", {"html": "<p>Of no use to anybody.</p>"})
    press(editor, Article, "add", title="Trashed", standfirst="Soon.", **text, _publish="1")
    article = Article.objects.latest("pk")
    press(editor, article, _unpublish="1")
    page = address(article).replace("/change/", "/delete/")
    answer = editor.client.post(page, {"post": "yes"})
    if answer.status_code != 302:
        sys.exit(f"{article} is not deleted: {answer.status_code}")


def keep_forms(editor: FormUser, article) -> None:
    """Type into forms and leave them: of an article, a new article, a member and a person."""
    editor.open(article)
    editor.keep(title="Typed and left", standfirst="Not saved.")
    text = block("news_prose_set", {"html": "<p>Begun.</p>"})
    quote = block("news_quote_set", {"text": "Left", "attribution": "Kari", "ordering": "20"})
    editor.open(Article, "add")
    editor.keep(title="A new one, left", **text, **quote)
    editor.open(Member.objects.order_by("pk").last())
    editor.keep(summary_en="A summary, left")
    editor.open(Person.objects.order_by("pk").last())
    editor.keep(title_en="A job title, left")


def merge_members(editor: FormUser, administrator) -> None:
    """Add a second record of a member, a former one, and merge it into the first."""
    first = Member.objects.order_by("pk").last()
    fields = {"name_en": f"{first.name_en} again", "category": str(first.category_id)}
    press(editor, Member, "add", **fields, slug="a-duplicate", _continue="1")
    second = Member.objects.latest("pk")
    # a new member is one from today, and periods of the two may not overlap
    apps.get_model("members.Membership").objects.filter(member=second).delete()
    editor.client.force_login(administrator)
    page = f"/admin/members/member/merge/?record={second.pk}&into={first.pk}"
    values = dict.fromkeys(editor.client.get(page).context["form"].fields, str(first.pk))
    answer = editor.client.post(page, values)
    if answer.status_code != 302:
        sys.exit(f"The members are not merged: {answer.context['form'].errors}")


if __name__ == "__main__":
    main(sys.argv[1])
