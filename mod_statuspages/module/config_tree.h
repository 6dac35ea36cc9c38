/* SPDX-License-Identifier: Apache-2.0 */
/* config_tree.h - all lines of the configuration, while it is read. */
#ifndef SP_MODULE_CONFIG_TREE_H
#define SP_MODULE_CONFIG_TREE_H

#include <httpd.h>
#include <http_config.h>

typedef void sp_config_line_fn(const ap_directive_t *line, void *data);

/* Call `each` for each line from `line` on, and for those in its sections; the
 * whole configuration is ap_conftree.  Lines of .htaccess files are not among
 * them. */
void sp_config_tree_walk(const ap_directive_t *line, sp_config_line_fn *each,
                         void *data);

#endif
