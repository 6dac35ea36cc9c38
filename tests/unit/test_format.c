/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/format.h. */
#include "rows.h"

#include "core/format.h"

#define CHROME                                                                 \
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,"        \
    "image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
#define FIREFOX                                                                \
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
#define IMAGE "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"
#define MOZILLA "Mozilla/5.0 (X11; Linux x86_64)"

/* Sent by these browsers, read off the wire: links 2.28, ELinks 0.13.2, Lynx
 * 2.9.0, w3m 0.5.3; what Dillo 3.0.5 and NetSurf 3.10 hold. */
#define LINKS "Links (2.28; Linux 6.18 x86_64; GNU C 12.2; text)"
#define ELINKS "ELinks/0.13.2 (textmode; Linux 6.18 x86_64; 80x24)"
#define LYNX "Lynx/2.9.0dev.12 libwww-FM/2.14 SSL-MM/1.4.1 GNUTLS/3.7.8"
#define LYNX_ACCEPT "text/html, text/plain, text/sgml, text/css, */*;q=0.01"
#define W3M "w3m/0.5.3+git20230121"
#define DILLO "Dillo/3.0.5"
#define NETSURF "NetSurf/3.10 (Linux)"
/* Internet Explorer 6, alone and with Office; 8 with .NET; Netscape 2 */
#define IE "Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)"
#define IE6_ACCEPT "image/gif, image/x-xbitmap, image/jpeg, image/pjpeg, */*"
#define IE6_OFFICE                                                             \
    "image/gif, image/x-xbitmap, image/jpeg, image/pjpeg, "                    \
    "application/x-shockwave-flash, application/vnd.ms-excel, "                \
    "application/vnd.ms-powerpoint, application/msword, */*"
#define IE8_ACCEPT                                                             \
    "application/x-ms-application, image/jpeg, application/xaml+xml, "         \
    "image/gif, image/pjpeg, application/x-ms-xbap, */*"
#define NETSCAPE2 "*/*, image/gif, image/x-xbitmap, image/jpeg"

