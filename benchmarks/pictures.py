"""What uploading pictures costs: photographs, the fixtures, and files made to hurt.

``make bench-desk`` runs it after the others.
``python -m benchmarks.pictures FOLDER`` uploads every file below a folder instead.
"""

import io
import resource
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from benchmarks.environment import scratch_database  # isort: split

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Pillow
from pillow_heif import register_heif_opener

from accounts.models import User
from tests.images.hostile import HOSTILE

FIXTURES = Path(__file__).resolve().parents[2] / "shared/fixtures/images"
UPLOAD = "/admin/images/image/choose/upload/"
SHOWN = 5  # of each group, the costliest


def main() -> None:
    groups = {f"all below {folder}": _below(Path(folder)) for folder in sys.argv[1:]} or {
        "photographs": _photographs(),
        "files made to hurt": ((name, content) for name, (content, _code) in HOSTILE.items()),
        "fixtures": _below(FIXTURES),
    }
    client = Client()
    with scratch_database():
        client.force_login(User.objects.create_superuser("bench@example.org", "a password of ours"))
        for title, files in groups.items():
            costs = sorted(
                ((*_upload(client, content), name) for name, content in files), reverse=True
            )
            taken = sum(outcome == "taken" for _seconds, outcome, _name in costs)
            print(f"{title}: {len(costs)} uploaded, {taken} taken; the costliest, processor time")
            for seconds, outcome, name in costs[:SHOWN]:
                print(f"{seconds:6.2f} s  {name[:44]:44}  {outcome[:60]}")


def _upload(client: Client, content: bytes) -> tuple[float, str]:
    """Upload a file as the picture chooser does; return the processor time and what came of it."""
    before = _processor_time()
    file = SimpleUploadedFile("picture", content)
    answer = client.post(UPLOAD, {"upload": file, "alt_en": "Kelp"}).json()
    outcome = answer["errors"]["upload"][0] if "errors" in answer else "taken"
    return _processor_time() - before, outcome


def _processor_time() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _below(folder: Path) -> Iterator[tuple[str, bytes]]:
    return ((path.name, path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file())


def _photographs() -> Iterator[tuple[str, bytes]]:
    # drawn in another process, which is not measured until it ends
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        for megapixels, size in ((12, (4032, 3024)), (48, (8064, 6048))):
            for form in ("JPEG", "PNG", "HEIF"):
                if (form, megapixels) != ("PNG", 48):  # over 30 MB
                    content = pool.submit(noise, form, size).result()
                    yield f"{form}, {megapixels} megapixels", content


def noise(form: str, size: tuple[int, int]) -> bytes:
    register_heif_opener()
    picture = Pillow.effect_noise((size[0] // 4, size[1] // 4), 60).resize(size).convert("RGB")
    buffer = io.BytesIO()
    picture.save(buffer, form)
    return buffer.getvalue()


if __name__ == "__main__":
    main()
