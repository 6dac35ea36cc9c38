/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/page_problem.h. */
#include "documents.h"
#include "pages.h"
#include "tables.h"

#include "core/page_problem.h"

/* `path type text`, a line each; types as in documents.h. */
static const char *flat(const document *d, bool types, apr_pool_t *pool)
{
    const char *text = "";

    for (unsigned i = 0; i < d->count; i++) {
        const document_member *member = &d->members[i];

        if (member->path[0] != '@') {
            text = apr_psprintf(pool, "%s%s %c %s\n", text, member->path,
                                types ? member->type : '-', member->text);
        }
    }
    return text;
}

/* ---- the reader of these tests ---------------------------------------- */

typedef struct reader_row {
    const char *name;
    bool xml;
    const char *text;
    const char *wanted; /* NULL: malformed */
} reader_row;

#define DECLARED "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

static const reader_row reader_rows[] = {
    { "json: the example of RFC 9457 3", false,
      "{\n \"type\": \"https://example.com/probs/out-of-credit\",\n"
      " \"status\": 403, \"balance\": 30,\n"
      " \"accounts\": [\"/account/12345\", \"/account/67890\"]}",
      "type t https://example.com/probs/out-of-credit\nstatus n 403\n"
      "balance n 30\naccounts[0] t /account/12345\n"
      "accounts[1] t /account/67890\n" },
    { "json: escapes", false, "[\"\\u00e9\\ud83d\\ude00\\n\\\"\\\\\\/\"]",
      "[0] t \xc3\xa9\xf0\x9f\x98\x80\n\"\\/\n" },
    { "json: values", false, " [ true , false , -1.5 , {} , [] ] ",
      "[0] b true\n[1] b false\n[2] n -1.5\n" },
    { "json: a comma too many", false, "{\"a\": 1,}", NULL },
    { "json: a comma too few", false, "{\"a\": 1 \"b\": 2}", NULL },
    { "json: a number with a zero before it", false, "[01]", NULL },
    { "json: no value", false, "{\"a\": }", NULL },
    { "json: a bare control", false, "[\"a\nb\"]", NULL },
    { "json: an unknown escape", false, "[\"\\x41\"]", NULL },
    { "json: half a pair", false, "[\"\\ud83d\"]", NULL },
    { "json: not UTF-8", false, "[\"\xff\"]", NULL },
    { "json: the same name twice", false, "{\"a\": 1, \"a\": 2}", NULL },
    { "json: two documents", false, "{}{}", NULL },
    { "json: not ended", false, "{\"a\": [1", NULL },
    { "json: nothing", false, "", NULL },
    { "xml: the form of RFC 9457 appendix B", true,
      DECLARED "<problem xmlns=\"urn:ietf:rfc:7807\">\n"
               "  <title>A &amp; &lt;B&gt; &quot;C&apos; &#233;</title>\n"
               "  <accounts><i>/1</i><i>/2</i></accounts>\n</problem>",
      "title t A & <B> \"C' \xc3\xa9\naccounts[0] t /1\naccounts[1] t /2\n" },
    { "xml: the wrong end tag", true, DECLARED "<a><b>x</a></b>", NULL },
    { "xml: a bare &", true, DECLARED "<a>x & y</a>", NULL },
    { "xml: an unknown entity", true, DECLARED "<a>&nbsp;</a>", NULL },
    { "xml: a reference to a control", true, DECLARED "<a>&#1;</a>", NULL },
    { "xml: a control", true, DECLARED "<a>\x01</a>", NULL },
    { "xml: the end of a section", true, DECLARED "<a>]]></a>", NULL },
    { "xml: an attribute without quotes", true, DECLARED "<a b=c>x</a>", NULL },
    { "xml: text beside elements", true, DECLARED "<a><b>x</b>y</a>", NULL },
    { "xml: two roots", true, DECLARED "<a>x</a><a>y</a>", NULL },
    { "xml: the same element twice", true, DECLARED "<a><b>x</b><b>y</b></a>",
      NULL },
    { "xml: not ended", true, DECLARED "<a><b>x</b>", NULL },
    { "xml: no declaration", true, "<a>x</a>", NULL },
};