typedef struct format_row {
    const char *name;
    const char *accept;
    const char *dest;
    const char *agent;
    const char *path;
    const char *wanted; /* one line, or the name of the format */
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
    { "msgpack first, html too, valid", "application/msgpack, text/html;q=0.9",
      "", "", "/", "html" },
    { "fetch()", "*/*", "empty", MOZILLA, "/", "json" },
    { "a person with an old browser", "*/*", "", MOZILLA, "/", "html" },
    { "an unknown destination is ignored", "*/*", "wormhole", MOZILLA, "/",
      "html" },
    { "an image", IMAGE, "image", MOZILLA, "/x.png", "one line" },
    { "an image over http", IMAGE, "", MOZILLA, "/x.png", "one line" },
    { "image/webp and html is a page", "image/webp,text/html", "", MOZILLA, "/",
      "html" },
    { "a style", "text/css,*/*;q=0.1", "", MOZILLA, "/s.css", "one line" },
    { "a script by its destination", "*/*", "script", MOZILLA, "/s",
      "one line" },
    { "a script by its address", "*/*", "", MOZILLA, "/s.js", "one line" },
    { "a font", "*/*", "font", MOZILLA, "/f", "one line" },
    { "audio over http", "audio/*;q=0.9,*/*;q=0.5", "", MOZILLA, "/s",
      "one line" },
    { "a font over http", "font/woff2,*/*;q=0.1", "", MOZILLA, "/f",
      "one line" },
    { "the first destination that is no page", "*/*", "audio", MOZILLA, "/",
      "one line" },
    { "the last destination that is no page", "*/*", "xslt", MOZILLA, "/",
      "one line" },
    { "the first ending", "*/*", "", MOZILLA, "/x.png", "one line" },
    { "the last ending", "*/*", "", MOZILLA, "/x.wasm", "one line" },
    { "an ending and nothing else", "*/*", "", MOZILLA, ".js", "one line" },
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
    { "a destination in capitals", "*/*", "IMAGE", MOZILLA, "/", "one line" },
    { "a program that names Mozilla later", "*/*", "", "x Mozilla/5.0", "/",
      "text" },
    { "a person opens a picture's address", CHROME, "document", MOZILLA,
      "/x.png", "html" },
    { "a program asks for a script's address", "*/*", "", "curl/8", "/s.js",
      "text" },
    { "Links", "*/*", "", LINKS, "/", "html" },
    { "ELinks", "*/*", "", ELINKS, "/", "html" },
    { "Lynx", LYNX_ACCEPT, "", LYNX, "/", "html" },
    { "w3m", "text/html, text/*;q=0.5, image/*", "", W3M, "/", "html" },
    { "w3m without Accept", "", "", W3M, "/", "html" },
    { "Dillo", FIREFOX, "", DILLO, "/", "html" },
    { "Dillo's picture", "image/png,image/*;q=0.8,*/*;q=0.5", "", DILLO, "/p",
      "one line" },
    { "NetSurf", "*/*", "", NETSURF, "/", "html" },
    { "a program that is called like a browser", "*/*", "", "Linkscan/1", "/",
      "text" },
    { "Internet Explorer 6", IE6_ACCEPT, "", IE, "/", "html" },
    { "Internet Explorer 6 with Office", IE6_OFFICE, "", IE, "/", "html" },
    { "Internet Explorer 8 with .NET", IE8_ACCEPT, "", IE, "/", "html" },
    { "Internet Explorer 9", "text/html, application/xhtml+xml, */*", "", IE,
      "/", "html" },
    { "Internet Explorer 9's picture",
      "image/png, image/svg+xml, image/*;q=0.8, */*;q=0.5", "", IE, "/p",
      "one line" },
    { "Netscape 2", NETSCAPE2, "", "Mozilla/2.0 (X11; I)", "/", "html" },
    { "an old Accept, but for a picture", IE6_ACCEPT, "image", IE, "/p",
      "one line" },
    { "Firefox 68's picture over http", "image/webp,*/*", "", MOZILLA, "/p",
      "one line" },
    { "Chrome 60's picture over http",
      "image/webp,image/apng,image/*,*/*;q=0.8", "", MOZILLA, "/p",
      "one line" },
    { "Safari's picture over http",
      "image/webp,image/avif,image/jxl,image/heic,image/heic-sequence,"
      "video/*;q=0.8,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5",
      "", MOZILLA, "/p", "one line" },
    { "text and pictures", "text/*,image/*,*/*;q=0.2", "", DILLO, "/", "html" },
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

    if (strcmp(row->wanted, "one line") == 0) {
        assert_true(choice.one_line);
        assert_int_equal(choice.format, SP_FORMAT_TEXT);
        return;
    }
    assert_false(choice.one_line);
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
    assert_int_equal(choice.vary, SP_VARY_CLIENT);
    request.accept = SP_SPAN("text/html");
    assert_int_equal(sp_format_choose(&request, SP_FORMATS_ALL).format,
                     SP_FORMAT_HTML);
}

/* What is beyond Accept; text decides which kind of text it is: "brief" for who
 * prints it among lines of its own, "text" for people. */
typedef struct client_row {
    const char *name;
    sp_format_request request;
    unsigned without; /* formats that are not offered */
    const char *wanted;
    sp_format_vary vary;
} client_row;

#define SPAN(text)                                                             \
    {                                                                          \
        text, sizeof(text) - 1                                                 \
    }
#define ANY .accept = SPAN("*/*")
#define HTMX .htmx = SPAN("true")
#define DATA .fetch_dest = SPAN("empty")
#define GIT .user_agent = SPAN("git/2.39.5")
#define LS "/x.git/info/refs"

