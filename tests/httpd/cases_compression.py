# SPDX-License-Identifier: Apache-2.0
"""Packed pages: who gets them, what they unpack to, and whom they leave alone."""

import re
import subprocess

from checks import case, equal, page, plain, problem, one_line
from client import PAGE, Answer, ask, build, curl, gunzip, h2, parse, talk, unpacked
from server import COMMAND, MPM, THEMES, WRAP, Server, Skip, httpd, need

GZIP = {"Accept-Encoding": "gzip, deflate, br, zstd"}

SITE = """
ProxyPass /o/ http://127.0.0.1:@ORIGIN@/ disablereuse=on
Redirect 503 /busy
<Location /o/all>
    StatusPagesReplace all
</Location>
<Location /off>
    StatusPagesCompression Off
</Location>
<Directory "@ROOT@/htdocs">
    AllowOverride FileInfo
</Directory>
SetEnvIf X-Env "no-gzip" no-gzip
SetEnvIf X-Env "only-html" gzip-only-text/html
"""

# httpd's own error, an empty answer of a backend, and one that is replaced.
PATHS = ("/nope", "/o/bare?404", "/o/all/html404")


def site(conf="", **more):
    return httpd(SITE + conf + "\n", **more)


def without_ids(answer):
    """What two visitors see alike."""
    return re.sub(r"[0-9]{4}-[0-9-]+[ T][0-9:]+(Z| UTC)|<bdi>[\w@+/=-]{8,24}</bdi>", "", answer.text)


def is_plain(answer, status=404):
    equal(answer.get("Content-Encoding"), None, "Content-Encoding")
    return page(answer, status)


@case("who asks for gzip gets the page packed, and it is the same page")
def _():
    for path in PATHS:
        packed = ask(site(), path, GZIP)
        plain = is_plain(ask(site(), path))
        assert len(packed.body) < 0.5 * len(plain.body), path
        equal(without_ids(page(unpacked(packed), 404)), without_ids(plain), path)
        assert "accept-encoding" in plain.tokens("Vary"), "both forms say so"


@case("every language comes packed, and so does 503")
def _():
    for language in ("de", "ja", "ar", "hi", "el"):
        fields = {**GZIP, "Accept-Language": language}
        answer = unpacked(ask(site(), "/nope", fields))
        page(answer, 404, language=language)
    page(unpacked(ask(site(), "/busy", GZIP)), 503)


@case("HEAD has the fields of GET")
def _():
    for path in PATHS[:1] + PATHS[2:]:
        get, head = (ask(site(), path, GZIP, method=method) for method in ("GET", "HEAD"))
        page(unpacked(head, head=True), 404, head=True)
        equal(head.body, b"", "body")
        # the times and ids have the same length, but take more bits or fewer
        equal([key for key, _ in head.headers], [key for key, _ in get.headers], "fields")
        assert abs(int(head.get("Content-Length")) - len(get.body)) < 12


@case("Accept-Encoding is read as RFC 9110 says")
def _():
    for value, packed in {"gzip": True, "x-gzip": True, "GZip": True, "br, gzip;q=0.2": True,
                          "gzip;q=0": False, "gzip;q=0.000, *": False, "br": False, "": False,
                          "*": False, "identity": False, "identity, gzip;q=0.5": False,
                          "identity;q=0.5, gzip": True, "identity;q=0, gzip;q=0.1": True,
                          "gzipped": False, "gzip;q=2": False}.items():
        answer = ask(site(), "/nope", {"Accept-Encoding": value})
        if packed:
            page(unpacked(answer), 404)
        else:
            is_plain(answer)
    is_plain(ask(site(), "/nope", version="HTTP/1.0"))
    page(unpacked(ask(site(), "/nope", GZIP, version="HTTP/1.0")), 404)


@case("no-gzip switches it off, gzip-only-text/html does not")
def _():
    answer = is_plain(ask(site(), "/nope", {**GZIP, "X-Env": "no-gzip"}))
    assert "accept-encoding" not in answer.tokens("Vary"), answer.all("Vary")
    page(unpacked(ask(site(), "/nope", {**GZIP, "X-Env": "only-html"})), 404)


