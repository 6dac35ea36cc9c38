/* SPDX-License-Identifier: Apache-2.0 */
/* code_reference_preview.h - the page that shows how an error would be
 * answered, with a form to choose which. */
#ifndef SP_CORE_CODE_REFERENCE_PREVIEW_H
#define SP_CORE_CODE_REFERENCE_PREVIEW_H

#include "core/page.h"

/* Its template, compiled. */
typedef struct sp_preview_template {
    const sp_theme *theme;
    sp_theme_page page;
} sp_preview_template;

/* Compile it, with the layout of `theme`; NULL if anything is wrong; then
 * `problems` has it. */
const sp_preview_template *sp_preview_make(const sp_theme *theme,
                                           sp_diagnostics *problems,
                                           apr_pool_t *pool);

/* One header of the answer. */
typedef struct sp_preview_header {
    sp_span name;
    sp_span value;
} sp_preview_header;

/* What is shown; texts are escaped where they stand. */
typedef struct sp_preview {
    const sp_preview_template *with;
    const sp_site *site;
    int code;
    unsigned language; /* number; SP_LANGUAGE_NONE: none is chosen */
    sp_format format;
    const char *theme; /* of a built-in one; NULL: none is chosen */
    bool samples;
    sp_span at;
    sp_span note;     /* why there is no answer; empty: there is one */
    sp_span line;     /* 404 Not Found; empty: there is no answer */
    sp_span body_url; /* where it can be opened */
    const sp_preview_header *headers;
    unsigned header_count;
} sp_preview;

/* The bytes of the page, in `pool`. */
sp_span sp_preview_write(const sp_preview *preview, apr_pool_t *pool);

#endif
