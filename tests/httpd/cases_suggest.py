# SPDX-License-Identifier: Apache-2.0
"""StatusPagesSuggest: links to pages with a similar address on 404 and 410."""

import gzip
import html
import os
import re
import resource
import time
import zlib

from checks import PROBLEM, case, equal, markdown, one_line, page, plain, problem, problem_xml
from client import ask, h2, one
from server import MPM, PACKS, PATIENCE, THEMES, WRAP, Server, Skip, httpd, need

LIST = """# pages
/docs/install.html    Installing <the> "server" & more
/docs/upgrade.html    Upgrading
https://localhost/shop/b%C3%BCcher?page=1	Bücher
/docs/untitled.html
/docs/caf\u00e9.html
"""
HEADING = "You may be looking for:"
SITEMAP = ('<?xml version="1.0" encoding="UTF-8"?>\n'
           '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n%s</urlset>\n')
TYPES = {"html": "text/html", "json": "application/json", "xml": "application/xml", "text": "text/plain",
         "markdown": "text/markdown"}


def sitemap(*addresses):
    return SITEMAP % "".join(f"<url><loc>{html.escape(one)}</loc></url>\n" for one in addresses)


def index(*names):
    return '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n' + "".join(
        f"<sitemap><loc>https://localhost/{name}</loc></sitemap>\n" for name in names) + "</sitemapindex>\n"


def site(conf="", files=None, **more):
    return httpd("StatusPagesSuggest pages.txt\nRedirect 410 /docs/upgrad.html\n" + conf,
                 files={"pages.txt": LIST, **(files or {})}, **more)


def links(answer):
    """Addresses and texts of the links below the heading of an HTML page."""
    part = re.search(rf"<h2>{re.escape(HEADING)}</h2>\s*<ul>(.*?)</ul>", answer.text, re.S)
    return [(html.unescape(url), html.unescape(re.sub("<[^>]+>", "", text)))
            for url, text in re.findall(r'<a href="([^"]*)">(.*?)</a>', part[1])] if part else []


def nothing(answer):
    """No suggestion in this answer."""
    for word in (HEADING, "Similar addresses", "suggestions", "install.html"):
        assert word not in answer.text, f"{word} in:\n{answer}"
    return answer


@case("404 and 410 have the pages with a similar address, in every format; other codes have none")
def _():
    server = site('Redirect 403 /docs/instal.htm\n<Location /docs/upgrade.htm>\nRequire all denied\n</Location>\n')
    title = 'Installing <the> "server" & more'
    equal(links(page(ask(server, "/docs/instal.html"), 404)), [("/docs/install.html", title)], "links")
    equal(links(page(ask(server, "/docs/upgrad.html"), 410)), [("/docs/upgrade.html", "Upgrading")], "links")
    document = problem(ask(server, "/docs/instal.html", {"Accept": TYPES["json"]}), 404)
    equal(document["suggestions"], [{"url": "/docs/install.html", "title": title}], "suggestions")
    root = problem_xml(ask(server, "/docs/instal.html", {"Accept": TYPES["xml"]}), 404)
    equal([(one.tag, one.text) for one in root.find(PROBLEM + "suggestions/" + PROBLEM + "i")],
          [(PROBLEM + "url", "/docs/install.html"), (PROBLEM + "title", title)], "suggestions")
    text = markdown(ask(server, "/docs/upgrad.html", {"Accept": TYPES["markdown"]}), 410).text
    assert "\n## Similar addresses\n\n- [Upgrading](/docs/upgrade.html)\n\n## Next" in text, text
    text = plain(ask(server, "/docs/upgrad.html", {"Accept": TYPES["text"]}), 410).text
    assert f"\n{HEADING}\n- Upgrading: /docs/upgrade.html\n\n" in text, text
    for path in ("/docs/instal.htm", "/docs/upgrade.htm"):
        nothing(page(ask(server, path), 403))
    nothing(page(ask(server, "/xyzzy/frobnicate"), 404))


@case("an address without a title is shown in readable form, and links stay as they are")
def _():
    server = site()
    equal(links(ask(server, "/docs/untitle.html")), [("/docs/untitled.html", "/docs/untitled.html")], "links")
    equal(links(ask(server, "/docs/caf%C3%A9.htm")), [("/docs/caf%C3%A9.html", "/docs/café.html")], "links")
    equal(links(ask(server, "/shop/b%C3%BCche?page=1")), [("/shop/b%C3%BCcher?page=1", "Bücher")], "links")
    text = ask(server, "/docs/untitle.html", {"Accept": TYPES["text"]}).text
    assert "\n- /docs/untitled.html\n" in text, text


