"""How long a browser takes until an article of many blocks can be typed in."""

import os
import shutil
import time
from collections.abc import Iterable, Iterator

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import sync_playwright

from tests.browser.conftest import FLAGS, SIZE


def seconds_until_typed_in(client: Client, paths: Iterable[str]) -> Iterator[float]:
    """From the click to the first text taking a letter, for each of ``paths`` but the first.

    ``client`` is signed in. Each is opened once: what was typed there before would be offered.
    The first fills the browser's cache. Nothing is yielded where there is no Chromium.
    """
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        return
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    server = LiveServerThread("localhost", StaticFilesHandler, {})
    server.daemon = True
    server.start()
    server.is_ready.wait()
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            address = f"http://localhost:{server.port}"
            context = browser.new_context(base_url=address, viewport=SIZE)
            context.add_cookies([{**cookie, "url": address}])
            page = context.new_page()
            page.goto(next(paths := iter(paths)))
            for path in paths:
                page.goto("about:blank")
                begun = time.perf_counter()
                page.goto(path, wait_until="commit")
                page.wait_for_selector(".block-tools", state="attached")
                page.locator(".ProseMirror").first.press("x")
                yield time.perf_counter() - begun
            browser.close()
    finally:
        server.terminate()
