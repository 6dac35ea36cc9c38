# SPDX-License-Identifier: Apache-2.0
# Error pages made by statuspages, for Varnish 7.1 or later.  Include this near
# the top of your own VCL, before subroutines of yours that return:
#   include "@FOLDER@/statuspages.vcl";
vcl 4.1;

import std;

# Nothing of this is a client's or a backend's to say.
sub vcl_recv {
    unset req.http.@NAME@-backends;
    unset req.http.@NAME@-page;
@RECV@}
sub vcl_backend_fetch {
    unset bereq.http.@NAME@-backends;
@FETCH@}
sub vcl_backend_response {
    unset beresp.http.@NAME@-own;
}

# A page is made for each client anew, in vcl_synth.  What is made here is the
# same for all of them, since Varnish may keep it for those who wait.
sub vcl_backend_error {
    set beresp.http.@NAME@-own = "yes";
}

# Which errors get a page: those of Varnish itself, and those of backends that
# have no body.  In vcl_recv you may say otherwise:
#   set req.http.@NAME@-backends = "all";      every error
#   set req.http.@NAME@-backends = "none";     no error of a backend
@SITE@sub vcl_deliver {
    if (resp.status >= 400 && req.esi_level == 0@HERE@) {
        call @NAME@_decide;
        if (req.http.@NAME@-page == "yes") {
            call @NAME@_keep;
            return (synth(resp.status));
        }
    }
    unset resp.http.@NAME@-own;
}

sub vcl_synth {
    set req.http.@NAME@-code = resp.status;
    if (req.http.@NAME@-code ~ "^(?:@CODES@)$"@HERE@) {
        call @NAME@_language;
        call @NAME@_format;
        call @NAME@_fields;
        call @NAME@_body;
        call @NAME@_forget;
        return (deliver);
    }
    call @NAME@_forget;
}

# An answer with cookies stays as it is, unless all errors shall have pages: of
# several cookies a page can have only the first.
sub @NAME@_decide {
    call @NAME@_forget;
    set req.http.@NAME@-code = resp.status;
    if (req.http.@NAME@-code !~ "^(?:@CODES@)$"
        || resp.http.Content-Type ~ "^application/grpc"
        || (resp.http.Set-Cookie && req.http.@NAME@-backends != "all")) {
        return;
    }
    if (resp.http.@NAME@-own
        || (req.http.@NAME@-backends != "none"
            && (req.http.@NAME@-backends == "all"
                || resp.http.Content-Length == "0"))) {
        set req.http.@NAME@-page = "yes";
    }
}

# What the answer of a backend has that a page has to have too.
sub @NAME@_keep {
    # Varnish itself says Retry-After: 5, whatever is wrong.
    if (resp.http.@NAME@-own) {
        return;
    }
    if (resp.http.Set-Cookie) {
        set req.http.@NAME@-Set-Cookie = resp.http.Set-Cookie;
    }
@KEEP@}

sub @NAME@_forget {
    unset req.http.@NAME@-code;
    unset req.http.@NAME@-page;
    unset req.http.@NAME@-asked;
    unset req.http.@NAME@-language;
    unset req.http.@NAME@-suffix;
    unset req.http.@NAME@-Set-Cookie;
@FORGET@}

# The first language of Accept-Language that there is a page in.
sub @NAME@_language {
    set req.http.@NAME@-language = "@DEFAULT@";
    # The pattern is short of time for more than that.
    set req.http.@NAME@-asked =
        regsub(req.http.Accept-Language, "^(.{0,1000}).*$", "\1");
    if (req.http.@NAME@-asked ~ {"(?i)@LANGUAGE_PATTERN@"}) {
        set req.http.@NAME@-asked = regsub(req.http.@NAME@-asked,
            {"(?i)@LANGUAGE_PATTERN@.*$"}, "\1");
@LANGUAGES@    }
}

# The first format of Accept that there is a page in.  Accept of */* says
# nothing: then Fetch Metadata decides, and browsers get HTML.
sub @NAME@_format {
    set req.http.@NAME@-suffix = "@TEXT@";
    @UNLESS@if (req.http.Sec-Fetch-Dest ~ "^(?:document|frame|iframe|embed|object)$") {
        set req.http.@NAME@-suffix = "@HTML@";
    } elsif (req.http.Sec-Fetch-Dest == "empty") {
        set req.http.@NAME@-suffix = "@JSON@";
    } elsif (!req.http.Sec-Fetch-Dest && req.http.User-Agent ~ "^Mozilla/") {
        set req.http.@NAME@-suffix = "@HTML@";
    }
    set req.http.@NAME@-asked =
        regsub(req.http.Accept, "^(.{0,1000}).*$", "\1");
    if (req.http.@NAME@-asked ~ {"(?i)@TYPE_PATTERN@"}) {
        set req.http.@NAME@-asked = regsub(req.http.@NAME@-asked,
            {"(?i)@TYPE_PATTERN@.*$"}, "\1");
@FORMATS@    }
}

sub @NAME@_fields {
@TYPES@    set resp.http.Content-Language = req.http.@NAME@-language;
@FOREIGN@    set resp.http.Cache-Control = "no-store";
    set resp.http.Vary = "Accept, Accept-Language, Sec-Fetch-Dest, User-Agent";
@CACHE@    set resp.http.X-Content-Type-Options = "nosniff";
    set resp.http.X-Robots-Tag = "noindex";
    set resp.http.Referrer-Policy = "same-origin";
    if (req.http.@NAME@-suffix == "html") {
        set resp.http.Content-Security-Policy =
            {"@POLICY@"};
    }
@WAITS@    # Only vcl_deliver says so, and what is kept is of the same answer.
    if (req.http.@NAME@-page) {
        if (req.http.@NAME@-Set-Cookie) {
            set resp.http.Set-Cookie = req.http.@NAME@-Set-Cookie;
        }
@KEPT@    }
}

# Varnish reads a file once and keeps it until the VCL goes.
sub @NAME@_body {
@BODY@}
