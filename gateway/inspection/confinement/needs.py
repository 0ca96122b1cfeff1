"""What a worker needs of the disk: its own programs, what they come with, and nothing of the school's."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig

import detectors
import gateway
from detectors.extract.pages.tesseract import PROGRAM
from gateway.inspection.confinement.landlock import Allowed

# Libraries, and what they come with: fonts, time zones, the models of tesseract. All of it is public.
_SYSTEM = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/local/share", "/usr/share")
_SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/localtime", "/etc/mime.types", "/etc/ssl/openssl.cnf")
_DEVICES = ("/dev/urandom", "/sys/devices/system/cpu")  # how many processors there are
# Programs are started by these: the ABI of each machine names the place.
_LOADERS = ("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1")
_LDCONFIG = "/sbin/ldconfig"  # asked by ctypes.util.find_library
_NULL = "/dev/null"

# Of the gateway's environment. Passwords, and where a school's files are, may stand in the rest.
_VARIABLES = frozenset(
    {"LANG", "LANGUAGE", "LD_LIBRARY_PATH", "PATH", "PYTHONHOME", "PYTHONPATH", "TESSDATA_PREFIX", "TZ"}
)
_PREFIXES = ("LC_",)


def allowed() -> Allowed:
    """The files of the programs that read mail."""
    return Allowed(
        read=(*_SYSTEM, *_SYSTEM_FILES, *_DEVICES, *_of_python(), *_of_environment()),
        write=(_NULL,),
        run=(*_programs(), *_LOADERS),
    )


def environment() -> dict[str, str]:
    """What a worker is started with.

    No module is looked for in the folder where the gateway was started, and numerical libraries start no
    threads: there is a worker for each processor, and what has one thread can be confined as a whole.
    """
    kept = {
        name: value for name, value in os.environ.items() if name in _VARIABLES or name.startswith(_PREFIXES)
    }
    return kept | {"PYTHONSAFEPATH": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _of_python() -> tuple[str, ...]:
    """The installation and the two packages; not the folder round them, where a school may keep its files."""
    places = (sysconfig.get_path(each) for each in ("stdlib", "platstdlib", "purelib", "platlib"))
    packages = (*gateway.__path__, *detectors.__path__)
    return (*places, os.path.join(sys.base_prefix, "lib"), os.path.join(sys.prefix, "pyvenv.cfg"), *packages)


def _of_environment() -> tuple[str, ...]:
    """Models of tesseract and libraries that are somewhere else."""
    named = (os.environ.get(each, "") for each in ("TESSDATA_PREFIX", "LD_LIBRARY_PATH"))
    return tuple(path for paths in named for path in paths.split(os.pathsep) if os.path.isabs(path))


def _programs() -> tuple[str, ...]:
    tesseract = shutil.which(PROGRAM)
    return (sys.executable, _LDCONFIG, *((tesseract,) if tesseract else ()))
