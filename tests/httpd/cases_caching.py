# SPDX-License-Identifier: Apache-2.0
"""What a cache keeps and gives to others; mod_cache is one."""

from checks import STOCK, case, equal, is_page, page
from client import ask
from server import httpd, need

CACHE = """
CacheRoot "@ROOT@/cache"
CacheEnable disk /
CacheQuickHandler Off
CacheHeader on
ProxyPass /o/ http://127.0.0.1:@ORIGIN@/ disablereuse=on
"""

PUBLIC = "Cache-Control:%20public,%20max-age=300"

# Settings under which a page holds what belongs to one visitor, and what it then holds.
PERSONAL = {
    "a variable": ('StatusPagesSet visitor "%{HTTP:X-User}"', "zqfirst"),
    "a variable in a template": ('StatusPagesSet visitor "%{HTTP:X-User}"\n'
                                 'StatusPagesTemplate 404 html "@ROOT@/own.html"', "zqfirst"),
    "the user's name": ('StatusPagesSet visitor "%{REMOTE_USER}"\nSetEnvIf X-User . yes\n'
                        'StatusPagesSet other "%{reqenv:zq}%{HTTP:X-User}"', "zqfirst"),
    "the owner's note": ("StatusPagesDetails \"%{HTTP:X-User} == 'zqfirst'\"", None),
}
FILES = {"own.html": "<!DOCTYPE html><html lang=\"en\"><title>{{title}}</title>"
                     "<main><h1>{{title}}</h1>{{visitor}}</main></html>\n"}

# Who says that the answer may be stored: the backend, or httpd's own modules.
SAID = {
    "the backend": ("", f"/o/bare?404&{PUBLIC}"),
    "the backend, of HTTP/1.0": (
        "", "/o/bare?404&Expires:%20Thu,%2031%20Dec%202037%2023:00:00%20GMT"),
    "the backend, of shared caches": ("", "/o/bare?404&Cache-Control:%20s-maxage=300"),
    "Header": ('Header set Cache-Control "public, max-age=300"', "/o/bare?404"),
    "Header always": ('Header always set Cache-Control "public, max-age=300"', "/o/bare?404"),
    "ExpiresDefault": ('ExpiresActive On\nExpiresDefault "access plus 1 hour"', "/o/bare?404"),
    "Header always, httpd's own error": (
        'Header always set Cache-Control "public, max-age=300"', "/nope"),
}


def cached(conf=""):
    need("mod_cache", "mod_cache_disk", "mod_proxy_http", "mod_expires")
    return httpd(CACHE + conf + "\n", load=("cache", "cache_disk"), files=FILES)


@case("a page with a value of one visitor is not stored, whoever allows it")
def _():
    for what, (personal, _) in PERSONAL.items():
        for who, (allows, path) in SAID.items():
            server = cached(f"{personal}\n{allows}")
            for accept in ("text/html", "application/json", "text/plain"):
                answers = [ask(server, path, {"Accept": accept, "X-User": user})
                           for user in ("zqfirst", "zqsecond")]
                for answer in answers:
                    equal(answer.all("Cache-Control"), ["no-store"], f"{what}, {who}")
                    # an HTTP/1.0 cache knows no other field
                    equal(answer.get("Expires"), None, f"{what}, {who}: Expires")
                    assert not (answer.get("X-Cache") or "").startswith("HIT"), f"{what}, {who}"
                assert b"zqfirst" not in answers[1].body, f"{what}, {who}: another's value"


@case("the owner's note of one visitor is not shown to the next")
def _():
    server = cached(PERSONAL["the owner's note"][0])
    path = SAID["the backend"][1]
    first, second = (ask(server, path, {"X-User": user}) for user in ("zqfirst", "zqsecond"))
    assert len(first.body) > len(second.body) + 50, "the note"


@case("what the fields of other caches say goes with it")
def _():
    server = cached('StatusPagesSet visitor "%{HTTP:X-User}"')
    # nginx heeds X-Accel-Expires, and Akamai Edge-Control, before Cache-Control.
    names = ("CDN-Cache-Control", "Surrogate-Control", "Cloudflare-CDN-Cache-Control",
             "Edge-Control", "X-Accel-Expires")
    answer = page(ask(server, "/o/bare?404&" + "&".join(
        f"{name}:%20{'9' if name.startswith('X-') else 'max-age=9'}" for name in names)), 404)
    for name in names:
        equal(answer.get(name), None, name)


@case("a page that the backend lets others have holds nothing of the first visitor")
def _():
    server = cached('StatusPagesSet office "Rome"')
    for caching in (PUBLIC, "Cache-Control:%20max-age=300,%20private=%22Set-Cookie%22",
                    "Cache-Control:%20max-age=300,%20no-cache=%22Set-Cookie%22",
                    "CDN-Cache-Control:%20max-age=9&Cache-Control:%20max-age=300",
                    "X-Accel-Expires:%209&Cache-Control:%20max-age=300"):
        for accept in ("text/html", "application/json", "text/plain"):
            path = f"/o/bare?404&{caching}"
            first = ask(server, path, {"Accept": accept, "Referer": "http://localhost/zqmark"})
            second = ask(server, path, {"Accept": accept, "Referer": "http://elsewhere.test/"})
            assert second.get("X-Cache").startswith("HIT"), second.get("X-Cache")
            equal(second.body, first.body, "body")
            for text in ("Reference", "reference", "timestamp", "UTC", "link on"):
                assert text not in first.text.replace("same-origin", ""), f"{accept}: {text}"
            assert STOCK not in first.text and first.status == 404
            assert "max-age=300" in first.get("Cache-Control"), first.get("Cache-Control")


@case("a page for this visitor's own cache, and one that nobody speaks of, keep their reference")
def _():
    server = cached()
    for path, wanted in (("/o/bare?404&Cache-Control:%20private,%20max-age=300",
                          "private, max-age=300"),
                         ("/o/bare?404&Cache-Control:%20no-store", "no-store"),
                         # Rack says so of each answer without a body
                         ("/o/bare?404&Cache-Control:%20no-cache", "no-cache"),
                         ("/o/bare?404&X-Accel-Expires:%200", "no-store"),
                         ("/o/bare?404", "no-store"), ("/nope", "no-store")):
        answer = page(ask(server, path), 404)
        equal(answer.get("Cache-Control"), wanted, path)
        assert "Reference" in answer.text, path
        again = page(ask(server, path), 404)
        assert again.body != answer.body, f"{path}: the reference of another"


@case("a page that nginx keeps by a field of its own has no reference")
def _():
    answer = page(ask(cached(), "/o/bare?404&X-Accel-Expires:%20300"), 404)
    assert "Reference" not in answer.text, answer.text


@case("429 is not stored even if Header always says so")
def _():
    server = cached('Header always set Cache-Control "public, max-age=300"\nRedirect 429 /slow')
    for path in ("/slow", f"/o/bare?429&{PUBLIC}"):
        answer = ask(server, path)
        assert is_page(answer) and answer.status == 429, str(answer)
        equal(answer.all("Cache-Control"), ["no-store"], path)
