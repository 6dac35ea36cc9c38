// SPDX-License-Identifier: Apache-2.0
// What a visitor gets, in a real browser.
//
//   node run.mjs [--picture] [URL...]
//
// URL is the base of a server where /demo/404 answers with 404, and so on;
// without one, $BASE.  Screenshots go to build/browser.  --picture keeps the
// one that is shown to readers of the repository.  $CHROMIUM is the browser,
// $VERBOSE names every check.

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import axe from 'axe-core';

const here = dirname(fileURLToPath(import.meta.url));
const shots = join(here, '../../build/browser');
const vnu = join(dirname(createRequire(import.meta.url).resolve('vnu-jar')), 'build/dist/vnu.jar');

const codes = [404, 401, 429, 500, 503];
const widths = [320, 1280];
const looks = [
    { name: 'light', colorScheme: 'light' },
    { name: 'dark', colorScheme: 'dark' },
    { name: 'forced', colorScheme: 'light', forcedColors: 'active' },
];
const languages = ['en', 'zh-Hans', 'es', 'hi', 'ar', 'fr', 'pt-BR', 'ru', 'ur', 'id', 'bn', 'de', 'ja', 'vi', 'ko',
    'tr', 'it', 'fa', 'th', 'pl', 'zh-Hant', 'nl', 'uk', 'ro', 'sv', 'cs', 'hu', 'el', 'pt-PT', 'he', 'da',
    'sr-Cyrl', 'fi', 'nb', 'sr-Latn', 'ga'];
const rightToLeft = ['ar', 'fa', 'he', 'ur'];

// ---- counting --------------------------------------------------------------

const count = { passed: 0, failed: 0 };

/** One statement about `where`; `found` says what was seen instead. */
function check(where, statement, holds, found = '') {
    count[holds ? 'passed' : 'failed']++;
    if (!holds) {
        console.log(`FAIL ${where}: ${statement}${found ? `\n     ${found}` : ''}`);
    } else if (process.env.VERBOSE) {
        console.log(`ok   ${where}: ${statement}`);
    }
}

// ---- one page ---------------------------------------------------------------

/** Opens `url` and notes everything that it asks for or complains about. */
async function visit(context, url) {
    const page = await context.newPage();
    const seen = { page, requests: [], complaints: [] };

    page.on('request', (request) => seen.requests.push(request.url()));
    page.on('pageerror', (error) => seen.complaints.push(String(error)));
    page.on('console', (message) => {
        // The browser's own remark that the page is an error page is no news.
        if (message.type() !== 'error' && message.type() !== 'warning') {
            return;
        }
        if (!message.text().startsWith('Failed to load resource: the server responded with a status')) {
            seen.complaints.push(message.text());
        }
    });
    await page.addInitScript(() => {
        globalThis.violations = [];
        addEventListener('securitypolicyviolation', (event) => globalThis.violations.push(event.effectiveDirective));
    });
    seen.response = await page.goto(url, { waitUntil: 'load' });
    seen.body = await seen.response.text();
    return seen;
}

function checkAnswer(where, code, { response, body, requests, complaints, page }) {
    const size = Buffer.byteLength(body);
    const type = response.headers()['content-type'] ?? 'none';
    const others = requests.filter((url) =>
        url !== page.url() && !url.endsWith('/favicon.ico') && !url.startsWith('data:'));

    check(where, `answers with ${code}`, response.status() === code, String(response.status()));
    check(where, 'is HTML in UTF-8', /^text\/html; *charset=utf-8$/i.test(type), type);
    check(where, 'has 512 to 14,000 bytes', size >= 512 && size <= 14000, `${size}`);
    check(where, 'asks for nothing but itself', others.length === 0, others.join(' '));
    check(where, 'makes the browser complain about nothing', complaints.length === 0, complaints.join('\n     '));
}

