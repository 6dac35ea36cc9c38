/* SPDX-License-Identifier: Apache-2.0 */
/* Says where a request failed: the stations of the picture, and which of them
 * does not work. */
#include "core/page_internal.h"

enum { FIRST = 400 };

sp_failure sp_page_failure_of(int code)
{
    static const uint8_t places[] = {
#define FAILURE(code, place) [(code)-FIRST] = SP_FAILURE_##place,
#include "core/failure.def"
#undef FAILURE
    };
    unsigned at = (unsigned)code - FIRST;

    return at < sizeof(places) ? (sp_failure)places[at] : SP_FAILURE_NOWHERE;
}

/* A closed site has not failed; programs look at no picture. */
void sp_page_set_failure(sp_page *page)
{
    static const struct {
        sp_variable slot;
        sp_message text;
    } stations[] = {
        { SP_VAR_STATION_DEVICE, SP_MSG_FAILURE_DEVICE },
        { SP_VAR_STATION_NETWORK, SP_MSG_FAILURE_NETWORK },
        { SP_VAR_STATION_SITE, SP_MSG_CODES_SITE },
        { SP_VAR_STATION_BEHIND, SP_MSG_FAILURE_BEHIND },
        { SP_VAR_STATION_WORKS, SP_MSG_FAILURE_WORKS },
        { SP_VAR_STATION_FAILS, SP_MSG_FAILURE_FAILS },
    };
    sp_failure failure = page->request->facts->maintenance || page->for_program
                             ? SP_FAILURE_NOWHERE
                             : sp_page_failure_of(page->status->code);

    sp_page_set_condition(page, SP_VAR_STATION, failure);
    sp_page_set_condition(page, SP_VAR_NETWORK_FAILED,
                          failure == SP_FAILURE_NETWORK);
    sp_page_set_condition(page, SP_VAR_SITE_FAILED, failure == SP_FAILURE_SITE);
    sp_page_set_condition(page, SP_VAR_BEHIND_FAILED,
                          failure == SP_FAILURE_BEHIND);
    for (size_t i = 0; i < SP_COUNT(stations); i++) {
        sp_page_set_plain(
            page, stations[i].slot,
            sp_catalog_text(page->text_language, stations[i].text));
    }
}
