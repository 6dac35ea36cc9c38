// SPDX-License-Identifier: Apache-2.0
// What must hold of an open page, whatever its theme.  A theme without a style
// sheet leaves the look to the browser; then only what it says is checked.
//
// Those at the end change the page: after them it has to be opened again.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { check } from './count.mjs';

// The small one: to read it in again for each page takes as long as the checks.
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const rightToLeft = ['ar', 'fa', 'he', 'ur'];

/** `start` is what the title must begin with before the headline: of an error
 *  the code, for a tab shows the first words only. */
export async function checkStructure(where, { page, response }, start = '') {
    const got = await page.evaluate(() => ({
        lang: document.documentElement.lang,
        dir: document.documentElement.dir,
        direction: getComputedStyle(document.body).direction,
        headlines: [...document.querySelectorAll('h1')].map((h1) => h1.textContent.trim()),
        mains: document.querySelectorAll('main').length,
        title: document.title,
        robots: document.querySelector('meta[name=robots]')?.content ?? '',
        scripts: document.scripts.length,
        styles: document.querySelectorAll('[style]').length,
        targets: [...document.querySelectorAll('a[target]')].map((a) => a.target),
        links: [...document.links].map((a) => `${a.textContent.trim()} <${a.href}>`),
    }));
    const header = response.headers()['content-language'];

    check(where, 'has a language', got.lang !== '');
    check(where, 'has the language that Content-Language names',
        !header || header === got.lang, `${header}, ${got.lang}`);
    check(where, 'has the direction of its language',
        got.dir === (rightToLeft.includes(got.lang) ? 'rtl' : 'ltr') && got.direction === got.dir,
        `${got.lang}: ${got.dir}`);
    check(where, 'has one headline', got.headlines.length === 1, `${got.headlines.length}`);
    check(where, `has a title that begins with "${start}" and the headline`,
        got.title.startsWith(start + got.headlines[0]), got.title);
    check(where, 'has one main landmark', got.mains === 1, `${got.mains}`);
    check(where, 'asks robots not to list it', got.robots === 'noindex', got.robots);
    check(where, 'has no script and no style attribute', got.scripts + got.styles === 0);
    check(where, 'has no link twice', new Set(got.links).size === got.links.length, got.links.join(', '));
    check(where, 'opens no new window', got.targets.every((target) => target === '_top'), got.targets.join(' '));
    return got.lang;
}

/** False for a theme that leaves the look to the browser. */
function isStyled(page) {
    return page.evaluate(() => document.querySelector('style') !== null);
}

/** True if nothing has to be scrolled sideways. */
function fits(page) {
    return page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
}

/** Text, its box, its colour and what is behind it, for each element that has any. */
function textsOf(page) {
    return page.evaluate(() => {
        const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
        const luminance = (colour) => channels(colour).slice(0, 3)
            .map((part) => part / 255)
            .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
            .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
        const behind = (element) => {
            for (let at = element; at; at = at.parentElement) {
                const colour = getComputedStyle(at).backgroundColor;
                if ((channels(colour)[3] ?? 1) > 0.5) {
                    return colour;
                }
            }
            return 'rgb(255, 255, 255)';
        };
        return [...document.body.querySelectorAll('*')]
            .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
            .filter((element) => element.getClientRects().length > 0)
            .map((element) => {
                const [ink, paper] = [getComputedStyle(element).color, behind(element)];
                const [low, high] = [luminance(ink), luminance(paper)].sort((a, b) => a - b);
                const box = element.getBoundingClientRect();
                return {
                    text: element.innerText.slice(0, 30), ink, paper, contrast: (high + 0.05) / (low + 0.05),
                    inkLight: luminance(ink), paperLight: luminance(paper),
                    inside: box.left >= -0.5 && box.right <= innerWidth + 0.5 && box.width > 0,
                };
            });
    });
}

const show = (texts) => texts.map(({ text, ink, paper }) => `"${text}" ${ink} on ${paper}`).join('\n     ');

