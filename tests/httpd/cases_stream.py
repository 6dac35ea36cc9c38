# SPDX-License-Identifier: Apache-2.0
"""A body that is replaced and goes on: the page is out at once, and its writer is let go.

Nothing here looks at a clock: a backend of 400 chunks counts how many it could send, one each 50 ms.
"""

import socket
import time

from checks import case, equal, page
from client import PAGE, ask, build, h2, parse, talk
from server import MPM, PATIENCE, Skip, httpd, need
from stream import CHUNKS, Backend

SOON = 20 * PATIENCE  # chunks: one second

CONF = """
ThreadsPerChild 8
MaxRequestWorkers 8
ServerLimit 1
StartServers 1
Protocols h2c http/1.1
CustomLog "@ROOT@/logs/bytes.log" "%>s %B %r"
ProxyPass /http/ http://127.0.0.1:{http}/
ProxyPass /fcgi/ fcgi://127.0.0.1:{fcgi}/
<Location /cgi>
    StatusPagesReplace html
</Location>
<LocationMatch ^/(http|fcgi)/html>
    StatusPagesReplace html
</LocationMatch>
<LocationMatch ^/(http|fcgi)/all>
    StatusPagesReplace all
</LocationMatch>
"""

SCRIPT = """#!/bin/sh
printf 'Status: 404 Not Found\\nContent-Type: text/html\\n\\n'
n=0
while [ $n -lt 400 ]; do
    n=$((n+1))
    echo "<p>zqmark $n"
    echo $n > "$DOCUMENT_ROOT/../cache/sent"
    sleep 0.05
done
"""

# What handlers do when their client seems to have left, and what a mistake in a script does.
FAILS = """
local function write(r, i)
    r.status, r.content_type = 404, "text/html"
    r:write("<p>zqmark" .. string.rep(".", 9000))
    r.usleep(10000)
    return r:flush()
end

function goes_on(r)
    for i = 1, 10 do write(r, i) end
    return apache2.OK
end

function let_go(r)
    for i = 1, 400 do
        if not write(r, i) then return 500 end
    end
    return apache2.OK
end

function refused(r)
    write(r, 1)
    return 403
end

function broken(r)
    write(r, 1)
    error("zqerror")
end
"""

_backends = {}


def backend(kind):
    if kind not in _backends:
        _backends[kind] = Backend(fastcgi=kind == "fcgi")
    return _backends[kind]


def site():
    need("mod_proxy_http", "mod_proxy_fcgi")
    conf = CONF.format(http=backend("http").port, fcgi=backend("fcgi").port)
    if MPM == "prefork":
        conf = conf.replace("ThreadsPerChild 8\n", "").replace("ServerLimit 1", "ServerLimit 8")
    return httpd(conf, files={"htdocs/cgi/streams.cgi": SCRIPT})


def let_go(kind):
    """The one stream of this backend has ended, and long before its own end."""
    stream = backend(kind).streams.pop()
    assert stream.over.wait(30 * PATIENCE), "the backend is still read"
    assert stream.sent <= SOON, f"the backend was read for {stream.sent} of {CHUNKS} chunks"


def both(server, path):
    """That page and a file, asked for one after the other on one connection."""
    data = build("GET", path, PAGE, close=False) + build("GET", "/file.txt", PAGE)
    answers = parse(talk(server.port, data, seconds=30))
    equal([one.status for one in answers], [404, 200], path)
    page(answers[0], 404)
    assert b"zqmark" not in answers[0].wire, "bytes of the old body"
    return answers[0]


@case("a replaced body that streams: page, let go of the backend, and the connection goes on")
def _():
    server = site()
    for kind in ("http", "fcgi"):
        for level in ("html", "all"):
            answer = both(server, f"/{kind}/{level}")
            let_go(kind)
            line = server.wait_log(f"GET /{kind}/{level} ", "bytes.log")
            equal(line.split()[:2], ["404", str(len(answer.body))], "access log")


