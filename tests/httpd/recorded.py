# SPDX-License-Identifier: Apache-2.0
"""Built-in error texts of other software, and pages of applications, as tests/unit/bare has them; and a
backend that sends them again."""

import functools
import gzip
import re
import socket

from origin import Listener
from server import REPOSITORY

FOLDER = REPOSITORY / "tests/unit/bare"


class Record:
    """A response as it was received, or a page that an application brings along."""

    def __init__(self, label, data, head=True):
        self.label, self.own = label, not head or label.startswith("own:")
        self.head, _, self.body = data.partition(b"\r\n\r\n") if head else (b"", b"", data)
        self.status = int(self.head[9:12]) if head else 404
        field = re.search(rb"^content-type: *(.*?)\r?$", self.head, re.I | re.M)
        self.type = field[1].decode() if field else None if head else "text/html"

    def __str__(self):
        return f"{self.label} ({self.status} {self.type})"


def _records(data, head):
    while data:
        line, _, data = data.partition(b"\n")
        label, _, length = line.decode().removeprefix("# ").rpartition(" | ")
        yield Record(label, data[:int(length)], head)
        data = data[int(length) + 1:]


@functools.lru_cache(None)
def captured():
    return list(_records((FOLDER / "captured.http").read_bytes(), True))


@functools.lru_cache(None)
def pages():
    return list(_records(gzip.decompress((FOLDER / "pages.gz").read_bytes()), False))


class Replay(Listener):
    """The next answers are `answer`: a function that is given the connection and the request."""

    TIMEOUT = 30

    def __init__(self):
        self.answer = None
        super().__init__()

    def respond(self, connection, request):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.answer(connection, request)
        return True


def head(status, kind, *fields):
    lines = [f"HTTP/1.1 {status} Status", "Connection: close", *fields]
    if kind:
        lines.append(f"Content-Type: {kind}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def chunk(data):
    return b"%x\r\n" % len(data) + data + b"\r\n"


def with_length(record, *fields):
    def answer(connection, request):
        data = head(record.status, record.type, f"Content-Length: {len(record.body)}", *fields)
        connection.sendall(data + (b"" if request.startswith(b"HEAD") else record.body))
    return answer


def chunked(record, size=0):
    """In chunks of `size` bytes, or all in one."""
    def answer(connection, _):
        connection.sendall(head(record.status, record.type, "Transfer-Encoding: chunked"))
        for at in range(0, len(record.body), size or len(record.body)):
            connection.sendall(chunk(record.body[at:at + (size or len(record.body))]))
        connection.sendall(b"0\r\n\r\n")
    return answer
