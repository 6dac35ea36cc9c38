/* SPDX-License-Identifier: Apache-2.0 */
/* latest.h - the latest version of a few bytes, shared by threads.
 *
 * One thread at a time replaces them; any number of others copy them meanwhile.
 * None waits for another one, and a copy is always one version, whole.
 *
 * There is room for two: the one that is copied is not the one that is written.
 * A copy that took so long that its place is being written to again is noticed,
 * and made anew.
 */
#ifndef SP_CORE_LATEST_H
#define SP_CORE_LATEST_H

#include <stdatomic.h>
#include <stddef.h>

enum {
    SP_LATEST_MAX = 3072, /* bytes */
    SP_LATEST_WORDS = SP_LATEST_MAX / sizeof(size_t)
};

/* All zero: no bytes. */
typedef struct sp_latest {
    atomic_uint count; /* of versions so far; its lowest bit says where */
    struct {
        atomic_size_t length;
        atomic_size_t words[SP_LATEST_WORDS];
    } versions[2];
} sp_latest;

/* Replace them by `length` bytes, at most SP_LATEST_MAX.  Whoever calls this
 * must have seen the end of the call before. */
void sp_latest_put(sp_latest *latest, const void *bytes, size_t length);

/* Copy them to `out`, which has room for SP_LATEST_MAX bytes; returns how many
 * there are. */
size_t sp_latest_get(const sp_latest *latest, void *out);

#endif
