/* SPDX-License-Identifier: Apache-2.0 */
/* What RFC 4647 lookup with script stops and neighbours gives.  The wanted
 * tags are written down from the rules, not taken from the code. */
#include "rows.h"

#include "core/language.h"

#include <stdio.h>

typedef struct choice_row {
    const char *field;
    const char *tag;
} choice_row;

static const choice_row all_rows[] = {
#define CHOICE(field, tag) { field, tag },
#include "languages.rows"
#undef CHOICE
};

static void chooses(void **state)
{
    const choice_row *row = *state;

    assert_span(
        sp_language_choose(sp_span_of(row->field), &sp_language_all,
                           sp_catalog_status(sp_status_find(404))->languages)
            ->tag,
        row->tag);
}

/* ---- a site that offers some --------------------------------------------- */

typedef struct subset_row {
    const char *name;
    const char *offered; /* in its order; the first is the default */
    const char *field;
    const char *tag;
} subset_row;

static const subset_row subset_rows[] = {
    { "the default when nothing fits", "de en", "ja", "de" },
    { "the default without a field", "fr de", "", "fr" },
    { "the default even when refused", "de", "de;q=0", "de" },
    { "star takes the site's first", "fr de en", "*", "fr" },
    { "star skips what is refused", "fr de en", "fr;q=0, *", "de" },
    { "only the other Portuguese", "en pt-PT", "pt-BR", "pt-PT" },
    { "plain Portuguese, only the other", "en pt-PT", "pt", "pt-PT" },
    { "no simplified for traditional readers", "en zh-Hans", "zh-TW", "en" },
    { "no traditional for simplified readers", "en zh-Hant", "zh-CN", "en" },
    { "the other Serbian script", "en sr-Latn", "sr", "sr-Latn" },
    { "the other Serbian script, back", "en sr-Cyrl", "sr-Latn-RS", "sr-Cyrl" },
    { "a neighbour that is not offered", "en de", "nn", "en" },
    { "second choice of the reader", "en de", "fr, de;q=0.5", "de" },
    { "weights win over places", "en de fr", "de;q=0.5,fr;q=0.6", "fr" },
    { "the least weight", "en de", "de;q=0.001", "de" },
    { "refused, then anything", "en de fr", "en;q=0, *", "de" },
    { "refused in three digits", "en de fr", "*, en;q=0.000", "de" },
    { "refused by nought and a point", "en de", "de-AT,de;q=0.,fr;q=0.1",
      "en" },
    { "refused in capitals", "en de", "EN;Q=0, *", "de" },
    { "refused after what fits", "en de", "de, en;q=0", "de" },
    { "refused, but a region of it is asked for", "en pt-PT pt-BR",
      "pt;q=0, pt-BR", "pt-BR" },
    { "a region of it is refused, not itself", "en de", "de-AT;q=0, de", "de" },
    { "all refused but one", "en de fr", "*;q=0, fr", "fr" },
    { "one refused, its neighbour is not", "en pt-PT pt-BR", "pt-BR;q=0, pt",
      "pt-PT" },
    { "a neighbour is refused with all", "en nb", "*;q=0, nn;q=0.5", "en" },
    { "a neighbour is not refused by name", "en nb", "en;q=0, nn;q=0.5", "nb" },
    { "a weight that only looks refused", "en de", "de;q=0.05", "de" },
    { "a range of one letter", "en de", "d, de;q=0.5", "de" },
    { "cut at a single letter", "en de", "de-x-private", "de" },
    { "cut at an extension", "en de", "de-DE-u-co-phonebk", "de" },
    { "digits in a subtag", "en es", "es-419", "es" },
    { "the last digit in a subtag", "en de", "de-1996-0009", "de" },
    { "a subtag of nine letters is none", "en de", "de-abcdefghi", "en" },
    { "a subtag of eight letters", "en de", "de-abcdefgh", "de" },
    { "an underscore is no hyphen", "en de", "de_DE", "en" },
    { "an empty subtag", "en de", "de--AT", "en" },
    { "a hyphen at the end", "en de", "de-", "en" },
    { "a hyphen at the start", "en de", "-de", "en" },
    { "nothing but a hyphen", "en de", "-", "en" },
    { "stars in the middle are none", "en de", "de-*", "en" },
    { "many subtags", "en de", "de-a1-b2-c3-d4-e5-f6-g7-h8-i9", "de" },
};

