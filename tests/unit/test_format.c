/* SPDX-License-Identifier: Apache-2.0 */
#include "rows.h"

#include "core/format.h"

#define CHROME                                                                 \
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,"        \
    "image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
#define FIREFOX                                                                \
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
#define IMAGE "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"
#define MOZILLA "Mozilla/5.0 (X11; Linux x86_64)"

typedef struct format_row {
    const char *name;
    const char *accept;
    const char *dest;
    const char *agent;
    const char *path;
    const char *wanted; /* tiny, or the name of the format */
} format_row;

/* The table of CONTENT 4.4 and the signals of 4.5. */
static const format_row rows[] = {
    { "Chrome opens a page", CHROME, "document", MOZILLA, "/", "html" },
    { "Firefox opens a page", FIREFOX, "", MOZILLA, "/", "html" },
    { "Firefox in a frame", FIREFOX, "iframe", MOZILLA, "/", "html" },
    { "curl without a header", "", "", "curl/8", "/", "text" },
    { "curl's default", "*/*", "", "curl/8", "/", "text" },
    { "nothing is acceptable", "*/*;q=0", "", "", "/", "text" },
    { "problem+json", "application/problem+json", "", "", "/", "json" },
    { "json", "application/json", "", "", "/", "json" },
    { "any +json", "application/vnd.api+json", "", "", "/", "json" },
    { "json with a charset", "application/json; charset=utf-8", "", "", "/",
      "json" },
    { "axios", "application/json, text/plain, */*", "empty", MOZILLA, "/",
      "json" },
    { "xml before json", "text/xml,application/json;q=0.9", "", "", "/",
      "xml" },
    { "any +xml", "application/atom+xml", "", "", "/", "xml" },
    { "q decides", "text/html;q=0.1,application/json", "", "", "/", "json" },
    { "thousandths decide", "text/html;q=0.811,application/json;q=0.812", "",
      "", "/", "json" },
    { "header order decides a tie", "application/json,text/html", "", "", "/",
      "json" },
    { "named before a wildcard of the same weight", "text/*,application/json",
      "", "", "/", "json" },
    { "text/* is a page", "text/*", "", "", "/", "html" },
    { "text/plain", "text/plain", "", MOZILLA, "/", "text" },
    { "markdown when named", "text/markdown", "", "", "/", "markdown" },
    { "markdown before html", "text/markdown, text/html;q=0.9", "", "", "/",
      "markdown" },
    { "json refused, the rest open", "application/json;q=0, */*", "", "x", "/",
      "text" },
    { "html refused", "text/html;q=0, */*", "document", MOZILLA, "/", "text" },
    { "only a format that is not offered", "application/pdf", "", "", "/",
      "text" },
    { "msgpack first, html too", "application/msgpack, text/html;q=.9", "", "",
      "/", "text" },
    { "msgpack first, html too, sound", "application/msgpack, text/html;q=0.9",
      "", "", "/", "html" },
    { "fetch()", "*/*", "empty", MOZILLA, "/", "json" },
    { "a person with an old browser", "*/*", "", MOZILLA, "/", "html" },
    { "an unknown destination is ignored", "*/*", "wormhole", MOZILLA, "/",
      "html" },
    { "an image", IMAGE, "image", MOZILLA, "/x.png", "tiny" },
    { "an image over http", IMAGE, "", MOZILLA, "/x.png", "tiny" },
    { "image/webp and html is a page", "image/webp,text/html", "", MOZILLA, "/",
      "html" },
    { "a style", "text/css,*/*;q=0.1", "", MOZILLA, "/s.css", "tiny" },
    { "a script by its destination", "*/*", "script", MOZILLA, "/s", "tiny" },
    { "a script by its address", "*/*", "", MOZILLA, "/s.js", "tiny" },
    { "a font", "*/*", "font", MOZILLA, "/f", "tiny" },
    { "sound over http", "audio/*;q=0.9,*/*;q=0.5", "", MOZILLA, "/s", "tiny" },
    { "a font over http", "font/woff2,*/*;q=0.1", "", MOZILLA, "/f", "tiny" },
    { "the first destination that is no page", "*/*", "audio", MOZILLA, "/",
      "tiny" },
    { "the last destination that is no page", "*/*", "xslt", MOZILLA, "/",
      "tiny" },
    { "the first ending", "*/*", "", MOZILLA, "/x.png", "tiny" },
    { "the last ending", "*/*", "", MOZILLA, "/x.wasm", "tiny" },
    { "an ending and nothing else", "*/*", "", MOZILLA, ".js", "tiny" },
    { "image/webp and xhtml is a page", "image/webp,application/xhtml+xml", "",
      MOZILLA, "/", "html" },
    { "a script's address, but a type is named", "application/pdf,*/*", "",
      MOZILLA, "/s.js", "html" },
    { "a script's address, but no Accept", "", "", MOZILLA, "/s.js", "html" },
    { "a document for a program", "*/*", "document", "curl/8", "/", "html" },
    { "an object for a program", "*/*", "object", "curl/8", "/", "html" },
    { "a document without Accept", "", "document", "curl/8", "/", "html" },
    { "data without Accept", "", "empty", "curl/8", "/", "json" },
    { "a suffix before html", "application/vnd.api+json,text/html", "", "", "/",
      "json" },
    { "html before a suffix", "application/xhtml+xml,application/hal+json", "",
      "", "/", "html" },
    { "a suffix before a wildcard of the same weight",
      "text/*,application/hal+json", "", "", "/", "json" },
    { "the least weight", "application/json;q=0.001", "", "", "/", "json" },
    { "the least weight of all", "*/*;q=0.001", "", MOZILLA, "/", "html" },
    { "a destination in capitals", "*/*", "IMAGE", MOZILLA, "/", "tiny" },
    { "a program that names Mozilla later", "*/*", "", "x Mozilla/5.0", "/",
      "text" },
    { "a person opens a picture's address", CHROME, "document", MOZILLA,
      "/x.png", "html" },
    { "a program asks for a script's address", "*/*", "", "curl/8", "/s.js",
      "text" },
};

