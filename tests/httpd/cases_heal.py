# SPDX-License-Identifier: Apache-2.0
"""StatusPagesHeal: visitors whose cookies are too large get in again, and nobody else's go."""

import base64
import hashlib
import re
import socket
import ssl
import time

from checks import case, equal, page
from client import PAGE, ask, build, curl, h2, one, parse, talk, unpacked
from server import MPM, PATIENCE, Server, Skip, THEMES, httpd, need

HOSTS = """
Listen 127.0.0.1:@TLS@
<VirtualHost 127.0.0.1:@TLS@>
    ServerName localhost
    SSLEngine on
    @CERT@
    Protocols h2 http/1.1
    %s
</VirtualHost>
"""
BIG = "session=" + "a" * 9000
# What Chromium sends before its cookies, when a form is sent from a page of the same site.  The field
# right before the one that is too large is lost to httpd, too.
CLICK = {"Content-Length": "0", "Origin": None, "Sec-Fetch-Site": "same-origin",
         "Sec-Fetch-Mode": "navigate", "Sec-Fetch-User": "?1", **PAGE,
         "Content-Type": "application/x-www-form-urlencoded"}


def site(more="StatusPagesHeal cookies", **options):
    need("mod_ssl", "openssl")
    return httpd(HOSTS % more, **options)


def origin(server):
    return f"https://localhost:{server.tls}"


def get(server, path="/", headers=None, method="GET", cookie=BIG, port=0, tls="localhost"):
    """A request over TLS whose last field is the cookie, as Chromium sends it."""
    port = port or server.tls
    fields = {"Host": f"localhost:{port}", **(headers if headers is not None else PAGE), "X-Last": "1"}
    if cookie:
        fields["Cookie"] = cookie
    return one(port, build(method, path, fields), method, tls=tls)


def button(answer):
    """The address that the form of the page is sent to; None without a form."""
    found = re.findall(r'<form method="post" action="([^"]+)" target="_top">', answer.text)
    assert len(found) <= 1 and answer.text.count("<form") == len(found), answer.text
    assert answer.all("Clear-Site-Data") == [], str(answer)
    return found[0] if found else None


def offered(server):
    answer = get(server)
    page(answer, 400)
    address = button(answer)
    assert address, answer.text
    return address


def click(server, address, headers=None, **options):
    return get(server, address, {**CLICK, "Origin": origin(server), **(headers or {})},
               options.pop("method", "POST"), **options)


def leads_home(answer, cleared, home="/"):
    """A redirect, whatever else: no error keeps a visitor out."""
    equal(answer.status, 303, f"status of {answer}")
    equal(answer.get("Location"), home, "Location")
    equal(answer.get("Cache-Control"), "no-store", "Cache-Control")
    equal(answer.all("Clear-Site-Data"), ['"cookies"'] if cleared else [], "Clear-Site-Data")


# ---- in again ---------------------------------------------------------------------


@case("who is kept out by a 9 kB cookie gets a button, and the click deletes it")
def _():
    server = site()
    address = offered(server)
    assert re.fullmatch(r"/statuspages-heal\?[0-9a-f]{40}", address), address
    leads_home(click(server, address), True)


@case("the answer with the cookie has no body, and closes as a refused request does")
def _():
    server = site()
    answer = click(server, offered(server))
    equal(answer.body, b"", "body")
    equal(answer.get("Connection"), "close", "Connection")


@case("a cookie that is not sent to the address is deleted all the same")
def _():
    server = site()
    leads_home(click(server, offered(server), cookie=None), True)


