"""Questions before a deed, with this run's numbers; their truth is found where nobody sees it."""
