"""Files that root makes for programs that are not root.

Keys and sealed files lie in folders of the account under which the programs run. What a command of root puts there
belongs to the owner of the folder, or those programs could not read it. Without root nothing is to be done.
"""

import os
from pathlib import Path


def make_folder(path: Path) -> None:
    """Make a folder and what is missing above it, closed to others, each as the folder in which it lies."""
    missing = [each for each in (path, *path.parents) if not each.exists()]
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    for each in reversed(missing):
        descriptor = os.open(each, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            like_its_folder(descriptor, each)
        finally:
            os.close(descriptor)


def like_its_folder(descriptor: int, path: Path) -> None:
    """Give an open file, or folder, to the owner of the folder in which it lies."""
    if os.geteuid() == 0:
        owner = path.parent.stat()
        os.fchown(descriptor, owner.st_uid, owner.st_gid)
