/* SPDX-License-Identifier: Apache-2.0 */
/* Any Accept-Language field: eight bytes say which languages are offered, one
 * which of these the page is there in, the rest is the field.  What holds: only
 * what is offered and there is chosen, or else English, writing the same in
 * another way changes nothing, and the short way that most fields take gives
 * what the long way gives. */
#include "core/language.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { OFFERED = 8, BEFORE_FIELD = OFFERED + 1 };

static void demand(bool truth)
{
    if (!truth) {
        abort();
    }
}

static bool is_offered(const sp_language *language, const sp_language_set *set)
{
    for (unsigned i = 0; i < set->count; i++) {
        if (&sp_languages[set->order[i]] == language) {
            return true;
        }
    }
    return false;
}

/* The choice for `before`, the field, `after`. */
static const sp_language *choose(const char *before, sp_span field,
                                 const char *after, const sp_language_set *set,
                                 uint64_t written)
{
    size_t m = strlen(before);
    size_t n = strlen(after);
    char *bytes = malloc(m + field.len + n + 1);
    const sp_language *language;

    demand(bytes != NULL);
    memcpy(bytes, before, m);
    if (field.len) {
        memcpy(bytes + m, field.ptr, field.len);
    }
    memcpy(bytes + m + field.len, after, n);
    language =
        sp_language_choose((sp_span){ bytes, m + field.len + n }, set, written);
    free(bytes);
    return language;
}

static void check_case(sp_span field, const sp_language_set *set,
                       uint64_t written, const sp_language *chosen)
{
    char *bytes = malloc(field.len + 1);

    demand(bytes != NULL);
    for (size_t i = 0; i < field.len; i++) {
        char c = field.ptr[i];

        bytes[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    demand(sp_language_choose((sp_span){ bytes, field.len }, set, written)
           == chosen);
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sp_language_set set = { 0 };
    uint64_t written = 0;
    const sp_language *chosen;
    sp_span field;
    unsigned commas = 0;

    if (size < BEFORE_FIELD) {
        return 0;
    }
    for (int i = 0; i < OFFERED; i++) {
        unsigned language = data[i] % sp_language_count;

        sp_language_offer(&set, language);
        written |= (uint64_t)(data[OFFERED] >> i & 1) << language;
    }
    field = (sp_span){ (const char *)data + BEFORE_FIELD, size - BEFORE_FIELD };
    chosen = choose("", field, "", &set, written);
    demand(chosen == sp_languages
           || (is_offered(chosen, &set)
               && sp_language_in(written, (unsigned)(chosen - sp_languages))));
    demand(chosen != sp_languages || is_offered(chosen, &set)
           || (set.bits & written) == 0);
    demand(choose("", field, "", &set, written) == chosen);
    check_case(field, &set, written, chosen);
    for (size_t i = 0; i < field.len; i++) {
        commas += field.ptr[i] == ',';
    }
    if (field.len + 16 < SP_LANGUAGE_BYTES_MAX
        && commas + 4 < SP_LANGUAGE_RANGES_MAX) {
        demand(choose(" ,\t", field, " ,", &set, written) == chosen);
        /* a range that comes first but counts least: the long way */
        demand(choose("qaa;q=0.001,", field, "", &set, written) == chosen);
    }
    sp_language_linked(field);
    return 0;
}
