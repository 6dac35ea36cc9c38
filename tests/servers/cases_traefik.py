# SPDX-License-Identifier: Apache-2.0
"""Traefik: dynamic.yml against what Traefik's documentation says, and the web servers of the pages.

Traefik itself is not in Debian.  So the requests that its errors middleware would make are made here.
"""

import functools
import json
import re

from cases_caddy import INSERTS, home
from common import IN_SOME, NAME, Server, Skip, USUAL, ask, built, case, equal, need
from objects import valid_traefik
from promises import CACHE, checked, promise, promise_all, promise_cached, promise_files, promise_name
from rows import HTML, PROBLEM, TEXT

# https://doc.traefik.io/traefik/v3.4/middlewares/http/errorpages: a code, or two with a dash.
STATUS = r"([1-5]\d\d)(?:-([1-5]\d\d))?"
# The same page: {status}, {url} and, since 3.4, {originalStatus}.
QUERY = r"/[^{}]*(?:\{(?:status|url)\}[^{}]*)+"
# https://doc.traefik.io/traefik/providers/file/#go-templating
TEMPLATE = r'\{\{ env "([A-Z_]+)" \| default "([^"]*)" \}\}'

NGINX = """
daemon off;
master_process off;
error_log stderr info;
pid @ROOT@/pid;
events { worker_connections 64; }
http {
    client_body_temp_path @ROOT@/t;
    proxy_temp_path @ROOT@/t;
    fastcgi_temp_path @ROOT@/t;
    uwsgi_temp_path @ROOT@/t;
    scgi_temp_path @ROOT@/t;
    access_log off;
    include PAGES/http.conf;
    server {
        listen 127.0.0.1:@PORT@;
        include PAGES/server.conf;
        include @MADE@/nginx-codes.conf;
        location = /is-it-ours { return 200 "@TOKEN@"; }
    }
}
"""


def made(*options):
    return built("traefik", *USUAL, *IN_SOME, *options)


@functools.lru_cache(None)
def dynamic(*options):
    """What Traefik reads: the file as a Go template, then as YAML."""
    try:
        import yaml
    except ImportError:
        raise Skip("python3-yaml is not installed")
    text = made(*options).read("dynamic.yml").decode()
    text = re.sub(TEMPLATE, lambda match: match[2], text)
    assert "{{" not in text, text
    return yaml.safe_load(text)


def started(build):
    """The web server of the pages: the Caddyfile of the output, and one path to know it by."""
    need("caddy")
    text = build.read("Caddyfile").decode()
    return Server(build, ["caddy", "run", "--adapter", "caddyfile", "--config", "@ROOT@/Caddyfile"],
                  {"Caddyfile": text.replace("route {", "route {\n\t\trespond /is-it-ours @TOKEN@")},
                  {**home(), "STATUSPAGES_PORT": "@PORT@"}).start()


@functools.lru_cache(None)
def pages():
    return started(made())


@case("Traefik 2 and 3 accept dynamic.yml, and no other names, types or less than they require")
def _():
    for options in ((), ("--name", "shop"), ("--codes", "404")):
        http = dynamic(*options)["http"]
        router = next(iter(http.get("routers", ())), "none")
        service, = http["services"]
        valid_traefik(dynamic(*options), (f"http.routers.{router}.rule", f"http.routers.{router}.service",
                                          f"http.services.{service}.loadBalancer.servers",
                                          f"http.services.{service}.loadBalancer.servers.0.url"))
        server, = http["services"][service]["loadBalancer"]["servers"]
        assert re.fullmatch(r"http://[\w.-]+:\d+", server["url"]), server


@case("what dynamic.yml names is there")
def _():
    http = dynamic()["http"]
    for router in http["routers"].values():
        assert router["service"] in http["services"], router
        assert set(router["middlewares"]) <= set(http["middlewares"]), router
    every = [one["errors"] for one in http["middlewares"].values() if "errors" in one]
    equal(len(every), 2, "middlewares for errors")
    for errors in every:
        assert errors["service"] in http["services"], errors
        assert re.fullmatch(QUERY, errors["query"]), errors


