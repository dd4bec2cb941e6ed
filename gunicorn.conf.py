"""How gunicorn serves the site; `gunicorn cluster_site.wsgi` reads this by itself."""

import ctypes
import gc
import os
import shutil
import socket
import struct
import sys
import tempfile

from core.environment import env
from core.logs import PrivacyFormatter

# With several threads, one slow request keeps nobody waiting, /healthz least of all. Each thread may hold
# one connection to the database, and sending mail another: DATABASE_POOL_SIZE is at least one more.
workers = env.int("WEB_CONCURRENCY", 2)
threads = 4
# A thread that wants the interpreter gets it after one millisecond instead of five: even a short request
# asks for it a dozen times, and waited as often where other threads were making pages.
sys.setswitchinterval(0.001)
# loaded once, before there are workers: what can't start ends at once, with one line
preload_app = True
# Of what is loaded nothing is garbage, and looking for it again and again takes a sixth of the start;
# cluster_site/wsgi.py turns the collector on.
gc.disable()
control_socket_disable = True
# the search field takes 500 characters, and an emoji is twelve bytes of an address
limit_request_line = 8190

# One heap for all threads of a worker: with one for each, glibc cannot give a page of the cache the memory that
# another thread has freed, and 32 MB of pages take 46. Other C libraries have no such setting.
_M_ARENA_MAX = -8
if hasattr(ctypes.CDLL(None), "mallopt"):
    ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)

# the figures of all workers together: each writes its own into this folder, which ends with the server
if env.str("METRICS_TOKEN", ""):
    # before anything imports prometheus_client, which reads it once
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="cluster-metrics-")


def on_starting(server):
    """Have the server's own log leave out what the site's log leaves out, and who sent nothing for too long."""
    server.log.error_log.addFilter(
        lambda record: not (record.exc_info and isinstance(record.exc_info[1], BlockingIOError))
    )
    for handler in server.log.error_log.handlers:
        handler.setFormatter(PrivacyFormatter())


def when_ready(server):
    """End connections that stop in the middle of a request, each of which keeps a thread.

    The kernel counts, as long as nothing is sent; the connections have it from the socket that they come in by.
    """
    for listener in server.LISTENERS:
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 10, 0))


def child_exit(server, worker):
    """Have the gauges of a worker that ended no longer count."""
    if multiprocess := sys.modules.get("prometheus_client.multiprocess"):
        multiprocess.mark_process_dead(worker.pid)


def on_exit(server):
    """Delete the figures; the server does it, since a worker that ends leaves others behind."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
