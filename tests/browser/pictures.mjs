// SPDX-License-Identifier: Apache-2.0
// The pictures that the manual shows: each theme, light and dark side by side,
// kept in the theme's folder; the one of the default theme as a PNG, too.

import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check } from './count.mjs';

const window = { width: 1080, height: 760 };
const shown = { width: 640, height: 450 };
// What a theme is for, where that is not 404.
const codes = { maintenance: 503 };

const front = join(dirname(fileURLToPath(import.meta.url)), 'pictures', '404.png');

async function keep(session, file, options) {
    const { data } = await session.send('Page.captureScreenshot', options);
    writeFileSync(file, Buffer.from(data, 'base64'));
}

async function shoot(browser, url, colorScheme) {
    const context = await browser.newContext({ viewport: window, colorScheme, locale: 'en' });
    const page = await context.newPage();

    await page.goto(url, { waitUntil: 'load' });
    const picture = await page.screenshot();
    await context.close();
    return `data:image/png;base64,${picture.toString('base64')}`;
}

/** Writes picture.webp into the folder of each theme, and 404.png for the front of the manual. */
export async function takePictures({ browser, base }, folder, themes) {
    const page = await browser.newPage({ viewport: { width: 2 * shown.width, height: shown.height } });
    const session = await page.context().newCDPSession(page);

    for (const theme of themes) {
        const file = join(folder, theme, 'picture.webp');
        const url = new URL(`/demo/${theme}/${codes[theme] ?? 404}`, base).href;
        const pictures = [await shoot(browser, url, 'light'), await shoot(browser, url, 'dark')];

        await page.setContent(`<style>body { margin: 0; display: flex } img { width: 50% }</style>
            ${pictures.map((picture) => `<img src="${picture}">`).join('')}`);
        await keep(session, file, { format: 'webp', quality: 80 });
        if (theme === 'default') {
            mkdirSync(dirname(front), { recursive: true });
            await keep(session, front, { format: 'png' });
        }
        check(theme, 'has a picture of at most 40,000 bytes', statSync(file).size <= 40000, `${statSync(file).size}`);
    }
    await page.close();
}