@case("the page does not wait for a backend that is silent after its first bytes")
def _():
    server = site()
    for kind in ("http", "fcgi"):
        silent = backend(kind)
        silent.next.clear()
        try:
            with socket.create_connection(("127.0.0.1", server.port), 5) as connection:
                connection.settimeout(5 * PATIENCE)
                # The text is small enough to stay in httpd's buffers.
                connection.sendall(build("GET", f"/{kind}/html", {"Accept": "text/plain"},
                                         close=False))
                received = connection.recv(65536)
                while not parse(received)[0].complete:
                    received += connection.recv(65536)
            equal(parse(received)[0].status, 404, "status")
            assert silent.streams[-1].sent <= 1, "the page came after a second chunk"
        finally:
            silent.next.set()
        let_go(kind)


@case("a script that streams is let go, and the connection goes on")
def _():
    server = site()
    both(server, "/cgi/streams.cgi")
    sent = server.root / "cache/sent"
    end = time.monotonic() + 30 * PATIENCE
    before, now = None, sent.read_text()
    while now != before and time.monotonic() < end:
        time.sleep(1)
        before, now = now, sent.read_text()
    assert int(now) <= SOON, f"the script wrote {now} of 400 lines"


@case("a handler that fails or goes on after its body was replaced adds nothing to the answer")
def _():
    need("mod_lua")
    conf = 'LuaMapHandler ^/lua/(.+)$ "@ROOT@/h.lua" $1\n'
    conf += "<Location /lua>\nStatusPagesReplace html\n{}</Location>\n"
    own = b"<p>the administrator wrote this</p>\n"
    for more, wanted in (("", None), ('ErrorDocument 500 "zqown"\n', None),
                         ("ErrorDocument 500 /file.txt\n", None),
                         ('ErrorDocument 404 "Not here."\n', b"Not here."),
                         ("ErrorDocument 404 /ok.html\n", own)):
        server = httpd(conf.format(more), files={"h.lua": FAILS})
        # httpd itself closes the connection behind a 500
        for name, statuses in (("goes_on", [404, 200]), ("refused", [404, 200]), ("let_go", [404]),
                               ("broken", [404])):
            received = talk(server.port, build("GET", f"/lua/{name}", PAGE, close=False)
                            + build("GET", "/file.txt", PAGE), seconds=30)
            answers = parse(received)
            equal([one.status for one in answers], statuses, f"{name}, {more}")
            if wanted:
                equal(answers[0].body, wanted, f"{name}, {more}")
            else:
                page(answers[0], 404)
            # whole words: a reference is random
            for word in (b"zqmark", b"zqerror", b"zqown"):
                assert word not in received, f"{name}, {more}"


@case("over HTTP/2 as well")
def _():
    need("mod_http2", "curl")
    if MPM == "prefork":
        raise Skip("prefork has no HTTP/2")
    server = site()
    for kind in ("http", "fcgi"):
        answer = page(h2(server, f"/{kind}/html"), 404)
        assert b"zqmark" not in answer.body, "bytes of the old body"
        let_go(kind)


@case("eight clients that leave do not keep eight workers busy")
def _():
    server = site()
    for kind in ("http", "fcgi"):
        for _ in range(8):
            with socket.create_connection(("127.0.0.1", server.port), 5) as connection:
                connection.settimeout(5 * PATIENCE)
                connection.sendall(build("GET", f"/{kind}/html", PAGE, close=False))
                assert connection.recv(1), "an answer"
        equal(parse(talk(server.port, build("GET", "/file.txt", PAGE), seconds=30))[0].status, 200,
              "the next request")
        for _ in range(8):
            let_go(kind)


ENDS = """#!/bin/sh
printf 'Status: 404 Not Found\\nContent-Type: text/html\\n\\n'
echo '<p>zqmark'
sleep 0.3
echo 'zq the last of its work' >&2
echo ended > "$DOCUMENT_ROOT/../cache/ended"
"""


@case("a script that is silent after its body does the rest of its work, and its complaints are logged")
def _():
    server = httpd("StatusPagesReplace html\n", files={"htdocs/cgi/ends.cgi": ENDS})
    page(ask(server, "/cgi/ends.cgi"), 404)
    server.wait_log("zq the last of its work")
    equal((server.root / "cache/ended").read_text(), "ended\n", "its work")


