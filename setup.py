"""Lists the packages; all else about them stands in setup.cfg.

``res/`` lies beside the package and is installed inside it, as ``gotosocial.res``. setup.cfg can either find
packages or name them, and this needs both.
"""

from setuptools import find_packages, setup

setup(packages=[*find_packages(include=["gotosocial", "gotosocial.*"]), "gotosocial.res"])
