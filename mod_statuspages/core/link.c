/* SPDX-License-Identifier: Apache-2.0 */
/* Parses the Link header (RFC 8288). */
#include "core/link.h"

#include <apr_lib.h>

#include <strings.h>

static const char *blanks(const char *p)
{
    return p + strspn(p, " \t");
}

static bool is(sp_span name, const char *word)
{
    return name.len == strlen(word)
           && strncasecmp(name.ptr, word, name.len) == 0;
}

/* Is `relation` one of the words of a value?  A backslash stands before the
 * character that is meant. */
static bool has_word(sp_span value, const char *relation)
{
    bool same = true; /* the word so far, and the beginning of `relation` */
    size_t at = 0;

    for (size_t i = 0; i < value.len; i++, at++) {
        i += value.ptr[i] == '\\' && i + 1 < value.len;
        if (value.ptr[i] == ' ' || value.ptr[i] == '\t') {
            if (same && at && !relation[at]) {
                return true;
            }
            same = true;
            at = (size_t)-1;
            continue;
        }
        same =
            same && relation[at] && apr_tolower(value.ptr[i]) == relation[at];
    }
    return same && !relation[at];
}

/* Where a value ends, a token or a quoted text; NULL if it does not. */
static const char *read_value(const char *p, sp_span *value)
{
    const char *start = p;

    if (*p != '"') {
        p += strcspn(p, " \t;,\"\\<>");
        *value = (sp_span){ start, (size_t)(p - start) };
        return p;
    }
    for (p++; *p && *p != '"'; p++) {
        p += *p == '\\' && p[1];
    }
    *value = (sp_span){ start + 1, (size_t)(p - start - 1) };
    return *p ? p + 1 : NULL;
}

/* Where the parameters of a link end, NULL if there is a mistake in them; is
 * it a link of this page that has the relation?  Of two rel the first counts
 * (RFC 8288 3.3). */
static const char *read_parameters(const char *p, const char *relation,
                                   bool *holds)
{
    bool related = false;
    bool anchored = false;
    sp_span rel = { NULL, 0 };

    while (*(p = blanks(p)) == ';') {
        sp_span value = { "", 0 };
        sp_span name = { blanks(p + 1), 0 };

        name.len = strcspn(name.ptr, " \t=;,\"\\<>");
        p = blanks(name.ptr + name.len);
        if (*p == '=') {
            p = read_value(blanks(p + 1), &value);
        }
        if (!p) {
            return NULL;
        }
        anchored = anchored || is(name, "anchor");
        if (is(name, "rel") && !rel.ptr) {
            rel = value;
            related = has_word(value, relation);
        }
    }
    *holds = related && !anchored;
    return *p == ',' || *p == '\0' ? p : NULL;
}

bool sp_link_find(const char *header, const char *relation, sp_span *target)
{
    const char *p = header;
    bool holds = false;

    while (p && *(p += strspn(p, " \t,")) == '<') {
        const char *end = strchr(p, '>');

        if (!end) {
            return false;
        }
        *target = (sp_span){ p + 1, (size_t)(end - p - 1) };
        p = read_parameters(end + 1, relation, &holds);
        if (p && holds) {
            return true;
        }
    }
    return false;
}
