/* SPDX-License-Identifier: Apache-2.0 */
/* caddy_maps.h - rows of the maps in statuspages.caddy. */
#ifndef SP_CLI_TARGETS_CADDY_MAPS_H
#define SP_CLI_TARGETS_CADDY_MAPS_H

#include "cli/targets/caddy.h"

/* For Accept-Language and Accept: a row for each tenth of a weight. */
const char *sp_caddy_language_weights(const sp_build *build);
const char *sp_caddy_type_weights(const sp_build *build);

/* For what these find in Accept-Language: the language. */
const char *sp_caddy_languages(const sp_build *build);

/* For "CODE PATH": Vary of that page, unless it is the usual one. */
const char *sp_caddy_varies(const sp_build *build);

/* Where caches may keep pages: a map of Cache-Control, and the row for a client
 * without a preference.  Else "". */
const char *sp_caddy_cache_maps(const sp_build *build);
const char *sp_caddy_cached_format(const sp_build *build);

#endif
