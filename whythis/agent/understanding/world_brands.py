"""Brands, writers and games of the world that people ask a shop for; most shops lack most of them."""

from __future__ import annotations

WORLD_BRANDS = frozenset(
    name.strip()
    for name in """
    acer, adidas, altra, amazon basics, anker, apple, aeropress, aesop, arc'teryx, arcteryx, asics, asus, audio technica,
    avent, bang and olufsen, beats, berghaus, bialetti, birkenstock, black diamond, bodum, bosch, bose, braun, breville,
    brita, brooks, brooks ghost, brother, camelbak, canon, catan, cherry, chilly's, chillys, chemex, columbia, contigo,
    corsair, crocs, cuisinart, days of wonder, de buyer, decathlon, delonghi, de'longhi, dell, deuter, ducky, dyson,
    edifier, eastpak, ember, epson, ergotron, fairphone, fellow stagg, fila, fjallraven, frank green, garmin, google,
    gregory, gymshark, harman kardon, hasbro, haglofs, helly hansen, herman miller, herschel, hoka, hokas, hp,
    huawei, hydro flask, hydroflask, hyperx, ikea, intel, jabra, jack wolfskin, jade yoga, jansport, jbl, jura,
    kensington, keychron, kindle, kitchenaid, klean kanteen, krups, le creuset, lego, lenovo, levoit, lg, lifx, liforme,
    lodge, logitech, lowe alpine, lululemon, magis, mammut, manduka, marshall, marmot, mattel, merrell, microsoft, miele,
    mizuno, monoprice, montane, moccamaster, nalgene, nespresso, new balance, nike, nikon, ninja, nintendo, north face,
    on cloud, on running, osprey, outdoor research, ottolock, owala, oxo, panasonic, patagonia, peak design, penguin,
    philips, philips hue, pioneer, playmobil, puma, pyrex, rab, ravensburger, razer, redragon, reebok, russell hobbs,
    sage, salomon, samsonite, samsung, saucony, secretlab, sennheiser, sharp, sigg, skullcandy, smeg, sonos, sony,
    soundcore, stanley, staub, steelcase, steelseries, sweaty betty, tefal, teva, thermos, thule, timbuk2, timberland,
    tissot, toshiba, tumi, ue boom, ultimate ears, under armour, uniqlo, vans, varmilo, vibram, xero, xiaomi, yeti, zojirushi, zwilling,
    airpods, agatha christie, stephen king, harry potter, jk rowling, tolkien, dan brown, lee child, sally rooney, haruki murakami,
    richard osman, brandon sanderson, catan, monopoly, scrabble, carcassonne, ticket to ride, wingspan, pandemic, uno, jenga,
    cluedo, codenames, azul, gloomhaven,
    东野圭吾, 村上春树, 刘慈欣, 三体, 余华, 卡坦岛, 大富翁, 三国杀, 狼人杀, 卡卡颂, 展翅翱翔,
    耐克, 阿迪, 阿迪达斯, 安踏, 李宁, 特步, 彪马, 亚瑟士, 新百伦, 匡威, 斐乐, 安德玛, 鸿星尔克, 迪卡侬, 始祖鸟, 北面, 哥伦比亚, 猛犸象,
    凯乐石, 探路者, 骆驼, 巴塔哥尼亚, 露露乐蒙, 膳魔师, 象印, 虎牌, 乐扣, 乐扣乐扣, 富光, 哈尔斯, 苏泊尔, 九阳, 美的, 小熊, 摩飞, 德龙, 雀巢,
    双立人, 特福, 爱仕达, 康巴赫, 宜家, 网易严选, 无印良品, 名创优品, 西昊, 永艺, 赫曼米勒, 雷蛇, 雷柏, 罗技, 达尔优, 樱桃, 阿米洛, 双飞燕,
    漫步者, 森海塞尔, 铁三角, 索尼, 苹果, 三星, 华为, 小米, 荣耀, 联想, 戴尔, 惠普, 华硕, 倍思, 绿联, 安克, 飞利浦, 松下, 欧普, 欧莱雅, 博世,
    博朗, 戴森, 西门子, 海尔, 格力, 新秀丽, 瑞士军刀, 小鹰, 乐高, 孩之宝, 捷波朗, 马歇尔, 哈曼卡顿, 声阔, 百乐, 得力, 公牛, 明基, 松能
    """.split(",")
)
"""Lower case; a name may be several words."""
LONGEST = max(len(name.split()) for name in WORLD_BRANDS)
