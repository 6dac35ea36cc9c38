# SPDX-License-Identifier: Apache-2.0
"""compose.yaml as Compose reads it, its labels as Traefik reads them, and the web server that it starts.

Neither Docker nor Traefik runs here: docker-compose checks the file, and the container's Caddyfile runs in a Caddy.
"""

import functools
import json
import re
import subprocess
import tempfile

import yaml

from cases_traefik import QUERY, STATUS, queries
from common import IN_SOME, Server, USUAL, ask, built, case, equal, need
from objects import valid_traefik
from promises import CACHE, checked, promise_cached


def made(*options):
    return built("compose", *USUAL, *IN_SOME, *options)


@functools.lru_cache(None)
def compose(*options):
    """What Compose makes of the file: variables replaced, short forms written out."""
    need("docker-compose")
    done = subprocess.run(["docker-compose", "-f", made(*options).folder / "compose.yaml", "config"],
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return yaml.safe_load(done.stdout)


def service(*options):
    (name, one), = compose(*options)["services"].items()
    return name, one


@functools.lru_cache(None)
def dynamic(*options):
    """The labels as a dynamic configuration.

    https://doc.traefik.io/traefik/reference/dynamic-configuration/docker/: each dot is a level, names are read
    without regard to case, and a list is one label with commas.
    """
    names = {"loadbalancer": "loadBalancer", "replacepath": "replacePath"}
    lists = ("status", "middlewares")
    root = {}
    for label, value in service(*options)[1]["labels"].items():
        at, (*path, last) = root, [names.get(part, part) for part in label.split(".")]
        for part in path:
            at = at.setdefault(part, {})
        at[last] = value.split(",") if last in lists else value
    return root["traefik"]


def as_file(labels):
    """The same as dynamic.yml would have it: with numbers, and the address that Traefik makes of the port."""
    http = dict(labels["http"])
    http["routers"] = {name: {**one, "priority": int(one["priority"])} for name, one in http.get("routers", {}).items()}
    http["services"] = {name: {**one, "loadBalancer": {"servers": [
        {"url": f"http://172.18.0.2:{int(one['loadBalancer']['server']['port'])}"}]}}
        for name, one in http["services"].items()}
    return {**labels, "http": http}


@case("Compose accepts the file, also that of a build with a name")
def _():
    need("docker-compose")
    for options in ((), ("--name", "shop")):
        checked(made(*options), "docker-compose")


@case("the container has no root, no network of its own, and writes nothing")
def _():
    _, one = service()
    equal((one["user"], one["read_only"], one["cap_drop"], one["cap_add"], one["security_opt"]),
          ("65534:65534", True, ["ALL"], ["NET_BIND_SERVICE"], ["no-new-privileges:true"]), "rights")
    equal(one["tmpfs"], ["/config"], "folders that can be written")
    mount, = one["volumes"]
    equal((mount["source"], mount["target"], mount["read_only"]), (str(made().folder), "/etc/caddy", True), "mount")
    assert "ports" not in one and "healthcheck" not in one, one
    equal(compose()["networks"], {"traefik": {"external": True, "name": "traefik"}}, "network")
    equal(list(one["networks"]), ["traefik"], "network")


@case("Traefik accepts the labels, and they name what is there")
def _():
    for options in ((), ("--name", "shop")):
        labels = dict(dynamic(*options))
        equal((labels.pop("enable"), labels.pop("docker")), ("true", {"network": "traefik"}), "provider")
        http = labels["http"]
        valid_traefik(as_file(labels))
        (name, one), = http["services"].items()
        equal(one, {"loadBalancer": {"server": {"port": "8404"}}}, "service")
        every = [value["errors"] for value in http["middlewares"].values() if "errors" in value]
        equal(len(every), 2, "middlewares for errors")
        for errors in every:
            assert re.fullmatch(QUERY, errors["query"]), errors
            equal(errors["service"], name, "service")
            assert all(re.fullmatch(STATUS, status) for status in errors["status"]), errors
        for router in http.get("routers", {}).values():
            equal((router["rule"], router["priority"], router["service"]), ("PathPrefix(`/`)", "1", name), "router")
            assert set(router["middlewares"]) <= set(http["middlewares"]), router


@case("an application keeps its errors unless a router names a middleware; the lists are those of --for traefik")
def _():
    http = dynamic()["http"]
    equal(list(http["routers"]), ["statuspages-not-found"], "routers")
    equal(http["routers"]["statuspages-not-found"]["middlewares"], ["statuspages-not-found"], "middlewares")
    equal(http["middlewares"]["statuspages-gateway"]["errors"]["status"], ["502", "504"], "of the gateway")
    listed = ",".join(http["middlewares"]["statuspages"]["errors"]["status"])
    assert not re.search(r"\b(401|407)\b|400-40|40[1-6]-40[7-9]", listed), listed
    few = dynamic("--codes", "401,404,500-503")["http"]["middlewares"]
    equal(few["statuspages"]["errors"]["status"], ["404", "500-503"], "a few codes")
    assert "statuspages-gateway" in few and "statuspages-gateway" not in \
        dynamic("--codes", "404")["http"]["middlewares"], few


@case("builds with names have nothing in common, and take no requests")
def _():
    plain, shop = dynamic()["http"], dynamic("--name", "shop")["http"]
    for kind in ("middlewares", "services"):
        assert not set(plain[kind]) & set(shop[kind]), shop[kind]
    assert "routers" not in shop, shop
    equal(service("--name", "shop")[0], "shop_statuspages", "service of Compose")


def started(build):
    """The container's Caddy: nobody, no folder to write to, and the mount where the file says."""
    need("caddy", "setpriv")
    files = {}
    for name in ("Caddyfile", "statuspages.caddy"):
        text = build.read(name).decode()
        assert "/etc/caddy" in text and str(build.folder) not in text, name
        files[name] = text.replace("/etc/caddy/statuspages\"", "@MADE@/statuspages\"").replace("/etc/caddy", "@ROOT@")
    caddyfile = files["Caddyfile"]
    assert caddyfile.count("8404") == 1 and "bind" not in caddyfile, caddyfile
    files["Caddyfile"] = caddyfile.replace("http://:8404 {", "http://:@PORT@ {\nbind 127.0.0.1") \
        .replace("route {", "route {\n\t\trespond /is-it-ours @TOKEN@")
    build.folder.parent.chmod(0o755)
    return Server(build, ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "caddy", "run", "--adapter",
                          "caddyfile", "--config", "@ROOT@/Caddyfile"], files,
                  {"HOME": "/nonexistent", "XDG_CONFIG_HOME": "@ROOT@", "XDG_DATA_HOME": "/proc/none"}).start()


