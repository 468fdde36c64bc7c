# For the benchmarks' launchers: what they need is there, or is made. Sets JAVA_HOME.
JAVA_HOME=$("$(dirname "${BASH_SOURCE[0]}")/../.mvn/find-jdk")
export JAVA_HOME

need() { # commands
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null || { echo "$0 needs $tool (Debian: apt-get install redis-server redis-tools python3-venv cargo)" >&2; exit 1; }
    done
}

environment() { # $1: its folder; $2: its requirements. Nothing where these are missing
    [ -e "$2" ] || return 0
    if [ ! "$1/complete" -nt "$2" ]; then
        python3 -m venv --clear "$1"
        "$1/bin/python" -m pip install -q --disable-pip-version-check -r "$2"
        touch "$1/complete"
    fi
}

crate() { # $1: its folder. Nothing without cargo
    if [ -e "$1/Cargo.toml" ] && command -v cargo >/dev/null; then
        (cd "$1" && cargo build -q --release) # in it: cargo takes the flags of .cargo/config.toml from where it is called
    fi
}
