/* SPDX-License-Identifier: Apache-2.0 */
/* template_pack.h - a program's pages as gzip, without compressing them anew.
 *
 * While the configuration is read, the text of a program is packed.  A request
 * adds its values, works out the distances that depend on them, and combines
 * the checksums: what comes out is one gzip member (RFC 1952) of one block,
 * about as long as gzip -6 makes it.
 */
#ifndef SP_CORE_TEMPLATE_PACK_H
#define SP_CORE_TEMPLATE_PACK_H

#include "core/template.h"

typedef struct sp_packed sp_packed;

/* What packing needs, whatever is packed. */
typedef struct sp_packer sp_packer;

/* What is packed lives in `pool`, what is only needed for it in `scratch`. */
sp_packer *sp_packer_make(apr_pool_t *pool, apr_pool_t *scratch);

/* Pack programs that are alike, such as all in one language: they share a
 * Huffman code.  `usual` are values of which most requests have the same, and
 * the others as long: such pages are written fastest.  `like` is text as their
 * longer values are; it may be empty.
 * packed[i] becomes NULL if programs[i] is too large, or all do if there is no
 * memory for a pool. */
void sp_packer_add(sp_packer *packer, const sp_program *const *programs,
                   unsigned count, const sp_value *usual, sp_span like,
                   const sp_packed **packed);

/* The packed page into `out`; returns its length, or 0 if `capacity` bytes may
 * not suffice or the values are longer than deflate can look back.  Cannot fail
 * otherwise, allocates nothing. */
size_t sp_packed_write(const sp_packed *packed, const sp_value *values,
                       char *out, size_t capacity);

/* Does the packed page, unpacked by zlib, equal what the program itself
 * writes? */
bool sp_packed_round_trips(const sp_packed *packed, const sp_value *values,
                           apr_pool_t *scratch);

#endif
