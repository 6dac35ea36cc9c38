/* SPDX-License-Identifier: Apache-2.0 */
/* sha256.h - the hash that a Content-Security-Policy names a style by, and that
 * a token is signed with.
 *
 * FIPS 180-4 and RFC 2104.  Here because libapr has no SHA-256 and a
 * cryptographic library would be a dependency for the sake of one header and
 * one token.
 */
#ifndef SP_CORE_SHA256_H
#define SP_CORE_SHA256_H

#include "core/span.h"

enum { SP_SHA256_BYTES = 32, SP_SHA256_BASE64 = 44 };

/* The digest of `text`. */
void sp_sha256(sp_span text, unsigned char digest[SP_SHA256_BYTES]);

/* The same in base64 (RFC 4648, 4), as a policy has it; APR has none before
 * version 1.7. */
void sp_sha256_base64(sp_span text, char hash[SP_SHA256_BASE64 + 1]);

/* The longest key and the longest text of an HMAC here. */
enum { SP_HMAC_KEY_MAX = 64, SP_HMAC_TEXT_MAX = 128 };

/* The HMAC-SHA-256 of `text`; what is longer than that is cut. */
void sp_hmac_sha256(sp_span key, sp_span text,
                    unsigned char digest[SP_SHA256_BYTES]);

#endif
