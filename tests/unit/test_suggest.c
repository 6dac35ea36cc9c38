/* SPDX-License-Identifier: Apache-2.0 */
/* core/suggest: the pages that are near an address. */
#include "rows.h"

#include "core/suggest.h"

#include <apr_strings.h>

typedef struct page_row {
    const char *path;
    const char *title;
} page_row;

static const page_row pages[] = {
    { "/", "Home" },
    { "/docs/", "Documentation" },
    { "/docs/index.html", "Documentation" },
    { "/docs/en/install.html", "Installing" },
    { "/docs/en/upgrading.html", "Upgrading" },
    { "/docs/en/mod/mod_proxy.html", "mod_proxy" },
    { "/docs/en/mod/mod_proxy_balancer.html", "mod_proxy_balancer" },
    { "/docs/en/mod/mod_proxy_http.html", "mod_proxy_http" },
    { "/docs/de/install.html", "Installieren" },
    { "/docs/de/mod/mod_proxy.html", "mod_proxy (de)" },
    { "/blog/2024/release-notes", "Release notes" },
    { "/caf%C3%A9/men%C3%BC.html", "Menu" },
    { "/wiki/C%2B%2B_Templates", "C++ Templates" },
    { "/files/annual-report.pdf", "Annual report" },
    { "/%D0%9F%D1%80%D0%B8%D0%B2%D0%B5%D1%82", "Hello" },
    { "/python3.11/library", "Library" },
    { "/view.php?title=Opening_hours&lang=en", "Opening hours" },
    { "/view.php?title=Prices&lang=en", "Prices" },
    { "/Q&A/shipping", "Shipping" },
};

/* What is found, best first; the pages after the last one that a row names do
 * not matter to it. */
typedef struct suggest_row {
    const char *name;
    const char *asked;
    const char *found; /* NULL: nothing */
    const char *second;
} suggest_row;

