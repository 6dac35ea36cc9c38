/* SPDX-License-Identifier: Apache-2.0 */
/* handler_places.h - for which addresses our handlers are set.
 *
 * A handler that has addresses of its own below that must know where they
 * begin, and httpd does not tell it.
 */
#ifndef SP_MODULE_HANDLER_PLACES_H
#define SP_MODULE_HANDLER_PLACES_H

#include "module/module.h"

/* <Location /codes> SetHandler statuspages-reference */
typedef struct sp_place {
    const server_rec *host; /* its virtual host; NULL: all of them */
    const char *handler;
    const char *path; /* without a slash at its end; "" for / */
} sp_place;

/* Find the places where `handler` is set.  False, and it is logged, if it is
 * set anywhere but in a <Location> with a plain path.  In check_config. */
bool sp_places_find(sp_registry *registry, const char *handler,
                    apr_pool_t *temp);

/* The place of this request; NULL if it has none. */
const sp_place *sp_places_of(const request_rec *r);

/* What follows it in the address: "", "/", "/404". */
static inline const char *sp_place_rest(const sp_place *place,
                                        const request_rec *r)
{
    return r->uri + strlen(place->path);
}

/* A reference (RFC 3986 4.2) from the address `rest` below the place to what
 * lies below it: "./codes/" from "", "" from "/"; in r->pool. */
const char *sp_place_folder(const sp_place *place, const request_rec *r);

#endif
