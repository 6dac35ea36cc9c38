/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes are those of the software itself (bare/captured.http, made by
 * capture.py) and pages of applications (bare/pages.gz, made by collect.py). */
#include "rows.h"

#include "core/bare_body.h"
#include "core/status.h"

#include <stdio.h>
#include <zlib.h>

/* ---- the table itself ---------------------------------------------------- */

#define CODE "\1"
#define NAME "\2"
#define DIGITS "\3"
#define METHOD "\4"
#define VERSION "\5"
#define PATH "\6"
#define TEXT "\7"

#define HTML "text/html"
#define PLAIN "text/plain"
#define UNTYPED ""

enum { ANY = 0, FIRST_GAP = 3, LAST_GAP = 7 };

typedef struct table_row {
    const char *software;
    int status;
    const char *type;
    sp_span text;
    bool captured;
} table_row;

#define BYTES(literal)                                                         \
    {                                                                          \
        "" literal, sizeof(literal) - 1                                        \
    }
static const table_row table[] = {
#define CAPTURED(software, status, type, text)                                 \
    { software, status, type, BYTES(text), true },
#define PUBLISHED(software, status, type, text)                                \
    { software, status, type, BYTES(text), false },
#include "core/bare_body.def"
};

static const int phrase_statuses[] = {
#define PHRASE(status, phrase) status,
#include "core/bare_body.def"
};

static size_t longest_name(void)
{
    size_t count = 0;
    size_t longest = 0;
    const sp_status *all = sp_status_all(&count);

    for (size_t i = 0; i < count; i++) {
        if (all[i].code >= 400 && all[i].phrase.len > longest) {
            longest = all[i].phrase.len;
        }
    }
    return longest;
}

static size_t most(char token)
{
    static const size_t gaps[] = { 10, 20, 64, 255, 255 };

    return token == *CODE                            ? 3
           : token == *NAME                          ? longest_name()
           : token >= FIRST_GAP && token <= LAST_GAP ? gaps[token - FIRST_GAP]
                                                     : 1;
}

static void none_is_longer(void **state)
{
    size_t longest_of_all = 0;

    (void)state;
    for (size_t i = 0; i < SP_COUNT(table); i++) {
        size_t longest = 0;

        for (size_t n = 0; n < table[i].text.len; n++) {
            longest += most(table[i].text.ptr[n]);
        }
        if (longest > longest_of_all) {
            longest_of_all = longest;
        }
    }
    assert_int_equal(SP_BARE_BODY_LONGEST, longest_of_all);
}

static bool is_html(const table_row *row)
{
    return strcmp(row->type, HTML) == 0;
}

static void rows_are_ordered_by_type_and_status(void **state)
{
    static const char *const types[] = { HTML, PLAIN, UNTYPED };
    int before = 0;

    (void)state;
    for (size_t i = 0; i < SP_COUNT(table); i++) {
        int now = table[i].status;

        for (int t = 0; strcmp(table[i].type, types[t]) != 0; t++) {
            now += 1000;
        }
        assert_true(before <= now);
        before = now;
    }
}

static void html_begins_with_13_bytes_that_stand_for_themselves(void **state)
{
    (void)state;
    for (size_t i = 0; i < SP_COUNT(table); i++) {
        if (is_html(&table[i])) {
            assert_true(strcspn(table[i].text.ptr, "\1\2\3\4\5\6\7") >= 13);
        }
    }
}

/* A gap takes all it may hold, so the byte behind it must be another. */
static void gaps_end(void **state)
{
    static const char *const never[] = { "<", " ", "<\"", "<]'\n", "<\n" };

    (void)state;
    for (size_t i = 0; i < SP_COUNT(table); i++) {
        const char *text = table[i].text.ptr;

        for (size_t n = 0; n < table[i].text.len; n++) {
            if (text[n] >= FIRST_GAP && text[n] <= LAST_GAP) {
                const char *ends = never[text[n] - FIRST_GAP];

                if (text[n + 1] && !strchr(ends, text[n + 1])
                    && !(text[n] == *METHOD && text[n + 1] == '\'')) {
                    fail_msg("%s: %d, then %c", table[i].software, text[n],
                             text[n + 1]);
                }
            }
        }
        /* what tells the status where the row does not */
        assert_true((table[i].status == ANY) == !!strchr(text, *NAME));
    }
}

