/* SPDX-License-Identifier: Apache-2.0 */
/* documents.h - JSON and XML, read strictly into one list of members.
 *
 *   {"status": 404, "allow": ["GET"]}
 *   <problem><status>404</status><allow><i>GET</i></allow></problem>
 *
 * Both give  status 404  and  allow[0] GET.  Written from RFC 8259 and XML 1.0
 * for tests: what the renderer writes is read by somebody who knows nothing of
 * the renderer.  Reading ends at the first fault.
 */
#ifndef SP_TESTS_DOCUMENTS_H
#define SP_TESTS_DOCUMENTS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"

enum { MEMBERS_MAX = 256, PATH_LENGTH_MAX = 96, DEPTH_MAX = 8 };

typedef struct document_member {
    char path[PATH_LENGTH_MAX]; /* allow[0], alternatives[1].url, @xmlns */
    char type;                  /* text, number, boolean: t n b; XML: t */
    const char *text;           /* decoded */
} document_member;

typedef struct document {
    const char *start;
    const char *p;
    const char *end;
    document_member members[MEMBERS_MAX];
    unsigned count;
    char *capacity; /* of the decoded texts */
    char *next;     /* free byte of it */
    const char *fault;
    char path[PATH_LENGTH_MAX]; /* of what is being read */
    unsigned depth;
} document;

static inline bool document_fail(document *d, const char *fault)
{
    d->fault = d->fault ? d->fault : fault;
    return false;
}

static inline bool document_at(const document *d, const char *text)
{
    size_t n = strlen(text);

    return (size_t)(d->end - d->p) >= n && memcmp(d->p, text, n) == 0;
}

static inline bool document_take(document *d, const char *text)
{
    if (!document_at(d, text)) {
        return false;
    }
    d->p += strlen(text);
    return true;
}

static inline bool document_need(document *d, const char *text)
{
    return document_take(d, text)
           || document_fail(d, "something else is due here");
}

/* JSON and XML have the same white space. */
static inline void document_blanks(document *d)
{
    while (d->p < d->end && memchr(" \t\n\r", *d->p, 4)) {
        d->p++;
    }
}

/* Goes one name or index deeper; gives the length to go back to. */
static inline size_t document_enter(document *d, const char *name, size_t len)
{
    size_t n = strlen(d->path);
    const char *mark = n && name[0] != '[' ? "." : "";

    if (n + len + 2 > sizeof(d->path)) {
        document_fail(d, "a path is too long for this reader");
        return n;
    }
    snprintf(d->path + n, sizeof(d->path) - n, "%s%.*s", mark, (int)len, name);
    return n;
}

static inline size_t document_enter_item(document *d, unsigned i)
{
    char index[16];
    int n = snprintf(index, sizeof(index), "[%u]", i);

    return document_enter(d, index, (size_t)n);
}

static inline const document_member *document_find(const document *d,
                                                   const char *path)
{
    for (unsigned i = 0; i < d->count; i++) {
        if (strcmp(d->members[i].path, path) == 0) {
            return &d->members[i];
        }
    }
    return NULL;
}

/* What was decoded since `text` is the value at the present path. */
static inline bool document_add(document *d, char type, const char *text)
{
    document_member *member = &d->members[d->count];

    if (d->count == MEMBERS_MAX) {
        return document_fail(d, "too many members for this reader");
    }
    if (document_find(d, d->path)) {
        return document_fail(d, "a name stands here twice");
    }
    *d->next++ = '\0';
    memcpy(member->path, d->path, sizeof(member->path));
    member->type = type;
    member->text = text;
    d->count++;
    return true;
}