static void is_read(void **state)
{
    const reader_row *row = *state;
    apr_pool_t *pool = new_pool();
    document d;
    bool valid = document_read(&d, sp_span_of(row->text), row->xml);

    assert_int_equal(valid, row->wanted != NULL);
    if (valid) {
        assert_string_equal(flat(&d, true, pool), row->wanted);
    }
    document_free(&d);
    apr_pool_destroy(pool);
}

/* ---- a page as a document --------------------------------------------- */

static void read_request(document *d, const sp_page_request *request,
                         apr_pool_t *pool)
{
    sp_page *page = apr_palloc(pool, sizeof(*page));
    sp_span text = write_page(page, request, pool);

    assert_int_equal(sp_problem_write(page, NULL, 0), text.len);
    if (!document_read(d, text, request->format.format == XML)) {
        fail_msg("%s at %u of:\n%.*s", d->fault, (unsigned)(d->p - d->start),
                 (int)text.len, text.ptr);
    }
    assert_int_equal(text.ptr[text.len - 1], '\n');
}

static void read_problem(document *d, sp_format format, const sp_facts *facts,
                         const sp_site *site, const char *base,
                         apr_pool_t *pool)
{
    sp_page_request request = { .facts = facts,
                                .site = site,
                                .language = &sp_languages[0],
                                .theme = built_in_theme(),
                                .format = { .format = format },
                                .problem_base = sp_span_of(base) };

    read_request(d, &request, pool);
}

static bool is_prose(const char *path)
{
    return strcmp(path, "detail") == 0 || strcmp(path, "owner_note") == 0
           || strncmp(path, "advice[", 7) == 0;
}

/* All members but those whose words are the catalog's. */
static const char *facts_in(document *d, apr_pool_t *pool)
{
    document without = *d;

    without.count = 0;
    for (unsigned i = 0; i < d->count; i++) {
        if (!is_prose(d->members[i].path)) {
            without.members[without.count++] = d->members[i];
        }
    }
    return flat(&without, true, pool);
}

typedef struct member_row {
    const char *name;
    int code;
    bool known;
    const char *base;
    const char *wanted;
} member_row;

#define VERSIONS                                                               \
    "alternatives[0].url t ./a.de\nalternatives[0].name t a.de\n"              \
    "alternatives[0].type t text/html\nalternatives[0].language t de\n"        \
    "alternatives[1].url t ./a.txt\nalternatives[1].name t a.txt\n"            \
    "suggestions[0].url t /docs/install\n"                                     \
    "suggestions[0].title t Installing\n"                                      \
    "suggestions[1].url t /%C3%BC?a=1&b\n"                                     \
    "suggestions[1].title t /\xc3\xbc?a=1&b\n"
/* of two_limits and the price */
#define LIMITS                                                                 \
    "rate_limits[0].policy t burst\nrate_limits[0].limit n 100\n"              \
    "rate_limits[0].window n 60\nrate_limits[0].remaining n 0\n"               \
    "rate_limits[0].reset n 30\nrate_limits[1].remaining n 7\n"                \
    "crawler_price t USD 0.01\n"
#define SMALL_PRINT                                                            \
    "reference t K7QM-3TXD\ntimestamp t 2026-11-22T07:09:30Z\n"                \
    "help t /people\nstatus_page t https://status.example/\n"                  \
    "sitemap t /sitemap.xml\nllms_txt t /llms.txt\n"                           \
    "api_description t https://api.example/openapi.json\n"
#define NAMED(name, category)                                                  \
    "error_name t " name "\nerror_category t " category "\n"
