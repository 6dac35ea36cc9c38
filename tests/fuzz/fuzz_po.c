/* SPDX-License-Identifier: Apache-2.0 */
/* Any PO file, as some translator's program brings it.  What holds: a refusal
 * says in which line, an entry is no longer than the file and begins in it, and
 * a plural rule that is taken is made of the tokens that may become C. */
#include "catalog/compiler.h"

#include <apr_file_io.h>
#include <apr_general.h>
#include <apr_strings.h>

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SIZE_MAX_READ = 64 << 10, VALUE_MAX = 256 };

/* What the compiler's parts ask of compile.c: here all of it ends with the
 * input. */
static apr_pool_t *pool;
static unsigned complaints;
static unsigned last_line;

static void demand(bool truth)
{
    if (!truth) {
        abort();
    }
}

void complain(const char *file, unsigned line, const char *format, ...)
{
    va_list args;
    const char *said;

    va_start(args, format);
    said = apr_pvsprintf(pool, format, args);
    va_end(args);
    demand(*file && *said && line >= 1 && line <= last_line);
    complaints++;
}

unsigned mistakes(void)
{
    return complaints;
}

void *allocate(size_t bytes)
{
    return apr_pcalloc(pool, bytes);
}

static const char *file_with(const uint8_t *data, size_t n)
{
    const char *folder = NULL;
    apr_file_t *file = NULL;
    char *name;

    demand(apr_temp_dir_get(&folder, pool) == APR_SUCCESS);
    name = apr_pstrcat(pool, folder, "/sp-fuzz-po-XXXXXX", NULL);
    demand(
        apr_file_mktemp(&file, name, APR_FOPEN_CREATE | APR_FOPEN_WRITE, pool)
        == APR_SUCCESS);
    demand(apr_file_write_full(file, data, n, NULL) == APR_SUCCESS);
    apr_file_close(file);
    return name;
}

static unsigned lines_of(const uint8_t *data, size_t n)
{
    unsigned lines = 1;

    for (size_t i = 0; i < n; i++) {
        lines += data[i] == '\n';
    }
    return lines;
}

/* Escapes only shorten. */
static size_t length_of(const char *text)
{
    return text ? strlen(text) : 0;
}

static void check_entry(const po_entry *entry, size_t size)
{
    const message of = { "404/title", entry->id, NULL, 1 };
    size_t length = length_of(entry->context) + length_of(entry->id)
                    + length_of(entry->id_plural);

    demand(entry->line >= 1 && entry->line <= last_line);
    for (unsigned i = 0; i < PLURAL_MAX; i++) {
        const char *text = entry->text[i];

        length += length_of(text);
        if (text && entry->id) {
            const char *why = text_mistake(&of, text, i % 2);

            demand(!why || *why);
            demand(same_placeholders(entry->id, text)
                   == same_placeholders(text, entry->id));
        }
    }
    demand(entry->id && length <= size);
}

/* Only these may become part of our source. */
static void check_rule(const plural_rule *rule)
{
    int depth = 0;

    demand(rule->forms >= 1 && rule->forms <= PLURAL_MAX);
    demand(strlen(rule->expression) < sizeof(rule->expression));
    demand(rule->expression[strspn(rule->expression, "n0123456789 %<>=!&|?:()")]
           == '\0');
    for (const char *p = rule->expression; *p; p++) {
        depth += (*p == '(') - (*p == ')');
        demand(depth >= 0);
    }
    demand(depth == 0);
    demand(try_plural(rule) == NULL);
}

static void check_header(const po_file *file)
{
    char value[VALUE_MAX] = "";
    plural_rule rule;
    const char *why;

    if (!po_header(file, "Plural-Forms", value, sizeof(value))) {
        return;
    }
    demand(strlen(value) < sizeof(value) && !strchr(value, '\n'));
    why = read_plural(value, &rule);
    demand(!why || *why);
    if (!why) {
        check_rule(&rule);
    }
}

static void check(const uint8_t *data, size_t size)
{
    const char *name = file_with(data, size);
    po_file file;
    bool valid;

    complaints = 0;
    last_line = lines_of(data, size);
    valid = read_po(name, &file);
    apr_file_remove(name, pool);
    demand(valid == (complaints == 0));
    demand(file.plural_line <= last_line);
    for (size_t i = 0; valid && i < file.count; i++) {
        check_entry(&file.entries[i], size);
    }
    if (valid) {
        check_header(&file);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > SIZE_MAX_READ) {
        return 0;
    }
    apr_initialize();
    apr_pool_create(&pool, NULL);
    check(data, size);
    apr_pool_destroy(pool);
    apr_terminate();
    return 0;
}