static inline void document_put(document *d, uint32_t point)
{
    static const unsigned char first[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    unsigned n = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;

    for (unsigned i = n; i > 1; i--) {
        d->next[i - 1] = (char)(0x80 | (point & 0x3f));
        point >>= 6;
    }
    d->next[0] = (char)(first[n] | point);
    d->next += n;
}

/* The next character; 0 at the end and for what is not UTF-8. */
static inline uint32_t document_character(document *d)
{
    size_t n = 0;
    uint32_t point =
        d->p < d->end
            ? sp_utf8_decode((sp_span){ d->p, (size_t)(d->end - d->p) }, 0, &n)
            : 0;

    if (!n || !point) {
        document_fail(d, "not UTF-8, NUL, or the end");
        return 0;
    }
    d->p += n;
    return point;
}

/* ---- JSON, RFC 8259 --------------------------------------------------- */

static inline uint32_t json_hex(document *d)
{
    uint32_t point = 0;

    for (int i = 0; i < 4; i++) {
        static const char digits[] = "0123456789abcdef";
        const char *digit =
            d->p < d->end && *d->p ? strchr(digits, *d->p | 0x20) : NULL;

        if (!digit || (*d->p >= 0x10 && *d->p < 0x20)) {
            document_fail(d, "four hexadecimal digits are due here");
            return 0;
        }
        point = point << 4 | (uint32_t)(digit - digits);
        d->p++;
    }
    return point;
}

static inline void json_escape(document *d)
{
    static const char names[] = "\"\\/bfnrt";
    static const char meant[] = "\"\\/\b\f\n\r\t";
    const char *name = d->p < d->end && *d->p ? strchr(names, *d->p) : NULL;
    uint32_t point;

    if (name) {
        d->p++;
        document_put(d, (unsigned char)meant[name - names]);
        return;
    }
    if (!document_need(d, "u")) {
        return;
    }
    point = json_hex(d);
    if (point >= 0xd800 && point < 0xdc00 && document_take(d, "\\u")) {
        uint32_t low = json_hex(d);

        point = low >= 0xdc00 && low < 0xe000
                    ? 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00)
                    : 0xd800;
    }
    if (point == 0 || (point >= 0xd800 && point < 0xe000)) {
        document_fail(d, "NUL or half a surrogate pair");
        return;
    }
    document_put(d, point);
}

/* A string, decoded into the room; NULL if it is none. */
static inline const char *json_string(document *d)
{
    const char *start = d->next;

    document_need(d, "\"");
    while (!d->fault && !document_take(d, "\"")) {
        uint32_t point = document_character(d);

        if (point == '\\') {
            json_escape(d);
        }
        else if (point < 0x20) {
            document_fail(d, "a bare control character");
        }
        else {
            document_put(d, point);
        }
    }
    return d->fault ? NULL : start;
}

static inline void json_digits(document *d)
{
    const char *start = d->p;

    while (d->p < d->end && *d->p >= '0' && *d->p <= '9') {
        *d->next++ = *d->p++;
    }
    if (d->p == start) {
        document_fail(d, "a value is due here");
    }
}

/* Without exponents, which nothing here has. */
static inline void json_number(document *d)
{
    const char *start = d->next;

    if (document_take(d, "-")) {
        *d->next++ = '-';
    }
    if (document_take(d, "0")) {
        *d->next++ = '0';
    }
    else {
        json_digits(d);
    }
    if (document_take(d, ".")) {
        *d->next++ = '.';
        json_digits(d);
    }
    if (!d->fault) {
        document_add(d, 'n', start);
    }
}

static inline void json_value(document *d);

static inline void json_object(document *d)
{
    document_blanks(d);
    if (document_take(d, "}")) {
        return;
    }
    do {
        const char *name;
        size_t back;

        document_blanks(d);
        name = json_string(d);
        if (!name) {
            return;
        }
        back = document_enter(d, name, (size_t)(d->next - name));
        document_blanks(d);
        document_need(d, ":");
        json_value(d);
        d->path[back] = '\0';
    } while (!d->fault && document_take(d, ","));
    document_need(d, "}");
}

static inline void json_array(document *d)
{
    unsigned i = 0;

    document_blanks(d);
    if (document_take(d, "]")) {
        return;
    }
    do {
        size_t back = document_enter_item(d, i++);

        json_value(d);
        d->path[back] = '\0';
    } while (!d->fault && document_take(d, ","));
    document_need(d, "]");
}

static inline void json_value(document *d)
{
    const char *start = d->next;

    document_blanks(d);
    if (d->fault || ++d->depth > DEPTH_MAX) {
        document_fail(d, "too deep for this reader");
    }
    else if (document_take(d, "{")) {
        json_object(d);
    }
    else if (document_take(d, "[")) {
        json_array(d);
    }
    else if (document_at(d, "\"")) {
        start = json_string(d);
        if (start) {
            document_add(d, 't', start);
        }
    }
    else if (document_take(d, "true") || document_take(d, "false")) {
        size_t n = d->p[-2] == 'u' ? 4 : 5;

        memcpy(d->next, d->p - n, n);
        d->next += n;
        document_add(d, 'b', start);
    }
    else {
        json_number(d);
    }
    d->depth--;
    document_blanks(d);
}

/* ---- XML 1.0 ---------------------------------------------------------- */

static inline bool xml_character(uint32_t point)
{
    return point == 0x9 || point == 0xa || point == 0xd
           || (point >= 0x20 && point <= 0xd7ff)
           || (point >= 0xe000 && point <= 0xfffd)
           || (point >= 0x10000 && point <= 0x10ffff);
}

