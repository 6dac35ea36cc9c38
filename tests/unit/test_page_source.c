/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/page_source.c: who answered, for programs and for people. */
#include "pages.h"
#include "tables.h"

typedef struct source_test {
    const char *name;
    int code;
    sp_status_source source;
    sp_format format;
    const char *there;     /* NULL: nothing */
    const char *not_there; /* NULL: nothing */
} source_test;

#define SERVER "Technical detail: error sent by the web server"
#define PROXY                                                                  \
    "Technical detail: the web server got no valid reply from the system behind it"
#define APPLICATION "Technical detail: error sent by the application"
#define BACKEND "Technical detail: error sent by a server behind the web server"
#define ANY "Source"

static const source_test rows[] = {
    { "403 of the server", 403, SP_SOURCE_SERVER, HTML, "<p>" SERVER "</p>",
      NULL },
    { "403 of a backend", 403, SP_SOURCE_BACKEND, HTML, "<p>" BACKEND "</p>",
      NULL },
    { "500 of an application", 500, SP_SOURCE_APPLICATION, HTML,
      "<p>" APPLICATION "</p>", NULL },
    { "502 of the gateway", 502, SP_SOURCE_PROXY, HTML, "<p>" PROXY "</p>",
      NULL },
    { "503 as text", 503, SP_SOURCE_BACKEND, TEXT, BACKEND, NULL },
    { "503 as Markdown", 503, SP_SOURCE_BACKEND, MARKDOWN,
      "\n- source: backend\n", NULL },
    { "a code beyond 599", 783, SP_SOURCE_SERVER, HTML, SERVER, NULL },
    { "403, nobody knows", 403, SP_SOURCE_UNKNOWN, HTML, NULL, ANY },
    { "404 of a backend", 404, SP_SOURCE_BACKEND, HTML, NULL, ANY },
    { "511, where a network asks", 511, SP_SOURCE_SERVER, HTML, NULL, ANY },
    { "511 for programs", 511, SP_SOURCE_SERVER, JSON, "\"source\": \"server\"",
      ANY },
    { "407 of the gateway", 407, SP_SOURCE_PROXY, HTML, NULL, "no usable" },
    { "404 for programs", 404, SP_SOURCE_BACKEND, JSON,
      "\"source\": \"backend\"", ANY },
    { "403 for programs", 403, SP_SOURCE_SERVER, JSON, "\"source\": \"server\"",
      ANY },
    { "502 as XML", 502, SP_SOURCE_PROXY, XML, "<source>proxy</source>", ANY },
    { "500 as XML", 500, SP_SOURCE_APPLICATION, XML,
      "<source>application</source>", ANY },
    { "nobody knows, for programs", 404, SP_SOURCE_UNKNOWN, JSON, NULL,
      "source" },
};

static void is_told(void **state)
{
    const source_test *row = *state;
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(row->code);
    const char *text;

    facts.source = row->source;
    text = in_format(row->format, &facts, &no_site, pool);
    if (row->there) {
        assert_has(text, row->there);
    }
    if (row->not_there) {
        assert_lacks(text, row->not_there);
    }
    apr_pool_destroy(pool);
}

static void a_closed_site_does_not_tell(void **state)
{
    static const sp_announcement announcement = { 0, { NULL, 0 } };
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(503);

    (void)state;
    facts.source = SP_SOURCE_SERVER;
    facts.maintenance = &announcement;
    assert_lacks(in_format(HTML, &facts, &no_site, pool), ANY);
    apr_pool_destroy(pool);
}

static void brief_text_does_not_tell(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(503);

    (void)state;
    facts.source = SP_SOURCE_SERVER;
    assert_lacks(page_of(&facts, &no_site,
                         (sp_format_choice){ .format = TEXT, .brief = true },
                         pool),
                 ANY);
    apr_pool_destroy(pool);
}

/* Four different lines in each language, none of them in English. */
static void every_language_tells(void **state)
{
    static const sp_message lines[] = { SP_MSG_SOURCE_SERVER,
                                        SP_MSG_SOURCE_PROXY,
                                        SP_MSG_SOURCE_APPLICATION,
                                        SP_MSG_SOURCE_BACKEND };
    const language_row *row = *state;

    for (size_t i = 0; i < SP_COUNT(lines); i++) {
        sp_span text = sp_catalog_text(row->language, lines[i]);

        if (!text.len) {
            continue; /* a language may leave it out */
        }
        assert_int_equal(
            sp_span_equal(text, sp_catalog_text(&sp_languages[0], lines[i])),
            row->language == &sp_languages[0]);
        for (size_t j = 0; j < i; j++) {
            assert_false(
                sp_span_equal(text, sp_catalog_text(row->language, lines[j])));
        }
    }
}

int main(void)
{
    static language_row languages[SP_LANGUAGES_MAX];
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, is_told);
    ADD_TEST(list, a_closed_site_does_not_tell);
    ADD_TEST(list, brief_text_does_not_tell);
    add_languages(list, languages, "tells who answered", every_language_tells);
    return run_list("page_source", list);
}
