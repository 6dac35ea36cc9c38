# SPDX-License-Identifier: Apache-2.0
"""Built-in error texts of other software become pages; what an application says stays, to the byte."""

import gzip
import socket
import subprocess
import threading
import time

import cases_h2
from cases_application import php
from checks import case, equal, is_page, page, problem
from client import PAGE, ask, build, h2, parse, talk
from recorded import Record, Replay, captured, chunk, chunked, head, pages, with_length
from server import PATIENCE, free_port, httpd, need

CONF = """
Protocols h2c http/1.1
ProxyPass /b/ http://127.0.0.1:{port}/ disablereuse=on
Alias /empty/ "@ROOT@/htdocs/"
<Location /b/document/>
    ErrorDocument 404 /ok.html
    ErrorDocument 503 "closed by the administrator"
</Location>
<Location /b/empty/>
    StatusPagesReplace empty
</Location>
<Location /b/canned/>
    StatusPagesReplace canned
</Location>
<Location /b/html/>
    StatusPagesReplace html
</Location>
<Location /b/not/>
    StatusPagesCodes -404
</Location>
SetEnvIf Request_URI /switched/ no-statuspages
"""


def site():
    """httpd before a backend that sends what the case says."""
    if not hasattr(site, "backend"):
        need("mod_proxy_http")
        site.backend = Replay()
    return httpd(CONF.format(port=site.backend.port))


def told(path, answer, **more):
    """What a visitor gets for this answer of the backend."""
    server = site()
    site.backend.answer = answer
    return ask(server, path, **more)


def known():
    return [record for record in captured() if not record.own]


def find(words, status=0):
    return next(record for record in captured() if words in record.label and status in (0, record.status))


def text(status, kind, body):
    return Record(f"{status} {kind}", head(status, kind) + body)


# ---- what is replaced -------------------------------------------------------------------------------


@case("every captured text becomes a page with its status, whether its length is told or not")
def _():
    for record in known():
        for how in (with_length(record), chunked(record)):
            answer = told("/b/x", how)
            assert is_page(answer), f"{record} stays:\n{answer}"
            page(answer, record.status)


@case("a text that comes byte by byte becomes a page all the same")
def _():
    for words in ("php-fpm", "GET /404 by Chrome", "express 4", "go go", "koa", "tomcat"):
        page(told("/b/x", chunked(find(words), 1)), find(words).status)


@case("a text that comes late, in pieces with pauses and with its end alone, becomes a page")
def _():
    record = find("nginx", 502)

    def slowly(connection, _):
        connection.sendall(head(502, "text/html", "Transfer-Encoding: chunked"))
        for piece in (record.body[:1], record.body[1:70], record.body[70:]):
            time.sleep(0.2)
            connection.sendall(chunk(piece))
        time.sleep(0.2)
        connection.sendall(b"0\r\n\r\n")
    page(told("/b/x", slowly), 502)


@case("a script's text becomes a page, also if it writes line by line")
def _():
    script = "#!/bin/sh\nprintf 'Status: 404 x\\nContent-Type: text/html\\nETag: \"a\"\\nX-App: kept\\n\\n'\n" \
             "printf 'File not'\nsleep 0.2\necho ' found.'\n"
    server = httpd(files={"htdocs/cgi/bare.cgi": script,
                          "htdocs/cgi/more.cgi": script + "sleep 0.2\necho 'Ask the librarian.'\n"})
    equal(page(ask(server, "/cgi/bare.cgi"), 404).get("X-App"), "kept", "X-App")
    answer = ask(server, "/cgi/more.cgi")
    equal((answer.body, answer.get("ETag")), (b"File not found.\nAsk the librarian.\n", '"a"'), "with one line more")


@case("what describes the text goes, what carries meaning stays")
def _():
    fields = ("ETag: \"b\"", "Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT", "Accept-Ranges: bytes",
              "Content-Disposition: inline", "Retry-After: 77", "Set-Cookie: a=1", "Allow: GET, HEAD",
              "Access-Control-Allow-Origin: https://app.test", "X-Request-Id: 7")
    answer = page(told("/b/x", with_length(find("nginx", 503), *fields)), 503)
    equal([answer.get(name) for name in ("Retry-After", "Set-Cookie", "Access-Control-Allow-Origin", "X-Request-Id")],
          ["77", "a=1", "https://app.test", "7"], "headers")
    answer = page(told("/b/x", with_length(find("nginx", 401), 'WWW-Authenticate: Basic realm="x"')), 401)
    equal(answer.get("WWW-Authenticate"), 'Basic realm="x"', "WWW-Authenticate")
    equal(page(told("/b/x", with_length(find("nginx", 405), "Allow: GET, HEAD")), 405).get("Allow"), "GET, HEAD",
          "Allow")