async function checkStructure(where, page, response) {
    const got = await page.evaluate(() => ({
        lang: document.documentElement.lang,
        dir: document.documentElement.dir,
        direction: getComputedStyle(document.body).direction,
        headlines: [...document.querySelectorAll('h1')].map((h1) => h1.innerText),
        mains: document.querySelectorAll('main').length,
        title: document.title,
        robots: document.querySelector('meta[name=robots]')?.content ?? '',
        scripts: document.scripts.length,
        styles: document.querySelectorAll('[style]').length,
        targets: [...document.querySelectorAll('a[target]')].map((a) => a.target),
    }));
    const header = response.headers()['content-language'];

    check(where, 'has a language', got.lang !== '');
    check(where, 'has the language that Content-Language names',
        !header || header === got.lang, `${header}, ${got.lang}`);
    check(where, 'has the direction of its language',
        got.dir === (rightToLeft.includes(got.lang) ? 'rtl' : 'ltr') && got.direction === got.dir,
        `${got.lang}: ${got.dir}`);
    check(where, 'has one headline', got.headlines.length === 1, `${got.headlines.length}`);
    check(where, 'has a title that begins with the headline', got.title.startsWith(got.headlines[0]), got.title);
    check(where, 'has one main landmark', got.mains === 1, `${got.mains}`);
    check(where, 'asks robots not to list it', got.robots === 'noindex', got.robots);
    check(where, 'has no script and no style attribute', got.scripts + got.styles === 0);
    check(where, 'opens no new window', got.targets.every((target) => target === '_top'), got.targets.join(' '));
    return got.lang;
}

/** True if nothing has to be scrolled sideways. */
function fits(page) {
    return page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
}

async function checkLook(where, page, look) {
    const got = await page.evaluate(() => {
        const style = (selector) => getComputedStyle(document.querySelector(selector));
        return {
            headline: parseFloat(style('h1').fontSize),
            text: parseFloat(style('body').fontSize),
            paper: style('html').backgroundColor,
            low: [...document.querySelectorAll('nav a, summary')]
                .filter((link) =>
                    Math.min(link.getBoundingClientRect().height, link.getBoundingClientRect().width) < 24)
                .map((link) => link.innerText),
        };
    });
    const dark = got.paper.match(/\d+/g).slice(0, 3).every((part) => part < 64);

    check(where, 'wears its style sheet', got.headline > got.text * 1.4 && got.paper !== 'rgba(0, 0, 0, 0)',
        JSON.stringify(got));
    check(where, 'is as dark as asked for', look.name === 'forced' || dark === (look.name === 'dark'), got.paper);
    check(where, 'has links of at least 24 by 24 pixels', got.low.length === 0, got.low.join(', '));
    check(where, 'needs no scrolling sideways', await fits(page));
}

/** WCAG 2.2 AA; and of AAA the contrast of 7:1, which the theme promises.
 *  Forced colours are the visitor's own, and axe-core does not see them. */
