# SPDX-License-Identifier: Apache-2.0
"""StatusPagesKeepTrying: waiting that the visitor chooses, and a parameter that nobody else sees."""

import contextlib
import hashlib
import html
import re
import socket
import threading
import urllib.parse

from backends import Backend, heard
from cases_maintenance import closed, flag, later, shut
from checks import case, equal, page
from client import ask, curl, h2
from server import MPM, Server, httpd, need

NAME = "statuspages-try"


class Mirror(Backend):
    """Answers with the first line of the request, and 503 to each address that has "down" in it."""

    def serve(self, connection):
        line = heard(connection).split(b"\r\n")[0]
        status = b"503 Down" if b"down" in line else b"200 OK"
        body = b"" if b"down" in line else line + b"\n"
        connection.sendall(b"HTTP/1.1 %s\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n"
                           b"Connection: close\r\n\r\n%s" % (status, len(body), body))


# It reads its input: what is left unread resets the connection to mod_cgid.
SCRIPT = """#!/bin/sh
cat >/dev/null
if [ -e "$DOCUMENT_ROOT/../run/down" ]; then
    printf 'Status: 503\\nContent-Type: text/html\\n\\n'
else
    printf 'Content-Type: text/plain\\n\\n%s|%s|%s\\n' "$REQUEST_METHOD" "$REQUEST_URI" "$QUERY_STRING"
fi
"""

CONF = """
StatusPagesKeepTrying On
StatusPagesMaintenance run/closed
ProxyPass /o/ http://127.0.0.1:@ORIGIN@/ disablereuse=on
ProxyPass /back/ http://127.0.0.1:@DEAD@/ retry=0 disablereuse=on
ProxyPass /mirror/ http://127.0.0.1:@MIRROR@/ disablereuse=on
ProxyPass /raw/ http://127.0.0.1:@MIRROR@/ nocanon disablereuse=on
RewriteEngine On
RewriteRule ^/front/(.*)$ /cgi/env.cgi?path=$1 [QSA,PT]
RewriteCond %{THE_REQUEST} "^GET (\\S+) HTTP"
RewriteRule ^/line$ /there?%1 [R,NE]
Header always set X-Seen "expr=%{THE_REQUEST}|%{QUERY_STRING}"
CustomLog "@ROOT@/logs/lines.log" "%{X-Case}i %r|%U%q|%>r"
<Directory "@ROOT@/htdocs/app">
    FallbackResource /app/index.cgi
</Directory>
<Directory "@ROOT@/htdocs/shop">
    RewriteEngine On
    RewriteRule (.*) /cgi/env.cgi?path=$1 [QSA,L]
</Directory>
DirectoryIndex index.html index.cgi
<VirtualHost *:@PORT@>
    ServerName localhost
    RewriteEngine On
    RewriteOptions Inherit
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName off.test
    StatusPagesKeepTrying Off
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName three.test
    StatusPagesKeepTrying 3
</VirtualHost>
"""

FILES = {"htdocs/cgi/env.cgi": SCRIPT, "htdocs/app/index.cgi": SCRIPT, "htdocs/shop/file.txt": "",
         "htdocs/cgi/refresh.cgi": "#!/bin/sh\nprintf 'Status: 503\\nRefresh: 9\\nContent-Type: text/html\\n\\n'\n"}
_mirror = []


def site(more="", load=()):
    need("mod_proxy_http", "mod_rewrite", "mod_dir")
    if not _mirror:
        _mirror.append(Mirror())
    return httpd(CONF.replace("@MIRROR@", str(_mirror[0].port)) + more, files=FILES, load=load)


@contextlib.contextmanager
def down(server):
    """While the scripts of the site fail."""
    flag_file = server.root / "run/down"
    flag_file.touch()
    try:
        yield
    finally:
        flag_file.unlink()


