#!/usr/bin/env bash
# Installs Schoolgate on Debian 12, or brings an installation up to date: run it again from the new version's folder.
#
# What it makes: the program in PREFIX, one folder for each version; the user schoolgate; /etc/schoolgate with
# schoolgate.toml, which it never overwrites; the systemd units; the command /usr/local/bin/schoolgate. It starts
# nothing and enables nothing. DESTDIR=FOLDER puts the same into a folder and leaves this machine alone.
set -euo pipefail

usage() {
  cat <<'END'
usage: install.sh [--prefix DIR] [--python PROGRAM] [--without-backup] [--uninstall]

  --prefix DIR       where the program goes; /opt/schoolgate
  --python PROGRAM   a Python 3.11 with its venv module; python3.11
  --without-backup   bring up to date without backing up first
  --uninstall        take the program away; configuration, mail, key and back-ups stay
END
}

say() { printf 'install.sh: %s\n' "$*"; }
die() { printf 'install.sh: %s\n' "$*" >&2; exit "${2:-2}"; }

prefix=/opt/schoolgate python=python3.11 backup=yes uninstall=no
while (($#)); do
  case $1 in
    --prefix) prefix=${2:?--prefix needs a folder}; shift ;;
    --python) python=${2:?--python needs a program}; shift ;;
    --without-backup) backup=no ;;
    --uninstall) uninstall=yes ;;
    -h | --help) usage; exit ;;
    *) usage >&2; die "there is no option $1" ;;
  esac
  shift
done
[[ $prefix == /* ]] || die "--prefix must begin with a slash"
[[ $prefix != *[!a-zA-Z0-9/._-]* ]] || die "--prefix may have letters, digits and / . _ - in it"

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source=$(cd "$here/../.." && pwd)
root=${DESTDIR:-}
program=$root$prefix
configuration=$root/etc/schoolgate
state=$root/var/lib/schoolgate
backups=$root/var/backups/schoolgate
units=$root/etc/systemd/system
command=$root/usr/local/bin/schoolgate

# Whether this machine's own users and services are meant, and not a folder.
is_real() { [[ -z $root ]]; }
has_systemd() { is_real && [[ -d /run/systemd/system ]]; }

is_real && ((EUID)) && die "must be run by root"

take_away() {
  if has_systemd; then
    systemctl disable --now schoolgate.service schoolgate-smtp.socket schoolgate-review.socket 2>/dev/null || true
  fi
  rm -f "$units"/schoolgate.service "$units"/schoolgate-{smtp,review}.socket "$command"
  rm -rf "${program:?}/releases" "$program/current"
  rmdir "$program" 2>/dev/null || true
  has_systemd && systemctl daemon-reload
  say "the program is gone; $configuration, $state and $backups stay, and so does the user schoolgate"
}

make_user() {
  is_real || return 0
  getent passwd schoolgate >/dev/null && return
  useradd --system --user-group --home-dir /var/lib/schoolgate --no-create-home --shell /usr/sbin/nologin schoolgate
}

# Before a new version touches the tables. What it makes is for root and the gateway's user.
back_up() {
  [[ $backup == yes && -e $program/current && -e $state/schoolgate.sqlite3 ]] || return 0
  is_real || return 0
  install -d -m 0700 -o schoolgate -g schoolgate "$backups"
  "$command" backup --keep 10 "$backups" ||
    die "the back-up failed, so nothing was changed; --without-backup goes on without one" 1
}

# Into a folder of its own: what runs now goes on undisturbed until it is started again.
put_program() {
  release=$program/releases/$(date -u +%Y%m%dT%H%M%SZ)
  [[ ! -e $release ]] || die "another installation began in this second; try again"
  trap 'rm -rf "$release"' EXIT # of a failure, which leaves things as they were
  install -d -m 0755 "$program" "$program/releases" "$release"
  (cd "$source" && cp -R --no-preserve=mode,ownership \
    detectors gateway config pyproject.toml requirements.lock README.md LICENSE "$release/")
  find "$release" -name __pycache__ -prune -exec rm -rf {} +
  "$python" -m venv "$release/.venv"
  local pip=("$release/.venv/bin/python" -m pip --quiet --disable-pip-version-check --no-cache-dir)
  "${pip[@]}" install --require-hashes --no-deps -r "$release/requirements.lock"
  "${pip[@]}" install --no-deps --no-build-isolation --editable "$release"
  "$release/.venv/bin/python" -m compileall -q "$release/detectors" "$release/gateway"
  chmod -R u=rwX,go=rX "$release"
  trap - EXIT
}

put_configuration() {
  install -d -m 0750 "$configuration"
  install -d -m 0700 "$state"
  if [[ ! -e $configuration/schoolgate.toml ]]; then
    install -m 0640 /dev/null "$configuration/schoolgate.toml"
    sed 's|^# directory = "data"$|directory = "/var/lib/schoolgate"|' "$source/config/schoolgate.toml" \
      >"$configuration/schoolgate.toml"
  fi
  if is_real; then
    chgrp schoolgate "$configuration" "$configuration/schoolgate.toml"
    chown schoolgate:schoolgate "$state"
  fi
}

put_units() {
  local unit
  install -d -m 0755 "$units" "$(dirname "$command")"
  for unit in schoolgate.service schoolgate-smtp.socket schoolgate-review.socket; do
    sed "s|/opt/schoolgate|$prefix|g" "$here/$unit" | install -m 0644 /dev/stdin "$units/$unit"
  done
  sed "s|/opt/schoolgate|$prefix|g" "$here/schoolgate.sh" | install -m 0755 /dev/stdin "$command"
  has_systemd && systemctl daemon-reload
  return 0
}

# In one step, and the version of before stays: whatever runs from it can still load its files.
switch() {
  local before old
  before=$(readlink "$program/current" || true)
  ln -sfn "releases/$(basename "$release")" "$program/current.new"
  mv -T "$program/current.new" "$program/current"
  for old in "$program"/releases/*; do
    [[ $old == "$release" || releases/$(basename "$old") == "$before" ]] || rm -rf "$old"
  done
}

if [[ $uninstall == yes ]]; then
  take_away
  exit
fi
"$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null ||
  die "$python is not a Python 3.11 with its venv module; install the Debian packages python3 and python3-venv"
command -v tesseract >/dev/null ||
  say "tesseract is not there, so text in pictures cannot be read; install the Debian package tesseract-ocr"
make_user
back_up
put_program
put_configuration
put_units
switch
if has_systemd && systemctl --quiet is-active schoolgate.service; then
  say "up to date; what runs is the version of before, until: systemctl restart schoolgate"
else
  say "installed; now edit $configuration/schoolgate.toml, ask \`schoolgate doctor\`, then: systemctl enable --now schoolgate"
fi
