"""The system calls that reading a message takes, in one table: Python, the readers, tesseract.

Numbers: arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h of Linux. What is not
here is refused: to open a socket, to send a signal, to look into another process, to change a file's name,
to mount, and several hundred more. `clone3` is not here either: a filter cannot see its flags, and the C
library takes `clone` where it is missing.
"""

from __future__ import annotations

from gateway.inspection.confinement.filter import Call, Null, OneOf, Without

# fcntl(2): F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC; not F_SETOWN, which sends signals.
_FILE_COMMANDS = (0, 1, 2, 3, 4, 1030)
_DEVICE_COMMANDS = (0x5401, 0x541B, 0x5421, 0x5450, 0x5451)  # TCGETS, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX
_NAMESPACES = 0x7E020000  # CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
_BROTHER = 0x8000  # CLONE_PARENT: a child of our parent, which knows nothing of it and never takes its end
_PR_SET_NAME = 15  # of a thread
_MYSELF = 0  # limits of its own; those of the gateway could end it

CALLS = (
    # Files and what is read like them.
    Call("read", 0, 63),
    Call("write", 1, 64),
    Call("readv", 19, 65),
    Call("writev", 20, 66),
    Call("pread64", 17, 67),
    Call("pwrite64", 18, 68),
    Call("lseek", 8, 62),
    Call("open", 2, None),
    Call("openat", 257, 56),
    Call("close", 3, 57),
    Call("close_range", 436, 436),
    Call("stat", 4, None),
    Call("fstat", 5, 80),
    Call("lstat", 6, None),
    Call("newfstatat", 262, 79),
    Call("statx", 332, 291),
    Call("statfs", 137, 43),
    Call("fstatfs", 138, 44),
    Call("access", 21, None),
    Call("faccessat", 269, 48),
    Call("faccessat2", 439, 439),
    Call("readlink", 89, None),
    Call("readlinkat", 267, 78),
    Call("getdents64", 217, 61),
    Call("getcwd", 79, 17),
    Call("umask", 95, 166),
    Call("fcntl", 72, 25, OneOf(1, _FILE_COMMANDS)),
    Call("ioctl", 16, 29, OneOf(1, _DEVICE_COMMANDS)),
    Call("dup", 32, 23),
    Call("dup2", 33, None),
    Call("dup3", 292, 24),
    Call("pipe", 22, None),
    Call("pipe2", 293, 59),
    Call("memfd_create", 319, 279),
    Call("ftruncate", 77, 46),
    Call("fadvise64", 221, 223),
    Call("poll", 7, None),
    Call("ppoll", 271, 73),
    Call("select", 23, None),
    Call("pselect6", 270, 72),
    Call("epoll_create1", 291, 20),
    Call("epoll_ctl", 233, 21),
    Call("epoll_wait", 232, None),
    Call("epoll_pwait", 281, 22),
    # The socket to the gateway, which is there already.
    Call("sendto", 44, 206, Null(4)),
    Call("recvfrom", 45, 207),
    # Memory.
    Call("brk", 12, 214),
    Call("mmap", 9, 222),
    Call("munmap", 11, 215),
    Call("mremap", 25, 216),
    Call("mprotect", 10, 226),
    Call("madvise", 28, 233),
    Call("mincore", 27, 232),
    Call("membarrier", 324, 283),
    # Threads, and programs that Landlock lets start.
    Call("clone", 56, 220, Without(0, _NAMESPACES | _BROTHER)),
    Call("fork", 57, None),
    Call("vfork", 58, None),
    Call("execve", 59, 221),
    Call("wait4", 61, 260),
    Call("waitid", 247, 95),
    Call("exit", 60, 93),
    Call("exit_group", 231, 94),
    Call("restart_syscall", 219, 128),
    Call("set_tid_address", 218, 96),
    Call("set_robust_list", 273, 99),
    Call("rseq", 334, 293),
    Call("arch_prctl", 158, None),
    Call("prctl", 157, 167, OneOf(0, (_PR_SET_NAME,))),
    Call("futex", 202, 98),
    Call("sched_yield", 24, 124),
    Call("sched_getaffinity", 204, 123),
    Call("getcpu", 309, 168),
    Call("prlimit64", 302, 261, OneOf(0, (_MYSELF,))),
    Call("getrlimit", 97, 163),
    Call("getrusage", 98, 165),
    Call("times", 100, 153),
    Call("sysinfo", 99, 179),
    Call("uname", 63, 160),
    # Who we are.
    Call("getpid", 39, 172),
    Call("gettid", 186, 178),
    Call("getppid", 110, 173),
    Call("getpgrp", 111, None),
    Call("getpgid", 121, 155),
    Call("getuid", 102, 174),
    Call("geteuid", 107, 175),
    Call("getgid", 104, 176),
    Call("getegid", 108, 177),
    Call("getresuid", 118, 148),
    Call("getresgid", 120, 150),
    Call("getgroups", 115, 158),
    # Signals that come, and time; no signal can be sent.
    Call("rt_sigaction", 13, 134),
    Call("rt_sigprocmask", 14, 135),
    Call("rt_sigreturn", 15, 139),
    Call("rt_sigpending", 127, 136),
    Call("sigaltstack", 131, 132),
    Call("pause", 34, None),
    Call("alarm", 37, None),
    Call("setitimer", 38, 103),
    Call("getitimer", 36, 102),
    Call("time", 201, None),
    Call("gettimeofday", 96, 169),
    Call("clock_gettime", 228, 113),
    Call("clock_getres", 229, 114),
    Call("nanosleep", 35, 101),
    Call("clock_nanosleep", 230, 115),
    Call("getrandom", 318, 278),
)
