/* SPDX-License-Identifier: Apache-2.0 */
/* structured_field.h - structured fields (RFC 9651): reads lists, writes names.
 *
 * Reading is strict, as section 4.2 has it: one fault, and nothing of the value
 * counts.  It allocates nothing, and looks at each byte once for each reading.
 */
#ifndef SP_CORE_STRUCTURED_FIELD_H
#define SP_CORE_STRUCTURED_FIELD_H

#include "core/span.h"

#include <apr_pools.h>
#include <stdint.h>

typedef enum sp_item_kind {
    SP_ITEM_INTEGER,
    SP_ITEM_DECIMAL,
    SP_ITEM_STRING,
    SP_ITEM_TOKEN,
    SP_ITEM_BYTES,
    SP_ITEM_BOOLEAN,
    SP_ITEM_DATE,
    SP_ITEM_DISPLAY,
    SP_ITEM_INNER_LIST
} sp_item_kind;

typedef struct sp_item {
    sp_item_kind kind;
    sp_span text;    /* as it stands; of a string what is between the quotes,
                        with its backslashes */
    int64_t integer; /* of an integer or a date, else 0 */
} sp_item;

/* Is all of `text` a list?  An empty one is none here: such a field is not
 * sent. */
bool sp_structured_is_list(sp_span text);

/* Take the next member off the front of `list`, and what its parameters are;
 * false at the end, or at a fault. */
bool sp_structured_member(sp_span *list, sp_item *item, sp_span *parameters);

/* Take the next parameter off the front; one without a value is a boolean.
 * False at the end. */
bool sp_structured_parameter(sp_span *parameters, sp_span *key, sp_item *value);

/* `text` as a token, or else as a string in `pool`; NULL if it has other than
 * visible ASCII and spaces. */
const char *sp_structured_name(const char *text, apr_pool_t *pool);

#endif
