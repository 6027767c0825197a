"""The unit of work: what changed, what a flush sends, what a touch loads. Pure; it yields steps and receives results."""
