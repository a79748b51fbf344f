"""Chinese names of attributes and of common values."""

from __future__ import annotations

_ATTRIBUTES = """
Capacity 容量, Material 材质, Colour 颜色, Noise level 噪音, Power 功率, Temperature control 温度控制,
Keep warm 保温, Spout 壶嘴, Weight 重量, Form 形态, Uses 使用次数, Active ingredient 有效成分,
Suitable for 适用于, Working time 作用时间, Scent 香味, Biodegradable 可生物降解, Type 类型, Cups 杯数,
Built-in grinder 内置磨豆机, Timer 定时, Water tank 水箱, Size 尺寸, Pack 包装数量, Reusable 可重复使用,
Compostable 可堆肥, Diameter 直径, Coating 涂层, Induction 适用电磁炉, Oven safe 可入烤箱, Handle 手柄,
Carry handle 提手, Dishwasher safe 可用洗碗机, Volume 容积, Insulated 真空保温, Keeps cold 保冷时长,
Lid 盖子, Leakproof 防漏, Length 长度, Bristles 刷毛, Pieces 件数, Straw brush 吸管刷,
Connectivity 连接方式, Noise cancelling 降噪, Battery life 续航, Microphone 麦克风,
Water resistance 防水等级, Foldable 可折叠, Fits 适配, Shell 外壳, Water resistant 防泼水,
Cable pocket 线材袋, Waterproof 防水, Stereo pairing 立体声配对, Light source 光源, Brightness 亮度,
Light colour 光色, Dimmable 可调光, Power supply 供电方式, Arm 灯臂, Mounting 固定方式,
Charging port 充电接口, Socket 灯座, Smart 智能, Fixing 夹持方式, Use 用途, Laptop compartment 电脑隔层,
Hip belt 腰带, Rain cover 防雨罩, Laptop size 电脑尺寸, Closure 开合方式, Padding 衬垫, Terrain 路面,
Cushioning 缓震, Width 鞋楦宽度, Support 支撑, Drop 落差, For 适用人群, Arch 足弓, Thickness 厚度,
Cut to size 可裁剪, Washable 可水洗, Water column 耐水压, Construction 面料层数, Hood 帽子,
Packable 可收纳, Underarm zips 腋下拉链, Grip 防滑性, Carry strap 背带, Latex free 不含乳胶, Pockets 口袋,
Sensor 传感器, Buttons 按键数, Silent clicks 静音按键, Hand 适用手, Surface 表面, Wrist support 护腕,
Base 底部, Layout 布局, Switches 轴体, Noise 声音大小, Backlight 背光, Hot-swappable 热插拔, Height 高度,
Cover 外罩, Non-slip base 防滑底, Genre 体裁, Author 作者, Mood 氛围, Setting 故事地点, Pages 页数,
Format 装帧, Series 系列, Large print 大字版, Prize winner 获奖作品, Kind 游戏类型, Theme 主题,
Players 玩家人数, Play time 游戏时长, Age 适合年龄, Difficulty 难度, Solo mode 单人模式, Cooperative 合作,
Card size 卡牌尺寸, Finish 表面处理, Acid free 无酸, Recyclable 可回收, Upholstery 面料,
Lumbar support 腰部支撑, Armrests 扶手, Headrest 头枕, Reclining 可后仰, Max load 最大承重, Warranty 保修,
Filling 填充物, Washable cover 外罩可洗, Strap 绑带
"""
_VALUES = """
Black 黑色, White 白色, Blue 蓝色, Green 绿色, Red 红色, Grey 灰色, Silver 银色, Yellow 黄色, Orange 橙色,
Pink 粉色, Purple 紫色, Brown 棕色, Beige 米色, Cream 奶油色, Clear 透明, Brass 黄铜色,
Stainless steel 不锈钢, Glass 玻璃, Plastic 塑料, Ceramic 陶瓷, Aluminium 铝, Cast iron 铸铁,
Carbon steel 碳钢, Wood 木质, Metal 金属, Leather 皮革, Faux leather 人造革, Fabric 布料, Mesh 网布,
Nylon 尼龙, Cotton 棉, Felt 毛毡, Neoprene 氯丁橡胶, Silicone 硅胶, Cork 软木, Jute 黄麻, Hemp 麻,
Natural rubber 天然橡胶, Recycled polyester 再生聚酯, Waxed cotton 油蜡棉, Bamboo 竹, Steel 钢,
Walnut 胡桃木, Paper 纸, Memory foam 记忆棉, Foam 泡棉, Gel 凝胶, Velvet 天鹅绒, Cardboard 纸板,
Wireless 无线, Wired 有线, Over-ear 头戴式, On-ear 贴耳式, In-ear 入耳式, Gooseneck 鹅颈, Wide 宽,
Narrow 窄, Normal 标准, Variable 无级调温, Presets 多档调温, Boil only 仅煮沸, Espresso 意式浓缩,
Drip 滴滤, French press 法压壶, Moka pot 摩卡壶, Cold brew 冷萃, Non-stick 不粘, Straw lid 吸管盖,
Screw lid 螺旋盖, Sports cap 运动盖, Flip lid 翻盖, Built-in LED 内置LED, E27 bulb E27灯泡,
E14 bulb E14灯泡, Warm 暖光, Neutral 中性, Daylight 日光, Adjustable 可调, Fixed 固定, Jointed 可弯折,
Clamp 夹式, Mains 插电, Rechargeable 可充电, AA battery 五号电池, Hiking 徒步, Commuting 通勤, School 上学,
Travel 旅行, City 城市, Running 跑步, Cycling 骑行, Walking 步行, Everyday 日常, Office 办公, Gaming 游戏,
Ergonomic 人体工学, Road 公路, Trail 越野, Track 田径场, Soft 柔软, Medium 中等, Firm 偏硬,
Stability 稳定支撑, Women 女士, Men 男士, Everyone 男女通用, High 高, Low 低, Zip 拉链, Magnet 磁扣,
Drawstring 抽绳, Mechanical 机械, Membrane 薄膜, Scissor 剪刀脚, Full size 全尺寸, Tenkeyless 87键,
Linear 线性轴, Tactile 段落轴, Clicky 青轴手感, Quiet 安静, Loud 响亮, Single colour 单色, Left 左手,
Right 右手, Both 双手通用, Pocket 口袋型, Portable 便携, Party 派对, Shelf 书架式, Small 小号, Large 大号,
Desk-wide 桌面级, Mystery 悬疑, Science fiction 科幻, Fantasy 奇幻, Romance 爱情, Historical 历史,
Thriller 惊悚, Literary 文学, Horror 恐怖, Cosy 温馨, Dark 黑暗, Funny 幽默, Tense 紧张, Thoughtful 深思,
Adventurous 冒险, Paperback 平装, Hardcover 精装, Strategy 策略, Family 家庭, Cooperative 合作,
Children 儿童, Card 卡牌, Abstract 抽象, Chess 国际象棋, Space 太空, Trains 火车, Animals 动物,
Nature 自然, Food 美食, Words 文字, Trade 贸易, History 历史题材, Sea 海洋, Farming 农场, Shapes 图形,
Easy 简单, Hard 困难, Task chair 工作椅, Executive chair 老板椅, Gaming chair 电竞椅,
Kneeling chair 跪姿椅, Stool 凳子,
Base 底座, Seasoned 已开锅, Liquid 液体, Tablets 片剂, Powder 粉末, Citric acid 柠檬酸, Lemon 柠檬,
Matt 磨砂, Seat 座垫, Lower back 腰部, Tailbone 尾椎
"""


def _read(block: str) -> dict[str, str]:
    pairs = (entry.strip().rpartition(" ") for entry in block.strip().replace("\n", " ").split(","))
    return {english: chinese for english, _, chinese in pairs if english}


ATTRIBUTES = _read(_ATTRIBUTES)
VALUES = _read(_VALUES)