static sp_language_set set_of(const char *tags)
{
    sp_language_set set = { 0 };

    while (*tags) {
        size_t n = strcspn(tags, " ");

        sp_language_offer(&set, sp_language_find((sp_span){ tags, n }));
        tags += n + (tags[n] == ' ');
    }
    return set;
}

static void chooses_among(void **state)
{
    const subset_row *row = *state;
    sp_language_set set = set_of(row->offered);

    assert_span(
        sp_language_choose(sp_span_of(row->field), &set, UINT64_MAX)->tag,
        row->tag);
}

/* ---- a page that is not there in all languages ---------------------------*/

typedef struct written_row {
    const char *name;
    const char *offered;
    const char *written; /* what the page is there in; English always is */
    const char *field;
    const char *tag;
} written_row;

static const written_row written_rows[] = {
    { "what is wanted first and there", "en de es", "de", "de,es;q=0.9", "de" },
    { "the next that is wanted, before English", "en de es", "es",
      "de,es;q=0.9", "es" },
    { "the next by weight", "en de es fr", "es fr", "de,fr;q=0.5,es;q=0.9",
      "es" },
    { "a region of what is not there", "en de es", "es", "de-AT,es;q=0.1",
      "es" },
    { "the neighbour of what is not there", "en pt-BR pt-PT", "pt-PT",
      "pt-BR,en;q=0.9", "pt-PT" },
    { "no neighbour that is not there", "en nb", "", "nn,en;q=0.5", "en" },
    { "star takes the first that is there", "de es en", "es", "*", "es" },
    { "the site's first that is there when nothing fits", "de es en", "es",
      "ja", "es" },
    { "and without a field", "de es en", "es", "", "es" },
    { "English when nothing that is offered is there", "de", "", "de", "en" },
    { "English even when refused", "de", "", "de, en;q=0", "en" },
    { "nothing that is there but not offered", "en de", "es", "es,de", "en" },
    { "what is there but refused", "en de es", "de es", "fr, de;q=0, *;q=0.1",
      "en" },
};

static sp_language_set written_set(const char *tags)
{
    sp_language_set set = set_of(tags);

    sp_language_offer(&set, 0);
    return set;
}

static void chooses_among_those_written(void **state)
{
    const written_row *row = *state;
    sp_language_set set = set_of(row->offered);

    assert_span(sp_language_choose(sp_span_of(row->field), &set,
                                   written_set(row->written).bits)
                    ->tag,
                row->tag);
}

/* ---- links ---------------------------------------------------------------*/

typedef struct link_row {
    const char *name;
    const char *query;
    const char *tag; /* NULL: none */
} link_row;

static const link_row link_rows[] = {
    { "a link's query", "statuspages-language=de", "de" },
    { "in any case", "statuspages-language=ZH-hant", "zh-Hant" },
    { "no value", "statuspages-language=", NULL },
    { "half a name", "statuspages-lang", NULL },
    { "another name", "statuspages_language=de", NULL },
    { "a name in capitals", "Statuspages-language=de", NULL },
    { "nothing", "", NULL },
    { "an unknown language", "statuspages-language=tlh", NULL },
    { "a language and more", "statuspages-language=de&x=1", NULL },
    { "after another parameter", "x=1&statuspages-language=de", NULL },
};

static void is_linked(void **state)
{
    const link_row *row = *state;
    unsigned language = sp_language_linked(sp_span_of(row->query));

    assert_int_equal(language != SP_LANGUAGE_NONE, row->tag != NULL);
    if (row->tag) {
        assert_span(sp_languages[language].tag, row->tag);
    }
}

/* The query stands where its memory ends: the rest of a longer one is not
 * looked at. */
static void a_query_ends_where_it_ends(void **state)
{
    static const char query[] = "statuspages-language=de";

    (void)state;
    for (size_t n = 0; n < sizeof(query) - 1; n++) {
        assert_int_equal(sp_language_linked((sp_span){ query, n }),
                         SP_LANGUAGE_NONE);
    }
}

static void each_link_leads_to_its_language(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sp_language_count; i++) {
        sp_span link = sp_language_link(i);

        assert_int_equal(link.ptr[0], '?');
        assert_int_equal(
            sp_language_linked((sp_span){ link.ptr + 1, link.len - 1 }), i);
    }
}

/* ---- bounds ---------------------------------------------------------------*/

static void only_the_first_kilobyte_counts(void **state)
{
    char field[10240];
    size_t n = 0;

    (void)state;
    while (n < 1020) {
        n += (size_t)snprintf(field + n, sizeof(field) - n, "xx,");
    }
    while (n < sizeof(field) - 8) {
        n += (size_t)snprintf(field + n, sizeof(field) - n, "de,");
    }
    assert_span(
        sp_language_choose((sp_span){ field, n }, &sp_language_all, UINT64_MAX)
            ->tag,
        "en");
}