@case("what counts is the address that the client sent, and nothing of the request is shown")
def _():
    need("mod_rewrite")
    server = site("RewriteEngine On\nRewriteRule ^/docs/ /front/controller [PT]\n"
                  "ErrorDocument 500 /nope\n")
    wanted = ["/docs/install.html"]
    for target in ("/docs/instal.html", "/docs/instal.html?q=zqmark",
                   f"http://localhost:{server.port}/docs/instal.html?zqmark"):
        answer = one(server.port, f"GET {target} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n"
                                  "Sec-Fetch-Dest: document\r\nConnection: close\r\n\r\n".encode())
        equal([url for url, _ in links(answer)], wanted, target)
        assert "zqmark" not in answer.text and "instal.html" not in answer.text, str(answer)
    # also where an ErrorDocument or another address was looked for in its place
    for conf in ("ErrorDocument 404 /nope/too\n",
                 '<Directory "@ROOT@/htdocs">\nRewriteEngine On\nRewriteRule ^docs/ /front/controller\n</Directory>\n'):
        equal([url for url, _ in links(ask(site(conf), "/docs/instal.html"))], wanted, conf)
    # what failed is not suggested
    nothing(ask(server, "/docs/install.html"))
    # nor on the same page in another language, whose link adds a query
    server = site("StatusPagesLanguageLinks On\nStatusPagesLanguages en de\n")
    nothing(ask(server, "/docs/install.html?statuspages-language=en"))
    for query in ("?statuspages-language=en", "?statuspages-language=EN", "?statuspages-language=zz", "?q=zq"):
        equal([url for url, _ in links(ask(server, "/docs/instal.html" + query))], wanted, query)


@case("HTTP/2 has them, too")
def _():
    need("mod_http2", "curl")
    if MPM == "prefork":
        raise Skip("mod_http2 does not work with prefork")
    answer = h2(site("Protocols h2c http/1.1\n"), "/docs/instal.html?q=zqmark")
    equal([url for url, _ in links(answer)], ["/docs/install.html"], "links")


@case("all themes have them, packed and plain, HEAD has the headers of GET")
def _():
    names = "".join(f'<Location /docs/{name}>\nStatusPagesTheme {name}\n</Location>\n' for name in THEMES)
    server = httpd("StatusPagesSuggest pages.txt\n" + names,
                   files={"pages.txt": "".join(f"/docs/{name}/the-{name}-page Installing\n" for name in THEMES)})
    for name in THEMES:
        path = f"/docs/{name}/the-{name}-pag"
        answer = page(ask(server, path), 404)
        assert (f"/docs/{name}/the-{name}-page", "Installing") in links(answer), f"{name}:\n{answer.text}"
        packed = ask(server, path, {"Accept-Encoding": "gzip"})
        equal(packed.get("Content-Encoding"), "gzip" if PACKS else None, "Content-Encoding")
        if PACKS:
            assert f'<a href="/docs/{name}/the-{name}-page">' in gzip.decompress(packed.body).decode(), name
        head = ask(server, path, method="HEAD")
        equal(head.get("Content-Length"), answer.get("Content-Length"), "Content-Length of HEAD")


@case("one line for a part of a page, brief text and a body of the application have none")
def _():
    server = site()
    part = {"Sec-Fetch-Dest": "image", "Accept": "image/*"}
    one_line(ask(server, "/docs/instal.html", part), 404, "Not Found")
    nothing(ask(server, "/docs/instal.html", {"User-Agent": "git/2.39.5", "Accept": "*/*", "Sec-Fetch-Dest": None}))
    nothing(ask(server, "/docs/instal.html", method="PROPFIND"))


@case("inner sections have their own file or Off, virtual hosts inherit, .htaccess may not name one")
def _():
    server = httpd("""
StatusPagesSuggest pages.txt
<Location /docs/off>
    StatusPagesSuggest Off
</Location>
<Location /docs/own>
    StatusPagesSuggest own.txt
</Location>
<Directory "@ROOT@/htdocs">
    AllowOverride All
</Directory>
<VirtualHost *:@PORT@>
    ServerName localhost
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName own.test
    StatusPagesSuggest "@ROOT@/own.txt"
</VirtualHost>
""", files={"pages.txt": "/docs/install\n", "own.txt": "/own/install\n",
            "htdocs/open/.htaccess": "StatusPagesSuggest pages.txt\n"})
    urls = lambda path, host="localhost": [url for url, _ in links(ask(server, path, {"Host": host}))]
    equal(urls("/docs/instal"), ["/docs/install"], "inherited")
    equal(urls("/docs/off/instal"), [], "Off")
    equal(urls("/docs/own/install"), ["/own/install"], "own")
    equal(urls("/docs/install", "own.test"), ["/own/install"], "virtual host")
    equal(ask(server, "/open/x").status, 500, "status with .htaccess")
    assert "StatusPagesSuggest not allowed here" in server.log(), "nothing of it in the log"


