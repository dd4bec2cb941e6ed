"""What is done to an article that is live and scheduled."""

import re
from datetime import timedelta

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime

from core.moment import read_database_clock
from desk.models import Activity
from news.models import Article, Edition
from news.publishing.commands import republish
from news.publishing.editions import PublishingError
from tests.desk.posting import address
from tests.together.actors import DONE, REFUSED, Outcome, outcome_of
from tests.together.service import Service

GOES_OUT = {"publish", "republish", "bulk", "import package", "correct"}
GOES_OFF = {"unpublish", "trash"}


def minute(at) -> str:
    return localtime(at).strftime("%Y-%m-%dT%H:%M")


class OnArticle(Service):
    """A button of the article's form."""

    button, action = "", ""
    targets = ("one article", "related articles")

    @property
    def article(self):
        """The same one for both, or each their own of two that name each other."""
        second = self.target == "related articles" and self.is_second
        return self.world.related if second else self.world.article

    def prepare(self):
        self.url, self.fields = self.actor.open(self.article)

    def given(self) -> dict:
        return {}

    def act(self):
        return self.actor.post(self.url, {**self.fields, self.button: "1", **self.given()})

    def claims(self):
        acts = Activity.objects.filter(action=self.action, user=self.actor.user)
        yield "it is in the activity log", acts.filter(object_id=self.article.pk).exists()

    def editions(self):
        return Edition.objects.filter(article=self.article)

    @property
    def is_live(self) -> bool:
        return self.editions().live(read_database_clock()).exists()


class Publish(OnArticle):
    name, button, action = "publish", "_publish", "published"
    yields = {"it is live": GOES_OFF}

    def claims(self):
        yield from super().claims()
        mine = self.editions().filter(published_by=self.actor.user)
        yield "its version is there", mine.filter(published_at__gte=self.world.began).exists()
        yield "it is live", self.is_live


class Unpublish(OnArticle):
    name, button, action = "unpublish", "_unpublish", "unpublished"
    met_by = {"it is off the site": {"trash"}}
    yields = {"it is off the site": GOES_OUT}

    def claims(self):
        yield from super().claims()
        standing = self.editions().issued()
        yield (
            "it is off the site",
            not standing.filter(live_during__endswith__gt=read_database_clock()).exists()
            and not standing.filter(live_during__upper_inf=True).exists(),
        )


class Reschedule(OnArticle):
    name, button, action = "reschedule", "_reschedule", "rescheduled"
    yields = {
        "it waits for the new time": {*GOES_OUT, *GOES_OFF, "cancel", "reschedule"} - {"correct"}
    }

    def prepare(self):
        super().prepare()
        days = 4 if self.is_second else 3
        self.at = (timezone.now() + timedelta(days=days)).replace(second=0, microsecond=0)

    def given(self):
        return {"publishing-moved_to": minute(self.at)}

    def claims(self):
        yield from super().claims()
        waiting = self.editions().issued().filter(live_during__startswith=self.at)
        yield "it waits for the new time", waiting.exists()


class Cancel(OnArticle):
    name, button, action = "cancel", "_cancel", "cancelled"
    met_by = {"nothing is scheduled": GOES_OUT | GOES_OFF}
    yields = {"nothing is scheduled": {"import package"}}

    def claims(self):
        yield from super().claims()
        later = self.editions().issued().filter(live_during__startswith__gt=read_database_clock())
        yield "nothing is scheduled", not later.exists()


class Republish(Service):
    name = "republish"
    yields = {"it is live": GOES_OFF}

    def act(self):
        try:
            republish(article=self.world.article, edition=self.world.older, by=self.actor.user)
        except PublishingError as error:
            return Outcome(REFUSED, str(error))
        return Outcome(DONE)

    def claims(self):
        mine = Edition.objects.filter(article=self.world.article, published_by=self.actor.user)
        mine = mine.filter(published_at__gte=self.world.began)
        yield "its version is there", mine.exists()


class Correct(Service):
    """The words of the live version, carried into the draft and into what is scheduled."""

    name = "correct"
    yields = {"the draft is corrected": {"import package", "form save", "correct", "erase"}}

    def prepare(self):
        self.url = reverse("admin:news_article_correct", args=[self.world.article.pk])
        form = self.actor.client.get(self.url).context["form"]
        self.fields = {bound.html_name: bound.value() or "" for bound in form}

    def act(self):
        title = f"Corrected {self.mark}"
        return self.actor.post(self.url, {**self.fields, "text-title": title, "_correct": "1"})

    def claims(self):
        title = f"Corrected {self.mark}"
        mine = Edition.objects.filter(article=self.world.article, title=title)
        yield "its version is there", mine.exists()
        draft = Article.objects.filter(pk=self.world.article.pk, title=title)
        yield "the draft is corrected", draft.exists()


class Bulk(Service):
    """Two related articles published from their list."""

    name = "bulk"
    in_parts = True

    def prepare(self):
        keys = [self.world.article.pk, self.world.related.pk]
        if self.is_second:
            keys.reverse()
        self.told = set(keys)
        self.fields = {"action": "bulk_publish", ACTION_CHECKBOX_NAME: keys}
        question = self.actor.client.post(address(Article, "changelist"), self.fields)
        groups = question.context["groups"]
        self.agreed = [item.value for _heading, items in groups for item, _on, _page in items]

    def act(self):
        response = self.actor.client.post(
            address(Article, "changelist"),
            {**self.fields, "confirmed": "1", "agreed": self.agreed},
        )
        if response.status_code != 200:
            return Outcome("failed", f"answered {response.status_code}")
        # not from the context: a test client notes the templates of the other thread as well
        done = response.text.partition('class="bulk-refused"')[0]
        self.told = {int(key) for key in re.findall(r"/article/(\d+)/change/", done)}
        return Outcome(DONE if self.told else REFUSED)

    def claims(self):
        for key in self.told:
            mine = Edition.objects.filter(article=key, published_by=self.actor.user)
            mine = mine.filter(published_at__gte=self.world.began)
            yield f"the version of {key} is there", mine.exists()


class Review(OnArticle):
    name, button, action = "review", "_send_for_review", "sent-for-review"


class Comment(Service):
    name = "comment"
    yields = {"the comment is there": {"purge"}}

    def act(self):
        url = reverse("admin:news_article_comments", args=[self.world.article.pk])
        response = self.actor.client.post(url, {"text": f"Look at {self.mark}, {self.world.name}"})
        if response.status_code >= 500:
            return Outcome("failed", f"answered {response.status_code}")
        return Outcome(DONE if response.status_code == 200 else REFUSED)

    def claims(self):
        yield (
            "the comment is there",
            self.world.article.comments.filter(text__contains=self.mark).exists(),
        )


class Duplicate(Service):
    """A new draft out of an article that names others."""

    name = "duplicate"

    def act(self):
        url = reverse("admin:news_article_duplicate", args=[self.world.article.pk])
        response = self.actor.client.post(url)
        outcome = outcome_of(response)
        led_back = outcome.state == DONE and response.url.startswith(address(self.world.article))
        return Outcome(REFUSED) if led_back else outcome

    def claims(self):
        # newer than the last article of this world
        newer = Article.objects.filter(pk__gt=self.world.trashed.object_id)
        yield "the copy is there", newer.filter(owner=self.actor.user).exists()
