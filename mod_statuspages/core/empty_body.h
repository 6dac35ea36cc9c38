/* SPDX-License-Identifier: Apache-2.0 */
/* empty_body.h - bodies that hold nothing although they have bytes.
 *
 * PHP with zlib.output_compression packs the nothing that a fatal error
 * leaves into 20 bytes of gzip, and a line end before or after its tags is a
 * body of white space.  A browser shows both as a white page.
 */
#ifndef SP_CORE_EMPTY_BODY_H
#define SP_CORE_EMPTY_BODY_H

#include "core/span.h"

/* A longer body is never empty. */
enum { SP_EMPTY_BODY_MAX = 32 };

typedef enum sp_empty_body {
    SP_EMPTY_BODY_NO,        /* there is something in it, whatever follows */
    SP_EMPTY_BODY_UNDECIDED, /* not known before more of it, or its end, has
                                come */
    SP_EMPTY_BODY_YES        /* there is nothing in it, if this is all */
} sp_empty_body;

/* What can be told from the first bytes of a body.  `coding` is its
 * Content-Encoding, empty if it has none; of any coding but gzip, deflate and
 * br, and of two at once, only a body without a byte is empty. */
sp_empty_body sp_empty_body_detect(sp_span coding, sp_span body);

#endif
