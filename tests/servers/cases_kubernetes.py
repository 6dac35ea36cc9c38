# SPDX-License-Identifier: Apache-2.0
"""The objects for Kubernetes against its API, and the web server of the pages as its Deployment would start it: the
ConfigMaps become files where the Deployment mounts them, and a Caddy runs with them."""

import functools
import json
import re

import yaml

from cases_compose import dynamic as compose_labels
from cases_traefik import queries
from common import IN_SOME, Server, THEME, USUAL, ask, built, case, equal, folder, need
from objects import valid
from promises import CACHE, promise, promise_cached, promise_name
from rows import HTML, PROBLEM

# https://kubernetes.io/docs/concepts/configuration/configmap/: 1 MiB, of all values.
CONFIG_MAP = 1 << 20
# https://kubernetes.io/docs/concepts/overview/working-with-objects/names/: RFC 1123 labels, and names of volumes.
LABEL = r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"
# The one in C, where it is built.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
KEY = r"[-._a-zA-Z0-9]{1,253}"


def made(*options):
    return built("kubernetes", *USUAL, *IN_SOME, *options)


@functools.lru_cache(None)
def objects(build):
    """All objects by kind and name; each once."""
    found = {}
    for path in sorted(build.folder.rglob("*.yaml")):
        for one in yaml.load_all(path.read_text(encoding="utf-8"), Loader=LOADER):
            key = one["kind"], one["metadata"]["name"]
            assert key not in found, f"{path.name}: {key} comes twice"
            found[key] = one
    return found


def pod(build):
    return next(one for (kind, _), one in objects(build).items() if kind == "Deployment")["spec"]["template"]


@case("the APIs accept the objects, and no other names, types or less than they require")
def _():
    for options in ((), ("--name", "shop_"), ("--codes", "404", "--languages", "en")):
        found = objects(made(*options))
        for one in found.values():
            assert re.fullmatch(LABEL, one["metadata"]["name"]), one["metadata"]
        valid(list(found.values()))


def large_theme():
    """A folder with pages of which a ConfigMap cannot hold all."""
    path = folder() / "large"
    path.mkdir()
    page = THEME["page.html"].replace("<main>", "<main>\n<p>" + "漢" * 20000)
    (path / "page.html").write_text(page, encoding="utf-8")
    return path


@case("ConfigMaps fit: their size, the names of their values and of volumes; a language that is too large has several")
def _():
    large = built("kubernetes", "--languages", "en,de", "--theme", str(large_theme()))
    for build in (made(), large):
        maps = [one for (kind, _), one in objects(build).items() if kind == "ConfigMap"]
        for one in maps:
            size = sum(len(value.encode()) for value in one["data"].values())
            assert size <= CONFIG_MAP, (one["metadata"], size)
            assert all(re.fullmatch(KEY, key) for key in one["data"]), one["metadata"]
        for volume in pod(build)["spec"]["volumes"]:
            assert re.fullmatch(LABEL, volume["name"]), volume
    assert {"statuspages-de-1", "statuspages-de-4"} <= {one["metadata"]["name"] for one in maps}, maps
    server = started(large)
    try:
        # The pages of all ConfigMaps are there.
        for code in (400, 404, 451, 500, 503, 511):
            promise(ask(server, f"/{code}", {"Accept-Language": "de"}), code, "de", HTML)
    finally:
        server.stop()


@case("the objects fit each other")
def _():
    build = made("--name", "shop")
    found = objects(build)
    assert all(name.startswith("shop-statuspages") for _, name in found), found.keys()
    assert not set(found) & set(objects(made())), "builds with names share an object"
    deployment, service = found["Deployment", "shop-statuspages"], found["Service", "shop-statuspages"]
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    equal(deployment["spec"]["selector"]["matchLabels"], labels, "selector")
    equal(service["spec"]["selector"], labels, "selector of the Service")
    container, = pod(build)["spec"]["containers"]
    equal(service["spec"]["ports"], [{"name": "http", "port": 80, "targetPort": container["ports"][0]["name"]}], "port")
    for probe in ("readinessProbe", "livenessProbe"):
        equal(container[probe]["httpGet"], {"path": "/healthz", "port": container["ports"][0]["name"]}, probe)
    for (kind, _), one in found.items():
        if kind == "Middleware" and "errors" in one["spec"]:
            equal(one["spec"]["errors"]["service"], {"name": "shop-statuspages", "port": 80}, "service of Traefik")


@case("the pod meets the restricted Pod Security Standard and writes nothing")
def _():
    # https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
    spec = pod(made())["spec"]
    context = spec["containers"][0]["securityContext"]
    equal((spec["securityContext"]["runAsNonRoot"], spec["securityContext"]["seccompProfile"]["type"],
           context["allowPrivilegeEscalation"], context["capabilities"]),
          (True, "RuntimeDefault", False, {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}), "restricted")
    equal((context["readOnlyRootFilesystem"], spec["automountServiceAccountToken"]), (True, False), "rights")
    written = [mount["mountPath"] for mount in spec["containers"][0]["volumeMounts"] if not mount.get("readOnly")]
    equal(written, ["/config"], "folders that can be written")
    # Kubernetes would set NAME_PORT for each Service, and a Caddyfile may read the environment.
    equal(spec["enableServiceLinks"], False, "service links")