@case("Firefox sends Sec-Fetch-Site after the cookies, and Origin before")
def _():
    server = site()
    address = offered(server)
    fields = {"Host": f"localhost:{server.tls}", "User-Agent": "Mozilla/5.0 Firefox/140.0",
              "Accept": "text/html", "Content-Length": "0", "Origin": origin(server),
              "Connection": "close", "Cookie": BIG, "Sec-Fetch-Dest": "document",
              "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "same-origin"}
    cross = {**fields, "Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    for sent, cleared in ((fields, True), (cross, False)):
        data = build("POST", address, sent, close=False)
        leads_home(one(server.tls, data, "POST", tls="localhost"), cleared)


@case("over HTTP/2 the button and the click do the same")
def _():
    need("mod_http2", "curl")
    if MPM == "prefork":
        raise Skip("prefork has no HTTP/2")
    server = site()

    def big(path, *options):
        return h2(server, path, "-H", f"Cookie: {BIG}", *options, scheme="https", port=server.tls,
                  host="localhost")

    first = big("/")
    equal(first.line, "HTTP/2 431 ", "status line")
    page(first, 431)
    address = button(first)
    assert address, first.text
    leads_home(big(address, "-X", "POST", "-H", "Sec-Fetch-Site: same-origin"), True)
    leads_home(big(address, "-X", "POST", "-H", f"Origin: {origin(server)}"), True)
    leads_home(big(address, "-X", "POST", "-H", "Sec-Fetch-Site: cross-site"), False)
    leads_home(big(address, "-H", "Sec-Fetch-Site: same-origin"), False)
    # a cookie each, as browsers send them: the ones that fit have been read
    several = [part for n in range(3) for part in ("-H", f"Cookie: c{n}=" + "b" * 4000)]
    answer = curl(server.tls, "/", "--http2", "-H", "Accept: text/html", *several,
                  scheme="https", host="localhost")
    equal(answer.status, 431, "status")
    assert button(answer), "no button for several cookies"
    answer = curl(server.tls, "/", "--http2", "-H", "Accept: text/html", "-H", "Cookie: small=1",
                  "-H", "X-Large: " + "b" * 9000, scheme="https", host="localhost")
    equal(answer.status, 431, "status")
    equal(button(answer), None, "a button for another field")


@case("StatusPagesSite home is where the click leads, if it is on this site")
def _():
    for home, wanted in (("/start", "/start"), ("https://other.example/", "/")):
        server = site(f"StatusPagesHeal cookies\nStatusPagesSite home {home}")
        leads_home(click(server, offered(server)), True, wanted)


# ---- nobody else's ----------------------------------------------------------------


@case("a request that another site brings about deletes nothing, with the cookie or without")
def _():
    server = site()
    address = offered(server)
    told = {"Origin": "https://evil.example"}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
                    {"Sec-Fetch-Site": "none", "Origin": None}, told,
                    {**told, "Sec-Fetch-Site": None}, {"Sec-Fetch-Site": "cross-site", **told},
                    {"Sec-Fetch-Site": None, "Origin": None},
                    {"Sec-Fetch-Site": None, "Origin": "null"},
                    {"Origin": f"http://localhost:{server.tls}", "Sec-Fetch-Site": None},
                    {"Origin": "https://localhost", "Sec-Fetch-Site": None},
                    {"Origin": origin(server) + ".evil.example", "Sec-Fetch-Site": None}):
        for cookie in (BIG, None):
            leads_home(click(server, address, headers, cookie=cookie), False)


@case("a link, an image and whatever else is no POST deletes nothing")
def _():
    server = site()
    address = offered(server)
    for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "PURGE", "PROPFIND"):
        for cookie in (BIG, None):
            leads_home(click(server, address, method=method, cookie=cookie), False)


@case("a token that is missing, forged, cut or another's deletes nothing")
def _():
    server = site()
    address = offered(server)
    path, token = address.split("?")
    now = "%08x" % int(time.time())
    forged = now + hashlib.sha256(now.encode()).hexdigest()[:32]
    flipped = token[:-1] + ("0" if token[-1] != "0" else "1")
    for query in ("", "?", "?" + token[:-1], "?" + token + "0", "?" + flipped,
                  "?%08x" % (int(token[:8], 16) - 1) + token[8:], "?" + forged,
                  "?token=" + token, "?" + token + "&" + token, "?" + "0" * 40, "?" + "%00" * 14):
        for cookie in (BIG, None):
            leads_home(click(server, path + query, cookie=cookie), False)
    other = Server(server.conf).start()
    try:
        leads_home(click(server, offered(other)), False)
    finally:
        other.stop()