static const suggest_row rows[] = {
    { "a letter missing", "/docs/en/instal.html", "/docs/en/install.html" },
    { "a letter too many", "/docs/en/innstall.html", "/docs/en/install.html" },
    { "another letter", "/docs/en/upgrafing.html", "/docs/en/upgrading.html" },
    { "letters swapped", "/docs/en/upgrdaing.html", "/docs/en/upgrading.html" },
    { "a folder misspelt", "/dosc/en/upgrading.html",
      "/docs/en/upgrading.html" },
    { "a slash missing", "/docsen/upgrading.html", "/docs/en/upgrading.html" },
    { "two typos", "/docs/en/upgrdaign.html", "/docs/en/upgrading.html" },
    { "cut off in the name", "/docs/en/mod/mod_proxy_bal",
      "/docs/en/mod/mod_proxy_balancer.html" },
    { "cut off in the extension", "/docs/en/upgrading.ht",
      "/docs/en/upgrading.html" },
    { "cut off at the dot", "/docs/en/upgrading.", "/docs/en/upgrading.html" },
    { "of two that begin so, the shorter", "/docs/en/mod/mod_prox",
      "/docs/en/mod/mod_proxy.html", "/docs/en/mod/mod_proxy_http.html" },
    { "all in capitals", "/DOCS/EN/UPGRADING.HTML", "/docs/en/upgrading.html" },
    { "capitals that are not ASCII", "/CAF%C3%89/men%C3%BC.html",
      "/caf%C3%A9/men%C3%BC.html" },
    { "Cyrillic capitals", "/%D0%9F%D0%A0%D0%98%D0%92%D0%95%D0%A2",
      "/%D0%9F%D1%80%D0%B8%D0%B2%D0%B5%D1%82" },
    { "another extension", "/docs/en/upgrading.php",
      "/docs/en/upgrading.html" },
    { "no extension", "/docs/en/upgrading", "/docs/en/upgrading.html" },
    { "an extension misspelt", "/docs/en/upgrading.htlm",
      "/docs/en/upgrading.html" },
    { "an extension that is not in the list", "/blog/2024/release-notes.html",
      "/blog/2024/release-notes" },
    { "a slash too many", "/docs/en/upgrading.html/",
      "/docs/en/upgrading.html" },
    { "a slash at the end missing", "/docs", "/docs/" },
    { "two slashes", "/docs//en/upgrading.html", "/docs/en/upgrading.html" },
    { "a backslash", "/docs\\en\\upgrading.html", "/docs/en/upgrading.html" },
    { "an index page of another kind", "/docs/index.php", "/docs/" },
    { "an index page misspelt", "/docs/idnex.html", "/docs/" },
    { "the index page of the site", "/index.html", "/" },
    { "another language", "/docs/fr/mod/mod_proxy.html",
      "/docs/en/mod/mod_proxy.html", "/docs/de/mod/mod_proxy.html" },
    { "a language that lacks the page", "/docs/de/upgrading.html",
      "/docs/en/upgrading.html" },
    { "no language", "/docs/upgrading.html", "/docs/en/upgrading.html" },
    { "moved to another folder", "/news/old/release-notes",
      "/blog/2024/release-notes" },
    { "without its folders", "/upgrading.html", "/docs/en/upgrading.html" },
    { "the nearer folder first", "/docs/en/modules/mod_proxy.html",
      "/docs/en/mod/mod_proxy.html", "/docs/de/mod/mod_proxy.html" },
    { "underscores as hyphens", "/docs/en/mod/mod-proxy-http.html",
      "/docs/en/mod/mod_proxy_http.html" },
    { "hyphens as blanks", "/blog/2024/release%20notes",
      "/blog/2024/release-notes" },
    { "hyphens as dashes", "/blog/2024/release%E2%80%93notes",
      "/blog/2024/release-notes" },
    { "encoded twice", "/docs/en/mod/mod%255Fproxy%255Fhttp.html",
      "/docs/en/mod/mod_proxy_http.html" },
    { "not encoded", "/caf\xc3\xa9/men\xc3\xbc.htm",
      "/caf%C3%A9/men%C3%BC.html" },
    { "in ISO 8859-1", "/caf%E9/men%FC.html", "/caf%C3%A9/men%C3%BC.html" },
    { "an encoding cut off", "/docs/en/upgrading.html%2",
      "/docs/en/upgrading.html" },
    { "an encoding that is none", "/docs/en/up%grading.html",
      "/docs/en/upgrading.html" },
    { "blanks as plus signs", "/wiki/C++%20Templates",
      "/wiki/C%2B%2B_Templates" },
    { "a full stop", "/docs/en/upgrading.html.", "/docs/en/upgrading.html" },
    { "a bracket", "/docs/en/upgrading.html)", "/docs/en/upgrading.html" },
    { "a comma", "/docs/en/upgrading.html,", "/docs/en/upgrading.html" },
    { "a quote and a bracket", "/docs/en/upgrading.html%22%3E",
      "/docs/en/upgrading.html" },
    { "a typographic quote", "/docs/en/upgrading.html%E2%80%9D",
      "/docs/en/upgrading.html" },
    { "the next word", "/docs/en/upgrading.html%20and",
      "/docs/en/upgrading.html" },
    { "a query", "/docs/en/upgrading.html?utm_source=mail",
      "/docs/en/upgrading.html" },
    { "a query whose ? is encoded", "/docs/en/upgrading.html%3Futm_source=mail",
      "/docs/en/upgrading.html" },
    { "a query without ?", "/docs/en/upgrading.html&utm_source=mail",
      "/docs/en/upgrading.html" },
    { "a session in the path", "/docs/en/upgrading.html;jsessionid=0A1B2C",
      "/docs/en/upgrading.html" },
    { "a page that its query names", "/view.php?title=Opening_huors&lang=en",
      "/view.php?title=Opening_hours&lang=en" },
    { "cut off in the query", "/view.php?title=Opening_hours&lang=",
      "/view.php?title=Opening_hours&lang=en" },
    { "an ampersand in a name", "/q&a/shiping", "/Q&A/shipping" },
    { "a fragment that is encoded", "/docs/en/upgrading.html%23top",
      "/docs/en/upgrading.html" },
    { "a document, misspelt", "/files/anual-report.pdf",
      "/files/annual-report.pdf" },
    { "a dot that begins no extension", "/python3.12/library",
      "/python3.11/library" },

    { "not the page itself", "/blog/2024/release-notes", NULL },
    { "not the page itself, encoded", "/%62log/2024/release%2Dnotes", NULL },
    { "nothing", "", NULL },
    { "the top", "/", NULL },
    { "a page that only the query names", "/index.php?page=7", NULL },
    { "a query that names no page", "/view.php?id=12", NULL },
    { "the script of queries", "/view.php", NULL },
    { "no path", "docs", NULL },
    { "all there is", "*", NULL },
    { "another page", "/docs/en/license.html", NULL },
    { "one letter", "/d", NULL },
    { "two letters", "/mo", NULL },
    { "less than half of a name", "/docs/en/mod/mod", NULL },
    { "a folder is not cut off", "/docs/en/mod/mod_pr/", NULL },
    { "random letters", "/docs/en/qzxkwvj", NULL },
    { "a number", "/8731873", NULL },
    { "a script of other software", "/wp-login.php", NULL },
    { "a common name and another extension elsewhere", "/wp-admin/install.php",
      NULL },
    { "a hidden file", "/.install.html", NULL },
    { "a hidden folder", "/.git/release-notes", NULL },
    { "a picture of the same name", "/docs/en/upgrading.png", NULL },
    { "an archive of the same name", "/upgrading.zip", NULL },
    { "a file of another kind, two letters away", "/docs/en/upgrading.xml",
      NULL },
    { "a short name far away", "/x/y/z/docs", NULL },
};

