# SPDX-License-Identifier: Apache-2.0
"""A scripted backend: /NAME answers the bytes below, to the letter.

/field?STATUS&Name:%20value&... answers STATUS with these fields and a body,
/bare?STATUS&... with these and nothing more;
/cookiesCOUNT answers 404 with so many cookies, all different;
/flakyNAME?WORD answers as "cached" when it hears WORD first, then as NAME.
"""

import gzip
import socket
import threading
import time
import urllib.parse


def answer(line, *headers, body=b"", length=True):
    fields = [f"HTTP/1.1 {line}", *headers]
    if length:
        fields.append(f"Content-Length: {len(body)}")
    # It closes after each answer, so it has to say so: a proxy that keeps the connection may send
    # the next request just when it goes (AH01102).
    if not any(field.startswith("Connection:") for field in fields):
        fields.append("Connection: close")
    return "\r\n".join(fields).encode("latin-1") + b"\r\n\r\n" + body


HTML = b"<h1>the backend says no</h1>\n"
PACKED = gzip.compress(HTML, mtime=0)
PIECES = b"5\r\n<h1>t\r\n" b"18\r\nhe backend says no</h1>\n\r\n" b"0\r\n"
CHUNKED = PIECES + b"X-Trailer: end\r\n\r\n"
CORS = ("Access-Control-Allow-Origin: https://app.test", "Access-Control-Expose-Headers: X-Id",
        "Set-Cookie: kept=1; Path=/", 'Link: <https://status.test/>; rel="status"')

SCRIPT = {
    "200": answer("200 OK", "Content-Type: text/plain", "ETag: \"b\"", body=b"from the backend\n"),
    "cached": answer("200 OK", "Content-Type: text/plain", "ETag: \"b\"",
                     "Cache-Control: max-age=1", body=b"from the backend\n"),
    "empty404": answer("404 Not Found", "ETag: \"b\"", "Cache-Control: max-age=9"),
    "emptychunked404": answer("404 Not Found", "Transfer-Encoding: chunked", length=False)
    + b"0\r\n\r\n",
    "html404": answer("404 Not Found", "Content-Type: text/html", "ETag: \"b\"", body=HTML),
    "json422": answer("422 Unprocessable Content", "Content-Type: application/json",
                      body=b'{"field":"name"}'),
    "untyped404": answer("404 Not Found", body=HTML),
    # Without a trailer: Varnish takes one for a broken body.
    "untypedchunked404": answer("404 Not Found", "Transfer-Encoding: chunked", length=False)
    + PIECES + b"\r\n",
    "pieces404": answer("404 Not Found", "Content-Type: text/html", "Transfer-Encoding: chunked",
                        length=False) + PIECES + b"\r\n",
    "problem500": answer("500 Internal Server Error", "Content-Type: application/problem+json",
                         body=b'{"type":"https://app.test/p","status":500}'),
    "xml400": answer("400 Bad Request", "Content-Type: application/xml", body=b"<e>no</e>"),
    "empty418": answer("418 I'm a teapot"),
    "empty520": answer("520 Web Server Returned an Unknown Error"),
    "empty999": answer("999 Request denied"),
    "empty401": answer("401 Unauthorized", 'WWW-Authenticate: Basic realm="backend"'),
    "empty405": answer("405 Method Not Allowed", "Allow: GET, HEAD"),
    "empty416": answer("416 Range Not Satisfiable", "Content-Range: bytes */1234"),
    "empty429": answer("429 Too Many Requests", "Retry-After: 77"),
    "empty500": answer("500 Internal Server Error"),
    "empty503": answer("503 Service Unavailable", "Retry-After: 77"),
    "html503": answer("503 Service Unavailable", "Retry-After: 77", "Content-Type: text/html",
                      *CORS, body=HTML),
    "html405": answer("405 Method Not Allowed", "Allow: GET, HEAD", "Content-Type: text/html",
                      body=HTML),
    "html401": answer("401 Unauthorized", 'WWW-Authenticate: Basic realm="backend"',
                      "Content-Type: text/html", body=HTML),
    "cors404": answer("404 Not Found", *CORS),
    "gzip404": answer("404 Not Found", "Content-Type: text/html", "Content-Encoding: gzip",
                      body=PACKED),
    "chunked404": answer("404 Not Found", "Content-Type: text/html", "Transfer-Encoding: chunked",
                         "Trailer: X-Trailer", length=False) + CHUNKED,
    "cut200": answer("200 OK", "Content-Type: text/html", "Content-Length: 500", length=False)
    + b"<p>begun",
    "cut404": answer("404 Not Found", "Content-Type: text/html", "Content-Length: 500",
                     length=False) + b"<p>begun",
    "nobody404": answer("404 Not Found", "Content-Type: text/html", "Content-Length: 500",
                        length=False),
    "close": b"",
    "garbage": b"zqmark garbage <b>\r\n",
    "reason": answer("404 <script>zqmark()</script>"),
    "reasonhtml": answer("503 <img src=x onerror=zqmark>", "Content-Type: text/html", body=HTML),
    "badheader": b"HTTP/1.1 200 OK\r\nzqmark<b>: \x01\r\nContent-Length: 0\r\n\r\n",
    "hints": b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"
    + answer("404 Not Found"),
    "grpc": answer("404 Not Found", "Content-Type: application/grpc", "grpc-status: 12"),
    "grpcbody": answer("404 Not Found", "Content-Type: application/grpc+proto", "grpc-status: 12",
                       body=b"\0\0\0\0\2no"),
    "events": answer("503 Service Unavailable", "Content-Type: text/event-stream",
                     body=b"event: error\ndata: busy\n\n"),
    "emptyevents": answer("503 Service Unavailable", "Content-Type: text/event-stream"),
    "capitalevents": answer("503 Service Unavailable", "Content-Type: Text/Event-Stream"),
    "many": answer("503 Service Unavailable", "Retry-After: 5, <b>zqmark", "Allow: <b>zqmark"),
    "upgrade": answer("426 Upgrade Required", "Upgrade: websocket", "Connection: Upgrade"),
    "multistatus404": answer("404 Not Found", "Content-Type: text/xml",
                             body=b'<D:error xmlns:D="DAV:"/>'),
    "dav": answer("423 Locked", "Content-Type: application/xml; charset=utf-8",
                  body=b'<D:error xmlns:D="DAV:"/>'),
}


