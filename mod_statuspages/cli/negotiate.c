/* SPDX-License-Identifier: Apache-2.0 */
/* Accept and Accept-Language as regular expressions for PCRE. */
#include "cli/negotiate.h"

#include <apr_strings.h>

#include <stdlib.h>

/* ---- language ranges -----------------------------------------------------*/

/* The language for `range`, SP_LANGUAGE_NONE if it is only the default that
 * would be given: then another default changes the answer. */
static unsigned language_of(const char *range, const sp_language_set *offered)
{
    sp_language_set turned = *offered;
    const sp_language *found =
        sp_language_choose(sp_span_of(range), offered, offered->bits);

    for (unsigned i = 0; i < offered->count; i++) {
        turned.order[i] = offered->order[(i + 1) % offered->count];
    }
    if (offered->count > 1
        && sp_language_choose(sp_span_of(range), &turned, turned.bits)
               != found) {
        return SP_LANGUAGE_NONE;
    }
    return (unsigned)(found - sp_languages);
}

static const char *range_of(uint64_t key, apr_pool_t *pool)
{
    char letters[9];
    unsigned n = 0;

    for (int shift = 56; shift >= 0 && (key >> shift & 0xff) != 0; shift -= 8) {
        letters[n++] = (char)(key >> shift & 0xff);
    }
    return apr_pstrmemdup(pool, letters, n);
}

/* What a range gets if its last subtag is cut. */
static unsigned language_of_shorter(const char *range,
                                    const sp_language_set *offered,
                                    apr_pool_t *pool)
{
    const char *hyphen = strrchr(range, '-');

    return hyphen ? language_of(
               apr_pstrmemdup(pool, range, (apr_size_t)(hyphen - range)),
               offered)
                  : (unsigned)SP_LANGUAGE_NONE;
}

static int longest_first(const void *left, const void *right)
{
    const sp_prefix *a = left;
    const sp_prefix *b = right;
    size_t m = strlen(a->range);
    size_t n = strlen(b->range);

    return m != n ? (m < n ? 1 : -1) : strcmp(a->range, b->range);
}

const sp_prefix *sp_negotiate_prefixes(const sp_options *options,
                                       unsigned *count, apr_pool_t *pool)
{
    sp_prefix *list =
        apr_palloc(pool, (sp_language_tag_count + 1) * sizeof(*list));

    *count = 0;
    /* With one language there is nothing to choose. */
    for (unsigned i = 0;
         options->languages.count > 1 && i < sp_language_tag_count; i++) {
        const char *range = range_of(sp_language_tags[i].key, pool);
        unsigned found = language_of(range, &options->languages);

        if (found != language_of_shorter(range, &options->languages, pool)) {
            list[(*count)++] = (sp_prefix){ range, found };
        }
    }
    qsort(list, *count, sizeof(*list), longest_first);
    return list;
}

/* ---- expressions ---------------------------------------------------------*/

/* Elements before the first that is offered; then what a valid element may
 * still have behind what was chosen, a weight that is not 0 (RFC 9110 12.4.2)
 * among it. */
#define SKIP "^(?:[^,]*,)*?\\s*"
#define SKIP_BUT "^(?:(?!\\s*"
#define SKIPPED ")[^,]*,)*\\s*"
#define WEIGHT "(?:1(?:\\.0{0,3})?|0\\.(?!0+(?:[^0-9]|$))[0-9]{1,3})"
#define REST_OF_RANGE                                                          \
    "(?=(?:-[a-z0-9]{1,8})*\\s*(?:;\\s*q=" WEIGHT "\\s*)?(?:,|$))"
#define REST_OF_TYPE                                                           \
    "(?=\\s*(?:;(?!\\s*q=)[^,;]*)*(?:;\\s*q=" WEIGHT "\\s*(?:;[^,]*)?)?(?:,|$))"

/* `list` with one more alternative. */
static const char *with(const char *list, const char *one, apr_pool_t *pool)
{
    return *list ? apr_pstrcat(pool, list, "|", one, NULL) : one;
}

const char *sp_negotiate_ranges(const sp_prefix *list, unsigned count,
                                unsigned language, apr_pool_t *pool)
{
    const char *joined = "";

    for (unsigned i = 0; i < count; i++) {
        if (list[i].language == language) {
            joined = with(joined, list[i].range, pool);
        }
    }
    return joined;
}

/* An element that names one of these ranges, and none of `but_not`. */
static const char *range_element(const char *but_not, const char *group,
                                 const char *joined, apr_pool_t *pool)
{
    return apr_pstrcat(
        pool,
        *but_not ? apr_pstrcat(pool, "(?!(?:", but_not, ")(?![a-z0-9]))", NULL)
                 : "",
        group, *joined ? joined : "en", ")" REST_OF_RANGE, NULL);
}

