/* SPDX-License-Identifier: Apache-2.0 */
/* Packs the programs of a theme, a language at a time, so that its pages share
 * a Huffman code.  None is used before zlib has unpacked it. */
#include "core/deflate.h"
#include "core/page_internal.h"

/* ---- samples --------------------------------------------------------------*/

enum { ROWS = 2, COLUMNS = 8 };

/* Values to verify a packed program with: a text for each, and two rows of each
 * list; or all of them empty. */
typedef struct sample {
    sp_value values[SP_SLOTS];
    sp_value rows[ROWS * COLUMNS];
} sample;

static void fill(sample *one, sp_value value, uint32_t rows)
{
    static const sp_variable lists[] = {
#define VALUE(id, name, kind)
#define GROUP(id, name, ...)
#define LIST(id, name, ...) SP_VAR_##id,
#include "core/variables.def"
#undef VALUE
#undef GROUP
#undef LIST
    };

    for (size_t i = 0; i < sizeof(one->values) / sizeof(one->values[0]); i++) {
        one->values[i] = value;
    }
    for (size_t i = 0; i < sizeof(one->rows) / sizeof(one->rows[0]); i++) {
        one->rows[i] = value;
    }
    for (size_t i = 0; i < SP_COUNT(lists); i++) {
        one->values[lists[i]] = (sp_value){ one->rows, rows, 0 };
    }
}

/* A page as most are: of an address that is not there, with what the server
 * knows of itself and the request. */
static void set_usual(sp_page *page, const sp_theme *theme,
                      const sp_language *language)
{
    const sp_site site = { .name = SP_SPAN("www.example.com"),
                           .home = SP_SPAN("/") };
    const sp_facts facts = { .code = 404,
                             .source = SP_SOURCE_SERVER,
                             .time = 1795331370,
                             .retry_after = -1,
                             .limit_bytes = -1,
                             .received_bytes = -1,
                             .address_limit = -1,
                             .reference = SP_SPAN("Z5yxq8AoAQEAAB1kPzUAAAAA"),
                             .repeatable = true };
    sp_page_request request = {
        .facts = &facts, .site = &site, .language = language, .theme = theme
    };

    sp_page_prepare(page, &request);
}

/* Some text of each language, for values whose language is not known. */
static sp_span like_all(apr_pool_t *pool)
{
    enum { EACH = 500 };
    char *text = apr_palloc(pool, (size_t)EACH * sp_language_count);
    size_t n = 0;

    for (unsigned i = 0; i < sp_language_count; i++) {
        const sp_language *language = &sp_languages[i];
        size_t all = language->offsets[SP_MESSAGES];
        size_t max = all < EACH ? all : EACH;

        memcpy(text + n, language->bytes + (all - max) / 2, max);
        n += max;
    }
    return (sp_span){ text, n };
}

/* ---- packing --------------------------------------------------------------*/

struct sp_page_packer {
    sp_packed_check *check;
    sp_packer *packer;
    apr_pool_t *pool;
    apr_pool_t *scratch;
    apr_pool_t *one; /* scratch of one page */
    sp_span like;
    unsigned failed;
    sp_page usual;
    sample full;
    sample empty;
};

sp_page_packer *sp_page_packer_make(sp_packed_check *check, apr_pool_t *pool)
{
    static const char text[] = "K7QM-3TXD <&> \xe6\x96\x87";
    apr_pool_t *scratch;
    sp_page_packer *it;

    if (apr_pool_create(&scratch, pool) != APR_SUCCESS) {
        return NULL;
    }
    it = apr_pcalloc(scratch, sizeof(*it));
    if (apr_pool_create(&it->one, scratch) != APR_SUCCESS) {
        return NULL;
    }
    it->check = check;
    it->packer = sp_packer_make(pool, scratch);
    it->pool = pool;
    it->scratch = scratch;
    it->like = like_all(scratch);
    fill(&it->full, (sp_value){ text, sizeof(text) - 1, 0 }, ROWS);
    fill(&it->empty, (sp_value){ "", 0, 0 }, 0);
    return it;
}

unsigned sp_page_packer_end(sp_page_packer *packer)
{
    unsigned failed = packer->failed;

    apr_pool_destroy(packer->scratch);
    return failed;
}

/* With all values; and the first program of a code with none, since all those
 * programs are alike then. */
static bool round_trips(const sp_page_packer *it, const sp_packed *packed,
                        bool first)
{
    return it->check(packed, it->full.values, it->one)
           && (!first || it->check(packed, it->empty.values, it->one));
}

