/* SPDX-License-Identifier: Apache-2.0 */
/* core/suggest on real sites: is the right page found for an address that was
 * spoilt, and nothing for nonsense?
 *
 * The lists are what `statuspages index` makes of the HTML of Debian packages;
 * their first lines name the package.  The changes are those of spoilt.h. */
#include "spoilt.h"

#include <apr_strings.h>

#include <stdio.h>
#include <zlib.h>

enum {
    PER_KIND = 400,
    TRIES_MAX = 20 * PER_KIND,
    ENTRIES_MAX = 60000,
    BYTES_MAX = 1 << 23
};

/* ---- sites ----------------------------------------------------------------*/

static site sites[] = {
    { "httpd", "tests/unit/suggest/apache2-doc.gz" },
    { "PostgreSQL", "tests/unit/suggest/postgresql-doc-15.gz" },
    { "Python", "tests/unit/suggest/python3.11-doc.gz" },
    { "SQLite", "tests/unit/suggest/sqlite3-doc.gz" },
};

static sp_span slurp(const char *name, apr_pool_t *pool)
{
    char *bytes = apr_palloc(pool, BYTES_MAX);
    gzFile file = gzopen(name, "rb"); /* reads plain files as well */
    int n = file ? gzread(file, bytes, BYTES_MAX) : -1;

    if (n <= 0 || n == BYTES_MAX) {
        fail_msg("%s cannot be read", name);
    }
    gzclose(file);
    return (sp_span){ bytes, (size_t)n };
}

static bool take_line(sp_span *text, sp_span *line)
{
    const char *end = memchr(text->ptr, '\n', text->len);

    *line = *text;
    if (!text->len) {
        return false;
    }
    line->len = end ? (size_t)(end - text->ptr) : text->len;
    text->ptr += line->len + (end != NULL);
    text->len -= line->len + (end != NULL);
    return true;
}

static void open_site(site *one)
{
    sp_span text;
    sp_span line;
    apr_pool_t *temp;

    if (one->index) {
        return;
    }
    one->pool = new_pool();
    temp = new_pool();
    text = slurp(one->file, one->pool);
    one->entries = apr_palloc(one->pool, ENTRIES_MAX * sizeof(*one->entries));
    while (take_line(&text, &line)) {
        const char *blank = memchr(line.ptr, ' ', line.len);
        size_t n = blank ? (size_t)(blank - line.ptr) : line.len;

        if (line.len && *line.ptr == '/' && one->count < ENTRIES_MAX) {
            one->entries[one->count++] = (sp_suggest_entry){
                { line.ptr, n },
                { line.ptr + n, line.len - n },
            };
        }
    }
    one->index =
        sp_suggest_index_make(one->entries, one->count, one->pool, temp);
    apr_pool_destroy(temp);
}

static bool is_listed(const site *one, const char *address)
{
    for (unsigned i = 0; i < one->count; i++) {
        if (sp_span_equal(one->entries[i].path, sp_span_of(address))) {
            return true;
        }
    }
    return false;
}

/* ---- right or wrong -------------------------------------------------------*/

static bool is_same_page(const char *wanted, sp_span found)
{
    return sp_span_equal(sp_span_of(wanted), found);
}

static bool is_same_but_language(const char *wanted, sp_span found)
{
    char text[ADDRESS_MAX];
    char other[ADDRESS_MAX];
    size_t at = language_at(wanted);

    apr_snprintf(text, sizeof(text), "%.*s", (int)found.len, found.ptr);
    apr_cpystrn(other, wanted, sizeof(other));
    if (at && language_at(text) == at) {
        replace(text, at, strcspn(text + at, "/"), "");
        replace(other, at, strcspn(other + at, "/"), "");
    }
    return strcmp(text, other) == 0;
}

typedef struct kind {
    const char *name;
    void (*change)(const site *on, char *address, uint32_t *seed);
    bool (*right)(const char *wanted, sp_span found);
} kind;

static const kind kinds[] = {
    { "one typo", one_typo, is_same_page },
    { "two typos", two_typos, is_same_page },
    { "cut off", cut, is_same_page },
    { "moved", move, is_same_page },
    { "case", change_case, is_same_page },
    { "extension", change_extension, is_same_page },
    { "slash or index", change_slash, is_same_page },
    { "language", change_language, is_same_but_language },
    { "encoding", change_encoding, is_same_page },
    { "pasted", paste, is_same_page },
};

typedef struct row {
    const char *name;
    site *on;
    const kind *what;
    char text[64];
} row;

enum { AMONG_MIN = 90, FIRST_MIN = 75 };

static void the_right_page_is_found(void **state)
{
    const row *one = *state;
    uint32_t seed = 20261127;
    unsigned all = 0;
    unsigned first = 0;
    unsigned among = 0;

    open_site(one->on);
    for (unsigned i = 0; i < TRIES_MAX && all < PER_KIND; i++) {
        sp_span path = one->on->entries[below(&seed, one->on->count)].path;
        char wanted[ADDRESS_MAX];
        char address[ADDRESS_MAX];
        unsigned found[SP_SUGGESTIONS_MAX];
        unsigned n;
        bool right = false;

        apr_snprintf(wanted, sizeof(wanted), "%.*s", (int)path.len, path.ptr);
        apr_cpystrn(address, wanted, sizeof(address));
        one->what->change(one->on, address, &seed);
        if (!*address || is_listed(one->on, address)) {
            continue;
        }
        n = sp_suggest_find(one->on->index, sp_span_of(address), found);
        for (unsigned j = 0; j < n && !right; j++) {
            right = one->what->right(wanted,
                                     sp_suggest_path(one->on->index, found[j]));
            first += right && j == 0;
        }
        among += right;
        all++;
        if (!right && getenv("MISSED")) {
            print_message("    %s: %s", wanted, address);
            for (unsigned j = 0; j < n; j++) {
                sp_span path2 = sp_suggest_path(one->on->index, found[j]);

                print_message(" %.*s", (int)path2.len, path2.ptr);
            }
            print_message("\n");
        }
    }
    assert_between(all, PER_KIND / 4, PER_KIND);
    print_message("  %-12s %-16s %4u asked  first %5.1f %%  among %5.1f %%\n",
                  one->on->name, one->what->name, all, 100.0 * first / all,
                  100.0 * among / all);
    if (100 * among < AMONG_MIN * all || 100 * first < FIRST_MIN * all) {
        fail_msg("%u of %u are among the suggestions, %u first", among, all,
                 first);
    }
}

