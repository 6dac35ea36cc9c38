// SPDX-License-Identifier: Apache-2.0
// Which pages are opened, and what is checked of each.

import { check } from './count.mjs';
import { shoot, tabOf, visit } from './visit.mjs';
import * as checks from './checks.mjs';

const codes = [404, 401, 429, 500, 503];
const widths = [320, 1280];
const looks = [
    { name: 'light', colorScheme: 'light' },
    { name: 'dark', colorScheme: 'dark' },
    { name: 'forced', colorScheme: 'light', forcedColors: 'active' },
];
const light = looks[0];
// Every language is tried with the default theme, these with each.
const examples = ['ar', 'de', 'ja', 'ur'];
export const languages = ['en', 'zh-Hans', 'es', 'hi', 'ar', 'fr', 'pt-BR', 'ru', 'ur', 'id', 'bn', 'de', 'ja', 'vi',
    'ko', 'tr', 'it', 'fa', 'th', 'pl', 'zh-Hant', 'nl', 'uk', 'ro', 'sv', 'cs', 'hu', 'el', 'pt-PT', 'he', 'da',
    'sr-Cyrl', 'fi', 'nb', 'sr-Latn', 'ga'];

/** One look and width of a theme: all codes in one tab. */
async function openLook({ browser, base, shots, pages }, theme, look, width) {
    const context = await browser.newContext({ ...look, viewport: { width, height: 800 }, locale: 'en' });
    const tab = await tabOf(context);
    const { page } = tab;

    for (const code of codes) {
        const name = `${theme}-${code}-${look.name}-${width}`;

        pages.set(`${theme}-${code}`, await visit(name, tab, new URL(`/demo/${theme}/${code}`, base).href, code));
        await shoot(shots, page, name);
        await checks.checkStructure(name, tab, `${code} · `);
        await checks.checkSite(name, page, 'Example Library');
        await checks.checkLook(name, page, look);
        await checks.checkAxe(name, page, look);
        await checks.checkPolicy(name, page);
        if (look.name === 'forced') {
            await checks.checkForced(name, page);
        }
        if (look === light && width === widths[1]) {
            await checks.checkColumn(name, page);
            await checks.checkContrast(name, page);
            await checks.checkMotion(name, page);
            await checks.checkPrint(name, page, look);
        }
        await checks.checkFocus(name, page);
        if (look === light && width === widths[0]) {
            await checks.checkSpacing(name, page);
        }
        if (look === light && width === widths[1]) {
            await checks.checkUnstyled(name, page, code);
        }
    }
    await openTrying({ base, shots, pages }, tab, theme, look, width);
    await context.close();
}

/** A page that tries again by itself, in two minutes. */
async function openTrying({ base, shots, pages }, tab, theme, look, width) {
    const name = `${theme}-trying-${look.name}-${width}`;
    const url = new URL(`/demo/${theme}/503?statuspages-try=1`, base).href;

    pages.set(`${theme}-trying`, await visit(name, tab, url, 503));
    await shoot(shots, tab.page, name);
    await checks.checkStructure(name, tab, '503 · ');
    await checks.checkLook(name, tab.page, look);
    await checks.checkAxe(name, tab.page, look);
    await checks.checkFocus(name, tab.page);
}

/** A site that is down for 20 seconds: who waits gets the page, who stops does not. */
async function wait({ browser, base }) {
    const end = Math.ceil(Date.now() / 1000) + 20;
    const url = new URL(`/demo/until/${end}?item=7`, base).href;
    const context = await browser.newContext({ locale: 'en' });
    const [waits, stops, asks] = await Promise.all([1, 2, 3].map(() => tabOf(context)));
    const tries = [];

    waits.page.on('response', (response) => tries.push(`${response.status()} ${new URL(response.url()).search}`));
    await Promise.all([waits, stops, asks].map((tab) => visit('waiting', tab, url, 503)));
    await waits.page.getByRole('link', { name: 'Keep trying' }).click();
    await stops.page.getByRole('link', { name: 'Keep trying' }).click();
    await stops.page.getByText('tries again by itself').waitFor();
    await checks.checkAxe('waiting', stops.page, light);
    await stops.page.getByRole('link', { name: 'Stop trying' }).click();
    await stops.page.getByRole('link', { name: 'Keep trying' }).waitFor();
    check('waiting', 'has stopped at the first address', stops.page.url() === url, stops.page.url());
    stops.requests.length = 0;
    asks.requests.length = 0;
    await waits.page.waitForFunction(() => document.title === 'back', null, { timeout: 90000 });
    check('waiting', 'gets the page, and the site sees no parameter',
        await waits.page.textContent('p') === `/demo/until/${end}?item=7`, await waits.page.textContent('p'));
    // the page itself, the click, then a try each: 3, 9 and 21 s after the click
    const numbers = tries.slice(1).map((_, i) => i + 1);
    check('waiting', 'counts its tries, and ends with the first that is answered', tries.length > 3
        && tries.join() === ['503 ?item=7', ...numbers.map((n) =>
            `${n < numbers.length ? 503 : 200} ?item=7&statuspages-try=${n}`)].join(), tries.join());
    check('waiting', 'asks no more after it was stopped', stops.requests.length === 0, stops.requests.join());
    check('waiting', 'asks for nothing unasked', asks.requests.length === 0, asks.requests.join());
    await context.close();
}

