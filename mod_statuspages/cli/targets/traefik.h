/* SPDX-License-Identifier: Apache-2.0 */
/* traefik.h - what the targets share that put a Caddy with the pages behind a
 * gateway. */
#ifndef SP_CLI_TARGETS_TRAEFIK_H
#define SP_CLI_TARGETS_TRAEFIK_H

#include "cli/targets/targets.h"

/* The port of the pages in a container. */
#define SP_TRAEFIK_PORT "8404"

/* sp_target.no_replace of what is behind Traefik. */
extern const char sp_traefik_no_replace[];

/* `row` once for each range of codes that the errors middleware may replace:
 * @STATUS@, 402-406.  It drops the headers of the response, so codes that are
 * nothing without one are not among them. */
const char *sp_traefik_statuses(const sp_build *build, const char *row);

/* Likewise for the codes with which Traefik says that a service did not answer.
 */
const char *sp_traefik_gateway(const sp_build *build, const char *row);

/* The Caddyfile of the web server; `contained` in a container of its own, where
 * it listens on every address, at SP_TRAEFIK_PORT. */
const char *sp_traefik_caddyfile(const sp_build *build, bool contained);

#endif