static const client_row client_rows[] = {
    /* htmx swaps what comes into its page: HTML */
    { "htmx", { ANY, DATA, HTMX }, 0, "html", SP_VARY_HTMX },
    { "htmx over http",
      { ANY, HTMX, .user_agent = SPAN(MOZILLA) },
      0,
      "html",
      SP_VARY_CLIENT },
    { "htmx of an unknown browser", { ANY, HTMX }, 0, "html", SP_VARY_CLIENT },
    { "htmx without Accept", { DATA, HTMX }, 0, "html", SP_VARY_HTMX },
    { "htmx sends JSON",
      { ANY, HTMX, .content_type = SPAN("application/json") },
      0,
      "html",
      SP_VARY_CLIENT },
    { "htmx asks for an address that ends in .js",
      { ANY, HTMX, .path = SPAN("/x.js"), .user_agent = SPAN(MOZILLA) },
      0,
      "html",
      SP_VARY_CLIENT },
    { "htmx wants JSON",
      { .accept = SPAN("application/json"), DATA, HTMX },
      0,
      "json",
      SP_VARY_DESTINATION },
    { "htmx where there is no HTML",
      { ANY, DATA, HTMX },
      SP_FORMAT_BIT(SP_FORMAT_HTML),
      "text",
      SP_VARY_HTMX },
    { "htmx is not true",
      { ANY, DATA, .htmx = SPAN("false") },
      0,
      "json",
      SP_VARY_HTMX },
    { "htmx, but a picture",
      { ANY, HTMX, .fetch_dest = SPAN("image") },
      0,
      "one line",
      SP_VARY_DESTINATION },
    { "htmx opens a page",
      { ANY, HTMX, .fetch_dest = SPAN("document") },
      0,
      "html",
      SP_VARY_DESTINATION },

    /* prefer-format comes before Accept */
    { "text is preferred",
      { .accept = SPAN(CHROME), .preferred = SPAN("text") },
      0,
      "text",
      SP_VARY_ACCEPT },
    { "html is preferred",
      { .accept = SPAN("application/json"), .preferred = SPAN("html") },
      0,
      "html",
      SP_VARY_DESTINATION },
    { "json is preferred",
      { ANY, .preferred = SPAN("json") },
      0,
      "json",
      SP_VARY_DESTINATION },
    { "xml is preferred, whoever asks",
      { ANY, .preferred = SPAN("xml"), .user_agent = SPAN(MOZILLA) },
      0,
      "xml",
      SP_VARY_DESTINATION },
    { "markdown is preferred and not named",
      { .accept = SPAN(CHROME), .preferred = SPAN("markdown") },
      0,
      "markdown",
      SP_VARY_ACCEPT },
    { "even what is refused is preferred",
      { .accept = SPAN("application/json;q=0"), .preferred = SPAN("json") },
      0,
      "json",
      SP_VARY_DESTINATION },
    { "an unknown word is not preferred",
      { .accept = SPAN(CHROME), .preferred = SPAN("pdf") },
      0,
      "html",
      SP_VARY_ACCEPT },
    { "nothing is preferred",
      { .accept = SPAN(CHROME), .preferred = SPAN("") },
      0,
      "html",
      SP_VARY_ACCEPT },
    { "what is not offered is not preferred",
      { .accept = SPAN(CHROME), .preferred = SPAN("json") },
      SP_FORMAT_BIT(SP_FORMAT_JSON),
      "html",
      SP_VARY_ACCEPT },
    { "a picture stays one line",
      { .accept = SPAN(IMAGE),
        .fetch_dest = SPAN("image"),
        .preferred = SPAN("html") },
      0,
      "one line",
      SP_VARY_DESTINATION },
    { "so does CONNECT",
      { ANY, .connect = true, .preferred = SPAN("html") },
      0,
      "text",
      SP_VARY_ACCEPT },

    /* git prints each line behind "remote:", others within a message */
    { "git", { ANY, GIT, .path = SPAN(LS) }, 0, "brief", SP_VARY_CLIENT },
    { "git reads a file",
      { ANY, GIT, .path = SPAN("/x.git/HEAD") },
      0,
      "brief",
      SP_VARY_CLIENT },
    { "git pushes",
      { .accept = SPAN("application/x-git-receive-pack-result"),
        GIT,
        .method = SPAN("POST"),
        .path = SPAN("/x.git/git-receive-pack") },
      0,
      "brief",
      SP_VARY_CLIENT },
    { "git under another name",
      { ANY, .path = SPAN(LS) },
      0,
      "brief",
      SP_VARY_CLIENT },
    { "git's address by its ending only",
      { .accept = SPAN("text/plain"), .path = SPAN(LS) },
      0,
      "brief",
      SP_VARY_DESTINATION },
    { "git's address in a browser",
      { .accept = SPAN(CHROME), .path = SPAN(LS) },
      0,
      "html",
      SP_VARY_ACCEPT },
    { "git's name is not looked at where text is named",
      { .accept = SPAN("text/plain"), GIT, .path = SPAN("/") },
      0,
      "text",
      SP_VARY_DESTINATION },
    { "git where json is all there is",
      { ANY, GIT, .path = SPAN(LS) },
      SP_FORMATS_ALL & ~SP_FORMAT_BIT(SP_FORMAT_JSON),
      "json",
      SP_VARY_CLIENT },
    { "rclone by its method",
      { .user_agent = SPAN("Go"), .method = SPAN("PROPFIND") },
      0,
      "brief",
      SP_VARY_CLIENT },
    { "WebDAV names text",
      { .accept = SPAN("text/plain"), .method = SPAN("MKCOL") },
      0,
      "brief",
      SP_VARY_DESTINATION },
    { "WebDAV names XML",
      { .accept = SPAN("text/xml"), .method = SPAN("REPORT") },
      0,
      "xml",
      SP_VARY_DESTINATION },
    { "text is preferred for WebDAV",
      { ANY, .method = SPAN("LOCK"), .preferred = SPAN("text") },
      0,
      "brief",
      SP_VARY_DESTINATION },
    { "curl deletes",
      { ANY, .method = SPAN("DELETE") },
      0,
      "text",
      SP_VARY_CLIENT },
    { "curl, called like git",
      { ANY, .user_agent = SPAN("gitea/1"), .path = SPAN("/") },
      0,
      "text",
      SP_VARY_CLIENT },
};

