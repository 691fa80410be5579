"""Drawing of the list of reports and their preview."""
