"""Names that one place goes by: every group's spellings mean the first that the place table has."""

# Romanisations differ between agencies and press; none is more right than another.
GROUPS = (
    ("Poipet", "Paoy Paet", "Poi Pet", "Paoy Pet", "ปอยเปต"),
    ("Houayxay", "Huay Xai", "Ban Houei Sai", "Houei Sai", "Houay Xai", "Huoixai", "ห้วยทราย"),
    ("Tachileik", "Tachilek", "Tha Khi Lek", "ท่าขี้เหล็ก"),
    ("Myawaddy", "Myawadi", "Myawady", "เมียวดี"),
    ("Si Sa Ket", "Sisaket", "Srisaket"),
    ("Nong Khai", "Nongkhai"),
    ("Preah Sihanouk", "Sihanoukville", "Kampong Som", "Krong Preah Sihanouk"),
    ("Kayin", "Karen"),
    ("Kayah", "Karenni"),
    ("Tanintharyi", "Tenasserim"),
    ("Mae Sot", "Maesot"),
    ("Mae Sai", "Maesai"),
    ("Sa Kaeo", "Sa Kaew", "Sakaeo", "Srakaew"),
    ("Savannakhet", "Savannaket"),
    ("Buri Ram", "Buriram"),
    ("Chiang Rai", "Chiangrai"),
    ("Bueng Kan", "Bungkan", "Buengkan", "Bung Kan"),
    ("Nakhon Phanom", "Nakorn Panom", "Nakhonphanom"),
    ("Otdar Meanchey", "Oddar Meanchey", "Oddar Meanchay"),
    ("Vientiane Prefecture", "Vientiane Capital"),
)
COUNTRY_NAMES = (
    ("KHM", ("khm", "kh", "cambodia", "kingdom of cambodia", "กัมพูชา", "ประเทศกัมพูชา", "ເຂດກຳປູເຈຍ", "កម្ពុជា", "116")),  # noqa: E501
    ("LAO", ("lao", "la", "laos", "lao pdr", "lao people's democratic republic", "ลาว", "สปป.ลาว", "สปป. ลาว", "ประเทศลาว", "ລາວ", "ສປປ ລາວ", "418")),  # noqa: E501
    ("MMR", ("mmr", "mm", "myanmar", "burma", "myanmar (burma)", "เมียนมา", "เมียนมาร์", "พม่า", "ประเทศเมียนมา", "မြန်မာ", "104")),  # noqa: E501
    ("THA", ("tha", "th", "thailand", "kingdom of thailand", "ไทย", "ประเทศไทย", "ราชอาณาจักรไทย", "764")),  # noqa: E501
    ("BGD", ("bgd", "bd", "bangladesh")),
    ("CHN", ("chn", "cn", "china", "จีน")),
    ("IND", ("ind", "in", "india")),
    ("MYS", ("mys", "my", "malaysia", "มาเลเซีย")),
    ("VNM", ("vnm", "vn", "vietnam", "viet nam", "เวียดนาม")),
)  # fmt: skip
