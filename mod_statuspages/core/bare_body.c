/* SPDX-License-Identifier: Apache-2.0 */
/* Compares a body with the built-in error texts of other software, byte by
 * byte: each text that it may still be has a place of its own, so that no byte
 * is looked at twice. */
#include "core/bare_body.h"

#include "core/status.h"

#include <limits.h>

/* What stands for something else in a text; no text has such bytes. */
#define CODE "\1"    /* the status: three digits */
#define NAME "\2"    /* the registered phrase, or a PHRASE() */
#define DIGITS "\3"  /* a number */
#define METHOD "\4"  /* capitals */
#define VERSION "\5" /* "/1.22.1 (Debian)", or nothing */
#define PATH "\6"    /* what an address holds; neither markup nor a space */
#define TEXT "\7"    /* a line without markup */

enum {
    IS_CODE = 1,
    IS_NAME,
    IS_DIGITS,
    IS_METHOD,
    IS_VERSION,
    IS_PATH,
    IS_TEXT
};

static const unsigned gap_max[] = {
    [IS_DIGITS] = 10, [IS_METHOD] = 20, [IS_VERSION] = 64,
    [IS_PATH] = 255,  [IS_TEXT] = 255,
};

enum { ANY = 0 };

enum { HTML = SP_BARE_HTML, PLAIN = SP_BARE_PLAIN, UNTYPED = SP_BARE_UNTYPED };

typedef struct bare_row {
    unsigned key; /* of type and status */
    unsigned length;
    const char *text;
    const char *software;
} bare_row;

#define KEY(status, type) ((unsigned)(type)*1024 + (unsigned)(status))

static const bare_row rows[] = {
#define CAPTURED(software, status, type, text)                                 \
    { KEY(status, type), sizeof(text) - 1, text, software },
#include "core/bare_body.def"
    { UINT_MAX, 0, "", NULL } /* behind the last */
};

typedef struct phrase_row {
    int status;
    sp_span phrase;
} phrase_row;

static const phrase_row phrases[] = {
#define PHRASE(status, phrase) { status, { phrase, sizeof(phrase) - 1 } },
#include "core/bare_body.def"
};

/* ---- a text and a piece of a body --------------------------------------- */

static bool is_gap(char c)
{
    return c >= IS_DIGITS && c <= IS_TEXT;
}

static bool stands_for_itself(char c)
{
    return (unsigned char)c > IS_TEXT;
}

static bool is_in(char c, const char *set)
{
    return c != '\0' && strchr(set, c);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* May the gap hold this byte? */
static bool holds(char gap, char c)
{
    switch (gap) {
    case IS_DIGITS: return is_digit(c);
    case IS_METHOD: return is_capital(c) || c == '-';
    case IS_VERSION:
        return is_digit(c) || is_capital(c) || (c >= 'a' && c <= 'z')
               || is_in(c, "/._-+~() ");
    case IS_PATH: return c > ' ' && c < 0x7f && !is_in(c, "<>[]\"'`");
    default: return c >= ' ' && c < 0x7f && !is_in(c, "<>");
    }
}

/* Does the text go on with this byte? */
static bool take(sp_bare_candidate *one, const char *code, char c)
{
    if (stands_for_itself(*one->rest)) {
        return *one->rest++ == c;
    }
    while (is_gap(*one->rest)) {
        if (one->taken < gap_max[(unsigned char)*one->rest]
            && holds(*one->rest, c)) {
            one->taken++;
            return true;
        }
        one->taken = 0;
        one->rest++;
    }
    if (*one->rest == IS_CODE || *one->rest == IS_NAME) {
        sp_span word =
            *one->rest == IS_CODE ? (sp_span){ code, 3 } : *one->phrase;

        if (word.ptr[one->taken] != c) {
            return false;
        }
        if (++one->taken == word.len) {
            one->taken = 0;
            one->rest++;
        }
        return true;
    }
    return stands_for_itself(*one->rest) && *one->rest++ == c;
}

/* Is any of these eight bytes one that stands for something else? */
static bool has_token(uint64_t bytes)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);

    return ((bytes - 8 * ones) & ~bytes & 0x80 * ones) != 0;
}

static uint64_t eight(const char *bytes)
{
    uint64_t all;

    memcpy(&all, bytes, sizeof(all));
    return all;
}

/* How many bytes the text and the piece have in common, as far as words of
 * eight bytes that stand for themselves tell; SIZE_MAX: they differ. */
static size_t in_common(const char *text, size_t length, sp_span piece)
{
    const size_t most = length < piece.len ? length : piece.len;
    size_t n = 0;

    while (most - n >= 8 && !has_token(eight(text + n))) {
        if (eight(text + n) != eight(piece.ptr + n)) {
            return SIZE_MAX;
        }
        n += 8;
    }
    return n;
}

