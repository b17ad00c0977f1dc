"""A copy of a recording that can be shared: what is known to belong to the phone is masked everywhere."""
