#!/bin/sh
# Installs the atlas from this folder, or updates it, and opens it. Needs no network.
#
#   sh start.sh [FOLDER]
#
# FOLDER (by default mekong-border-atlas in your home folder) gets two folders: app, which each
# newer bundle replaces, and records, which holds what you entered and is never touched.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-"$HOME/mekong-border-atlas"}
mkdir -p "$target" || exit 1
target=$(cd "$target" && pwd)
case "$target/" in
    "$here"/*)
        echo "start: choose a folder on this machine, not one inside the bundle ($target)" >&2
        exit 1
        ;;
esac
BORDER_ATLAS_HOME=${BORDER_ATLAS_HOME:-"$target/records"}
export BORDER_ATLAS_HOME
python=$(sh "$here/.ci/python.sh")

# An update that was cut short left the former app aside.
if [ ! -d "$target/app" ] && [ -d "$target/app.old" ]; then
    mv "$target/app.old" "$target/app"
fi
if ! cmp -s "$here/wheels/contents.json" "$target/app/wheels/contents.json"; then
    echo "start: copying the atlas to $target/app"
    rm -rf "$target/app.new"
    mkdir "$target/app.new"
    (cd "$here" && tar cf - .) | (cd "$target/app.new" && tar xf -)
    rm -rf "$target/app.old"
    if [ -d "$target/app" ]; then
        mv "$target/app" "$target/app.old"
    fi
    mv "$target/app.new" "$target/app"
    # The virtual environment holds its own path, which is the same again: keep it.
    if [ -d "$target/app.old/.venv" ]; then
        rm -rf "$target/app/.venv"
        mv "$target/app.old/.venv" "$target/app/.venv"
    fi
    rm -rf "$target/app.old"
fi
exec "$python" "$target/app/.ci/setup.py" run
