// SPDX-License-Identifier: Apache-2.0
// What a visitor gets, in a real browser.
//
//   node run.mjs [--picture] [URL]
//
// $HEAL is a file with the lines that heal.py prints; without one, cookies that
// are too large are left out.  URL is the base of the demo server, where /demo/THEME/404 answers with 404
// in that theme, and so on; without one, $BASE.  Each folder of templates/ with
// a page.html is a theme; $THEMES names some of them.  $SHOTS has screenshots go to
// build/browser.  --picture renews the pictures that the manual shows.
// $CHROMIUM is the browser, $VERBOSE names every check.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { check, count } from './count.mjs';
import { visitGallery } from './gallery.mjs';
import { healWork } from './heal.mjs';
import { languages, work } from './matrix.mjs';
import { takePictures } from './pictures.mjs';
import { compareStyles } from './sheets.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const shots = join(here, '../../build/browser');
const templates = join(here, '../../templates');
const vnu = join(dirname(createRequire(import.meta.url).resolve('vnu-jar')), 'build/dist/vnu.jar');
// As many pages at a time as two cores can open.
const LANES = 2;

function themesOf() {
    const all = readdirSync(templates).filter((name) => existsSync(join(templates, name, 'page.html')));
    const some = process.env.THEMES?.split(/[\s,]+/).filter(Boolean);

    return some?.length ? all.filter((name) => some.includes(name)) : all;
}

/** Calls all functions, some at a time. */
async function run(functions) {
    const left = [...functions];
    const lane = async () => {
        while (left.length > 0) {
            await left.shift()();
        }
    };

    await Promise.all(Array.from({ length: LANES }, lane));
}

/** The addresses of heal.py, without those of themes that are left out. */
function basesOf(themes) {
    const lines = process.env.HEAL ? readFileSync(process.env.HEAL, 'utf8').trim().split('\n') : [];

    return Object.fromEntries(lines.map((line) => line.split(' '))
        .filter(([name, base]) => base && (themes.includes(name) || ['http1', 'evil'].includes(name))));
}

/** The W3C's Nu HTML checker; one start of Java for all pages. */
function checkMarkup(pages) {
    const files = [...pages].map(([name, body]) => {
        const file = join(shots, `${name}.html`);
        writeFileSync(file, body);
        return file;
    });
    let said = '';

    try {
        execFileSync('java', ['-jar', vnu, '--Werror', '--format', 'gnu', ...files], { stdio: 'pipe' });
    } catch (error) {
        said = error.stderr?.toString().trim() || error.message;
    }
    check('markup', `${files.length} pages are valid`, said === '', said);
}

const args = process.argv.slice(2);
const base = args.find((arg) => !arg.startsWith('--')) ?? process.env.BASE;
const themes = themesOf();

if (!base || themes.length === 0 || args.some((arg) => arg.startsWith('--') && arg !== '--picture')) {
    console.log('usage: [THEMES=name,...] node run.mjs [--picture] URL, or BASE=URL');
    process.exit(2);
}
mkdirSync(shots, { recursive: true });

const browser = await chromium.launch({
    // Without windows and menus a page costs half: Debian's shell, else its browser, else Fedora's.
    executablePath: process.env.CHROMIUM ||
        ['chromium-headless-shell', 'chromium', 'chromium-browser'].map((name) => `/usr/bin/${name}`)
            .find(existsSync) || 'chromium',
    args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--disable-background-networking',
        '--disable-component-update', '--disable-sync', '--no-first-run',
        '--host-resolver-rules=MAP evil.test 127.0.0.1'],
});
const room = { browser, base, shots, pages: new Map() };

try {
    await visitGallery(room);
    await run([...work(room, themes), ...healWork(room, basesOf(themes), languages)]);
    checkMarkup(room.pages);
    await compareStyles(room, templates, themes);
    if (args.includes('--picture') && count.failed === 0) {
        await takePictures(room, templates, themes);
    }
} catch (error) {
    check('browser', 'gets to the end', false, error.message);
} finally {
    await browser.close();
}
console.log(`${themes.length} themes: ${themes.join(', ')}`);
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed ? 1 : 0;
