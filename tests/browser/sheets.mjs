// SPDX-License-Identifier: Apache-2.0
// The compiler shortens the inside of <style>, but not of <style media="all">.
// What Chromium reads from one and the other must be the same rules: in each
// built-in theme, and in sheets that are hard to read.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check } from './count.mjs';

const command = resolve(dirname(fileURLToPath(import.meta.url)), '../..', process.env.BUILD || 'build', 'statuspages');
const BARE = '<style>';
const WHOLE = '<style media="all">';

const hard = [
    'a { b: "}" } c /* { */ d { color: red }',
    '@import url(a;b); @layer x , y ; @layer x { a { color: red } }',
    '@media (min-width: 1px) and (max-width : 9999px) , print { a :hover { color: red } }',
    '@media (1px < width) { a { color : red } } @supports (--a: ) { b { top: 0 } }',
    'a { color: red; b :hover { top: 0 } & > c { top: 0 ; } ; left : 0 }',
    'a { width: calc( 1px + (2px - 3px) ) ; height: calc(1px+2px); margin: 1px/**/2px }',
    'a/**/b { top: 0 } .a/**/.b { top: 0 } .a /**/ .b { top: 0 } h1 + p , h2 ~ p > b { top: 0 }',
    '[a = "b  c"] { top: 0 } :nth-child( 2n + 1 ) { top: 0 } :is( a , b ) :not( c ) { top: 0 }',
    ':root { --a: ; --b : x  y ; --c:; --d: { e: f } ; --g: "  ;" } a { color: var(--a, ) ; top: var( --b , 0 ) }',
    'a { background: url( data:a;b,/*c*/ ) ; content: "\\"  ;" "x" ; top: 0 }',
    'a { content: "b\\\n  c" ; top: 0 }',
    'a { content: "b\n } " ; } b { top: 0 }',
    'a { content: "\\"  ;" ; top: 0 }',
    '.\\26  b { top: 0 }',
    '.\\26 b { top: 0 }',
    '.a\\{ b { top: 0 } .a\\} b { top: 0 }',
    '.a\\"  b { top: 0 } .a\\"  .b { top: 0 }',
    '<!-- a { top: 0 } --> b { top: 0 }',
    'a { top: 0 } } b { top: 0 } c { top: 0 }',
    '@layer a , b ; }',
    'a { top: 0 ; b: ( ; ) ; c: ( } ) ; left: 0 } d { top: 0 }',
    'a { top: 0 /* b } c { left: 0 }',
    '@font-face { font-family: "A  B" ; src: url( "x;" ) , local( y ) ; unicode-range: U+26 , U+0-7F }',
    '@keyframes k { from , 50% { top: 0 ; } to { top: 1px } }',
    '@page :first { margin: 1cm ; }',
    'a { color: red !important ; color : blue ! important ; *top: 0 ; b:hover ; left: 0 }',
    'a { grid-template: "b  c" 1fr\n  "d e" auto / [x  y] 1fr [z] 2fr }',
    '/*! by me; */ a { top: 0 } /*! end */',
];

// What a sheet is made of, in a rule or anyhow; a seed gives the same ones each time.
const gaps = ['', '', ' ', '\n', '  /* ;}{ */ ', '/* c */', '/*! l; */'];
const selectors = ['a', '.c > d', 'a :hover', 'b+c', '[x = "y  z"]', 'e , f', ':is( a , b )', '&', '@media print',
    '@supports (a: b)', '@font-face', '@page :first', '@layer x'];
const names = ['color', 'top', '--x', 'margin', '*left', 'content', 'background', 'font', 'src', 'a:hover'];
const values = ['red', '1px  2px', 'var(--x, )', 'calc( 1px + 2px )', '"s  ;}"', 'url(x;y)', 'url( "q" )', '',
    'a , b', '1px !important', '{ a: b; }', 'a : b', "'t{'", '#fff'];
const pieces = ['{', '}', ';', ':', ',', '(', ')', '[', ']', ' ', '\n', '/* c */', '/*! l; */', 'a', '.c', '#d', '>',
    '+', '~', '*', '"s  ;}"', 'url( "q" )', '@media ', '@layer ', 'screen', 'color', '--x', ':hover', ':is(',
    '!important', '\\26 ', '\\:', '<!--', '-->', '<', '=', '-', '.5', 'top : 0', 'a { top: 0 ; }'];

