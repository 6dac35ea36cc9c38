# SPDX-License-Identifier: Apache-2.0
"""An httpd that keeps its records otherwise than the one the module was built for."""

import os
import subprocess

from checks import case, equal
from server import BUILD, MODULE, WRAP, Server, Skip, _apxs

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SOURCE = "mod_statuspages/module/httpd_core.c"


def _apr(option):
    return subprocess.run([_apxs("APR_CONFIG"), option], capture_output=True, text=True,
                          check=True, timeout=20).stdout.split()


def built_for(server, change):
    """The module, one file of it compiled with httpd's headers as changed."""
    headers, folder = _apxs("INCLUDEDIR"), server.root / "foreign"
    folder.mkdir(parents=True)
    with open(f"{headers}/http_core.h", encoding="utf-8") as file:
        (folder / "http_core.h").write_text(change(file.read()))
    build = os.path.abspath(BUILD)
    objects = [f"{build}/mod_statuspages/module/{name[:-2]}.o"
               for name in sorted(os.listdir(f"{TOP}/mod_statuspages/module"))
               if name.endswith(".c") and name != os.path.basename(SOURCE)]
    compiler = os.environ.get("CC", "cc")
    subprocess.run([compiler, "-shared", "-fPIC", "-fvisibility=hidden", "-o", folder / "module.so",
                    f"-I{folder}", f"-I{TOP}/mod_statuspages", f"-I{build}/gen", f"-I{headers}",
                    *_apr("--cppflags"), *_apr("--includes"), f"{TOP}/{SOURCE}", *objects,
                    f"{build}/libstatuspages.a", "-lz", "-lexpat"], check=True, timeout=300)
    return folder / "module.so"


def check(change):
    if WRAP or not os.access(MODULE, os.R_OK):
        raise Skip("the module is compiled for this case without a sanitizer")
    server = Server()
    server.module = built_for(server, change)
    return server.check()


@case("the module built with httpd's headers as they are passes its check of them")
def _():
    equal(check(lambda text: text)[0], 0, "status of httpd -t")


def refuses(what, old, new):
    @case(f"httpd does not start if {what}")
    def _():
        def change(text):
            return text.replace(old, new, 1)
        code, said = check(change)
        assert code != 0, said
        assert "statuspages: the module was built for another httpd than Apache" in said, said


refuses("the texts of a request are elsewhere in core's records",
        "char **response_code_strings;", "char **unknown; char **response_code_strings;")
refuses("the ErrorDocuments are elsewhere in core's records",
        "apr_hash_t *response_code_exprs;", "apr_hash_t *unknown, *response_code_exprs;")
