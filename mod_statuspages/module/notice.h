/* SPDX-License-Identifier: Apache-2.0 */
/* notice.h - StatusPagesNotice: what a file announces, on pages of an open
 * site. */
#ifndef SP_MODULE_NOTICE_H
#define SP_MODULE_NOTICE_H

#include "core/announcement.h"
#include "module/module.h"

/* What the file of this request's notice says now; NULL if there is nothing to
 * say, or none is configured for r->status. */
const sp_announcement *sp_notice_of(request_rec *r);

#endif
