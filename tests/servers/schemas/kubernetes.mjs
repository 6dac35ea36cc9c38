// SPDX-License-Identifier: Apache-2.0
// Validates objects of Kubernetes.  kubernetes.mjs <objects.json prints what is wrong with each.  It runs
// where the packages are installed.
import { readFileSync } from 'node:fs';

const PACKAGES = {
    'traefik.io': '@kubernetes-models/traefik',
    'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
};

/* The class for an object: kubernetes-models/apps/v1, and so on. */
async function modelOf({ apiVersion, kind }) {
    const group = apiVersion.split('/')[0];
    const name = `${PACKAGES[group] ?? 'kubernetes-models'}/${apiVersion}`;
    const found = (await import(name))[kind];
    if (!found) {
        throw new Error(`${name} has no ${kind}`);
    }
    return found;
}

const said = [];
for (const object of JSON.parse(readFileSync(0, 'utf8'))) {
    const Model = await modelOf(object);
    try {
        new Model(object).validate();
        said.push('');
    } catch (error) {
        said.push(String(error));
    }
}
console.log(JSON.stringify(said));