function mixed(many) {
    let seed = 12;
    const one = (list) => {
        seed = (seed * 48271) % 2147483647;
        return list[seed % list.length];
    };
    const some = (least, make) => Array.from({ length: least + one([0, 1, 2]) }, make);
    const spaced = (...words) => words.map((word) => word + one(gaps)).join('');
    const declaration = () => spaced(one(names), ':', one(values), one([';', ';', ';;', '']));
    const rule = () => spaced(one(selectors), '{', ...some(0, declaration), '}');
    const nested = () => spaced(one(selectors), '{', ...some(0, one([rule, declaration])), '}');
    const any = () => some(1, () => one(pieces)).join('');

    return Array.from({ length: many }, () => spaced('', ...some(1, () => one([rule, rule, nested, any])())));
}

/** The page of 404 that the command makes of a theme of these files. */
function built(folder, write) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, 'theme'), { recursive: true });
    write(join(folder, 'theme'));
    execFileSync(command, ['build', '--for', 'static', '--codes', '404', '--languages', 'en', '--formats', 'html',
        '--theme', join(folder, 'theme'), '--output', join(folder, 'out')], { stdio: 'pipe' });
    return readFileSync(join(folder, 'out/theme/en/404.html'), 'utf8');
}

/** For each sheet of a document, what Chromium made of it: one string. */
const read = (page, html) => page.setContent(html).then(() => page.evaluate(() => {
    // The text of a custom property or a condition is kept as it was written.
    const said = (rule) => rule.cssText.replace(/\/\*.*?\*\//gs, ' ').replace(/\s*([{};,])\s*|\s+/g,
        (_, mark) => mark ?? ' ').replace(/;+}/g, '}').replace(/([{;][-*\w]+) ?: ?/g, '$1:');

    return [...document.querySelectorAll('style')].map(({ sheet }) => [...sheet.cssRules].map(said).join('\n'));
}));

const inner = (html) => [...html.matchAll(/<style[^>]*>(.*?)<\/style>/gs)].map(([, text]) => text);

async function compareTheme(page, folder, templates, theme) {
    const copy = (tag) => (into) => {
        cpSync(join(templates, 'default'), into, { recursive: true });
        cpSync(join(templates, theme), into, { recursive: true });
        writeFileSync(join(into, 'layout.html'),
            readFileSync(join(into, 'layout.html'), 'utf8').replace(BARE, tag));
    };
    const whole = built(folder, copy(WHOLE));
    const short = built(folder, copy(BARE));
    const [before, after] = [await read(page, whole), await read(page, short)];
    const bytes = [whole, short].map((html) => inner(html).join('').length);

    check(theme, 'has the same rules when its style sheet is shortened',
        before.join() === after.join(), `${before}\n     ${after}`);
    check(theme, 'has a shorter style sheet, or none', bytes[1] < bytes[0] || before.length === 0, bytes.join(' '));
}

async function compareSheets(page, folder) {
    const sheets = [...hard, ...mixed(1000)];
    const html = built(folder, (into) => writeFileSync(join(into, 'page.html'), `{{=<% %>=}}<!DOCTYPE html>
<html lang="en"><title>x</title><body>${sheets.map((sheet) =>
        `${WHOLE}${sheet}</style>\n${BARE}${sheet}</style>\n`).join('')}</body></html>`));
    const [rules, texts] = [await read(page, html), inner(html)];
    let short = 0;

    check('sheets', 'are all there', rules.length === 2 * sheets.length, String(rules.length));
    sheets.forEach((sheet, i) => {
        short += texts[2 * i + 1].length < texts[2 * i].length && rules[2 * i] !== '';
        check('sheets', 'have the same rules', rules[2 * i] === rules[2 * i + 1],
            [sheet, ...texts.slice(2 * i, 2 * i + 2), ...rules.slice(2 * i, 2 * i + 2)].join('\n     '));
    });
    check('sheets', 'are shortened, many of them', short > sheets.length / 3, String(short));
}

export async function compareStyles({ browser, shots }, templates, themes) {
    const page = await browser.newPage();
    const folder = join(shots, 'sheets');

    for (const theme of themes) {
        await compareTheme(page, folder, templates, theme);
    }
    await compareSheets(page, folder);
    await page.close();
}
