"""One file to forward: what the ensemble says, in words, figures and tables, with no network."""
