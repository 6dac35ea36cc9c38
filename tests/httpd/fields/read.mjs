// SPDX-License-Identifier: Apache-2.0
// Reads a list of structured fields (RFC 9651) from the standard input: one value a line, as JSON.
// Each becomes a list of members, [kind, value, parameters], or null if it is not valid.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { parseList, Token } = createRequire(process.argv[2])("structured-headers");
const plain = value => value instanceof Token ? ["token", value.toString()]
    : [typeof value, value];

function read(text) {
    try {
        return parseList(text).map(([value, parameters]) =>
            [...plain(value), Object.fromEntries([...parameters].map(([name, one]) => [name, plain(one)[1]]))]);
    } catch {
        return null;
    }
}

const lines = readFileSync(0, "utf8").split("\n").filter(line => line);
console.log(JSON.stringify(lines.map(line => read(JSON.parse(line)))));
