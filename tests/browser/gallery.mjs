// SPDX-License-Identifier: Apache-2.0
// The gallery that `statuspages build --for static` writes, opened as a file.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkAxe } from './checks.mjs';
import { check } from './count.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const build = process.env.BUILD || 'build';

/** What somebody types, and codes that have to be among the best matches. */
const SEARCHES = [
    ['404', [404]],
    ['Too Many', [429]],
    ['password', [401, 407]],
    ['teapot', [418]],
    ['zu viele', [429]],
    ['TEMPS A ARRIVER', [408]],
    ['wifi', [511]],
    ['パスワード', [401]],
    ['日本語 404', [404]],
    ['xyzzy', []],
];

/** Writes it anew; returns the address of its first page. */
function make() {
    const folder = join(root, build, 'browser/gallery');

    rmSync(folder, { recursive: true, force: true });
    execFileSync(join(root, build, 'statuspages'), ['build', '--for', 'static', '--output', folder,
        '--languages', 'en,de,fr,ja,ar', '--theme', 'friendly', '--theme', 'default'], { stdio: 'pipe' });
    return `file://${folder}/index.html`;
}

async function checkSearches(page) {
    for (const [words, wanted] of SEARCHES) {
        await page.fill('input[name=find]', words);
        await page.waitForFunction((typed) => new URLSearchParams(location.hash.slice(1)).get('find') === typed, words);
        const found = await page.$$eval('#list section:first-child b',
            (all) => all.map((one) => Number(one.textContent)));
        check('gallery', `“${words}” finds ${wanted.join(', ') || 'nothing'}`,
            wanted.every((code) => found.includes(code)) && (wanted.length > 0 || found.length === 0), found.join(' '));
    }
}

/** A reader who chooses a code, at this width. */
async function checkChoice(browser, address, width) {
    const where = `gallery at ${width}`;
    const page = await browser.newPage({ viewport: { width, height: 667 } });
    const errors = [];

    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(address);
    const list = await page.$eval('#list', (one) => one.getBoundingClientRect().top);
    check(where, 'the header leaves half of the window to the list', list < 333, `${list}`);
    check(where, 'there is no frame before a code is chosen',
        await page.$eval('#one', (one) => one.hidden));
    await page.click('#list a[href*="code=503"]');
    await page.waitForSelector('#one h2');
    check(where, 'one frame shows the page', page.frames().length === 2
        && await page.frames()[1].waitForSelector('h1').then(() => true), `${page.frames().length}`);
    check(where, 'the default theme comes first', page.frames()[1].url().includes('/default/en/503.html'),
        page.frames()[1].url());
    for (const heading of ['What visitors can do', 'For the site owner', 'For programs']) {
        check(where, `says ${heading}`, await page.getByRole('heading', { name: heading }).isVisible());
    }
    check(where, 'nothing is outside the window', await page.evaluate(() =>
        document.documentElement.scrollWidth <= document.documentElement.clientWidth));
    // The frame holds a page of ours, which has checks of its own.
    await page.$eval('iframe', (frame) => frame.remove());
    await checkAxe(where, page, { name: 'light' });
    check(where, 'no script failed', errors.length === 0, errors.join('\n'));
    await page.close();
}

/** All of it; the markup is judged with that of the other pages. */
export async function visitGallery({ browser, pages }) {
    const address = make();
    const page = await browser.newPage();

    pages.set('gallery', readFileSync(fileURLToPath(address), 'utf8'));
    await page.goto(address);
    await checkSearches(page);
    await page.close();
    for (const width of [320, 1280]) {
        await checkChoice(browser, address, width);
    }
}
