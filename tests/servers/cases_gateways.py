# SPDX-License-Identifier: Apache-2.0
"""SetHandler statuspages-backend behind other servers: each is set up with the recipe of the manual and no more, and
the backend is the httpd.conf of packaging/backend."""

import functools
import os
import re
import shutil
import types
import urllib.request

import yaml

from objects import valid
from common import REPOSITORY, Server, ask, bare, case, equal, field, heading, need, origin_port
from server import LIBEXEC, MODULE, PROGRAM, free_port

CHAPTER = (REPOSITORY / "mod_statuspages/module/README.md").read_text()
FILES = REPOSITORY / "mod_statuspages/packaging/backend"
NOTHING = types.SimpleNamespace(folder="")
GERMAN = {"Accept-Language": "de"}
JSON = {"Accept": "application/json"}
HTML, PROBLEM = "text/html; charset=utf-8", "application/problem+json"


def recipe(name, kind, *changes):
    """The lines of a recipe, with the addresses of this machine."""
    text = re.search(rf"^### {name}\n.*?^```{kind}\n(.*?)^```$", CHAPTER, re.M | re.S)[1]
    for old, new in changes:
        assert old in text, f"{old} is not in the recipe"
        text = text.replace(old, new)
    return text.replace("127.0.0.1:3000", "127.0.0.1:@ORIGIN@").replace("127.0.0.1:8080", f"127.0.0.1:{backend().port}")


@functools.lru_cache(None)
def backend():
    """The ready httpd.conf, as nobody where that is possible, in a folder that is all it may write to."""
    conf, metrics = (FILES / "httpd.conf").read_text(), free_port()
    for old, new in (('ServerRoot "/usr/lib/apache2"', f'ServerRoot "{os.path.dirname(LIBEXEC)}"'),
                     ("modules/mod_statuspages.so", "@ROOT@/module.so"), ("/run/statuspages", "@ROOT@"),
                     ("Listen 8080", "Listen 127.0.0.1:@PORT@"), ("Listen 9090", f"Listen 127.0.0.1:{metrics}"),
                     ("*:9090", f"127.0.0.1:{metrics}"), ("/etc/statuspages/conf.d", "@ROOT@/conf.d")):
        assert old in conf, f"{old} is not in httpd.conf"
        conf = conf.replace(old, new)
    conf = conf.replace(" modules/", f" {LIBEXEC}/")
    user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.getuid() == 0 else []
    server = Server(NOTHING, [*user, PROGRAM, "-DFOREGROUND", "-f", "@ROOT@/httpd.conf"],
                    {"httpd.conf": conf, "conf.d/site.conf": 'StatusPagesSite name "Gateway Test"\n'
                     '<Location "/is-it-ours">\nErrorDocument 404 "@TOKEN@"\n</Location>\n'})
    shutil.copy(MODULE, server.root / "module.so")
    (server.root / "console").touch()
    (server.root / "console").chmod(0o666)
    server.metrics = metrics
    return server.start()


def shows(answer, code, kind=HTML, language="de"):
    """The page of the backend with the right status, and the headers that such a page has."""
    equal((answer.status, answer.get("Content-Type")), (code, kind), "status and type")
    equal((answer.get("Content-Language"), answer.get("Cache-Control"), answer.get("X-Content-Type-Options")),
          ("en" if kind == PROBLEM else language, "no-store", "nosniff"), "fields")
    assert "Gateway Test" in answer.text or kind == PROBLEM, answer
    assert answer.complete, "the page is cut"
    for name in ("Allow", "Retry-After", "WWW-Authenticate"):
        answer.get(name)
    return answer


