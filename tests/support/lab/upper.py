"""The upper level in the lab: an Asterisk of its own in a site's namespace, dialling into our conference."""

from tests.support.conference.ami_raw import RawAmi
from tests.support.lab.asterisk import AMI_PORT, WITNESS, WITNESS_SECRET, AsteriskProcess
from tests.support.lab.namespaces import Namespaces
from tests.support.lab.plan import CENTRE_ADDRESS, LabSite
from tests.support.wait import until

HANOI = "trunguong"
"""Its conference, of which ours is one leg."""
_FILES = {
    "manager.conf": """[general]
enabled = yes
bindaddr = {address}
port = {port}
[{user}]
secret = {secret}
read = all
write = all
""",
    "pjsip.conf": """[udp]
type = transport
protocol = udp
bind = {address}
[tinh]
type = endpoint
aors = tinh
disallow = all
allow = g722,vp8
direct_media = no
[tinh]
type = aor
contact = sip:{centre}
""",
    "extensions.conf": """[{conference}]
exten => {conference},1,ConfBridge({conference},default_bridge,default_user)
""",
}


class UpperLevel(AsteriskProcess):
    """Runs from `start` to `close`; our conference is in its own from `call` to `hang_up`."""

    def __init__(self, namespaces: Namespaces, site: LabSite) -> None:
        address = site.address("codec")
        words = {
            "address": address, "port": AMI_PORT, "user": WITNESS, "secret": WITNESS_SECRET,
            "centre": CENTRE_ADDRESS, "conference": HANOI,
        }  # fmt: skip
        files = {name: text.format(**words) for name, text in _FILES.items()}
        super().__init__(namespaces, site.id, address, files)

    def call(self, conference: str) -> None:
        """Dial into one of our conferences, and put it into its own."""
        with self.witness() as witness:
            answer = witness.ask(
                "Originate", Channel=f"PJSIP/{conference}@tinh", Context=HANOI, Exten=HANOI, Priority="1",
                Async="true",
            )  # fmt: skip
            assert answer["Response"] == "Success", answer
            until(lambda: len(_legs(witness)) == 1, "the province is in the upper conference")

    def hang_up(self) -> None:
        """Cut the trunk: the upper level throws our leg out."""
        with self.witness() as witness:
            for row in _legs(witness):
                witness.ask("Hangup", Channel=row["Channel"])
            until(lambda: not _legs(witness), "the province is out of the upper conference")


def _legs(witness: RawAmi) -> list[dict[str, str]]:
    return witness.rows("ConfbridgeList", Conference=HANOI)
