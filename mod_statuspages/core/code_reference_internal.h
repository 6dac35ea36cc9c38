/* SPDX-License-Identifier: Apache-2.0 */
/* code_reference_internal.h - what the files of the reference share.
 *
 *   code_reference_make.c     templates             -> programs
 *   code_reference.c          status, language      -> values for them
 *   code_reference_data.c     the same              -> JSON and XML
 *   code_reference_preview.c  the answer to an error -> the page that shows it
 */
#ifndef SP_CORE_CODE_REFERENCE_INTERNAL_H
#define SP_CORE_CODE_REFERENCE_INTERNAL_H

#include "core/code_reference.h"

/* Slots of a page's frame, after those of an error page. */
typedef enum sp_code_reference_slot {
    SP_REF_MEANING = SP_VAR__COUNT,
    SP_REF_INDEX_URL,
    SP_REF_INDEX_LABEL,
    SP_REF_CAUSE_LABEL,
    SP_REF_CAUSES,
    SP_REF_ORIGIN_LABEL,
    SP_REF_ORIGIN,
    SP_REF_ORIGIN_URL,
    SP_REF_CLASSES,
    SP_REF__COUNT
} sp_code_reference_slot;

_Static_assert((int)SP_REF__COUNT <= (int)SP_VAR__COUNT + SP_CUSTOM_MAX,
               "sp_page has a place for them");

/* Slots of a row of its lists. */
enum { SP_REF_CAUSES_TEXT, SP_REF_CAUSES__COUNT };
enum { SP_REF_CLASSES_CLASS, SP_REF_CLASSES_CODES, SP_REF_CLASSES__COUNT };
enum {
    SP_REF_CODES_CODE,
    SP_REF_CODES_PHRASE,
    SP_REF_CODES_URL,
    SP_REF_CODES_MEANING,
    SP_REF_CODES_SENTENCE,
    SP_REF_CODES_DURATION,
    SP_REF_CODES__COUNT
};

/* The variables of an error page, and `more`, with so many slots in all. */
const sp_schema *sp_code_reference_schema(const sp_name *more, size_t count,
                                          unsigned slots, apr_pool_t *pool);

/* Compile the template index.html, code.txt ...; false if anything is wrong. */
bool sp_code_reference_compile(sp_theme_page *page, const sp_theme *theme,
                               const char *name, sp_format format,
                               const sp_schema *schema,
                               sp_diagnostics *problems);

/* Nothing but the code is known; the note for the owner is shown. */
sp_facts sp_code_reference_facts(int code);

/* An error page of `facts`, from which the reference takes its values. */
sp_page_request sp_code_reference_page(const sp_code_reference_request *request,
                                       const sp_facts *facts);

/* The bytes of a page whose values are all there, in `pool`. */
sp_span sp_code_reference_bytes(const sp_page *page, apr_pool_t *pool);

/* The page in JSON or XML, in `pool`. */
sp_span sp_code_reference_write_data(const sp_code_reference_request *request,
                                     apr_pool_t *pool);

#endif
