"""Uploaded files in an S3-compatible bucket, for several servers; what is made of them stays on each server."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

_MISSING = ("404", "NoSuchKey", "NotFound")
_IN_MEMORY = 10 * 1024 * 1024  # bytes of one file


@contextmanager
def _errors_of_a_disk() -> Iterator[None]:
    """Turn errors of the bucket into those of a disk, which callers know how to tell."""
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in _MISSING:
            raise FileNotFoundError(
                errno.ENOENT, f"the bucket has no such file ({code})"
            ) from error
        raise OSError(errno.EIO, f"the bucket refuses ({code})") from error
    except BotoCoreError as error:
        raise OSError(errno.EIO, f"the bucket does not answer ({type(error).__name__})") from error


class BucketStorage(S3Storage):
    """The storage of django-storages, private, with its errors told as those of a disk.

    Browsers never meet the bucket: the site sends the files itself, under the addresses that they
    have on a disk too.
    """

    is_remote = True

    def get_default_settings(self) -> dict[str, Any]:
        return super().get_default_settings() | {
            "file_overwrite": False,
            "max_memory_size": _IN_MEMORY,
            "client_config": Config(
                connect_timeout=5,
                read_timeout=20,
                retries={"total_max_attempts": 3},
                # stores other than Amazon's know no checksums in trailers
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        }

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        return f"{settings.MEDIA_URL}{filepath_to_uri(name)}"

    def _open(self, name: str, mode: str = "rb") -> File:
        with _errors_of_a_disk():
            return super()._open(name, mode)

    def _save(self, name: str, content: File) -> str:
        with _errors_of_a_disk():
            return super()._save(name, content)

    def exists(self, name: str) -> bool:
        with _errors_of_a_disk():
            return super().exists(name)

    def delete(self, name: str) -> None:
        with _errors_of_a_disk():
            super().delete(name)

    def get_modified_time(self, name: str) -> datetime:
        with _errors_of_a_disk():
            return super().get_modified_time(name)

    def walk(self, folder: str) -> Iterator[tuple[str, float]]:
        """Yield the names of all files below ``folder``, and when they were stored, as a time stamp."""
        with _errors_of_a_disk():
            for stored in self.bucket.objects.filter(Prefix=f"{folder}/"):
                yield stored.key, stored.last_modified.timestamp()

    def touch(self, name: str) -> None:
        """Make a file as young as one stored now."""
        with _errors_of_a_disk():
            source = {"Bucket": self.bucket_name, "Key": name}
            self.bucket.Object(name).copy_from(CopySource=source, MetadataDirective="REPLACE")

    def put(self, name: str, content: IO[bytes]) -> None:
        """Store a file under exactly this name."""
        with _errors_of_a_disk():
            self.bucket.Object(name).upload_fileobj(content)
