# SPDX-License-Identifier: Apache-2.0
"""h2o, with the files as they lie in the output."""

import functools
import re

from common import (BLOG, NAME, SHOP, Server, ask, bare, built, case, equal, field, heading, need, one, own_theme)
from promises import (checked, promise, promise_all, promise_apart, promise_backend, promise_clients,
                      promise_connection, promise_covered, promise_kept, promise_languages, promise_name,
                      promise_own, promise_policy, promise_static, promise_theme, promise_untouched,
                      promise_whole, titles)
from rows import HTML, LANGUAGES, MORE, PROBLEM, SCRIPT, weighed_languages, weighed_types

# The file that README.md names above the other handlers.
CLIENT = "mruby.handler-file: @MADE@/client.rb"
CONF = """
user: root
num-threads: 1
limit-request-body: 1000
listen: {host: 127.0.0.1, port: @PORT@}
hosts:
  "own.test":
    header.set: "X-Site: yes"
    paths:
      "/":
        CLIENT
        file.dir: @ROOT@/htdocs
        error-doc: !file @MADE@/errors.yaml
      "/plain":
        file.dir: @ROOT@/htdocs
        error-doc: !file @MADE@/errors.yaml
      "/return":
        mruby.handler: |
          Proc.new { |env| [env["PATH_INFO"][1..3].to_i, {}, []] }
        error-doc: !file @MADE@/errors.yaml
      "/app":
        CLIENT
        proxy.reverse.url: http://127.0.0.1:@ORIGIN@/
        error-doc: !file @MADE@/gateway.yaml
      "/own":
        proxy.reverse.url: http://127.0.0.1:@ORIGIN@/
      "/origin":
        CLIENT
        proxy.reverse.url: http://127.0.0.1:@ORIGIN@/
        error-doc: !file @MADE@/errors.yaml
      "/dead":
        CLIENT
        proxy.reverse.url: http://127.0.0.1:@DEAD@/
        error-doc: !file @MADE@/gateway.yaml
  "statuspages.invalid": !file @MADE@/host.yaml
"""
FEW = ("--languages", "en,de,ar,zh-Hans,zh-Hant,pt-BR,pt-PT,nb,sr-Cyrl,sr-Latn", "--site-name", NAME,
       "--retry-after", "503=120")


@functools.lru_cache(None)
def h2o(*options):
    """A running h2o with the files of a build; cases with the same options share it."""
    need("h2o")
    return Server(built("h2o", *options), ["h2o", "-c", "@ROOT@/h2o.conf"],
                  {"h2o.conf": CONF.replace("CLIENT", CLIENT), "htdocs/is-it-ours": "@TOKEN@",
                   "htdocs/index.html": "<p>home</p>\n", "htdocs/there.html": "<p>there</p>\n"}).start()


def usual():
    return h2o(*FEW)


@case("the command ran h2o's own check and says so")
def _():
    need("h2o")
    checked(built("h2o", *FEW), "h2o")


@case("errors of h2o itself: each language, HTML and problem details, every method")
def _():
    for path, code in (("/nope", 404), ("/dead/x", 502)):
        promise_all(usual(), path, code)
        promise(ask(usual(), path, {"Accept-Language": "de"}, "HEAD"), code, "de", HTML, head=True)
        for method in ("POST", "PUT", "DELETE"):
            promise(ask(usual(), path, {"Accept-Language": "ar"}, method, b"a=1"), code, "ar", HTML)
    promise(ask(usual(), "/app/close", {"Accept-Language": "zh-TW"}), 502, "zh-Hant", HTML)
    promise(ask(usual(), "/there.html", {"Accept-Language": "de"}, "PUT", b"a"), 405, "de", HTML)


@case("each code of a handler: the first language without client.rb")
def _():
    for code in (400, 401, 403, 405, 410, 429, 451, 500, 501, 503, 504, 520):
        promise(ask(usual(), f"/return/{code}", {"Accept-Language": "de"}), code, "en", HTML)
    promise(ask(usual(), "/plain/nope", {"Accept-Language": "de", "Accept": "application/json"}), 404, "en", HTML)
    equal(ask(usual(), "/return/503").get("Retry-After"), "120", "wait of the build")


@case("an application's own errors are what it says to the byte, empty or not")
def _():
    promise_untouched(usual(), "/app/")
    promise_untouched(usual(), "/own/")


@case("where all are wanted, every error of an application gets a page and keeps its fields")
def _():
    promise_backend(usual())
    promise_kept(usual(), field, others="1")
    promise_whole(usual(), field, more=MORE)
    promise_covered(usual())
    equal(ask(usual(), field(503)).get("Retry-After"), "120", "wait of the build")


@case("nothing below 400 is touched")
def _():
    for path, body in (("/there.html", b"<p>there</p>\n"), ("/app/200", b"from the backend\n")):
        answer = ask(usual(), path)
        equal((answer.status, answer.body, answer.get("X-Site")), (200, body, "yes"), "answer")
        for name in ("Content-Security-Policy", "Content-Language", "Cache-Control", "Vary", "Referrer-Policy"):
            equal(answer.get(name), None, name)


@case("languages and types are weighed as by the module")
def _():
    promise_languages(h2o("--formats", "html", "--codes", "4xx"), "/nope", weighed_languages())
    promise_languages(h2o("--languages", "en,zh-Hans,de", "--codes", "404"), "/nope", SCRIPT)
    for asked, kind in weighed_types():
        equal(ask(usual(), "/nope", {"Accept": asked}).get("Content-Type"), kind, f"type for {asked!r}")
    promise_clients(usual(), "/nope")
    # RFC 6839, section 3.4: a type that ends with +xml.
    server = h2o("--formats", "all", "--codes", "404", "--languages", "en")
    answer = ask(server, "/nope", {"Accept": "application/atom+xml, text/html;q=0.5"})
    equal(answer.get("Content-Type"), "application/problem+xml", "a type with a suffix")


