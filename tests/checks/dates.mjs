// SPDX-License-Identifier: Apache-2.0
// The names of catalog/dates.def beside those of the CLDR data in Node.js: one
// line for each that differs, and at the end how many were compared.
import { readFileSync } from "node:fs";

const rows = readFileSync(process.argv[2], "utf8").matchAll(
    /^DATE\("([^"]+)", "([^"]*)",\n\s*NAMES\(([^)]*)\),\n\s*NAMES\(([^)]*)\)\)$/gm);
const names = (list) => [...list.matchAll(/"([^"]*)"/g)].map((m) => m[1]);
let compared = 0;

function compare(tag, what, ours, theirs) {
    compared++;
    if (ours !== theirs) {
        console.log(`${tag}: ${what}: ${ours}, CLDR has ${theirs}`);
    }
}

for (const [, tag, form, days, months] of rows) {
    const locale = `${tag === "en" ? "en-GB" : tag}-u-ca-gregory-nu-latn`;
    const weekday = new Intl.DateTimeFormat(locale, { weekday: form.includes("%a") ? "short" : "long", timeZone: "UTC" });
    const full = new Intl.DateTimeFormat(locale,
        { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

    // 4 January 1970 was a Sunday.
    names(days).forEach((name, i) =>
        compare(tag, `day ${i}`, name, weekday.format(new Date(Date.UTC(1970, 0, 4 + i)))));
    names(months).forEach((name, i) => {
        const parts = full.formatToParts(new Date(Date.UTC(2026, i, 15)));
        const month = parts.find((part) => part.type === "month").value;
        // The forms of some languages have the word for month themselves.
        compare(tag, `month ${i + 1}`, name, /^\d+$/.test(name) ? String(parseInt(month)) : month);
    });
}
console.log(compared);