@case("a sitemap, one with gzip, an index and a list with gzip are read; a reload reads them again")
def _():
    one_map = sitemap("https://www.example.org/docs/install.html", "https://www.example.org/a?b=1&c=2")
    for name, files in {"map.xml": {"map.xml": one_map},
                        "map.xml.gz": {"map.xml.gz": gzip.compress(one_map.encode())},
                        "pages.gz": {"pages.gz": gzip.compress(b"/docs/install.html\n")},
                        "index.xml": {"index.xml": index("a.xml.gz", "maps/b.xml"),
                                      "a.xml.gz": gzip.compress(one_map.encode()),
                                      "b.xml": sitemap("/docs/upgrade.html")}}.items():
        server = httpd(f"StatusPagesSuggest {name}\n", files=files)
        equal([url for url, _ in links(ask(server, "/docs/instal.html"))], ["/docs/install.html"], name)
    equal([url for url, _ in links(ask(server, "/docs/upgrad.html"))], ["/docs/upgrade.html"], "the second sitemap")
    server = Server("StatusPagesSuggest pages.txt\n", files={"pages.txt": "/docs/install\n"}).start()
    try:
        equal([url for url, _ in links(ask(server, "/docs/instal"))], ["/docs/install"], "before")
        (server.root / "pages.txt").write_text("/docs/installed\n")
        server.graceful()
        # a child of before may answer for a moment
        end = time.monotonic() + 8 * PATIENCE
        while links(ask(server, "/docs/instale"))[0][0] != "/docs/installed" and time.monotonic() < end:
            time.sleep(0.1)
        equal([url for url, _ in links(ask(server, "/docs/instale"))], ["/docs/installed"], "after")
    finally:
        server.stop()


HOSTILE = {
    "not there": (None, ": cannot be read: No such file or directory"),
    "no slash": ("/a\nb\n", ":2: an address must begin with /"),
    "another site": ("//evil.test/\n", ":1: the path of an address must not begin with //"),
    "a script": ("javascript:alert(1)\n", ":1: an address must begin with /"),
    "a line end": ("/a%\n", ":1: the address has a % without two"),
    "binary junk": (bytes(range(1, 256)) * 30, ":1: "),
    "half a sitemap": (sitemap("/a")[:-10], ":4:1: is not well-formed XML"),
    "gzip that breaks off": (gzip.compress(os.urandom(999))[:-20], ": ends in the middle of its gzip data"),
    "a billion laughs": ('<?xml version="1.0"?>\n<!DOCTYPE l [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(b + 1)} "{f"&{chr(b)};" * 10}">' for b in range(97, 107))
        + "]>\n<urlset><url><loc>&k;</loc></url></urlset>", ":2:13: has a DOCTYPE"),
    "another file": ('<!DOCTYPE u [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<urlset/>', ":1:13: has a DOCTYPE"),
    "depth": ("<urlset>" + "<a>" * 100000, ":1:54: elements are nested more than 16 deep"),
    "an index that names itself": (index("list"), ":1:1: an index of sitemaps must not name another index"),
    "an encoding that lies": (sitemap("/x").replace("/x", "/\xfc").encode("latin-1"),
                              ":3:12: is not well-formed XML"),
    "a long tag": ("<urlset><" + "a" * 3000000, ":1:9: a tag or comment is longer than 1 MB"),
}


@case("httpd -t refuses what is hostile or broken, with file, line and what to do")
def _():
    for name, (text, wanted) in HOSTILE.items():
        server = Server("\nStatusPagesSuggest list\n", files={"list": text} if text is not None else {})
        status, said = server.check()
        assert status != 0, f"{name} was taken"
        assert f"StatusPagesSuggest: {server.root}/list{wanted}" in said, f"{name}: {said}"
        assert "Syntax error on " + server.place("StatusPagesSuggest") in said, f"{name}: {said}"
    for name, make in {"a pipe": os.mkfifo, "a folder": os.mkdir}.items():
        server = Server("StatusPagesSuggest list\n")
        make(server.root / "list")
        status, said = server.check()
        assert status != 0 and f"{server.root}/list: is not a file" in said, f"{name}: {said}"


