"""Pictures of figures: what is shown, how each kind of panel is laid out, and its drawing."""
