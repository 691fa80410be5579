"""Actions on a site, an alarm or the conference, as objects that a screen holds."""
