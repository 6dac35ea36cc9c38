/* SPDX-License-Identifier: Apache-2.0 */
/* page_parts.h - what page.c and page_facts.c share; nobody else includes
 * it. */
#ifndef SP_CORE_PAGE_PARTS_H
#define SP_CORE_PAGE_PARTS_H

#include "core/page.h"

/* `plain`: nothing in the text needs escaping in any format. */
static inline sp_value sp_page_text(sp_span text, bool plain)
{
    return (sp_value){ text.ptr, (uint32_t)text.len, plain };
}

/* Fill the list SP_VAR_FACTS. */
void sp_page_put_facts(sp_page *page);

#endif
