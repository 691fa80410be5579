"""The pure domain: values, decisions and rules, standard library only."""