static void there_are_places_for_all(void **state)
{
    static const char *const types[] = { HTML, PLAIN, UNTYPED };

    (void)state;
    for (int status = 400; status < 600; status++) {
        size_t names = 1;

        for (size_t i = 0; i < SP_COUNT(phrase_statuses); i++) {
            names += phrase_statuses[i] == status;
        }
        for (size_t t = 0; t < SP_COUNT(types); t++) {
            size_t places = 0;

            for (size_t i = 0; i < SP_COUNT(table); i++) {
                if (strcmp(table[i].type, types[t]) == 0) {
                    places += table[i].status == ANY      ? names
                              : table[i].status == status ? 1
                                                          : 0;
                }
            }
            assert_between(places, 0, SP_BARE_BODY_CANDIDATES);
        }
    }
}

/* The Content-Length of these texts in public logs of IIS and HTTP.sys. */
static void published_texts_are_as_long_as_they_were_seen(void **state)
{
    static const struct {
        const char *software;
        int status;
        size_t length;
    } seen[] = { { "iis", 401, 1293 },     { "iis", 403, 1233 },
                 { "iis", 404, 1245 },     { "iis", 500, 1208 },
                 { "http.sys", 404, 315 }, { "http.sys", 503, 326 } };
    size_t found = 0;

    (void)state;
    for (size_t i = 0; i < SP_COUNT(table); i++) {
        for (size_t s = 0; s < SP_COUNT(seen); s++) {
            if (strcmp(table[i].software, seen[s].software) == 0
                && table[i].status == seen[s].status) {
                assert_int_equal(table[i].text.len, seen[s].length);
                found++;
            }
        }
    }
    assert_int_equal(found, SP_COUNT(seen));
}

/* ---- bodies --------------------------------------------------------------*/

/* Parameters aside; -1: another type. */
static int type_of(const char *type)
{
    const size_t n = strcspn(type, "; ");

    return n == 0                               ? SP_BARE_UNTYPED
           : n == 9 && !memcmp(type, HTML, n)   ? SP_BARE_HTML
           : n == 10 && !memcmp(type, PLAIN, n) ? SP_BARE_PLAIN
                                                : -1;
}

/* In pieces of so many bytes. */
static const char *in_pieces(int status, const char *type, sp_span all,
                             size_t size)
{
    int kind = type_of(type);
    sp_bare_body body;
    bool may = kind >= 0;

    for (size_t at = 0; may && at < all.len; at += size) {
        size_t n = all.len - at < size ? all.len - at : size;
        sp_span piece = { all.ptr + at, n };

        may = at ? sp_bare_body_feed(&body, piece)
                 : sp_bare_body_begin(&body, status, (sp_bare_type)kind, piece)
                       && sp_bare_body_limit(&body, all.len);
    }
    return may && all.len ? sp_bare_body_end(&body) : NULL;
}

static const char *whole(int status, const char *type, sp_span all)
{
    return in_pieces(status, type, all, all.len);
}

typedef struct record {
    sp_span label;
    sp_span head; /* empty: only a body */
    sp_span body;
    int status;
    char type[64];
} record;

static sp_span slurp(const char *name)
{
    enum { BYTES_MAX = 4 << 20 };
    char *bytes = malloc(BYTES_MAX);
    gzFile file = gzopen(name, "rb"); /* reads plain files as well */
    int n = file && bytes ? gzread(file, bytes, BYTES_MAX) : -1;

    if (n <= 0 || n == BYTES_MAX) {
        fail_msg("%s cannot be read", name);
    }
    gzclose(file);
    return (sp_span){ bytes, (size_t)n };
}

static void read_head(record *one)
{
    static const char field[] = "content-type:";
    const char *end = one->head.ptr + one->head.len;

    one->status = atoi(one->head.ptr + 9);
    one->type[0] = '\0';
    for (const char *at = one->head.ptr; at < end - sizeof(field); at++) {
        if (strncasecmp(at, field, sizeof(field) - 1) == 0) {
            at += sizeof(field) - 1;
            snprintf(one->type, sizeof(one->type), "%.*s",
                     (int)strcspn(at + 1, "\r\n"), at + 1);
        }
    }
}

/* The next record of `left`, which gets shorter; false at its end. */
static bool next(sp_span *left, record *one, bool with_head)
{
    const char *line = left->ptr;
    const char *end = memchr(line, '\n', left->len);
    const char *bar;
    size_t n;

    if (!left->len) {
        return false;
    }
    assert_true(line[0] == '#' && end);
    for (bar = end; *bar != '|'; bar--) {
    }
    n = strtoul(bar + 1, NULL, 10);
    one->label = (sp_span){ line + 2, (size_t)(bar - line) - 3 };
    one->head = (sp_span){ end + 1, 0 };
    one->body = (sp_span){ end + 1, n };
    if (with_head) {
        const char *gap = strstr(end + 1, "\r\n\r\n");

        one->head.len = (size_t)(gap - end) + 3;
        one->body.ptr += one->head.len;
        one->body.len -= one->head.len;
        read_head(one);
    }
    n += (size_t)(end - line) + 2;
    left->ptr += n;
    left->len -= n;
    return true;
}

