"""Files that people take home. Each carries its title, window, sources, counts and audience."""