#define RETRY(truth) "retryable b " truth "\n"
#define OWNER(truth) "owner_action_required b " truth "\n"
#define TEMPORARY(truth) "temporary b " truth "\n"
#define BACKEND "source t backend\n"
#define WAIT "retry_after n 300\n"
#define RFC(number, section)                                                   \
    "documentation t https://www.rfc-editor.org/rfc/rfc" number                \
    "#section-" section "\n"

/* RFC 9457 3.1: type, title, detail and instance are texts, status is a
 * number; about:blank, the default, is left out.  The rest is ours. */
static const member_row member_rows[] = {
    { "nothing known of 404", 404, false, "",
      "title t Not Found\nstatus n 404\n" NAMED("not_found", "missing")
          RETRY("false") OWNER("false") RFC("9110", "15.5.5") },
    { "a type with a base, which is the documentation", 404, false,
      "https://example.com/p/",
      "type t https://example.com/p/404\ntitle t Not Found\nstatus n 404\n" NAMED(
          "not_found", "missing") RETRY("false")
          OWNER("false") "documentation t https://example.com/p/404\n" },
    { "a type of a code without a row", 455, false, "/p/",
      "type t /p/455\ntitle t Bad Request\nstatus n 455\n" NAMED(
          "bad_request", "client") "temporary b false\n" RETRY("false")
          OWNER("false") "documentation t /p/455\n" },
    /* RFC 9110 15: treated as 400, but 15.5.1 does not define it */
    { "a code without a row is in no RFC", 455, false, "",
      "title t Bad Request\nstatus n 455\n" NAMED(
          "bad_request", "client") "temporary b false\n" RETRY("false")
          OWNER("false") },
    { "a code outside", 999, false, "",
      "title t Request Denied\nstatus n 999\n" NAMED(
          "request_denied", "access_denied") RETRY("false") OWNER("false") },
    { "what is no error has no name", 202, false, "",
      "title t Accepted\nstatus n 202\ntemporary b true\n" },
    { "nobody but the owner mends a certificate", 526, false, "",
      "title t Invalid SSL Certificate\nstatus n 526\n" NAMED(
          "invalid_ssl_certificate", "ssl") RETRY("false") OWNER("true") },
    /* RFC 9110 10.2.3: how long to wait before a follow-up request */
    { "unless there is a time to wait", 526, true, "",
      "title t Invalid SSL Certificate\nstatus n 526\n"
      "instance t #K7QM-3TXD\n" NAMED("invalid_ssl_certificate", "ssl")
          BACKEND RETRY("true") WAIT OWNER("false")
              LIMITS VERSIONS SMALL_PRINT },
    { "all of 404", 404, true, "",
      "title t Not Found\nstatus n 404\ninstance t #K7QM-3TXD\n" NAMED(
          "not_found", "missing") BACKEND RETRY("true") WAIT OWNER("false")
          LIMITS VERSIONS SMALL_PRINT RFC("9110", "15.5.5") },
    { "all of 405", 405, true, "",
      "title t Method Not Allowed\nstatus n 405\ninstance t #K7QM-3TXD\n" NAMED(
          "method_not_allowed", "client") BACKEND TEMPORARY("false")
          RETRY("false")
              OWNER("false") "allow[0] t GET\nallow[1] t HEAD\n" LIMITS VERSIONS
                  SMALL_PRINT RFC("9110", "15.5.6") },
    /* RFC 9110 15.5.14: Retry-After indicates that it is temporary */
    { "all of 413", 413, true, "",
      "title t Content Too Large\nstatus n 413\ninstance t #K7QM-3TXD\n" NAMED(
          "content_too_large", "size") BACKEND TEMPORARY("true") RETRY("true")
          WAIT OWNER(
              "false") "limit_bytes n 20971520\nreceived_bytes n 50331648\n" LIMITS
              VERSIONS SMALL_PRINT RFC("9110", "15.5.14") },
    { "all of 415", 415, true, "",
      "title t Unsupported Media Type\nstatus n 415\ninstance t #K7QM-3TXD\n" NAMED(
          "unsupported_media_type", "client") BACKEND TEMPORARY("false")
          RETRY("false") OWNER(
              "false") "accepted_types[0] t image/png\naccepted_types[1] t image/gif\n" LIMITS
              VERSIONS SMALL_PRINT RFC("9110", "15.5.16") },
    { "all of 503", 503, true, "",
      "title t Service Unavailable\nstatus n 503\ninstance t #K7QM-3TXD\n" NAMED(
          "service_unavailable", "unavailable") BACKEND TEMPORARY("true")
          RETRY("true") WAIT OWNER("false")
              LIMITS VERSIONS SMALL_PRINT RFC("9110", "15.6.4") },
    { "all of 505", 505, true, "",
      "title t HTTP Version Not Supported\nstatus n 505\ninstance t #K7QM-3TXD\n" NAMED(
          "http_version_not_supported", "unsupported")
          BACKEND TEMPORARY("false") RETRY("false") OWNER(
              "false") "protocols[0] t HTTP/1.1\nprotocols[1] t HTTP/2\n" LIMITS
              VERSIONS SMALL_PRINT RFC("9110", "15.6.6") },
};