static bool is_own(const record *one)
{
    return strncmp(one->label.ptr, "own:", 4) == 0;
}

static void not_any(sp_span label, sp_span body)
{
    static const char *const types[] = { HTML, PLAIN, UNTYPED };

    for (int status = 400; status < 600; status++) {
        for (size_t t = 0; t < SP_COUNT(types); t++) {
            const char *hit = whole(status, types[t], body);

            if (hit) {
                fail_msg("%.*s as a %d is taken for %s", (int)label.len,
                         label.ptr, status, hit);
            }
        }
    }
}

/* Every row but the published ones has bytes of the real thing. */
static void captured_texts_are_known(void **state)
{
    sp_span file = slurp("tests/unit/bare/captured.http");
    bool hit[SP_COUNT(table)] = { false };
    sp_span left = file;
    record one;

    (void)state;
    while (next(&left, &one, true)) {
        const char *got;

        if (is_own(&one)) {
            continue;
        }
        got = whole(one.status, one.type, one.body);
        if (!got) {
            fail_msg("%.*s", (int)one.label.len, one.label.ptr);
        }
        for (size_t size = 1; size < one.body.len; size = size * 2 + 1) {
            assert_non_null(in_pieces(one.status, one.type, one.body, size));
        }
        for (size_t i = 0; i < SP_COUNT(table); i++) {
            hit[i] |=
                strcmp(table[i].software, got) == 0
                && (table[i].status == ANY || table[i].status == one.status);
        }
    }
    for (size_t i = 0; i < SP_COUNT(table); i++) {
        if (table[i].captured && !hit[i]) {
            fail_msg("nothing captured is %s %d", table[i].software,
                     table[i].status);
        }
    }
    free((char *)(uintptr_t)file.ptr);
}

static void differs(const record *one, sp_span body, const char *how)
{
    const char *hit = whole(one->status, one->type, body);

    if (hit) {
        fail_msg("%.*s, %s, is taken for %s", (int)one->label.len,
                 one->label.ptr, how, hit);
    }
}

static void near_misses_of(const record *one)
{
    static const char *const tails[] = { "\n",   " ",   "<",
                                         ".",    "x",   "<!-- and this -->",
                                         "\n\n", "\r\n" };
    static const char *const heads[] = { "\n", " ", "\xef\xbb\xbf",
                                         "<!-- and this -->" };
    size_t n = one->body.len;
    char *copy = malloc(n + 64);

    memcpy(copy, one->body.ptr, n);
    differs(one, (sp_span){ copy + 1, n - 1 }, "without its first byte");
    /* With http.Error() of Go a phrase has a line end, elsewhere none. */
    if (copy[n - 1] != '\n' || n > 40) {
        differs(one, (sp_span){ copy, n - 1 }, "without its last byte");
    }
    for (size_t i = 0; i < n; i++) {
        const char was = copy[i];

        copy[i] = '\1';
        differs(one, (sp_span){ copy, n }, "with a control character");
        copy[i] = was == '<' ? '>' : '<';
        differs(one, (sp_span){ copy, n }, "with other markup");
        copy[i] = '\xa9';
        differs(one, (sp_span){ copy, n }, "with a byte that is not ASCII");
        copy[i] = was;
    }
    for (size_t i = 0; i < SP_COUNT(tails); i++) {
        strcpy(copy + n, tails[i]);
        if (n > 40 || tails[i][0] != '\n' || tails[i][1]) {
            differs(one, (sp_span){ copy, n + strlen(tails[i]) }, tails[i]);
        }
    }
    for (size_t i = 0; i < SP_COUNT(heads); i++) {
        size_t more = strlen(heads[i]);

        memcpy(copy, heads[i], more);
        memcpy(copy + more, one->body.ptr, n);
        differs(one, (sp_span){ copy, n + more }, heads[i]);
    }
    free(copy);
}

static void with_another_status(const record *one)
{
    for (int status = 100; status < 1000; status++) {
        if (status != one->status && whole(status, one->type, one->body)) {
            fail_msg("%.*s as a %d", (int)one->label.len, one->label.ptr,
                     status);
        }
    }
}

static void nearly_the_same_is_something_else(void **state)
{
    sp_span file = slurp("tests/unit/bare/captured.http");
    sp_span left = file;
    record one;
    size_t seen = 0;

    (void)state;
    while (next(&left, &one, true)) {
        if (!is_own(&one)) {
            near_misses_of(&one);
            with_another_status(&one);
            seen++;
        }
    }
    assert_between(seen, 150, 1000);
    free((char *)(uintptr_t)file.ptr);
}

