# SPDX-License-Identifier: Apache-2.0
# In a path, above its other handlers, so that the pages know what the client
# reads:
#   mruby.handler-file: @FOLDER@/client.rb
Proc.new do |env|
  [399, {
    "x-fallthru-set-@NAME@-language" => env["HTTP_ACCEPT_LANGUAGE"] || "",
    "x-fallthru-set-@NAME@-accept" => env["HTTP_ACCEPT"] || "",
    "x-fallthru-set-@NAME@-place" => env["HTTP_SEC_FETCH_DEST"] || "",
    "x-fallthru-set-@NAME@-agent" => env["HTTP_USER_AGENT"] || ""
  }, []]
end
