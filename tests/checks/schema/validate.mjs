// SPDX-License-Identifier: Apache-2.0
// Validates problem documents: JSON with Ajv, XML with xmllint.  validate.sh says how.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import addFormats from 'ajv-formats';
import Ajv from 'ajv/dist/2020.js';

const core = fileURLToPath(new URL('../../../mod_statuspages/core/', import.meta.url));
const NAME = 'problem.schema.json';
const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
addFormats(ajv);
ajv.addSchema(JSON.parse(readFileSync(join(core, NAME), 'utf8')), NAME);

function read(folder) {
    const found = [];
    for (const file of readdirSync(folder).sort()) {
        const text = readFileSync(join(folder, file), 'utf8');
        const type = file.split('.').pop();
        if (type === 'jsonl') {
            found.push(...text.split('\n').filter(Boolean).map((line) => JSON.parse(line)));
        } else {
            found.push({ where: file, type, own: [], body: text });
        }
    }
    return found;
}

// ---- JSON: a site's own members are named, as the manual says ----------------------

const validators = new Map();

function validatorOf(own) {
    const key = own.join();
    if (!validators.has(key)) {
        validators.set(key, own.length === 0 ? ajv.getSchema(NAME) : ajv.compile({
            $ref: `${NAME}#/$defs/members`,
            properties: Object.fromEntries(own.map((name) => [name, { type: 'string' }])),
            unevaluatedProperties: false,
        }));
    }
    return validators.get(key);
}

/* What is wrong with each document; nothing for a valid one. */
function judgeJson(documents) {
    return documents.map(({ body, own }) => {
        const validate = validatorOf(own);
        try {
            return validate(JSON.parse(body)) ? '' : ajv.errorsText(validate.errors);
        } catch (error) {
            return String(error);
        }
    });
}

// ---- XML ----------------------------------------------------------------------------

function grammarOf(own, folder) {
    if (own.length === 0) {
        return join(core, 'problem.rng');
    }
    const elements = own.map((name) => `<optional><element name="${name}"><text/></element></optional>`);
    const file = join(folder, `${own.join('-')}.rng`);
    writeFileSync(file, `<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="urn:ietf:rfc:7807">
<include href="${join(core, 'problem.rng')}"><define name="own">
<interleave>${elements.join('')}</interleave></define></include></grammar>\n`);
    return file;
}

