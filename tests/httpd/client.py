# SPDX-License-Identifier: Apache-2.0
"""Requests byte by byte, and answers taken apart without forgiving anything."""

import re
import socket
import ssl
import subprocess
import time
import zlib

import documents
from server import PATIENCE, need

# What browsers send; the shapes matter, not the version numbers.
PAGE = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "en-US,en;q=0.9", "User-Agent": "Mozilla/5.0 (X11; Linux x86_64)",
        "Sec-Fetch-Dest": "document"}


class Answer:
    """One response: status, reason, headers in order, decoded body."""

    def __init__(self, line, headers, body, wire=b"", complete=True):
        self.line, self.headers, self.body = line, headers, body
        self.wire, self.complete = wire, complete
        self.trailers = []
        match = re.match(r"HTTP/[\d.]+ (\d+) ?(.*)", line)
        assert match, f"not a status line: {line!r}"
        self.status, self.reason = int(match[1]), match[2]

    def all(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def get(self, name):
        """The one value of a header, None if absent; twice is an error."""
        values = self.all(name)
        assert len(values) < 2, f"{name} sent {len(values)} times: {values}"
        return values[0] if values else None

    def tokens(self, name):
        """A list header as a set of lower-case members."""
        text = ",".join(self.all(name))
        return {part.strip().lower() for part in text.split(",") if part.strip()}

    @property
    def text(self):
        return self.body.decode("utf-8")

    def __str__(self):
        head = "\n".join(f"{key}: {value}" for key, value in self.headers)
        return f"{self.line}\n{head}\n\n{self.body[:600].decode('utf-8', 'replace')}"


def _head(data):
    head, _, rest = data.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = []
    for line in lines[1:]:
        key, colon, value = line.partition(":")
        assert colon, f"not a header line: {line!r}"
        headers.append((key, value.strip()))
    return lines[0], headers, rest


def _dechunk(data):
    body = b""
    while True:
        size, found, data = data.partition(b"\r\n")
        if not found:
            return body, [], b"", False
        count = int(size.split(b";")[0], 16)
        if count == 0:
            trailers = []
            while True:
                line, found, data = data.partition(b"\r\n")
                if not found or not line:
                    return body, trailers, data, bool(found)
                key, _, value = line.decode("latin-1").partition(":")
                trailers.append((key, value.strip()))
        if len(data) < count + 2:
            return body + data[:count], [], b"", False
        assert data[count:count + 2] == b"\r\n", "a chunk does not end where it said"
        body, data = body + data[:count], data[count + 2:]


def parse(data, methods=("GET",)):
    """All responses in `data`; bytes after the last one are an error."""
    answers, asked = [], list(methods)
    while data:
        start = data
        assert b"\r\n\r\n" in data, f"no end of headers: {data[:300]!r}"
        line, headers, data = _head(data)
        answer = Answer(line, headers, b"")
        if 100 <= answer.status < 200:
            answers.append(answer)
            continue
        method = asked.pop(0) if asked else "GET"
        coding, length = answer.get("Transfer-Encoding"), answer.get("Content-Length")
        assert not (coding and length), "both Transfer-Encoding and Content-Length"
        if method == "HEAD" or answer.status in (204, 304):
            pass
        elif coding:
            answer.body, answer.trailers, data, answer.complete = _dechunk(data)
        elif length is not None:
            answer.complete = len(data) >= int(length)
            answer.body, data = data[:int(length)], data[int(length):]
        else:
            answer.body, data = data, b""
        answer.wire = start[:len(start) - len(data)]
        answers.append(answer)
        documents.keep(answer)
    return answers


def talk(port, data, seconds=8, tls=None, pause=None):
    """Send bytes, read until the server closes; `pause` is a list of
    (seconds, bytes) sent later.  A reset ends the reading, as for any client."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        connection.settimeout(seconds * PATIENCE)
        if tls:
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            connection = context.wrap_socket(connection, server_hostname=tls)
        try:
            connection.sendall(data)
            for wait, more in pause or ():
                time.sleep(wait)
                connection.sendall(more)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the server may answer and close before it has read all
        try:
            while piece := connection.recv(65536):
                received += piece
        except (ConnectionResetError, ssl.SSLError):
            pass
        except TimeoutError:
            raise AssertionError(f"no end of answer in {seconds} s; so far: {received[:300]!r}")
    return received


def build(method, path, headers=None, body=None, version="HTTP/1.1", close=True):
    """The bytes of one request; header values None are left out."""
    fields = {"Host": "localhost"}
    if close and version == "HTTP/1.1":
        fields["Connection"] = "close"
    if body is not None:
        fields["Content-Length"] = str(len(body))
    fields.update(headers or {})
    out = f"{method} {path} {version}\r\n".encode("latin-1")
    for key, value in fields.items():
        if value is not None:
            out += f"{key}: ".encode("latin-1")
            out += (value if isinstance(value, bytes) else value.encode("utf-8")) + b"\r\n"
    return out + b"\r\n" + (body or b"")


def one(port, data, method="GET", **more):
    """The single final response to raw bytes."""
    received = talk(port, data, **more)
    answers = [a for a in parse(received, [method]) if a.status >= 200]
    assert len(answers) == 1, f"{len(answers)} responses: {received[:400]!r}"
    return answers[0]


def ask(server, path, headers=None, method="GET", body=None, page=True, version="HTTP/1.1",
        port=0, **more):
    """Ask as a browser asks for a page, unless page is False."""
    fields = dict(PAGE) if page else {}
    fields.update(headers or {})
    data = build(method, path, fields, body, version)
    return one(port or server.port, data, method, **more)


def curl(port, path, *options, scheme="http", host="127.0.0.1"):
    """A request by curl; used for HTTP/2 and TLS."""
    need("curl")
    run = subprocess.run(["curl", "-sS", "-i", "-k", "--noproxy", "*", "--max-time",
                          str(10 * PATIENCE), *options, f"{scheme}://{host}:{port}{path}"],
                         capture_output=True, timeout=30 * PATIENCE)
    assert run.returncode == 0, f"curl: {run.returncode} {run.stderr.decode()}"
    data = run.stdout
    while True:
        line, headers, data = _head(data)
        answer = Answer(line, headers, data)
        if answer.status >= 200:
            documents.keep(answer)
            return answer


def h2(server, path, *options, page=True, scheme="http", port=0, host="127.0.0.1"):
    """The same over HTTP/2 with prior knowledge."""
    fields = []
    for key, value in (PAGE if page else {}).items():
        fields += ["-H", f"{key}: {value}"]
    how = ["--http2-prior-knowledge"] if scheme == "http" else ["--http2"]
    return curl(port or server.port, path, *how, *fields, *options, scheme=scheme, host=host)


def gunzip(data):
    return zlib.decompress(data, 16 + zlib.MAX_WBITS)


def unpacked(answer, head=False):
    """The same answer as the client sees it, once it has been unpacked."""
    codings = answer.all("Content-Encoding")
    assert codings == ["gzip"], f"Content-Encoding is {codings}:\n{answer}"
    if not head and answer.get("Transfer-Encoding") is None:
        length = answer.get("Content-Length")
        assert int(length) == len(answer.body), f"{length}, but {len(answer.body)} bytes"
    assert "accept-encoding" in answer.tokens("Vary"), answer.all("Vary")
    body = b"" if head else gunzip(answer.body)
    headers = [(key, str(len(body)) if key.lower() == "content-length" and not head else value)
               for key, value in answer.headers if key.lower() != "content-encoding"]
    return Answer(answer.line, headers, body)
