#!/bin/sh
# Starts dienhinh with the newest Python this bundle has libraries for.
cd "$(dirname "$0")" || exit 3
for version in {newest first}; do
    if command -v "python$version" >/dev/null 2>&1; then
        exec "python$version" run.py "$@"
    fi
done
exec python3 run.py "$@"