@case("StatusPagesCompression Off, in a section and in .htaccess, sends the page as it is")
def _():
    files = {"htdocs/quiet/.htaccess": "StatusPagesCompression Off\n",
             "htdocs/quiet/loud/.htaccess": "StatusPagesCompression On\n"}
    server = site(files=files)
    for path in ("/off/nope", "/quiet/nope"):
        answer = is_plain(ask(server, path, GZIP))
        assert "accept-encoding" not in answer.tokens("Vary"), answer.all("Vary")
    page(unpacked(ask(server, "/quiet/loud/nope", GZIP)), 404)
    server = site("StatusPagesCompression Off\n<Location /on>\nStatusPagesCompression On\n</Location>")
    is_plain(ask(server, "/nope", GZIP))
    page(unpacked(ask(server, "/on/nope", GZIP)), 404)
    server = site("StatusPagesCompression Off")
    is_plain(ask(server, "/nope", GZIP))


@case("a host with a theme of its own sends it packed, and so do three themes")
def _():
    server = site("".join(f"<Location /{theme}>\nStatusPagesTheme {theme}\n</Location>\n"
                          for theme in ("night", "plain")))
    for path in ("/nope", "/night/nope", "/plain/nope"):
        page(unpacked(ask(server, path, GZIP)), 404)


@case("pages out of the common are packed too: own words, own templates, waits, maintenance")
def _():
    files = {"own.html": '<!DOCTYPE html><html lang="en"><title>{{title}}</title><main><h1>{{title}}</h1>'
                         "<p>mine</p></main></html>\n", "flag": "until 2099-01-01\nBack soon.\n"}
    server = site('''
StatusPagesTemplate 410 html "@ROOT@/own.html"
StatusPagesText 403 en what "Own words."
StatusPagesRetryAfter 503 120
Redirect 410 /gone
Redirect 403 /words
<Location /closed>
    StatusPagesMaintenance "@ROOT@/flag"
</Location>
''' + "".join(f"<Location /{theme}>\nStatusPagesTheme {theme}\n</Location>\n"
                for theme in ("night", "plain", "brand", "terminal")), files=files)
    for path, status, words in (("/gone", 410, "<p>mine</p>"), ("/words", 403, "Own words."),
                                ("/busy", 503, "2 minutes"), ("/closed/x", 503, "Back soon."),
                                ("/terminal/nope", 404, "Page not found")):
        said = ask(server, path, GZIP)
        assert words in unpacked(said).text, path
        equal(without_ids(unpacked(said)), without_ids(ask(server, path)), path)
        equal(said.status, status, path)
        assert len(said.body) < 2500, f"{path}: {len(said.body)}"


@case("short formats leave as they are")
def _():
    for accept, check in (("application/json", problem), ("text/plain", plain)):
        answer = ask(site(), "/nope", {**GZIP, "Accept": accept})
        check(answer, 404)
        assert "accept-encoding" not in answer.tokens("Vary"), answer.all("Vary")
    answer = ask(site(), "/nope.png", {**GZIP, "Accept": "image/png", "Sec-Fetch-Dest": "image"})
    one_line(answer, 404, "Not Found")


@case("what is below 400 is not touched")
def _():
    for module in (True, False):
        answer = ask(httpd("", module), "/file.txt", GZIP)
        equal((answer.status, answer.get("Content-Encoding"), answer.get("Vary")),
              (200, None, None), "answer")


@case("a page too large for the usual buffer is plain, and whole")
def _():
    name = "long " * 2000
    answer = is_plain(ask(site(f'StatusPagesSite name "{name.strip()}"'), "/nope", GZIP))
    equal(answer.text.count("long long") > 900, True, "the name")


@case("a Content-Encoding that a failed script left does not stay")
def _():
    need("mod_lua")
    server = site('LuaHookFixups "@ROOT@/h.lua" refuse\n', files={"h.lua": """
function refuse(r)
    if r.uri == "/lua" then
        r.err_headers_out["Content-Encoding"] = "br"
        return 403
    end
    return apache2.DECLINED
end
"""})
    is_plain(ask(server, "/lua"), 403)
    page(unpacked(ask(server, "/lua", GZIP)), 403)


