"""A real Redis for tests, on a socket of its own."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis


class RedisServer:
    def __init__(self, url: str, process: subprocess.Popen):
        self.url, self._process = url, process

    @property
    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url)

    def answers(self) -> bool:
        try:
            return self.client.ping()
        except redis.RedisError:
            return False

    @contextmanager
    def not_answering(self):
        """Let it accept connections and answer nothing."""
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)


@contextmanager
def redis_server():
    """Run Debian's redis-server; skips the test where there is none, unless REQUIRE_REDIS is set."""
    program = shutil.which("redis-server")
    if program is None:
        if os.environ.get("REQUIRE_REDIS"):
            pytest.fail("redis-server is not installed")
        pytest.skip("redis-server is not installed")
    with tempfile.TemporaryDirectory(prefix="cluster-redis-") as folder:
        socket = Path(folder, "socket")
        process = subprocess.Popen(
            [program, "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", folder],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            server = RedisServer(f"unix://{socket}", process)
            deadline = time.monotonic() + 30
            while not server.answers():
                assert time.monotonic() < deadline
                time.sleep(0.01)
            yield server
        finally:
            process.kill()
            process.wait()