function judgeXml(documents) {
    const folder = mkdtempSync(join(tmpdir(), 'statuspages-xml-'));
    const verdicts = documents.map(() => '');
    const groups = new Map();
    documents.forEach(({ own }, i) => groups.set(own.join(), [...(groups.get(own.join()) ?? []), i]));
    try {
        for (const numbers of groups.values()) {
            const grammar = grammarOf(documents[numbers[0]].own, folder);
            for (let from = 0; from < numbers.length; from += 200) {
                const batch = numbers.slice(from, from + 200);
                batch.forEach((i) => writeFileSync(join(folder, `${i}.xml`), documents[i].body));
                const run = spawnSync('xmllint', ['--nonet', '--noout', '--relaxng', grammar,
                    ...batch.map((i) => `${i}.xml`)], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
                const said = run.stderr.split('\n');
                for (const i of batch) {
                    if (!said.includes(`${i}.xml validates`)) {
                        verdicts[i] = said.filter((line) => line.startsWith(`${i}.xml`)).join('; ')
                            || run.stderr.slice(0, 300);
                    }
                }
            }
        }
    } finally {
        rmSync(folder, { recursive: true });
    }
    return verdicts;
}

// ---- changes that no schema may let pass -----------------------------------------------

const WRONG = { string: 7, number: '7', boolean: 'true', object: 'x' };

function mutantsOfJson({ where, body }) {
    const found = [];
    const change = (what, edit) => {
        const copy = JSON.parse(body);
        edit(copy);
        found.push({ where: `${where}: ${what}`, type: 'json', own: [], body: JSON.stringify(copy) });
    };
    const document = JSON.parse(body);
    for (const [name, value] of Object.entries(document)) {
        change(`${name} misspelt`, (d) => { d[`${name}s`] = value; delete d[name]; });
        change(`${name} of another type`, (d) => { d[name] = WRONG[typeof value]; });
        change(`${name} empty`, (d) => { d[name] = Array.isArray(value) ? [] : ''; });
    }
    for (const name of ['title', 'status', 'error_name', 'error_category', 'retryable', 'owner_action_required']) {
        change(`no ${name}`, (d) => { delete d[name]; });
    }
    change('a retry that waits for the owner', (d) => { d.retryable = d.owner_action_required = true; });
    change('a time to wait for nothing', (d) => { d.retryable = false; d.retry_after = 3; });
    change('half a second', (d) => { d.retryable = true; d.owner_action_required = false; d.retry_after = 0.5; });
    change('a negative time', (d) => { d.retryable = true; d.owner_action_required = false; d.retry_after = -1; });
    change('a category of its own', (d) => { d.error_category = 'cloudflare'; });
    change('a name with capitals', (d) => { d.error_name = 'Not_Found'; });
    change('a name with hyphens', (d) => { d.error_name = 'not-found'; });
    change('the name of a host', (d) => { d.source = 'backend.internal'; });
    change('an error that is none', (d) => { d.status = 200; });
    change('a status that is none', (d) => { d.status = 1000; });
    change('a time in words', (d) => { d.timestamp = 'Sun, 22 Nov 2026 07:09:30 GMT'; });
    change('an address with blanks', (d) => { d.documentation = 'see the manual'; });
    change('a version with another member', (d) => { d.alternatives = [{ url: './a', quality: '1' }]; });
    change('a suggestion without a title', (d) => { d.suggestions = [{ url: '/a' }]; });
    change('four suggestions', (d) => { d.suggestions = Array(4).fill({ url: '/a', title: 'A' }); });
    change('a method with blanks', (d) => { d.allow = ['GET, HEAD']; });
    return found;
}

function mutantsOfXml({ where, body }) {
    const found = [];
    const change = (what, from, to) => {
        const text = body.replace(from, to);
        if (text === body) {
            throw new Error(`${where}: nothing to change for ${what}`);
        }
        found.push({ where: `${where}: ${what}`, type: 'xml', own: [], body: text });
    };
    const names = [...body.matchAll(/^<([a-z_]+)>/gm)].map((match) => match[1]);
    const listed = [...body.matchAll(/^<([a-z_]+)><i>/gm)].map((match) => match[1]);
    for (const name of names) {
        const whole = new RegExp(`<${name}>(.*?)</${name}>\n`, 's');
        change(`${name} misspelt`, whole, `<${name}s>$1</${name}s>\n`);
        change(`${name} of another type`, whole, listed.includes(name)
            ? `<${name}>x</${name}>\n` : `<${name}><i>$1</i></${name}>\n`);
        change(`${name} empty`, whole, `<${name}></${name}>\n`);
        change(`${name} twice`, whole, `<${name}>$1</${name}>\n<${name}>$1</${name}>\n`);
    }
    for (const name of ['title', 'status', 'error_name', 'error_category', 'retryable', 'owner_action_required']) {
        change(`no ${name}`, new RegExp(`<${name}>.*?</${name}>\n`, 's'), '');
    }
    const set = (what, name, value) =>
        change(what, new RegExp(`<${name}>.*?</${name}>`, 's'), `<${name}>${value}</${name}>`);
    set('a category of its own', 'error_category', 'cloudflare');
    set('a name with hyphens', 'error_name', 'not-found');
    set('an error that is none', 'status', '200');
    set('a status that is none', 'status', '1000');
    change('no language', / xml:lang="[^"]*"/, '');
    change('no namespace', ' xmlns="urn:ietf:rfc:7807"', '');
    return found;
}

// ---- run ------------------------------------------------------------------------------------

const mutants = process.argv[2] === '--mutants';
let documents = read(process.argv[mutants ? 3 : 2]);
if (mutants) {
    documents = documents.flatMap((one) => (one.type === 'xml' ? mutantsOfXml(one) : mutantsOfJson(one)));
}
let failed = 0;
for (const [type, judge] of [['json', judgeJson], ['xml', judgeXml]]) {
    const some = documents.filter((one) => one.type === type);
    judge(some).forEach((verdict, i) => {
        if ((verdict === '') === mutants) {
            failed += 1;
            console.log(`FAILED ${some[i].where}\n    ${verdict || 'is valid'}`);
            console.log(some[i].body.split('\n').slice(0, 40).map((line) => `    ${line}`).join('\n'));
        }
    });
}
if (documents.length === 0) {
    failed = 1;
    console.log('FAILED there are documents to validate');
}
console.log(`${Math.max(documents.length - failed, 0)} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
