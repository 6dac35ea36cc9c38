/* SPDX-License-Identifier: Apache-2.0 */
/* code_reference.h - the reference: pages that say what each status code means.
 *
 * They are documents, not errors.  HTML, text and Markdown are templates of
 * core/code_reference; JSON and XML have the members of problem details, and
 * those of `statuspages list`.
 */
#ifndef SP_CORE_CODE_REFERENCE_H
#define SP_CORE_CODE_REFERENCE_H

#include "core/page.h"

/* The templates.  Generated. */
extern const sp_theme_source sp_code_reference_sources[];
extern const unsigned sp_code_reference_source_count;

/* The templates, compiled. */
typedef struct sp_code_reference {
    const sp_theme *theme; /* whose layout they have */
    sp_theme_page index[SP_FORMAT__COUNT];
    sp_theme_page code[SP_FORMAT__COUNT];
} sp_code_reference;

/* Compile them, with the layout of `theme`, in its pool and in `pool`.  NULL if
 * anything is wrong; then `problems` has it. */
const sp_code_reference *sp_code_reference_make(const sp_theme *theme,
                                                sp_diagnostics *problems,
                                                apr_pool_t *pool);

/* One page of it; all is borrowed until it has been written. */
typedef struct sp_code_reference_request {
    const sp_code_reference *templates;
    const sp_status *status; /* NULL: all codes */
    const sp_language *language;
    sp_format format;
    const sp_site *site;
    const sp_text_overrides *texts; /* the administrator's own; may be NULL */
    sp_span folder; /* from this page to those of the codes; "" or "./codes/" */
} sp_code_reference_request;

/* The languages that the page of `status`, or of all codes, is there in. */
uint64_t sp_code_reference_languages(const sp_status *status);

/* For Content-Type. */
sp_span sp_code_reference_media_type(sp_format format);

/* Its Content-Security-Policy; NULL: it needs none. */
const char *sp_code_reference_csp(const sp_code_reference_request *request);

/* The bytes of the page, in `pool`. */
sp_span sp_code_reference_write(const sp_code_reference_request *request,
                                apr_pool_t *pool);

#endif
