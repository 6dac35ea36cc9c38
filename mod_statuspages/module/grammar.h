/* SPDX-License-Identifier: Apache-2.0 */
/* grammar.h - is a header's value what this header may say?
 *
 * RFC 9110 5.5-5.6 and the headers' own grammars.  For values of a backend or
 * script that are sent on by us or shown: what is not valid is left out.  No
 * kind lets a control character through, so that no value can end its header
 * (CVE-2023-38709 and its relatives).
 */
#ifndef SP_MODULE_GRAMMAR_H
#define SP_MODULE_GRAMMAR_H

#include <stdbool.h>

typedef enum sp_grammar {
    SP_GRAMMAR_TEXT,        /* any header content */
    SP_GRAMMAR_PLAIN,       /* visible ASCII and spaces, no < > " \ */
    SP_GRAMMAR_RETRY_AFTER, /* seconds or a date */
    SP_GRAMMAR_TOKENS,      /* GET, HEAD */
    SP_GRAMMAR_PROTOCOLS,   /* TLS/1.2, HTTP/1.1, websocket */
    SP_GRAMMAR_TYPES,       /* text/html;level=1, text/plain */
    SP_GRAMMAR_CODINGS,     /* gzip;q=1.0, br */
    SP_GRAMMAR_ITEMS,       /* max-age=5, "default";r=50;t=30 */
    SP_GRAMMAR_STRUCTURED,  /* a list of RFC 9651: gate; error=dns_error */
    SP_GRAMMAR_LINKS,       /* <https://x.test/>; rel="status" */
    SP_GRAMMAR_RANGE,       /* bytes * /26, without the space */
    SP_GRAMMAR_CHALLENGES,  /* Basic realm="x" */
    SP_GRAMMAR_ADDRESS      /* a URI reference */
} sp_grammar;

/* True if `value` is valid; at most 8192 bytes, and never the empty text. */
bool sp_grammar_matches(sp_grammar grammar, const char *value);

#endif