# ---- other filters ---------------------------------------------------------------

CHAINS = ("SUBSTITUTE", "Sed", "INFLATE", "RATE_LIMIT", "DEFLATE", "BROTLI_COMPRESS",
          "SUBSTITUTE;DEFLATE", "DEFLATE;SUBSTITUTE", "INFLATE;SUBSTITUTE;DEFLATE",
          "DEFLATE;INFLATE", "BROTLI_COMPRESS;DEFLATE", "DEFLATE;BROTLI_COMPRESS",
          "RATE_LIMIT;DEFLATE", "BUFFER", "BUFFER;DEFLATE")
LOADED = ("substitute", "sed", "ratelimit", "brotli", "buffer", "ext_filter")


def decoded(answer):
    """What any client makes of the body: no more than one coding."""
    codings = answer.tokens("Content-Encoding")
    assert len(codings) < 2 and len(answer.all("Content-Encoding")) < 2, str(answer)
    if codings == {"gzip"}:
        return gunzip(answer.body).decode()
    if codings == {"br"}:
        need("brotli")
        return subprocess.run(["brotli", "-d"], input=answer.body, capture_output=True,
                              check=True, timeout=20).stdout.decode()
    equal(codings, set(), "codings")
    return answer.text


def each_of(filters, conf, before=""):
    """One server with all of these, and the first part of the address that each has; {} in `conf` is the filters."""
    need(*(f"mod_{name}" for name in LOADED if name != "ext_filter"))
    parts = [(f"/{number}", one) for number, one in enumerate(filters)]
    return site(before + "".join(f"""
ProxyPass {part}/o/ http://127.0.0.1:@ORIGIN@/ disablereuse=on
<Location {part}/o/all>
    StatusPagesReplace all
</Location>
{conf.format(one, part=part)}
""" for part, one in parts), load=LOADED), parts


CHAINED = """
<Location {part}>
    Substitute "s/wrong/changed/n"
    OutputSed "s/wrong/changed/g"
    SetEnv rate-limit 400
    SetOutputFilter {}
</Location>
"""


@case("with the administrator's filters in any order an answer decodes to the page, and once is enough")
def _():
    server, parts = each_of(CHAINS, CHAINED)
    for part, chain in parts:
        for path in PATHS:
            plain = ask(server, part + path)
            equal(plain.get("Content-Encoding"), None, chain)
            for coding in ("gzip", "br, gzip", "identity"):
                answer = ask(server, part + path, {"Accept-Encoding": coding})
                equal(answer.status, 404, chain)
                if "br" in answer.tokens("Content-Encoding"):
                    continue  # mod_brotli's own
                equal(without_ids(Answer(answer.line, [], decoded(answer).encode())),
                      without_ids(plain), f"{chain}, {path}, {coding}")


# The page passes these, which change its first tag to capitals.
DECLARED = "FilterDeclare late{0} CONTENT_SET\nFilterProvider late{0} {1} true\nFilterChain late{0}"
BEHIND = """
<Location {part}/o/>
    Substitute "s/<html/<HTML/n"
    OutputSed "s/<html/<HTML/g"
    {}
</Location>
"""


@case("a filter behind the page reads and changes it, whoever asks for gzip")
def _():
    need("mod_ext_filter", "mod_filter", "mod_substitute", "mod_sed")
    shout = 'ExtFilterDefine shout mode=output ftype=21 cmd="/bin/sed s/.html.lang=/<HTML=/"\n'
    server, parts = each_of(
        (DECLARED.format(0, "SUBSTITUTE"), DECLARED.format(1, "Sed"),
         DECLARED.format(2, "SUBSTITUTE") + " DEFLATE", "SetOutputFilter shout"),
        "SetEnvIf Host . filter-errordocs" + BEHIND, before=shout)
    for part, filters in parts:
        for path in PATHS[1:]:
            said = decoded(ask(server, part + path, GZIP))
            assert "<HTML" in said and said.rstrip().endswith("</html>"), f"{filters}: {said}"


