/* SPDX-License-Identifier: Apache-2.0 */
/* Any file with an announcement.  What holds: its texts can be shown and are
 * not too long, its link is one that StatusPagesSite would take, the time is
 * one that a page can tell; and a line with a time, or a link, at the end sets
 * that and changes nothing else. */
#include "core/address.h"
#include "core/announcement.h"
#include "core/utf8.h"

#include <apr_general.h>
#include <apr_strings.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* 9999-12-31T23:59:59Z: what a page tells has four digits for the year. */
#define LAST INT64_C(253402300799)

static void demand(bool truth)
{
    if (!truth) {
        abort();
    }
}

static void check_text(sp_span text, size_t max)
{
    size_t points = 0;

    demand(sp_utf8_valid(text) == text.len);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];

        demand(c >= 0x20 && c != 0x7f);
        points += (c & 0xc0) != 0x80;
    }
    demand(points <= max);
}

static void check_link(const sp_announcement *announcement, apr_pool_t *pool)
{
    sp_span url = announcement->url;

    demand(url.len ? sp_address_is_valid(apr_pstrmemdup(pool, url.ptr, url.len))
                   : announcement->label.len == 0);
    check_text(url, SP_ANNOUNCEMENT_URL_MAX);
    check_text(announcement->label, SP_ANNOUNCEMENT_LABEL_MAX);
}

/* It stands beside a time, in a headline: no markup, no controls. */
static void check_clock(const sp_announcement *announcement)
{
    sp_span zone = announcement->zone;

    demand(zone.len <= SP_ANNOUNCEMENT_ZONE_MAX);
    check_text(zone, zone.len);
    for (size_t i = 0; i < zone.len; i++) {
        demand(!strchr("<>&\"'[]", zone.ptr[i]));
    }
    demand(announcement->offset > -24 * 60 * 60
           && announcement->offset < 24 * 60 * 60);
    demand(announcement->until >= 0 || zone.len == 0);
}

/* The same file, with a line more. */
static sp_announcement with_line(sp_announcement_mistakes mistakes,
                                 sp_span file, sp_span line, apr_pool_t *pool)
{
    char *bytes = apr_palloc(pool, file.len + line.len);
    sp_announcement_mistakes found;
    sp_announcement more;

    if (file.len) {
        memcpy(bytes, file.ptr, file.len);
    }
    memcpy(bytes + file.len, line.ptr, line.len);
    found = sp_announcement_parse(
        &more, (sp_span){ bytes, file.len + line.len }, pool);
    demand(found.until == mistakes.until && found.link == mistakes.link);
    return more;
}

static void check_one_more_line(const sp_announcement *announcement,
                                sp_announcement_mistakes mistakes, sp_span file,
                                apr_pool_t *pool)
{
    sp_announcement more = with_line(
        mistakes, file, SP_SPAN("\nuntil 2026-12-24T18:00:00Z"), pool);

    demand(more.until == 1798135200);
    demand(sp_span_equal(more.message, announcement->message));
    demand(sp_span_equal(more.url, announcement->url));
    more = with_line(mistakes, file, SP_SPAN("\nlink /a b"), pool);
    demand(more.until == announcement->until);
    demand(sp_span_equal(more.message, announcement->message));
    demand(sp_span_equal(more.url, SP_SPAN("/a")));
    demand(sp_span_equal(more.label, SP_SPAN("b")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sp_span file = { (const char *)data, size };
    apr_pool_t *pool = NULL;
    sp_announcement announcement;
    sp_announcement_mistakes mistakes;

    apr_initialize();
    demand(apr_pool_create(&pool, NULL) == APR_SUCCESS);
    mistakes = sp_announcement_parse(&announcement, file, pool);
    demand(mistakes.until <= size + 1 && mistakes.link <= size + 1);
    demand(announcement.until >= -1 && announcement.until <= LAST);
    check_text(announcement.message, SP_ANNOUNCEMENT_MESSAGE_MAX);
    check_link(&announcement, pool);
    check_clock(&announcement);
    check_one_more_line(&announcement, mistakes, file, pool);
    apr_pool_destroy(pool);
    apr_terminate();
    return 0;
}
