# SPDX-License-Identifier: Apache-2.0
# A small configuration that uses statuspages.vcl, as an example and for
#   varnishd -C -f @FOLDER@/example.vcl
vcl 4.1;

backend default {
    .host = "127.0.0.1";
    .port = "8081";
}

include "@FOLDER@/statuspages.vcl";
@EXAMPLE@