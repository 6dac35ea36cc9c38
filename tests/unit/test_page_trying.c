/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/page_trying.c. */
#include "pages.h"

#define QUERY "?a=1&b"

static const sp_trying offered = { .keep = { QUERY "&x=1", 10 } };
static const sp_trying going_on = { .stop = { QUERY, 6 }, .wait = 24 };
static const sp_trying over = { .keep = { QUERY "&x=1", 10 }, .ended = true };

static const char *page_with(const sp_trying *trying, sp_format format,
                             const char *tag, const char *theme,
                             int64_t retry_after, apr_pool_t *pool)
{
    sp_facts facts = no_facts(503);

    facts.trying = trying;
    facts.repeatable = true;
    facts.retry_after = retry_after;
    return page_in(tag, sp_theme_load(theme, sp_diagnostics_make(pool), pool),
                   &facts, &no_site, (sp_format_choice){ .format = format },
                   pool);
}

#define KEEP "<a href=\"?a=1&amp;b&amp;x=1\" rel=\"nofollow\">Keep trying</a>"
#define STOP "<a href=\"?a=1&amp;b\">Stop trying</a>"
#define AGAIN "This page tries again by itself <bdi>in about 24 seconds</bdi>."
#define ENDED "It still does not work. This page has stopped trying."

typedef struct state_row {
    const char *name;
    const sp_trying *trying;
    const char *has[2];
    const char *lacks[4];
} state_row;

static const state_row states[] = {
    { "nobody asks", NULL, { NULL }, { "trying", "by itself", "?a=1" } },
    { "it is offered",
      &offered,
      { KEEP },
      { "Stop trying", "by itself", "stopped" } },
    { "it goes on", &going_on, { STOP, AGAIN }, { "Keep trying", "stopped" } },
    { "it is over", &over, { KEEP, ENDED }, { "Stop trying", "by itself" } },
};

/* In each theme, for it is the same to all. */
static void says_how_it_goes(void **state)
{
    const state_row *row = *state;
    apr_pool_t *pool = new_pool();

    for (unsigned i = 0; i < sp_theme_source_count; i++) {
        const char *page = page_with(row->trying, HTML, "en",
                                     sp_theme_sources[i].name, -1, pool);

        for (size_t j = 0; j < SP_COUNT(row->has) && row->has[j]; j++) {
            assert_int_equal(count_of(page, row->has[j]), 1);
        }
        for (size_t j = 0; j < SP_COUNT(row->lacks) && row->lacks[j]; j++) {
            assert_lacks(page, row->lacks[j]);
        }
        assert_has(page, ">Try again</a>");
    }
    apr_pool_destroy(pool);
}

/* What programs read has no address that is there for a person who waits. */
static void is_in_no_other_format(void **state)
{
    static const sp_format formats[] = { JSON, XML, TEXT, MARKDOWN };
    apr_pool_t *pool = new_pool();

    (void)state;
    for (size_t i = 0; i < SP_COUNT(formats); i++) {
        assert_string_equal(
            page_with(&going_on, formats[i], "en", "default", 30, pool),
            page_with(NULL, formats[i], "en", "default", 30, pool));
    }
    apr_pool_destroy(pool);
}

/* One time, and no advice that it contradicts. */
static void says_when_once(void **state)
{
    apr_pool_t *pool = new_pool();
    const char *page;

    (void)state;
    page = page_with(&going_on, HTML, "en", "default", 20, pool);
    assert_int_equal(count_of(page, "in about"), 1);
    assert_lacks(page, "should be back");
    page = page_with(&going_on, HTML, "en", "default", -1, pool);
    assert_lacks(page, "in a few minutes");
    page = page_with(&offered, HTML, "en", "default", -1, pool);
    assert_has(page, "in a few minutes");
    apr_pool_destroy(pool);
}

/* The words of the translators, whole. */
static void speaks_each_language(void **state)
{
    apr_pool_t *pool = new_pool();

    (void)state;
    for (unsigned i = 0; i < sp_language_count; i++) {
        const sp_language *one = &sp_languages[i];
        const char *tag = apr_pstrmemdup(pool, one->tag.ptr, one->tag.len);
        const char *page = page_with(&going_on, HTML, tag, "default", -1, pool);
        sp_span stop = sp_catalog_text(one, SP_MSG_TRYING_STOP);

        assert_true(stop.len > 0);
        assert_has(page, apr_pstrcat(pool, "<html lang=\"", tag, "\"", NULL));
        assert_has(page, apr_pstrmemdup(pool, stop.ptr, stop.len));
        assert_has(page, "<bdi>");
        assert_lacks(page, "{wait}");
        apr_pool_clear(pool);
    }
    apr_pool_destroy(pool);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, states, says_how_it_goes);
    ADD_TEST(list, is_in_no_other_format);
    ADD_TEST(list, says_when_once);
    ADD_TEST(list, speaks_each_language);
    return run_list("a page that asks again", list);
}