/* At the limit, one byte on, and with an element across it, which is left
 * out whole: "de" of "de-CH" is not what was asked for. */
static void a_field_of_a_kilobyte_is_read_whole(void **state)
{
    char field[SP_LANGUAGE_BYTES_MAX + 8];

    (void)state;
    memset(field, ' ', sizeof(field));
    memcpy(field, "xx,", 3);
    memcpy(field + SP_LANGUAGE_BYTES_MAX - 5, ",de,fr", 6);
    assert_span(sp_language_choose((sp_span){ field, SP_LANGUAGE_BYTES_MAX },
                                   &sp_language_all, UINT64_MAX)
                    ->tag,
                "de");
    memcpy(field + SP_LANGUAGE_BYTES_MAX - 3, ",de", 3);
    field[SP_LANGUAGE_BYTES_MAX - 5] = ' ';
    field[SP_LANGUAGE_BYTES_MAX - 4] = ' ';
    assert_span(sp_language_choose((sp_span){ field, SP_LANGUAGE_BYTES_MAX },
                                   &sp_language_all, UINT64_MAX)
                    ->tag,
                "de");
    memcpy(field + SP_LANGUAGE_BYTES_MAX, "-CH", 3);
    assert_span(
        sp_language_choose((sp_span){ field, SP_LANGUAGE_BYTES_MAX + 3 },
                           &sp_language_all, UINT64_MAX)
            ->tag,
        "en");
}

static void only_32_elements_count(void **state)
{
    char field[512];
    size_t n = 0;

    (void)state;
    for (int i = 0; i < 31; i++) {
        n += (size_t)snprintf(field + n, sizeof(field) - n, "xx,");
    }
    snprintf(field + n, sizeof(field) - n, "de,fr");
    assert_span(
        sp_language_choose(sp_span_of(field), &sp_language_all, UINT64_MAX)
            ->tag,
        "de");
    snprintf(field + n, sizeof(field) - n, "xx,fr");
    assert_span(
        sp_language_choose(sp_span_of(field), &sp_language_all, UINT64_MAX)
            ->tag,
        "en");
}

static void every_language_is_found_by_its_tag(void **state)
{
    (void)state;
    assert_true(sp_language_count >= 2);
    for (unsigned i = 0; i < sp_language_count; i++) {
        sp_span tag = sp_languages[i].tag;

        assert_int_equal(sp_language_find(tag), i);
        assert_ptr_equal(sp_language_choose(tag, &sp_language_all, UINT64_MAX),
                         &sp_languages[i]);
    }
    assert_int_equal(sp_language_find(SP_SPAN("zh-HANT")),
                     sp_language_find(SP_SPAN("zh-Hant")));
    assert_int_equal(sp_language_find(SP_SPAN("zh")), SP_LANGUAGE_NONE);
    assert_int_equal(sp_language_find(SP_SPAN("")), SP_LANGUAGE_NONE);
    assert_int_equal(sp_language_find(SP_SPAN("xx")), SP_LANGUAGE_NONE);
}

static void the_table_is_sorted(void **state)
{
    (void)state;
    for (unsigned i = 1; i < sp_language_tag_count; i++) {
        assert_true(sp_language_tags[i - 1].key < sp_language_tags[i].key);
    }
}

static void offering_twice_is_offering_once(void **state)
{
    sp_language_set set = set_of("de de en de");

    (void)state;
    assert_int_equal(set.count, 2);
    sp_language_offer(&set, SP_LANGUAGE_NONE);
    assert_int_equal(set.count, 2);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, all_rows, chooses);
    ADD_ROWS(list, subset_rows, chooses_among);
    ADD_ROWS(list, written_rows, chooses_among_those_written);
    ADD_ROWS(list, link_rows, is_linked);
    ADD_TEST(list, a_query_ends_where_it_ends);
    ADD_TEST(list, each_link_leads_to_its_language);
    ADD_TEST(list, a_field_of_a_kilobyte_is_read_whole);
    ADD_TEST(list, only_the_first_kilobyte_counts);
    ADD_TEST(list, only_32_elements_count);
    ADD_TEST(list, every_language_is_found_by_its_tag);
    ADD_TEST(list, the_table_is_sorted);
    ADD_TEST(list, offering_twice_is_offering_once);
    return run_list("language", list);
}
