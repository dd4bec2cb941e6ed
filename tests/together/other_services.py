"""The board, memberships, pictures, imports, accounts and settings."""

import json
import secrets
import tempfile
from datetime import timedelta
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cluster_site.models import SiteSettings
from cluster_site.packages.importing import import_package
from cluster_site.packages.problems import PackageError
from desk.models import SentSheet
from images.models import Image
from members.models import BoardSeat, Member, Membership, Role
from news.board_changes.apply import change_board
from news.board_changes.plans import BoardChange
from news.models import Article, Tag
from tests.factories import inspected
from tests.together.actors import DONE, FAILED, REFUSED, Outcome, outcome_of
from tests.together.service import Service, values_now
from tests.together.world import drawing


class ChangeTheBoard(Service):
    name = "change the board"
    targets = ("person",)
    beside = {"merge": ("person_twin",)}
    yields = {"the seat is there": {"erase"}}

    def act(self):
        change = BoardChange(
            person=getattr(self.world, self.target),
            role=Role.DEPUTY_MEMBER,
            day=timezone.localdate() + timedelta(days=9),
        )
        try:
            change_board(changes=[change], language="en", by=self.actor.user)
        except ValidationError as error:
            return Outcome(REFUSED, str(error))
        return Outcome(DONE)

    def claims(self):
        people = [self.world.person.pk, self.world.person_twin.pk]
        seats = BoardSeat.objects.filter(person__in=people, role=Role.DEPUTY_MEMBER)
        yield "the seat is there", seats.exists()


class EndMembership(Service):
    name = "end a membership"
    targets = ("member", "unused_member")
    yields = {"the last day stands": {"import sheet", "import package"}}

    def prepare(self):
        self.record = getattr(self.world, self.target)

    def act(self):
        url = reverse("admin:members_member_end", args=[self.record.pk])
        fields = {"last_day": timezone.localdate().isoformat(), "known": "at-once"}
        response = self.actor.client.post(url, fields)
        return Outcome(REFUSED) if response.status_code == 404 else outcome_of(response)

    def claims(self):
        if values_now(self.record, "pk") is None or not Member.objects.filter(pk=self.record.pk):
            return  # its memberships lie in the trash with it
        rows = Membership.objects.filter(member=self.record, period__upper_inf=False)
        end = timezone.localdate() + timedelta(days=1)
        yield "the last day stands", rows.filter(period__endswith=end).exists()


class ReplacePicture(Service):
    name = "replace a picture"
    targets = ("own file", "one file")

    def prepare(self):
        same = self.target == "one file"
        self.image = self.world.picture
        if same and self.is_second:
            self.image = self.world.other_picture
        colour = f"{self.world.article.pk:06x}" if same else secrets.token_hex(3)
        self.content = drawing(colour[-6:])
        self.url = reverse("admin:images_image_replace", args=[self.image.pk])
        form = self.actor.client.get(self.url).context["form"]
        self.fields = {bound.html_name: bound.value() for bound in form if bound.value()}

    def act(self):
        upload = SimpleUploadedFile("new.svg", self.content, "image/svg+xml")
        return outcome_of(self.actor.client.post(self.url, {**self.fields, "upload": upload}))

    def claims(self):
        sha256 = inspected(self.content).sha256
        now = Image.objects.get(pk=self.image.pk)
        yield "the new file stands", now.sha256 == sha256
        yield "the file is on the disk", now.file.storage.exists(now.file.name)


class Upload(Service):
    """The same new file by both."""

    name = "upload"
    key = None

    def prepare(self):
        self.content = drawing(f"{self.world.article.pk + 0x800000:06x}"[-6:])

    def act(self):
        upload = SimpleUploadedFile("new.svg", self.content, "image/svg+xml")
        url = reverse("admin:images_image_upload")
        response = self.actor.client.post(url, {"upload": upload, "alt_en": "Kelp"})
        if response.status_code == 200:
            self.key = response.json()["picture"]["id"]
            return Outcome(DONE)
        return outcome_of(response)

    def claims(self):
        rows = list(Image.objects.filter(sha256=inspected(self.content).sha256))
        yield "it is there once", len(rows) == 1
        yield "it is the one that was named", self.key is None or [r.pk for r in rows] == [self.key]
        yield "the file is on the disk", all(r.file.storage.exists(r.file.name) for r in rows)


