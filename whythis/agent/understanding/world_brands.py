"""Brands, writers and games of the world that people ask a shop for; most shops lack most of them."""

from __future__ import annotations

from whythis.agent.understanding.tokens import words

_NAMES = """
acer, adidas, aeropress, aesop, agatha christie, airpods, altra, amazon basics, anker, apple, arc'teryx,
arcteryx, asics, asus, audio technica, avent, azul, bang and olufsen, beats, berghaus, bialetti, birkenstock,
black diamond, bodum, bosch, bose, brandon sanderson, braun, breville, brita, brooks, brooks ghost, brother,
camelbak, canon, carcassonne, catan, chemex, cherry, chilly's, chillys, cluedo, codenames, columbia, contigo,
corsair, crocs, cuisinart, dan brown, days of wonder, de buyer, de'longhi, decathlon, dell, delonghi, deuter,
ducky, dyson, eastpak, edifier, ember, epson, ergotron, fairphone, fellow stagg, fila, fjallraven, frank green,
garmin, gloomhaven, google, gregory, gymshark, haglofs, harman kardon, harry potter, haruki murakami, hasbro,
helly hansen, herman miller, herschel, hoka, hokas, hp, huawei, hydro flask, hydroflask, hyperx, ikea, intel,
jabra, jack wolfskin, jade yoga, jansport, jbl, jenga, jk rowling, jura, kensington, keychron, kindle,
kitchenaid, klean kanteen, krups, le creuset, lee child, lego, lenovo, levoit, lg, liforme, lifx, lodge,
logitech, lowe alpine, lululemon, magis, mammut, manduka, marmot, marshall, mattel, merrell, microsoft, miele,
mizuno, moccamaster, monopoly, monoprice, montane, nalgene, nespresso, new balance, nike, nikon, ninja,
nintendo, north face, on cloud, on running, osprey, ottolock, outdoor research, owala, oxo, panasonic, pandemic,
patagonia, peak design, penguin, philips, philips hue, pioneer, playmobil, puma, pyrex, rab, ravensburger,
razer, redragon, reebok, richard osman, russell hobbs, sage, sally rooney, salomon, samsonite, samsung, saucony,
scrabble, secretlab, sennheiser, sharp, sigg, skullcandy, smeg, sonos, sony, soundcore, stanley, staub,
steelcase, steelseries, stephen king, sweaty betty, tefal, teva, thermos, thule, ticket to ride, timberland,
timbuk2, tissot, tolkien, toshiba, tumi, ue boom, ultimate ears, under armour, uniqlo, uno, vans, varmilo,
vibram, wingspan, xero, xiaomi, yeti, zojirushi, zwilling, 三体, 三国杀, 三星, 东野圭吾, 乐扣, 乐扣乐扣, 乐高,
九阳, 亚瑟士, 余华, 倍思, 公牛, 凯乐石, 刘慈欣, 北面, 匡威, 华为, 华硕, 博世, 博朗, 卡卡颂, 卡坦岛, 双立人,
双飞燕, 名创优品, 哈尔斯, 哈曼卡顿, 哥伦比亚, 声阔, 大富翁, 始祖鸟, 孩之宝, 安克, 安德玛, 安踏, 宜家, 富光,
小熊, 小米, 小鹰, 展翅翱翔, 巴塔哥尼亚, 康巴赫, 彪马, 得力, 德龙, 惠普, 戴尔, 戴森, 捷波朗, 探路者, 摩飞, 斐乐,
新百伦, 新秀丽, 无印良品, 明基, 李宁, 村上春树, 松下, 松能, 格力, 森海塞尔, 樱桃, 欧普, 欧莱雅, 永艺, 海尔,
漫步者, 爱仕达, 特步, 特福, 狼人杀, 猛犸象, 瑞士军刀, 百乐, 索尼, 绿联, 网易严选, 罗技, 美的, 耐克, 联想,
膳魔师, 苏泊尔, 苹果, 荣耀, 虎牌, 西昊, 西门子, 象印, 赫曼米勒, 达尔优, 迪卡侬, 铁三角, 阿米洛, 阿迪, 阿迪达斯,
雀巢, 雷柏, 雷蛇, 露露乐蒙, 飞利浦, 马歇尔, 骆驼, 鸿星尔克
"""
_WRITTEN = [name.strip() for name in _NAMES.split(",")]
WORLD_BRANDS = frozenset([*_WRITTEN, *(" ".join(words(name)) for name in _WRITTEN if len(words(name)) > 1)])
"""Lower case; a name may be several words, and "arc'teryx" is two."""
LONGEST = max(len(name.split()) for name in WORLD_BRANDS)
