#!/usr/bin/env bash
# Installs by apt what the lab and the tests of terminals, shells, browsers and reports need; says what is left out where it may not.
set -euo pipefail
packages=(
    e2fsprogs mount systemd iproute2 iputils-ping fping nftables snmp snmpd snmptrapd tmux vde-wirefilter vdeplug
    baresip-core kamailio kamailio-tls-modules mmdebstrap obs-studio obs-plugins libgl1-mesa-dri xvfb
    libreoffice-writer-nogui libreoffice-calc-nogui fonts-liberation poppler-utils
    shellcheck zsh fish lintian nats-server faketime
    chromium-headless-shell
    nodejs npm
)
mcu=/var/tmp/gbdt-asterisk-sid

# Unprivileged pings, as systemd allows them at boot; a machine without it forbids them.
if [[ $EUID -eq 0 && $(cat /proc/sys/net/ipv4/ping_group_range 2>/dev/null) == 1*0 ]]; then
    echo "0 2147483647" >/proc/sys/net/ipv4/ping_group_range || true
fi

missing=()
for package in "${packages[@]}"; do
    status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
    [[ $status == "install ok installed" ]] || missing+=("$package")
done
if [[ ${#missing[@]} -eq 0 ]]; then
    [[ $EUID -ne 0 ]] || "${0%/*}/make-asterisk.sh" "$mcu"
    exit 0
fi
if [[ $EUID -ne 0 ]]; then
    echo "LAB NOT RUN: needs root (and these packages: ${missing[*]})"
    exit 0
fi
if ! command -v apt-get >/dev/null; then
    echo "LAB PACKAGES NOT INSTALLED: needs Debian or Ubuntu; install yourself: ${missing[*]}" >&2
    exit 1
fi
echo "installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
# The lab starts its own agents and receivers; those that a package may have started serve nobody.
for service in snmpd snmptrapd nats-server kamailio; do
    if [[ " ${missing[*]} " == *" $service "* ]]; then
        service "$service" stop >/dev/null 2>&1 || true
    fi
done
"${0%/*}/make-asterisk.sh" "$mcu"
