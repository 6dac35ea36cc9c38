/* SPDX-License-Identifier: Apache-2.0 */
/* schema.h - which names a template may use, and the values behind them.
 *
 * A schema declares names; compiling a template turns each name it uses into
 * a slot number, so that rendering looks nothing up and a misspelt name is an
 * error while the configuration is read.  Values are a flat array, one
 * sp_value for each slot.
 */
#ifndef SP_CORE_SCHEMA_H
#define SP_CORE_SCHEMA_H

#include "core/span.h"

#include <stdint.h>

typedef enum sp_kind {
    SP_KIND_TEXT,      /* {{x}}: printed, escaped for the template's format */
    SP_KIND_URL,       /* as text, and may be all of an href or src */
    SP_KIND_STYLE,     /* as text, and may stand in <style>; always constant */
    SP_KIND_HTML,      /* ready markup: {{{x}}} is allowed in HTML */
    SP_KIND_CONDITION, /* {{#x}} {{^x}} only */
    SP_KIND_GROUP,     /* {{#x}}{{member}}{{/x}}, {{x.member}}; one frame */
    SP_KIND_LIST       /* {{#x}}...{{/x}} once a row; each row its own frame */
} sp_kind;

typedef struct sp_schema sp_schema;

typedef struct sp_name {
    const char *name;
    sp_kind kind;
    uint16_t slot;            /* in the frame the name is declared in */
    const sp_schema *members; /* of a group (same frame) or a list (a row) */
    const char *constant;     /* its text, known when a template is compiled:
                                 then it has no slot; NULL: a value */
} sp_name;

struct sp_schema {
    const sp_name *names;
    uint16_t count; /* names */
    uint16_t slots; /* values in one frame of this schema (lists: one row) */
};

/* What it declares under that name, or NULL; no names without a schema. */
static inline const sp_name *sp_schema_find(const sp_schema *schema,
                                            sp_span name)
{
    for (unsigned i = 0; schema && i < schema->count; i++) {
        if (sp_span_equal(sp_span_of(schema->names[i].name), name)) {
            return &schema->names[i];
        }
    }
    return NULL;
}

/* Is there such a name? */
static inline bool sp_schema_has(const sp_schema *schema, const char *name)
{
    return sp_schema_find(schema, sp_span_of(name)) != NULL;
}

/* May administrators call something so?  Lowercase letters, digits and _, a
 * letter first. */
static inline bool sp_schema_is_name(const char *name)
{
    return name[0] >= 'a' && name[0] <= 'z'
           && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")
                  == strlen(name);
}

/* One value.  Truth is n != 0: an empty text, an empty list and a false
 * condition are the same to {{#x}} and {{^x}}. */
typedef struct sp_value {
    const void *data; /* text: UTF-8 bytes; list: sp_value[n * slots] */
    uint32_t n;       /* text: bytes; list: rows; condition, group: 0 or 1 */
    uint16_t plain;   /* text: holds nothing that any format must escape */
    uint16_t only_if; /* while folding, of a row's first value: the slot that
                         says whether the row is shown; 0: it is */
} sp_value;

#endif
