#!/bin/sh
# Prints the name of a Python that the atlas runs on, or says in one sentence that there is none.
for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        echo "$name"
        exit 0
    fi
done
echo "set-up: Python 3.11 or newer is needed and was not found as ${PYTHON:-python3};" \
    "install it, or name it as in: make run PYTHON=/path/to/python3.11" >&2
exit 1