def untouched(server, folder="/origin"):
    """Errors that the application explains itself arrive to the byte."""
    answer = ask(server, f"{folder}/json422")
    equal((answer.status, answer.get("Content-Type"), answer.body), (422, "application/json", b'{"field":"name"}'),
          "422")
    answer = ask(server, f"{folder}/problem500", JSON)
    equal((answer.status, answer.get("Content-Type"), answer.body),
          (500, "application/problem+json", b'{"type":"https://app.test/p","status":500}'), "500")
    answer = ask(server, f"{folder}/html503")
    equal((answer.status, answer.get("Retry-After"), answer.body), (503, "77", b"<h1>the backend says no</h1>\n"),
          "503")
    equal(ask(server, f"{folder}/200").body, b"from the backend\n", "200")


def keeps(server, folder="/origin"):
    """Empty errors get a page, and the fields without which their codes mean nothing."""
    for name, code, line, value in (("empty404", 404, None, None), ("empty429", 429, "Retry-After", "77"),
                                    ("empty503", 503, "Retry-After", "77"), ("empty405", 405, "Allow", "GET, HEAD"),
                                    ("empty401", 401, "WWW-Authenticate", 'Basic realm="backend"'),
                                    ("empty500", 500, None, None)):
        for method, body in (("GET", None), ("POST", b"a=1")):
            answer = shows(ask(server, f"{folder}/{name}", GERMAN, method, body), code)
            if line:
                equal(answer.get(line), value, f"{line} of {name}, {method}")
        shows(ask(server, f"{folder}/{name}", {**GERMAN, **JSON}), code, PROBLEM)
        equal(ask(server, f"{folder}/{name}", GERMAN, "HEAD").status, code, f"HEAD {name}")
    equal(ask(server, f"{folder}/cors404").get("Access-Control-Allow-Origin"), "https://app.test", "CORS")


def forged(server, path, code):
    """What a client sends of the contract does not matter."""
    shows(ask(server, path, {**GERMAN, "X-Code": "418", "X-Kept-Allow": "EVIL", "X-Kept-Retry-After": "1"}), code)


# ---- the backend alone -----------------------------------------------------------------------

@case("the ready httpd.conf: /healthz, pages, no root, and no log line for a probe")
def _():
    server = backend()
    answer = ask(server, "/healthz")
    equal((answer.status, answer.text), (200, "ok\n"), "healthz")
    shows(ask(server, "/", {**GERMAN, "X-Code": "503"}), 503)
    shows(ask(server, "/503.json", GERMAN), 503, PROBLEM)
    shows(ask(server, "/", {**GERMAN, "X-Code": "502", "Cookie": "a" * 30000}), 502)
    assert "healthz" not in server.log() and " 503 " in server.log(), server.log()
    owner = (server.root / "httpd.pid").stat().st_uid
    assert owner != 0, "it runs as root"
    equal(ask(server, "/", method="TRACE").status, 405, "TRACE")


@case("the ready httpd.conf: metrics are on a port of their own only")
def _():
    server = backend()
    shows(ask(server, "/", {**GERMAN, "X-Code": "503"}), 503)
    shows(ask(server, "/metrics", GERMAN), 404)
    with urllib.request.urlopen(f"http://127.0.0.1:{server.metrics}/metrics", timeout=20) as answer:
        assert re.search(r'^statuspages_responses_total\{code="503",', answer.read().decode(), re.M), "no counter"


# ---- nginx -------------------------------------------------------------------------------------

NGINX = """
daemon off;
error_log stderr info;
pid @ROOT@/pid;
events { }
http {
    access_log off;
    client_body_temp_path @ROOT@/t; proxy_temp_path @ROOT@/t; fastcgi_temp_path @ROOT@/t;
    uwsgi_temp_path @ROOT@/t; scgi_temp_path @ROOT@/t;
RECIPE
}
"""


@functools.lru_cache(None)
def nginx():
    need("nginx")
    text = recipe("Behind nginx", "nginx", (
        "listen 80;", "listen 127.0.0.1:@PORT@;\nlocation = /is-it-ours { return 200 @TOKEN@; }\n"
        "location /dead/ { proxy_pass http://127.0.0.1:@DEAD@; }\nlocation /denied/ { deny all; }\n"
        "location /files/ { root @ROOT@; }\nclient_max_body_size 1000;"))
    return Server(NOTHING, ["nginx", "-p", "@ROOT@", "-e", "stderr", "-c", "@ROOT@/nginx.conf"],
                  {"nginx.conf": NGINX.replace("RECIPE", text)}).start()