async function checkAxe(where, page, look) {
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate((ours) => globalThis.axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        rules: { 'color-contrast': { enabled: ours }, 'color-contrast-enhanced': { enabled: ours } },
    }), look.name !== 'forced');

    check(where, 'pleases axe-core', violations.length === 0,
        violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html).join(' ')}`).join('\n     '));
}

async function checkFocus(where, page) {
    await page.keyboard.press('Tab');
    const got = await page.evaluate(() => {
        const style = getComputedStyle(document.activeElement);
        return { tag: document.activeElement.tagName,
            width: parseFloat(style.outlineWidth), style: style.outlineStyle };
    });

    check(where, 'shows where the focus is', got.tag === 'A' && got.style !== 'none' && got.width >= 2,
        JSON.stringify(got));
}

/** WCAG 1.4.12 and 1.4.4: the visitor's own spacing, and text twice as large. */
async function checkSpacing(where, page) {
    await page.evaluate(() => {
        for (const element of document.body.querySelectorAll('*')) {
            element.style.setProperty('line-height', '1.5', 'important');
            element.style.setProperty('letter-spacing', '.12em', 'important');
            element.style.setProperty('word-spacing', '.16em', 'important');
        }
    });
    check(where, 'fits with wide text spacing', await fits(page));
    await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
    check(where, 'fits with text twice as large', await fits(page));
}

/** The policy of the page must stop markup that got into it. */
async function checkPolicy(where, page) {
    const before = await page.evaluate(() => globalThis.violations.join(' '));
    const ran = await page.evaluate(async () => {
        const script = document.createElement('script');
        script.textContent = 'globalThis.intruder = true';
        document.body.append(script);
        await new Promise((done) => { setTimeout(done, 50); });
        return { intruder: globalThis.intruder === true, violations: globalThis.violations.join(' ') };
    });

    check(where, 'keeps to its own policy', before === '', before);
    check(where, 'runs no script that was slipped in', !ran.intruder && ran.violations.includes('script'),
        JSON.stringify(ran));
}

async function checkPrint(where, page) {
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const ink = await page.evaluate(() => getComputedStyle(document.querySelector('h1')).color);
    const sheets = (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g)?.length;

    check(where, 'prints in dark ink', ink.match(/\d+/g).slice(0, 3).every((part) => part < 64), ink);
    check(where, 'prints on one sheet', sheets === 1, `${sheets}`);
}

/** A site's own policy may block the style: what is said must keep its order. */
async function checkUnstyled(where, page, code) {
    const got = await page.evaluate(() => {
        for (const sheet of document.styleSheets) {
            sheet.disabled = true;
        }
        const parts = ['h1', 'h1 + p', 'h2', 'h2 + ul > li', 'nav a'].flatMap((selector) =>
            [...document.querySelectorAll(selector)].map((element) => element.innerText.trim()));
        return { parts, text: document.body.innerText };
    });
    let at = 0;

    for (const part of [...got.parts, String(code)]) {
        const next = got.text.indexOf(part, at);
        check(where, `says "${part}" in its place without the style`, part !== '' && next >= at, got.text);
        at = Math.max(at, next + part.length);
    }
    check(where, 'says enough without the style', got.parts.length >= 6, got.parts.join(' / '));
}

// ---- all pages ----------------------------------------------------------------

async function openCodes(browser, base, pages) {
    for (const look of looks) {
        for (const width of widths) {
            const context = await browser.newContext({ ...look, viewport: { width, height: 800 }, locale: 'en' });
            for (const code of codes) {
                const where = `${code} ${look.name} ${width}`;
                const seen = await visit(context, new URL(`/demo/${code}`, base).href);
                const { page, response } = seen;

                pages.set(`${code}-en`, seen.body);
                await page.screenshot({ path: join(shots, `${code}-${look.name}-${width}.png`) });
                checkAnswer(where, code, seen);
                await checkStructure(where, page, response);
                await checkLook(where, page, look);
                await checkAxe(where, page, look);
                await checkFocus(where, page);
                await checkPolicy(where, page);
                if (look.name === 'light' && width === 320) {
                    await checkSpacing(where, page);
                }
                if (look.name === 'light' && width === 1280) {
                    await checkPrint(where, page);
                    await checkUnstyled(where, page, code);
                }
                await page.close();
            }
            await context.close();
        }
    }
}

async function openLanguage(browser, base, pages, language, width) {
    const where = `404 ${language} ${width}`;
    const context = await browser.newContext({ viewport: { width, height: 800 }, locale: language });
    const seen = await visit(context, new URL('/demo/404', base).href);

    pages.set(`404-${language}`, seen.body);
    await seen.page.screenshot({ path: join(shots, `404-${language}-${width}.png`) });
    checkAnswer(where, 404, seen);
    check(where, 'speaks the language asked for',
        await checkStructure(where, seen.page, seen.response) === language);
    await checkLook(where, seen.page, looks[0]);
    await checkAxe(where, seen.page, looks[0]);
    await context.close();
}

async function openLanguages(browser, base, pages) {
    for (const language of languages) {
        for (const width of widths) {
            await openLanguage(browser, base, pages, language, width);
        }
    }
}

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
const bases = args.filter((arg) => !arg.startsWith('--'));

if (bases.length === 0 && process.env.BASE) {
    bases.push(process.env.BASE);
}
if (bases.length === 0 || args.some((arg) => arg.startsWith('--') && arg !== '--picture')) {
    console.log('usage: node run.mjs [--picture] [URL...], or BASE=URL');
    process.exit(2);
}
mkdirSync(shots, { recursive: true });

const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--disable-background-networking',
        '--disable-component-update', '--disable-sync', '--no-first-run'],
});

try {
    for (const base of bases) {
        const pages = new Map();
        await openCodes(browser, base, pages);
        await openLanguages(browser, base, pages);
        checkMarkup(pages);
    }
} catch (error) {
    check('browser', 'gets to the end', false, error.message);
} finally {
    await browser.close();
}
if (args.includes('--picture') && count.failed === 0) {
    mkdirSync(join(here, 'pictures'), { recursive: true });
    copyFileSync(join(shots, '404-light-1280.png'), join(here, 'pictures/404.png'));
}
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed ? 1 : 0;
