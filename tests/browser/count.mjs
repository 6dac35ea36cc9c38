// SPDX-License-Identifier: Apache-2.0
// What is counted: statements about pages, true or false.

export const count = { passed: 0, failed: 0 };

/** One statement about `where`; `found` says what was seen instead. */
export function check(where, statement, holds, found = '') {
    count[holds ? 'passed' : 'failed']++;
    if (!holds) {
        console.log(`FAIL ${where}: ${statement}${found ? `\n     ${found}` : ''}`);
    } else if (process.env.VERBOSE) {
        console.log(`ok   ${where}: ${statement}`);
    }
}