/* Of a longer page deflate may not be able to look back far enough: that it
 * leaves as it is, is no mistake. */
static bool is_within_window(const sp_page_packer *it,
                             const sp_program *program)
{
    return sp_program_length(program, it->full.values) <= SP_DEFLATE_WINDOW;
}

/* Those that do not round-trip become NULL. */
static void pack(sp_page_packer *it, const sp_program *const *programs,
                 unsigned count, sp_span like, const sp_packed **packed)
{
    sp_packer_add(it->packer, programs, count, it->usual.values, like, packed);
    for (unsigned i = 0; i < count; i++) {
        if (packed[i] && !round_trips(it, packed[i], i == 0)) {
            packed[i] = NULL;
            it->failed += is_within_window(it, programs[i]);
        }
        apr_pool_clear(it->one);
    }
}

/* The programs of the theme that are not folded: mostly one serves all codes.
 */
static unsigned add_packs(sp_page_packer *it, const sp_theme *theme)
{
    unsigned count = 0;

    for (unsigned i = 0; i < SP_THEME_CODES && count < SP_THEME_PACKS_MAX;
         i++) {
        const sp_program *program = theme->programs[SP_FORMAT_HTML][i];

        if (count == 0 || theme->packs[count - 1].program != program) {
            theme->packs[count].program = program;
            theme->packs[count++].packed = apr_pcalloc(
                it->pool, sp_language_count * sizeof(const sp_packed *));
        }
    }
    return count;
}

/* What is folded, each once: codes may share it. */
static unsigned list_folds(const sp_theme *theme, sp_theme_fold **folds)
{
    unsigned count = 0;

    sp_theme_fold **list = theme->folds->list;

    for (unsigned i = 0; list && i < SP_THEME_FOLDS; i++) {
        unsigned at = 0;

        while (at < count && folds[at] != list[i]) {
            at++;
        }
        if (at == count && list[i]) {
            folds[count++] = list[i];
        }
    }
    return count;
}

static void pack_folds(sp_page_packer *it, sp_theme_fold *const *folds,
                       unsigned fold_count, unsigned language)
{
    const sp_program *programs[SP_THEME_FOLDS] = { NULL };
    const sp_packed *packed[SP_THEME_FOLDS];
    unsigned count = 0;

    for (unsigned i = 0; i < fold_count; i++) {
        if (folds[i][language].program) {
            programs[count++] = folds[i][language].program;
        }
    }
    pack(it, programs, count, (sp_span){ NULL, 0 }, packed);
    for (unsigned i = fold_count; i-- > 0;) {
        if (folds[i][language].program) {
            folds[i][language].packed = packed[--count];
        }
    }
}

/* Text of the language, as values are that are not folded. */
static sp_span like_language(const sp_language *language)
{
    return (sp_span){ language->bytes, language->offsets[SP_MESSAGES] };
}

static void pack_unfolded(sp_page_packer *it, const sp_theme *theme,
                          unsigned packs, unsigned language)
{
    const sp_program *programs[SP_THEME_PACKS_MAX] = { NULL };
    const sp_packed *packed[SP_THEME_PACKS_MAX];

    for (unsigned i = 0; i < packs; i++) {
        programs[i] = theme->packs[i].program;
    }
    pack(it, programs, packs, like_language(&sp_languages[language]), packed);
    for (unsigned i = 0; i < packs; i++) {
        theme->packs[i].packed[language] = packed[i];
    }
}

void sp_page_pack(sp_page_packer *packer, const sp_theme *theme)
{
    sp_theme_fold *folds[SP_THEME_FOLDS];
    unsigned fold_count = list_folds(theme, folds);
    unsigned packs = add_packs(packer, theme);

    for (unsigned i = 0; i < sp_language_count; i++) {
        set_usual(&packer->usual, theme, &sp_languages[i]);
        pack_folds(packer, folds, fold_count, i);
        pack_unfolded(packer, theme, packs, i);
    }
}

void sp_page_pack_for_all(sp_page_packer *packer, const sp_theme *theme)
{
    unsigned packs = add_packs(packer, theme);

    set_usual(&packer->usual, theme, &sp_languages[0]);
    for (unsigned i = 0; i < packs; i++) {
        const sp_packed *packed;

        pack(packer, &theme->packs[i].program, 1, packer->like, &packed);
        for (unsigned j = 0; j < sp_language_count; j++) {
            theme->packs[i].packed[j] = packed;
        }
    }
}

void sp_page_pack_override(sp_page_packer *packer, sp_theme_page *page)
{
    pack(packer, &page->program, 1, packer->like, &page->packed);
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