/* ---- nonsense -------------------------------------------------------------*/

enum { NONSENSE_PER_CENT = 1, RANDOM = 1000 };

static bool is_false(const site *on, const char *address)
{
    unsigned found[SP_SUGGESTIONS_MAX];
    unsigned n = sp_suggest_find(on->index, sp_span_of(address), found);

    if (n && getenv("MISSED")) {
        sp_span path = sp_suggest_path(on->index, found[0]);

        print_message("    %s: %.*s\n", address, (int)path.len, path.ptr);
    }
    return n > 0;
}

static void check_false(const char *what, const site *on, unsigned wrong,
                        unsigned all)
{
    print_message("  %-12s %-16s %4u asked  suggestions for %u\n", on->name,
                  what, all, wrong);
    if (100 * wrong > NONSENSE_PER_CENT * all) {
        fail_msg("%u of %u have a suggestion", wrong, all);
    }
}

/* Of the address that the site has its pages under: /docs/15/ */
static sp_span base_of(const site *on)
{
    sp_span base = on->entries[0].path;

    for (unsigned i = 1; i < on->count; i++) {
        size_t n = 0;

        while (n < base.len && n < on->entries[i].path.len
               && base.ptr[n] == on->entries[i].path.ptr[n]) {
            n++;
        }
        base.len = n;
    }
    while (base.ptr[base.len - 1] != '/') {
        base.len--;
    }
    return base;
}

static void probes_find_nothing(void **state)
{
    site *on = &sites[0];
    const row *one = *state;
    sp_span text;
    sp_span line;
    unsigned wrong = 0;
    unsigned all = 0;
    char address[ADDRESS_MAX];

    on = one->on;
    open_site(on);
    text = slurp("tests/unit/suggest/nonsense.txt", on->pool);
    while (take_line(&text, &line)) {
        if (line.len && *line.ptr == '/') {
            apr_snprintf(address, sizeof(address), "%.*s", (int)line.len,
                         line.ptr);
            wrong += is_false(on, address);
            all++;
        }
    }
    check_false("probes", on, wrong, all);
}

/* Random letters, digits and syllables, where the pages are and at the top. */
static void random_names_find_nothing(void **state)
{
    static const char *const bytes[] = { "0123456789abcdef",
                                         "abcdefghijklmnopqrstuvwxyz" };
    static const char *const syllables[] = {
        "ba",  "lo",  "ki",  "ter", "mon", "da",  "ru",  "fe",  "sal", "pi",
        "gor", "ne",  "va",  "tu",  "lin", "ces", "ho",  "mi",  "ra",  "dex",
        "zo",  "pla", "ste", "qui", "jo",  "wen", "cra", "bel", "sur", "nog",
    };
    const row *one = *state;
    uint32_t seed = 42;
    unsigned wrong = 0;
    char address[ADDRESS_MAX];
    sp_span base;

    open_site(one->on);
    base = base_of(one->on);
    for (unsigned i = 0; i < RANDOM; i++) {
        size_t how = below(&seed, 3);
        size_t n = 3 + below(&seed, 12);
        char *end =
            address
            + apr_snprintf(address, sizeof(address), "%.*s",
                           below(&seed, 2) ? 1 : (int)base.len, base.ptr);

        for (size_t j = 0; j < (how == 2 ? 2 + n / 4 : n); j++) {
            end += how == 2 ? apr_snprintf(end, 8, "%s", PICK(&seed, syllables))
                            : apr_snprintf(
                                end, 8, "%c",
                                bytes[how][below(&seed, strlen(bytes[how]))]);
        }
        wrong += is_false(one->on, address);
    }
    check_false("random names", one->on, wrong, RANDOM);
}

/* ---- all ------------------------------------------------------------------*/

static void add(test_list *list, row *rows, size_t *n, site *on,
                const char *name, const kind *what, CMUnitTestFunction check)
{
    row *one = &rows[(*n)++];

    apr_snprintf(one->text, sizeof(one->text), "%s: %s", on->name, name);
    one->name = one->text;
    one->on = on;
    one->what = what;
    add_rows(list, one, sizeof(*one), 1, check);
}

int main(void)
{
    static row rows[SP_COUNT(sites) * (SP_COUNT(kinds) + 2)];
    test_list *list = calloc(1, sizeof(*list));
    size_t n = 0;

    for (size_t i = 0; i < SP_COUNT(sites); i++) {
        for (size_t j = 0; j < SP_COUNT(kinds); j++) {
            add(list, rows, &n, &sites[i], kinds[j].name, &kinds[j],
                the_right_page_is_found);
        }
        add(list, rows, &n, &sites[i], "probes", NULL, probes_find_nothing);
        add(list, rows, &n, &sites[i], "random names", NULL,
            random_names_find_nothing);
    }
    return run_list("suggest on real sites", list);
}
