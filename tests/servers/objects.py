# SPDX-License-Identifier: Apache-2.0
"""Objects of Kubernetes and configurations of Traefik, held against the published schemas: those in schemas/ and those
of the npm packages there."""

import copy
import fcntl
import functools
import json
import shutil
import subprocess

from common import HERE, Skip, equal, need
from server import BUILD

# Maps whose names are free.
FREE = {"annotations", "data", "labels", "limits", "matchLabels", "middlewares", "requests", "routers", "selector",
        "services"}
# What the APIs require, as far as the objects have it: kubernetes.io/docs/reference/kubernetes-api,
# gateway-api.sigs.k8s.io/reference/spec, and the references of Traefik, NGINX Gateway Fabric and Envoy Gateway.
REQUIRED = {
    "Deployment": ("spec.selector", "spec.template", "spec.template.spec.containers",
                   "spec.template.spec.containers.0.name", "spec.template.spec.volumes.0.name"),
    "Service": ("spec.ports.0.port",),
    "Ingress": ("spec.rules.0.http.paths", "spec.rules.0.http.paths.0.backend", "spec.rules.0.http.paths.0.pathType"),
    "Middleware": ("metadata", "spec"),
    "IngressRoute": ("spec.routes", "spec.routes.0.match", "spec.routes.0.services.0.name"),
    "HTTPRoute": ("spec.rules.0.backendRefs.0.name", "spec.rules.0.filters.0.type", "spec.parentRefs.0.name"),
    "SnippetsPolicy": ("spec", "spec.targetRefs", "spec.targetRefs.0.kind", "spec.snippets.0.context",
                       "spec.snippets.0.value"),
    "NginxProxy": tuple("spec.kubernetes.deployment." + name for name in
                        ("container.volumeMounts.0.mountPath", "pod.volumes.0.name")),
    "BackendTrafficPolicy": ("spec.targetSelectors", "spec.targetSelectors.0.kind", "spec.responseOverride.0.match",
                             "spec.responseOverride.0.match.statusCodes.0.value", "spec.responseOverride.0.response",
                             "spec.responseOverride.0.response.body.valueRef"),
}


@functools.lru_cache(None)
def packages():
    """The folder with the packages of schemas/, installed once for each build."""
    need("node", "npm")
    folder = BUILD / "schemas"
    folder.mkdir(parents=True, exist_ok=True)
    lock, installed = HERE / "schemas/package-lock.json", folder / "node_modules/.package-lock.json"
    # Groups of cases run at the same time.
    with open(folder / ".lock", "w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        for path in (HERE / "schemas").glob("[!.]*.*"):
            # Other groups may be reading the file of before.
            shutil.copy(path, folder / "new").replace(folder / path.name)
        if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
            shutil.copy(HERE / "schemas/.npmrc", folder)
            done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=folder, timeout=300,
                                  capture_output=True, text=True)
            if done.returncode:
                raise Skip("npm cannot install the packages of tests/servers/schemas")
    return folder


def complaints(script, documents):
    """What the script in schemas/ says of each document; nothing for a valid one."""
    done = subprocess.run(["node", packages() / script], input=json.dumps(documents),
                          capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert len(said) == len(documents), said
    return said


def short(value):
    """The value with the first element of each list, one file of a ConfigMap, and without long texts."""
    if isinstance(value, dict):
        return {name: short(dict(list(one.items())[:1]) if name == "data" else one) for name, one in value.items()}
    if isinstance(value, list):
        return [short(one) for one in value[:1]]
    return value[:100] if isinstance(value, str) else value


def changed(value, path, *new):
    """A copy of the value without what is at the path, or with something else there."""
    value = copy.deepcopy(value)
    *path, last = [int(name) if name.isdigit() else name for name in path]
    at = functools.reduce(lambda at, name: at[name], path, value)
    at.pop(last)
    at.update(new) if isinstance(at, dict) else at.extend(new)
    return value


def paths(value, path=()):
    """The path to each value in it, and whether another name in its place would be unknown."""
    for name, one in value.items() if isinstance(value, dict) else enumerate(value):
        here = (*path, str(name))
        yield here, isinstance(value, dict) and not (path and path[-1] in FREE)
        if isinstance(one, (dict, list)):
            yield from paths(one, here)


def broken(value, required=()):
    """What a schema has to refuse: the value with an unknown name, with a wrong type, and without what is required."""
    for path, known in paths(value):
        if path in (("apiVersion",), ("kind",)):
            continue
        *_, name = path
        if known:
            yield f"{'.'.join(path)} renamed", changed(value, path, (name + "x", 1))
        now = functools.reduce(lambda at, name: at[int(name) if name.isdigit() else name], path, value)
        other = 7 if isinstance(now, (dict, list)) else [{}]
        yield f"{'.'.join(path)} = {other}", changed(value, path, other if name.isdigit() else (name, other))
    for path in (path for path in required if path in {".".join(one) for one, _ in paths(value)}):
        yield f"no {path}", changed(value, path.split("."))


def held(script, good, bad):
    """No complaint about what is good, and one about each of what is broken; both come with a text about them."""
    said = complaints(script, [one for _, one in (*good, *bad)])
    equal([f"{what}: {one}" for (what, _), one in zip(good, said) if one], [], "complaints")
    assert bad, "nothing was broken"
    equal([what for (what, _), one in zip(bad, said[len(good):]) if not one], [], "broken, and accepted")


def valid(objects):
    """The API accepts each object, and for each kind nothing that is broken."""
    kinds = {one["kind"]: short(one) for one in objects}
    held("kubernetes.mjs",
         [(f"{one['kind']} {one['metadata']['name']}", one) for one in (*objects, *kinds.values())],
         [(f"{kind}: {what}", one) for kind, value in kinds.items()
          for what, one in broken(value, REQUIRED.get(kind, ()))])


def valid_traefik(value, required=()):
    """Traefik 2 and 3 take this dynamic configuration, and nothing broken."""
    schemas = ("traefik-v2", "traefik-v3")
    held("schema.mjs", [(schema, {"schema": schema, "value": value}) for schema in schemas],
         [(f"{schema}: {what}", {"schema": schema, "value": one}) for schema in schemas
          for what, one in broken(short(value), required)])