static void is_for_client(void **state)
{
    const client_row *row = *state;
    sp_format_choice choice =
        sp_format_choose(&row->request, SP_FORMATS_ALL & ~row->without);
    const char *got = choice.one_line ? "one line"
                      : choice.brief  ? "brief"
                                      : sp_formats[choice.format].name.ptr;

    assert_string_equal(got, row->wanted);
    assert_int_equal(choice.vary, row->vary);
    assert_true(!choice.brief || choice.format == SP_FORMAT_TEXT);
}

/* Text: for a program, or for somebody who reads it? */
typedef struct program_row {
    const char *name;
    sp_format_request request;
    unsigned without; /* formats that are not offered */
    bool program;
} program_row;

#define NO_JSON SP_FORMAT_BIT(SP_FORMAT_JSON)
#define NO_HTML SP_FORMAT_BIT(SP_FORMAT_HTML)

static const program_row program_rows[] = {
    { "curl", { ANY, .user_agent = SPAN("curl/8.14.1") }, 0, true },
    { "a client without Accept",
      { .user_agent = SPAN("Go-http-client/1.1") },
      0,
      true },
    { "a client without a name", { ANY }, 0, true },
    { "anybody, for what caches keep", { ANY, .shared = true }, 0, false },
    { "a fetch() where there is no json", { ANY, DATA }, NO_JSON, true },
    { "a client that wants what there is not",
      { .accept = SPAN("application/pdf"), .user_agent = SPAN("x/1") },
      0,
      true },
    { "CONNECT", { .connect = true }, 0, true },
    { "curl that names text",
      { .accept = SPAN("text/plain"), .user_agent = SPAN("curl/8.14.1") },
      0,
      false },
    { "text is preferred",
      { ANY, .user_agent = SPAN("curl/8"), .preferred = SPAN("text") },
      0,
      false },
    { "an early error: nothing is known", { .accept = { NULL, 0 } }, 0, false },
    { "a browser where there is no html",
      { ANY, .user_agent = SPAN(MOZILLA) },
      NO_HTML,
      false },
    { "a document where there is no html",
      { ANY, .fetch_dest = SPAN("document") },
      NO_HTML,
      false },
};

