"""The few Linux calls that the standard library lacks: namespaces, mounts, capabilities, seccomp."""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import sys

HERE = sys.platform == "linux"  # elsewhere submissions run only without protection, and the calls below do nothing

CLONE_NEWNS = 0x00020000
CLONE_NEWPID = 0x20000000
CLONE_NEWIPC = 0x08000000
_CLONE_ANY_NEW = 0x7E020000  # every CLONE_NEW… flag

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 32, 16384, 1 << 18

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_CAPBSET_DROP = 1, 4, 22, 24
_PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 36, 38, 47, 4

_libc = ctypes.CDLL(None, use_errno=True)


def _call(name: str, *args: object) -> None:
    if HERE and getattr(_libc, name)(*args) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")


def _prctl(option: int, argument: int = 0) -> None:
    _call("prctl", option, *(ctypes.c_ulong(number) for number in (argument, 0, 0, 0)))


def hide_memory() -> None:
    """Let no process without privileges read or trace this one."""
    _prctl(_PR_SET_DUMPABLE, 0)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent() -> None:
    _prctl(_PR_SET_PDEATHSIG, 9)


def unshare(flags: int) -> None:
    _call("unshare", flags)


def setns(descriptor: int, kind: int) -> None:
    _call("setns", descriptor, kind)


def mount_tmpfs(target: str, options: str, flags: int = 0) -> None:
    flags |= MS_NOSUID | MS_NODEV
    _call("mount", b"tmpfs", target.encode(), b"tmpfs", ctypes.c_ulong(flags), options.encode())


def keep_mounts_private() -> None:
    _call("mount", None, b"/", None, ctypes.c_ulong(MS_REC | MS_PRIVATE), None)


class _CapabilityHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


def drop_capabilities(user: int) -> None:
    """Become `user` and give up every capability for good: no program that is started later can bring one back."""
    for capability in range(64):
        try:
            _prctl(_PR_CAPBSET_DROP, capability)
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            break  # past the last one that this kernel knows
    _call("prctl", _PR_CAP_AMBIENT, *(ctypes.c_ulong(n) for n in (_PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)))
    if user != os.getuid():
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    header = _CapabilityHeader(0x20080522, 0)
    _call("capset", ctypes.byref(header), (ctypes.c_uint32 * 6)())
    no_new_privileges()


def no_new_privileges() -> None:
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


# Numbers on x86_64 and aarch64. Denied is what reaches into other processes, makes namespaces or mounts (kernel
# surface), loads code into the kernel, or makes memory that belongs to no process and that no limit counts.
_DENIED = {
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "unshare": (272, 97),
    "setns": (308, 268),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262),
    "syslog": (103, 116),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
}
_MACHINES = {"x86_64": (0, 0xC000003E, 56, 41), "aarch64": (1, 0xC00000B7, 220, 198)}
_CLONE3 = 435
_SOCKETS = (1, 2, 10)  # unix, inet, inet6: the families that the network namespace confines (vsock is not among them)

_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _EPERM, _ENOSYS = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
_NUMBER, _ARCH, _FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("k", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("filter", ctypes.POINTER(_Instruction)))


def _rules(column: int, arch: int, clone: int, socket: int) -> list[tuple[int, int, int, int]]:
    rules = [(_LOAD, 0, 0, _ARCH), (_JUMP_EQUAL, 1, 0, arch), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, _NUMBER)]
    if column == 0:  # the x32 numbers, a second door to the same calls
        rules += [(_JUMP_AT_LEAST, 0, 1, 0x40000000), (_RETURN, 0, 0, _EPERM)]
    for numbers in _DENIED.values():
        rules += [(_JUMP_EQUAL, 0, 1, numbers[column]), (_RETURN, 0, 0, _EPERM)]
    # A filter cannot look into clone3's structure; glibc falls back to clone when there is no such call.
    rules += [(_JUMP_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _ENOSYS)]
    rules += [(_JUMP_EQUAL, 0, 3, clone), (_LOAD, 0, 0, _FIRST_ARGUMENT)]
    rules += [(_JUMP_ANY_BIT, 0, 4 + len(_SOCKETS), _CLONE_ANY_NEW), (_RETURN, 0, 0, _EPERM)]
    rules += [(_JUMP_EQUAL, 0, 2 + len(_SOCKETS), socket), (_LOAD, 0, 0, _FIRST_ARGUMENT)]
    rules += [(_JUMP_EQUAL, len(_SOCKETS) - k, 0, family) for k, family in enumerate(_SOCKETS)]
    return [*rules, (_RETURN, 0, 0, _EPERM), (_RETURN, 0, 0, _ALLOW)]


def filter_calls() -> bool:
    """Install the seccomp filter; return whether this machine's processor is one whose numbers are known."""
    known = _MACHINES.get(platform.machine())
    if known is None:
        return False
    rules = _rules(*known)
    program = _Program(len(rules), (_Instruction * len(rules))(*(_Instruction(*rule) for rule in rules)))
    mode_filter = 2
    address = ctypes.addressof(program)
    _call("prctl", _PR_SET_SECCOMP, ctypes.c_ulong(mode_filter), ctypes.c_ulong(address), 0, 0)
    return True
