/* SPDX-License-Identifier: Apache-2.0 */
/* Declares, checks and sets the parameters of a theme. */
#include "core/parameter.h"

#include "core/address.h"
#include "core/escape.h"

#include <apr_strings.h>

struct sp_parameter_kind {
    const char *name;
    sp_kind kind;
    bool (*holds)(const char *value);
    const char *wanted; /* what a value must be */
};

/* A colour by its digits: #0a5, #0a5f, #0a5c36, #0a5c36ff. */
static bool is_hexadecimal(const char *value)
{
    size_t n = strlen(value);

    return value[0] == '#' && (n == 4 || n == 5 || n == 7 || n == 9)
           && strspn(value + 1, "0123456789abcdefABCDEF") == n - 1;
}

/* The functions whose arguments are all numbers (CSS Color 4). */
static bool is_function(const char *value, size_t n)
{
    static const char *const names[] = { "rgb", "rgba", "hsl",   "hsla", "hwb",
                                         "lab", "lch",  "oklab", "oklch" };

    for (size_t i = 0; i < SP_COUNT(names); i++) {
        if (strlen(names[i]) == n && strncasecmp(value, names[i], n) == 0) {
            return true;
        }
    }
    return false;
}

/* Digits, a name, or a function of numbers: nothing that could end a
 * declaration or load anything. */
static bool is_color(const char *value)
{
    size_t n = strlen(value);
    size_t word = strspn(value, "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    if (word == n) {
        return true;
    }
    if (value[word] == '(' && is_function(value, word)) {
        return value + word + 1
                       + strspn(value + word + 1, "0123456789.,%/ +-deg")
                   == value + n - 1
               && value[n - 1] == ')';
    }
    return is_hexadecimal(value);
}

static bool is_image(const char *value)
{
    sp_span origin;

    return sp_address_origin(value, &origin);
}

static bool is_text(const char *value)
{
    return sp_escape_is_clean(sp_span_of(value), strlen(value));
}

static const sp_parameter_kind kinds[] = {
    { "color", SP_KIND_STYLE, is_color,
      "a colour: #0a5c36, teal or hsl(160 80% 20%)" },
    { "url", SP_KIND_URL, sp_address_is_valid,
      "a URL that begins with /, http://, https:// or mailto:" },
    { "image", SP_KIND_URL, is_image,
      "the URL of an image: it must begin with /, http:// or https://, and "
      "its host may have only letters and digits" },
    { "text", SP_KIND_TEXT, is_text, "UTF-8 text without control characters" },
};

static const sp_parameter_kind *kind_named(const char *name)
{
    for (size_t i = 0; i < SP_COUNT(kinds); i++) {
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

const char *sp_parameters_declare(sp_parameters *all, const char *name,
                                  const char *kind, const char *value,
                                  apr_pool_t *pool)
{
    const sp_parameter_kind *row = kind_named(kind);
    sp_parameter *one = find(all, name);
    const char *wrong;

    if (!sp_schema_is_name(name)) {
        return apr_psprintf(pool,
                            "\"%s\" is not a valid name: use lowercase "
                            "letters, digits and _, starting with a letter",
                            name);
    }
    if (!row) {
        return apr_psprintf(
            pool,
            "\"%s\" is not a kind of parameter: use color, url, image "
            "or text",
            kind);
    }
    wrong = refuse(row, name, value, pool);
    if (wrong) {
        return wrong;
    }
    if (one && one->layer == all->layer) {
        return apr_psprintf(pool, "\"%s\" is declared twice", name);
    }
    if (one && one->kind != row) {
        return apr_psprintf(pool,
                            "\"%s\" is already declared as a parameter "
                            "of kind %s",
                            name, one->kind->name);
    }
    if (!one && all->count == SP_PARAMETERS_MAX) {
        return apr_psprintf(pool, "there are more than %d parameters",
                            (int)SP_PARAMETERS_MAX);
    }
    one = one ? one : &all->list[all->count++];
    *one = (sp_parameter){ .name = apr_pstrdup(pool, name),
                           .kind = row,
                           .value = apr_pstrdup(pool, value),
                           .layer = all->layer };
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
    return *names
               ? apr_psprintf(pool, "has no parameter \"%s\"; it has: %s", name,
                              names)
               : apr_psprintf(pool, "has no parameters; remove \"%s\"", name);
}

const char *sp_parameters_set(sp_parameters *all, const char *setting,
                              apr_pool_t *pool)
{
    const char *equals = strchr(setting, '=');
    const char *name;
    sp_parameter *one;
    const char *wrong;

    if (!equals) {
        return apr_psprintf(pool,
                            "\"%s\" does not set a parameter: write "
                            "name=value",
                            setting);
    }
    name = apr_pstrmemdup(pool, setting, (apr_size_t)(equals - setting));
    one = find(all, name);
    if (!one) {
        return unknown(all, name, pool);
    }
    if (one->set) {
        return apr_psprintf(pool, "\"%s\" is set twice", name);
    }
    wrong = refuse(one->kind, name, equals + 1, pool);
    if (!wrong) {
        one->value = apr_pstrdup(pool, equals + 1);
        one->set = true;
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
    return one->kind->holds == is_image;
}
