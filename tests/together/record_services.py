"""What is done to the records of the desk: saving, deleting, merging, erasing."""

from urllib.parse import urlencode

from django.urls import reverse

from desk.history.recording import revisions_of
from desk.models import Autosave, TrashedRecord
from desk.trash.records import TrashRefused, purge_from_trash
from members.models import FormerName, Member, Person, Statement
from news.models import Article, Tag
from tests.together.actors import DONE, REFUSED, Outcome, outcome_of
from tests.together.service import Service, values_now


class FormSave(Service):
    """A form with one text changed, and with what its target asks for besides."""

    name = "form save"
    targets = ("article", "related", "new tags", "unused_member", "unused_person", "new quote")
    beside = {
        "form save": (
            "related",
            "new tags",
            "new quote",
            "article",
            "unused_member",
            "unused_person",
        ),
        "trash": ("article", "unused_member", "unused_person", "unused_article"),
        "merge": ("twin", "person_twin", "byline", "article", "tag_twin"),
        "erase": ("article", "byline", "person", "unused_article"),
        "import package": ("article", "new tags", "unused_member", "unused_person"),
        "account": ("article",),
        "end a membership": ("member", "unused_member"),
        "import sheet": ("unused_member", "member"),
    }
    yields = {"the text is there": {"correct", "purge"}}

    @property
    def record(self):
        match self.target:
            case "related":
                return self.world.related if self.is_second else self.world.article
            case "new tags":
                return self.world.related if self.is_second else self.world.unused_article
            case "byline":
                return self.world.unused_article
        return getattr(self.world, self.target)

    @property
    def field(self):
        return {Article: "title", Member: "website", Person: "phone", Tag: "slug"}[
            type(self.record)
        ]

    @property
    def text(self):
        return {
            "title": f"Saved {self.mark}",
            "website": f"https://example.org/{self.mark}",
            "phone": f"+47 {self.actor.user.pk}{self.record.pk}",
            "slug": f"saved-{self.mark}",
        }[self.field]

    def prepare(self):
        if self.target == "new quote":
            self.url, self.fields = self.actor.open(Statement, "add")
            words = {"text": f"So say we all {self.mark}", "person": self.world.unused_person.pk}
            self.fields |= words
            return
        self.url, self.fields = self.actor.open(self.record)
        self.fields[self.field] = self.text
        match self.target:
            case "related":
                other = self.world.article if self.is_second else self.world.related
                self.fields["related"] = [self.world.unused_article.pk, other.pk]
            case "new tags":
                tags = [f"New {self.world.word}", f"Newer {self.world.word}"]
                self.fields["tags"] = tags[::-1] if self.is_second else tags
            case "byline":
                self.fields["byline"] = [self.world.person_twin.pk, self.world.person.pk]

    def act(self):
        return self.actor.post(self.url, self.fields)

    def claims(self):
        if self.target == "new quote":
            said = Statement.objects.filter(text__contains=self.mark)
            yield "the quote is there", said.exists()
            return
        if self.target in ("twin", "person_twin", "tag_twin"):
            # where it is merged afterwards the other one's words stand, and the history has these
            kept = revisions_of(self.record).filter(values__contains={self.field: self.text})
            yield "the save is kept", kept.exists()
            return
        now = values_now(self.record, self.field)
        if now is None and self.target == "person":
            return  # erased
        yield "the text is there", now is not None and self.text in str(now[self.field])
        if self.target == "new tags":
            tags = Tag.objects.filter(name__startswith="New", folded__endswith=self.world.word)
            yield "each tag is there once", tags.count() == 2


class Rename(Service):
    """An organisation gets another name, and keeps the old one as a former name."""

    name = "rename"
    targets = ("member", "unused_member")

    def prepare(self):
        self.record = getattr(self.world, self.target)
        self.url, self.fields = self.actor.open(self.record)

    def act(self):
        return self.actor.post(self.url, {**self.fields, "name_en": f"Renamed {self.mark}"})

    def claims(self):
        now = values_now(self.record, "name_en")
        yield "the name is there", now is not None and now["name_en"] == f"Renamed {self.mark}"
        in_trash = TrashedRecord.objects.filter(object_id=self.record.pk).exists()
        former = FormerName.objects.filter(name=self.record.name_en)
        yield "the former name is kept", in_trash or former.exists()