static sp_format_request request_of(const format_row *row)
{
    return (sp_format_request){ .accept = sp_span_of(row->accept),
                                .fetch_dest = sp_span_of(row->dest),
                                .user_agent = sp_span_of(row->agent),
                                .path = sp_span_of(row->path) };
}

static void check(void **state)
{
    const format_row *row = *state;
    sp_format_request request = request_of(row);
    sp_format_choice choice = sp_format_choose(&request, SP_FORMATS_ALL);

    if (strcmp(row->wanted, "tiny") == 0) {
        assert_true(choice.tiny);
        assert_int_equal(choice.format, SP_FORMAT_TEXT);
        return;
    }
    assert_false(choice.tiny);
    assert_span(sp_formats[choice.format].name, row->wanted);
}

static void a_format_that_is_not_offered_is_not_chosen(void **state)
{
    format_row row = { "", CHROME, "document", MOZILLA, "/", "" };
    sp_format_request request = request_of(&row);
    unsigned offered = SP_FORMAT_BIT(SP_FORMAT_JSON);

    (void)state;
    assert_int_equal(sp_format_choose(&request, offered).format,
                     SP_FORMAT_JSON);
    assert_int_equal(
        sp_format_choose(&request, offered | SP_FORMAT_BIT(SP_FORMAT_TEXT))
            .format,
        SP_FORMAT_TEXT);
    request.connect = true;
    assert_int_equal(sp_format_choose(&request, offered).format,
                     SP_FORMAT_TEXT);
    request.connect = false;
    request.accept = SP_SPAN("text/html,application/json;q=0.2");
    assert_int_equal(sp_format_choose(&request, offered).format,
                     SP_FORMAT_JSON);
}

static void a_request_in_json_is_answered_in_json(void **state)
{
    sp_format_request request = { .accept = SP_SPAN("*/*"),
                                  .content_type = SP_SPAN(
                                      "application/json; charset=utf-8") };
    sp_format_choice choice = sp_format_choose(&request, SP_FORMATS_ALL);

    (void)state;
    assert_int_equal(choice.format, SP_FORMAT_JSON);
    assert_true(choice.guessed);
    request.accept = SP_SPAN("text/html");
    assert_int_equal(sp_format_choose(&request, SP_FORMATS_ALL).format,
                     SP_FORMAT_HTML);
}

