/* SPDX-License-Identifier: Apache-2.0 */
/* status_error.h - what a program is told about the error of a status code.
 *
 * All of it follows from the code's row, and all of it is for 400 and above:
 * what is no error has the category SP_CATEGORY_NONE.
 */
#ifndef SP_CORE_STATUS_ERROR_H
#define SP_CORE_STATUS_ERROR_H

#include "core/status.h"

enum { SP_ERROR_NAME_MAX = 64, SP_DOCUMENTATION_PARTS = 4 };

static inline bool sp_status_is_error(const sp_status *status)
{
    return status->category != SP_CATEGORY_NONE;
}

/* The phrase in snake_case: not_found.  A code that the registry keeps unused
 * has the name of its class.  The name may be in `out`. */
sp_span sp_status_error_name(const sp_status *status,
                             char out[SP_ERROR_NAME_MAX]);

sp_span sp_category_name(sp_category category);

/* May the same request succeed, at once or later, and may a program send it? */
static inline bool sp_status_is_retryable(const sp_status *status)
{
    return (status->retry == SP_RETRY_NOW || status->retry == SP_RETRY_WAIT)
           && !(status->traits & SP_TRAIT_BY_HAND);
}

/* Does the error stay until the owner of the site does something about it?  A
 * page that was removed for good needs nothing, and is no 5xx. */
static inline bool sp_status_needs_owner(const sp_status *status)
{
    return status->code >= 500 && status->fault == SP_FAULT_SITE
           && status->retry == SP_RETRY_NEVER;
}

/* The address of the RFC's section that defines the code, in parts; returns
 * how many, 0 if it is in no RFC. */
size_t sp_status_documentation(const sp_status *status,
                               sp_span parts[SP_DOCUMENTATION_PARTS]);

#endif
