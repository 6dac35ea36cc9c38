# SPDX-License-Identifier: Apache-2.0
"""Objects of Kubernetes, held against the published APIs: the names of all fields here, and their types, patterns and
what has to be there by the validators of the npm packages in schemas/."""

import fcntl
import functools
import json
import shutil
import subprocess

from common import HERE, Skip, need
from server import BUILD

# Field names of the published APIs, as far as they are used: Kubernetes 1.30 (Deployment, Service, Ingress, ConfigMap),
# Traefik's CRD (docs/content/reference/dynamic-configuration/traefik.io_middlewares.yaml), Gateway API v1 and
# Envoy Gateway v1alpha1.  "*" is a map of names, [x] a list.
META = {"name": str, "labels": {"*": str}, "annotations": {"*": str}, "namespace": str}
PROBE = {"httpGet": {"path": str, "port": (int, str)}, "periodSeconds": int, "initialDelaySeconds": int,
         "failureThreshold": int, "timeoutSeconds": int}
POD = {"automountServiceAccountToken": bool, "enableServiceLinks": bool,
       "securityContext": {"runAsNonRoot": bool, "runAsUser": int, "runAsGroup": int, "fsGroup": int,
                           "seccompProfile": {"type": str}},
       "containers": [{"name": str, "image": str, "ports": [{"name": str, "containerPort": int}],
                       "securityContext": {"allowPrivilegeEscalation": bool, "readOnlyRootFilesystem": bool,
                                           "capabilities": {"drop": [str], "add": [str]}},
                       "readinessProbe": PROBE, "livenessProbe": PROBE,
                       "resources": {"requests": {"*": str}, "limits": {"*": str}},
                       "volumeMounts": [{"name": str, "mountPath": str, "readOnly": bool}]}],
       "volumes": [{"name": str, "emptyDir": {"sizeLimit": str}, "configMap": {"name": str},
                    "projected": {"sources": [{"configMap": {"name": str}}]}}]}
PATH = {"type": str, "replaceFullPath": str}
HEADERS = [{"name": str, "value": str}]
BACKENDS = [{"name": str, "port": int}]
SCHEMAS = {
    ("v1", "ConfigMap"): {"data": {"*": str}},
    ("apps/v1", "Deployment"): {"spec": {"replicas": int, "selector": {"matchLabels": {"*": str}},
                                         "template": {"metadata": META, "spec": POD}}},
    ("v1", "Service"): {"spec": {"selector": {"*": str},
                                 "ports": [{"name": str, "port": int, "targetPort": (int, str)}]}},
    ("networking.k8s.io/v1", "Ingress"): {"spec": {"ingressClassName": str, "rules": [{"host": str, "http": {"paths": [
        {"path": str, "pathType": str, "backend": {"service": {"name": str, "port": {"number": int}}}}]}}]}},
    ("traefik.io/v1alpha1", "Middleware"): {"spec": {"errors": {"status": [str], "query": str,
                                                                "service": {"name": str, "port": int}},
                                                     "replacePath": {"path": str}}},
    ("traefik.io/v1alpha1", "IngressRoute"): {"spec": {"entryPoints": [str], "routes": [
        {"kind": str, "match": str, "priority": int, "middlewares": [{"name": str}], "services": BACKENDS}]}},
    ("gateway.networking.k8s.io/v1", "HTTPRoute"): {"spec": {
        "parentRefs": [{"name": str}], "hostnames": [str], "rules": [{
            "matches": [{"path": {"type": str, "value": str}}],
            "filters": [{"type": str, "requestHeaderModifier": {"remove": [str]}, "urlRewrite": {"path": PATH}}],
            "backendRefs": BACKENDS}]}},
    ("gateway.nginx.org/v1alpha1", "SnippetsPolicy"): {"spec": {
        "targetRefs": [{"group": str, "kind": str, "name": str}], "snippets": [{"context": str, "value": str}]}},
    ("gateway.nginx.org/v1alpha2", "NginxProxy"): {"spec": {"kubernetes": {"deployment": {
        "container": {"volumeMounts": POD["containers"][0]["volumeMounts"]}, "pod": {"volumes": POD["volumes"]}}}}},
    ("gateway.envoyproxy.io/v1alpha1", "BackendTrafficPolicy"): {"spec": {
        "targetRefs": [{"group": str, "kind": str, "name": str}],
        "targetSelectors": [{"group": str, "kind": str, "matchLabels": {"*": str}}],
        "responseOverride": [{"match": {"statusCodes": [{"type": str, "value": int}]}, "source": str,
                              "response": {"contentType": str, "header": {"set": HEADERS, "add": HEADERS},
                                           "body": {"type": str, "valueRef": {"group": str, "kind": str, "name": str}}},
                              "redirect": {"scheme": str, "hostname": str, "port": int, "path": PATH}}]}},
}


def fits(value, schema, place):
    if isinstance(schema, dict):
        assert isinstance(value, dict), f"{place} is no map"
        for name, one in value.items():
            assert name in schema or "*" in schema, f"{place} has no field {name}"
            fits(one, schema.get(name, schema.get("*")), f"{place}.{name}")
    elif isinstance(schema, list):
        assert isinstance(value, list) and value, f"{place} is no list"
        for one in value:
            fits(one, schema[0], f"{place}[]")
    else:
        assert isinstance(value, schema) and (schema is bool or not isinstance(value, bool)), f"{place} is {value!r}"


def object_fits(one):
    """An object has only fields that its API has."""
    place = f"{one['kind']} {one['metadata']['name']}"
    fits(one, {"apiVersion": str, "kind": str, "metadata": META, **SCHEMAS[one["apiVersion"], one["kind"]]}, place)


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
        if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
            for name in ("package.json", "package-lock.json", ".npmrc"):
                shutil.copy(HERE / "schemas" / name, folder / name)
            done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=folder, timeout=300,
                                  capture_output=True, text=True)
            if done.returncode:
                raise Skip("npm cannot install the packages of tests/servers/schemas")
        for script in (HERE / "schemas").glob("*.mjs"):
            shutil.copy(script, folder / script.name)
    return folder


def complaints(script, documents):
    """What the script in schemas/ says of each document; nothing for a valid one."""
    done = subprocess.run(["node", packages() / script], input=json.dumps(documents),
                          capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert len(said) == len(documents), said
    return said


def valid(objects):
    """The API's validators accept each object, and notice a field of the wrong type.  There are none for Envoy
    Gateway."""
    objects = [one for one in objects if not one["apiVersion"].startswith("gateway.envoyproxy.io/")]
    for one, said in zip(objects, complaints("kubernetes.mjs", objects)):
        assert said == "", f"{one['kind']} {one['metadata']['name']}: {said}"
    broken = [{**one, "metadata": {**one["metadata"], "name": 7}} for one in objects]
    assert all(complaints("kubernetes.mjs", broken)), "a broken object is valid"