@case("an application keeps its errors unless a router names a middleware: nothing is for all routers")
def _():
    # https://doc.traefik.io/traefik/routing/entrypoints/#middlewares: only the static configuration can.
    routers = dynamic()["http"]["routers"]
    equal(list(routers), ["statuspages-not-found"], "routers")
    for router in routers.values():
        equal((router["service"], "entryPoints" in router), ("statuspages", False), "router")
        assert not {"statuspages", "statuspages-gateway"} & set(router["middlewares"]), router
    examples = re.findall(r"```yaml\n(.*?)```", made().read("README.md").decode(), re.S)
    assert examples and not any("entryPoints" in example for example in examples), examples
    # https://www.rfc-editor.org/rfc/rfc9110#section-15.6.3, -15.6.5: what a gateway says of a server behind it.
    equal(listed(dynamic()["http"]["middlewares"]["statuspages-gateway"]["errors"]), [502, 504], "of the gateway")
    assert "statuspages-gateway" not in dynamic("--codes", "404")["http"]["middlewares"]


@case("builds with names can be in one Traefik: nothing has the same name or address, or takes all requests")
def _():
    plain, *others = [dynamic(*options)["http"] for options in ((), ("--name", "shop"), ("--name", "blog"))]
    for one, two in ((plain, others[0]), (plain, others[1]), others):
        for kind in ("middlewares", "services"):
            assert one[kind] and two[kind] and not set(one[kind]) & set(two[kind]), (one[kind], two[kind])
    for http in others:
        assert "routers" not in http, http["routers"]
        for middleware in http["middlewares"].values():
            assert middleware.get("errors", {"service": None})["service"] in (None, *http["services"]), middleware
    urls = [re.findall(TEMPLATE, made(*options).read("dynamic.yml").decode())
            for options in ((), ("--name", "shop"), ("--name", "blog"))]
    equal([name for (name, _), in urls], ["STATUSPAGES_URL", "SHOP_STATUSPAGES_URL", "BLOG_STATUSPAGES_URL"], "names")


@case("the web server of a build with a name answers, too")
def _():
    server = started(made("--name", "shop"))
    try:
        queries(server, "/{status}")
    finally:
        server.stop()


def listed(errors):
    codes = []
    for status in errors["status"]:
        match = re.fullmatch(STATUS, status)
        assert match, status
        codes += range(int(match[1]), int(match[2] or match[1]) + 1)
    return codes


@case("the middleware's list is that of the pages, but for codes that need a field")
def _():
    codes = listed(dynamic()["http"]["middlewares"]["statuspages"]["errors"])
    equal(codes, sorted(set(codes)), "codes in order")
    there = {int(path.stem) for path in (made().folder / "statuspages/en").glob("*.html")}
    equal(there - set(codes), {401, 407}, "codes that are not listed")
    equal(set(codes) - there, set(), "codes without a page")
    few = listed(dynamic("--codes", "401,404,500-503")["http"]["middlewares"]["statuspages"]["errors"])
    equal(few, [404, 500, 501, 502, 503], "a few codes")


@case("a place elsewhere comes from Traefik's environment")
def _():
    text = made().read("dynamic.yml").decode()
    equal(re.findall(TEMPLATE, text), [("STATUSPAGES_URL", "http://127.0.0.1:8404")], "template")


@case("the command checked the Caddyfile, and says that of Traefik nothing is checked")
def _():
    need("caddy")
    checked(made(), "caddy")
    assert "Traefik cannot check its configuration" in made().said, made().said


def queries(server, query):
    """As the middleware asks: always GET, the client's fields, the client's Host."""
    for code in (400, 401, 403, 404, 405, 410, 413, 414, 429, 431, 500, 502, 503, 504):
        promise_all(server, query.replace("{status}", str(code)), code)
    answer = ask(server, query.replace("{status}", "410"),
                 {"Host": "www.example.com", "Accept-Language": "de", "X-Forwarded-For": "192.0.2.1",
                  "X-Forwarded-Proto": "https"})
    promise(answer, 410, "de", HTML)
    # The catch-all router passes other methods, too.
    promise(ask(server, "/404", {"Accept-Language": "ar"}, "POST", b"a=1"), 404, "ar", HTML)
    promise(ask(server, "/404", {"Accept-Language": "ar"}, "HEAD"), 404, "ar", HTML, head=True)
    for path in ("/", "/4040", "/statuspages/en/503.html", "/404/x", "/200", "/999"):
        promise(ask(server, path, {"Accept": "application/json"}), 404, "en", PROBLEM)
    equal(ask(server, "/healthz").status, 200, "status of /healthz")


@case("Caddy answers the middleware's queries with the right code, language and format")
def _():
    queries(pages(), "/{status}")


@case("no Retry-After of the build stands where the service said another one: the middleware lost that")
def _():
    # https://doc.traefik.io/traefik/middlewares/http/errorpages: the answer is that of the page's service.
    for code in (429, 503):
        equal(ask(pages(), f"/{code}").get("Retry-After"), None, "Retry-After")


