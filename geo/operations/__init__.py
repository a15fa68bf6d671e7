"""Running the atlas as a service: is it ready, and what it writes into its log."""