/** The style is there under the page's own policy, and everything is in sight. */
export async function checkLook(where, page, look) {
    const got = await page.evaluate(() => {
        const style = (selector) => getComputedStyle(document.querySelector(selector));
        return {
            // A theme may set the time in a headline larger than the rest of it.
            headline: Math.max(...[...document.querySelectorAll('h1, h1 time')]
                .map((one) => parseFloat(getComputedStyle(one).fontSize))),
            text: parseFloat(style('main p').fontSize),
            paper: style('html').backgroundColor,
            alwaysDark: style('html').colorScheme === 'dark',
            touching: [...document.querySelectorAll('.way li + li')].filter((li) => {
                const [one, other] = [li.previousElementSibling, li].map((element) => {
                    const range = document.createRange();
                    range.selectNodeContents(element);
                    return [...range.getClientRects()].filter(({ width }) => width);
                });
                return one.some((a) => other.some((b) => a.top < b.bottom && b.top < a.bottom
                    && Math.max(a.left, b.left) - Math.min(a.right, b.right) < 4));
            }).map((li) => li.innerText),
            low: [...document.querySelectorAll('a, summary, button')]
                .filter((link) =>
                    Math.min(link.getBoundingClientRect().height, link.getBoundingClientRect().width) < 24)
                .map((link) => link.innerText),
        };
    });
    const dark = got.paper.match(/\d+/g).slice(0, 3).every((part) => part < 64);
    const texts = await textsOf(page);
    const outside = texts.filter(({ inside }) => !inside);
    const faint = texts.filter(({ contrast }) => contrast < 7);

    check(where, 'needs no scrolling sideways', await fits(page));
    check(where, 'has all text within the window', outside.length === 0, show(outside));
    if (!await isStyled(page)) {
        return;
    }
    check(where, 'has room between the stations', got.touching.length === 0, got.touching.join(', '));
    check(where, 'wears its style sheet', got.headline > got.text && got.paper !== 'rgba(0, 0, 0, 0)',
        JSON.stringify(got));
    check(where, 'has a contrast of 7:1 everywhere', faint.length === 0, show(faint));
    check(where, 'is as dark as asked for', look.name === 'forced'
        || dark === (look.name === 'dark' || got.alwaysDark), got.paper);
    check(where, 'has links of at least 24 by 24 pixels', got.low.length === 0, got.low.join(', '));
}

/** WCAG 2.2 AA; and of AAA the contrast of 7:1, which the themes promise.  Where
 *  a drawing is near, axe-core only doubts: checkLook() measures too.  Colours
 *  that the browser chooses are not the theme's, and axe-core does not know its
 *  dark paper. */
