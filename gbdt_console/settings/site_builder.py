"""Builds the core's sites and devices. Devices that many sites share are built once."""

from collections.abc import Mapping
from dataclasses import asdict
from ipaddress import IPv4Address

from gbdt_console.core.carriers import ContractTargets, Line
from gbdt_console.core.driver_options import Catalogue
from gbdt_console.core.monitoring.signalling import Signalling
from gbdt_console.core.people import Contact
from gbdt_console.core.registered import registered_name
from gbdt_console.core.room_limits import RoomLimits
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import Device, Member, Outlet, Permissions, Site
from gbdt_console.settings.addresses import address_number
from gbdt_console.settings.control import control_value, snmp_credential
from gbdt_console.settings.draft import present
from gbdt_console.settings.equipment import Fitted, FittedSite
from gbdt_console.settings.line_schema import LineEntry
from gbdt_console.settings.options import option_values
from gbdt_console.settings.people_schema import ContactEntry, TechnicianEntry
from gbdt_console.settings.schema import Document

_SNMP_PORT = 161


def contacts(entries: list[ContactEntry], *technicians: TechnicianEntry | None) -> tuple[Contact, ...]:
    """Build the contacts in the order of calling: the technicians that there are, then the others."""
    posts = [Contact(present(one.role), present(one.phone)) for one in technicians if one is not None]
    others = (Contact(present(entry.role), present(entry.phone), entry.email or "") for entry in entries)
    return (*posts, *others)


class SiteBuilder:
    """Builds the sites of one document that was found free of faults."""

    def __init__(self, document: Document, catalogue: Catalogue, secrets: Mapping[str, Secret]) -> None:
        self._document = document
        self._catalogue = catalogue
        self._hosts = present(document.address_plan).hosts
        self._secrets = secrets
        self._snmp = {
            id_: snmp_credential(id_, entry, secrets) for id_, entry in document.credentials.items()
        }
        defaults = document.defaults
        self._limits = asdict(RoomLimits()) | (defaults.limits.given() if defaults.limits else {})
        self._permissions = defaults.permissions.given() if defaults.permissions else {}
        self._shared_limits = RoomLimits(**self._limits)
        self._shared_permissions = Permissions(**self._permissions)
        self._contracts = {id_: ContractTargets(**entry.given()) for id_, entry in document.contracts.items()}
        self._moulds: dict[Fitted, Device] = {}
        self._names = {site.id: present(site.name) for site in document.sites or [] if site is not None}

    def site(self, fitted: FittedSite) -> Site:
        """Build the site with its devices, defaults and targets."""
        entry = fitted.entry
        site_id, site_range = present(entry.id), present(entry.range)
        first = int(site_range.network_address)
        limits, permissions = entry.limits, entry.permissions
        return Site(
            id=site_id,
            number=present(entry.number),
            name=present(entry.name),
            address_range=str(site_range),
            line=self._line(present(entry.line)),
            devices=tuple(self._device(device, site_id, first) for device in fitted.devices),
            role=entry.role or "",
            body_id=entry.body,
            contacts=contacts(entry.contacts, entry.technician, entry.deputy),
            limits=RoomLimits(**self._limits | limits.given()) if limits else self._shared_limits,
            permissions=Permissions(**self._permissions | permissions.given())
            if permissions
            else self._shared_permissions,
            conference_number=entry.conference_number or "",
            registered_as=registered_name(entry.conference_number or "", entry.registered_as),
            floor_preset=entry.floor_preset,
            redial=entry.redial,
            short_name=entry.short_name or "",
            presets=tuple(sorted((number, present(name)) for number, name in (entry.presets or {}).items())),
            mixer_source=entry.mixer_source or "",
            backup_dial=None if entry.upper is None else entry.upper.backup_dial or "",
            members=tuple(
                Member(one.name or self._names[present(one.site)], one.site or "") for one in entry.members
            ),
        )

    def _line(self, entry: LineEntry) -> Line:
        name = entry.contract or self._document.defaults.contract
        contract = self._contracts[name] if name else ContractTargets()
        if entry.targets:
            contract = ContractTargets(**asdict(contract) | entry.targets.given())
        return Line(present(entry.carrier), present(entry.circuit), entry.upstream, contract)

    def _device(self, fitted: Fitted, site_id: str, first: int) -> Device:
        mould = self._moulds.get(fitted)
        if mould is None:
            mould = self._moulds[fitted] = self._mould(fitted)
        address = IPv4Address(present(address_number(self._hosts, fitted, first)))
        return Device(
            id=f"{site_id}.{fitted.name}",
            site_id=site_id,
            kind=mould.kind,
            name=mould.name,
            driver=mould.driver,
            address=str(address),
            snmp=mould.snmp,
            snmp_port=mould.snmp_port,
            options=mould.options,
            outlets=mould.outlets,
            control=mould.control,
            snmp_write=mould.snmp_write,
            signalling=mould.signalling,
        )

    def _mould(self, fitted: Fitted) -> Device:
        """Build the part of a device that all sites share. Only id, site and address differ."""
        entry = fitted.entry
        driver = present(entry.driver)
        outlets = sorted((entry.outlets or {}).items())
        return Device(
            id="",
            site_id="",
            kind=present(entry.kind),
            name=fitted.name,
            driver=driver,
            address="",
            snmp=self._snmp[entry.credential] if entry.credential else None,
            snmp_port=entry.snmp_port or _SNMP_PORT,
            options=option_values(entry.options or {}, self._catalogue.readers[driver].options),
            outlets=tuple(Outlet(number, role.value) for number, role in outlets),
            control=control_value(entry.control, self._catalogue, self._secrets),
            snmp_write=self._snmp[entry.write_credential] if entry.write_credential else None,
            signalling=Signalling(**entry.signalling.given()) if entry.signalling else None,
        )
