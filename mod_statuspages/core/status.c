/* SPDX-License-Identifier: Apache-2.0 */
/* The table of status codes and its search. */
#include "core/status.h"

#define FAULT_NOBODY SP_FAULT_NOBODY
#define FAULT_VISITOR SP_FAULT_VISITOR
#define FAULT_SOFTWARE SP_FAULT_SOFTWARE
#define FAULT_SITE SP_FAULT_SITE
#define FAULT_NETWORK SP_FAULT_NETWORK
#define T(trait) SP_TRAIT_##trait
#define F(fact) SP_FACT_BIT(SP_FACT_##fact)

static const sp_status rows[] = {
#define STATUS(code_, phrase_, origin_, fault_, lasts_, retry_, category_,     \
               page_, traits_, nearest_, facts_)                               \
    { .code = (code_),                                                         \
      .nearest = (nearest_),                                                   \
      .fault = (fault_),                                                       \
      .lasts = SP_LASTS_##lasts_,                                              \
      .retry = SP_RETRY_##retry_,                                              \
      .category = SP_CATEGORY_##category_,                                     \
      .page = SP_PAGE_##page_,                                                 \
      .traits = (traits_),                                                     \
      .facts = (facts_),                                                       \
      .phrase = { phrase_, sizeof(phrase_) - 1 },                              \
      .origin = { origin_, sizeof(origin_) - 1 } },
#include "catalog/status.def"
#undef STATUS
};

enum { ROWS = SP_COUNT(rows), CODES = 1000 };

enum row_number {
#define STATUS(code_, ...) ROW_##code_,
#include "catalog/status.def"
#undef STATUS
};

/* The number of a code's row, from 1 on; 0: it has none. */
static const uint8_t numbers[CODES] = {
#define STATUS(code_, ...) [code_] = ROW_##code_ + 1,
#include "catalog/status.def"
#undef STATUS
};

static const sp_status *row_of(int code)
{
    unsigned number = code >= 0 && code < CODES ? numbers[code] : 0;

    return number ? &rows[number - 1] : NULL;
}

const sp_status *sp_status_find(int code)
{
    const sp_status *row = row_of(code);

    if (!row && code >= 100 && code <= 599) {
        row = row_of(code / 100 * 100);
    }
    return row ? row : row_of(500);
}

bool sp_status_known(int code)
{
    return row_of(code) != NULL;
}

const sp_status *sp_status_all(size_t *count)
{
    *count = ROWS;
    return rows;
}

size_t sp_status_index(const sp_status *row)
{
    return (size_t)(row - rows);
}
