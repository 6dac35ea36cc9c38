/* SPDX-License-Identifier: Apache-2.0 */
/* What a target cannot do: its LIMITS.md, and what several have in common. */
#include "cli/targets/targets.h"

#include <apr_strings.h>

/* Items of a list, or sentences of them, that are in several LIMITS.md. */
static const sp_fill shared[] = {
    { "CADDY_WEIGHTS",
      "Caddy compares q-values to one digit after the point, and of those with the same\n"
      "  digit the first wins. * and type/* are no preference.\n"
      "  A field of 1,000 characters or more counts as absent." },
    { "LENGTH", "An empty error without Content-Length stays empty." },
    { "NGINX_BOTH",
      "nginx cannot tell an empty error of a backend from one that explains itself. Both stay\n"
      "  as they are by default." },
    { "NGINX_LOST",
      "errors of backends lose their body, even if it explains them, and most headers. Kept\n"
      "  are Retry-After, Allow, WWW-Authenticate (401), Proxy-Authenticate (407),\n"
      "  Content-Range (416), Link (451), Set-Cookie, Access-Control-Allow-Origin,\n"
      "  -Allow-Credentials and -Expose-Headers." },
    { "NO_DATA", "The pages have no data of the request: no id, no time." },
    { "NOT_COMPRESSED", "The pages are not compressed." },
    { "ONE_PAGE",
      "The pages are in one language and one format, whatever the client wants." },
    { "PAGE_SERVER",
      "All request headers go to the web server of the pages, including cookies and\n"
      "  Authorization." },
    { "PATTERN_WEIGHTS",
      "q-values are compared to one digit after the point, and of those with the same digit\n"
      "  the first wins. q=0 is honoured for the ranges that are named." },
    { "ROUTER",
      "Errors before a router is chosen (malformed requests, TLS) get no page." },
    { "TRAEFIK_DROPS",
      "Traefik drops all headers of an error that it replaces: Retry-After, Allow,\n"
      "  Set-Cookie, CORS. So 401 and 407, which need theirs, are not in its list, and no\n"
      "  Retry-After is sent: --retry-after is only on the pages.\n"
      "  With --cache, caches may keep a page although the service's Cache-Control or Expires\n"
      "  forbids it." },
    { "TRAEFIK_REPLACES",
      "Traefik cannot tell an empty error from one that explains itself. The middleware\n"
      "  replaces every response with one of its codes." },
    { "UNTESTED", "They have not been tested there." },
    { "WAIT",
      "The page shows a wait only if --retry-after sets it; a backend's wait is only in\n"
      "  Retry-After." },
    { NULL, NULL },
};

const char *sp_target_limits(const sp_build *build)
{
    const char *name = apr_pstrcat(build->pool, build->options->target->name,
                                   "/LIMITS.md", NULL);

    return sp_target_text(build, name, shared);
}
