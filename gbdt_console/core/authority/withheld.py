"""Say what may take the right to give orders from an engine, and which machine it runs on."""

from enum import StrEnum

from gbdt_console.core.quick_dataclass import dataclass


class Withheld(StrEnum):
    """Why an engine gives no order, sends nothing and takes no record of a person.

    OTHER_MACHINE: the journal gave its orders on another machine, which may still run
    FOLLOWING: this is the standby PC, beside one that gives the orders
    OVERTAKEN: a person let the standby PC give the orders
    RIVAL: both PCs command, since their sites.yaml differ; the other one gives the orders
    ALONE: two of three machines are not known to take this one's word: the other PC may take over by itself
    ASKING: the program stood still for a moment, and asks first whether the standby PC was let do so
    """

    OTHER_MACHINE = "other-machine"
    FOLLOWING = "following"
    OVERTAKEN = "overtaken"
    RIVAL = "rival"
    ALONE = "alone"
    ASKING = "asking"


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine, and the file of the journal there.

    id: digest of its id, the same until its system is installed anew; empty for none
    journal: inode of the journal's file, which a copy does not have; 0 for any
    """

    id: str = ""
    journal: int = 0