static void is_for_program(void **state)
{
    const program_row *row = *state;
    sp_format_choice choice =
        sp_format_choose(&row->request, SP_FORMATS_ALL & ~row->without);

    assert_int_equal(choice.format, SP_FORMAT_TEXT);
    assert_int_equal(choice.program, row->program);
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

/* Which fields Vary must name (RFC 9110 12.5.5): those beyond Accept only where
 * they were looked at. */
typedef struct vary_row {
    const char *name;
    const char *accept;
    const char *dest;
    const char *path;
    sp_format_vary vary;
} vary_row;

static const vary_row vary_rows[] = {
    { "Accept decides alone", CHROME, "", "/", SP_VARY_ACCEPT },
    { "whatever the destination", CHROME, "image", "/x.png", SP_VARY_ACCEPT },
    { "however it is written", " ,TEXT/html;q=1.0 ,*/*", "image", "/x.png",
      SP_VARY_ACCEPT },
    { "HTML alone", "text/html", "image", "/x.png", SP_VARY_ACCEPT },
    { "HTML with a weight", "text/html;q=0.9, */*", "image", "/x.png",
      SP_VARY_DESTINATION },
    { "HTML second", "image/avif, text/html", "image", "/x.png",
      SP_VARY_DESTINATION },
    { "the destination decides for a page", "*/*", "document", "/",
      SP_VARY_DESTINATION },
    { "Accept decides, and the destination might have", "application/json", "",
      "/", SP_VARY_DESTINATION },
    { "the destination decides", "*/*", "empty", "/", SP_VARY_HTMX },
    { "the destination decides for a sub-resource", "*/*", "image", "/x.png",
      SP_VARY_DESTINATION },
    { "Accept decides for a sub-resource", IMAGE, "", "/x.png",
      SP_VARY_DESTINATION },
    { "the browser's name decides", "*/*", "", "/", SP_VARY_CLIENT },
    { "no Accept: the browser's name decides", "", "", "/", SP_VARY_CLIENT },
    { "the browser's name decides for a sub-resource", "*/*", "", "/x.png",
      SP_VARY_CLIENT },
};

static void looks_at(void **state)
{
    const vary_row *row = *state;
    sp_format_request request = { .accept = sp_span_of(row->accept),
                                  .fetch_dest = sp_span_of(row->dest),
                                  .user_agent = SP_SPAN(MOZILLA),
                                  .path = sp_span_of(row->path) };

    assert_int_equal(sp_format_choose(&request, SP_FORMATS_ALL).vary,
                     row->vary);
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

typedef struct choice_row {
    const char *name; /* the field */
    const char *format;
} choice_row;

static const choice_row choice_rows[] = {
#define CHOICE(field, format) { field, format },
#include "accept.rows"
#undef CHOICE
};

/* Servers that weigh Accept choose as the module does, of these formats. */
static void chooses(void **state)
{
    const choice_row *row = *state;
    sp_format_request request = { .accept = sp_span_of(row->name),
                                  .path = SP_SPAN("/nope") };
    sp_format chosen =
        sp_format_choose(&request, SP_FORMAT_BIT(SP_FORMAT_HTML)
                                       | SP_FORMAT_BIT(SP_FORMAT_JSON)
                                       | SP_FORMAT_BIT(SP_FORMAT_TEXT))
            .format;

    assert_string_equal(sp_formats[chosen].name.ptr, row->format);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, check);
    ADD_ROWS(list, choice_rows, chooses);
    ADD_TEST(list, a_format_that_is_not_offered_is_not_chosen);
    ADD_TEST(list, a_request_in_json_is_answered_in_json);
    ADD_TEST(list, a_form_is_not_answered_in_json);
    ADD_ROWS(list, vary_rows, looks_at);
    ADD_ROWS(list, client_rows, is_for_client);
    ADD_ROWS(list, program_rows, is_for_program);
    ADD_TEST(list, xml_http_request_is_answered_in_json);
    ADD_TEST(list, connect_is_answered_in_text);
    ADD_TEST(list, names_are_found);
    return run_list("format", list);
}