/** WCAG 1.4.10: a window of 1280 by 800 at 400 % has 320 by 200 pixels. */
async function openZoomed({ browser, base, shots }, theme) {
    const context = await browser.newContext({ viewport: { width: 320, height: 200 }, deviceScaleFactor: 4,
        locale: 'en' });
    const tab = await tabOf(context);

    for (const code of codes) {
        const name = `${theme}-${code}-zoomed`;

        await visit(name, tab, new URL(`/demo/${theme}/${code}`, base).href, code);
        await checks.checkLook(name, tab.page, light);
        if (code === codes[0]) {
            await shoot(shots, tab.page, name);
        }
    }
    await context.close();
}

/** The page in a language; `path` may ask for more than the code. */
async function openLanguage({ base, shots, pages }, tab, theme, width, { path, code, language }) {
    const page = `${theme}-${path.replace('/', '-')}-${language}`;
    const name = `${page}-${width}`;

    await tab.page.setExtraHTTPHeaders({ 'Accept-Language': language });
    pages.set(page, await visit(name, tab, new URL(`/demo/${theme}/${path}`, base).href, code));
    await shoot(shots, tab.page, name, { fullPage: path.includes('/') });
    check(name, 'speaks the language asked for',
        await checks.checkStructure(name, tab, `${code} · `) === language);
    await checks.checkLook(name, tab.page, light);
    await checks.checkAxe(name, tab.page, light);
    if (path.startsWith('closed/')) {
        await checks.checkDate(name, tab.page, language);
        if (width === widths[0]) { // and on a usual phone
            await tab.page.setViewportSize({ width: 375, height: 800 });
            await checks.checkDate(`${name}, at 375`, tab.page, language);
            await tab.page.setViewportSize({ width, height: 800 });
        }
    }
    if (path.startsWith('links/')) {
        const others = await tab.page.evaluate(() => document.querySelectorAll('a[hreflang]').length);
        check(name, 'links to all other languages', others === languages.length - 1, `${others}`);
    }
}

async function openLanguages(room, theme, width, asked) {
    const context = await room.browser.newContext({ viewport: { width, height: 800 } });
    const tab = await tabOf(context);

    for (const one of asked) {
        await openLanguage(room, tab, theme, width, one);
    }
    await context.close();
}

/** The reference: the list of all codes, and the page of one; the preview. */
async function openReference({ browser, base, shots, pages }, path, look, width, asked) {
    const context = await browser.newContext({ ...look, viewport: { width, height: 800 } });
    const tab = await tabOf(context);

    for (const language of asked) {
        const page = `reference-${path.replace(/[/?=]/g, '-')}-${language}`;
        const name = `${page}-${look.name}-${width}`;

        await tab.page.setExtraHTTPHeaders({ 'Accept-Language': language });
        pages.set(page, await visit(name, tab, new URL(path, base).href, 200, 60000));
        check(name, 'speaks the language asked for', await checks.checkStructure(name, tab) === language);
        // after that: to hide the caret of a field it sets a style attribute
        await shoot(shots, tab.page, name);
        await checks.checkLook(name, tab.page, look);
        if (language === 'en' || examples.includes(language)) {
            await checks.checkAxe(name, tab.page, look);
        }
    }
    await context.close();
}

function reference(room) {
    const preview = 'codes/preview?code=503';

    return [
        ...['codes', 'codes/404'].flatMap((path) => [
            ...widths.map((width) => () => openReference(room, path, light, width, languages)),
            ...looks.slice(1).map((look) => () => openReference(room, path, look, widths[0], ['en', 'ar'])),
        ]),
        ...looks.flatMap((look) => widths.map((width) => () => openReference(room, preview, look, width, ['en']))),
    ];
}

/** Everything there is to open for these themes, as functions to call. */
export function work(room, themes) {
    // first the one that mostly waits
    const all = themes.includes('default') ? [() => wait(room), ...reference(room)] : [];

    for (const theme of themes) {
        const spoken = theme === 'default' ? languages : examples;
        const asked = [
            ...spoken.map((language) => ({ path: '404', code: 404, language })),
            { path: '503', code: 503, language: 'ar' },
            { path: 'links/404', code: 404, language: 'en' },
            ...['en', ...spoken.filter((language) => language !== 'en')]
                .map((language) => ({ path: 'closed/503', code: 503, language })),
        ];

        all.push(...looks.flatMap((look) => widths.map((width) => () => openLook(room, theme, look, width))));
        all.push(() => openZoomed(room, theme));
        all.push(...widths.map((width) => () => openLanguages(room, theme, width, asked)));
    }
    return all;
}
