/* SPDX-License-Identifier: Apache-2.0 */
/* Any flag file.  What holds: the message can be shown and has room, the time
 * is one that a page can tell, and a line with a time at the end sets the time
 * and changes nothing else. */
#include "core/announcement.h"
#include "core/utf8.h"

#include <apr_general.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* 9999-12-31T23:59:59-23:59 is the last that can be written. */
#define LAST (INT64_C(253402300799) + 24 * 60 * 60)

static void demand(bool truth)
{
    if (!truth) {
        abort();
    }
}

static void check_message(sp_span message)
{
    size_t points = 0;

    demand(message.len <= SP_ANNOUNCEMENT_BYTES_MAX);
    demand(sp_utf8_valid(message) == message.len);
    for (size_t i = 0; i < message.len; i++) {
        unsigned char c = (unsigned char)message.ptr[i];

        demand(c >= 0x20 && c != 0x7f);
        points += (c & 0xc0) != 0x80;
    }
    demand(points <= SP_ANNOUNCEMENT_MESSAGE_MAX);
}

static void check_one_more_line(const sp_announcement *announcement,
                                unsigned wrong, sp_span file, apr_pool_t *pool)
{
    static const char line[] = "\nuntil 2026-12-24T18:00:00Z";
    char *bytes = apr_palloc(pool, file.len + sizeof(line));
    sp_announcement more;

    if (file.len) {
        memcpy(bytes, file.ptr, file.len);
    }
    memcpy(bytes + file.len, line, sizeof(line) - 1);
    demand(sp_announcement_parse(
               &more, (sp_span){ bytes, file.len + sizeof(line) - 1 }, pool)
           == wrong);
    demand(more.until == 1798135200);
    demand(sp_span_equal(more.message, announcement->message));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sp_span file = { (const char *)data, size };
    apr_pool_t *pool = NULL;
    sp_announcement announcement;
    unsigned wrong;

    apr_initialize();
    demand(apr_pool_create(&pool, NULL) == APR_SUCCESS);
    wrong = sp_announcement_parse(&announcement, file, pool);
    demand(wrong <= size + 1);
    demand(announcement.until >= -1 && announcement.until <= LAST);
    check_message(announcement.message);
    check_one_more_line(&announcement, wrong, file, pool);
    apr_pool_destroy(pool);
    apr_terminate();
    return 0;
}
