/* SPDX-License-Identifier: Apache-2.0 */
/* media_names.h - what names a format in Accept, for tables in the languages of
 * other servers. */
#ifndef SP_CLI_MEDIA_NAMES_H
#define SP_CLI_MEDIA_NAMES_H

#include "core/format.h"

/* From the closest on. */
typedef enum sp_closeness {
    SP_CLOSE_EXACT,  /* text/html */
    SP_CLOSE_ALIAS,  /* application/xhtml+xml */
    SP_CLOSE_SUFFIX, /* +json: any other application type that ends so */
    SP_CLOSE_TYPE,   /* text, any subtype */
    SP_CLOSE__COUNT
} sp_closeness;

typedef struct sp_media_name {
    const char *name;
    sp_format format;
    sp_closeness how;
} sp_media_name;

/* The same as the module's; those of one closeness in order, suffixes last. */
extern const sp_media_name sp_media_names[];
extern const unsigned sp_media_name_count;

#endif
