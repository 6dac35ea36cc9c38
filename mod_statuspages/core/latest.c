/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps the latest version of a few bytes: a sequence lock over two places.
 *
 * Why a copy is whole: a place is written to again only after the next version,
 * in the other place, has been counted.  A word of such a later write is stored
 * with release, and loaded with acquire; who loads one also sees that count,
 * and copies anew.  The words are atomic themselves, for they may be loaded
 * while they are stored (H.-J. Boehm, Can seqlocks get along with programming
 * language memory models?, 2012). */
#include "core/latest.h"

#include <string.h>

enum { WORD = sizeof(size_t) };

/* How many bytes the word that begins at `at` has. */
static size_t part(size_t at, size_t length)
{
    return length - at < WORD ? length - at : WORD;
}

void sp_latest_put(sp_latest *latest, const void *bytes, size_t length)
{
    unsigned count =
        atomic_load_explicit(&latest->count, memory_order_relaxed) + 1;

    atomic_store_explicit(&latest->versions[count % 2].length, length,
                          memory_order_release);
    for (size_t at = 0; at < length; at += WORD) {
        size_t word = 0;

        memcpy(&word, (const char *)bytes + at, part(at, length));
        atomic_store_explicit(&latest->versions[count % 2].words[at / WORD],
                              word, memory_order_release);
    }
    atomic_store_explicit(&latest->count, count, memory_order_release);
}

size_t sp_latest_get(const sp_latest *latest, void *out)
{
    unsigned count;
    size_t length;

    do {
        count = atomic_load_explicit(&latest->count, memory_order_acquire);
        length = atomic_load_explicit(&latest->versions[count % 2].length,
                                      memory_order_acquire);
        for (size_t at = 0; at < length; at += WORD) {
            size_t word = atomic_load_explicit(
                &latest->versions[count % 2].words[at / WORD],
                memory_order_acquire);

            memcpy((char *)out + at, &word, part(at, length));
        }
    } while (atomic_load_explicit(&latest->count, memory_order_relaxed)
             != count);
    return length;
}
