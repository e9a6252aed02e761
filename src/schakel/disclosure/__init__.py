"""Tables are made safe here, and only here: the one maker of a `ProtectedTable`."""
