"""Claims become events and attributes of persons and cases, as known at a reference date."""