@case("a program that accepts anything gets a short text with the same status; one that wants JSON gets a problem")
def _():
    for record in (find("go go"), find("php-fpm"), find("nginx", 502)):
        answer = told("/b/x", with_length(record), page=False, headers={"Accept": "*/*"})
        equal((answer.status, answer.get("Content-Type")), (record.status, "text/plain; charset=utf-8"), "text")
        assert answer.text.startswith(f"Error {record.status}: ") and len(answer.body) < 700, answer
        problem(told("/b/x", with_length(record), headers={"Accept": "application/json"}), record.status)


@case("over HTTP/2 as well")
def _():
    cases_h2.site()
    server = site()
    for how in (with_length, chunked):
        site.backend.answer = how(find("express 4"))
        page(h2(server, "/b/x"), 404)
    site.backend.answer = with_length(find("own:express"))
    equal(h2(server, "/b/x").body, b"No such order", "body")


# ---- what stays -------------------------------------------------------------------------------------


def stays(record, path="/b/x", how=with_length):
    answer = told(path, how(record))
    equal((answer.status, answer.body, answer.get("Content-Type")), (record.status, record.body, record.type),
          str(record))


@case("what an application says in the frame of this software stays")
def _():
    for record in captured():
        if record.own:
            stays(record)
            stays(record, how=chunked)


@case("error pages of applications stay")
def _():
    assert len(pages()) >= 200
    for record in pages()[::3]:
        stays(record)


@case("one byte more or less, another type, another status or JSON stays")
def _():
    body = b"File not found.\n"
    for record in (text(404, "text/html", body + b"\n"), text(404, "text/html", body[:-1]),
                   text(404, "text/html", b"File not Found.\n"), text(404, "text/plain", body),
                   text(500, "text/html", body), text(404, "text/htmlx", body), text(404, "application/json", b"{}"),
                   text(404, "application/json", b"404 page not found\n"),
                   text(404, "text/plain", b'{"detail":"Not Found"}')):
        for how in (with_length, chunked, lambda record: chunked(record, 1)):
            stays(record, how=how)


@case("a text that is packed stays packed")
def _():
    record = find("nginx", 404)
    packed = gzip.compress(record.body, mtime=0)
    for body in (packed, record.body):  # the second only says that it is packed
        one_more = text(404, "text/html", body)
        answer = told("/b/x", with_length(one_more, "Content-Encoding: gzip"))
        equal((answer.body, answer.get("Content-Encoding")), (body, "gzip"), "body")


@case("HEAD is passed on as it is")
def _():
    record = find("php-fpm", 404)
    answer = told("/b/x", with_length(record, 'ETag: "b"'), method="HEAD")
    equal((answer.status, answer.get("Content-Length"), answer.get("ETag"), answer.get("Content-Security-Policy")),
          (404, "16", '"b"', None), "HEAD")


@case("a level below, other codes and no-statuspages leave the text; an ErrorDocument comes in its place")
def _():
    record = find("php-fpm", 404)
    for path in ("/b/empty/x", "/b/canned/x", "/b/not/x", "/b/switched/x"):
        stays(record, path)
    page(told("/b/html/x", with_length(find("go go"))), 404)
    answer = told("/b/document/x", with_length(record))
    equal((answer.status, answer.body), (404, b"<p>the administrator wrote this</p>\n"), "a document")
    answer = told("/b/document/x", with_length(find("nginx", 503), "Retry-After: 77"))
    equal((answer.status, answer.body, answer.get("Retry-After")),
          (503, b"closed by the administrator", "77"), "a text")


@case("an ErrorDocument that answers with such a text keeps it")
def _():
    server = httpd("ErrorDocument 404 /cgi/own.cgi\n", files={
        "htdocs/cgi/own.cgi": "#!/bin/sh\nprintf 'Status: 404 x\\nContent-Type: text/html\\n\\nFile not found.\\n'\n"})
    answer = ask(server, "/nope")
    equal((answer.status, answer.body), (404, b"File not found.\n"), "answer")


# ---- what comes slowly ------------------------------------------------------------------------------


