"""How long the desk takes with an article of 60 blocks: opening it, keeping what is typed, the preview."""

import time

import PIL.Image as Pillow
from django.test.utils import setup_test_environment, teardown_test_environment
from django.urls import reverse

from benchmarks.timing import TIMES, tell
from benchmarks.typing_in import seconds_until_typed_in
from images.models import Image
from images.renditions import rendition_folder, whole_renditions
from tests.desk.form_user import FormUser
from tests.news.test_admin_articles import long_article

BLOCKS, OPENED = 60, 11


def main() -> None:
    print(f"the desk, an article of {BLOCKS} blocks")
    article, form_user = long_article(BLOCKS), FormUser("Edda Editor")
    # what a form is made of can be read only where the tests' renderer, which is slower, tells of it
    setup_test_environment()
    form_user.open(article)
    teardown_test_environment()
    preview = reverse("admin:news_article_preview", args=[article.pk])
    acts = {
        "open the form": lambda: form_user.client.get(form_user.url),
        "keep what is typed": lambda: form_user.keep(title=f"Title {time.perf_counter()}"),
        "preview": lambda: form_user.client.post(preview, form_user.fields),
    }
    for name, act in acts.items():
        times = []
        for _ in range(TIMES):
            start = time.perf_counter()
            response = act()
            times.append((time.perf_counter() - start) * 1000)
            assert response.status_code == 200, f"{name} answers {response.status_code}"
        tell(name, times)
    articles = [long_article(BLOCKS) for _ in range(OPENED)]
    for image in Image.objects.all():
        _draw(image)
    addresses = [reverse("admin:news_article_change", args=[each.pk]) for each in articles]
    if waited := [1000 * each for each in seconds_until_typed_in(form_user.client, addresses)]:
        tell("until typed in", waited)


def _draw(image: Image) -> None:
    """Give a picture of the tests, which has no file, what the form shows of it."""
    for rendition in whole_renditions(image):
        path = rendition_folder(rendition.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        Pillow.effect_noise((rendition.width, rendition.height), 60).save(path)