/* checks/schema.sh validates what is left in this folder. */
static void keep(const document *d, bool xml)
{
    static unsigned count; /* a number for each file */
    const char *folder = getenv("SP_DOCUMENTS");
    char path[256];
    FILE *file;

    if (folder) {
        snprintf(path, sizeof(path), "%s/unit-%u.%s", folder, count++,
                 xml ? "xml" : "json");
        file = fopen(path, "w");
        assert_non_null(file);
        fwrite(d->start, 1, (size_t)(d->end - d->start), file);
        assert_int_equal(fclose(file), 0);
    }
}

static void has_members(void **state)
{
    const member_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_facts facts = row->known ? all_facts(row->code) : no_facts(row->code);
    document d;

    read_problem(&d, JSON, &facts, row->known ? &full_site : &no_site,
                 row->base, pool);
    keep(&d, false);
    assert_string_equal(facts_in(&d, pool), row->wanted);
    document_free(&d);
    apr_pool_destroy(pool);
}

/* ---- every status ----------------------------------------------------- */

/* RFC 9457 3.2: names of extension members begin with a letter, have letters,
 * digits and _, and are three characters or more. */
static void check_names(const document *d)
{
    for (unsigned i = 0; i < d->count; i++) {
        const char *name = d->members[i].path;
        size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789");

        assert_true(name[0] >= 'a' && name[0] <= 'z');
        assert_true(n >= 3);
        assert_true(name[n] == '\0' || name[n] == '[');
    }
}

/* Nothing stands in one that the other does not say. */
static void is_the_same_in_both(void **state)
{
    const status_row *row = *state;
    apr_pool_t *pool = new_pool();
    const sp_facts both[] = { all_facts(row->status->code),
                              no_facts(row->status->code) };

    for (int i = 0; i < 2; i++) {
        const sp_site *site = i ? &no_site : &full_site;
        document json;
        document xml;

        read_problem(&json, JSON, &both[i], site, "/p/", pool);
        read_problem(&xml, XML, &both[i], site, "/p/", pool);
        keep(&json, false);
        keep(&xml, true);
        check_names(&json);
        assert_string_equal(flat(&json, false, pool), flat(&xml, false, pool));
        assert_string_equal(document_find(&xml, "@xmlns")->text,
                            "urn:ietf:rfc:7807");
        assert_string_equal(document_find(&xml, "@xml:lang")->text, "en");
        assert_int_equal(document_find(&json, "status")->type, 'n');
        assert_int_equal(document_find(&json, "title")->type, 't');
        assert_int_equal(document_find(&json, "detail")->type, 't');
        assert_string_equal(document_find(&json, "title")->text,
                            apr_pstrmemdup(pool, row->status->phrase.ptr,
                                           row->status->phrase.len));
        document_free(&json);
        document_free(&xml);
    }
    apr_pool_destroy(pool);
}

