#!/bin/sh
# Finds a Python that the bundle has packages for, and hands over to install.py.
here=$(cd "$(dirname "$0")" && pwd)
versions=$(sed -n 's/.*"python": "\([0-9.]*\)".*/\1/p' "$here/bundle.json" | sort -u)
for version in $versions; do
    if command -v "python$version" >/dev/null 2>&1; then
        exec "python$version" "$here/install.py" "$@"
    fi
done
for name in python3 python; do
    if command -v "$name" >/dev/null 2>&1; then
        exec "$name" "$here/install.py" "$@"
    fi
done
echo "没有找到 Python。请先安装 Python（版本见 README.txt），再运行 install.sh。" >&2
exit 1