class ImportPackage(Service):
    name = "import package"
    yields = {"the text is there": {"form save", "rename"}}

    def prepare(self):
        w = self.world
        content = {
            "format": 1,
            "members": [
                {"slug": slug, "name": name, "summary": f"Packed {self.mark}"}
                for slug, name in (
                    (w.member.slug, w.member.name_en),
                    (w.unused_member.slug, w.unused_member.name_en),
                )
            ],
            "people": [
                {
                    "slug": w.unused_person.slug,
                    "name": w.unused_person.name,
                    "email": "a@b.example",
                },
                {"slug": w.person.slug, "name": w.person.name, "title": f"Packed {self.mark}"},
            ],
            "articles": [
                {
                    "slug": w.article.slug,
                    "language": "en",
                    "title": w.article.title,
                    "tags": [f"Newer {w.word}", f"New {w.word}"],
                }
            ],
        }
        self.folder = Path(tempfile.mkdtemp())
        (self.folder / "content.json").write_text(json.dumps(content))

    def act(self):
        try:
            import_package(self.folder, _Bar())
        except PackageError as error:
            return Outcome(REFUSED, str(error))
        return Outcome(DONE)

    def claims(self):
        now = values_now(self.world.unused_member, "summary_en")
        text = f"Packed {self.mark}"
        yield "the text is there", now is not None and now["summary_en"] == text
        tags = Tag.with_aliases.filter(folded__endswith=self.world.word)
        yield "each tag is there once", tags.filter(name__startswith="New").count() == 2


class _Bar:
    total = 0

    def update(self, number=1):
        """Nobody is looking."""


class ImportSheet(Service):
    name = "import sheet"
    yields = {"the line is written": {"form save", "import package", "rename"}}

    def prepare(self):
        w = self.world
        first, second = f"Sheet A {w.word}", f"Sheet B {w.word}"
        if self.is_second:
            first, second = second, first
        self.city = f"City {self.mark}"
        lines = [
            "Web address,Name,City",
            f"{w.unused_member.slug},,{self.city}",
            f"{w.member.slug},,{self.city}",
            f",{first},{self.city}",
            f",{second},{self.city}",
        ]
        file = SimpleUploadedFile("list.csv", "\n".join(lines).encode())
        list_page = reverse("admin:members_member_sheet")
        self.actor.client.post(list_page, {"file": file})
        sheet = SentSheet.objects.filter(user=self.actor.user).latest("pk")
        columns = {"column-0": "slug", "column-1": "name_en", "column-2": "city"}
        self.page = f"{list_page}{sheet.pk}/"
        self.actor.client.post(f"{self.page}columns/", columns)
        self.seen = self.actor.client.get(self.page).context["seen"]

    def act(self):
        response = self.actor.client.post(f"{self.page}carry-out/", {"seen": self.seen})
        outcome = outcome_of(response)
        back = response.status_code == 302 and response.url == self.page
        return Outcome(REFUSED) if back else outcome

    def claims(self):
        now = values_now(self.world.unused_member, "city")
        yield "the line is written", now is not None and now["city"] == self.city
        for name in ("A", "B"):
            rows = Member.objects.filter(name_en=f"Sheet {name} {self.world.word}")
            yield f"the new member {name} is there once", rows.count() == 1


class Account(Service):
    """Another colleague’s account changed, or closed with all that it holds."""

    name = "account"
    targets = ("close", "name", "groups", "invite", "feed")
    beside = {"account": ("invite", "groups", "feed", "name", "close")}

    def prepare(self):
        if self.target in ("name", "groups"):
            self.url, self.fields = self.actor.open(self.world.leaver)
        if self.target == "groups" and self.is_second:
            self.target = "name"  # of two who change one account each changes something else

    def act(self):
        w = self.world
        match self.target:
            case "name":
                return self.actor.post(self.url, {**self.fields, "name": f"Named {self.mark}"})
            case "groups":
                return self.actor.post(self.url, {**self.fields, "groups": []})
            case "close":
                url = reverse("admin:accounts_user_close", args=[w.leaver.pk])
                return self.actor.post(url, {"heir": self.actor.user.pk})
            case "feed":
                feed = {"revoke": "1"} if self.is_second else {}
                page = reverse("admin:desk-calendar-feed")
                # in a second tab: the same colleague makes one address and revokes the other
                response = w.actors[0].client.post(page, feed)
                failed = response.status_code != 200
                return Outcome(FAILED if failed else DONE, str(response.status_code))
        fields = {"email": f"{w.word}@example.org", "name": "New", "language": "en"}
        group = w.leaver.groups.get().pk
        return self.actor.post(reverse("admin:accounts_user_invite"), {**fields, "groups": group})

    def claims(self):
        leaver = User.objects.get(pk=self.world.leaver.pk)
        match self.target:
            case "name":
                yield "the name is there", leaver.name == f"Named {self.mark}"
            case "groups":
                yield "the group is taken away", not leaver.groups.exists()
            case "close":
                yield "the account is closed", not leaver.is_active
                yield "nothing is left with it", not Article.objects.filter(owner=leaver).exists()
            case "invite":
                rows = User.objects.filter(email=f"{self.world.word}@example.org")
                yield "the account is there once", rows.count() == 1


class Settings(Service):
    name = "settings"

    def prepare(self):
        self.url, self.fields = self.actor.open(SiteSettings.objects.get())
        self.field = "press_name" if self.is_second else "tagline_en"

    def act(self):
        return self.actor.post(self.url, {**self.fields, self.field: f"Set {self.mark}"})

    def claims(self):
        site = SiteSettings.objects.get()
        yield "the setting is there", getattr(site, self.field) == f"Set {self.mark}"