/* ---- every language --------------------------------------------------- */

/* Whatever the visitor reads: to the byte. */
static void programs_need_no_language(void **state)
{
    const language_row *row = *state;
    size_t count;
    const sp_status *all = sp_status_all(&count);

    for (size_t i = 0; i < count; i++) {
        apr_pool_t *pool = new_pool();
        sp_facts facts = all_facts(all[i].code);
        sp_page_request request = { .facts = &facts,
                                    .site = &full_site,
                                    .language = &sp_languages[0],
                                    .theme = built_in_theme(),
                                    .format = { .format = JSON } };
        document english;
        document json;
        document xml;

        read_request(&english, &request, pool);
        request.language = row->language;
        read_request(&json, &request, pool);
        request.format.format = XML;
        read_request(&xml, &request, pool);
        assert_string_equal(flat(&json, true, pool),
                            flat(&english, true, pool));
        assert_string_equal(flat(&json, false, pool), flat(&xml, false, pool));
        assert_string_equal(document_find(&xml, "@xml:lang")->text, "en");
        document_free(&english);
        document_free(&json);
        document_free(&xml);
        apr_pool_destroy(pool);
    }
}

/* ---- the words -------------------------------------------------------- */

/* The lines from `*p` up to an empty one, as one line; "- " begins a new
 * piece of advice. */
static const char *paragraph(const char **p, apr_pool_t *pool)
{
    const char *end = strstr(*p, "\n\n");
    char *text =
        apr_pstrmemdup(pool, *p, end ? (size_t)(end - *p) : strlen(*p));

    for (char *c = text; *c; c++) {
        if (*c == '\n' && strncmp(c + 1, "- ", 2) != 0) {
            *c = ' ';
        }
    }
    *p = end ? end + 2 : *p + strlen(*p);
    return text;
}

/* R44: the words are those of text for a program. */
static void says_what_the_text_says(void **state)
{
    const status_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_facts facts = all_facts(row->status->code);
    const char *page;
    const char *advice;
    const char *bullet;
    char path[32];
    document d;

    facts.alternative_count = 0;
    facts.suggestion_count = 0;
    page = page_of(&facts, &no_site,
                   (sp_format_choice){ .format = TEXT, .program = true }, pool);
    read_problem(&d, JSON, &facts, &no_site, "", pool);
    paragraph(&page, pool); /* code and phrase */
    assert_string_equal(paragraph(&page, pool),
                        document_find(&d, "detail")->text);
    advice = paragraph(&page, pool);
    bullet = strstr(advice, "\n- ");
    for (int i = 0; i < SP_STEPS_MAX; i++) {
        const document_member *member;
        size_t n = bullet ? strcspn(bullet + 3, "\n") : 0;

        snprintf(path, sizeof(path), "advice[%d]", i);
        member = document_find(&d, path);
        assert_int_equal(member != NULL, bullet != NULL);
        if (member) {
            assert_int_equal(strlen(member->text), n);
            assert_memory_equal(member->text, bullet + 3, n);
            bullet = bullet[3 + n] ? bullet + 3 + n : NULL;
        }
    }
    document_free(&d);
    apr_pool_destroy(pool);
}

/* An administrator may take the sentence away; nothing is left of it, not
 * even a space. */
typedef struct away_row {
    const char *name;
    int code;
    const char *realm;
    const char *wanted; /* NULL: no detail */
} away_row;

static const away_row away_rows[] = {
    { "nothing is left", 401, "", NULL },
    { "a fact is left", 401, "Staff", "The realm is Staff." },
};

