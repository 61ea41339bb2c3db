"""As many open files as the system permits: each connection is one.

Most systems start a process with 1,024 for the sake of programs that use select(), and let it ask for more. A
thousand open streams would be all; whoever comes then is turned away.
"""

import resource

ENOUGH = 65_536


def permit_many_files() -> None:
    """Raise the limit of this process as far as the system lets it, and as far as is of use."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH if hard == resource.RLIM_INFINITY else min(ENOUGH, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
