/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the keys by which addresses are compared: what people, mail programs
 * and old links get wrong about an address is not in its key. */
#include "core/percent.h"
#include "core/suggest_internal.h"
#include "core/typos.h"
#include "core/utf8.h"

enum { RAW_MAX = 1024, ROUNDS_MAX = 3 };

/* ---- percent-encoding -----------------------------------------------------*/

bool sp_suggest_same_address(sp_span a, sp_span b)
{
    size_t i = 0;
    size_t j = 0;

    while (i < a.len && j < b.len) {
        if (sp_percent_decode(a, &i) != sp_percent_decode(b, &j)) {
            return false;
        }
    }
    return i == a.len && j == b.len;
}

/* Some encode what was encoded already. */
static size_t decode_all(char *bytes, size_t n)
{
    size_t before = n + 1;

    for (unsigned round = 0; n < before && round < ROUNDS_MAX; round++) {
        sp_span text = { bytes, n };
        size_t used = 0;

        before = n;
        for (size_t at = 0; at < text.len;) {
            /* read before it is overwritten */
            char c = sp_percent_decode(text, &at);

            bytes[used++] = c;
        }
        n = used;
    }
    return n;
}

/* ---- what is no part of the path ------------------------------------------*/

/* A query whose ? became something else: &utm_source=, ;jsessionid= */
static bool begins_parameter(sp_span text)
{
    size_t i = 1;

    if (*text.ptr != '&' && *text.ptr != ';') {
        return false;
    }
    while (i < text.len
           && (sp_is_alphanumeric(text.ptr[i]) || text.ptr[i] == '_'
               || text.ptr[i] == '-')) {
        i++;
    }
    return i > 1 && i < text.len && text.ptr[i] == '=';
}

static size_t path_length(sp_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '?' || text.ptr[i] == '#'
            || begins_parameter((sp_span){ text.ptr + i, text.len - i })) {
            return i;
        }
    }
    return text.len;
}

/* ---- letters --------------------------------------------------------------*/

/* Where lowercase letters are beside the capitals, and what typography makes
 * of a hyphen, a quote or three dots. */
typedef struct fold_row {
    uint16_t first;
    uint16_t last;
    uint16_t add; /* 0: becomes `to` */
    char to;
} fold_row;

static const fold_row folds[] = {
    { 0x00a0, 0x00a0, 0, '-' },  { 0x00ad, 0x00ad, 0, '-' },
    { 0x00c0, 0x00d6, 32, 0 },   { 0x00d8, 0x00de, 32, 0 },
    { 0x0391, 0x03ab, 32, 0 },   { 0x0400, 0x040f, 80, 0 },
    { 0x0410, 0x042f, 32, 0 },   { 0x200b, 0x2015, 0, '-' },
    { 0x2018, 0x201f, 0, '\'' }, { 0x2026, 0x2026, 0, '.' },
};

static uint32_t fold(uint32_t point)
{
    if (point < 0x80) {
        return point >= 'A' && point <= 'Z' ? point + 32
               : point == '\\'              ? '/'
               : point <= ' ' || point == 0x7f || point == '_' || point == '+'
                   ? '-'
                   : point;
    }
    for (size_t i = 0; i < SP_COUNT(folds); i++) {
        if (point >= folds[i].first && point <= folds[i].last) {
            return folds[i].add ? point + folds[i].add : (uint32_t)folds[i].to;
        }
    }
    return point;
}

typedef struct writer {
    char *text;
    size_t used;
    bool hidden;
} writer;

/* False if there is no more room.  What is left of an encoding that was broken
 * is nothing. */
static bool put(writer *to, char c)
{
    if (c == '%') {
        return true;
    }
    if (c == '/') {
        to->used -= to->used && to->text[to->used - 1] == '-';
    }
    if ((c == '/' || c == '-') && to->used
        && (to->text[to->used - 1] == '/' || to->text[to->used - 1] == c)) {
        return true;
    }
    if (to->used == SP_SUGGEST_KEY_MAX) {
        return false;
    }
    to->hidden |= c == '.' && to->used && to->text[to->used - 1] == '/';
    to->text[to->used++] = c;
    return true;
}

/* What is not UTF-8 is taken for ISO 8859-1, as old links have it. */
static bool put_folded(writer *to, sp_span text)
{
    char bytes[SP_UTF8_MAX];
    size_t step;
    bool good = put(to, '/');

    for (size_t i = 0; good && i < text.len; i += step ? step : 1) {
        uint32_t point = sp_utf8_decode(text, i, &step);
        size_t n = sp_utf8_encode(
            fold(step ? point : (unsigned char)text.ptr[i]), bytes);

        for (size_t j = 0; good && j < n; j++) {
            good = put(to, bytes[j]);
        }
    }
    return good;
}

