#!/usr/bin/env bash
# Installs by apt what the lab and the tests of terminals, shells, browsers and reports need. Where it may not or cannot, it says
# so and ends with 0: the tests find out what they lack. Only in CI nothing may be missing. With arguments it installs those packages.
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
if [[ $# -gt 0 ]]; then
    packages=("$@")
    mcu=
fi

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
    [[ $EUID -ne 0 || -z $mcu ]] || "${0%/*}/make-asterisk.sh" "$mcu"
    exit 0
fi
not_installed() {
    echo "LAB PACKAGES NOT INSTALLED: $1; tests that need one of them are left out: ${missing[*]}"
    [[ -z ${CI:-} ]]
    exit
}
[[ $EUID -eq 0 ]] || not_installed "needs root (once: sudo make lab-packages)"
command -v apt-get >/dev/null || not_installed "needs apt-get, of Debian or Ubuntu (install them yourself)"
echo "installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq || not_installed "apt-get found no packages (is there a network?)"
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null || not_installed "apt-get could not install them"
# The lab starts its own agents and receivers; those that a package may have started serve nobody.
for service in snmpd snmptrapd nats-server kamailio; do
    if [[ " ${missing[*]} " == *" $service "* ]]; then
        service "$service" stop >/dev/null 2>&1 || true
    fi
done
[[ -z $mcu ]] || "${0%/*}/make-asterisk.sh" "$mcu"