@case("Traefik's middlewares are those of the other targets, and of no use before a route names one")
def _():
    found = objects(made())
    labels = compose_labels()["http"]["middlewares"]
    for (kind, name), one in found.items():
        assert kind in ("ConfigMap", "Deployment", "Service", "Middleware"), kind
        if kind == "Middleware" and "errors" in one["spec"]:
            equal(one["spec"]["errors"]["status"], labels[name]["errors"]["status"], name)
            equal(one["spec"]["errors"]["query"], labels[name]["errors"]["query"], name)
    equal(found["Middleware", "statuspages-not-found"]["spec"], {"replacePath": {"path": "/404"}}, "not found")
    few = objects(made("--codes", "404", "--languages", "en"))
    assert ("Middleware", "statuspages-gateway") not in few and ("Middleware", "statuspages") in few, few.keys()


@case("a new configuration starts new pods, the same one does not")
def _():
    def checksum(*options):
        return pod(made(*options))["metadata"]["annotations"]["statuspages/configuration"]
    equal(checksum(), checksum("--contact", "/contact"), "configuration with other pages")
    assert checksum() != checksum("--cache", "404=1"), "another configuration has the same checksum"


def started(build):
    """What the kubelet does: each volume at its mount; then the image's command."""
    need("caddy", "setpriv")
    found, spec = objects(build), pod(build)["spec"]
    container, = spec["containers"]
    volumes = {volume["name"]: volume for volume in spec["volumes"]}
    equal(sorted(volumes), sorted(mount["name"] for mount in container["volumeMounts"]), "volumes")
    files, maps = {}, {name for kind, name in found if kind == "ConfigMap"}
    for mount in container["volumeMounts"]:
        volume = volumes[mount["name"]]
        if "emptyDir" in volume:
            continue
        sources = [volume] if "configMap" in volume else volume["projected"]["sources"]
        for source in sources:
            name = source["configMap"]["name"]
            maps.remove(name)
            for key, text in found["ConfigMap", name]["data"].items():
                path = f"{mount['mountPath'].lstrip('/')}/{key}"
                assert path not in files, path
                files[path] = text
    equal(maps, set(), "ConfigMaps that nothing mounts")
    assert not any(path.startswith(f"{other['mountPath']}/".lstrip("/")) for other in container["volumeMounts"]
                   for path in (mount["mountPath"].lstrip("/") + "/" for mount in container["volumeMounts"]
                                if mount is not other)), "a mount inside a read-only one"
    port = container["ports"][0]["containerPort"]
    for name in ("etc/caddy/Caddyfile", "etc/caddy/statuspages.caddy"):
        text = re.sub(r"(?<![\w.])/(etc/caddy|srv/statuspages)\b", r"@ROOT@/\1", files[name])
        files[name] = text.replace(f"http://:{port} {{", "http://:@PORT@ {\nbind 127.0.0.1") \
            .replace("route {\n\t\trespond /healthz", "route {\n\t\trespond /is-it-ours @TOKEN@\n\t\trespond /healthz")
    return Server(build, ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "caddy", "run", "--adapter",
                          "caddyfile", "--config", "@ROOT@/etc/caddy/Caddyfile"], files,
                  {"HOME": "/nonexistent", "XDG_CONFIG_HOME": "@ROOT@", "XDG_DATA_HOME": "/proc/none"}).start()


@functools.lru_cache(None)
def pages():
    return started(made())


@case("Traefik's queries get the right code, language and format")
def _():
    server = pages()
    query = objects(made())["Middleware", "statuspages"]["spec"]["errors"]["query"]
    queries(server, query)
    for line in server.log().splitlines():
        assert json.loads(line)["level"] != "error", line


@case("ingress-nginx's requests for / with X-Code and X-Format get the page of that code")
def _():
    # https://kubernetes.github.io/ingress-nginx/user-guide/custom-errors/
    for code in (404, 500, 502, 503, 504):
        for accept, kind in (("text/html,*/*;q=0.8", HTML), ("application/json", PROBLEM)):
            promise(ask(pages(), "/", {"X-Code": str(code), "X-Format": accept, "X-Original-URI": "/a?b",
                                       "X-Namespace": "default", "X-Ingress-Name": "site", "X-Service-Name": "app",
                                       "X-Service-Port": "80", "X-Request-ID": "4f3c", "Accept": None,
                                       "Accept-Language": "de"}), code, "de", kind)
    # Of Ingresses without a rule for the request it asks without a code.
    promise(ask(pages(), "/", {"Accept-Language": "de"}), 404, "de", HTML)


@case("the README's annotations name codes that the pages have, and the Service")
def _():
    text = made("--name", "shop").read("README.md").decode()
    block = next(one for one in re.findall(r"```yaml\n(.*?)```", text, re.S) if "custom-http-errors" in one)
    found = yaml.safe_load(block)["metadata"]["annotations"]
    equal(found, {"nginx.ingress.kubernetes.io/custom-http-errors": "502,504",
                  "nginx.ingress.kubernetes.io/default-backend": "shop-statuspages"}, "annotations")
    route = next(one for one in re.findall(r"```yaml\n(.*?)```", text, re.S) if one.startswith("apiVersion"))
    valid([yaml.safe_load(route)])


@case("a name of the site with the signs of all languages is shown as it is")
def _():
    promise_name(pages(), "/503")


@case("--cache: pages that are the same for everybody, and who never gets one")
def _():
    server = started(made(*CACHE))
    promise_cached(server, "/404", "/403", lean=True)
    equal(ask(server, "/503").get("Cache-Control"), "max-age=5", "Cache-Control of 5xx")