@case("nginx: its own errors get the page with the right status, with every method")
def _():
    server = nginx()
    for path, code in (("/dead/x", 502), ("/denied/x", 403), ("/files/nope", 404)):
        shows(ask(server, path, GERMAN), code)
        shows(ask(server, path, {**GERMAN, **JSON}), code, PROBLEM)
        equal(ask(server, path, GERMAN, "HEAD").status, code, "HEAD")
        forged(server, path, code)
    shows(ask(server, "/dead/x", GERMAN, "POST", b"a=1"), 502)
    shows(ask(server, "/denied/x", GERMAN, "DELETE"), 403)
    shows(ask(server, "/x", GERMAN, "POST", b"x" * 2000), 413)
    shows(ask(server, "/files/", GERMAN, "PUT", b"a=1"), 405)


@case("nginx: an application's errors are untouched; where all are replaced, semantic headers survive")
def _():
    server = nginx()
    untouched(server)
    keeps(server, "/legacy")
    shows(ask(server, "/legacy/json422", GERMAN), 422)
    shows(ask(server, "/legacy/html503", GERMAN), 503)
    equal(ask(server, "/legacy/200").body, b"from the backend\n", "200")


# ---- Caddy -------------------------------------------------------------------------------------

@functools.lru_cache(None)
def caddy():
    need("caddy")
    text = recipe("Behind Caddy", "caddyfile", (
        ":80 {", "http://:@PORT@ {\n\tbind 127.0.0.1\n\trespond /is-it-ours @TOKEN@\n\terror /denied/* 403\n"
        "\treverse_proxy /dead/* 127.0.0.1:@DEAD@"))
    return Server(NOTHING, ["caddy", "run", "--adapter", "caddyfile", "--config", "@ROOT@/Caddyfile"],
                  {"Caddyfile": "{\n\tadmin off\n\tauto_https off\n}\n" + text},
                  {"XDG_CONFIG_HOME": "@ROOT@", "XDG_DATA_HOME": "@ROOT@"}).start()


@case("Caddy: its own errors get the page with the right status, with every method")
def _():
    server = caddy()
    for path, code in (("/dead/x", 502), ("/denied/x", 403)):
        shows(ask(server, path, GERMAN), code)
        shows(ask(server, path, {**GERMAN, **JSON}), code, PROBLEM)
        for method, body in (("POST", b"a=1"), ("PUT", b"x" * 100000), ("DELETE", None)):
            shows(ask(server, path, GERMAN, method, body), code)
        equal(ask(server, path, GERMAN, "HEAD").status, code, "HEAD")
        forged(server, path, code)
    for method, body, told in (("POST", b"a=1", True), ("GET", None, False)):
        text = ask(server, "/dead/x", {"Accept-Language": "en"}, method, body).text
        equal("What you sent may not have been saved." in text, told, f"told after {method}")


@case("Caddy: an application's errors are untouched, empty ones get a page and keep semantic headers")
def _():
    server = caddy()
    untouched(server)
    keeps(server)
    forged(server, "/origin/empty404", 404)
    answer = ask(server, bare(404, "Set-Cookie: a=1", "Set-Cookie: b=2", "X-Own: yes"))
    equal((answer.all("Set-Cookie"), answer.get("X-Own")), (["a=1", "b=2"], "yes"), "fields of an empty 404")


# ---- HAProxy -----------------------------------------------------------------------------------