@case("a client cannot name a file, nor what the pages are made from")
def _():
    forged = {"x-fallthru-set-statuspages-language": "ar", "Statuspages-Language": "ar", "Accept-Language": "de"}
    promise(ask(usual(), "/nope", forged), 404, "de", HTML)
    for path in ("/../client.rb", "/%2e%2e/client.rb", "/../../page.rb", "/404%00", "/x"):
        answer = ask(usual(), path, {"Host": "statuspages.invalid"}, page=False)
        assert b"Proc.new" not in answer.body, answer
        equal(answer.status, 404, path)


@case("a page is the static one to the byte")
def _():
    promise_static(usual(), {"/nope": 404, field(503): 503}, ("--site-name", NAME, *FEW[:2], "--retry-after",
                                                               "503=120"))
    promise_name(usual(), "/nope")
    promise_theme(h2o("--theme", own_theme(), "--languages", "en,de"), "/nope")


@case("fields of every page")
def _():
    for path in ("/nope", "/dead/x", field(404)):
        for accept in ("text/html", "application/json", "text/plain"):
            answer = ask(usual(), path, {"Accept": accept, "If-None-Match": "*", "Range": "bytes=0-3"})
            equal([answer.get(name) for name in ("Cache-Control", "Referrer-Policy", "ETag", "Accept-Ranges",
                                                 "Last-Modified", "X-Robots-Tag")],
                  ["no-store", "same-origin", None, None, None, None], "fields")
            equal(answer.tokens("Vary"), {"accept", "accept-language", "sec-fetch-dest", "user-agent"}, "Vary")
    promise_policy(ask(usual(), "/nope"))
    equal(ask(usual(), field(404, "Vary: Origin")).tokens("Vary") >= {"origin", "accept"}, True, "Vary")


@case("--header: on every page, and on nothing else")
def _():
    server = h2o("--header", "Strict-Transport-Security: max-age=9; preload", "--header", "X-Other: a: b, c",
                 "--languages", "en,de", "--retry-after", "503=9")
    for path in ("/nope", "/return/503", field(404), "/dead/x"):
        answer = ask(server, path)
        equal((answer.all("Strict-Transport-Security"), answer.all("X-Other")), (["max-age=9; preload"], ["a: b, c"]),
              path)
    for path in ("/there.html", "/app/json422", "/own/html404"):
        equal(ask(server, path).get("X-Other"), None, path)


@case("a page that is missing does not change the status")
def _():
    server = h2o("--languages", "en,de", "--home", "/start")
    (server.made.folder / "pages/de/404.html").unlink()
    answer = ask(server, "/nope", {"Accept-Language": "de"})
    equal((answer.status, answer.text), (404, "Error 404\n"), "answer")
    equal(answer.get("Cache-Control"), "no-store", "Cache-Control")


@case("HTTP/1.0 and a kept connection; requests that no path sees")
def _():
    promise(ask(usual(), "/nope", {"Accept-Language": "de"}, version="HTTP/1.0"), 404, "de", HTML)
    promise_connection(usual(), "/nope")
    equal(one(usual().port, b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n").status, 400, "status")


@case("codes and formats that were not asked for are left alone")
def _():
    server = h2o("--codes", "404,503", "--formats", "html", "--languages", "de")
    promise(ask(server, "/nope", {"Accept": "application/json", "Accept-Language": "ar"}), 404, "de", HTML)
    for path, code in (("/return/410", 410), ("/dead/x", 502)):
        answer = ask(server, path)
        equal((answer.status, titles("de")[code] in answer.text), (code, False), path)


NAMED = """
user: root
num-threads: 1
listen: {host: 127.0.0.1, port: @PORT@}
hosts:
  "shop.test":
    paths:
      "/":
        CLIENT
        file.dir: @ROOT@/htdocs
        error-doc: !file @MADE@/errors.yaml
      "/app":
        CLIENT
        proxy.reverse.url: http://127.0.0.1:@ORIGIN@/
        error-doc: !file @MADE@/errors.yaml
  "blog.test":
    paths:
      "/":
        mruby.handler-file: SECOND/client.rb
        file.dir: @ROOT@/htdocs
        error-doc: !file SECOND/errors.yaml
      "/app":
        mruby.handler-file: SECOND/client.rb
        proxy.reverse.url: http://127.0.0.1:@ORIGIN@/
        error-doc: !file SECOND/errors.yaml
  "shop_statuspages.invalid":
    header.set: "Strict-Transport-Security: max-age=9"
    <<: !file @MADE@/host.yaml
  "blog_statuspages.invalid": !file SECOND/host.yaml
"""


@case("two builds with two names stand in one h2o; a line of the administrator is on the pages")
def _():
    need("h2o")
    other = built("h2o", *BLOG)
    server = Server(built("h2o", *SHOP), ["h2o", "-c", "@ROOT@/h2o.conf"],
                    {"h2o.conf": NAMED.replace("CLIENT", CLIENT).replace("SECOND", str(other.folder)),
                     "htdocs/is-it-ours": "@TOKEN@"}).start()
    promise_apart(server)
    for host, value in (("shop.test", "max-age=9"), ("blog.test", None)):
        equal(ask(server, "/nope", {"Host": host}).get("Strict-Transport-Security"), value, host)
