/* SPDX-License-Identifier: Apache-2.0 */
/* Looks through the lines of the configuration. */
#include "module/config_tree.h"

void sp_config_tree_walk(const ap_directive_t *line, sp_config_line_fn *each,
                         void *data)
{
    for (; line; line = line->next) {
        each(line, data);
        sp_config_tree_walk(line->first_child, each, data);
    }
}
