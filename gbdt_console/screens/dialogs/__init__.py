"""Dialogs over a screen: confirmation, choice, form, help and command palette."""
