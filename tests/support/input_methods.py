"""What Vietnamese input methods put on a terminal's wire, as read by read.

UniKey's Telex echo was seen on a terminal; the others follow the same two ways, erasing and sending anew, or
sending the composed text at once with the key that ended it.
"""

STREAMS: dict[str, tuple[bytes, ...]] = {
    "unikey telex: as": (b"a", b"\x7f", "á".encode()),
    "unikey telex: w": ("ư".encode(),),
    "unikey vni: a1": (b"a", b"\x7f" + "á".encode()),
    "evkey telex: dd": (b"d", b"\x08", "đ".encode()),
    "evkey telex in one read: lo^n": (b"l\x7f\x7f" + "lô".encode(),),
    "openkey telex: uow": (b"u", b"o", b"\x7f\x7f" + "ươ".encode()),
    "ibus pre-edit: l and Space": (b"l ",),
    "ibus pre-edit: composed word": ("lấy ".encode(),),
}
