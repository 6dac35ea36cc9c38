/* SPDX-License-Identifier: Apache-2.0 */
/* log_throttle.h - so many lines a second and no more, without a lock.
 *
 * All threads share one atomic word: the second, and how many lines were asked
 * for in it.  No line is forgotten: the next one that goes out says how many
 * did not.
 */
#ifndef SP_CORE_LOG_THROTTLE_H
#define SP_CORE_LOG_THROTTLE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct sp_log_throttle {
    _Atomic uint32_t word; /* 0 at the beginning */
} sp_log_throttle;

/* May one more line go out in the second `now`, of which `most` may?  If so,
 * *suppressed becomes how many have not since the last second that had one; at
 * most 65,535 in a second are counted. */
bool sp_log_throttle_allows(sp_log_throttle *throttle, uint32_t now,
                            unsigned most, unsigned *suppressed);

#endif