static void is_taken_away(void **state)
{
    static const sp_text_override none = { .first = 400,
                                           .last = 499,
                                           .language = SP_LANGUAGE_NONE,
                                           .field = SP_FIELD_DETAIL };
    static const sp_text_overrides texts = { .rows = &none, .count = 1 };
    const away_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(row->code);
    sp_page_request request = { .facts = &facts,
                                .site = &no_site,
                                .language = &sp_languages[0],
                                .theme = built_in_theme(),
                                .texts = &texts,
                                .format = { .format = JSON } };
    const document_member *detail;
    document d;

    facts.realm = sp_span_of(row->realm);
    read_request(&d, &request, pool);
    detail = document_find(&d, "detail");
    assert_int_equal(detail != NULL, row->wanted != NULL);
    if (detail) {
        assert_string_equal(detail->text, row->wanted);
    }
    document_free(&d);
    apr_pool_destroy(pool);
}

/* ---- lists ------------------------------------------------------------ */

typedef struct list_row {
    const char *name;
    const char *field;
    const char *wanted;
} list_row;

/* RFC 9110 5.6.1: white space around commas is none of an element, empty
 * elements are none. */
static const list_row list_rows[] = {
    { "one method", "GET", "allow[0] t GET\n" },
    { "two methods", "GET, HEAD", "allow[0] t GET\nallow[1] t HEAD\n" },
    { "without a blank", "GET,HEAD", "allow[0] t GET\nallow[1] t HEAD\n" },
    { "with many", "GET,   HEAD", "allow[0] t GET\nallow[1] t HEAD\n" },
    { "a comma at the end", "GET,", "allow[0] t GET\n" },
    { "two commas", "GET,,HEAD", "allow[0] t GET\nallow[1] t HEAD\n" },
    { "a blank between two commas", "GET, ,HEAD",
      "allow[0] t GET\nallow[1] t HEAD\n" },
    { "a blank before a comma", "GET ,HEAD",
      "allow[0] t GET\nallow[1] t HEAD\n" },
    { "a comma at the start", ", GET", "allow[0] t GET\n" },
    { "a blank at the end", "GET ", "allow[0] t GET\n" },
    { "nothing", "", "" },
    { "nothing but a comma", ",", "" },
};

static void is_a_list(void **state)
{
    const list_row *row = *state;
    static const char before[] =
        "title t Method Not Allowed\nstatus n 405\n" NAMED(
            "method_not_allowed", "client") "temporary b false\n" RETRY("false")
            OWNER("false");
    static const char after[] = RFC("9110", "15.5.6");

    for (int format = JSON; format <= XML; format++) {
        apr_pool_t *pool = new_pool();
        sp_facts facts = no_facts(405);
        document d;

        facts.methods = sp_span_of(row->field);
        read_problem(&d, (sp_format)format, &facts, &no_site, "", pool);
        if (format == JSON) {
            assert_string_equal(
                facts_in(&d, pool),
                apr_pstrcat(pool, before, row->wanted, after, NULL));
        }
        else {
            assert_int_equal(document_find(&d, "allow[0]") != NULL,
                             *row->wanted != '\0');
        }
        document_free(&d);
        apr_pool_destroy(pool);
    }
}

/* ---- values come through as they are ---------------------------------- */

typedef struct value_row {
    const char *name;
    const char *value;
} value_row;