static const sp_suggest_index *index_of(const page_row *list, unsigned count,
                                        apr_pool_t *pool)
{
    apr_pool_t *temp = new_pool();
    sp_suggest_entry *entries = apr_pcalloc(temp, count * sizeof(*entries));
    const sp_suggest_index *index;

    for (unsigned i = 0; i < count; i++) {
        /* its own memory, so that what is not copied shows */
        entries[i].path = sp_span_of(apr_pstrdup(temp, list[i].path));
        entries[i].title = sp_span_of(apr_pstrdup(temp, list[i].title));
    }
    index = sp_suggest_index_make(entries, count, pool, temp);
    apr_pool_destroy(temp);
    return index;
}

static void check(void **state)
{
    const suggest_row *row = *state;
    const char *const wanted[] = { row->found, row->second };
    apr_pool_t *pool = new_pool();
    const sp_suggest_index *index = index_of(pages, SP_COUNT(pages), pool);
    unsigned found[SP_SUGGESTIONS_MAX];
    unsigned n = sp_suggest_find(index, sp_span_of(row->asked), found);

    if (!row->found && n) {
        fail_msg("found %s", pages[found[0]].path);
    }
    for (unsigned i = 0; i < SP_COUNT(wanted) && wanted[i]; i++) {
        assert_true(n > i);
        assert_span(sp_suggest_path(index, found[i]), wanted[i]);
        assert_span(sp_suggest_title(index, found[i]), pages[found[i]].title);
        assert_string_equal(pages[found[i]].path, wanted[i]);
    }
    apr_pool_destroy(pool);
}

static unsigned find(const page_row *list, unsigned count, const char *asked,
                     unsigned found[SP_SUGGESTIONS_MAX])
{
    apr_pool_t *pool = new_pool();
    unsigned n =
        sp_suggest_find(index_of(list, count, pool), sp_span_of(asked), found);

    apr_pool_destroy(pool);
    return n;
}

static void an_empty_list_has_nothing(void **state)
{
    unsigned found[SP_SUGGESTIONS_MAX];

    (void)state;
    assert_int_equal(find(NULL, 0, "/docs/", found), 0);
}

static void of_equals_the_first_of_the_list_comes_first(void **state)
{
    static const page_row list[] = {
        { "/c/guidance.html", "" },
        { "/b/guidance.html", "" },
        { "/e/guidance.html", "" },
        { "/a/guidance.html", "" },
    };
    unsigned found[SP_SUGGESTIONS_MAX];

    (void)state;
    assert_int_equal(find(list, 4, "/x/guidance.html", found), 3);
    assert_int_equal(found[0], 0);
    assert_int_equal(found[1], 1);
    assert_int_equal(found[2], 2);
}

static void a_page_with_two_addresses_is_shown_once(void **state)
{
    static const page_row list[] = {
        { "/docs/", "Documentation" },
        { "/docs/index.html", "Documentation" },
    };
    unsigned found[SP_SUGGESTIONS_MAX];

    (void)state;
    assert_int_equal(find(list, 2, "/dosc/", found), 1);
    assert_int_equal(found[0], 0);
}

static void pages_that_differ_in_case_are_both_shown(void **state)
{
    static const page_row list[] = {
        { "/wiki/Polish", "Polish, the language" },
        { "/wiki/polish", "polish, for shoes" },
    };
    unsigned found[SP_SUGGESTIONS_MAX];

    (void)state;
    assert_int_equal(find(list, 2, "/wiki/POLISH", found), 2);
}

