/* SPDX-License-Identifier: Apache-2.0 */
/* maintenance.h - a site that is closed while a flag file exists. */
#ifndef SP_MODULE_MAINTENANCE_H
#define SP_MODULE_MAINTENANCE_H

#include "module/announcement_file.h"

/* Shared by all threads of a child. */
struct sp_maintenance_file {
    sp_announcement_file file;
    atomic_uint missing_in; /* the second in which it was not there */
};

/* Register the hooks: only for a server whose configuration names a flag file,
 * so that no other pays for them. */
void sp_maintenance_register(void);

#endif
