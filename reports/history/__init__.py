"""Results of nightlies: the store, what differs from one to the next, and the page that tells it."""
