/* SPDX-License-Identifier: Apache-2.0 */
/* What kind of request this is, when Accept does not say it. */
#include "core/format_internal.h"

#include "core/method.h"

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

    for (size_t i = 0; i < SP_COUNT(pages); i++) {
        if (sp_word_equal(dest, pages[i])) {
            return DEST_PAGE;
        }
    }
    for (size_t i = 0; i < SP_COUNT(subs); i++) {
        if (sp_word_equal(dest, subs[i])) {
            return DEST_SUB;
        }
    }
    return sp_word_equal(dest, SP_SPAN("empty"))
                   || sp_word_equal(dest, SP_SPAN("json"))
               ? DEST_DATA
               : DEST_NONE;
}

/* Those that say nothing in Accept are the reason; "Links (2.28; ...". */
static const sp_span browsers[] = { WORD("Mozilla/"), WORD("Links ("),
                                    WORD("ELinks"),   WORD("Lynx/"),
                                    WORD("w3m/"),     WORD("Dillo/"),
                                    WORD("NetSurf/"), WORD("Opera/") };

static const sp_span tools[] = { WORD("git/"),    WORD("JGit/"),
                                 WORD("go-git/"), WORD("SVN/"),
                                 WORD("rclone/"), WORD("davfs2/"),
                                 WORD("cadaver/") };

/* Of git's protocol, whoever speaks it (gitprotocol-http). */
static const sp_span git_endings[] = { WORD("/info/refs"),
                                       WORD("/git-upload-pack"),
                                       WORD("/git-receive-pack") };

static bool starts_with_one(sp_span text, const sp_span *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (sp_word_begins(text, words[i])) {
            return true;
        }
    }
    return false;
}

bool sp_format_is_browser(sp_span user_agent)
{
    return starts_with_one(user_agent, browsers, SP_COUNT(browsers));
}

bool sp_format_is_tool(const sp_format_request *request, bool named)
{
    for (size_t i = 0; i < SP_COUNT(git_endings); i++) {
        if (sp_word_ends(request->path, git_endings[i])) {
            return true;
        }
    }
    return sp_method_is_dav(request->method)
           || (named
               && starts_with_one(request->user_agent, tools, SP_COUNT(tools)));
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

    for (size_t i = 0; i < SP_COUNT(endings); i++) {
        if (sp_word_ends(path, endings[i])) {
            return true;
        }
    }
    return false;
}
