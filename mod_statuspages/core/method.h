/* SPDX-License-Identifier: Apache-2.0 */
/* method.h - what is registered of a request method.
 *
 * By name, since servers have numbers for some of them only.  Names know case
 * (RFC 9110 9.1).
 */
#ifndef SP_CORE_METHOD_H
#define SP_CORE_METHOD_H

#include "core/span.h"

/* Is it registered as safe (RFC 9110 9.2.1): does it ask for nothing but an
 * answer? */
bool sp_method_is_safe(sp_span name);

/* Is it one of WebDAV or of what builds on it?  No browser sends these of its
 * own accord. */
bool sp_method_is_dav(sp_span name);

#endif
