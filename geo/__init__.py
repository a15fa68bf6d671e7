"""The spatial core of the Mekong Border Atlas: no Streamlit and no folium in here."""
