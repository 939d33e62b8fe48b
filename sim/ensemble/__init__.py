"""Many companies: trials mapped over processes, their facts kept in one store."""
