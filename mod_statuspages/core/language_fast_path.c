/* SPDX-License-Identifier: Apache-2.0 */
/* What a browser is set to comes first and without a weight: where nothing is
 * refused, that decides as the whole header would. */
#include "core/language_internal.h"

/* The last row that is not behind `key`, or the first. */
static const sp_language_tag *row_before(uint64_t key)
{
    const sp_language_tag *row = sp_language_tags;

    for (unsigned n = sp_language_tag_count; n > 1;) {
        unsigned half = n / 2;

        row += row[half].key <= key ? half : 0;
        n -= half;
    }
    return row;
}

const sp_language_tag *sp_language_row(uint64_t key)
{
    const sp_language_tag *row = row_before(key);

    return row->key == key ? row : NULL;
}

/* Might some weight be 0?  True is only a reason to look closely. */
static bool may_refuse(sp_span header)
{
    const char *p = header.ptr;
    const char *end = header.ptr + header.len;

    while (p < end && (p = memchr(p, '=', (size_t)(end - p))) != NULL) {
        p++;
        if (p < end && *p == '0'
            && (end - p < 3 || p[1] != '.' || p[2] < '1' || p[2] > '9')) {
            return true;
        }
    }
    return false;
}

/* The first tag as a number, and where in it the last subtag begins; 0 if it
 * has a weight, is longer than any that is known, or is none. */
static uint64_t first_tag(sp_span header, size_t *subtag)
{
    uint64_t key = 0;
    size_t n = 0;

    *subtag = 0;
    for (; n < header.len && header.ptr[n] != ','; n++) {
        unsigned char c = sp_language_lower(header.ptr[n]);

        if (n == SP_TAG_MAX
            || !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')
                 || (c == '-' && n > *subtag))) {
            return 0;
        }
        *subtag = c == '-' ? n + 1 : *subtag;
        key = key << 8 | c;
    }
    return n > *subtag ? key << 8 * (SP_TAG_MAX - n) : 0;
}

static uint64_t without_subtag(uint64_t key, size_t subtag)
{
    return key & ~UINT64_C(0) << 8 * (SP_TAG_MAX - subtag + 1);
}

/* The row of the tag, or of the tag without its last subtag: en-US, en.  Most
 * often the shorter is the row before. */
static const sp_language_tag *row_of(uint64_t key, size_t subtag)
{
    const sp_language_tag *row = row_before(key);
    uint64_t shorter = subtag ? without_subtag(key, subtag) : key;

    return row->key == key || row->key == shorter ? row
                                                  : sp_language_row(shorter);
}

unsigned sp_language_fast_path(sp_span header, uint64_t able)
{
    size_t subtag;
    uint64_t key = first_tag(header, &subtag);
    /* two steps down are enough for en-US; more is for a closer look */
    const sp_language_tag *row = key ? row_of(key, subtag) : NULL;

    return row && sp_language_in(able, row->exact) && !may_refuse(header)
               ? row->exact
               : (unsigned)SP_LANGUAGE_NONE;
}
