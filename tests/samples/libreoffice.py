"""LibreOffice saves documents in the formats of other programs, with a password where the format has one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.samples.sample import run
from tests.support.system import needs

# Only a macro can give the password under which LibreOffice saves; its own language is always there.
_MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"
 script:language="StarBasic">
Sub Main()
{calls}
End Sub
Sub Save(source As String, kind As String, target As String, filter As String, password As String)
  Dim load(1) As New com.sun.star.beans.PropertyValue
  load(0).Name = &quot;Hidden&quot; : load(0).Value = True
  load(1).Name = &quot;FilterName&quot; : load(1).Value = kind
  document = StarDesktop.loadComponentFromURL(source, &quot;_blank&quot;, 0, load())
  Dim how(1) As New com.sun.star.beans.PropertyValue
  how(0).Name = &quot;FilterName&quot; : how(0).Value = filter
  If password &lt;&gt; &quot;&quot; Then
    how(1).Name = &quot;Password&quot; : how(1).Value = password
  End If
  document.storeToURL(target, how())
  document.close(True)
End Sub
</script:module>
"""


@dataclass(frozen=True, slots=True)
class Saving:
    """What is to be saved: a document as flat XML; `kind` and `export` are filters of LibreOffice's."""

    source: str
    kind: str
    export: str
    password: str = ""


def save_all(savings: Mapping[str, Saving]) -> dict[str, bytes]:
    """The documents by the names that they were to have, all saved by one run of the program."""
    needs("soffice", "libreoffice")
    with TemporaryDirectory() as folder:
        directory = Path(folder)
        profile = f"-env:UserInstallation=file://{directory}/profile"
        run(directory, "soffice", profile, "--headless", "--terminate_after_init")
        calls = []
        for name, saving in savings.items():
            (directory / f"{name}.xml").write_text(saving.source, encoding="utf-8")
            source, target = f"file://{directory}/{name}.xml", f"file://{directory}/{name}"
            given = (source, saving.kind, target, saving.export, saving.password)
            calls.append("  Save(" + ", ".join(f"&quot;{each}&quot;" for each in given) + ")")
        module = directory / "profile/user/basic/Standard/Module1.xba"
        module.write_text(_MACRO.format(calls="\n".join(calls)), encoding="utf-8")
        run(directory, "soffice", profile, "--headless", "--nologo", "macro:///Standard.Module1.Main")
        return {name: (directory / name).read_bytes() for name in savings}
