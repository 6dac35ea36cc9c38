/* SPDX-License-Identifier: Apache-2.0 */
/* The folded programs of a theme, packed: a language at a time, so that its
 * pages share a code.  None is used before zlib has unpacked it. */
#include "core/page_internal.h"

/* ---- samples --------------------------------------------------------------*/

enum { ROWS = 2, COLUMNS = 8 };

/* Texts for all there is, two rows of each list; or nothing of all. */
typedef struct sample {
    sp_value values[SP_VAR__COUNT + SP_CUSTOM_MAX];
    sp_value rows[ROWS * COLUMNS];
} sample;

static void fill(sample *one, sp_value value, uint32_t rows)
{
    static const sp_variable lists[] = { SP_VAR_FACTS, SP_VAR_ACTIONS,
                                         SP_VAR_ALTERNATIVES,
                                         SP_VAR_LANGUAGES };

    for (size_t i = 0; i < sizeof(one->values) / sizeof(one->values[0]); i++) {
        one->values[i] = value;
    }
    for (size_t i = 0; i < sizeof(one->rows) / sizeof(one->rows[0]); i++) {
        one->rows[i] = value;
    }
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        one->values[lists[i]] = (sp_value){ one->rows, rows, 0 };
    }
}

/* ---- packing --------------------------------------------------------------*/

typedef struct packing {
    const sp_theme *theme;
    sp_packed_check *check;
    sp_packer *packer;
    sample full;
    sample empty;
    unsigned wrong;
    apr_pool_t *scratch; /* of one page */
} packing;

static bool is_right(const packing *it, const sp_packed *packed)
{
    return it->check(packed, it->full.values, it->scratch)
           && it->check(packed, it->empty.values, it->scratch);
}

static void pack_language(packing *it, const sp_language *language)
{
    const sp_program *programs[SP_THEME_CODES];
    const sp_packed *packed[SP_THEME_CODES];
    int codes[SP_THEME_CODES];
    unsigned count = 0;

    for (int code = 400; code < 400 + SP_THEME_CODES; code++) {
        programs[count] = sp_theme_folded(it->theme, code, language);
        codes[count] = code;
        count += programs[count] != NULL;
    }
    sp_packer_add(it->packer, programs, count, packed);
    for (unsigned i = 0; i < count; i++) {
        if (packed[i] && !is_right(it, packed[i])) {
            packed[i] = NULL;
            it->wrong++;
        }
        apr_pool_clear(it->scratch);
        *sp_theme_pack_at(it->theme, codes[i], language) = packed[i];
    }
}

unsigned sp_page_pack(const sp_theme *theme, sp_packed_check *check,
                      apr_pool_t *pool)
{
    static const char text[] = "K7QM-3TXD <&> \xe6\x96\x87";
    apr_pool_t *scratch;
    packing *it;
    unsigned wrong;

    if (apr_pool_create(&scratch, pool) != APR_SUCCESS) {
        return 0; /* pages then go out as they are */
    }
    it = apr_pcalloc(scratch, sizeof(*it));
    if (apr_pool_create(&it->scratch, scratch) != APR_SUCCESS) {
        return 0;
    }
    it->theme = theme;
    it->check = check;
    it->packer = sp_packer_make(pool, scratch);
    fill(&it->full, (sp_value){ text, sizeof(text) - 1, 0 }, ROWS);
    fill(&it->empty, (sp_value){ "", 0, 0 }, 0);
    for (unsigned i = 0; i < sp_language_count; i++) {
        pack_language(it, &sp_languages[i]);
    }
    wrong = it->wrong;
    apr_pool_destroy(scratch);
    return wrong;
}

/* ---- writing --------------------------------------------------------------*/

bool sp_page_is_packed(const sp_page *page)
{
    return page->packed != NULL;
}

size_t sp_page_write_packed(const sp_page *page, char *out, size_t capacity)
{
    return page->packed
               ? sp_packed_write(page->packed, page->values, out, capacity)
               : 0;
}