def first_bytes(start, length=None):
    """What reaches a visitor while the backend has sent `start` and waits."""
    server, go_on = site(), threading.Event()

    def waits(connection, _):
        connection.sendall(head(404, "text/html", f"Content-Length: {length}" if length else
                                "Transfer-Encoding: chunked") + (start if length else chunk(start)))
        go_on.wait(30 * PATIENCE)
        connection.sendall(b"." * (length - len(start)) if length else b"0\r\n\r\n")
    site.backend.answer = waits
    with socket.create_connection(("127.0.0.1", server.port), 5) as connection:
        connection.settimeout(20 * PATIENCE)
        connection.sendall(build("GET", "/b/x", PAGE))
        received = b""
        try:
            while start not in received:
                piece = connection.recv(65536)
                assert piece, f"the answer has ended: {received!r}"
                received += piece
        finally:
            go_on.set()
        while piece := connection.recv(65536):
            received += piece
    answer = parse(received)[0]
    assert answer.complete and answer.body.startswith(start) and not is_page(answer), answer


@case("a body that is none of the texts is passed on while the backend still writes it")
def _():
    first_bytes(b"<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h2>")
    first_bytes(b"File not found.\nAsk")
    first_bytes(b"x")


@case("a body that is longer than any of the texts is not held, however it begins")
def _():
    first_bytes(b"File not", 1000)
    first_bytes(find("nginx", 404).body, 2000)
    first_bytes(find("nginx", 404).body[:50], 100000)


@case("clients that leave while a text is held do not keep workers busy")
def _():
    server, go_on, asked = site(), threading.Event(), threading.Semaphore(0)

    def waits(connection, _):
        connection.sendall(head(404, "text/html", "Content-Length: 16") + b"File")
        asked.release()
        go_on.wait(30 * PATIENCE)
        connection.sendall(b" not found.\n")
    site.backend.answer = waits
    for _ in range(8):
        with socket.create_connection(("127.0.0.1", server.port), 5) as connection:
            connection.sendall(build("GET", "/b/x", PAGE))
            assert asked.acquire(timeout=20 * PATIENCE)
    go_on.set()
    page(told("/b/x", with_length(find("php-fpm", 404))), 404)


@case("a text that breaks off is the 502 that mod_proxy makes of it, and its bytes are not sent")
def _():
    # Without the module: as much of the 404 as there was, and the end of the connection.
    def breaks_off(connection, _):
        connection.sendall(head(404, "text/html", "Content-Length: 16") + b"File not")
    answer = page(told("/b/x", breaks_off), 502)
    assert b"File not" not in answer.body, answer


@case("a text and a file on one connection")
def _():
    server = site()
    site.backend.answer = chunked(find("nginx", 404), 7)
    data = build("GET", "/b/x", PAGE, close=False) + build("GET", "/file.txt", PAGE)
    answers = parse(talk(server.port, data))
    equal([answer.status for answer in answers], [404, 200], "statuses")
    page(answers[0], 404)


# ---- the software itself ----------------------------------------------------------------------------


