"""Records a device's SNMP walk and replaces what identifies the network in it."""
