"""LibreOffice opens locked documents, and prints what it sees in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.samples.sample import run
from tests.support.system import needs

# No option of the command line gives a password; a macro does. Nobody is asked: a wrong one opens nothing.
_MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"
 script:language="StarBasic">
Sub Main()
{calls}
End Sub
Sub Reopen(source As String, password As String, target As String, filter As String)
  On Error Goto Refused
  Dim load(1) As New com.sun.star.beans.PropertyValue
  load(0).Name = &quot;Hidden&quot; : load(0).Value = True
  load(1).Name = &quot;Password&quot; : load(1).Value = password
  document = StarDesktop.loadComponentFromURL(source, &quot;_blank&quot;, 0, load())
  Dim how(0) As New com.sun.star.beans.PropertyValue
  how(0).Name = &quot;FilterName&quot; : how(0).Value = filter
  document.storeToURL(target, how())
  document.close(True)
  Refused:
End Sub
</script:module>
"""


@dataclass(frozen=True, slots=True)
class Try:
    """A password tried on a document; `export` is the filter that writes what is seen."""

    name: str
    content: bytes
    password: str
    export: str


def open_all(directory: Path, tries: Sequence[Try]) -> list[bytes | None]:
    """What LibreOffice wrote of each document, by one run of it; None where it did not open."""
    needs("soffice", "libreoffice")
    profile = f"-env:UserInstallation=file://{directory}/profile"
    run(directory, "soffice", profile, "--headless", "--terminate_after_init")
    calls = []
    for number, each in enumerate(tries):
        source = directory / f"{number}-{each.name}"
        source.write_bytes(each.content)
        given = (f"file://{source}", each.password, f"file://{directory}/{number}.out", each.export)
        calls.append("  Reopen(" + ", ".join(f"&quot;{value}&quot;" for value in given) + ")")
    module = directory / "profile/user/basic/Standard/Module1.xba"
    module.write_text(_MACRO.format(calls="\n".join(calls)), encoding="utf-8")
    run(directory, "soffice", profile, "--headless", "--nologo", "macro:///Standard.Module1.Main")
    written = (directory / f"{number}.out" for number in range(len(tries)))
    return [path.read_bytes() if path.is_file() else None for path in written]
