// SPDX-License-Identifier: Apache-2.0
// Visitors whose cookies have become too large get in again with one click, and
// nobody else can bring it about.
// heal.py has the site.  The browser has to take evil.test for this machine.

import { check } from './count.mjs';
import { shoot, tabOf, visit } from './visit.mjs';
import * as checks from './checks.mjs';

const BUTTON = 'form[method=post] button';
const looks = [
    { name: 'light', colorScheme: 'light' },
    { name: 'dark', colorScheme: 'dark' },
    { name: 'forced', colorScheme: 'light', forcedColors: 'active' },
];

/** Three cookies of 3.5 kB, as no browser stores one of 9 kB. */
async function lockOut(context, base) {
    await context.addCookies(['a', 'b', 'c'].map((name) =>
        ({ name, value: name.repeat(3500), url: base, secure: true, sameSite: 'None' })));
}

async function countCookies(context) {
    return (await context.cookies()).length;
}

async function newContext(browser, options = {}) {
    return browser.newContext({ ignoreHTTPSErrors: true, locale: 'en', ...options });
}

/** Locked out, one click, in again. */
async function getIn(browser, where, base, code, press) {
    const context = await newContext(browser);
    const page = await context.newPage();
    const seen = [];

    await lockOut(context, base);
    const other = await context.newPage();
    await other.goto(base);
    const first = await page.goto(base);
    check(where, `keeps out with ${code}`, first.status() === code, `${first.status()}`);
    check(where, 'shows one button', await page.locator(BUTTON).count() === 1);
    page.on('response', (response) => seen.push(response));
    await press(page);
    for (let i = 0; i < 100 && seen.length < 2; i++) {
        await page.waitForTimeout(50);
    }
    await page.waitForLoadState();
    const [answer, home] = seen;
    check(where, 'answers the click with 303 and Clear-Site-Data', answer.status() === 303
        && (await answer.allHeaders())['clear-site-data'] === '"cookies"', `${answer.status()} ${answer.url()}`);
    check(where, 'lets the visitor in', home?.status() === 200 && page.url() === base,
        `${home?.status()} ${page.url()}`);
    check(where, 'has deleted the cookies', await countCookies(context) === 0, `${await countCookies(context)}`);
    await press(other);
    await other.waitForFunction((selector) => !document.querySelector(selector), BUTTON);
    check(where, 'lets a second tab in, whose cookies are gone already', other.url() === base
        && await other.evaluate(() => performance.getEntriesByType('navigation')[0].responseStatus) === 200);
    await context.close();
}

/** In all frames.  The browser may put another frame in place of one while a page of another site
 *  comes into it; then they are counted again. */
async function countButtons(page) {
    for (let left = 50; ; left--) {
        try {
            const counts = await Promise.all(page.frames().filter((frame) => frame !== page.mainFrame())
                .map((frame) => frame.locator(BUTTON).count()));
            return counts.reduce((sum, count) => sum + count, 0);
        } catch (error) {
            if (left === 0 || !error.message.includes('detached')) {
                throw error;
            }
            await page.waitForTimeout(50);
        }
    }
}

/** The address that the visitor's own button has: nobody at another address of the network gets it. */
async function addressOf(browser, base) {
    const context = await newContext(browser);
    const page = await context.newPage();

    await lockOut(context, base);
    await page.goto(base);
    const address = await page.locator('form[method=post]').getAttribute('action');
    await context.close();
    return new URL(address, base).href;
}

const SUBMIT = '<script>document.forms[0].submit()</script>';

// Each has to bring a request about with the valid token, from a page of another site.
const attacks = {
    link: { html: (to) => `<a href="${to}">x</a>`, act: (page) => page.click('a') },
    'link in a new window': { html: (to) => `<a href="${to}" target="_blank">x</a>`, act: (page) => page.click('a') },
    image: { html: (to) => `<img src="${to}" alt="x">` },
    script: { html: (to) => `<script src="${to}"></script>` },
    style: { html: (to) => `<link rel="stylesheet" href="${to}">` },
    prefetch: { html: (to) => `<link rel="prefetch" href="${to}">` },
    iframe: { html: (to) => `<iframe src="${to}"></iframe>` },
    form: { html: (to) => `<form method="post" action="${to}"><button>x</button></form>`,
        act: (page) => page.click('button') },
    'form that sends itself': { html: (to) => `<form method="post" action="${to}"></form>${SUBMIT}` },
    'form that keeps its origin secret': { html: (to) => `<meta name="referrer" content="no-referrer">
        <form method="post" action="${to}"></form>${SUBMIT}` },
    'form in a frame': { html: (to) => `<iframe name="frame"></iframe>
        <form method="post" action="${to}" target="frame"></form>${SUBMIT}` },
    'form in a sandbox': { html: (to) => `<iframe sandbox="allow-forms allow-scripts allow-top-navigation"
        srcdoc="<form method=post target=_top action='${to}'></form>${SUBMIT}"></iframe>` },
    fetch: { html: (to) => `<script>
        fetch('${to}', { method: 'POST', mode: 'no-cors', credentials: 'include' })
        </script>` },
    beacon: { html: (to) => `<script>navigator.sendBeacon('${to}')</script>` },
    'page in a frame': { html: (to) => `<iframe src="${new URL('/', to)}"></iframe>` },
};

