"""The action table, themes, glyphs and the UI's side of the port."""
