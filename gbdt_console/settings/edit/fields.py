"""Finds the fields of sites, carriers and the centre in sites.yaml, and changes them."""

from collections.abc import Callable, Mapping

from gbdt_console.core.configuration.editing import CARRIER_PREFIX, CENTRE_TARGET, EditRefused
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.settings.edit.yaml_text import NoSuchPlace, Path, YamlText

_CONTACT: Mapping[str, Path] = {
    "contact": ("contacts", 0, "role"),
    "phone": ("contacts", 0, "phone"),
    "email": ("contacts", 0, "email"),
}
SITE_FIELDS: Mapping[str, Path] = {
    "name": ("name",),
    "short_name": ("short_name",),
    "role": ("role",),
    "address": ("range",),
    "carrier": ("line", "carrier"),
    "circuit": ("line", "circuit"),
    "conference": ("conference_number",),
    **_CONTACT,
}
CARRIER_FIELDS: Mapping[str, Path] = {"name": ("name",), "contract": ("contract",), **_CONTACT}
CENTRE_FIELDS: Mapping[str, Path] = {"name": ("name",), **_CONTACT}

RoleOf = Callable[[str], str]
"""Makes the role of a first contact from the name of whom it is of."""


@dataclass(frozen=True, slots=True)
class EditTarget:
    """A site, a carrier or the centre.

    name: as it is named to edit it
    place: where it stands in the file
    fields: the places of its fields within it
    """

    name: str
    place: Path
    fields: Mapping[str, Path]

    def values(self, text: YamlText) -> dict[str, str]:
        return {field: text.get((*self.place, *path)) or "" for field, path in self.fields.items()}

    def change(self, text: YamlText, values: Mapping[str, str], role_of: RoleOf) -> None:
        """Change fields; what is equal already is not touched. Raises EditRefused."""
        now = self.values(text)
        new = {field: value for field, value in values.items() if value != now.get(field)}
        if wrong := next((field for field in new if field not in self.fields), None):
            raise EditRefused("sites.no-field", field=wrong, known=", ".join(self.fields))
        if not text.has((*self.place, "contacts")) and new.keys() & _CONTACT.keys():
            self._add_contact(text, now | new, role_of)
            new = {field: value for field, value in new.items() if field not in _CONTACT}
        for field, value in new.items():
            self._put(text, field, value)

    def _add_contact(self, text: YamlText, values: Mapping[str, str], role_of: RoleOf) -> None:
        if not values["phone"]:
            raise EditRefused("sites.phone-first", target=self.name)
        contact = {"role": values["contact"] or role_of(values["name"]), "phone": values["phone"]}
        if values["email"]:
            contact["email"] = values["email"]
        text.set((*self.place, "contacts"), [contact])

    def _put(self, text: YamlText, field: str, value: str) -> None:
        path = (*self.place, *self.fields[field])
        try:
            if value:
                text.set(path, value)
            else:
                text.remove(path)
        except NoSuchPlace:
            raise EditRefused("sites.by-hand", field=field, target=self.name) from None


def targets_in(text: YamlText) -> dict[str, EditTarget]:
    """Return what may be edited by its names: a site by id and by number, 'carrier.ID', 'centre'."""
    found: dict[str, EditTarget] = {}
    for index in range(text.count(("sites",))):
        place: Path = ("sites", index)
        target = EditTarget(text.get((*place, "id")) or "", place, SITE_FIELDS)
        found[target.name] = found[text.get((*place, "number")) or target.name] = target
    for id_ in text.names(("carriers",)):
        name = f"{CARRIER_PREFIX}{id_}"
        found[name] = EditTarget(name, ("carriers", id_), CARRIER_FIELDS)
    found[CENTRE_TARGET] = EditTarget(CENTRE_TARGET, ("centre",), CENTRE_FIELDS)
    return found
