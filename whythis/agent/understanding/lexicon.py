"""Word lists that more than one reader needs: function words, words that are also brands, Chinese names."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a text that lists them."""
    return frozenset(text.split())


STOP_WORDS = word_set(
    """
    a an the and or but nor so if then than that this these those it its i i'm i'd i've i'll me my mine you
    your yours he she we us our they them their is are was were be been being am do does did don't doesn't
    didn't can could will would should may might must have has had in on at by for with without from to of
    off up down out over under above below about into onto as not no none any some all both each every more
    most less least other another one ones two such own same too very just only also even still yet again
    here there now when where why how what which who whom whose please thanks thank ok okay yes yeah nope
    nah hey hi hello get got give show want need like look looking find make made new good best better great
    nice set go let's let us up per via vs etc other others thing things stuff kind sort lot bit way use
    used using
    """
)

AMBIGUOUS_BRANDS = word_set(
    """
    act alpine anchor apex arctic axis basic basics beats best boss brother buffalo canyon case cherry chief
    classic comfort contour creative cross crown crucial delta denver diesel dove eagle ember eminent energy
    equip essentials express fellow focus fossil garden genius guess home honor honour ideal integral jam
    jumbo kitchen lena logic magic manhattan mission mobility monster mother natural nest next nothing oasis
    ocean office orange origin osprey patriot peach pilot pioneer power premier princess pure ring sharp
    shuttle silver simple smart speck summit supreme swan system target thunder tiger trust universal urban
    vans vision wonder
    """
)
"""Brands that are also everyday words: they count as a brand only where the sentence makes one of them."""

MEASURE_WORDS = "个款件项台双把张只条副盏瓶种套部对盒杯壶本口"
"""Chinese classifiers that products are counted by."""

COLOURS = word_set(
    """
    red blue green black white grey gray silver gold yellow orange pink purple brown beige navy teal
    """
)

