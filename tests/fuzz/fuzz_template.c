/* SPDX-License-Identifier: Apache-2.0 */
/* Any template: the first byte chooses the syntax, and parts after a NUL byte
 * are the partials a, b and c.  What holds: a refusal says where, a length is
 * what is written, no value leaves a < of its own in HTML, what is known
 * beforehand changes nothing, and zlib unpacks what is packed. */
#include "core/template_pack.h"

#include <apr_general.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXT, URL, HTML, YES, NO, GROUP, MEMBER, LIST, OTHER, NONE, SLOTS };
enum { PARTS = 4, ROWS = 3 };

static const sp_name row_names[] = { { "t", SP_KIND_TEXT, 0, NULL },
                                     { ".", SP_KIND_URL, 1, NULL } };
static const sp_schema row_schema = { row_names, 2, 2 };
static const sp_name group_names[] = { { "m", SP_KIND_TEXT, MEMBER, NULL } };
static const sp_schema group_schema = { group_names, 1, SLOTS };
static const sp_name names[] = {
    { "t", SP_KIND_TEXT, TEXT, NULL },
    { "u", SP_KIND_URL, URL, NULL },
    { "h", SP_KIND_HTML, HTML, NULL },
    { "y", SP_KIND_CONDITION, YES, NULL },
    { "n", SP_KIND_CONDITION, NO, NULL },
    { "g", SP_KIND_GROUP, GROUP, &group_schema },
    { "l", SP_KIND_LIST, LIST, &row_schema },
    { "o", SP_KIND_LIST, OTHER, &row_schema },
    { "e", SP_KIND_LIST, NONE, &row_schema },
    /* constants: a colour, a text, an address, and nothing */
    { "c", SP_KIND_STYLE, 0, NULL, "#0a5c36" },
    { "w", SP_KIND_TEXT, 0, NULL, "\x02<>\"'&\x02" },
    { "k", SP_KIND_URL, 0, NULL, "/?\x02<>\"'&\x02" },
    { "z", SP_KIND_STYLE, 0, NULL, "" },
};
static const sp_schema schema = { names, sizeof(names) / sizeof(names[0]),
                                  SLOTS };

/* No value has anything but this, and \x02 stands in no template that is
 * looked at. */
#define HOSTILE                                                                \
    {                                                                          \
        "\x02<>\"'&\x02", 7, 0                                                 \
    }

static const sp_value rows[ROWS * 2] = { HOSTILE, HOSTILE, HOSTILE,
                                         HOSTILE, HOSTILE, HOSTILE };
static const sp_value values[SLOTS] = {
    [TEXT] = HOSTILE,
    [URL] = HOSTILE,
    [HTML] = { "markup", 6, 1 },
    [YES] = { "", 1, 0 },
    [GROUP] = { "", 1, 0 },
    [MEMBER] = HOSTILE,
    [LIST] = { rows, ROWS, 0 },
    [OTHER] = { rows, 1, 0 },
};

static void demand(bool truth)
{
    if (!truth) {
        abort();
    }
}

static bool find_part(void *baton, const sp_source *from, const char *name,
                      sp_source *found)
{
    static const char *const letters[] = { "a", "b", "c" };
    const sp_span *parts = baton;

    (void)from;
    for (int i = 0; i < PARTS - 1; i++) {
        if (strcmp(name, letters[i]) == 0) {
            *found = (sp_source){ letters[i], parts[i + 1] };
            return true;
        }
    }
    return false;
}

static void split(sp_span text, sp_span parts[PARTS])
{
    const char *end = text.ptr + text.len;

    for (unsigned i = 0; i < PARTS; i++) {
        const char *nul = i + 1 < PARTS
                              ? memchr(text.ptr, 0, (size_t)(end - text.ptr))
                              : NULL;

        parts[i] =
            (sp_span){ text.ptr, (size_t)((nul ? nul : end) - text.ptr) };
        text.ptr = nul ? nul + 1 : end;
    }
}

/* Between two marks is a value: none of what it had is left bare. */
static void check_html(sp_span page)
{
    bool inside = false;

    for (size_t i = 0; i < page.len; i++) {
        inside ^= page.ptr[i] == '\x02';
        demand(!inside || !page.ptr[i] || !strchr("<>\"'", page.ptr[i]));
    }
}