def behind(server, *command):
    """Start a program that is stopped with `server`."""
    process = subprocess.Popen([str(word) for word in command], cwd=server.root, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    server.helpers.append(process)
    return process


def wait_for(port):
    end = time.monotonic() + 20 * PATIENCE
    while time.monotonic() < end:
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the backend does not listen")


def before(port, more=""):
    need("mod_proxy_http")
    return httpd(f"{more}ProxyPass /r/ http://127.0.0.1:{port}/ disablereuse=on\n")


@case("php-fpm: its File not found and Access denied are pages, bodies of scripts stay")
def _():
    page(ask(php(), "/php/missing.php"), 404)
    equal(ask(php(), "/php/body.php").body, b"mine", "body")
    answer = ask(php(), "/document/missing.php")
    equal((answer.status, answer.body), (404, b"<p>the administrator wrote this</p>\n"), "an ErrorDocument")


@case("nginx: its 404, 403 and 502 are pages, to Chrome and to curl, and its error_page stays")
def _():
    need("nginx")
    port, dead = free_port(), free_port()
    server = before(port)
    (server.root / "logs").chmod(0o777)
    (server.root / "nginx.conf").write_text(f"""daemon off; master_process off; pid {server.root}/run/nginx.pid;
error_log {server.root}/logs/nginx.log; events {{}}
http {{ access_log off; client_body_temp_path {server.root}/run/1; proxy_temp_path {server.root}/run/2;
fastcgi_temp_path {server.root}/run/3; uwsgi_temp_path {server.root}/run/4; scgi_temp_path {server.root}/run/5;
server {{ listen 127.0.0.1:{port}; root {server.root}/htdocs; autoindex off;
  location /denied {{ deny all; }}
  location /dead {{ proxy_pass http://127.0.0.1:{dead}; }}
  location /own/ {{ error_page 404 /file.txt; }} }} }}
""")
    behind(server, "nginx", "-c", server.root / "nginx.conf", "-p", server.root)
    wait_for(port)
    for agent in (PAGE["User-Agent"], PAGE["User-Agent"] + " AppleWebKit/537.36 Chrome/130.0.0.0", "curl/8.5.0"):
        for path, status in (("nope", 404), ("denied", 403), ("dead", 502)):
            page(ask(server, f"/r/{path}", {"User-Agent": agent}), status)
    answer = ask(server, "/r/own/x")
    equal((answer.status, is_page(answer)), (404, False), "error_page")


@case("HAProxy: its 503 is a page, an errorfile stays")
def _():
    need("haproxy")
    port, dead = free_port(), free_port()
    server = before(port)
    own = b"<html><body><h1>503 Service Unavailable</h1>\nThe shop opens at nine.\n</body></html>\n"
    (server.root / "own.http").write_bytes(b"HTTP/1.0 503 Service Unavailable\r\nContent-Type: text/html\r\n\r\n" + own)
    (server.root / "haproxy.cfg").write_text(f"""defaults
 mode http
 timeout client 9s
 timeout server 9s
 timeout connect 1s
frontend all
 bind 127.0.0.1:{port}
 use_backend own if {{ path_beg /own }}
 default_backend none
backend none
 server a 127.0.0.1:{dead}
backend own
 errorfile 503 {server.root}/own.http
 server a 127.0.0.1:{dead}
""")
    behind(server, "haproxy", "-f", server.root / "haproxy.cfg")
    wait_for(port)
    page(ask(server, "/r/x"), 503)
    equal(ask(server, "/r/own").body, own, "errorfile")


@case("Varnish: its 503 and a plain synth() are pages, a reason of the site's own stays")
def _():
    need("varnishd")
    port, dead = free_port(), free_port()
    server = before(port)
    (server.root / "default.vcl").write_text(f"""vcl 4.1;
backend default {{ .host = "127.0.0.1"; .port = "{dead}"; }}
sub vcl_recv {{
    if (req.url == "/403") {{ return (synth(403)); }}
    if (req.url == "/own") {{ return (synth(403, "Ask Mr Smith for access")); }}
}}
""")
    behind(server, "varnishd", "-F", "-a", f"127.0.0.1:{port}", "-f", server.root / "default.vcl", "-n",
           server.root / "run/varnish", "-s", "malloc,20m")
    wait_for(port)
    page(ask(server, "/r/x"), 503)
    page(ask(server, "/r/403"), 403)
    answer = ask(server, "/r/own")
    equal((answer.status, is_page(answer), "Ask Mr Smith" in answer.text), (403, False, True), "a reason")


@case("lighttpd: its 404 is a page, an errorfile stays")
def _():
    need("lighttpd")
    port = free_port()
    server = before(port)
    (server.root / "own-404.html").write_text("<h1>404 Not Found here</h1>\n")
    (server.root / "lighttpd.conf").write_text(f"""server.document-root = "{server.root}/htdocs"
server.bind = "127.0.0.1"
server.port = {port}
$HTTP["url"] =~ "^/own" {{ server.errorfile-prefix = "{server.root}/own-" }}
""")
    behind(server, "lighttpd", "-D", "-f", server.root / "lighttpd.conf")
    wait_for(port)
    page(ask(server, "/r/x"), 404)
    equal(ask(server, "/r/own").body, b"<h1>404 Not Found here</h1>\n", "errorfile")


@case("a second httpd: its built-in texts are pages, signed or not, and its ErrorDocument stays")
def _():
    need("mod_proxy_http")
    for signature in ("Off", "On", "EMail"):
        inner = httpd(f"ServerSignature {signature}\nServerAdmin root@localhost\n<Location /own>\n"
                      "ErrorDocument 404 \"ask the porter\"\n</Location>\n<Location /denied>\nRequire all denied\n"
                      "</Location>\n", module=False)
        server = before(inner.port)
        for path, status in (("nope", 404), ("denied", 403)):
            answer = ask(server, f"/r/{path}")
            equal((answer.status, is_page(answer)), (status, signature != "EMail"), f"{path}, signature {signature}")
        equal(ask(server, "/r/own").body, b"ask the porter", "ErrorDocument")
