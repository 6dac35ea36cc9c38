/* SPDX-License-Identifier: Apache-2.0 */
#include "core/template_parts.h"

enum { NAME_MAX_LEN = 64, TYPOS_MAX = 2 };

static bool is_named(const sp_name *name, sp_span text)
{
    return strlen(name->name) == text.len
           && memcmp(name->name, text.ptr, text.len) == 0;
}

static const sp_name *member_named(const sp_schema *schema, sp_span text)
{
    for (unsigned i = 0; i < schema->count; i++) {
        if (is_named(&schema->names[i], text)) {
            return &schema->names[i];
        }
    }
    return NULL;
}

static sp_found find_name(const sp_scope *scope, sp_span text)
{
    for (; scope; scope = scope->outer) {
        const sp_name *name = member_named(scope->schema, text);

        if (name) {
            return (sp_found){ name, scope->level };
        }
    }
    return (sp_found){ NULL, 0 };
}

/* ---- "did you mean" ------------------------------------------------------------ */

static unsigned least(unsigned a, unsigned b, unsigned c)
{
    unsigned ab = a < b ? a : b;

    return ab < c ? ab : c;
}

/* How many letters must be typed, dropped or changed (Levenshtein). */
static unsigned typos(sp_span a, const char *b)
{
    unsigned row[NAME_MAX_LEN + 1];
    size_t n = strlen(b);

    if (a.len > NAME_MAX_LEN || n > NAME_MAX_LEN) {
        return NAME_MAX_LEN;
    }
    for (unsigned j = 0; j <= n; j++) {
        row[j] = j;
    }
    for (unsigned i = 0; i < a.len; i++) {
        unsigned corner = row[0];

        row[0] = i + 1;
        for (unsigned j = 0; j < n; j++) {
            unsigned up = row[j + 1];

            row[j + 1] = a.ptr[i] == b[j] ? corner
                                          : 1 + least(corner, up, row[j]);
            corner = up;
        }
    }
    return row[n];
}

static void nearest_in(const sp_schema *schema, sp_span text,
                       const char **best, unsigned *distance)
{
    for (unsigned i = 0; i < schema->count; i++) {
        unsigned d = typos(text, schema->names[i].name);

        if (d < *distance && d < text.len) {
            *distance = d;
            *best = schema->names[i].name;
        }
    }
}

static void complain_unknown(sp_compiler *compiler, const sp_scope *scope,
                             const char *file, const sp_token *token,
                             sp_span part)
{
    const char *best = NULL;
    unsigned distance = TYPOS_MAX + 1;
    int n = (int)(token->text.len < NAME_MAX_LEN ? token->text.len
                                                 : NAME_MAX_LEN);

    for (; scope; scope = scope->outer) {
        nearest_in(scope->schema, part, &best, &distance);
    }
    if (best) {
        SP_COMPLAIN(compiler, file, token,
                    "unknown name \"%.*s\"; did you mean \"%s\"?", n,
                    token->text.ptr, best);
    }
    else {
        SP_COMPLAIN(compiler, file, token, "unknown name \"%.*s\"", n,
                    token->text.ptr);
    }
}

/* ---- resolving ------------------------------------------------------------------- */

sp_found sp_template_resolve(sp_compiler *compiler, const sp_scope *scope,
                             const char *file, const sp_token *token)
{
    const char *p = token->text.ptr;
    const char *end = p + token->text.len;
    const char *dot = token->text.len > 1
                          ? memchr(p, '.', token->text.len)
                          : NULL;
    sp_span part = { p, (size_t)((dot ? dot : end) - p) };
    sp_found found = find_name(scope, part);

    while (dot && found.name) {
        sp_scope inner = { found.name->members, found.level, NULL };

        p = dot + 1;
        dot = memchr(p, '.', (size_t)(end - p));
        part = (sp_span){ p, (size_t)((dot ? dot : end) - p) };
        if (found.name->kind != SP_KIND_GROUP) {
            SP_COMPLAIN(compiler, file, token,
                        "\"%s\" is not a group and has no members",
                        found.name->name);
            return (sp_found){ NULL, 0 };
        }
        found.name = member_named(inner.schema, part);
        if (!found.name) {
            complain_unknown(compiler, &inner, file, token, part);
            return found;
        }
    }
    if (!found.name) {
        complain_unknown(compiler, scope, file, token, part);
    }
    return found;
}
