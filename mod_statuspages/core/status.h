/* SPDX-License-Identifier: Apache-2.0 */
/* status.h - what is known about each status code.
 *
 * One row of status.def for each code of the IANA registry and for the codes
 * that exist in practice only.  The texts for people are in the catalog.
 */
#ifndef SP_CORE_STATUS_H
#define SP_CORE_STATUS_H

#include "core/span.h"

#include <stdint.h>

/* Who is at fault.  A writing tool, not a verdict; several may be true. */
typedef enum sp_fault {
    SP_FAULT_NOBODY = 0,
    SP_FAULT_VISITOR = 1,
    SP_FAULT_SOFTWARE = 2, /* the visitor's browser or program */
    SP_FAULT_SITE = 4,
    SP_FAULT_NETWORK = 8 /* something between visitor and site */
} sp_fault;

typedef enum sp_lasts {
    SP_LASTS_NONE, /* the question makes no sense for this code */
    SP_LASTS_UNKNOWN,
    SP_LASTS_TEMPORARY,
    SP_LASTS_PERMANENT
} sp_lasts;

typedef enum sp_retry {
    SP_RETRY_NONE, /* the question makes no sense for this code */
    SP_RETRY_NEVER,
    SP_RETRY_NOW,     /* the same request, at once */
    SP_RETRY_WAIT,    /* the same request, later */
    SP_RETRY_CHANGE,  /* a different request */
    SP_RETRY_SIGN_IN, /* the same request with credentials */
    SP_RETRY_CHOOSE,  /* one of the offered alternatives */
    SP_RETRY_FOLLOW   /* the address in Location */
} sp_retry;

/* What kind of error it is: category.def. */
typedef enum sp_category {
    SP_CATEGORY_NONE, /* it is no error */
#define CATEGORY(id, name) SP_CATEGORY_##id,
#include "core/category.def"
#undef CATEGORY
    SP_CATEGORY__COUNT
} sp_category;

/* How much of a page a code gets when this software answers it. */
typedef enum sp_page_kind {
    SP_PAGE_LIVE,     /* a page for visitors */
    SP_PAGE_NOTE,     /* one sentence */
    SP_PAGE_REFERENCE /* explained in the reference of codes only */
} sp_page_kind;

typedef enum sp_trait {
    SP_TRAIT_NO_BODY = 1,    /* content is forbidden, RFC 9110 6.4.1, 15.3.6 */
    SP_TRAIT_AUTO_RETRY = 2, /* a program may repeat a GET by itself */
    SP_TRAIT_NO_STORE = 4,   /* MUST NOT be stored, RFC 6585 */
    SP_TRAIT_REGISTERED = 8, /* has a row in IANA's registry */
    SP_TRAIT_BY_HAND = 16    /* repeated only if a person asks, RFC 4918 11.5 */
} sp_trait;

/* The sentences of facts.def, as numbers and as bits of a set. */
typedef enum sp_fact {
#define FACT(id, key, placeholder, meaning) SP_FACT_##id,
#include "core/facts.def"
#undef FACT
    SP_FACT__COUNT
} sp_fact;

/* What else advice can depend on, as further bits of the set. */
typedef enum sp_condition {
    SP_CONDITION__BEFORE = SP_FACT__COUNT - 1,
#define CONDITION(id, meaning) SP_CONDITION_##id,
#include "core/conditions.def"
#undef CONDITION
    SP_CONDITION__END
} sp_condition;

_Static_assert((int)SP_CONDITION__END <= 32, "a set has 32 bits");

#define SP_FACT_BIT(fact) (UINT32_C(1) << (fact))

typedef struct sp_status {
    uint16_t code;
    uint16_t nearest; /* the code whose texts it uses; itself if it has own */
    uint8_t fault;    /* sp_fault bits */
    uint8_t lasts;    /* sp_lasts */
    uint8_t retry;    /* sp_retry */
    uint8_t category; /* sp_category */
    uint8_t page;     /* sp_page_kind */
    uint8_t traits;   /* sp_trait bits */
    uint32_t facts;   /* SP_FACT_BIT set: which sentences belong to it */
    sp_span phrase;   /* the registry's spelling */
    sp_span origin;   /* the defining RFC section, or who uses it */
} sp_status;

/* The row of `code`.  A code without a row gets the row of its class (x00);
 * outside 100-599 without a row, 500 (RFC 9110 15).  Never fails; the row is
 * constant. */
const sp_status *sp_status_find(int code);

/* True if `code` has a row of its own. */
bool sp_status_known(int code);

/* Its class, 1 to 5: codes beyond 599 count as server errors (RFC 9110 15). */
static inline int sp_status_class(const sp_status *status)
{
    return status->code > 599 ? 5 : status->code / 100;
}

/* All rows, ascending by code; sets *count. */
const sp_status *sp_status_all(size_t *count);

/* The position of `row` among all rows. */
size_t sp_status_index(const sp_status *row);

#endif
