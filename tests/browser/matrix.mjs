// SPDX-License-Identifier: Apache-2.0
// Which pages are opened, and what is checked of each.

import { join } from 'node:path';
import { check } from './count.mjs';
import { tabOf, visit } from './visit.mjs';
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
        await page.screenshot({ path: join(shots, `${name}.png`) });
        await checks.checkStructure(name, tab);
        await checks.checkLook(name, page, look);
        await checks.checkAxe(name, page, look);
        await checks.checkPolicy(name, page);
        if (look.name === 'forced') {
            await checks.checkForced(name, page);
        }
        if (look === light && width === widths[1]) {
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
            await tab.page.screenshot({ path: join(shots, `${name}.png`) });
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
    await tab.page.screenshot({ path: join(shots, `${name}.png`), fullPage: path.includes('/') });
    check(name, 'speaks the language asked for', await checks.checkStructure(name, tab) === language);
    await checks.checkLook(name, tab.page, light);
    await checks.checkAxe(name, tab.page, light);
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
        await tab.page.screenshot({ path: join(shots, `${name}.png`) });
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
    const all = themes.includes('default') ? reference(room) : [];

    for (const theme of themes) {
        const spoken = theme === 'default' ? languages : examples;
        const asked = [
            ...spoken.map((language) => ({ path: '404', code: 404, language })),
            { path: '503', code: 503, language: 'ar' },
            { path: 'links/404', code: 404, language: 'en' },
        ];

        all.push(...looks.flatMap((look) => widths.map((width) => () => openLook(room, theme, look, width))));
        all.push(() => openZoomed(room, theme));
        all.push(...widths.map((width) => () => openLanguages(room, theme, width, asked)));
    }
    return all;
}