@case("the container answers the middleware's queries with the right code, language and format")
def _():
    server = started(made())
    try:
        queries(server, "/{status}")
        for line in server.log().splitlines():
            assert json.loads(line)["level"] != "error", line
    finally:
        server.stop()


@case("--cache: pages that are the same for everybody, and who never gets one")
def _():
    server = started(made(*CACHE))
    promise_cached(server, "/404", "/403", lean=True)
    equal(ask(server, "/503").get("Cache-Control"), "max-age=5", "Cache-Control of 5xx")


@case("the README's lines for Traefik are a Compose file in the same network, and its labels name middlewares")
def _():
    need("docker-compose")
    text = made("--name", "shop").read("README.md").decode()
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.S)
    done = subprocess.run(["docker-compose", "-f", "-", "config"], input=blocks[0], capture_output=True, text=True,
                          timeout=60)
    assert done.returncode == 0, done.stderr
    traefik = yaml.safe_load(done.stdout)
    equal((traefik["networks"], list(traefik["services"]["traefik"]["networks"])),
          (compose("--name", "shop")["networks"], ["traefik"]), "network")
    names = set(re.findall(r"([\w-]+)@docker", text))
    equal(names, {"shop_statuspages", "shop_statuspages-gateway"}, "names")
    assert names <= set(dynamic("--name", "shop")["http"]["middlewares"]), names


@case("the README's file for entry points with TLS counts, by the commands of the README")
def _():
    need("docker-compose")
    build = made()
    text = build.read("README.md").decode()
    file, lines = re.search(r"`(\S+/tls\.yaml)`[^`]*```yaml\n(.*?)```", text, re.S).groups()
    equal(text.count(f" -f {file} "), 1, "commands that name the file")
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as own:
        own.write(lines)
        own.flush()
        done = subprocess.run(["docker-compose", "-f", build.folder / "compose.yaml", "-f", own.name, "config"],
                              capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    (name, one), = yaml.safe_load(done.stdout)["services"].items()
    had = dict(service()[1]["labels"])
    equal(one["labels"], had | {"traefik.http.routers.statuspages-not-found.tls": "true"}, f"labels of {name}")
