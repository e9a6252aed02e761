"""The attack: what range is left to somebody who knows everything that was published."""
