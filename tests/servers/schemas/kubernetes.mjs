// SPDX-License-Identifier: Apache-2.0
// Validates objects of Kubernetes: by the definition in this folder, GROUP_VERSION_KIND.json, else by the packages of
// kubernetes-models.  kubernetes.mjs <objects.json prints what is wrong with each.  It runs where the packages are
// installed.
import { readFileSync } from 'node:fs';
import { runValidateFunc } from '@kubernetes-models/validate';
import { validate as metadata }
    from '@kubernetes-models/apimachinery/_schemas/IoK8sApimachineryPkgApisMetaV1ObjectMeta';
import { validator } from './schema.mjs';

const PACKAGES = {
    'traefik.io': '@kubernetes-models/traefik',
    'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
};

/* The function of the packages that validates such an object: kubernetes-models/apps/v1, and so on. */
async function modelOf({ apiVersion, kind }) {
    const name = `${PACKAGES[apiVersion.split('/')[0]] ?? 'kubernetes-models'}/${apiVersion}`;
    const Model = (await import(name))[kind];
    if (!Model) {
        throw new Error(`${name} has no ${kind}`);
    }
    return (object) => Model.prototype.validate.call(object);
}

/* A copy of the value that takes each field out of `unread` when it is read. */
function watched(value, place, unread) {
    if (typeof value !== 'object' || value === null) {
        return value;
    }
    const copy = Array.isArray(value) ? [] : {};
    for (const [name, one] of Object.entries(value)) {
        unread.add(`${place}.${name}`);
        copy[name] = watched(one, `${place}.${name}`, unread);
    }
    return new Proxy(copy, {
        get(target, name) {
            unread.delete(`${place}.${String(name)}`);
            return target[name];
        },
    });
}

/* What the function throws, or the fields that it has no rule for: those functions accept any other field. */
function complaint(validate, object) {
    const unread = new Set();
    try {
        validate(watched(object, '$', unread));
    } catch (error) {
        return String(error);
    }
    return unread.size ? `unknown: ${[...unread].join(' ')}` : '';
}

const defined = {};
const said = [];
for (const object of JSON.parse(readFileSync(0, 'utf8'))) {
    const name = `${object.apiVersion.replace('/', '_')}_${object.kind}`;
    const definition = defined[name] ??= validator(name) ?? false;
    said.push(definition
        ? definition(object) || complaint((value) => runValidateFunc(metadata, value), object.metadata)
        : complaint(await modelOf(object), object));
}
console.log(JSON.stringify(said));
