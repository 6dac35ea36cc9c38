/* SPDX-License-Identifier: Apache-2.0 */
/* haproxy.h - what the files of the HAProxy target share. */
#ifndef SP_CLI_TARGETS_HAPROXY_H
#define SP_CLI_TARGETS_HAPROXY_H

#include "cli/targets/targets.h"

enum {
    SP_HAPROXY_ANSWER_MAX = 15000, /* of 16,384 bytes for it and its fields */
    SP_HAPROXY_FIELDS_MOST = 800,  /* of them, for the fields beside it */
    SP_HAPROXY_PARTS_MAX = 32
};

/* Which insert is behind which part of a page: 'r', 't', 's' for the id and
 * the two times, 0 for none. */
typedef struct sp_haproxy_parts {
    char marks[SP_HAPROXY_PARTS_MAX];
    unsigned count;
} sp_haproxy_parts;

/* Write maps/pages.map; finds out the parts.  The policy that they need. */
const char *sp_haproxy_write_pages(sp_build *build, sp_haproxy_parts *parts);

/* Arguments of expressions. */
typedef struct sp_haproxy_words {
    const char *languages; /* ranges for language(), longest first */
    const char *types;     /* media types, likewise */
    const char *served;    /* an assertion: this range leads to a page */
} sp_haproxy_words;

/* Write all of maps/; finds out the parts, and the words that lead to the
 * pages. */
void sp_haproxy_write_maps(sp_build *build, sp_haproxy_parts *parts,
                           sp_haproxy_words *words);

/* Lines that name errors/CODE.http. */
typedef struct sp_haproxy_answers {
    sp_buffer *all;
    sp_buffer *early; /* for what only such a file can answer */
} sp_haproxy_answers;

/* Write errors/. */
void sp_haproxy_write_answers(sp_build *build, sp_haproxy_answers *answers);

/* The codes that HAProxy 2.6 and later can answer itself. */
extern const int sp_haproxy_codes[];
extern const unsigned sp_haproxy_code_count;

/* Does its lower layer answer `code`, which knows no variables? */
static inline bool sp_haproxy_is_early(int code)
{
    return code == 400 || code == 408 || code == 500;
}

#endif
