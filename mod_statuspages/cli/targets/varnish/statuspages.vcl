# SPDX-License-Identifier: Apache-2.0
# Error pages made by statuspages, for Varnish 7.1 or later.  Include this near
# the top of your own VCL, before subroutines of yours that return:
#   include "@FOLDER@/statuspages.vcl";
vcl 4.1;

import std;

# Nothing of this is a client's or a backend's to say.
sub vcl_recv {
    unset req.http.statuspages-backends;
    call statuspages_forget;
}
sub vcl_backend_fetch {
    unset bereq.http.statuspages-backends;
}
sub vcl_backend_response {
    unset beresp.http.statuspages-own;
}

# A page is made for each client anew, in vcl_synth.  What is made here is the
# same for all of them, since Varnish may keep it for those who wait.
sub vcl_backend_error {
    set beresp.http.statuspages-own = "yes";
}

# Which errors get a page: those of Varnish itself, and those of backends that
# have no body.  In vcl_recv you may say otherwise:
#   set req.http.statuspages-backends = "all";      every error
#   set req.http.statuspages-backends = "none";     no error of a backend
sub vcl_deliver {
    if (resp.status >= 400 && req.esi_level == 0) {
        call statuspages_decide;
        if (req.http.statuspages-page == "yes") {
            call statuspages_keep;
            return (synth(resp.status));
        }
    }
    unset resp.http.statuspages-own;
}

sub vcl_synth {
    set req.http.statuspages-code = resp.status;
    if (req.http.statuspages-code ~ "^(?:@CODES@)$") {
        call statuspages_language;
        call statuspages_format;
        call statuspages_fields;
        call statuspages_body;
        call statuspages_forget;
        return (deliver);
    }
    call statuspages_forget;
}

sub statuspages_decide {
    call statuspages_forget;
    set req.http.statuspages-code = resp.status;
    if (req.http.statuspages-code !~ "^(?:@CODES@)$"
        || resp.http.Content-Type ~ "^application/grpc") {
        return;
    }
    if (resp.http.statuspages-own
        || (req.http.statuspages-backends != "none"
            && (req.http.statuspages-backends == "all"
                || resp.http.Content-Length == "0"
                || !resp.http.Content-Type))) {
        set req.http.statuspages-page = "yes";
    }
}

# What the answer of a backend has that a page has to have too.
sub statuspages_keep {
    # Varnish itself says Retry-After: 5, whatever is wrong.
    if (resp.http.statuspages-own) {
        return;
    }
@KEEP@}

sub statuspages_forget {
    unset req.http.statuspages-code;
    unset req.http.statuspages-page;
    unset req.http.statuspages-asked;
    unset req.http.statuspages-language;
    unset req.http.statuspages-suffix;
@FORGET@}

# The first language of Accept-Language that there is a page in.
sub statuspages_language {
    set req.http.statuspages-language = "@DEFAULT@";
    # The pattern is short of time for more than that.
    set req.http.statuspages-asked =
        regsub(req.http.Accept-Language, "^(.{0,1000}).*$", "\1");
    if (req.http.statuspages-asked ~ {"(?i)@LANGUAGE_PATTERN@"}) {
        set req.http.statuspages-asked = regsub(req.http.statuspages-asked,
            {"(?i)@LANGUAGE_PATTERN@.*$"}, "\1");
@LANGUAGES@    }
}

# The first format of Accept that there is a page in.  Accept of */* says
# nothing: then Fetch Metadata decides, and browsers get HTML.
sub statuspages_format {
    set req.http.statuspages-suffix = "@TEXT@";
    if (req.http.Sec-Fetch-Dest ~ "^(?:document|frame|iframe|embed|object)$") {
        set req.http.statuspages-suffix = "@HTML@";
    } elsif (req.http.Sec-Fetch-Dest == "empty") {
        set req.http.statuspages-suffix = "@JSON@";
    } elsif (!req.http.Sec-Fetch-Dest && req.http.User-Agent ~ "^Mozilla/") {
        set req.http.statuspages-suffix = "@HTML@";
    }
    set req.http.statuspages-asked =
        regsub(req.http.Accept, "^(.{0,1000}).*$", "\1");
    if (req.http.statuspages-asked ~ {"(?i)@TYPE_PATTERN@"}) {
        set req.http.statuspages-asked = regsub(req.http.statuspages-asked,
            {"(?i)@TYPE_PATTERN@.*$"}, "\1");
@FORMATS@    }
}

sub statuspages_fields {
@TYPES@    set resp.http.Content-Language = req.http.statuspages-language;
@FOREIGN@    set resp.http.Cache-Control = "no-store";
    set resp.http.Vary = "Accept, Accept-Language, Sec-Fetch-Dest, User-Agent";
    set resp.http.X-Content-Type-Options = "nosniff";
    set resp.http.X-Robots-Tag = "noindex";
    set resp.http.Referrer-Policy = "same-origin";
    if (req.http.statuspages-suffix == "html") {
        set resp.http.Content-Security-Policy =
            {"@POLICY@"};
    }
@WAITS@@KEPT@}

# Varnish reads a file once and keeps it until the VCL goes.
sub statuspages_body {
@BODY@}