@case("2 GB in a file of gzip take little time and memory")
def _():
    # After a full flush the same bytes are packed alike, so that they need be packed once.
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    bomb = packer.compress(b"<urlset>") + packer.flush(zlib.Z_FULL_FLUSH)
    bomb += (packer.compress(b" " * 10_000_000) + packer.flush(zlib.Z_FULL_FLUSH)) * 200
    small = Server("StatusPagesSuggest list\n", files={"list": "/a\n"})
    large = Server("StatusPagesSuggest list\n", files={"list": bomb})
    equal(small.check()[0], 0, "status")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    status, said = large.check()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert status != 0 and "/list: is too large: all lists together can have at most 50 MB" in said, said
    if not WRAP:
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        assert used < 5, f"{used} s of CPU"


@case("addresses of other hosts are left out, and the log says how many and where")
def _():
    conf, files = "StatusPagesSuggest map.xml\n", {"map.xml": sitemap(
        "https://www.example.org/docs/install.html", "https://evil.test/docs/instale.html",
        "http://WWW.example.org:80/docs/upgrade.html", "https://www.example.org:8443/docs/instals.html")}
    server = httpd(conf, files=files)
    equal([url for url, _ in links(ask(server, "/docs/instal.html"))], ["/docs/install.html"], "links")
    equal([url for url, _ in links(ask(server, "/docs/upgrad.html"))], ["/docs/upgrade.html"], "links")
    status, said = Server(conf, files=files).check()
    equal(status, 0, "status of httpd -t")
    assert "/map.xml:4: 2 addresses of another host than www.example.org" in said, said


@case("caches may store them: they belong to the address")
def _():
    server = site("StatusPagesCache 404 60\n")
    bodies = {ask(server, "/docs/instal.html", {"User-Agent": agent, "Cookie": agent}).body for agent in ("a", "b")}
    equal(len(bodies), 1, "bodies")
    answer = ask(server, "/docs/instal.html")
    equal(answer.get("Cache-Control"), "max-age=60", "Cache-Control")
    equal([url for url, _ in links(answer)], ["/docs/install.html"], "links")


@case("statuspages-backend suggests for X-Original-URI, but not where caches may store the page")
def _():
    handler = '<Location "/e">\nSetHandler statuspages-backend\n</Location>\n'
    fields = {"X-Code": "404", "X-Original-URI": "/docs/instal.html?a=zqmark"}
    server = site(handler)
    answer = ask(server, "/e", fields)
    equal([url for url, _ in links(answer)], ["/docs/install.html"], "links")
    assert "zqmark" not in answer.text
    nothing(ask(server, "/e", {"X-Code": "404"}))
    nothing(ask(server, "/e", {**fields, "X-Code": "503"}))
    nothing(ask(site(handler + "StatusPagesCache 404 60\n"), "/e", fields))


@case("a forward proxy suggests nothing for other sites, a reverse proxy does for its own address")
def _():
    need("mod_proxy_http")
    server = site("ProxyPass /docs/app/ http://127.0.0.1:@ORIGIN@/\nProxyRequests On\n",
                  files={"pages.txt": "/docs/app/empty405\n/empty405\n"})
    answer = ask(server, "/docs/app/empty404")
    assert "/docs/app/empty405" in [url for url, _ in links(answer)], str(answer)
    foreign = one(server.port, b"GET http://127.0.0.1:%d/empty404 HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n"
                               b"Sec-Fetch-Dest: document\r\nConnection: close\r\n\r\n" % server.origin)
    equal(foreign.status, 404, "status")
    equal(links(foreign), [], "links for another site")


@case("the preview of an address suggests what that address would")
def _():
    server = site('<Location "/see">\nSetHandler statuspages-preview\n</Location>\n')
    answer = ask(server, "/see/body?code=404&at=/docs/instal.html&language=en&format=html")
    equal([url for url, _ in links(answer)], ["/docs/install.html"], "links")


@case("50,000 addresses")
def _():
    addresses = [f"/manual/part{i % 97}/chapter{i % 1009}/page-{i}.html" for i in range(50000)]
    server = httpd("StatusPagesSuggest map.xml\n", files={"map.xml": sitemap(*addresses)})
    assert addresses[49998] in [url for url, _ in links(ask(server, addresses[49998][:-1]))], "the last but one"
