/* SPDX-License-Identifier: Apache-2.0 */
/* facts.h - what is known about one request that ended in an error.
 *
 * Filled by a front end, read by core/page.  Every text in here must be safe
 * to show: valid UTF-8 without controls (sp_escape_clean), capped in length.
 * "Not known" is an empty span or -1, and is never guessed.
 */
#ifndef SP_CORE_FACTS_H
#define SP_CORE_FACTS_H

#include "core/announcement.h"
#include "core/custom_variable.h"
#include "core/trying.h"
#include "core/rate_limit.h"
#include "core/status.h"
#include "core/suggestion.h"

enum { SP_ALTERNATIVES_MAX = 20 };

/* One version that could be chosen instead (300, 406). */
typedef struct sp_alternative {
    sp_span url; /* percent-encoded, relative */
    sp_span name;
    sp_span type;
    sp_span language;
} sp_alternative;

/* Who decided this status, as far as httpd can know. */
typedef enum sp_status_source {
    SP_SOURCE_UNKNOWN,
    SP_SOURCE_SERVER,      /* httpd itself or one of its modules */
    SP_SOURCE_PROXY,       /* httpd as a gateway: it got no answer to pass on */
    SP_SOURCE_APPLICATION, /* a script or handler; FastCGI and its like */
    SP_SOURCE_BACKEND,     /* an HTTP server behind this one */
    SP_SOURCE__COUNT
} sp_status_source;

/* Its name in problem details, logs and counters; never fails. */
const char *sp_status_source_name(sp_status_source source);

typedef struct sp_facts {
    int code; /* on the wire */
    sp_status_source source;
    uint32_t known;      /* SP_FACT_BIT set: which facts are true */
    int64_t time;        /* seconds since 1970, UTC */
    int64_t retry_after; /* seconds from `time` */
    int64_t limit_bytes;
    int64_t received_bytes;
    int64_t address_limit; /* characters */
    sp_span reference;     /* of the request, as in the logs */
    sp_span realm;
    sp_span methods;   /* as in Allow: GET, HEAD */
    sp_span types;     /* as in Accept of the response */
    sp_span protocols; /* HTTP/1.1, HTTP/2 */
    sp_span blocked_by;
    sp_span secure_address;            /* https://..., for SECURE_ADDRESS */
    sp_span crawler_price;             /* as in crawler-price: USD 0.01 */
    const sp_rate_limits *rate_limits; /* NULL: nobody says */
    bool quota_exceeded;               /* one of these is used up */
    bool repeatable;               /* asking again does no harm: GET or HEAD */
    bool details;                  /* this client may see the owner's note */
    const sp_custom_value *custom; /* the administrator's own variables */
    unsigned custom_count;
    const sp_trying *trying; /* the visitor may ask again and again; NULL: no */
    const sp_announcement *notice;      /* on an open site; NULL: none */
    const sp_announcement *maintenance; /* the site is closed; NULL: open */
    sp_span heal; /* where a button may go that deletes cookies; empty: none */
    const sp_alternative *alternatives;
    unsigned alternative_count; /* at most SP_ALTERNATIVES_MAX */
    const sp_suggestion *suggestions;
    unsigned suggestion_count; /* at most SP_SUGGESTIONS_MAX */
} sp_facts;

/* Codes whose pages have a link, in site.def. */
#define SP_ON(code) (UINT64_C(1) << ((code)-400))
#define SP_ON_ALL UINT64_MAX

/* What the site says of itself; empty spans are not shown. */
typedef struct sp_site {
    sp_span name;
#define SITE_LINK(id, name, word, option, member, codes, unless, help)         \
    sp_span name;
#include "core/site.def"
#undef SITE_LINK
} sp_site;

#endif
