// SPDX-License-Identifier: Apache-2.0
// Opening pages: a tab that notes everything a page asks for or complains
// about, and what is checked of the answer itself.

import { join } from 'node:path';
import { check } from './count.mjs';

/** A new tab; visit() can use it again and again. */
export async function tabOf(context) {
    const page = await context.newPage();
    const tab = { page, requests: [], complaints: [] };

    page.on('request', (request) => tab.requests.push(request.url()));
    page.on('pageerror', (error) => tab.complaints.push(String(error)));
    page.on('console', (message) => {
        // The browser's own remark that the page is an error page is no news.
        if (message.type() !== 'error' && message.type() !== 'warning') {
            return;
        }
        if (!message.text().startsWith('Failed to load resource: the server responded with a status')) {
            tab.complaints.push(message.text());
        }
    });
    await page.addInitScript(() => {
        globalThis.violations = [];
        addEventListener('securitypolicyviolation', (event) => globalThis.violations.push(event.effectiveDirective));
    });
    return tab;
}

/** Opens `url` and checks the answer, which has at most so many bytes; gives its text. */
export async function visit(where, tab, url, code, most = 14000) {
    tab.requests.length = 0;
    tab.complaints.length = 0;
    const response = await tab.page.goto(url, { waitUntil: 'load' });
    const body = await response.text();
    const size = Buffer.byteLength(body);
    const type = response.headers()['content-type'] ?? 'none';
    const pictures = await tab.page.evaluate(() => [...document.images].map(({ src, naturalWidth }) =>
        ({ src, seen: naturalWidth > 0 })));
    const own = [tab.page.url(), ...pictures.map(({ src }) => src)
        .filter((src) => new URL(src).origin === new URL(url).origin)];
    const others = tab.requests.filter((other) =>
        !own.includes(other) && !other.endsWith('/favicon.ico') && !other.startsWith('data:'));

    tab.response = response;
    check(where, `answers with ${code}`, response.status() === code, String(response.status()));
    check(where, 'is HTML in UTF-8', /^text\/html; *charset=utf-8$/i.test(type), type);
    check(where, `has 512 to ${most} bytes`, size >= 512 && size <= most, `${size}`);
    check(where, 'shows its pictures', pictures.every(({ seen }) => seen), JSON.stringify(pictures));
    check(where, 'asks for nothing but itself and pictures of the site', others.length === 0, others.join(' '));
    check(where, 'makes the browser complain about nothing', tab.complaints.length === 0,
        tab.complaints.join('\n     '));
    return body;
}

/** A picture of the page for who looks at it, which is a sixth of the time of all checks. */
export async function shoot(shots, page, name, more = {}) {
    if (process.env.SHOTS) {
        await page.screenshot({ path: join(shots, `${name}.png`), ...more });
    }
}
