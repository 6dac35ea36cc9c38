/* SPDX-License-Identifier: Apache-2.0 */
/* compression.h - when a page leaves with gzip: StatusPagesCompression. */
#ifndef SP_MODULE_COMPRESSION_H
#define SP_MODULE_COMPRESSION_H

#include "module/module.h"

/* Look up the filters that a compressed page may pass through: in post_config,
 * when every module has registered its own. */
void sp_compression_prepare(sp_registry *registry);

/* May the page that `f` passes on be compressed?  If so, the answer depends on
 * Accept-Encoding, whatever is sent. */
bool sp_compression_is_possible(const ap_filter_t *f);

/* Does the client ask for it? */
bool sp_compression_is_wanted(const request_rec *r);

#endif
