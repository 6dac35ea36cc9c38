/* SPDX-License-Identifier: Apache-2.0 */
/* counting.h - each error response is counted once, as what it was in the end.
 *
 * A response may be decided more than once: a filter behind the module can
 * discard a page and have httpd answer anew.  So what a request counts as is
 * only noted, and counted when it is over, right after its line in the access
 * log.  httpd sends no document for the error of an error: of the requests that
 * an internal redirect joins, one has a note.
 */
#ifndef SP_MODULE_COUNTING_H
#define SP_MODULE_COUNTING_H

#include "core/counters.h"
#include "core/page.h"
#include "module/module.h"

/* Part of the state of a request; see intercept.h. */
typedef struct sp_counting {
    sp_counter *response; /* NULL: nothing has been noted */
    sp_counter *language; /* NULL: in none */
} sp_counting;

/* The memory for registry->counters, or a line in the log that there is none.
 * The first call of a process makes it; it lasts until httpd stops, so that
 * those who still serve with an older configuration count in the same place.
 * In post_config. */
void sp_counting_prepare(sp_registry *registry);

/* A page is the response. */
void sp_counting_page(request_rec *r, const sp_page *page,
                      sp_counted_body body);

/* The response keeps its body.  `local`: it is httpd's own, as in local.c. */
void sp_counting_kept(request_rec *r, bool local);

/* Whatever was noted has been discarded. */
void sp_counting_discard(request_rec *r);

#endif