async function attack(browser, where, base, evil, address, name) {
    const context = await newContext(browser);
    const page = await context.newPage();
    const { html, act } = attacks[name];
    const answers = [];
    const host = new URL(base).host;

    await lockOut(context, base);
    context.on('response', (response) => {
        if (new URL(response.url()).host === host) {
            answers.push(response.headers()['clear-site-data'] ?? `${response.status()}`);
        }
    });
    await page.goto(evil);
    await page.setContent(`<!DOCTYPE html><title>x</title>${html(address)}`, { waitUntil: 'commit' });
    await act?.(page);
    for (let i = 0; i < 50 && answers.length === 0; i++) {
        await page.waitForTimeout(50);
    }
    await page.waitForTimeout(100);
    check(where, `is asked by a ${name} of another site`, answers.length > 0);
    check(where, `deletes nothing for a ${name} of another site`, await countCookies(context) === 3
        && answers.every((one) => /^\d+$/.test(one)), `${await countCookies(context)} cookies, ${answers.join(' ')}`);
    check(where, `shows no button in a ${name} of another site`, await countButtons(page) === 0);
    await context.close();
}

/** The page with the button, as all pages are looked at. */
async function look(room, theme, base, width, one) {
    const context = await newContext(room.browser, { ...one, viewport: { width, height: 800 } });
    const tab = await tabOf(context);
    const name = `${theme}-431-${one.name}-${width}`;
    const { page } = tab;

    await lockOut(context, base);
    room.pages.set(`${theme}-431`, await visit(name, tab, base, 431));
    await shoot(room.shots, page, name, { fullPage: true });
    check(name, 'shows one button', await page.locator(BUTTON).count() === 1);
    await checks.checkStructure(name, tab, '431 · ');
    await checks.checkLook(name, page, one);
    await checks.checkAxe(name, page, one);
    await checks.checkPolicy(name, page);
    if (one.name === 'light') {
        await checks.checkPrint(name, page, one);
    }
    await checks.checkFocus(name, page);
    if (one.name === 'light') {
        await checks.checkSpacing(name, page);
    }
    await context.close();
}

async function lookAtLanguage(room, theme, base, language) {
    const context = await newContext(room.browser, { viewport: { width: 320, height: 800 }, locale: language });
    const tab = await tabOf(context);
    const name = `${theme}-431-${language}-320`;

    await lockOut(context, base);
    await visit(name, tab, base, 431);
    check(name, 'speaks the language asked for', await checks.checkStructure(name, tab, '431 · ') === language);
    check(name, 'shows one button', await tab.page.locator(BUTTON).count() === 1);
    await checks.checkLook(name, tab.page, looks[0]);
    await context.close();
}

/** Everything there is to do, as functions to call; `bases` has an address for each theme, one without
 *  HTTP/2, and one of another site. */
export function healWork(room, bases, languages) {
    const { browser } = room;
    const click = (page) => page.click(BUTTON);
    const key = (page) => page.focus(BUTTON).then(() => page.keyboard.press('Enter'));
    const { http1, evil, ...themes } = bases;
    const all = !http1 ? [] : [
        () => getIn(browser, 'HTTP/1.1', http1, 400, click),
        () => getIn(browser, 'HTTP/1.1, keyboard', http1, 400, key),
    ];

    for (const [name, base] of [['HTTP/1.1', http1], ['HTTP/2', themes.default]].filter(([, base]) => base)) {
        all.push(async () => {
            const address = await addressOf(browser, base);
            for (const one of Object.keys(attacks)) {
                await attack(browser, name, base, evil, address, one);
            }
        });
    }
    for (const [theme, base] of Object.entries(themes)) {
        all.push(() => getIn(browser, `HTTP/2, ${theme}`, base, 431, click));
        all.push(...looks.map((one) => () => look(room, theme, base, 320, one)),
            () => look(room, theme, base, 1280, looks[0]));
    }
    if (themes.default) {
        all.push(...languages.map((language) => () => lookAtLanguage(room, 'default', themes.default, language)));
    }
    return all;
}