static void check_program(const sp_program *program, bool html)
{
    size_t n = sp_program_length(program, values);
    char *out;

    /* a list in a list in a list ... */
    if (n > 16UL * SP_PROGRAM_BYTES_MAX) {
        return;
    }
    out = malloc(n + 1);
    demand(out != NULL);
    out[n / 2] = '\x7f';
    demand(sp_program_write(program, values, out, n / 2) == n || n == 0);
    demand(out[n / 2] == '\x7f');
    demand(sp_program_write(program, values, out, n) == n);
    if (html) {
        check_html((sp_span){ out, n });
    }
    free(out);
}

/* Whatever is known before, the page is the same.  Bit i of `which`: slot i is
 * known; of the others, those that are there are known to be. */
static void check_folded(const sp_program *program, unsigned which,
                         apr_pool_t *pool)
{
    size_t n = sp_program_length(program, values);
    sp_binding known[SLOTS];
    const sp_program *folded;
    char *out;

    if (n > SP_PROGRAM_BYTES_MAX) {
        return;
    }
    for (unsigned i = 0; i < SLOTS; i++) {
        known[i] = which >> i & 1 ? SP_CONSTANT
                   : values[i].n  ? SP_TRUTHY
                                  : SP_VARYING;
    }
    folded = sp_program_fold(program, values, known, NULL, pool);
    demand(sp_program_length(folded, values) == n);
    out = malloc(2 * n + 1);
    demand(out != NULL);
    demand(sp_program_write(program, values, out, n) == n);
    demand(sp_program_write(folded, values, out + n, n) == n);
    demand(memcmp(out, out + n, n) == 0);
    free(out);
}

/* With all values and with none; whole, and with a list put in. */
static void check_packed(const sp_program *program, apr_pool_t *pool)
{
    enum { SURE = 30000 }; /* so far deflate can look back in any case */
    static const sp_value nothing[SLOTS] = { { NULL, 0, 0 } };
    const sp_value *const both[] = { values, nothing };
    sp_binding known[SLOTS] = { [LIST] = SP_CONSTANT };
    const sp_program *programs[2] = { program, NULL };
    const sp_packed *packed[2];

    if (sp_program_length(program, values) > SURE) {
        return;
    }
    programs[1] = sp_program_fold(program, values, known, NULL, pool);
    sp_packer_add(sp_packer_make(pool, pool), programs, 2, values,
                  (sp_span){ NULL, 0 }, packed);
    for (int i = 0; i < 4; i++) {
        demand(!packed[i / 2]
               || sp_packed_round_trips(packed[i / 2], both[i % 2], pool));
    }
}

static void check_problems(const sp_diagnostics *problems)
{
    demand(problems->count > 0);
    for (unsigned i = 0; i < sp_diagnostics_kept(problems); i++) {
        demand(problems->list[i].line >= 1 && problems->list[i].column >= 1);
        demand(problems->list[i].file && problems->list[i].message[0]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const sp_syntax syntaxes[] = { SP_SYNTAX_HTML, SP_SYNTAX_HTML,
                                          SP_SYNTAX_TEXT, SP_SYNTAX_MARKDOWN };
    sp_span parts[PARTS];
    sp_template_options options = { .schema = &schema,
                                    .find = find_part,
                                    .baton = parts };
    apr_pool_t *pool = NULL;
    sp_diagnostics *problems;
    const sp_program *program;
    sp_source source = { .name = "page" };

    if (size == 0 || size > SP_TEMPLATE_BYTES_MAX
        || memchr(data, '\x02', size)) {
        return 0;
    }
    options.syntax = syntaxes[data[0] % 4];
    split((sp_span){ (const char *)data + 1, size - 1 }, parts);
    source.text = parts[0];
    apr_initialize();
    apr_pool_create(&pool, NULL);
    problems = sp_diagnostics_make(pool);
    program = sp_template_compile(&source, &options, problems, pool);
    if (program) {
        demand(problems->count == 0);
        check_program(program, options.syntax == SP_SYNTAX_HTML);
        check_folded(program, 1U << LIST, pool);
        check_folded(program, 1U << OTHER, pool);
        check_folded(program, data[0] * 37U, pool);
        check_packed(program, pool);
    }
    else {
        check_problems(problems);
    }
    apr_pool_destroy(pool);
    apr_terminate();
    return 0;
}
