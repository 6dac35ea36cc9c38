/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/escape.h. */
#include "rows.h"

#include "core/escape.h"
#include "core/utf8.h"

#include <apr_strings.h>

#include <stdio.h>

typedef size_t escaper(sp_span text, char *out);

typedef struct escape_row {
    const char *name;
    escaper *escape;
    const char *text;
    const char *wanted;
} escape_row;

static const escape_row escape_rows[] = {
    { "html: nothing", sp_escape_html, "", "" },
    { "html: plain text", sp_escape_html, "plain text", "plain text" },
    { "html: the five", sp_escape_html, "&<>\"'", "&amp;&lt;&gt;&quot;&#39;" },
    { "html: their neighbours stay", sp_escape_html, "%(!#=?;:,$",
      "%(!#=?;:,$" },
    { "html: an entity is text", sp_escape_html, "&lt;", "&amp;lt;" },
    { "html: other languages stay", sp_escape_html, "\xc3\xa9\xe2\x82\xac",
      "\xc3\xa9\xe2\x82\xac" },
    { "html: two on end", sp_escape_html, "0123456789abcde<>",
      "0123456789abcde&lt;&gt;" },
    { "html: after many that stay", sp_escape_html,
      "0123456789abcdef0123456789abcdef'",
      "0123456789abcdef0123456789abcdef&#39;" },
    { "xml: the five", sp_escape_xml, "&<>\"'", "&amp;&lt;&gt;&quot;&#39;" },
    { "xml: white space of an attribute", sp_escape_xml, "a\tb\nc\rd",
      "a&#9;b&#10;c&#13;d" },
    { "xml: a forbidden control", sp_escape_xml,
      "a\x01"
      "b",
      "a\xef\xbf\xbd"
      "b" },
    { "json: quote and backslash", sp_escape_json, "\"\\", "\\\"\\\\" },
    { "json: short forms", sp_escape_json, "\b\t\n\f\r", "\\b\\t\\n\\f\\r" },
    { "json: controls", sp_escape_json, "\x01\x1f\x7f",
      "\\u0001\\u001f\\u007f" },
    { "json: what html could see", sp_escape_json, "</script>&",
      "\\u003c/script\\u003e\\u0026" },
    { "json: line separators", sp_escape_json,
      "a\xe2\x80\xa8"
      "b\xe2\x80\xa9"
      "c",
      "a\\u2028b\\u2029c" },
    { "json: nothing but line separators", sp_escape_json,
      "\xe2\x80\xa9\xe2\x80\xa8", "\\u2029\\u2028" },
    { "json: a line separator at the end", sp_escape_json, "a\xe2\x80\xa8",
      "a\\u2028" },
    { "json: their neighbours stay", sp_escape_json,
      "\xe2\x80\xa7\xe2\x80\xaa\xe2\x82\xac",
      "\xe2\x80\xa7\xe2\x80\xaa\xe2\x82\xac" },
    { "json: a cut separator stays", sp_escape_json, "\xe2\x80", "\xe2\x80" },
    { "markdown: what begins markup", sp_escape_markdown, "a*_`[]()#!|~\\",
      "a\\*\\_\\`\\[\\]\\(\\)\\#\\!\\|\\~\\\\" },
    { "markdown: entities and tags", sp_escape_markdown, "a<b>&amp;",
      "a&lt;b&gt;&amp;amp;" },
    { "markdown: a line end is a space", sp_escape_markdown, "a\r\nb", "a  b" },
    { "markdown: a list at the start", sp_escape_markdown, "- a - b",
      "\\- a - b" },
    { "markdown: a plus at the start", sp_escape_markdown, "+1", "\\+1" },
    { "markdown: a heading's line", sp_escape_markdown, "===", "\\===" },
    { "markdown: a number at the start", sp_escape_markdown, "12. a 3.",
      "12\\. a 3." },
    { "markdown: a number with a parenthesis", sp_escape_markdown, "1) a",
      "1\\) a" },
    { "markdown: a number alone", sp_escape_markdown, "404", "404" },
    { "markdown: code by its indent", sp_escape_markdown, "    a",
      "&#32;   a" },
    { "markdown: a quotation at the start", sp_escape_markdown, "> a",
      "&gt; a" },
};