CHINESE = {
    # kinds of product
    "耳机": "headphones", "头戴式耳机": "headphones", "蓝牙耳机": "bluetooth headphones", "耳塞": "earbuds",
    "耳麦": "headset", "水壶": "kettle", "电水壶": "kettle", "热水壶": "kettle", "烧水壶": "kettle",
    "背包": "backpack", "双肩包": "backpack", "书包": "backpack", "台灯": "lamp", "灯": "lamp",
    "鼠标垫": "mouse pad", "鼠标": "mouse", "键盘": "keyboard", "显示器": "monitor", "打印机": "printer",
    "墨盒": "ink cartridge", "硒鼓": "toner cartridge", "笔记本电脑": "laptop", "电脑": "computer",
    "平板": "tablet", "平板电脑": "tablet", "手机": "phone", "手机壳": "phone case", "充电器": "charger",
    "充电宝": "power bank", "移动电源": "power bank", "音箱": "speaker", "音响": "speaker",
    "相机": "camera", "投影仪": "projector", "路由器": "router", "硬盘": "hard drive", "电视": "tv",
    "手表": "watch", "智能手表": "smartwatch", "咖啡机": "coffee machine", "吸尘器": "vacuum cleaner",
    "牙刷": "toothbrush", "电动牙刷": "electric toothbrush", "水杯": "water bottle", "水瓶": "water bottle",
    "保温杯": "thermos", "椅子": "chair", "桌子": "desk", "书桌": "desk", "桌游": "board game",
    "帐篷": "tent", "睡袋": "sleeping bag", "跑鞋": "running shoes", "鞋": "shoes", "雨伞": "umbrella",
    "毛巾": "towel", "锅": "pan", "平底锅": "frying pan", "刀": "knife", "吹风机": "hair dryer",
    "数据线": "cable", "线": "cable", "处理器": "processor", "内存": "memory", "电池": "battery",
    "玩具": "toy", "礼物": "gift", "瑜伽垫": "yoga mat", "烤面包机": "toaster", "搅拌机": "blender",
    # qualities
    "红色": "red", "蓝色": "blue", "绿色": "green", "黑色": "black", "白色": "white", "灰色": "grey",
    "银色": "silver", "金色": "gold", "黄色": "yellow", "橙色": "orange", "粉色": "pink", "粉红色": "pink",
    "紫色": "purple", "棕色": "brown", "无线": "wireless", "有线": "wired", "蓝牙": "bluetooth",
    "防水": "waterproof", "降噪": "noise cancelling", "便携": "portable", "静音": "quiet", "安静": "quiet",
    "轻便": "lightweight", "轻": "light", "不锈钢": "stainless steel", "塑料": "plastic", "木": "wood",
    "木质": "wooden", "皮": "leather", "皮革": "leather", "玻璃": "glass", "陶瓷": "ceramic",
    "游戏": "gaming", "办公室": "office", "办公": "office", "厨房": "kitchen", "旅行": "travel",
    "户外": "outdoor", "学生": "student", "小孩": "kids", "儿童": "kids", "男士": "men", "女士": "women",
    "充电": "rechargeable", "电动": "electric", "智能": "smart", "大容量": "large capacity", "小": "small",
    "迷你": "mini", "折叠": "folding", "露营": "camping", "跑步": "running", "健身": "fitness",
    # brands
    "利盟": "Lexmark", "外星人": "Alienware",
    "贝科": "Beko", "网件": "Netgear", "摩托罗拉": "Motorola", "普联": "TP-Link", "希捷": "Seagate",
    "佳明": "Garmin", "西部数据": "Western Digital", "闪迪": "SanDisk", "威刚": "ADATA",
    "海盗船": "Corsair", "雷蛇": "Razer", "赛睿": "SteelSeries", "微星": "MSI", "技嘉": "Gigabyte",
    "明基": "BenQ", "优派": "ViewSonic", "尼康": "Nikon", "富士": "Fujifilm", "西门子": "Siemens",
    "大华": "Dahua", "海康威视": "Hikvision", "友讯": "D-Link", "施乐": "Xerox", "理光": "Ricoh",
    "诺基亚": "Nokia", "乐高": "LEGO", "捷波朗": "Jabra", "森海塞尔": "Sennheiser",
    "铁三角": "Audio-Technica", "拜亚动力": "beyerdynamic", "绿联": "UGREEN", "安克": "Anker",
    "雷柏": "Rapoo", "惠而浦": "Whirlpool", "伊莱克斯": "Electrolux", "夏普": "Sharp",
    "索尼": "Sony", "苹果": "Apple", "三星": "Samsung", "华为": "Huawei", "小米": "Xiaomi", "惠普": "HP",
    "戴尔": "Dell", "联想": "Lenovo", "华硕": "ASUS", "宏碁": "Acer", "罗技": "Logitech",
    "飞利浦": "Philips", "博世": "Bosch", "戴森": "Dyson", "松下": "Panasonic", "佳能": "Canon",
    "爱普生": "Epson", "兄弟": "Brother", "东芝": "Toshiba", "博朗": "Braun", "微软": "Microsoft",
    "英特尔": "Intel", "耐克": "Nike", "阿迪达斯": "Adidas", "任天堂": "Nintendo", "金士顿": "Kingston",
}  # fmt: skip
"""Chinese shopping words and their English, longest match first. A shop's own names come before these."""

TYPOS = {
    "耳几": "耳机", "耳基": "耳机", "便益": "便宜", "便易": "便宜", "便宣": "便宜", "推见": "推荐", "推存": "推荐",
    "建盘": "键盘", "键盆": "键盘", "鼠表": "鼠标", "水胡": "水壶", "被包": "背包", "背报": "背包", "台登": "台灯",
    "音象": "音箱", "音相": "音箱", "跑靴": "跑鞋", "瑜珈": "瑜伽", "为社么": "为什么",
    "为神么": "为什么", "为什莫": "为什么",
    "什莫": "什么", "神马": "什么", "那各": "那个", "这各": "这个", "有莫有": "有没有", "帐蓬": "帐篷", "兰色": "蓝色",
    "篮色": "蓝色", "怎莫": "怎么", "评芬": "评分", "防谁": "防水", "在来": "再来", "太贵拉": "太贵啦",
}  # fmt: skip
"""Chinese words as the keyboard often slips, and what is meant, of the same length."""
