/* SPDX-License-Identifier: Apache-2.0 */
/* notice.h - StatusPagesNotice: what a file announces, on pages of an open
 * site. */
#ifndef SP_MODULE_NOTICE_H
#define SP_MODULE_NOTICE_H

#include "core/announcement.h"
#include "module/module.h"

/* Where there is a line of StatusPagesNotice: what its file says now; NULL if
 * there is nothing to say, or not for r->status. */
const sp_announcement *sp_notice_of(request_rec *r);

#endif
