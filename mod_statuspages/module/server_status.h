/* SPDX-License-Identifier: Apache-2.0 */
/* server_status.h - the counters as a section of mod_status. */
#ifndef SP_MODULE_SERVER_STATUS_H
#define SP_MODULE_SERVER_STATUS_H

/* In register_hooks; without mod_status nothing comes of it. */
void sp_server_status_register(void);

#endif
