/* SPDX-License-Identifier: Apache-2.0 */
/* html_head.h - what the head of an HTML document says of it. */
#ifndef SP_CLI_HTML_HEAD_H
#define SP_CLI_HTML_HEAD_H

#include "core/span.h"

#include <apr_pools.h>

typedef struct sp_html_head {
    sp_span title; /* UTF-8 on one line, entities decoded; empty if unknown */
    bool noindex;  /* search engines must not list it */
    bool refresh;  /* it leads to another page */
} sp_html_head;

/* Read the head that `html`, perhaps only the start of a document, begins
 * with.  The title is in `pool`. */
sp_html_head sp_html_head_read(sp_span html, apr_pool_t *pool);

#endif
