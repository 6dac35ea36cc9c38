/* SPDX-License-Identifier: Apache-2.0 */
/* html_text.h - the text between two tags of HTML, as it is read. */
#ifndef SP_CLI_HTML_TEXT_H
#define SP_CLI_HTML_TEXT_H

#include "core/span.h"

#include <apr_pools.h>

/* `text` in UTF-8 on one line, without entities, in `pool`; of `charset`, which
 * is UTF-8 if it is empty.  Empty if the charset is unknown or wrong. */
sp_span sp_html_text(sp_span text, sp_span charset, apr_pool_t *pool);

#endif
