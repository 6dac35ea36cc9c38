// SPDX-License-Identifier: Apache-2.0
// Holds messages in JSON against the protos of Envoy, which @grpc/grpc-js-xds has: names and types of fields, what
// excludes each other, and the rules of protoc-gen-validate.  envoy.mjs <messages.json, each {type, value}, prints
// what is wrong with each.  It runs where the packages are installed.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

const packages = join(dirname(fileURLToPath(import.meta.url)), 'node_modules');
const deps = join(packages, '@grpc/grpc-js-xds/deps');
const folders = [...readdirSync(deps).map((name) => join(deps, name)), join(packages, 'protobufjs')];
const FILES = [
    'envoy/config/bootstrap/v3/bootstrap.proto',
    'envoy/extensions/filters/http/custom_response/v3/custom_response.proto',
    'envoy/extensions/filters/http/router/v3/router.proto',
    'envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.proto',
    'envoy/extensions/http/custom_response/local_response_policy/v3/local_response_policy.proto',
    'envoy/extensions/http/custom_response/redirect_policy/v3/redirect_policy.proto',
    'envoy/type/matcher/v3/http_inputs.proto',
    'envoy/type/matcher/v3/status_code_input.proto',
];

const root = new protobuf.Root();
root.resolvePath = (origin, target) => folders.map((folder) => join(folder, target)).find(existsSync) ?? target;
root.loadSync(FILES, { keepCase: true });
root.resolveAll();

/* protobuf.dev/programming-guides/json: what stands for these messages. */
const PLAIN = {
    '.google.protobuf.BoolValue': 'boolean',
    '.google.protobuf.Duration': 'string',
    '.google.protobuf.StringValue': 'string',
    '.google.protobuf.UInt32Value': 'number',
    '.google.protobuf.UInt64Value': 'number',
};

/* All values of an option of a field: (validate.rules) comes in pieces. */
function optionsOf(object, name) {
    return Object.assign({}, ...(object.parsedOptions ?? []).filter((one) => name in one).map((one) => one[name]));
}

function numbers(rules, value) {
    return !(value < rules.gte || value > rules.lte || value <= rules.gt || value >= rules.lt);
}

/* What the rules say against a value that is there. */
function broken(rules, value) {
    for (const [kind, one] of Object.entries(rules)) {
        if (kind === 'string' && (value.length < (one.min_len ?? 0) || one.in?.includes(value) === false)) {
            return `"${value}" breaks ${JSON.stringify(one)}`;
        }
        const { min_items: least = 0, max_items: most = Infinity } = one;
        if (kind === 'repeated' && (value.length < least || value.length > most)) {
            return `${value.length} items break ${JSON.stringify(one)}`;
        }
        if (kind === 'map' && Object.keys(value).length < (one.min_pairs ?? 0)) {
            return 'the map is empty';
        }
        if (/int|float|double/.test(kind) && !numbers(one, value)) {
            return `${value} breaks ${JSON.stringify(one)}`;
        }
    }
    return '';
}

function scalar(type, value) {
    if (type === 'string' || type === 'bytes') {
        return typeof value === 'string';
    }
    return type === 'bool' ? typeof value === 'boolean' : typeof value === 'number';
}

/* One value of a field, not the list of them. */
function checkOne(field, value, place, said) {
    const type = field.resolvedType;
    if (!type) {
        if (!scalar(field.type, value)) {
            said.push(`${place} is no ${field.type}`);
        }
    } else if (type instanceof protobuf.Enum) {
        if (!(value in type.values) || type.valuesOptions?.[value]?.deprecated) {
            said.push(`${place}: ${value} is no current ${type.fullName}`);
        }
    } else if (type.fullName in PLAIN) {
        if (typeof value !== PLAIN[type.fullName]) {
            said.push(`${place} is no ${type.fullName}`);
        }
    } else if (type.fullName === '.google.protobuf.Any') {
        const { '@type': name, ...rest } = value;
        const found = name && root.lookup(name.replace('type.googleapis.com/', ''));
        found ? checkMessage(found, rest, place, said) : said.push(`${place}: ${name} is unknown`);
    } else {
        checkMessage(type, value, place, said);
    }
}

function checkField(field, value, place, said) {
    const rules = optionsOf(field, '(validate.rules)');
    if (field.options?.deprecated) {
        said.push(`${place} is deprecated`);
    }
    if (field.map) {
        Object.entries(value).forEach(([key, one]) => checkOne(field, one, `${place}.${key}`, said));
    } else if (field.repeated) {
        Array.isArray(value)
            ? value.forEach((one, i) => checkOne(field, one, `${place}[${i}]`, said))
            : said.push(`${place} is no list`);
    } else {
        checkOne(field, value, place, said);
    }
    const wrong = said.length ? '' : broken(rules, value);
    if (wrong) {
        said.push(`${place}: ${wrong}`);
    }
}

function checkMessage(type, value, place, said) {
    if (typeof value !== 'object' || Array.isArray(value)) {
        said.push(`${place} is no ${type.fullName}`);
        return;
    }
    for (const [name, one] of Object.entries(value)) {
        type.fields[name]
            ? checkField(type.fields[name], one, `${place}.${name}`, said)
            : said.push(`${place}: ${type.fullName} has no ${name}`);
    }
    for (const field of type.fieldsArray) {
        const rules = optionsOf(field, '(validate.rules)');
        const needed = rules.message?.required || rules.any?.required || rules.string?.min_len > 0
            || rules.repeated?.min_items > 0 || rules.map?.min_pairs > 0;
        if (needed && !field.partOf && !(field.name in value)) {
            said.push(`${place} lacks ${field.name}`);
        }
    }
    for (const choice of type.oneofsArray) {
        const given = choice.fieldsArray.filter((field) => field.name in value);
        if (given.length > 1 || (given.length === 0 && choice.options?.['(validate.required)'])) {
            said.push(`${place} needs one of ${choice.name}`);
        }
    }
}

console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(({ type, value }) => {
    const said = [];
    checkMessage(root.lookupType(type), value, '$', said);
    return said.slice(0, 3).join('; ');
})));
