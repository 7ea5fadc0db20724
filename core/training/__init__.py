"""How it learns: optimisers, schedules, batches, the loop, its history."""
