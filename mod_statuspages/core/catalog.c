/* SPDX-License-Identifier: Apache-2.0 */
/* Looks up the compiled texts of a language. */
#include "core/catalog.h"

/* Generated: one entry a row of status.def, relatives already followed. */
extern const sp_status_texts sp_catalog_rows[];

const sp_status_texts *sp_catalog_status(const sp_status *status)
{
    return &sp_catalog_rows[sp_status_index(status)];
}

const sp_language *sp_catalog_language(const sp_language *language,
                                       const sp_status *status)
{
    size_t number = (size_t)(language - sp_languages);

    return sp_catalog_status(status)->languages >> number & 1
               ? language
               : &sp_languages[0];
}
