"""Editors who save and publish over HTTP without a pause, and note what was answered."""

import http.client
import threading
import time
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client
from django.urls import reverse

from benchmarks.load.forms import form_fields

PUBLISHES_EACH = 3  # saves
_PAUSE = 0.1  # seconds after a request that failed
_PATIENCE = 20  # seconds for an answer


class EditorAtWork(threading.Thread):
    """Saves one article under ever new titles; ``answered`` are those of saves that got their redirect.

    Nobody else writes the article, so that each of its titles comes from one request.
    """

    def __init__(self, port: int, user, article):
        super().__init__(daemon=True)
        self._port, self.article = port, article
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        name = settings.SESSION_COOKIE_NAME
        self._cookies = {name: client.cookies[name].value}
        self._form = reverse("admin:news_article_change", args=[article.pk])
        self._ended = threading.Event()
        self._number = 0
        self.answered: list[tuple[str, bool]] = []  # title, and whether it was published
        self.unanswered = 0
        self.wrong: list[str] = []

    def run(self) -> None:
        while not self._ended.is_set():
            try:
                if not self._save():
                    time.sleep(_PAUSE)
            except (OSError, http.client.HTTPException):
                time.sleep(_PAUSE)

    def end(self) -> None:
        """Stop after the save that runs."""
        self._ended.set()
        self.join()

    def _save(self) -> bool:
        status, page = self._ask("GET")
        if status != 200:
            self._note("the form", status)
            return False
        self._number += 1
        title, publishes = f"Kelp {self._number:06}", self._number % PUBLISHES_EACH == 0
        fields = [field for field in form_fields(page, "article_form") if field[0] != "title"]
        fields += [("title", title), ("_publish" if publishes else "_save", "1")]
        self.unanswered += 1
        status, page = self._ask("POST", fields)
        if status != 302:
            self._note("saving", status)
            return False
        self.unanswered -= 1
        self.answered.append((title, publishes))
        return True

    def _note(self, what: str, status: int) -> None:
        if status != 503:  # what says that the database is away
            self.wrong.append(f"{what} answers {status}")

    def _ask(self, method: str, fields: list[tuple[str, str]] | None = None):
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        asking = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_PATIENCE)
        try:
            asking.request(method, self._form, urlencode(fields) if fields else None, headers)
            response = asking.getresponse()
            body = response.read().decode()
        finally:
            asking.close()
        for header in response.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: value.value for name, value in SimpleCookie(header).items()}
        return response.status, body
