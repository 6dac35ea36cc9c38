# SPDX-License-Identifier: Apache-2.0
"""The objects for NGINX Gateway Fabric against its definitions, and what is in them in a real nginx: with the servers
that the gateway writes, and the ConfigMaps where the NginxProxy mounts them."""

import functools
import re

import yaml

from cases_nginx import OTHERS
from common import IN_SOME, Server, USUAL, ask, built, case, equal, field, need
from objects import valid
from promises import (promise, promise_all, promise_backend, promise_fields, promise_kept, promise_languages,
                      promise_name, promise_types, promise_untouched)
from rows import HTML, LANGUAGE_LIST, PROBLEM, TEXT, TYPE
from weights import LANGUAGES, TYPES, by_weight

# config/crd/bases/gateway.nginx.org_snippetspolicies.yaml of version 2.6
CONTEXTS = {"main", "http", "http.server", "http.server.location"}

# internal/controller/nginx/conf/nginx.conf of version 2.6: what has to do with maps and variables.
HASHES = """
    variables_hash_bucket_size 512;
    variables_hash_max_size 1024;
    map_hash_bucket_size 512;
    map_hash_max_size 2048;
"""
# A server of config/servers_template.go: the includes come after the name, the locations of the routes below.
SERVER = """
    server {
        listen 127.0.0.1:@EXTRA@;
        server_name cafe.example.com;
        include @ROOT@/server.conf;
        location /coffee/ { proxy_http_version 1.1; proxy_pass http://127.0.0.1:@ORIGIN@/; }
        location = /dead { proxy_pass http://127.0.0.1:@DEAD@; }
        location / { return 404; }
    }
"""


def made(*options):
    return built("nginx-gateway", *options)


@functools.lru_cache(None)
def objects(build):
    """All objects by kind and name; each once."""
    found = {}
    for path in sorted(build.folder.rglob("*.yaml")):
        # The loader in C where it is: these are 15 MB.
        for one in yaml.load_all(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            name = one["kind"], one["metadata"]["name"]
            assert name not in found, name
            found[name] = one
    return found


def policy(build):
    return next(one for (kind, _), one in objects(build).items() if kind == "SnippetsPolicy")["spec"]


def deployment(build):
    return next(one for (kind, _), one in objects(build).items()
                if kind == "NginxProxy")["spec"]["kubernetes"]["deployment"]


def mount(build, root):
    """Write the ConfigMaps as the pods of the NginxProxy would have them below `root`."""
    sources = {one["name"]: [source["configMap"]["name"] for source in one["projected"]["sources"]]
               for one in deployment(build)["pod"]["volumes"]}
    for one in deployment(build)["container"]["volumeMounts"]:
        assert one["readOnly"], one
        folder = root / one["mountPath"].lstrip("/")
        folder.mkdir(parents=True, exist_ok=True)
        for name in sources.pop(one["name"]):
            for file, text in objects(build)["ConfigMap", name]["data"].items():
                assert not (folder / file).exists(), file
                (folder / file).write_text(text, encoding="utf-8", newline="")
    equal(sources, {}, "volumes that nothing mounts")


@functools.lru_cache(None)
def gateway(*options):
    """A running nginx with both snippets; requests go to the listener of the gateway."""
    need("nginx")
    build = made(*options)
    snippets = {one["context"]: one["value"] for one in policy(build)["snippets"]}
    files = {f"{context.split('.')[-1]}.conf": value.replace("root /srv;", "root @ROOT@/srv;")
             for context, value in snippets.items()}
    server = Server(build, ["nginx", "-p", "@ROOT@", "-e", "stderr", "-c", "@ROOT@/nginx.conf"],
                    {"nginx.conf": OTHERS.replace("HTTPS", HASHES + "include @ROOT@/http.conf;")
                     .replace("SERVERS", SERVER), **files})
    mount(build, server.root)
    server.start()
    server.port = server.extra
    return server


def usual():
    return gateway(*USUAL, *IN_SOME)


@case("the definitions accept the objects, and no other names, types or less than they require")
def _():
    for options in ((), (*USUAL, *IN_SOME), ("--name", "my_shop", "--languages", "zh-Hant,en", "--replace", "all")):
        found = objects(made(*options))
        valid(list(found.values()))
        spec = policy(made(*options))
        used = [one["context"] for one in spec["snippets"]]
        assert len(set(used)) == len(used) <= 4 and set(used) <= CONTEXTS, used
        assert all(one["value"] for one in spec["snippets"]), "an empty snippet"
        assert 1 <= len(spec["targetRefs"]) <= 16, spec["targetRefs"]
        for one in spec["targetRefs"]:
            equal((one["group"], one["kind"]), ("gateway.networking.k8s.io", "Gateway"), "target")
        # A ConfigMap holds 1 MiB.
        for (kind, name), one in found.items():
            assert re.fullmatch("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", name), name
            if kind == "ConfigMap":
                assert sum(len(key) + len(value.encode()) for key, value in one["data"].items()) < 1 << 20, name
                assert all(re.fullmatch("[-._a-zA-Z0-9]+", key) for key in one["data"]), name


@case("errors of nginx itself get a page in each language and format")
def _():
    promise_all(usual(), "/nope", 404)
    promise_all(usual(), "/dead", 502)
    promise(ask(usual(), "/nope", {"Accept": "text/plain", "Accept-Language": "de"}), 404, "de", TEXT)
    promise(ask(usual(), "/nope", {"Accept-Language": "de"}, "POST", b"a=1"), 404, "de", HTML)


@case("weights, fields, names: as with the files for nginx")
def _():
    promise_languages(usual(), "/nope", (*by_weight(LANGUAGE_LIST), *LANGUAGES))
    promise_types(usual(), "/nope", *TYPES, rows=by_weight(TYPE))
    promise_fields(usual(), "/nope", policies=(HTML, PROBLEM, TEXT), lean=True)
    promise_name(usual(), "/nope")


@case("the page shows the id and the time, and nothing is left of a command")
def _():
    for accept in ("text/html", "application/json", "text/plain"):
        answer = ask(usual(), "/nope", {"Accept": accept})
        assert re.search(rb"[0-9a-f]{32}", answer.body) and b"<!--# config" not in answer.body, answer


@case("errors of an application stay what they are; with --replace all they get a page")
def _():
    promise_untouched(usual(), "/coffee/")
    server = gateway(*USUAL, *IN_SOME, "--replace", "all")
    promise_backend(server, "/coffee/field")
    promise_kept(server, functools.partial(field, path="/coffee/field"))
    equal(ask(server, "/coffee/200", page=False).body, b"from the backend\n", "a good answer")


@case("--name, --header, --reference and --plain")
def _():
    server = gateway("--name", "my_shop", "--languages", "en,de", "--header", "X-Note: a b", "--reference", "X-Id")
    answer = ask(server, "/nope", {"Accept": "application/json", "X-Id": "abc-1"})
    promise(answer, 404, "en", PROBLEM)
    equal((answer.get("X-Note"), "abc-1" in answer.text), ("a b", True), "field and id")
    promise(ask(gateway("--plain", "--languages", "de"), "/nope", {"Accept-Encoding": "gzip"}), 404, "de", HTML)