def over(server, data, host, source=None):
    """The answer to bytes that come from this address of the machine."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        plain = socket.create_connection((host, server.tls), 20 * PATIENCE, (source or host, 0))
    except OSError as error:
        raise Skip(f"no connection from {source or host}: {error}")
    received = b""
    with context.wrap_socket(plain, server_hostname="localhost") as connection:
        connection.sendall(data)
        try:
            while piece := connection.recv(65536):
                received += piece
        except (ConnectionResetError, ssl.SSLError):
            pass
    return parse(received, ["POST"])[0]


@case("a token that another client address was given deletes nothing, over IPv4 and IPv6")
def _():
    need("mod_ssl", "openssl")
    server = httpd((HOSTS % "StatusPagesHeal cookies").replace(
        "Listen 127.0.0.1:@TLS@", "Listen 127.0.0.1:@TLS@\nListen [::1]:@TLS@").replace(
        "VirtualHost 127.0.0.1:@TLS@", "VirtualHost *:@TLS@"))
    here = {"Host": f"localhost:{server.tls}", "X-Last": "1", "Cookie": BIG}
    ways = [("127.0.0.1", "127.0.0.1"), ("127.0.0.1", "127.0.0.2"), ("::1", "::1")]
    offers = [button(over(server, build("GET", "/", {**PAGE, **here}), *way)) for way in ways]
    for n, way in enumerate(ways):
        for m, address in enumerate(offers):
            fields = {**CLICK, "Origin": origin(server), **here}
            leads_home(over(server, build("POST", address, fields), *way), n == m)


@case("only the address itself is ours")
def _():
    server = site()
    _, token = offered(server).split("?")
    for path in ("/statuspages-heal/", "/statuspages-heal2", "/x/statuspages-heal",
                 "/Statuspages-heal", "/statuspages%2dheal"):
        answer = click(server, f"{path}?{token}")
        equal(answer.status, 400, path)
        equal(answer.all("Clear-Site-Data"), [], path)
        equal(click(server, f"{path}?{token}", cookie=None).all("Clear-Site-Data"), [], path)


@case("a token serves its client again within ten minutes, and after a graceful restart")
def _():
    need("mod_ssl", "openssl")
    server = Server(HOSTS % "StatusPagesHeal cookies").start()
    try:
        address = offered(server)
        leads_home(click(server, address), True)
        leads_home(click(server, address, cookie=None), True)
        server.graceful()
        leads_home(click(server, address), True)
        leads_home(click(server, offered(server)), True)
    finally:
        server.stop()


@case("CONNECT, half a request and two on one connection get what they get without the directive")
def _():
    heals, off = site(), site("")
    half = f"POST /statuspages-heal HTTP/1.1\r\nHost: x\r\nCookie: {BIG}\r\n"
    for data in (b"CONNECT /statuspages-heal HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                 b"CONNECT localhost:443 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                 b"POST /statuspages-heal HTTP/1.1\r\nConnection: close\r\n\r\n",
                 b"POST /statuspages-heal HTTP/1.1\r\nHost: x\r\nBad Name: 1\r\n\r\n"):
        got = [[a.status for a in parse(talk(s.tls, data, tls="localhost"))] for s in (heals, off)]
        equal(got[0] == got[1] or got[0] == [303], True, f"{data[:40]} {got}")
        assert b"Clear-Site-Data" not in talk(heals.tls, data, tls="localhost")
    # httpd answers at the end of the line that is too large
    leads_home(one(heals.tls, half.encode(), "POST", tls="localhost"), False)
    address = offered(heals)
    data = build("POST", address, {**CLICK, "Host": f"localhost:{heals.tls}", "Cookie": BIG},
                 close=False)
    answers = parse(talk(heals.tls, data + build("GET", "/", PAGE), tls="localhost"))
    equal([a.status for a in answers], [303], "what follows a refused request is not read")


# ---- where there is no button -----------------------------------------------------


@case("no button, and no deletion, over plain HTTP")
def _():
    server = httpd("StatusPagesHeal cookies\n")
    answer = ask(server, "/", {"Cookie": BIG})
    page(answer, 400)
    equal(button(answer), None, "button")
    server = site("StatusPagesHeal cookies\n</VirtualHost>\nStatusPagesHeal cookies\n"
                  "<VirtualHost 127.0.0.1:@EXTRA@>")
    data = build("POST", offered(server), {**CLICK, "X-Last": "1", "Cookie": BIG})
    leads_home(one(server.port, data, "POST"), False)


@case("ServerName https:// says that a proxy in front speaks TLS")
def _():
    server = Server("ServerName https://localhost\nStatusPagesHeal cookies\n").start()
    try:
        answer = ask(server, "/", {"Cookie": BIG})
        page(answer, 400)
        address = button(answer)
        assert address, answer.text
        data = build("POST", address, {**CLICK, "Origin": "https://localhost", "Cookie": BIG})
        leads_home(one(server.port, data, "POST"), True)
    finally:
        server.stop()


@case("no button where the cookies are not to blame")
def _():
    server = site("StatusPagesHeal cookies\nLimitRequestFields 40")
    many = {**PAGE, **{f"X-{n}": "1" for n in range(60)}}
    for headers in ({**PAGE, "Cookie": "small=1", "X-Between": "1", "X-Large": BIG},
                    many, {**PAGE, "X-Between": "1", "Bad Name": "1"}):
        answer = get(server, "/", headers, cookie=None)
        equal(answer.status, 400, "status")
        page(answer, 400)
        equal(button(answer), None, f"button for {list(headers)[-1]}")
    equal(button(get(server, "/%zz", cookie=None)), None, "button for a bad escape")
    equal(button(page(get(server, "/nope", cookie=None), 404)), None, "button on 404")
    assert button(get(server)), "and for cookies there is one"


@case("no button on a 431 or 400 of an application, over HTTP/1.1 and HTTP/2")
def _():
    server = site("StatusPagesHeal cookies\nRedirect 431 /redirect431\nRedirect 400 /redirect400\n"
                  "RewriteEngine On\nRewriteRule ^/rewrite431 - [R=431]")
    for path in ("/redirect431", "/redirect400", "/rewrite431"):
        answer = page(get(server, path, cookie=None), int(path[-3:]))
        equal(button(answer), None, path)
        if MPM != "prefork":
            need("mod_http2", "curl")
            answer = page(h2(server, path, scheme="https", port=server.tls), int(path[-3:]))
            equal(button(answer), None, path)


@case("programs get no button: JSON, XML, text and Markdown stay as they are")
def _():
    server, off = site(), site("")
    for kind in ("application/json", "application/xml", "text/plain", "text/markdown"):
        got = []
        for one_site in (server, off):
            answer = get(one_site, "/", {"Accept": kind})
            equal(answer.status, 400, kind)
            got.append(re.sub(r"[0-9A-Z]{4}-[0-9A-Z]{4}|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\dZ)?|:\d{5}",
                              "", answer.text))
        equal(got[0], got[1], kind)


@case("no button in a frame, nor where the policy that forbids frames is not sent")
def _():
    for destination in ("iframe", "frame", "embed", "object"):
        answer = get(site(), "/", {**PAGE, "Sec-Fetch-Dest": destination})
        assert "<form" not in answer.text, destination
    answer = get(site("StatusPagesHeal cookies\nStatusPagesHeaders Off"))
    equal((answer.status, button(answer)), (400, None), "StatusPagesHeaders Off")


@case("caches may not keep the page with the button, whatever StatusPagesCache says")
def _():
    answer = get(site("StatusPagesHeal cookies\nStatusPagesCache 4xx 60"))
    assert button(answer)
    equal(answer.get("Cache-Control"), "no-store", "Cache-Control")


@case("Off is the default, and the address is then the site's")
def _():
    for more in ("", "StatusPagesHeal Off", "StatusPagesHeal cookies\nStatusPages Off"):
        server = site(more)
        answer = get(server)
        equal(answer.status, 400, "status")
        assert "<form" not in answer.text, more
        for cookie, status in ((BIG, 400), (None, 404)):
            answer = get(server, "/statuspages-heal", cookie=cookie)
            equal((answer.status, answer.all("Clear-Site-Data")), (status, []), more)


@case("a host in which it is Off is as without it, whatever another host says")
def _():
    need("mod_ssl", "openssl")
    server = httpd("Listen 127.0.0.1:@EXTRA@\n<VirtualHost 127.0.0.1:@EXTRA@>\nSSLEngine on\n"
                   "@CERT@\nStatusPagesHeal Off\n</VirtualHost>\nStatusPagesHeal cookies\n"
                   + HOSTS % "")
    offered(server)
    answer = get(server, port=server.extra)
    equal((answer.status, "<form" in answer.text), (400, False), "the other host")
    answer = get(server, "/statuspages-heal", port=server.extra, cookie=None)
    equal(answer.status, 404, "its address")


@case("a word that is neither cookies nor Off is refused, and so is a section")
def _():
    for conf, said in (("StatusPagesHeal storage\n", '"storage" is not cookies or Off'),
                       ('<Location "/x">\nStatusPagesHeal cookies\n</Location>\n',
                        "StatusPagesHeal not allowed")):
        code, text = Server(conf).check()
        assert code != 0 and said in text, text


# ---- the page ---------------------------------------------------------------------


def policy(answer):
    parts = [part.strip().partition(" ") for part in
             answer.get("Content-Security-Policy").split(";")]
    return {name: set(values.split()) for name, _, values in parts}


def hashes(answer):
    return {"'sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() + "'"
            for style in re.findall(r"<style>(.*?)</style>", answer.text, re.S)}


@case("each theme has the button; its policy allows the form and the styles, that of other pages not")
def _():
    for theme in THEMES:
        server = site(f"StatusPagesHeal cookies\nStatusPagesTheme {theme}")
        with_button, without = get(server), get(server, "/nope", cookie=None)
        assert button(with_button), theme
        assert "<p>You may have to sign in again afterwards.</p>" in with_button.text, theme
        assert "<button>Delete the cookies of this site</button>" in with_button.text, theme
        equal(policy(with_button)["form-action"], {"'self'"}, theme)
        assert hashes(with_button) <= policy(with_button)["style-src"], theme
        equal(policy(without)["form-action"], {"'none'"}, theme)
        equal(policy(without)["style-src"], hashes(without) or {"'none'"}, theme)
        equal(button(without), None, theme)


@case("packed with gzip the page is the same")
def _():
    server = site("StatusPagesHeal cookies\nStatusPagesCompression On")
    token = r"[0-9a-f]{40}|[0-9A-Z]{4}-[0-9A-Z]{4}|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\dZ)?"
    texts = [re.sub(token, "", answer.text) for answer in (
        get(server), unpacked(get(server, "/", {"Accept-Encoding": "gzip", **PAGE})))]
    equal(texts[0], texts[1], "page")
    assert "<form" in texts[1]


@case("the page is in the visitor's language, with the button")
def _():
    answer = get(site(), "/", {"Accept-Language": "de", **{k: v for k, v in PAGE.items()
                                                           if k != "Accept-Language"}})
    equal(answer.get("Content-Language"), "de", "language")
    assert "<button>Cookies dieser Website löschen</button>" in answer.text, answer.text


@case("the log says what became of a click")
def _():
    server = site()
    click(server, offered(server))
    server.wait_log("StatusPagesHeal has the cookies deleted")
    click(server, "/statuspages-heal?x")
    server.wait_log("StatusPagesHeal deletes no cookies: the token is missing")
    get(server, "/statuspages-heal")
    server.wait_log("StatusPagesHeal deletes no cookies: the method is not POST")
