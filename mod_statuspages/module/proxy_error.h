/* SPDX-License-Identifier: Apache-2.0 */
/* proxy_error.h - why mod_proxy has no answer, in the words of RFC 9209 2.3. */
#ifndef SP_MODULE_PROXY_ERROR_H
#define SP_MODULE_PROXY_ERROR_H

#include <httpd.h>

typedef enum sp_proxy_error {
    SP_PROXY_ERROR_UNKNOWN, /* nobody says */
#define PROXY_ERROR(id, name) SP_PROXY_ERROR_##id,
#include "module/proxy_error.def"
#undef PROXY_ERROR
    SP_PROXY_ERROR__COUNT
} sp_proxy_error;

/* The registered name; NULL if it is not known. */
const char *sp_proxy_error_name(sp_proxy_error error);

/* Watch how mod_proxy ends: while modules are loaded.  Costs a request that
 * mod_proxy answers well one call. */
void sp_proxy_error_register(void);

/* Also watch what is logged meanwhile: only for a server that tells it to its
 * clients. */
void sp_proxy_error_register_log(void);

/* Why `r`, which mod_proxy's handler has left with an error, has no answer. */
sp_proxy_error sp_proxy_error_of(request_rec *r);

#endif