static const value_row value_rows[] = {
    { "quotes and backslashes", "\"\\\"'\\n\\u0041" },
    { "markup", "</reference><x a='b'>&lt;&#60;" },
    { "what ends a section", "]]>" },
    { "a script", "</script><script>" },
    { "blanks at both ends", "  a  b  " },
    { "line separators", "a\xe2\x80\xa8\xe2\x80\xa9z" },
    { "two to four bytes", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80" },
    { "the last character of XML", "\xef\xbf\xbd\xf4\x8f\xbf\xbd" },
};

static void comes_through(void **state)
{
    const value_row *row = *state;

    for (int format = JSON; format <= XML; format++) {
        apr_pool_t *pool = new_pool();
        sp_facts facts = no_facts(401);
        sp_site site = no_site;
        document d;

        facts.reference = facts.realm = sp_span_of(row->value);
        site.contact = sp_span_of(row->value);
        read_problem(&d, (sp_format)format, &facts, &site, "", pool);
        assert_string_equal(document_find(&d, "reference")->text, row->value);
        assert_string_equal(document_find(&d, "help")->text, row->value);
        assert_non_null(strstr(document_find(&d, "detail")->text, row->value));
        document_free(&d);
        apr_pool_destroy(pool);
    }
}

typedef struct number_row {
    const char *name;
    int64_t number;
    const char *wanted; /* NULL: no member */
} number_row;

static const number_row number_rows[] = {
    { "a size that is not known", -1, NULL },
    { "nothing at all", 0, "0" },
    { "one byte", 1, "1" },
    { "beyond 32 bits", INT64_C(4294967296), "4294967296" },
    { "the greatest", INT64_MAX, "9223372036854775807" },
};

static void is_a_number(void **state)
{
    const number_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(413);
    const document_member *member;
    document d;

    facts.limit_bytes = row->number;
    read_problem(&d, JSON, &facts, &no_site, "", pool);
    member = document_find(&d, "limit_bytes");
    assert_int_equal(member != NULL, row->wanted != NULL);
    if (member) {
        assert_string_equal(member->text, row->wanted);
        assert_int_equal(member->type, 'n');
    }
    assert_null(document_find(&d, "received_bytes"));
    document_free(&d);
    apr_pool_destroy(pool);
}

/* ---- a version of which nothing is known --------------------------------- */

static void an_empty_version_is_an_object(void **state)
{
    static const sp_alternative nothing[2] = { { .url = { NULL, 0 } } };
    sp_facts facts = all_facts(406);

    (void)state;
    facts.alternatives = nothing;
    for (int format = JSON; format <= XML; format++) {
        apr_pool_t *pool = new_pool();
        document d;

        read_problem(&d, (sp_format)format, &facts, &full_site, "", pool);
        assert_non_null(document_find(&d, "reference"));
        document_free(&d);
        apr_pool_destroy(pool);
    }
}

/* ---- room --------------------------------------------------------------- */

/* Whatever the capacity, the length is said, and no byte stands past it; what
 * fits is the whole. */
static void no_capacity_is_exceeded(void **state)
{
    enum { SIZE = 4096 };
    sp_facts facts = all_facts(413);
    sp_site site = full_site;
    apr_pool_t *pool = new_pool();

    (void)state;
    facts.reference = SP_SPAN("<\"&'>\xe2\x80\xa8\x01");
    site.contact = facts.reference;
    for (int format = JSON; format <= XML; format++) {
        char whole[SIZE];
        char out[SIZE];
        sp_page page;
        sp_page_request request = { .facts = &facts,
                                    .site = &site,
                                    .language = &sp_languages[0],
                                    .theme = built_in_theme(),
                                    .format = { .format = (sp_format)format } };
        size_t length;

        sp_page_prepare(&page, &request);
        length = sp_problem_write(&page, whole, SIZE);
        assert_true(length > 1000 && length < SIZE);
        for (size_t capacity = 0; capacity <= length; capacity++) {
            memset(out, '\x7e', SIZE);
            assert_int_equal(sp_problem_write(&page, out, capacity), length);
            for (size_t i = capacity; i < SIZE; i++) {
                assert_true(out[i] == '\x7e');
            }
        }
        assert_memory_equal(out, whole, length);
    }
    apr_pool_destroy(pool);
}

/* ---- a closed site and a used-up quota ----------------------------------- */

/* 503 alone does not say whether the server is busy or closed. */
static void a_closed_site_opens_again(void **state)
{
    const sp_announcement announcement = { 1795331370, SP_SPAN("Closed.") };
    sp_facts facts = no_facts(503);
    apr_pool_t *pool = new_pool();
    document d;

    (void)state;
    facts.maintenance = &announcement;
    read_problem(&d, JSON, &facts, &no_site, "", pool);
    keep(&d, false);
    assert_string_equal(document_find(&d, "error_category")->text,
                        "maintenance");
    assert_string_equal(document_find(&d, "retryable")->text, "true");
    assert_string_equal(document_find(&d, "owner_action_required")->text,
                        "false");
    document_free(&d);
    apr_pool_destroy(pool);
}

/* The type of the RateLimit draft -11, section 5.1, which has it for 429. */
typedef struct type_row {
    const char *name;
    int code;
    bool quota_exceeded;
    const char *base;
    const char *wanted; /* NULL: about:blank */
} type_row;

#define QUOTA "https://iana.org/assignments/http-problem-types#quota-exceeded"

static const type_row type_rows[] = {
    { "a quota that is used up", 429, true, "", QUOTA },
    { "is nearer than a base", 429, true, "/p/", QUOTA },
    { "429 alone may be anything", 429, false, "", NULL },
    { "and has the base", 429, false, "/p/", "/p/429" },
    { "another error is no matter of quota", 404, true, "", NULL },
    { "a busy server is none either", 503, true, "", NULL },
};

static void has_type(void **state)
{
    const type_row *row = *state;
    sp_facts facts = no_facts(row->code);
    apr_pool_t *pool = new_pool();
    const document_member *type;
    document d;

    facts.quota_exceeded = row->quota_exceeded;
    read_problem(&d, JSON, &facts, &no_site, row->base, pool);
    keep(&d, false);
    type = document_find(&d, "type");
    assert_string_equal(type ? type->text : "-",
                        row->wanted ? row->wanted : "-");
    document_free(&d);
    apr_pool_destroy(pool);
}

/* ---- names that are taken ----------------------------------------------- */

/* A name of the administrator's own may be none that a document has. */
static void each_name_is_taken(void **state)
{
    const status_row *row = *state;
    const sp_announcement announcement = { 1795331370, SP_SPAN("Closed."),
                                           SP_SPAN("https://a.example/"),
                                           SP_SPAN("Why") };
    sp_facts facts = all_facts(row->status->code);
    apr_pool_t *pool = new_pool();
    document d;

    facts.maintenance = &announcement;
    read_problem(&d, JSON, &facts, &full_site, "https://p.example/", pool);
    assert_non_null(document_find(&d, "message"));
    assert_non_null(document_find(&d, "until"));
    assert_non_null(document_find(&d, "notice.link"));
    for (unsigned i = 0; i < d.count; i++) {
        const char *path = d.members[i].path;

        if (!sp_problem_has_member(
                apr_pstrmemdup(pool, path, strcspn(path, "[.")))) {
            fail_msg("\"%s\" is not taken", path);
        }
    }
    assert_false(sp_problem_has_member("visitor"));
    assert_false(sp_problem_has_member(""));
    document_free(&d);
    apr_pool_destroy(pool);
}

int main(void)
{
    static status_row statuses[3][STATUSES_MAX];
    static language_row languages[SP_LANGUAGES_MAX];
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, reader_rows, is_read);
    ADD_TEST(list, no_capacity_is_exceeded);
    ADD_TEST(list, an_empty_version_is_an_object);
    ADD_TEST(list, a_closed_site_opens_again);
    ADD_ROWS(list, type_rows, has_type);
    ADD_ROWS(list, member_rows, has_members);
    add_statuses(list, statuses[0], "is the same in both", any_status,
                 is_the_same_in_both);
    add_languages(list, languages, "leaves programs alone",
                  programs_need_no_language);
    add_statuses(list, statuses[1], "says what the text says", any_status,
                 says_what_the_text_says);
    ADD_ROWS(list, away_rows, is_taken_away);
    ADD_ROWS(list, list_rows, is_a_list);
    ADD_ROWS(list, value_rows, comes_through);
    ADD_ROWS(list, number_rows, is_a_number);
    add_statuses(list, statuses[2], "has only names that are taken", any_status,
                 each_name_is_taken);
    return run_list("problem", list);
}
