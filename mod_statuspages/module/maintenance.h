/* SPDX-License-Identifier: Apache-2.0 */
/* maintenance.h - a site that is closed while a flag file exists. */
#ifndef SP_MODULE_MAINTENANCE_H
#define SP_MODULE_MAINTENANCE_H

#include "module/module.h"

#include <stdatomic.h>

struct sp_flag {
    const char *path;
    atomic_uint missing_in; /* the second in which it was not there */
    atomic_uint logged;     /* which state of the file the log was told last */
};

/* Only for a server that has a flag file: no other pays for the hooks. */
void sp_maintenance_register(void);

#endif
