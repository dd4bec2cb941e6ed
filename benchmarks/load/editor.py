"""An editor at work in the admin while visitors read: saves an article every second, and publishes some."""

import threading
import time
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from benchmarks.load.forms import form_fields
from benchmarks.load.servers import Server
from news.models import Edition

_PUBLISHES_EACH = 20  # saves
_VISIBLE_WITHIN = 5.0  # seconds, after which it counts as an error


class Editor(threading.Thread):
    """Counts ``saves``, describes ``errors`` and times how long each publish took to be ``visible``, in seconds."""

    def __init__(self, server: Server, edition: Edition):
        super().__init__(daemon=True)
        self._server, self._page = server, edition.get_absolute_url()
        self._cookies = {settings.SESSION_COOKIE_NAME: _sign_in()}
        self._form = reverse("admin:news_article_change", args=[edition.article_id])
        self._ended = threading.Event()
        self.saves = 0
        self.errors: list[str] = []
        self.visible: list[float] = []

    def run(self) -> None:
        """Work until :meth:`end`."""
        while not self._ended.is_set():
            next_save = time.monotonic() + 1
            try:
                self._save()
            except Exception as error:  # noqa: BLE001 - a thread that ends unseen would end the soak well
                self.errors.append(repr(error))
            self._ended.wait(max(0, next_save - time.monotonic()))

    def end(self) -> None:
        """Stop after the save that runs."""
        self._ended.set()
        self.join()

    def _save(self) -> None:
        number = self.saves + len(self.errors) + 1
        title = f"Saved {number} times"
        status, page = self._ask("GET", self._form)
        if status != 200:
            self.errors.append(f"the form answers {status}")
            return
        button = "_publish" if number % _PUBLISHES_EACH == 0 else "_save"
        fields = [
            (name, value) for name, value in form_fields(page, "article_form") if name != "title"
        ]
        status, _page = self._ask("POST", self._form, [*fields, ("title", title), (button, "1")])
        if status != 302:
            self.errors.append(f"saving answers {status}")
            return
        self.saves += 1
        if button == "_publish":
            self._wait_until_visible(title)

    def _wait_until_visible(self, title: str) -> None:
        published = time.monotonic()
        while (waited := time.monotonic() - published) < _VISIBLE_WITHIN:
            if title.encode() in self._server.get(self._page).body:
                self.visible.append(time.monotonic() - published)
                return
            time.sleep(0.01)
        self.errors.append(f"“{title}” was not visible after {waited:.1f} s")

    def _ask(self, method: str, path: str, fields: list[tuple[str, str]] | None = None):
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = HTTPConnection("127.0.0.1", self._server.port, timeout=30)
        try:
            connection.request(method, path, urlencode(fields) if fields else None, headers)
            response = connection.getresponse()
            for header in response.headers.get_all("Set-Cookie", []):
                self._cookies |= {
                    name: cookie.value for name, cookie in SimpleCookie(header).items()
                }
            return response.status, response.read().decode()
        finally:
            connection.close()


def _sign_in() -> str:
    """Return the key of a session of a user who may do everything."""
    user, _created = get_user_model().objects.get_or_create(
        email="editor@example.org",
        defaults={"name": "Edda Editor", "is_staff": True, "is_superuser": True},
    )
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value
