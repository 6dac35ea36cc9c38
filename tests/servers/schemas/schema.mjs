// SPDX-License-Identifier: Apache-2.0
// Holds documents against the JSON Schemas and the schemas of CustomResourceDefinitions in this folder.  schema.mjs
// <documents.json, each {schema, value}, prints what is wrong with each.  It runs where the packages are installed.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { Environment } from '@marcbachmann/cel-js';

const ajv = addFormats(new Ajv({ strict: false }));
const cel = new Environment({ unlistedVariablesAreDyn: true });

/* Does the rule hold?  It does not if it cannot be evaluated: a value has the wrong type. */
function holds(rule, self) {
    try {
        return rule({ self }) === true;
    } catch (error) {
        return false;
    }
}

/* What a CustomResourceDefinition says in CEL: rules over `self`. */
ajv.addKeyword({
    keyword: 'x-kubernetes-validations',
    compile: (rules) => {
        const compiled = rules.map(({ rule }) => [rule, cel.parse(rule)]);
        return function check(value) {
            const broken = compiled.find(([, one]) => !holds(one, value));
            check.errors = broken && [{ keyword: 'x-kubernetes-validations', message: `must hold: ${broken[0]}` }];
            return !broken;
        };
    },
});

/* The schema without fields that it does not name: servers prune or refuse them. */
function closed(schema) {
    if (typeof schema !== 'object' || schema === null) {
        return schema;
    }
    const copy = Array.isArray(schema) ? schema.map(closed)
        : Object.fromEntries(Object.entries(schema).map(([name, one]) => [name, closed(one)]));
    if (copy.type === 'object' && copy.properties && !copy['x-kubernetes-preserve-unknown-fields']) {
        copy.additionalProperties ??= false;
    }
    return copy;
}

/* A function that says what is wrong with a value, by NAME.json; null: there is no such file. */
export function validator(name) {
    let text;
    try {
        text = readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8');
    } catch (error) {
        return null;
    }
    const validate = ajv.compile(closed(JSON.parse(text)));
    return (value) => (validate(value) ? '' : ajv.errorsText(validate.errors, { dataVar: '$' }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const documents = JSON.parse(readFileSync(0, 'utf8'));
    const found = Object.fromEntries([...new Set(documents.map(({ schema }) => schema))]
        .map((schema) => [schema, validator(schema)]));
    console.log(JSON.stringify(documents.map(({ schema, value }) => found[schema](value))));
}