static void what_is_too_long_is_not_in_the_index(void **state)
{
    enum { LONG = 400 };
    char text[LONG];
    const page_row list[] = { { text, "long" }, { "/docs/short.html", "s" } };
    unsigned found[SP_SUGGESTIONS_MAX];

    (void)state;
    memset(text, 'a', sizeof(text));
    text[0] = '/';
    text[LONG - 1] = '\0';
    assert_int_equal(find(list, 2, "/docs/shrot.html", found), 1);
    assert_int_equal(found[0], 1);
    text[LONG - 2] = 'b';
    assert_int_equal(find(list, 1, text, found), 0);
}

/* As long as an encoded address can be, and longer. */
static void any_length_can_be_asked_for(void **state)
{
    enum { LONG = 9000 };
    char text[LONG + 1];
    apr_pool_t *pool = new_pool();
    const sp_suggest_index *index = index_of(pages, SP_COUNT(pages), pool);
    unsigned found[SP_SUGGESTIONS_MAX];

    (void)state;
    for (size_t n = 1; n <= LONG; n += n < 1100 ? 1 : 997) {
        memset(text, 'a', n);
        text[0] = '/';
        assert_int_equal(sp_suggest_find(index, (sp_span){ text, n }, found),
                         0);
    }
    apr_pool_destroy(pool);
}

/* ---- many pages -----------------------------------------------------------*/

enum { MANY = 50000 };

static void one_of_many_with_the_same_name_is_found(void **state)
{
    apr_pool_t *pool = new_pool();
    page_row *list = apr_pcalloc(pool, MANY * sizeof(*list));
    const sp_suggest_index *index;
    unsigned found[SP_SUGGESTIONS_MAX];

    (void)state;
    for (unsigned i = 0; i < MANY; i++) {
        list[i].path = apr_psprintf(pool, "/products/%u/reviews.html", i);
        list[i].title = "";
    }
    index = index_of(list, MANY, pool);
    for (unsigned i = 10007; i < MANY; i += 1009) {
        const char *asked = apr_psprintf(pool, "/prodcuts/%u/reviews", i);
        unsigned n = sp_suggest_find(index, sp_span_of(asked), found);

        assert_int_equal(n, SP_SUGGESTIONS_MAX);
        assert_int_equal(found[0], i);
    }
    apr_pool_destroy(pool);
}

/* Pages that have the same bytes everywhere tell nothing by them; only where
 * they begin and end is left. */
static void of_many_with_the_same_letters_one_is_found(void **state)
{
    enum { BITS = 16, STEP = 1009, LEFT = 13 };
    apr_pool_t *pool = new_pool();
    page_row *list = apr_pcalloc(pool, MANY * sizeof(*list));
    const sp_suggest_index *index;
    unsigned found[SP_SUGGESTIONS_MAX];

    (void)state;
    for (unsigned i = 0; i < MANY; i++) {
        char *text = apr_pstrdup(pool, "/abbaabbaabbaabba");

        for (unsigned j = 0; j < BITS; j++) {
            text[1 + j] = (i * 40503U >> j) & 1 ? 'a' : 'b';
        }
        list[i].path = text;
        list[i].title = "";
    }
    index = index_of(list, MANY, pool);
    for (unsigned i = 0; i < MANY; i += STEP) {
        const char *cut = apr_pstrmemdup(pool, list[i].path, LEFT);
        const char *moved = apr_pstrcat(pool, "/x", list[i].path, NULL);

        assert_true(sp_suggest_find(index, sp_span_of(cut), found) > 0);
        assert_memory_equal(list[found[0]].path, cut, LEFT);
        assert_true(sp_suggest_find(index, sp_span_of(moved), found) > 0);
        assert_int_equal(found[0], i);
    }
    apr_pool_destroy(pool);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, check);
    ADD_TEST(list, an_empty_list_has_nothing);
    ADD_TEST(list, of_equals_the_first_of_the_list_comes_first);
    ADD_TEST(list, a_page_with_two_addresses_is_shown_once);
    ADD_TEST(list, pages_that_differ_in_case_are_both_shown);
    ADD_TEST(list, what_is_too_long_is_not_in_the_index);
    ADD_TEST(list, any_length_can_be_asked_for);
    ADD_TEST(list, one_of_many_with_the_same_name_is_found);
    ADD_TEST(list, of_many_with_the_same_letters_one_is_found);
    return run_list("suggest", list);
}
