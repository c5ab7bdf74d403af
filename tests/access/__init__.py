"""Who may do what at which address: the table, and a world of one of everything to try it on."""