@case("/CODE.SUFFIX is the page in that format, whatever Accept says")
def _():
    for suffix, language, kind in (("html", "de", HTML), ("json", "en", PROBLEM), ("txt", "de", TEXT)):
        for accept in ("application/json", "text/html", "text/plain;q=0"):
            answer = ask(pages(), f"/503.{suffix}", {"Accept": accept, "Accept-Language": "de"})
            promise(answer, 503, language, kind)
    for path in ("/503.xml", "/503.", "/503.html.json", "/200.html", "/503.HTML"):
        promise(ask(pages(), path, {"Accept": "text/html", "Accept-Language": "de"}), 404, "de", HTML)


@case("an nginx does, too")
def _():
    need("nginx")
    pages = built("nginx", "--site-name", NAME, *IN_SOME).folder
    server = Server(made(), ["nginx", "-p", "@ROOT@", "-e", "stderr", "-c", "@ROOT@/nginx.conf"],
                    {"nginx.conf": NGINX.replace("PAGES", str(pages))})
    queries(server.start(), "/{status}")


@case("the page is the file to the byte; a name with the signs of all languages is shown as it is")
def _():
    promise_files(pages(), "statuspages", ["/503"], INSERTS)
    promise_name(pages(), "/503")
    equal(json.loads(ask(pages(), "/503", {"Accept": "application/json"}).text)["retry_after"], 120, "wait")


@case("as the default backend of ingress-nginx: / with X-Code and X-Format")
def _():
    # https://kubernetes.github.io/ingress-nginx/user-guide/custom-errors/
    for code in (401, 404, 413, 500, 503, 504):
        for accept, kind in (("text/html,*/*;q=0.8", HTML), ("application/json", PROBLEM)):
            answer = ask(pages(), "/", {"X-Code": str(code), "X-Format": accept, "X-Original-URI": "/a?b",
                                        "X-Namespace": "default", "X-Ingress-Name": "site",
                                        "X-Service-Name": "app", "X-Service-Port": "80",
                                        "X-Request-ID": "4f3c", "Accept": None, "Accept-Language": "de"})
            promise(answer, code, "de", kind)
    for code in ("200", "999", "50", "5033", "503x", ""):
        promise(ask(pages(), "/", {"X-Code": code, "Accept-Language": "de"}), 404, "de", HTML)
    # Traefik passes what a client sends.
    promise(ask(pages(), "/404", {"X-Code": "503", "X-Format": "application/json"}), 404, "en", HTML)
    promise(ask(pages(), "/other", {"X-Code": "503"}), 404, "en", HTML)


@case("--cache: pages that are the same for everybody, and who never gets one")
def _():
    server = started(made(*CACHE))
    promise_cached(server, "/404", "/403", lean=True)
    equal(ask(server, "/503").get("Cache-Control"), "max-age=5", "Cache-Control of 5xx")


@case("--reference: the caller's id is on the page if it fits, and nobody else's; --header: on every page")
def _():
    # RFC 9110, 5.3: several lines are one value with commas between.
    server = started(made("--reference", "X-Request-Id", "--header", "Strict-Transport-Security: max-age=9; preload",
                          "--header", "X-Mine: (b) <c>"))
    try:
        for accept, kind in (("text/html", HTML), ("application/json", PROBLEM), ("text/plain", TEXT)):
            for given in ("4f3c-2:1.~_", "a" * 64):
                answer = promise_id(server, {"Accept": accept, "X-Request-Id": given}, kind)
                equal(answer.get("X-Request-Id"), given, "X-Request-Id")
            seen = set()
            for given in (None, "", "a" * 65, "a b", "<b>", "a,b", '"', "{http.request.host}", "$1", "\u00e9", "a\tb"):
                fields = {"Accept": accept, **({} if given is None else {"X-Request-Id": given})}
                seen.add(promise_id(server, fields, kind).get("X-Request-Id"))
            equal(len(seen), 11, "ids of the server")
            assert all(re.fullmatch(r"[0-9a-f-]{36}", one) for one in seen), seen
    finally:
        server.stop()


def promise_id(server, fields, kind):
    answer = ask(server, "/503", {**fields, "Accept-Language": "en"})
    equal((answer.status, answer.get("Content-Type")), (503, kind), "answer")
    equal((answer.all("Strict-Transport-Security"), answer.all("X-Mine")), (["max-age=9; preload"], ["(b) <c>"]),
          "own headers")
    assert answer.get("X-Request-Id") in answer.text.replace("\n", ""), answer
    return answer
