/* SPDX-License-Identifier: Apache-2.0 */
/* css_shrink.h - the same style sheet in fewer bytes. */
#ifndef SP_CORE_CSS_SHRINK_H
#define SP_CORE_CSS_SHRINK_H

#include "core/span.h"

/* Write `sheet`, the inside of an HTML <style>, into `out`, which has room for
 * as many bytes, without comments and without the white space and semicolons
 * that mean nothing; returns the length.  Comments that begin with an
 * exclamation mark stay: they name authors and licences.  A sheet with a
 * mistake, or with an escape outside a string, is copied as it is. */
size_t sp_css_shrink(sp_span sheet, char *out);

#endif