/* ---- the end of an address ------------------------------------------------*/

/* What a sentence has behind an address, or a folder behind its name. */
static size_t trim_end(const char *text, size_t n)
{
    while (n > 1 && strchr(".,;:!*'\"()[]{}<>|-/", text[n - 1])
           && text[n - 1]) {
        n--;
    }
    return n;
}

static sp_span from(const char *text, size_t begin, size_t end)
{
    return (sp_span){ text + begin, end - begin };
}

static bool is_one_of(sp_span text, const char *const *list)
{
    while (*list && !sp_span_equal(text, sp_span_of(*list))) {
        list++;
    }
    return *list != NULL;
}

/* A page can have another of these, or none; also "htlm" and "ht". */
static bool is_page_extension(sp_span text)
{
    static const char *const extensions[] = {
        "php", "asp", "aspx", "jsp", "cfm", "phtml", "md", NULL,
    };
    enum { MISSPELT_MIN = 3 };

    return is_one_of(text, extensions)
           || (text.len <= 4 && memcmp(text.ptr, "html", text.len) == 0)
           || (text.len >= MISSPELT_MIN
               && sp_typos(text, SP_SPAN("html")) <= 1);
}

/* What a page cannot be meant by. */
static bool is_file_extension(sp_span text)
{
    static const char *const extensions[] = {
        "7z",   "avif", "bak",  "cfg", "conf", "css",  "csv",   "db",
        "env",  "gif",  "gz",   "ico", "ini",  "jpeg", "jpg",   "js",
        "json", "log",  "map",  "mjs", "mp3",  "mp4",  "pdf",   "pem",
        "png",  "rar",  "sql",  "svg", "tar",  "tgz",  "txt",   "wasm",
        "webp", "xml",  "yaml", "yml", "zip",  "woff", "woff2", NULL,
    };

    return is_one_of(text, extensions);
}

/* Where the extension of the name begins, with its dot; else the end. */
static size_t extension_of(const char *text, size_t name, size_t end)
{
    size_t dot = end - 1;

    while (dot > name && text[dot] != '.') {
        dot--;
    }
    return dot > name ? dot : end;
}

static bool is_index(sp_span name)
{
    return sp_span_equal(name, SP_SPAN("default"))
           || (name.len >= 4 && sp_typos(name, SP_SPAN("index")) <= 1);
}

/* ?title=News&page=2 becomes two more names. */
static void split_query(char *text, size_t n)
{
    bool query = false;

    for (size_t i = 0; i < n; i++) {
        if (text[i] == '?' || (query && text[i] == '&')) {
            text[i] = '/';
            query = true;
        }
    }
}

/* The decoded bytes of the address up to its query, or with it.  False if there
 * are none, or too many. */
static bool decode_address(char raw[RAW_MAX], size_t *n, sp_span address,
                           bool query)
{
    address.len = address.len > RAW_MAX ? RAW_MAX + 1 : address.len;
    query = query && address.len && memchr(address.ptr, '?', address.len);
    *n = query ? address.len : path_length(address);
    if (*n == 0 || *n > RAW_MAX) {
        return false;
    }
    memcpy(raw, address.ptr, *n);
    *n = decode_all(raw, *n);
    if (query) {
        split_query(raw, *n);
    }
    else {
        *n = path_length((sp_span){ raw, *n });
    }
    return true;
}

bool sp_suggest_key_make(sp_suggest_key *key, char text[SP_SUGGEST_KEY_MAX],
                         sp_span address, bool query)
{
    char raw[RAW_MAX];
    writer to = { text, 0, false };
    sp_span extension;
    size_t n;
    size_t name;
    size_t dot;
    size_t end;

    if (!decode_address(raw, &n, address, query)
        || !put_folded(&to, (sp_span){ raw, n })) {
        return false;
    }
    for (n = to.used;; n = name > 1 ? name - 1 : 1) {
        n = trim_end(text, n);
        for (name = n; text[name - 1] != '/'; name--) {
        }
        dot = extension_of(text, name, n);
        extension = from(text, dot + (dot < n), n);
        end = is_page_extension(extension) ? dot : n;
        if (!is_index(from(text, name, end))) {
            break;
        }
    }
    *key = (sp_suggest_key){
        .text = text,
        .name = (uint8_t)name,
        .len = (uint8_t)end,
        .whole = (uint8_t)n,
        .file = is_file_extension(extension) ? (uint8_t)(n - dot) : 0,
        .hidden = to.hidden,
        .closed = end < n || text[to.used - 1] == '/',
    };
    return true;
}