@functools.lru_cache(None)
def haproxy():
    need("haproxy")
    text = recipe("Behind HAProxy", "haproxy", (
        "bind :80", "bind 127.0.0.1:@PORT@\n    http-request return status 200 content-type text/plain "
        "string @TOKEN@ if { path /is-it-ours }"))
    more = text.replace("frontend www", "frontend dead").replace("@PORT@", "@EXTRA@") \
        .replace("backend app", "backend dead-app").replace("(app)", "(dead-app)") \
        .replace("default_backend app", "default_backend dead-app").replace("@ORIGIN@", "@DEAD@") \
        .split("\nbackend statuspages")[0] + "\n"
    return Server(NOTHING, ["haproxy", "-db", "-f", "@ROOT@/haproxy.cfg"],
                  {"haproxy.cfg": "defaults\n    mode http\n    timeout connect 2s\n    timeout client 5s\n"
                   "    timeout server 5s\n" + text.replace("option httpchk GET /", "option httpchk GET /200") + "\n"
                   + more}).start()


@case("HAProxy: what it refuses, and what no server answers, gets the page; the application is untouched")
def _():
    server = haproxy()
    shows(ask(server, "/internal/x", GERMAN), 403)
    shows(ask(server, "/internal/x", {**GERMAN, **JSON}), 403, PROBLEM)
    for method, body in (("POST", b"a=1"), ("PUT", b"x" * 100000), ("OPTIONS", None)):
        shows(ask(server, "/internal/x", GERMAN, method, body), 403)
    equal(ask(server, "/internal/x", GERMAN, "HEAD").status, 403, "HEAD")
    forged(server, "/internal/x", 403)
    untouched(server)
    equal(ask(server, "/origin/empty404").body, b"", "an empty error of the application")
    for _ in range(100):
        answer = ask(server, "/x", GERMAN, port=server.extra)
        if "Gateway Test" in answer.text:
            break
    # health checks find out in a moment that nobody is there
    shows(answer, 503)


# ---- Varnish -----------------------------------------------------------------------------------

@functools.lru_cache(None)
def varnish():
    need("varnishd", "cc")
    text = recipe("Behind Varnish", "vcl", ('.port = "3000"', '.port = "@ORIGIN@"'),
                  ('.port = "8080"', f'.port = "{backend().port}"'), (
        "sub vcl_recv {\n", 'backend dead { .host = "127.0.0.1"; .port = "@DEAD@"; }\nsub vcl_recv {\n'
        '    if (req.url == "/is-it-ours") { return (synth(200, "@TOKEN@")); }\n'
        '    if (req.restarts == 0 && req.url ~ "^/dead/") { set req.backend_hint = dead; }\n'
        '    if (req.restarts == 0 && req.url ~ "^/denied/") { unset req.http.X-Code; return (synth(403)); }\n'))
    return Server(NOTHING, ["varnishd", "-j", "none", "-F", "-n", "@ROOT@/n", "-a", "127.0.0.1:@PORT@", "-T", "none",
                            "-s", "default,20m", "-f", "@ROOT@/own.vcl"], {"own.vcl": text}).start()


@case("Varnish: its own errors get the page with the right status, with every method")
def _():
    server = varnish()
    for path, code in (("/dead/x", 503), ("/denied/x", 403)):
        shows(ask(server, path, GERMAN), code)
        shows(ask(server, path, {**GERMAN, **JSON}), code, PROBLEM)
        for method, body in (("POST", b"a=1"), ("PUT", b"x" * 100000), ("DELETE", None)):
            shows(ask(server, path, GERMAN, method, body), code)
        equal(ask(server, path, GERMAN, "HEAD").status, code, "HEAD")
        forged(server, path, code)


@case("Varnish: an application's errors are untouched, empty ones get a page, for each client its own")
def _():
    server = varnish()
    untouched(server)
    keeps(server)
    forged(server, "/origin/empty404", 404)
    for language in ("de", "fr", "ja"):
        answer = shows(ask(server, "/origin/empty404", {"Accept-Language": language}), 404, language=language)
        assert heading(answer), answer
    first, second = (re.search(r"Referenz <bdi>(\d+)", ask(server, "/origin/empty404", GERMAN).text)[1]
                     for _ in range(2))
    assert first != second, "two visitors have one id"


# ---- Traefik and Kubernetes -------------------------------------------------------------------

