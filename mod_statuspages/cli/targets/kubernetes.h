/* SPDX-License-Identifier: Apache-2.0 */
/* kubernetes.h - the objects of a cluster that serve the pages, which the
 * targets for its gateways share. */
#ifndef SP_CLI_TARGETS_KUBERNETES_H
#define SP_CLI_TARGETS_KUBERNETES_H

#include "cli/targets/targets.h"

/* The pages of all languages in a cluster. */
typedef struct sp_kubernetes_pages {
    const char *object;  /* what the names of all objects begin with */
    const char *volumes; /* of a pod, as rows of YAML below 8 blanks */
    const char *mounts;  /* of a container, below 12 */
} sp_kubernetes_pages;

/* Write cluster/: ConfigMaps with the pages, which a container has in `folder`,
 * in a folder for each language. */
sp_kubernetes_pages sp_kubernetes_write_pages(sp_build *build,
                                              const char *folder,
                                              const sp_dialect *dialect);

/* `text` as a block of YAML below so many blanks. */
const char *sp_kubernetes_block(const sp_build *build, int blanks,
                                const char *text);

#endif