def fields(query, bare=False):
    """The answer that a query asks for."""
    status, *lines = [urllib.parse.unquote(part) for part in query.split("&")]
    if bare:
        return answer(f"{status} Status", *lines, length=False)
    return answer(f"{status} Status", "Content-Type: text/html", *lines, body=HTML)


# Paths of the requests that came, without their queries, in order.
asked = []


def cookies(count):
    return answer("404 Not Found", *(f"Set-Cookie: c{i}=1; Path=/" for i in range(count)))


class Listener:
    """Listens on a free loopback port until the process ends."""

    TIMEOUT = 10

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            connection, _ = self.socket.accept()
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        connection.settimeout(self.TIMEOUT)
        with connection:
            try:
                request = b""
                while b"\r\n\r\n" not in request:
                    piece = connection.recv(65536)
                    if not piece:
                        return
                    request += piece
                if not self.respond(connection, request):
                    return
                # Wait for the other side to close, or unread bytes reset it.
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):
                    pass
            except OSError:
                pass


class Origin(Listener):
    """Answers with what the last part of the address names."""

    def __init__(self):
        self.heard = set()
        super().__init__()

    def respond(self, connection, request):
        """Answer; false if the connection is to end at once."""
        method, path = request.split(b" ")[:2]
        address, _, query = path.decode("latin-1").partition("?")
        asked.append(address)
        name = address.strip("/").split("/")[-1]
        if name == "hang":
            time.sleep(4)
            return False
        if name.startswith("flaky"):
            first = path not in self.heard
            self.heard.add(path)
            name = "cached" if first else name[5:]
        data = fields(query, name == "bare") if name in ("field", "bare") else \
            SCRIPT.get(name, answer("404 Not Found"))
        if name.startswith("cookies"):
            data = cookies(int(name[7:]))
        if name == "slow404":
            head, _, body = SCRIPT["html404"].partition(b"\r\n\r\n")
            connection.sendall(head + b"\r\n\r\n")
            time.sleep(1)
            data = body
        if method == b"HEAD":
            data = data.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        connection.sendall(data)
        return True