@case("mod_deflate that the administrator has switched on for all does not pack twice")
def _():
    need("mod_deflate", "mod_filter")
    server = site("AddOutputFilterByType DEFLATE text/html\nSetEnvIf Host . filter-errordocs")
    for path in PATHS:
        page(unpacked(ask(server, path, GZIP)), 404)
        page(ask(server, path), 404)


@case("mod_session, which only sets a cookie, does not keep a page from being packed")
def _():
    need("mod_session", "mod_session_cookie")
    server = site("<Location /s>\nSession On\nSessionCookieName zq path=/\nSessionMaxAge 60\n</Location>",
                  load=("session", "session_cookie"))
    for path in (*PATHS, "/s/nope"):
        packed = ask(server, path, GZIP)
        page(unpacked(packed), 404)
        equal(bool(packed.all("Set-Cookie")), path == "/s/nope", f"{path}: Set-Cookie")


@case("mod_cache keeps both forms apart")
def _():
    need("mod_cache", "mod_cache_disk")
    server = site("CacheRoot \"@ROOT@/cache\"\nCacheEnable disk /\nCacheQuickHandler Off\n"
                  "CacheHeader on", load=("cache", "cache_disk"))
    path = "/o/bare?404&Cache-Control:%20public,%20max-age=300"
    for fields, wanted in ((GZIP, "gzip"), ({}, None), (GZIP, "gzip"), ({}, None)):
        answer = ask(server, path, fields)
        equal(answer.get("Content-Encoding"), wanted, "Content-Encoding")
        body = gunzip(answer.body).decode() if wanted else answer.text
        assert body.rstrip().endswith("</html>"), body
    assert answer.get("X-Cache").startswith("HIT"), answer.get("X-Cache")


@case("a theme whose pages are too long to be packed is no fault, and nothing is said of one")
def _():
    words = " ".join(f"w{n * 7919 % 9973:x}" for n in range(200))
    html = ('<!DOCTYPE html><html lang="{{lang}}"><title>{{title}}</title><body>'
            + ("{{#actions}}<b>" + words + "</b>{{/actions}}") * 20 + "</body></html>\n")
    server = site("StatusPagesTheme @ROOT@/own/", files={"own/page.html": html})
    answer = ask(server, "/nope", GZIP)
    assert answer.text.rstrip().endswith("</html>"), answer
    assert "did not come out" not in server.log(), "the pages are right, they only do not fit"


def memory(html="", conf="StatusPagesTheme @ROOT@/own/\n"):
    """The most that httpd has had in memory, in MB, with this page."""
    server = Server(conf, files={"own/page.html": html}).start()
    try:
        status = open(f"/proc/{server.process.pid}/status", encoding="ascii").read()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024
    finally:
        server.stop()


@case("folding and packing a large page stay within 100 MB, whatever values it has")
def _():
    if WRAP:
        raise Skip("a tool's own memory would be counted")
    words = [f"w{n * 7919 % 9973:x}" for n in range(3000)]
    frame = '<!DOCTYPE html><html lang="{{lang}}"><title>{{title}}</title><body>%s</body></html>\n'
    pieces = [" ".join(words[n:n + 25]) for n in range(0, 3000, 25)]
    most = memory(frame % "".join(pieces)) + 100
    for name in ("reference", "code", "title"):
        used = memory(frame % "".join(f"{piece} {{{{{name}}}}} " for piece in pieces))
        assert used < most, f"with {{{{{name}}}}} {used:.0f} MB instead of {most - 100:.0f} MB"
    used = memory(frame % ("{{what}} " * 3000))
    assert used < most, f"where texts are most of the page {used:.0f} MB instead of {most - 100:.0f} MB"


@case("switched off for the whole server, nothing is packed; switched on somewhere, it is")
def _():
    if WRAP:
        raise Skip("a tool's own memory would be counted")
    off, on = "StatusPagesCompression Off\n", "<Location /x>\nStatusPagesCompression On\n</Location>\n"
    none, some, usual = memory(conf=off), memory(conf=off + on), memory(conf="")
    assert none + 2 < some and none + 2 < usual, f"{none:.1f}, {some:.1f} and {usual:.1f} MB"
    server = httpd(off + on)
    page(unpacked(ask(server, "/x/nope", GZIP)), 404)
    page(ask(server, "/nope", GZIP), 404)