export async function checkAxe(where, page, look) {
    const styled = await isStyled(page);

    await page.evaluate(axe);
    const { violations } = await page.evaluate((ours) => globalThis.axe.run(document, {
        resultTypes: ['violations'],
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        rules: { 'color-contrast': { enabled: ours }, 'color-contrast-enhanced': { enabled: ours } },
    }), styled && look.name !== 'forced');

    check(where, 'pleases axe-core', violations.length === 0,
        violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html).join(' ')}`).join('\n     '));
}

/** Whose page this is stands before the headline, not below it, once: in words or as a picture. */
export async function checkSite(where, page, site) {
    const got = await page.evaluate((name) => {
        const h1 = document.querySelector('h1');
        const before = [...document.querySelectorAll('img, bdi')]
            .filter((one) => (one.alt ?? one.innerText).trim() === name && one.getClientRects().length > 0
                && h1.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING);
        return { before: before.length, below: before.filter((one) =>
            one.getBoundingClientRect().top >= h1.getBoundingClientRect().bottom).length };
    }, site);

    check(where, 'says whose page it is before the headline', got.before === 1 && got.below === 0,
        JSON.stringify(got));
}

/** Who asks for more contrast reads everything in the colour of the text or of a link. */
export async function checkContrast(where, page) {
    if (!await isStyled(page)) {
        return;
    }
    await page.emulateMedia({ contrast: 'more' });
    const got = await page.evaluate(() => {
        const ink = (selector) => getComputedStyle(document.querySelector(selector)).color;
        return { text: ink('h1'), small: ink('footer'), line: getComputedStyle(document.querySelector('footer'))
            .borderBlockStartColor };
    });
    const faint = (await textsOf(page)).filter(({ contrast }) => contrast < 7);

    check(where, 'has no soft colours for who asks for more contrast', got.small === got.text
        || got.small === got.line, JSON.stringify(got));
    check(where, 'has a contrast of 7:1 for who asks for more', faint.length === 0, show(faint));
    await page.emulateMedia({ contrast: null });
}

/** A line ends neither within day and month, which Chromium's own tables write
 *  the same way, nor within hour and zone, nor within a word or number; with the
 *  style only at a space or hyphen, but for Thai, which has none between words. */
export async function checkDate(where, page, language) {
    const got = await page.evaluate(([tag, styled]) => {
        const when = document.querySelector('main time');
        const { data } = when.firstChild;
        const flat = data.replaceAll('\u00a0', ' ');
        const day = new Intl.DateTimeFormat(tag === 'en' ? 'en-GB' : tag, { day: 'numeric', month: 'long',
            numberingSystem: 'latn', calendar: 'gregory', timeZone: 'UTC' })
            .format(new Date(when.dateTime)).replaceAll('\u00a0', ' ');
        const hour = flat.match(/\d+[:.]\d+( น.)? UTC|UTC \d+[:.]\d+/)?.[0] ?? 'UTC';
        const words = flat.match(/[\p{L}\p{M}]+|\d+/gu).filter((word) => !/[\p{sc=Han}\p{sc=Thai}]/u.test(word));
        const parts = styled && tag !== 'th' ? data.split(/[ -]/).map((part) => part.replaceAll('\u00a0', ' ')) : [];
        const pieces = [day, hour, ...words, ...parts];
        const isBroken = (piece) => {
            const range = document.createRange();
            range.setStart(when.firstChild, flat.indexOf(piece));
            range.setEnd(when.firstChild, flat.indexOf(piece) + piece.length);
            const [top, bottom] = [...range.getClientRects()].reduce(([low, high], box) =>
                [Math.min(low, box.top), Math.max(high, box.top)], [Infinity, -Infinity]);
            return bottom - top > parseFloat(getComputedStyle(when).fontSize) / 2;
        };
        const known = Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0;
        return { data, day, known, has: flat.includes(day), broken: pieces.filter((piece) =>
            flat.includes(piece) && isBroken(piece)) };
    }, [language, await isStyled(page)]);

    // Chromium has no dates in Irish.
    check(where, 'writes day and month as the browser does', got.has || !got.known, JSON.stringify(got));
    check(where, 'breaks no part of a date', got.broken.length === 0, JSON.stringify(got));
}

/** Forced colours are the visitor's own, and do not reach what a picture paints.
 *  Backgrounds are gone: the main action needs a border. */
export async function checkForced(where, page) {
    const drawings = await page.evaluate(() => [...document.querySelectorAll('svg, img')]
        .filter((picture) => picture.getClientRects().length > 0 && getComputedStyle(picture).stroke === 'none'
            && picture.closest('[aria-hidden=true]'))
        .map((picture) => picture.outerHTML.slice(0, 60)));

    const border = await page.evaluate(() => {
        const action = document.querySelector('main nav li:first-child :is(a, button)');
        return action ? parseFloat(getComputedStyle(action).borderTopWidth) : 0;
    });

    check(where, 'draws its main action in forced colours', border >= 1 || !await isStyled(page), `${border}`);
    check(where, 'shows no painted decoration in forced colours', drawings.length === 0, drawings.join('\n     '));
}

/** Every link can be reached by keyboard, and a ring shows where one is. */
export async function checkFocus(where, page) {
    const links = await page.evaluate(() => document.querySelectorAll('a, summary, button').length);
    const bare = [];

    for (let i = 0; i < links; i++) {
        await page.keyboard.press('Tab');
        const got = await page.evaluate(() => {
            const style = getComputedStyle(document.activeElement);
            return { tag: document.activeElement.tagName, text: document.activeElement.innerText.slice(0, 30),
                width: parseFloat(style.outlineWidth), style: style.outlineStyle };
        });
        const ring = got.style === 'auto' || (got.style !== 'none' && got.width >= 2);
        if (!['A', 'SUMMARY', 'BUTTON'].includes(got.tag) || !ring) {
            bare.push(JSON.stringify(got));
        }
    }
    check(where, 'shows where the focus is', links > 0 && bare.length === 0, bare.join('\n     '));
}

/** WCAG 2.3.3: who asks for less motion gets none. */
export async function checkMotion(where, page) {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const moving = await page.evaluate(() => [
        ...document.getAnimations().map((animation) => animation.animationName ?? animation.transitionProperty),
        ...[...document.querySelectorAll('*')]
            .filter((element) => parseFloat(getComputedStyle(element).transitionDuration) > 0.01)
            .map((element) => element.tagName),
    ]);

    check(where, 'keeps still for who wants no motion', moving.length === 0, moving.join(', '));
    await page.emulateMedia({ reducedMotion: null });
}

export async function checkPrint(where, page, look) {
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const texts = await textsOf(page);
    const pale = texts.filter(({ inkLight, paperLight }) => inkLight > 0.05 || paperLight < 0.95);
    const styled = await isStyled(page);
    const sheets = (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g)?.length;

    check(where, 'prints its text', texts.length >= 5, `${texts.length}`);
    check(where, 'prints black on white', !styled || pale.length === 0, show(pale));
    check(where, 'prints on one sheet', sheets === 1, `${sheets}`);
    await page.emulateMedia({ media: null, colorScheme: look.colorScheme });
}

/** The policy of the page must stop markup that got into it. */
export async function checkPolicy(where, page) {
    const before = await page.evaluate(() => globalThis.violations.join(' '));
    const got = await page.evaluate(async () => {
        const script = document.createElement('script');
        const style = document.createElement('style');
        script.textContent = 'globalThis.intruder = true';
        style.textContent = 'h1 { text-indent: 77px }';
        document.body.append(script, style);
        await new Promise((done) => { setTimeout(done, 20); });
        const result = { script: globalThis.intruder === true, violations: globalThis.violations.join(' '),
            style: getComputedStyle(document.querySelector('h1')).textIndent === '77px' };
        script.remove();
        style.remove();
        return result;
    });

    check(where, 'keeps to its own policy', before === '', before);
    check(where, 'runs no script that was slipped in', !got.script && got.violations.includes('script-src'),
        JSON.stringify(got));
    check(where, 'wears no style that was slipped in', !got.style && got.violations.includes('style-src'),
        JSON.stringify(got));
}

// ---- checks that leave the page changed ------------------------------------------

/** WCAG 1.4.12 and 1.4.4: the visitor's own spacing, and text twice as large. */
export async function checkSpacing(where, page) {
    await page.evaluate(() => {
        for (const element of document.body.querySelectorAll('*')) {
            element.style.setProperty('line-height', '1.5', 'important');
            element.style.setProperty('letter-spacing', '.12em', 'important');
            element.style.setProperty('word-spacing', '.16em', 'important');
        }
    });
    check(where, 'fits with wide text spacing', await fits(page));
    // Without a style a long word of a headline cannot be told to break.
    const styled = await isStyled(page);
    await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
    check(where, 'fits with text twice as large', !styled || await fits(page));
}

/** WCAG 1.4.4: on a usual window, for who has set text twice as large in the
 *  browser, all is in one column: nothing that is said stands beside something
 *  else, but links and small print. */
export async function checkColumn(where, page) {
    if (!await isStyled(page)) {
        return;
    }
    const session = await page.context().newCDPSession(page);
    await session.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
    const size = await page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize));
    const beside = await page.evaluate(() => {
        const boxes = [...document.querySelectorAll('header, h1, main > p, main h2, main > ul, main nav, footer')]
            .map((element) => [element, element.getBoundingClientRect()]).filter(([, box]) => box.height > 0);
        return boxes.flatMap(([a, one]) => boxes
            .filter(([b, two]) => a !== b && !a.contains(b) && !b.contains(a)
                && one.right <= two.left && one.top < two.bottom - 1 && two.top < one.bottom - 1)
            .map(([b]) => `${a.tagName} ${b.tagName}`));
    });

    check(where, 'is in one column with text twice as large', size === 32 && beside.length === 0,
        `${size}: ${beside.join(', ')}`);
    await session.send('Page.setFontSizes', { fontSizes: { standard: 16, fixed: 13 } });
    await session.detach();
}

/** A site's own policy may block the style: what is said must keep its order. */
export async function checkUnstyled(where, page, code) {
    const got = await page.evaluate(() => {
        for (const sheet of document.styleSheets) {
            sheet.disabled = true;
        }
        const order = ['h1', 'h1 + p', 'h2:not(nav h2)', 'h2 + ul > li:not(nav li)', 'main nav a'];
        const parts = order.flatMap((selector) =>
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
    check(where, 'needs no scrolling sideways without the style', await fits(page));
}
