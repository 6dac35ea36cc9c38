/* SPDX-License-Identifier: Apache-2.0 */
#include "core/parameter.h"

#include "core/address.h"
#include "core/utf8.h"

#include <apr_lib.h>
#include <apr_strings.h>

struct sp_parameter_kind {
    const char *name;
    sp_kind kind;
    bool (*holds)(const char *value);
    const char *wanted; /* what a value must be */
};

/* Hexadecimal, a name, or a function of numbers: nothing that could end a
 * declaration or load anything (CSS Color 4). */
static bool is_color(const char *value)
{
    size_t n = strlen(value);
    size_t word = strcspn(value, "(");

    if (value[0] == '#') {
        return (n == 4 || n == 5 || n == 7 || n == 9)
               && strspn(value + 1, "0123456789abcdefABCDEF") == n - 1;
    }
    if (word == 0
        || strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
               != word
        || strncasecmp(value, "url", word) == 0) {
        return false;
    }
    return word == n
           || (value[n - 1] == ')'
               && strspn(value + word + 1, "0123456789.,%/ +-deg")
                      == n - word - 2);
}

static bool is_text(const char *value)
{
    sp_span text = sp_span_of(value);

    return sp_utf8_valid(text) == text.len;
}

static const sp_parameter_kind kinds[] = {
    { "color", SP_KIND_STYLE, is_color,
      "a colour: #0a5c36, teal or hsl(160 80% 20%)" },
    { "url", SP_KIND_URL, sp_address_sound,
      "an address that begins with / or http:// or https:// or mailto:" },
    { "image", SP_KIND_URL, sp_address_sound,
      "an address that begins with / or http:// or https://" },
    { "text", SP_KIND_TEXT, is_text, "a text in UTF-8" },
};

enum { COLOR, URL, IMAGE };

static const sp_parameter_kind *kind_named(const char *name)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            return &kinds[i];
        }
    }
    return NULL;
}

static sp_parameter *find(sp_parameters *all, const char *name)
{
    for (unsigned i = 0; i < all->count; i++) {
        if (strcmp(all->list[i].name, name) == 0) {
            return &all->list[i];
        }
    }
    return NULL;
}

/* What is wrong with a value; an empty one takes it away. */
static const char *refuse(const sp_parameter_kind *kind, const char *name,
                          const char *value, apr_pool_t *pool)
{
    if (strlen(value) > SP_PARAMETER_LENGTH_MAX) {
        return apr_psprintf(pool, "the value of \"%s\" is longer than %d bytes",
                            name, (int)SP_PARAMETER_LENGTH_MAX);
    }
    return !*value || kind->holds(value)
               ? NULL
               : apr_psprintf(pool, "%s=\"%s\" is not %s", name, value,
                              kind->wanted);
}

static bool is_name(const char *name)
{
    return apr_islower(name[0])
           && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")
                  == strlen(name);
}

const char *sp_parameters_declare(sp_parameters *all, const char *name,
                                  const char *kind, const char *value,
                                  apr_pool_t *pool)
{
    const sp_parameter_kind *row = kind_named(kind);
    sp_parameter *one = find(all, name);
    const char *wrong;

    if (!is_name(name)) {
        return apr_psprintf(pool,
                            "\"%s\" is not a name: small letters, digits and "
                            "_, a letter first",
                            name);
    }
    if (!row) {
        return apr_psprintf(
            pool, "\"%s\" is not a kind: color, url, image or text", kind);
    }
    wrong = refuse(row, name, value, pool);
    if (wrong) {
        return wrong;
    }
    if (one && one->kind != row) {
        return apr_psprintf(pool, "\"%s\" is a parameter of kind %s already",
                            name, one->kind->name);
    }
    if (!one && all->count == SP_PARAMETERS_MAX) {
        return apr_psprintf(pool, "there are more than %d parameters",
                            (int)SP_PARAMETERS_MAX);
    }
    one = one ? one : &all->list[all->count++];
    *one = (sp_parameter){ apr_pstrdup(pool, name), row,
                           apr_pstrdup(pool, value) };
    return NULL;
}

static const char *unknown(const sp_parameters *all, const char *name,
                           apr_pool_t *pool)
{
    const char *names = "";

    for (unsigned i = 0; i < all->count; i++) {
        names =
            apr_pstrcat(pool, names, i ? ", " : "", all->list[i].name, NULL);
    }
    return *names ? apr_psprintf(pool, "has no parameter \"%s\"; it has: %s",
                                 name, names)
                  : apr_psprintf(pool, "has no parameter \"%s\", nor any other",
                                 name);
}

const char *sp_parameters_set(sp_parameters *all, const char *setting,
                              apr_pool_t *pool)
{
    const char *equals = strchr(setting, '=');
    const char *name;
    sp_parameter *one;
    const char *wrong;

    if (!equals) {
        return apr_psprintf(pool, "\"%s\" sets no parameter: write name=value",
                            setting);
    }
    name = apr_pstrmemdup(pool, setting, (apr_size_t)(equals - setting));
    one = find(all, name);
    if (!one) {
        return unknown(all, name, pool);
    }
    wrong = refuse(one->kind, name, equals + 1, pool);
    if (!wrong) {
        one->value = apr_pstrdup(pool, equals + 1);
    }
    return wrong;
}

sp_schema sp_parameters_schema(const sp_parameters *all, const sp_schema *names,
                               apr_pool_t *pool)
{
    sp_schema schema = *names;
    sp_name *list =
        apr_palloc(pool, (names->count + all->count) * sizeof(*list));

    memcpy(list, names->names, names->count * sizeof(*list));
    for (unsigned i = 0; i < all->count; i++) {
        list[schema.count++] = (sp_name){ .name = all->list[i].name,
                                          .kind = all->list[i].kind->kind,
                                          .constant = all->list[i].value };
    }
    schema.names = list;
    return schema;
}

bool sp_parameter_is_image(const sp_parameter *one)
{
    return one->kind == &kinds[IMAGE];
}
