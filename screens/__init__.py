"""One file per screen: widgets to a query, cached calls, show."""