static const char *any_range(const sp_options *options, const char *group,
                             apr_pool_t *pool)
{
    unsigned count;
    const sp_prefix *list = sp_negotiate_prefixes(options, &count, pool);
    const char *served = "";
    const char *others = "";

    for (unsigned i = 0; i < count; i++) {
        const char **joined =
            list[i].language == SP_LANGUAGE_NONE ? &others : &served;

        *joined = with(*joined, list[i].range, pool);
    }
    return range_element(others, group, served, pool);
}

const char *sp_negotiate_language(const sp_options *options, const char *group,
                                  apr_pool_t *pool)
{
    return apr_pstrcat(pool, SKIP, any_range(options, group, pool), NULL);
}

const char *sp_negotiate_range_element(const sp_options *options,
                                       apr_pool_t *pool)
{
    return any_range(options, "(", pool);
}

/* Does a range of `language` begin that of `other`, which is more exact? */
static bool narrows(const sp_prefix *other, const sp_prefix *list,
                    unsigned count, unsigned language)
{
    for (unsigned i = 0; i < count; i++) {
        size_t length = strlen(list[i].range);

        if (list[i].language == language
            && strncmp(other->range, list[i].range, length) == 0
            && other->range[length] == '-') {
            return true;
        }
    }
    return false;
}

const char *sp_negotiate_one_language(const sp_options *options,
                                      unsigned language, apr_pool_t *pool)
{
    unsigned count;
    const sp_prefix *list = sp_negotiate_prefixes(options, &count, pool);
    const char *custom = "";
    const char *others = "";

    for (unsigned i = 0; i < count; i++) {
        const char **joined = list[i].language == language ? &custom
                              : narrows(&list[i], list, count, language)
                                  ? &others
                                  : NULL;

        if (joined) {
            *joined = with(*joined, list[i].range, pool);
        }
    }
    return *custom ? range_element(others, "(?:", custom, pool) : "";
}

const char *sp_negotiate_language_skip(const sp_options *options,
                                       apr_pool_t *pool)
{
    return apr_pstrcat(pool, SKIP_BUT, any_range(options, "(?:", pool), SKIPPED,
                       NULL);
}

/* Without a backslash, which some servers would want twice. */
static const char *const types[SP_FORMAT__COUNT] = {
    [SP_FORMAT_HTML] = "text/html|application/xhtml[+]xml",
    [SP_FORMAT_JSON] = "application/(?:[a-z0-9.-]+[+])?json|text/json",
    [SP_FORMAT_XML] = "application/(?:problem[+])?xml|text/xml",
    [SP_FORMAT_TEXT] = "text/plain",
    [SP_FORMAT_MARKDOWN] = "text/markdown",
};

const sp_type_word sp_negotiate_words[SP_FORMAT__COUNT] = {
    { "html", SP_FORMAT_HTML },         { "json", SP_FORMAT_JSON },
    { "xml", SP_FORMAT_XML },           { "plain", SP_FORMAT_TEXT },
    { "markdown", SP_FORMAT_MARKDOWN },
};

const char *sp_negotiate_types(unsigned formats, apr_pool_t *pool)
{
    const char *joined = "";

    for (int i = 0; i < SP_FORMAT__COUNT; i++) {
        if (formats & SP_FORMAT_BIT(i)) {
            joined = with(joined, types[i], pool);
        }
    }
    return joined;
}

static const char *type_element(unsigned formats, const char *group,
                                apr_pool_t *pool)
{
    return apr_pstrcat(pool, group, sp_negotiate_types(formats, pool),
                       ")" REST_OF_TYPE, NULL);
}

const char *sp_negotiate_type(const sp_options *options, const char *group,
                              apr_pool_t *pool)
{
    return apr_pstrcat(pool, SKIP, type_element(options->formats, group, pool),
                       NULL);
}

/* The word of sp_negotiate_words is captured: first "html" of xhtml+xml. */
const char *sp_negotiate_type_element(const sp_options *options,
                                      apr_pool_t *pool)
{
    const char *words = "";

    for (int i = 0; i < SP_FORMAT__COUNT; i++) {
        words = with(words, sp_negotiate_words[i].word, pool);
    }
    return apr_pstrcat(pool, "(?=", type_element(options->formats, "(?:", pool),
                       ")[^,;]*?(", words, ")(?:[+]xml)?(?=\\s*(?:[;,]|$))",
                       NULL);
}

const char *sp_negotiate_one_type(sp_format format, apr_pool_t *pool)
{
    return type_element(SP_FORMAT_BIT(format), "(?:", pool);
}

const char *sp_negotiate_type_skip(const sp_options *options, apr_pool_t *pool)
{
    return apr_pstrcat(pool, SKIP_BUT,
                       type_element(options->formats, "(?:", pool), SKIPPED,
                       NULL);
}
