/* SPDX-License-Identifier: Apache-2.0 */
/* Counts lines within a second in one atomic word. */
#include "core/log_throttle.h"

enum { COUNT_BITS = 16, COUNT_MAX = (1 << COUNT_BITS) - 1 };

bool sp_log_throttle_allows(sp_log_throttle *throttle, uint32_t now,
                            unsigned most, unsigned *suppressed)
{
    uint32_t before =
        atomic_load_explicit(&throttle->word, memory_order_relaxed);
    uint32_t after;
    unsigned count;

    do {
        bool same = (uint16_t)(before >> COUNT_BITS) == (uint16_t)now;
        unsigned asked = before & COUNT_MAX;

        *suppressed = !same && asked > most ? asked - most : 0;
        count = !same ? 1 : asked < COUNT_MAX ? asked + 1 : asked;
        after = now << COUNT_BITS | count;
    } while (!atomic_compare_exchange_weak_explicit(&throttle->word, &before,
                                                    after, memory_order_relaxed,
                                                    memory_order_relaxed));
    return count <= most;
}