GIVES_UP = """
function handle(r)
    r.status = 404
    r.content_type = "text/html"
    r:puts("<p>zqmark")
    r:flush()
    return tonumber(r.args)
end
"""


@case("a handler that prints, flushes and then returns an error gets nothing put behind the page")
def _():
    need("mod_lua")
    server = httpd("AddHandler lua-script .lua\nStatusPagesReplace html\nErrorDocument 403 /file.txt\n"
                   "ErrorDocument 410 \"zqmark of the administrator\"\n",
                   files={"htdocs/gives_up.lua": GIVES_UP})
    # 403: a document; 410: a text; 404 and 405: httpd's own text; 302: that of a redirect
    for code in (403, 410, 404, 405, 302):
        data = build("GET", f"/gives_up.lua?{code}", PAGE, close=False)
        answers = parse(talk(server.port, data + build("GET", "/file.txt", PAGE)))
        equal([one.status for one in answers], [404, 200], str(code))
        page(answers[0], 404)
        assert b"zqmark" not in answers[0].wire, "bytes of the old body"
        if code != 403:  # a document is a request of its own
            line = server.wait_log(f"/gives_up.lua?{code} ", "access.log")
            equal(line.split("] ")[1][:3], "404", "the status in the log")


@case("a backend over HTTP/2 is read to the end of a short body, whoever asks, and the log has its status")
def _():
    need("mod_proxy_http2", "mod_http2", "curl")
    if MPM == "prefork":
        raise Skip("prefork has no HTTP/2")
    script = "#!/bin/sh\nprintf 'Status: 404 Not Found\\nContent-Type: text/html\\n\\n<p>zqmark'\n"
    behind = httpd("Protocols h2c http/1.1\n", module=False, files={"htdocs/cgi/short.cgi": script})
    server = httpd("StatusPagesReplace html\nProtocols h2c http/1.1\n"
                   f"ProxyPass /http2/ h2c://127.0.0.1:{behind.port}/\n", load=("proxy_http2",))
    for n in range(5):
        for answer in (ask(server, f"/http2/cgi/short.cgi?{n}"), h2(server, f"/http2/cgi/short.cgi?{n}")):
            page(answer, 404)
        for version in ("1.1", "2.0"):
            line = server.wait_log(f"/http2/cgi/short.cgi?{n} HTTP/{version}", "access.log")
            equal(line.split("] ")[1][:3], "404", f"the status in the log, HTTP/{version}")


GOES_ON = """
function handle(r)
    r.status = 404
    r.content_type = "text/html"
    for i = 1, 100 do
        r:puts("<p>zqmark" .. string.rep(".", 1000))
        r:flush()
    end
    return tonumber(r.args)
end
"""


@case("a document of the administrator in place of a body that goes on: nothing comes behind it")
def _():
    need("mod_lua")
    document = "ErrorDocument 404 /ok.html\n"
    for error_document in (document, document.replace("/ok.html", '"zq the administrator"')):
        server = httpd("AddHandler lua-script .lua\nStatusPagesReplace html\n" + error_document,
                       files={"htdocs/goes_on.lua": GOES_ON, "htdocs/cgi/ends.cgi": ENDS})
        for path in ("/goes_on.lua?0", "/goes_on.lua?404", "/cgi/ends.cgi"):
            data = build("GET", path, PAGE, close=False)
            answers = parse(talk(server.port, data + build("GET", "/file.txt", PAGE)))
            equal([one.status for one in answers], [404, 200], path)
            assert b"administrator" in answers[0].body and b"zqmark" not in answers[0].wire, path
        server.wait_log("zq the last of its work")
        equal((server.root / "cache/ended").read_text(), "ended\n", "the script's work")


@case("a backend that breaks off behind the page does not end the client's connection")
def _():
    need("mod_proxy_http")
    server = httpd("<Location /o/>\nStatusPagesReplace html\n"
                   "ProxyPass http://127.0.0.1:@ORIGIN@/ disablereuse=on\n</Location>\n")
    data = build("GET", "/o/cut404", PAGE, close=False) + build("GET", "/file.txt", PAGE)
    answers = parse(talk(server.port, data))
    equal([one.status for one in answers], [404, 200], "answers on one connection")
    page(answers[0], 404)