def links(answer):
    """The addresses of the links that start and stop, as a browser reads them."""
    found = {html.unescape(label): html.unescape(url)
             for url, label in re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', answer.text)}
    return found.get("Keep trying"), found.get("Stop trying")


def refresh(answer):
    """Seconds and address of the header, as the HTML standard reads them; None if there is none."""
    value = answer.get("Refresh")
    if value is None:
        return None
    match = re.fullmatch(r"(\d+); url=(\?[!$-;=?-~]*)", value)
    assert match, f"Refresh: {value}"
    return int(match[1]), match[2]


def offered(answer, query):
    """The page offers to try, and does not do it."""
    equal(links(answer), (query, None), "links")
    equal(answer.get("Refresh"), None, "Refresh")
    assert "by itself" not in answer.text


def silent(answer):
    """There is nothing of it."""
    assert NAME not in answer.text and "eep trying" not in answer.text, str(answer)
    equal(answer.get("Refresh"), None, "Refresh")


def trying(answer, least, query, stop):
    """The page comes back by itself."""
    seconds, url = refresh(answer)
    assert least <= seconds <= least * 9 / 8, f"{seconds} s, expected {least}"
    equal(url, query, "address of the next try")
    equal(links(answer), (None, stop), "links")
    equal(answer.get("Cache-Control"), "no-store", "Cache-Control")
    return answer


@case("the pages of 502, 503 and 504 offer it after a GET, and no other page does")
def _():
    server = site()
    for code in (502, 503, 504):
        offered(page(ask(server, f"/o/bare?{code}"), code), f"?{code}&{NAME}=1")
    offered(page(ask(server, "/back/"), 503), f"?{NAME}=1")
    for path in ("/o/bare?500", "/o/bare?429", "/o/bare?505", "/o/bare?521", "/nope"):
        silent(ask(server, path))
        silent(ask(server, path + ("&" if "?" in path else "?") + NAME + "=1"))
    silent(page(ask(server, "/back/", method="POST", body=b"x"), 503))
    silent(page(ask(server, f"/back/?{NAME}=1", method="POST", body=b"x"), 503))
    silent(page(ask(server, "/back/", {"Host": "off.test"}), 503))


@case("programs and sub-resources never see it, with the parameter or without")
def _():
    server = site()
    for query in ("", f"?{NAME}=1", f"?{NAME}=20"):
        path = "/back/" + query
        for fields, kind in (({"Accept": "application/json"}, "application/problem+json"),
                             ({"Accept": "*/*", "User-Agent": "curl/8.14.1"}, "text/plain; charset=utf-8"),
                             ({"Accept": "text/markdown"}, "text/markdown; charset=utf-8"),
                             ({"Accept": "application/problem+xml"}, "application/problem+xml"),
                             ({"Accept": "image/avif,*/*", "Sec-Fetch-Dest": "image"}, "text/plain; charset=utf-8")):
            answer = ask(server, path, fields, page=False)
            equal((answer.status, answer.get("Content-Type")), (503, kind), "answer")
            silent(answer)


@case("each try waits longer, up to a minute, and the last one says that it was the last")
def _():
    server = site()
    for number, least in enumerate((3, 6, 12, 24, 48, 60, 60), 1):
        answer = page(ask(server, f"/back/?a=1&b&{NAME}={number}"), 503)
        trying(answer, least, f"?a=1&b&{NAME}={number + 1}", "?a=1&b")
        seconds = refresh(answer)[0]
        assert f"by itself <bdi>in about {seconds} seconds</bdi>" in answer.text, answer.text
        # what it replaces would contradict it
        assert "in a few minutes" not in answer.text
    trying(ask(server, f"/back/?{NAME}=19"), 60, f"?{NAME}=20", "?")
    for number in (20, 21, 999):
        answer = ask(server, f"/back/?{NAME}={number}")
        offered(answer, f"?{NAME}=1")
        assert "has stopped trying" in answer.text
    three = {"Host": "three.test"}
    trying(ask(server, f"/back/?{NAME}=2", three), 6, f"?{NAME}=3", "?")
    assert "has stopped trying" in ask(server, f"/back/?{NAME}=3", three).text


@case("Retry-After is the least; beyond ten minutes the page only says when")
def _():
    server = site()
    query = "503&Retry-After:%20{}"
    trying(ask(server, f"/o/bare?{query.format(77)}&{NAME}=1"), 77, f"?{query.format(77)}&{NAME}=2",
           f"?{query.format(77)}")
    trying(ask(server, f"/o/bare?{query.format(2)}&{NAME}=2"), 6, f"?{query.format(2)}&{NAME}=3",
           f"?{query.format(2)}")
    answer = trying(ask(server, f"/o/bare?{query.format(600)}&{NAME}=1"), 600,
                    f"?{query.format(600)}&{NAME}=2", f"?{query.format(600)}")
    # the time is said once
    equal(answer.text.count("in about"), 1, "times")
    for end in ("", f"&{NAME}=1"):
        answer = page(ask(server, f"/o/bare?{query.format(601)}{end}"), 503)
        silent(answer)
        assert "in about 11 minutes" in answer.text


@case("a site that is closed is asked again when it opens")
def _():
    server = site()
    with closed(server):
        offered(shut(ask(server, "/file.txt")), f"?{NAME}=1")
        trying(shut(ask(server, f"/file.txt?{NAME}=1")), 3, f"?{NAME}=2", "?")
        flag(server, f"until {later(seconds=300)}")
        seconds = refresh(shut(ask(server, f"/file.txt?{NAME}=1")))[0]
        assert 290 <= seconds <= 300 * 9 / 8, seconds
        flag(server, f"until {later(hours=2)}")
        silent(shut(ask(server, f"/file.txt?{NAME}=1")))


# Address of the browser; what of it the site gets.
TAKEN = {
    f"?{NAME}=1": "",
    f"?{NAME}=20": "",
    f"?{NAME}=999": "",
    f"?a=1&{NAME}=3": "?a=1",
    f"?&{NAME}=3": "?",
    f"?a[]=1&b=%26&c={{|}}&{NAME}=7": "?a[]=1&b=%26&c={|}",
    f"?{NAME}=1&{NAME}=2": f"?{NAME}=1",
    f"?{NAME}&{NAME}=2": f"?{NAME}",
    f"?a=%0d%0aX:1&{NAME}=2": "?a=%0d%0aX:1",
}
LEFT = [f"?{NAME}={number}" for number in
        ("", "0", "01", "1000", "-1", "+1", "1.", "1e1", "x", "1x", "%31", "9" * 3000, "1&", "1&a=2", "1;", "1?")]
LEFT += [f"?x{NAME}=1", f"?a=1;{NAME}=1", f"?a=1?{NAME}=1", "?statuspages%2Dtry=1", "?Statuspages-Try=1",
         f"?a=1%26{NAME}=1", f"?{NAME}", f"?{NAME}1", "?statuspages-try%3D1", "?statuspages-language=de"]


@case("the application gets the address as it was, whatever reads it")
def _():
    server = site()
    # httpd's own reading of line and query; a script; mod_proxy, both ways; a front controller.  What
    # a backend gets is what it gets if the browser asks so in the first place.
    for asked, seen in list(TAKEN.items()) + [(one_, one_) for one_ in LEFT]:
        answer = ask(server, "/cgi/env.cgi" + asked)
        equal(answer.text, f"GET|/cgi/env.cgi{seen}|{seen[1:]}\n", f"script, {asked}")
        equal(answer.get("X-Seen"), f"GET /cgi/env.cgi{seen} HTTP/1.1|{seen[1:]}", f"httpd, {asked}")
        equal(ask(server, "/raw/x" + asked).text, f"GET /x{seen} HTTP/1.1\n", f"proxy, nocanon, {asked}")
        got, wanted = (ask(server, "/mirror/x" + query, {"Host": host})
                       for query, host in ((asked, "localhost"), (seen, "off.test")))
        equal((got.status, got.text), (200, wanted.text), f"proxy, {asked}")
        equal(ask(server, "/app/some/where" + asked).text,
              f"GET|/app/some/where{seen}|{seen[1:]}\n", f"FallbackResource, {asked}")
    for method in ("POST", "PUT", "DELETE"):
        answer = ask(server, f"/cgi/env.cgi?a=1&{NAME}=3", method=method, body=b"x")
        equal(answer.text, f"{method}|/cgi/env.cgi?a=1|a=1\n", "a form of the page that came at last")
    equal(ask(server, f"/front/shop?a=1&{NAME}=3").text.split("|")[2], "path=shop&a=1\n", "rewritten")
    equal(ask(server, f"/front/shop?{NAME}=3").text.split("|")[2], "path=shop\n", "rewritten")
    assert ask(server, f"/line?{NAME}=3").get("Location").endswith("/there?/line"), "THE_REQUEST"
    assert ask(server, f"/app?{NAME}=3").get("Location").endswith("/app/"), "the slash of a folder"
    equal(ask(server, f"/app/?{NAME}=3").text, "GET|/app/|\n", "DirectoryIndex")


@case("what is no request of a page is left alone")
def _():
    server = site()
    address = f"http://localhost/cgi/env.cgi?{NAME}=1"
    equal(ask(server, address).text.split("|")[2], f"{NAME}=1\n", "absolute form")
    equal(ask(server, f"/cgi/env.cgi?{NAME}=1", {"Host": "off.test"}).text,
          f"GET|/cgi/env.cgi?{NAME}=1|{NAME}=1\n", "another host, where it is off")
    equal(ask(server, f"/cgi/env.cgi/{NAME}=1").text.split("|")[2], "\n", "a path")
    # httpd refuses a fragment unless it is told not to be strict.
    server = site("HttpProtocolOptions Unsafe\n")
    equal(ask(server, f"/cgi/env.cgi?a=1#b&{NAME}=1").text.split("|")[2], "a=1\n", "a fragment")


@case("a page leads on from the browser's own address, also behind a front controller")
def _():
    server = site()
    with down(server):
        for path in ("/cgi/env.cgi", "/front/shop", "/app/some/where", "/app/", "/shop/x"):
            offered(page(ask(server, f"{path}?a=1"), 503), f"?a=1&{NAME}=1")
            trying(page(ask(server, f"{path}?a=1&{NAME}=1"), 503), 3, f"?a=1&{NAME}=2", "?a=1")
    for path in ("/front/shop", "/shop/x"):
        equal(ask(server, path + "?a=1").status, 200, "status")


@case("the access log has the line that was sent")
def _():
    server = site()
    for mark, path in (("zq1", f"/cgi/env.cgi?a=1&{NAME}=4"), ("zq2", f"/app/x?{NAME}=4"),
                       ("zq3", f"/back/?{NAME}=4"), ("zq5", f"/shop/x?{NAME}=4"),
                       ("zq4", f"/cgi/env.cgi?{NAME}=x")):
        ask(server, path, {"X-Case": mark})
        line = server.wait_log(mark, "lines.log")
        sent, seen, last = line.split("|")
        equal((sent, last), (f"{mark} GET {path} HTTP/1.1", f"GET {path} HTTP/1.1"), "line")
        equal(NAME in seen, mark == "zq4", "the parameter is in what httpd has seen")


@case("a query is repeated if browsers send it so, and no byte of it is markup")
def _():
    server = site()
    for query in ("a=1&amp=2&lt;", "q=a,b;c=(d)*!$@:/?", "a[]=1&b={|}^`\\", "a=%22%3Cb%3E%27%0d%0a", "a" * 1000):
        answer = page(ask(server, f"/back/?{query}"), 503)
        offered(answer, f"?{query}&{NAME}=1")
        answer = trying(ask(server, f"/back/?{query}&{NAME}=1"), 3, f"?{query}&{NAME}=2", f"?{query}")
        assert "&amp=2&lt;" not in answer.text and "<b>" not in answer.text
    for query in ("a=<b>", "a=>", "a='b'", 'a="b"', "a=\xe4", "a" * 1001):
        for end in ("", f"&{NAME}=1"):
            silent(page(ask(server, f"/back/?{query}{end}"), 503))


@case("a link on another site starts nothing")
def _():
    server = site()
    for where, asks in (("cross-site", False), ("same-site", False), ("same-origin", True), ("none", True)):
        answer = page(ask(server, f"/back/?{NAME}=1", {"Sec-Fetch-Site": where}), 503)
        if asks:
            trying(answer, 3, f"?{NAME}=2", "?")
        else:
            offered(answer, f"?{NAME}=1")


@case("HEAD has the headers of GET")
def _():
    server = site()
    got, head = (ask(server, f"/back/?{NAME}=1", method=method) for method in ("GET", "HEAD"))
    drop = ("Date", "Content-Length", "X-Seen")
    equal([f for f in head.headers if f[0] not in drop], [f for f in got.headers if f[0] not in drop], "headers")


@case("a backend comes back, and the visitor is at the page")
def _():
    server = site()
    at = "/back/shop/?item=7"
    where = urllib.parse.urljoin(at, links(ask(server, at))[0])
    for _ in range(2):
        where = urllib.parse.urljoin(where, refresh(ask(server, where))[1])
    with socket.create_server(("127.0.0.1", server.dead)) as listener:
        class Back(Mirror):
            def __init__(self):
                self.socket = listener
                threading.Thread(target=self._once, daemon=True).start()

            def _once(self):
                with listener.accept()[0] as connection:
                    self.serve(connection)
        Back()
        answer = ask(server, where)
    equal((answer.status, answer.text), (200, "GET /shop/?item=7 HTTP/1.1\n"), "answer")
    equal(where, f"/back/shop/?item=7&{NAME}=3", "address of the browser")


@case("a good answer does not change")
def _():
    server = site()
    for path in ("/file.txt", "/cgi/hello.cgi", "/o/200"):
        usual, tried = (ask(server, path + query) for query in ("", f"?{NAME}=1"))
        # the scripts of httpd are counted if they end soon enough
        drop = ("Date", "Content-Length", "Transfer-Encoding")
        equal([f for f in tried.headers if f[0] not in drop], [f for f in usual.headers if f[0] not in drop], path)
        equal(tried.body, usual.body, path)


@case("over HTTP/2, too")
def _():
    need("mod_http2", "curl")
    if MPM == "prefork":
        return
    server = site("Protocols h2c http/1.1\n")
    trying(page(h2(server, f"/back/?a=1&{NAME}=1"), 503), 3, f"?a=1&{NAME}=2", "?a=1")
    equal(h2(server, f"/cgi/env.cgi?a=1&{NAME}=1").text, "GET|/cgi/env.cgi?a=1|a=1\n", "script")
    equal(h2(server, f"/raw/x?a=1&{NAME}=1").text, "GET /x?a=1 HTTP/1.1\n", "proxy")
    equal(h2(server, f"/cgi/env.cgi?{NAME}=1", "-H", "X-Case: zqh2").text, "GET|/cgi/env.cgi|\n", "script")
    assert f"GET /cgi/env.cgi?{NAME}=1 HTTP/2.0|" in server.wait_log("zqh2", "lines.log")


@case("to mod_cache it is the same address, and a page that caches may keep has no link")
def _():
    need("mod_cache", "mod_cache_disk")
    server = site("""
CacheRoot "@ROOT@/cache"
CacheEnable disk /o/
CacheHeader on
<Location /o/empty503>
StatusPagesCache 503 60
</Location>
""", load=("cache", "cache_disk"))
    ask(server, "/o/cached?zq")
    answer = ask(server, f"/o/cached?zq&{NAME}=1")
    assert answer.get("X-Cache", ).startswith("HIT"), str(answer)
    equal(answer.text, "from the backend\n", "body")
    for path in (f"/o/field?503&Cache-Control:%20public,%20max-age=60",):
        silent(ask(server, path))
    for query in ("", f"?{NAME}=1"):
        answer = ask(server, "/o/empty503" + query)
        equal((answer.status, answer.get("Cache-Control")), (503, "max-age=60"), "answer")
        silent(answer)
    # what only this browser may keep says no-store while it tries
    private = "503&Cache-Control:%20private,%20max-age=60"
    trying(page(ask(server, f"/o/bare?{private}&{NAME}=1"), 503), 3, f"?{private}&{NAME}=2", f"?{private}")


@case("Digest authentication, which signs the address, goes through")
def _():
    need("mod_auth_digest", "curl")
    server = httpd("""
StatusPagesKeepTrying On
<Location /cgi>
    AuthType Digest
    AuthName zq
    AuthUserFile "@ROOT@/users"
    Require valid-user
</Location>
""", files={"users": f"anna:zq:{hashlib.md5(b'anna:zq:secret').hexdigest()}\n", **FILES},
        load=("auth_digest",))
    # after the challenge, which says which header to send
    answer = curl(server.port, f"/cgi/env.cgi?a=1&{NAME}=1", "--digest", "-u", "anna:secret")
    equal(answer.status, 401, "status of the first answer")
    assert answer.text.startswith("HTTP/1.1 200 OK") and answer.text.endswith("\r\n\r\nGET|/cgi/env.cgi?a=1|a=1\n"), \
        answer.text


@case("an ErrorDocument of the administrator, and a Refresh of the site, stay as they are")
def _():
    server = httpd("""
StatusPagesKeepTrying On
ProxyPass /back/ http://127.0.0.1:@DEAD@/ retry=0
<Location /back/text>
ErrorDocument 503 "mine"
</Location>
<Location /back/file>
ErrorDocument 503 /file.txt
</Location>
<Location /back/lost>
ErrorDocument 503 /nope
</Location>
""", files=FILES)
    for path in ("/back/text", "/back/file"):
        answer = ask(server, f"{path}?{NAME}=1")
        equal(answer.status, 503, "status")
        silent(answer)
    # one that is not there: httpd makes a GET of each request for it
    trying(ask(server, f"/back/lost?a=1&{NAME}=1"), 3, f"?a=1&{NAME}=2", "?a=1")
    silent(ask(server, f"/back/lost?a=1&{NAME}=1", method="POST", body=b"x"))
    answer = page(ask(server, f"/cgi/refresh.cgi?{NAME}=1"), 503)
    equal(answer.get("Refresh"), "9", "Refresh")
    assert NAME not in answer.text


@case("what it cannot mean is refused with its line; a section cannot have it")
def _():
    for word in ("0", "-1", "101", "1x", "yes", "99999999999999999999"):
        line = f"StatusPagesKeepTrying {word}"
        server = Server(line + "\n")
        code, said = server.check()
        assert code and server.place(line).split(" of ")[0] in said, said
        assert "is not On, Off or a number of tries from 1 to 100" in said, said
    for opens, closes in (("<Location /a>", "</Location>"), ('<Directory "/a">', "</Directory>")):
        code, said = Server(f"{opens}\nStatusPagesKeepTrying On\n{closes}\n").check()
        assert code and "StatusPagesKeepTrying not allowed" in said, said
    for word in ("On", "off", "1", "100"):
        code, said = Server(f"StatusPagesKeepTrying {word}\n").check()
        equal(code, 0, said)
