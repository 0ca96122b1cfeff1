#!/bin/sh
# The command of the installed gateway. Root gives it as the gateway's own user, whose files it works on.
program=/opt/schoolgate/current/.venv/bin/schoolgate
SCHOOLGATE_CONFIG=${SCHOOLGATE_CONFIG:-/etc/schoolgate/schoolgate.toml}
export SCHOOLGATE_CONFIG
if [ "$(id -u)" -eq 0 ]; then
    exec setpriv --reuid=schoolgate --regid=schoolgate --init-groups --inh-caps=-all "$program" "$@"
fi
exec "$program" "$@"
