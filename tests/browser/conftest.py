"""A browser for tests: the system's Chromium through Playwright."""

import os
import shutil
import threading

import pytest

from tests.browser.sessions import sign_in
from tests.factories import UserFactory

REQUIRED = bool(os.environ.get("REQUIRE_BROWSER"))
SIZE = {"width": 1280, "height": 1000}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def _missing(reason):
    (pytest.fail if REQUIRED else pytest.skip)(reason)


@pytest.fixture(scope="session")
def browser():
    """Chromium, one for all tests of a process."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        _missing("playwright is not installed")
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        _missing("no Chromium on this machine; set CHROMIUM to its path")
    # Playwright keeps an event loop in this thread, which makes Django fear for its database
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        except Error as error:
            _missing(f"Chromium does not start: {str(error).splitlines()[0]}")
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True)
def server_at_rest(transactional_db):
    """What a browser asked for last is answered before the tables are emptied, which it would block."""
    yield
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=30)


@pytest.fixture
def page(browser, live_server, settings):
    """A page of a signed-out visitor; any error that it reports fails the test.

    Answers with an error status are the test's own business.
    """
    settings.ALLOWED_HOSTS = ["*"]
    context = browser.new_context(
        base_url=live_server.url,
        locale="en-GB",
        timezone_id="Europe/Oslo",
        viewport=SIZE,
        reduced_motion="reduce",
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda said: page.errors.append(said.text) if _is_error(said) else None)
    yield page
    context.close()
    assert page.errors == []


@pytest.fixture
def visitor(browser, live_server):
    """Requests of somebody who is signed out."""
    context = browser.new_context(base_url=live_server.url)
    yield context.request
    context.close()


def _is_error(said):
    # the second is Chromium's own notice, where a page is left that nobody has touched
    expected = ("Failed to load resource", "Blocked attempt to show a 'beforeunload'")
    return said.type == "error" and not said.text.startswith(expected)


@pytest.fixture
def desk(page):
    """The page of an editor who has signed in."""
    editor = UserFactory(group="editors", email="editor@example.org", name="Edda Editor")
    sign_in(page, editor)
    return page
