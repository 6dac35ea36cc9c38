/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/page_failure.c: the stations on the way of a request, and the
 * one that failed. */
#include "pages.h"

typedef struct failure_test {
    const char *name;
    int code;
    const char *stations; /* their first letters; a capital failed; "": none */
} failure_test;

/* Device, Network, Site, Behind. */
static const failure_test rows[] = {
    { "the request did not arrive", 408, "dN" },
    { "the site", 500, "dnS" },
    { "it asked another system", 502, "dnsB" },
    { "it is overloaded", 503, "dnS" },
    { "the other system is slow", 504, "dnsB" },
    { "no room left", 507, "dnS" },
    { "a sign-in page of the network", 511, "dN" },
    { "a gateway's own code", 522, "dnsB" },
    { "a code beyond 599", 783, "dnS" },
    { "the browser asks for too much", 501, "" },
    { "another version of HTTP", 505, "" },
    { "nothing failed: no such page", 404, "" },
    { "nothing failed: refused", 403, "" },
    { "nothing failed: too many", 429, "" },
};

static const struct {
    char letter;
    const char *name;
} stations[] = {
    { 'd', ">Your device<" },
    { 'n', ">Network<" },
    { 's', ">This site<" },
    { 'b', ">Another system<" },
};

/* The stations of a page, as in a row. */
static const char *stations_of(const char *page, apr_pool_t *pool)
{
    char *found = apr_pcalloc(pool, SP_COUNT(stations) + 1);
    size_t n = 0;

    for (size_t i = 0; i < SP_COUNT(stations); i++) {
        const char *name = strstr(page, stations[i].name);
        const char *end = name ? strstr(name, "</li>") : NULL;
        const char *fails = name ? strstr(name, ">The problem is here<") : NULL;
        const char *works = name ? strstr(name, ">Working<") : NULL;

        if (name) {
            bool failed = fails && fails < end;

            assert_true(failed || (works && works < end));
            found[n++] = (char)(stations[i].letter - (failed ? 'a' - 'A' : 0));
        }
    }
    return found;
}

static void is_shown(void **state)
{
    const failure_test *row = *state;
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(row->code);
    const char *page = in_format(HTML, &facts, &no_site, pool);

    assert_string_equal(stations_of(page, pool), row->stations);
    assert_int_equal(count_of(page, "class=\"failed\""), *row->stations != 0);
    apr_pool_destroy(pool);
}

/* What is planned has not failed. */
static void a_closed_site_has_not_failed(void **state)
{
    static const sp_announcement closed = {
        1798135200, { "words", 5 }, { NULL, 0 }, { NULL, 0 }
    };
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(503);

    (void)state;
    facts.maintenance = &closed;
    assert_string_equal(
        stations_of(in_format(HTML, &facts, &no_site, pool), pool), "");
    apr_pool_destroy(pool);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, is_shown);
    ADD_TEST(list, a_closed_site_has_not_failed);
    return run_list("where it failed", list);
}