static inline void xml_reference(document *d)
{
    static const char *const names[] = { "lt;", "gt;", "amp;", "quot;",
                                         "apos;" };
    static const char meant[] = "<>&\"'";
    uint32_t point = 0;

    for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (document_take(d, names[i])) {
            *d->next++ = meant[i];
            return;
        }
    }
    document_need(d, "#");
    while (d->p < d->end && *d->p >= '0' && *d->p <= '9' && point < 0x110000) {
        point = point * 10 + (uint32_t)(*d->p++ - '0');
    }
    document_need(d, ";");
    if (!xml_character(point)) {
        document_fail(d, "a reference to no character");
        return;
    }
    document_put(d, point);
}

/* Decodes up to `stop`, which is left. */
static inline void xml_text(document *d, char stop)
{
    while (!d->fault && d->p < d->end && *d->p != stop) {
        uint32_t point = document_character(d);

        if (point == '&') {
            xml_reference(d);
        }
        else if (point == '<' || !xml_character(point)
                 || (point == ']' && document_at(d, "]>"))) {
            document_fail(d, "a character that has to be escaped");
        }
        else if (point) {
            document_put(d, point);
        }
    }
    if (d->p == d->end) {
        document_fail(d, "the end inside of an element");
    }
}

/* ASCII names, which is all that is written. */
static inline size_t xml_name(document *d)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz_:-.0123456789";
    const char *start = d->p;

    while (d->p < d->end && *d->p && strchr(letters, *d->p)) {
        d->p++;
    }
    if (d->p == start || strchr("-.0123456789", *start)) {
        document_fail(d, "a name is due here");
    }
    return (size_t)(d->p - start);
}

/* ` name="value"`, as @name. */
static inline void xml_attribute(document *d)
{
    char name[PATH_LENGTH_MAX];
    const char *start = d->p;
    size_t n = xml_name(d);
    size_t back;
    const char *text;

    snprintf(name, sizeof(name), "@%.*s", (int)n, start);
    back = document_enter(d, name, strlen(name));
    document_need(d, "=\"");
    text = d->next;
    xml_text(d, '"');
    if (document_need(d, "\"")) {
        document_add(d, 't', text);
    }
    d->path[back] = '\0';
}

static inline void xml_element(document *d, unsigned item);

/* Between elements stands nothing but white space, which is dropped. */
static inline void xml_between(document *d, const char *text)
{
    *d->next = '\0';
    if (text[strspn(text, " \t\n\r")]) {
        document_fail(d, "text beside elements");
    }
    d->next -= strlen(text);
}

/* Elements, or text; never both. */
static inline void xml_content(document *d)
{
    const char *text = d->next;
    unsigned items = 0;
    unsigned children = 0;

    for (xml_text(d, '<'); !d->fault && !document_at(d, "</");
         xml_text(d, '<')) {
        xml_between(d, text);
        children++;
        items += document_at(d, "<i>");
        xml_element(d, items - 1);
        text = d->next;
    }
    if (children) {
        xml_between(d, text);
    }
    else if (!d->fault) {
        document_add(d, 't', text);
    }
}

/* The element at d->p.  <i> is an item of a list, RFC 9457 appendix B. */
static inline void xml_element(document *d, unsigned item)
{
    const char *name;
    size_t n;
    size_t back = strlen(d->path);

    document_need(d, "<");
    name = d->p;
    n = xml_name(d);
    if (d->fault || ++d->depth > DEPTH_MAX) {
        document_fail(d, "too deep for this reader");
        return;
    }
    if (d->depth > 1 && n == 1 && *name == 'i') {
        document_enter_item(d, item);
    }
    else if (d->depth > 1) {
        document_enter(d, name, n);
    }
    while (!d->fault && document_take(d, " ")) {
        xml_attribute(d);
    }
    if (document_need(d, ">")) {
        xml_content(d);
    }
    document_need(d, "</");
    if ((size_t)(d->end - d->p) < n || memcmp(d->p, name, n) != 0) {
        document_fail(d, "the wrong end tag");
        return;
    }
    d->p += n;
    document_need(d, ">");
    d->path[back] = '\0';
    d->depth--;
}

/* ---- a whole document ------------------------------------------------- */

/* Reads `text`; false if it is malformed, and d->fault says why.  Freed by
 * document_free() in both cases. */
static inline bool document_read(document *d, sp_span text, bool xml)
{
    memset(d, 0, sizeof(*d));
    d->start = d->p = text.ptr;
    d->end = text.ptr + text.len;
    /* A value is never longer than what stands for it, but for its end. */
    d->capacity = d->next = malloc(text.len + 2 * MEMBERS_MAX);
    if (!d->capacity) {
        return document_fail(d, "no memory");
    }
    if (xml) {
        document_need(d, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml_element(d, 0);
        document_blanks(d);
    }
    else {
        json_value(d);
    }
    if (d->p != d->end) {
        document_fail(d, "something after the end");
    }
    return d->fault == NULL;
}

static inline void document_free(document *d)
{
    free(d->capacity);
}

#endif
