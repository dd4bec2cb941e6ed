"""A mail server for tests, which can end the process that sends to it."""

import contextlib
import socketserver
import threading
from collections.abc import Callable
from contextlib import contextmanager
from email import message_from_bytes, policy


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mails over SMTP; ``before`` is called before one is handed over, ``after`` once it is taken.

    Both get the number of mails that were taken earlier.
    """

    allow_reuse_address, daemon_threads = True, True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Session)
        self.messages: list = []
        self.before: Callable[[int], None] = lambda number: None
        self.after: Callable[[int], None] = lambda number: None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        self._say("220 kelp.example")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"MAIL":
                self.server.before(len(self.server.messages))
            if verb == b"DATA":
                self._take()
            elif verb == b"QUIT":
                return self._say("221 bye")
            else:
                self._say("250 ok")

    def _take(self):
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return  # the sender is gone
            lines.append(line)
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        self.server.messages.append(message)
        self.server.after(len(self.server.messages) - 1)
        self._say("250 taken")

    def _say(self, words):
        with contextlib.suppress(OSError):  # the sender is gone
            self.wfile.write(f"{words}\r\n".encode())
            self.wfile.flush()


@contextmanager
def mail_server():
    """Run a mail server in a thread."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
