/* SPDX-License-Identifier: Apache-2.0 */
/* What kind of request this is, when Accept does not say it. */
#include "core/format_parts.h"

sp_destination sp_format_destination(sp_span dest)
{
    static const sp_span pages[] = { WORD("document"), WORD("frame"),
                                     WORD("iframe"), WORD("embed"),
                                     WORD("object") };
    static const sp_span subs[] = { WORD("audio"),        WORD("audioworklet"),
                                    WORD("font"),         WORD("image"),
                                    WORD("manifest"),     WORD("paintworklet"),
                                    WORD("script"),       WORD("serviceworker"),
                                    WORD("sharedworker"), WORD("style"),
                                    WORD("track"),        WORD("video"),
                                    WORD("worker"),       WORD("xslt") };

    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
        if (sp_is_word(dest, pages[i])) {
            return DEST_PAGE;
        }
    }
    for (size_t i = 0; i < sizeof(subs) / sizeof(subs[0]); i++) {
        if (sp_is_word(dest, subs[i])) {
            return DEST_SUB;
        }
    }
    return sp_is_word(dest, SP_SPAN("empty"))
                   || sp_is_word(dest, SP_SPAN("json"))
               ? DEST_DATA
               : DEST_NONE;
}

bool sp_format_is_asset(sp_span path)
{
    static const sp_span endings[] = {
        WORD(".png"),  WORD(".jpg"),   WORD(".jpeg"), WORD(".gif"),
        WORD(".webp"), WORD(".avif"),  WORD(".svg"),  WORD(".ico"),
        WORD(".css"),  WORD(".js"),    WORD(".mjs"),  WORD(".map"),
        WORD(".woff"), WORD(".woff2"), WORD(".ttf"),  WORD(".otf"),
        WORD(".mp4"),  WORD(".webm"),  WORD(".mp3"),  WORD(".ogg"),
        WORD(".wasm")
    };

    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        if (sp_ends(path, endings[i])) {
            return true;
        }
    }
    return false;
}