@functools.lru_cache(None)
def manifests():
    """All objects, by kind and name."""
    found = {}
    for path in sorted(FILES.glob("*.yaml")):
        for one in yaml.safe_load_all(path.read_text()):
            key = one["kind"], one["metadata"]["name"]
            assert key not in found, f"{path.name}: {key} comes twice"
            found[key] = one
    return found


@case("the APIs accept the manifests, and no other names, types or less than they require")
def _():
    assert len(manifests()) >= 9, manifests()
    valid(list(manifests().values()))


@case("the manifests fit each other, the image and httpd.conf")
def _():
    found = manifests()
    pod = found["Deployment", "statuspages"]["spec"]["template"]
    labels = pod["metadata"]["labels"]
    equal(found["Deployment", "statuspages"]["spec"]["selector"]["matchLabels"], labels, "selector")
    service = found["Service", "statuspages"]["spec"]
    equal(service["selector"], labels, "selector of the Service")
    container = pod["spec"]["containers"][0]
    port = container["ports"][0]
    conf = (FILES / "httpd.conf").read_text()
    image = (FILES.parent / "image/Containerfile").read_text().partition(" AS files\n")[2]
    assert f"\nListen {port['containerPort']}\n" in conf and f"\nEXPOSE {port['containerPort']}\n" in image
    equal(service["ports"][0]["targetPort"], port["name"], "port")
    assert f"\nListen {container['ports'][1]['containerPort']}\n" in conf, "port of the metrics"
    for probe in ("readinessProbe", "livenessProbe"):
        equal(container[probe]["httpGet"], {"path": "/healthz", "port": port["name"]}, probe)
    # what httpd writes, and what it includes, is what is mounted
    mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    equal(sorted(mounts), sorted(volume["name"] for volume in pod["spec"]["volumes"]), "volumes")
    written = set(re.findall(r'^(?:PidFile|DefaultRuntimeDir) "(/run/\w+)', conf, re.M))
    equal(written, {mounts["run"]}, "folder that is written")
    assert f"IncludeOptional {mounts['conf']}/*.conf" in conf and f" /image{mounts['run']}\n" in image
    context = pod["spec"]["securityContext"]
    assert f"USER {context['runAsUser']}:{context['runAsGroup']}" in image, image
    for route in ("traefik.yaml", "gateway-api.yaml"):
        for one in yaml.safe_load_all((FILES / route).read_text()):
            for name, number in re.findall(r"'name': '(\w+)', 'port': (\d+)", str(one)):
                equal((name, int(number)), ("statuspages", service["ports"][0]["port"]), route)


@case("Traefik and Envoy Gateway are told addresses that the backend answers with that code")
def _():
    server = backend()
    found = manifests()
    query = found["Middleware", "statuspages"]["spec"]["errors"]["query"]
    chapter = yaml.safe_load(recipe("Behind Traefik", "yaml"))["http"]
    equal(chapter["middlewares"]["statuspages"]["errors"]["query"], query, "query")
    equal(chapter["services"]["statuspages"]["loadBalancer"]["servers"][0]["url"],
          f"http://127.0.0.1:{server.port}", "address")
    for code in (502, 503, 504):
        shows(ask(server, query.replace("{status}", str(code)), GERMAN), code)
    for rule in found["BackendTrafficPolicy", "statuspages"]["spec"]["responseOverride"]:
        code = rule["match"]["statusCodes"][0]["value"]
        shows(ask(server, rule["redirect"]["path"]["replaceFullPath"], GERMAN), code)
        equal(rule["redirect"]["hostname"], found["HTTPRoute", "statuspages"]["spec"]["hostnames"][0], "host")
    rewrite = found["HTTPRoute", "statuspages-not-found"]["spec"]["rules"][0]["filters"][1]["urlRewrite"]["path"]
    replaced = found["Middleware", "statuspages-not-found"]["spec"]["replacePath"]["path"]
    for path in (rewrite["replaceFullPath"], replaced):
        shows(ask(server, path, GERMAN), 404)
