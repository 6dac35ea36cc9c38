/* SPDX-License-Identifier: Apache-2.0 */
/* reference.h - the id of one request as people read it out: 7KQF-2MZD.
 *
 * Anybody may compute it from httpd's log id (%L), so this never changes:
 *
 *   1. FNV-1a, 64 bits, of the bytes of the log id
 *   2. the 64-bit finalizer of MurmurHash3 (fmix64) of that
 *   3. its 40 highest bits, five at a time, the highest first; each five are an
 *      index into ABCDEFGHJKLMNPQRSTUVWXYZ23456789
 *   4. a hyphen after the fourth character
 *
 * FNV-1a alone leaves ids that differ in their last bytes close together in
 * the high bits; the finalizer spreads them.
 */
#ifndef SP_CORE_REFERENCE_H
#define SP_CORE_REFERENCE_H

#include "core/span.h"

#include <stdint.h>

enum {
    SP_REFERENCE_SYMBOLS = 8,
    SP_REFERENCE_LENGTH = SP_REFERENCE_SYMBOLS + 1, /* and the hyphen */
    SP_REFERENCE_ID_MAX = 64
};

/* The 40 bits of a log id's reference. */
uint64_t sp_reference_number(sp_span log_id);

/* Those bits as characters, without a NUL. */
void sp_reference_write(uint64_t number, char out[SP_REFERENCE_LENGTH]);

/* The bits of what sp_reference_write() has written; false if it is nothing of
 * the kind. */
bool sp_reference_parse(uint64_t *number, sp_span text);

/* May another id take the reference's place?  One to 64 letters, digits and
 * . _ ~ : - which are no markup in any format, and nothing to a shell or a
 * log. */
bool sp_reference_is_id(sp_span text);

/* ---- a reference that somebody has typed ---------------------------------*/

/* For each character a set of indices: a 0 may have been a D or a Q. */
typedef struct sp_reference_pattern {
    uint32_t symbols[SP_REFERENCE_SYMBOLS];
    bool guessed; /* it has a 0, O, 1 or I, which no reference has */
} sp_reference_pattern;

/* Read it in either case, with or without hyphens and spaces; false if it is
 * none. */
bool sp_reference_read(sp_reference_pattern *pattern, sp_span text);

/* May these 40 bits be meant? */
bool sp_reference_matches(const sp_reference_pattern *pattern, uint64_t number);

#endif