# ---- other decoders --------------------------------------------------------------


@case("over HTTP/2 and TLS the page comes packed, also to HEAD")
def _():
    need("mod_http2", "mod_ssl", "curl")
    if MPM == "prefork":
        raise Skip("prefork has no HTTP/2")
    server = site("Protocols h2 h2c http/1.1\nListen 127.0.0.1:@TLS@\n"
                  "<VirtualHost 127.0.0.1:@TLS@>\nSSLEngine on\n@CERT@\n</VirtualHost>")
    gzip = ("-H", "Accept-Encoding: gzip")
    page(unpacked(h2(server, "/nope", *gzip)), 404)
    page(unpacked(h2(server, "/nope", *gzip, "--head"), head=True), 404, head=True)
    page(unpacked(h2(server, "/nope", *gzip, scheme="https", port=server.tls)), 404)


@case("curl, gzip and node unpack it")
def _():
    need("curl", "gzip")
    server = site()
    body = ask(server, "/nope", GZIP).body
    subprocess.run(["gzip", "-t"], input=body, check=True, timeout=20)
    whole = subprocess.run(["gzip", "-dc"], input=body, check=True, timeout=20,
                           capture_output=True).stdout
    equal(whole, gunzip(body), "what gzip makes of it")
    fields = ("-H", "Accept: text/html", "-H", "Accept-Language: fr")
    answer = curl(server.port, "/nope", "--compressed", *fields)
    assert b"</html>" in answer.body and answer.get("Content-Encoding") == "gzip", str(answer)
    need("node")
    script = ("const c=[];process.stdin.on('data',d=>c.push(d)).on('end',()=>"
              "process.stdout.write(require('zlib').gunzipSync(Buffer.concat(c))))")
    said = subprocess.run(["node", "-e", script], input=body, check=True, timeout=60,
                          capture_output=True).stdout
    equal(said, whole, "what node makes of it")


# Two packets of TCP.  The columns of one theme take more in some languages.
TWO_PACKETS = 2 * 1460
MORE = {"corporate": 3010}


@case("a 404 with its fields fits into two packets, in every language and theme")
def _():
    said = subprocess.run([COMMAND, "languages"], capture_output=True, text=True, timeout=20,
                          check=True).stdout
    tags = re.findall(r"^(\S+)", said, re.M)
    assert len(tags) > 30, said
    # Sizes are the same under a tool, and so is what it watches: one theme with every language, one that is large.
    for theme in ("default", *MORE) if WRAP else THEMES:
        server = httpd(f"StatusPagesTheme {theme}\n")
        # as browsers do, all on one connection
        data = b"".join(build("GET", "/nope",
                              {**PAGE, **GZIP, "Accept-Language": tag,
                               "Connection": "close" if tag == tags[-1] else "keep-alive"})
                        for tag in tags)
        answers = parse(talk(server.port, data), ["GET"] * len(tags))
        equal(len(answers), len(tags), theme)
        for tag, answer in zip(tags, answers):
            page(unpacked(answer), 404, language=tag)
            # what only these tests add
            own = len(f"X-Test-Run: {answer.get('X-Test-Run')}\r\n")
            assert len(answer.wire) - own <= MORE.get(theme, TWO_PACKETS), \
                f"{theme}, {tag}: {len(answer.wire) - own}"


@case("ten errors on one connection, packed and plain in turn")
def _():
    server = site()
    data = b"".join(build("GET", "/nope", {**(GZIP if i % 2 else {}), "Accept": "text/html"},
                          close=i == 9) for i in range(10))
    answers = parse(talk(server.port, data), ["GET"] * 10)
    for i, answer in enumerate(answers):
        equal(answer.get("Content-Encoding"), "gzip" if i % 2 else None, f"answer {i}")
        page(unpacked(answer) if i % 2 else answer, 404)
