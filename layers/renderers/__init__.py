"""Renderers: one map specification as a folium map, the component's bytes, or one HTML file."""