class Keep(Service):
    """A form that is kept while somebody types."""

    name = "autosave"
    yields = {"what was typed is kept": {"purge", "form save"}}

    def prepare(self):
        _url, self.fields = self.actor.open(self.world.article)

    def act(self):
        typed = {**self.fields, "title": f"Typed {self.mark}, {self.world.name}"}
        response = self.actor.client.post(
            reverse("admin:desk-keep"),
            urlencode(typed, doseq=True),
            content_type="application/x-www-form-urlencoded",
        )
        outcome = outcome_of(response)
        return Outcome(DONE) if response.status_code == 200 else outcome

    def claims(self):
        rows = Autosave.objects.filter(user=self.actor.user, typed__contains=self.mark)
        yield "what was typed is kept", rows.exists()


class Trash(Service):
    name = "trash"
    targets = ("article", "unused_member", "unused_person", "unused_article")
    beside = {"import package": ("unused_member", "unused_person", "article")}
    yields = {"it is in the trash": {"restore", "purge", "erase"}}

    def prepare(self):
        self.record = getattr(self.world, self.target)

    def act(self):
        record, opts = self.record, self.record._meta
        url = reverse(f"admin:{opts.app_label}_{opts.model_name}_delete", args=[record.pk])
        return outcome_of(self.actor.client.post(url, {"post": "yes"}))

    def claims(self):
        rows = TrashedRecord.objects.filter(
            object_id=self.record.pk, content_type__model=self.record._meta.model_name
        )
        yield "it is in the trash", rows.exists()
        model = type(self.record)
        there = model._base_manager.filter(pk=self.record.pk)
        if model is Article:
            there = there.filter(trashed=None)
        yield "it is in no list", not there.exists()


class Restore(Service):
    name = "restore"
    yields = {"it is back": {"trash"}}

    def act(self):
        url = reverse("admin:desk_trashedrecord_back", args=[self.world.trashed.pk])
        response = self.actor.client.post(url)
        if response.status_code == 404:
            return Outcome(REFUSED)
        outcome = outcome_of(response)
        if outcome.state == DONE and "trashedrecord" in response.url:
            return Outcome(REFUSED)
        return outcome

    def claims(self):
        there = Article.objects.filter(pk=self.world.trashed.object_id, trashed=None)
        yield "it is back", there.exists()


class Purge(Service):
    name = "purge"

    def act(self):
        try:
            purge_from_trash(self.world.trashed)
        except TrashRefused as refusal:
            return Outcome(REFUSED, str(refusal))
        return Outcome(DONE)

    def claims(self):
        yield "it is gone", not Article.objects.filter(pk=self.world.trashed.object_id).exists()
        rows = TrashedRecord.objects.filter(pk=self.world.trashed.pk)
        yield "nothing is left in the trash", not rows.exists()


class Merge(Service):
    name = "merge"
    targets = ("member", "person", "tag")
    beside = {
        "form save": ("member", "person", "person", "member", "tag"),
        "change the board": ("person",),
        "erase": ("person",),
    }
    yields = {"it is an alias": {"erase", "trash"}}

    def prepare(self):
        twin = "twin" if self.target == "member" else f"{self.target}_twin"
        self.alias, self.kept = getattr(self.world, twin), getattr(self.world, self.target)

    def act(self):
        opts = self.alias._meta
        url = reverse(f"admin:{opts.app_label}_{opts.model_name}_merge")
        query = urlencode({"record": self.alias.pk, "into": self.kept.pk})
        form = {
            # where both have a value, that of the record that stays
            f.name: self.kept.pk
            for f in self.alias._meta.fields
        }
        return outcome_of(self.actor.client.post(f"{url}?{query}", form))

    def claims(self):
        rows = type(self.alias).with_aliases.filter(pk=self.alias.pk)
        yield "it is an alias", rows.filter(merged_into=self.kept.pk).exists()


class Erase(Service):
    name = "erase"

    def act(self):
        person = self.world.person
        fields = {"record": f"members.person:{person.pk}", "confirm": person.name}
        answer = self.actor.client.post(reverse("admin:desk-personal-erase"), fields)
        # what stays of the name, such as a first name that others of the test have, is listed
        if "The person is erased" in answer.content.decode():
            return Outcome(DONE)
        return outcome_of(answer)

    def claims(self):
        named = Person.objects.filter(pk=self.world.person.pk, name=self.world.name)
        yield "the person is gone", not named.exists()