/* How many of a file are no built-in text; if `head`, only an application's. */
static size_t applications_of(const char *path, bool head)
{
    sp_span file = slurp(path);
    sp_span left = file;
    record one;
    size_t seen = 0;

    while (next(&left, &one, head)) {
        if (!head || is_own(&one)) {
            not_any(one.label, one.body);
            seen++;
        }
    }
    free((char *)(uintptr_t)file.ptr);
    return seen;
}

static void texts_of_applications_stay(void **state)
{
    (void)state;
    assert_between(applications_of("tests/unit/bare/captured.http", true), 25,
                   1000);
}

static void pages_of_applications_stay(void **state)
{
    (void)state;
    assert_between(applications_of("tests/unit/bare/pages.gz", false), 200,
                   5000);
}

/* What may stand in a gap, and how much of it. */
typedef struct gap_row {
    const char *name;
    const char *path;
    bool known;
} gap_row;

#define TEN "abcdefghij"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

static const gap_row gap_rows[] = {
    { "no more than the root", "/", true },
    { "escapes", "/%3Cb%3E?a=1&amp;b=%22", true },
    { "255 bytes behind the slash",
      "/" HUNDRED HUNDRED TEN TEN TEN TEN TEN "abcde", true },
    { "256 bytes", "/" HUNDRED HUNDRED TEN TEN TEN TEN TEN "abcdef", false },
    { "markup", "/<b>", false },
    { "a space", "/a b", false },
    { "a line end", "/a\n", false },
    { "a quotation mark", "/a\"b", false },
    { "no slash", "order", false },
};

static void looks_at_gap(void **state)
{
    const gap_row *row = *state;
    char body[600];
    int n = snprintf(body, sizeof(body),
                     "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
                     "<meta charset=\"utf-8\">\n<title>Error</title>\n</head>\n"
                     "<body>\n<pre>Cannot GET %s</pre>\n</body>\n</html>\n",
                     row->path);
    sp_span all = { body, (size_t)n };

    assert_true(!!whole(404, "text/html; charset=utf-8", all) == row->known);
}

/* With a length that it cannot have, a body need not be waited for. */
static void a_known_length_tells_early(void **state)
{
    static const struct {
        const char *start;
        const char *type;
        size_t length;
        bool may;
    } cases[] = {
        { "File not", HTML, 16, true },
        { "File not", HTML, 15, false },
        { "File not", HTML, 17, false },
        { "<html>\r\n<head><title>404 N", HTML, 146, true }, /* no version */
        { "<html>\r\n<head><title>404 N", HTML, 145, false },
        { "<html>\r\n<head><title>404 N", HTML, 555, true }, /* to Chrome */
        { "<html>\r\n<head><title>404 N", HTML, 900, false },
        { "Not", PLAIN, 9, true },
        { "Not", PLAIN, 10, true }, /* with a line end */
        { "Not", PLAIN, 11, false },
    };

    (void)state;
    for (size_t i = 0; i < SP_COUNT(cases); i++) {
        sp_bare_body body;

        assert_true(sp_bare_body_begin(&body, 404,
                                       (sp_bare_type)type_of(cases[i].type),
                                       sp_span_of(cases[i].start)));
        if (sp_bare_body_limit(&body, cases[i].length) != cases[i].may) {
            fail_msg("%s with %zu bytes", cases[i].start, cases[i].length);
        }
    }
}

static void a_nul_byte_is_no_end(void **state)
{
    static const char body[] = "File not found.\n\0 and more";

    (void)state;
    assert_null(whole(404, HTML, (sp_span){ body, 17 }));
    assert_null(whole(404, HTML, (sp_span){ body, sizeof(body) - 1 }));
    assert_non_null(whole(404, HTML, (sp_span){ body, 16 }));
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_TEST(list, none_is_longer);
    ADD_TEST(list, rows_are_ordered_by_type_and_status);
    ADD_TEST(list, html_begins_with_13_bytes_that_stand_for_themselves);
    ADD_TEST(list, gaps_end);
    ADD_TEST(list, there_are_places_for_all);
    ADD_TEST(list, published_texts_are_as_long_as_they_were_seen);
    ADD_TEST(list, captured_texts_are_known);
    ADD_TEST(list, nearly_the_same_is_something_else);
    ADD_TEST(list, texts_of_applications_stay);
    ADD_TEST(list, pages_of_applications_stay);
    ADD_ROWS(list, gap_rows, looks_at_gap);
    ADD_TEST(list, a_known_length_tells_early);
    ADD_TEST(list, a_nul_byte_is_no_end);
    return run_list("bare_body", list);
}