static void escapes(void **state)
{
    const escape_row *row = *state;
    sp_span text = sp_span_of(row->text);
    char out[256];
    size_t n = row->escape(text, NULL);

    assert_true(n < sizeof(out));
    memset(out, '\x7e', sizeof(out));
    assert_int_equal(row->escape(text, out), n);
    assert_int_equal(out[n], '\x7e');
    assert_span((sp_span){ out, n }, row->wanted);
}

/* ---- html, at every offset ------------------------------------------------*/

static void html_at_every_place(void **state)
{
    static const char special[] = "&<>\"'";
    char text[70];
    char out[80];

    (void)state;
    for (size_t len = 1; len <= sizeof(text); len++) {
        for (size_t i = 0; i < len * (sizeof(special) - 1); i++) {
            size_t at = i % len;
            char entity[8];
            size_t n =
                sp_escape_html((sp_span){ &special[i / len], 1 }, entity);

            memset(text, 'x', len);
            text[at] = special[i / len];
            assert_int_equal(sp_escape_html((sp_span){ text, len }, out),
                             len + n - 1);
            assert_memory_equal(out + at, entity, n);
            assert_true(at == 0 || out[at - 1] == 'x');
            assert_true(at + 1 == len || out[at + n] == 'x');
        }
    }
}

/* RFC 8259 7: a control has its short form, or its number in four digits. */
static void every_control_in_json(void **state)
{
    (void)state;
    for (int c = 0; c < 0x20; c++) {
        static const char shorts[] = "\b\t\n\f\r";
        static const char names[] = "btnfr";
        const char *short_form = c ? strchr(shorts, c) : NULL;
        char byte = (char)c;
        char wanted[8];
        char out[8];
        size_t n = sp_escape_json((sp_span){ &byte, 1 }, out);

        if (short_form) {
            snprintf(wanted, sizeof(wanted), "\\%c",
                     names[short_form - shorts]);
        }
        else {
            snprintf(wanted, sizeof(wanted), "\\u%04x", (unsigned)c);
        }
        assert_span((sp_span){ out, n }, wanted);
    }
}

/* What stands behind the text is not a part of it. */
static void json_ends_where_its_text_ends(void **state)
{
    char out[8];

    (void)state;
    assert_int_equal(sp_escape_json((sp_span){ "\xe2\x80\xa8", 2 }, out), 2);
    assert_memory_equal(out, "\xe2\x80", 2);
}

/* Each byte alone: html and xml leave nothing that ends text or a quoted
 * attribute, json nothing that ends a string. */
static void every_byte(void **state)
{
    (void)state;
    for (int c = 0; c < 256; c++) {
        char byte = (char)c;
        char out[8];
        size_t n = sp_escape_html((sp_span){ &byte, 1 }, out);

        assert_true(n > 1 || !c || !strchr("&<>\"'", c));
        n = sp_escape_xml((sp_span){ &byte, 1 }, out);
        assert_true(n > 1 || (c >= 0x20 && !strchr("&<>\"'", c)));
        n = sp_escape_json((sp_span){ &byte, 1 }, out);
        assert_true(n > 1 || (c >= 0x20 && !strchr("\"\\<>&", c)));
    }
}

static void nothing_at_all(void **state)
{
    const sp_span none = { NULL, 0 };
    char out[1];

    (void)state;
    assert_int_equal(sp_escape_html(none, out), 0);
    assert_int_equal(sp_escape_xml(none, out), 0);
    assert_int_equal(sp_escape_json(none, out), 0);
    assert_int_equal(sp_escape_markdown(none, out), 0);
    assert_int_equal(sp_escape_clean(none, 10, NULL).len, 0);
}

/* ---- cleaning -------------------------------------------------------------*/

typedef struct clean_row {
    const char *name;
    const char *text;
    size_t max;
    const char *wanted; /* NULL: the input itself */
} clean_row;

#define U_FFFD "\xef\xbf\xbd"
#define ELLIPSIS "\xe2\x80\xa6"