static void a_form_is_not_answered_in_json(void **state)
{
    sp_format_request request = { .accept = SP_SPAN("*/*") };

    (void)state;
    request.content_type = SP_SPAN("application/x-www-form-urlencoded");
    assert_int_equal(sp_format_choose(&request, SP_FORMATS_ALL).format,
                     SP_FORMAT_TEXT);
    request.content_type = SP_SPAN("image/x+json");
    assert_int_equal(sp_format_choose(&request, SP_FORMATS_ALL).format,
                     SP_FORMAT_TEXT);
    request.content_type = SP_SPAN("application/vnd.api+json");
    assert_int_equal(sp_format_choose(&request, SP_FORMATS_ALL).format,
                     SP_FORMAT_JSON);
}

/* Which fields Vary must name (RFC 9110 12.5.5): those beyond Accept and
 * Sec-Fetch-Dest only where they were looked at. */
typedef struct vary_row {
    const char *name;
    const char *accept;
    const char *dest;
    const char *path;
    bool guessed;
} vary_row;

static const vary_row vary_rows[] = {
    { "Accept decides alone", CHROME, "", "/", false },
    { "Accept decides alone, not html first", "application/json", "", "/",
      false },
    { "the destination decides", "*/*", "empty", "/", false },
    { "the destination decides for a sub-resource", "*/*", "image", "/x.png",
      false },
    { "Accept decides for a sub-resource", IMAGE, "", "/x.png", false },
    { "the browser's name decides", "*/*", "", "/", true },
    { "no Accept: the browser's name decides", "", "", "/", true },
    { "the browser's name decides for a sub-resource", "*/*", "", "/x.png",
      true },
};

static void is_guessed(void **state)
{
    const vary_row *row = *state;
    sp_format_request request = { .accept = sp_span_of(row->accept),
                                  .fetch_dest = sp_span_of(row->dest),
                                  .user_agent = SP_SPAN(MOZILLA),
                                  .path = sp_span_of(row->path) };

    assert_int_equal(sp_format_choose(&request, SP_FORMATS_ALL).guessed,
                     row->guessed);
}

static void xml_http_request_is_answered_in_json(void **state)
{
    sp_format_request request = { .accept = SP_SPAN("*/*"),
                                  .user_agent = SP_SPAN(MOZILLA),
                                  .requested_with = SP_SPAN("XMLHttpRequest") };

    (void)state;
    assert_int_equal(sp_format_choose(&request, SP_FORMATS_ALL).format,
                     SP_FORMAT_JSON);
}

static void connect_is_answered_in_text(void **state)
{
    sp_format_request request = { .accept = SP_SPAN("text/html"),
                                  .connect = true };

    (void)state;
    assert_int_equal(sp_format_choose(&request, SP_FORMATS_ALL).format,
                     SP_FORMAT_TEXT);
}

static void names_are_found(void **state)
{
    (void)state;
    assert_int_equal(sp_format_find(SP_SPAN("html")), SP_FORMAT_HTML);
    assert_int_equal(sp_format_find(SP_SPAN("markdown")), SP_FORMAT_MARKDOWN);
    assert_int_equal(sp_format_find(SP_SPAN("pdf")), SP_FORMAT__COUNT);
    for (int i = 0; i < SP_FORMAT__COUNT; i++) {
        assert_int_equal(sp_formats[i].media_type.len,
                         strlen(sp_formats[i].media_type.ptr));
    }
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, check);
    ADD_TEST(list, a_format_that_is_not_offered_is_not_chosen);
    ADD_TEST(list, a_request_in_json_is_answered_in_json);
    ADD_TEST(list, a_form_is_not_answered_in_json);
    ADD_ROWS(list, vary_rows, is_guessed);
    ADD_TEST(list, xml_http_request_is_answered_in_json);
    ADD_TEST(list, connect_is_answered_in_text);
    ADD_TEST(list, names_are_found);
    return run_list("format", list);
}
