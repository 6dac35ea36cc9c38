/* SPDX-License-Identifier: Apache-2.0 */
/* httpd_core.h - the texts for errors that httpd's core keeps, where no public
 * call serves. */
#ifndef SP_MODULE_HTTPD_CORE_H
#define SP_MODULE_HTTPD_CORE_H

#include "module/module.h"

/* Does this httpd keep them where the headers that this was compiled with have
 * them?  If not, it is logged.  For the start; it asks httpd itself. */
bool sp_httpd_core_is_known(server_rec *server, apr_pool_t *temp);

/* Has the place of the request any ErrorDocument?  ap_response_code_string()
 * gives the one for a code, but also the text that a module has set. */
bool sp_httpd_core_has_documents(const request_rec *r);

/* The text that ap_custom_response() has set for the request; NULL if there is
 * no table for any.  That call can set a text, but not take one back. */
char **sp_httpd_core_text_of_request(const request_rec *r, int index);

#endif