/* Does the text go on with this piece? */
static bool goes_on(sp_bare_candidate *one, const char *code, sp_span piece)
{
    const bare_row *row = &rows[one->row];
    size_t n = 0;

    while (n < piece.len) {
        size_t more =
            in_common(one->rest, row->length - (size_t)(one->rest - row->text),
                      (sp_span){ piece.ptr + n, piece.len - n });

        if (more == SIZE_MAX) {
            return false;
        }
        one->rest += more;
        n += more;
        if (n < piece.len && !take(one, code, piece.ptr[n++])) {
            return false;
        }
    }
    return true;
}

/* ---- which texts it may be ---------------------------------------------- */

/* The first row with this key, or with a higher one. */
static const bare_row *first_row(unsigned key)
{
    const bare_row *low = rows;
    const bare_row *high = rows + SP_COUNT(rows) - 1;

    while (low < high) {
        const bare_row *middle = low + (high - low) / 2;

        if (middle->key < key) {
            low = middle + 1;
        }
        else {
            high = middle;
        }
    }
    return low;
}

static void add(sp_bare_body *body, const bare_row *row, const sp_span *phrase,
                sp_span piece)
{
    sp_bare_candidate one = { row->text, phrase, (uint16_t)(row - rows), 0 };

    if (goes_on(&one, body->code, piece)
        && body->count < SP_BARE_BODY_CANDIDATES) {
        body->list[body->count++] = one;
    }
}

static void set_code(sp_bare_body *body, int status)
{
    body->code[0] = (char)('0' + status / 100 % 10);
    body->code[1] = (char)('0' + status / 10 % 10);
    body->code[2] = (char)('0' + status % 10);
}

static void add_names(sp_bare_body *body, const bare_row *row, int status,
                      sp_span piece)
{
    if (sp_status_known(status)) {
        add(body, row, &sp_status_find(status)->phrase, piece);
    }
    for (size_t i = 0; i < SP_COUNT(phrases); i++) {
        if (phrases[i].status == status) {
            add(body, row, &phrases[i].phrase, piece);
        }
    }
}

/* Every row of HTML begins with so many bytes that stand for themselves; most
 * bodies differ in the last of them. */
enum { SAME = 13 };

/* The first row from `row` on that begins as the piece does, or has another
 * key. */
static const bare_row *skip(const bare_row *row, unsigned key, sp_span piece)
{
    if (key < KEY(0, PLAIN) && piece.len >= SAME) {
        const uint64_t same = eight(piece.ptr + SAME - 8);

        while (row->key == key && eight(row->text + SAME - 8) != same) {
            row++;
        }
    }
    return row;
}

/* Rows of one key, which begin at `row`. */
static void add_rows(sp_bare_body *body, const bare_row *row, int status,
                     sp_span piece)
{
    const unsigned key = row->key;

    for (row = skip(row, key, piece); row->key == key;
         row = skip(row + 1, key, piece)) {
        set_code(body, status);
        if (key % KEY(0, 1) == ANY) {
            add_names(body, row, status, piece);
        }
        else {
            add(body, row, NULL, piece);
        }
    }
}

bool sp_bare_body_begin(sp_bare_body *body, int status, sp_bare_type type,
                        sp_span piece)
{
    const bare_row *row = first_row(KEY(status, type));

    body->count = 0;
    /* those of HTML are the first of all */
    add_rows(body, type == SP_BARE_HTML ? rows : first_row(KEY(ANY, type)),
             status, piece);
    if (row->key == KEY(status, type)) {
        add_rows(body, row, status, piece);
    }
    return body->count > 0;
}

/* Can the text be so long? */
static bool fits(const sp_bare_candidate *one, size_t length)
{
    size_t shortest = 0;
    size_t longest = 0;

    for (const char *c = rows[one->row].text; *c; c++) {
        size_t n = *c == IS_CODE ? 3 : *c == IS_NAME ? one->phrase->len : 1;

        shortest += is_gap(*c) ? 0 : n;
        longest += is_gap(*c) ? gap_max[(unsigned char)*c] : n;
    }
    return shortest <= length && length <= longest;
}

bool sp_bare_body_limit(sp_bare_body *body, size_t length)
{
    unsigned left = 0;

    for (unsigned i = 0; i < body->count; i++) {
        if (fits(&body->list[i], length)) {
            body->list[left++] = body->list[i];
        }
    }
    body->count = left;
    return left > 0;
}

bool sp_bare_body_feed(sp_bare_body *body, sp_span piece)
{
    unsigned left = 0;

    for (unsigned i = 0; i < body->count; i++) {
        if (goes_on(&body->list[i], body->code, piece)) {
            body->list[left++] = body->list[i];
        }
    }
    body->count = left;
    return left > 0;
}

const char *sp_bare_body_end(const sp_bare_body *body)
{
    for (unsigned i = 0; i < body->count; i++) {
        const char *rest = body->list[i].rest;

        while (is_gap(*rest)) {
            rest++;
        }
        if (*rest == '\0') {
            return rows[body->list[i].row].software;
        }
    }
    return NULL;
}