static const clean_row clean_rows[] = {
    { "nothing", "", 10, NULL },
    { "clean text is not copied", "clean", 10, NULL },
    { "clean letters are not copied", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80",
      10, NULL },
    { "a replacement character is clean", U_FFFD, 10, NULL },
    { "one less than the most", "abc", 4, NULL },
    { "the most", "abcd", 4, NULL },
    { "one more than the most", "abcde", 4, "abc" ELLIPSIS },
    { "characters count, not bytes", "\xc3\xa9\xc3\xa9\xc3\xa9", 2,
      "\xc3\xa9" ELLIPSIS },
    { "one character", "ab", 1, ELLIPSIS },
    { "no character", "ab", 0, "" },
    { "what is dropped does not count",
      "a\x01"
      "b\x02"
      "c\x03",
      3, "abc" },
    { "line ends and tabs", "a\tb\r\nc", 10, "abc" },
    { "delete", "a\x7f", 10, "a" },
    { "C1 controls", "a\xc2\x80\xc2\x9f\xc2\xa0", 10, "a\xc2\xa0" },
    { "direction: embeddings and overrides",
      "a\xe2\x80\xaa\xe2\x80\xab\xe2\x80\xac\xe2\x80\xad\xe2\x80\xae"
      "b",
      10, "ab" },
    { "direction: isolates",
      "a\xe2\x81\xa6\xe2\x81\xa7\xe2\x81\xa8\xe2\x81\xa9"
      "b",
      10, "ab" },
    { "direction: marks",
      "a\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c"
      "b",
      10, "ab" },
    { "joiners stay", "a\xe2\x80\x8c\xe2\x80\x8d", 10, NULL },
    { "line separators",
      "a\xe2\x80\xa8\xe2\x80\xa9"
      "b",
      10, "ab" },
    { "byte order mark",
      "\xef\xbb\xbf"
      "a",
      10, "a" },
    { "non-characters",
      "\xef\xb7\x90\xef\xbf\xbe\xef\xbf\xbf\xf4\x8f\xbf\xbf"
      "a",
      10, "a" },
    { "tags",
      "\xf3\xa0\x81\x81"
      "a",
      10, "a" },
    { "a lone continuation",
      "a\x80"
      "b",
      10, "a" U_FFFD "b" },
    { "a cut character", "a\xe2\x82", 10, "a" U_FFFD U_FFFD },
    { "an overlong form", "\xc0\xaf", 10, U_FFFD U_FFFD },
    { "an overlong form of three", "\xe0\x80\xaf", 10, U_FFFD U_FFFD U_FFFD },
    { "a surrogate", "\xed\xa0\x80", 10, U_FFFD U_FFFD U_FFFD },
    { "above the last code point", "\xf4\x90\x80\x80", 10,
      U_FFFD U_FFFD U_FFFD U_FFFD },
    { "no byte of UTF-8", "\xff\xfe", 10, U_FFFD U_FFFD },
    { "cut after what grew", "\xff\xff\xff\xff", 2, U_FFFD ELLIPSIS },
};

static void cleans(void **state)
{
    const clean_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_span text = sp_span_of(row->text);
    sp_span got = sp_escape_clean(text, row->max, pool);

    assert_span(got, row->wanted ? row->wanted : row->text);
    assert_int_equal(got.ptr == text.ptr, row->wanted == NULL);
    assert_int_equal(sp_utf8_valid(got), got.len);
    apr_pool_destroy(pool);
}

static void a_nul_byte_is_dropped(void **state)
{
    static const char text[] = "a\0b";
    apr_pool_t *pool = new_pool();

    (void)state;
    assert_span(sp_escape_clean((sp_span){ text, 3 }, 10, pool), "ab");
    apr_pool_destroy(pool);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, escape_rows, escapes);
    ADD_TEST(list, html_at_every_place);
    ADD_TEST(list, json_ends_where_its_text_ends);
    ADD_TEST(list, every_control_in_json);
    ADD_TEST(list, every_byte);
    ADD_TEST(list, nothing_at_all);
    ADD_ROWS(list, clean_rows, cleans);
    ADD_TEST(list, a_nul_byte_is_dropped);
    return run_list("escape", list);
}
