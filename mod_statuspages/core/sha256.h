/* SPDX-License-Identifier: Apache-2.0 */
/* sha256.h - the hash that a Content-Security-Policy names a style by.
 *
 * FIPS 180-4.  Used while the configuration is read only.  Here because libapr
 * has no SHA-256 and a cryptographic library would be a dependency for the
 * sake of one line in one header.
 */
#ifndef SP_CORE_SHA256_H
#define SP_CORE_SHA256_H

#include "core/span.h"

enum { SP_SHA256_BYTES = 32 };

/* The digest of `text`. */
void sp_sha256(sp_span text, unsigned char digest[SP_SHA256_BYTES]);

#endif
