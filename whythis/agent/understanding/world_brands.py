"""Brands, writers and games of the world that people ask a shop for; most shops lack most of them."""

from __future__ import annotations

from whythis.agent.understanding.tokens import words

_NAMES = """
barbie, crock-pot, crock pot, crockpot, disney, hot wheels, kidizoom, marvel, momentum, nerf, pokemon, star wars,
宝可梦, 变形金刚, 奥特曼, 小猪佩奇, 漫威, 皮卡丘, 艾莎, 芭比, 迪士尼,
acer, adidas, aeropress, aesop, agatha christie, airpods, aiwa, akg, alienware, altra, amazfit, amazon basics,
amd, anglepoise, anker, aoc, apple, arc'teryx, arcteryx, arlo, artemide, asics, asus, audio technica, aukey,
avent, avm, azul, bang and olufsen, baratza, barbour, beats, belkin, bellroy, benq, bergans, berghaus,
bialetti, birkenstock, bissell, black and decker, black diamond, blackwidow, blink, bodum, bosch, bose,
bowflex, brabantia, brandon sanderson, brass birmingham, braun, breville, brita, brooks, brooks ghost, brother,
burton, calphalon, camelbak, canon, carcassonne, carhartt, casio, catan, caudalie, chacos, chemex, cherry,
chilly's, chillys, chromebook, citizen, clarks, clorox, cluedo, codenames, coleman, colleen hoover, columbia,
contigo, corsair, creality, crocs, crumpler, cuckoo, cuisinart, d-link, dahua, dan brown, danner, darn tough,
days of wonder, de buyer, de'longhi, decathlon, dell, delonghi, deuter, dewalt, dji, dominion, ducky,
dungeons and dragons, dymo, dyson, eastpak, ecco, ecobee, ecovacs, edifier, eero, electrolux, ember, epson,
ergotron, eufy, evga, exploding kittens, fairphone, fellow stagg, fila, fiskars, fissler, fitbit, fjallraven,
flos, frank green, fritz box, fritzbox, fujifilm, fujitsu, gaiam, galaxy, gamesir, garmin, ghd, gigabyte,
gloomhaven, glorious, godox, google, gopro, gore wear, goretex, govee, grado, gregory, gtx, gymshark, haglofs,
hario, harman kardon, harpercollins, harry potter, haruki murakami, hasbro, haworth, helly hansen,
herman miller, herschel, hikvision, hilleberg, hisense, hoka, hokas, honeywell, hotpoint, hp, huawei,
hugo boss, hydrapak, hydro flask, hydroflask, hyperx, ibasso, ikea, imac, indesit, innisfree, instant pot,
intel, ipad, iphone, iphones, irobot, isotoner, jabra, jack wolfskin, jade yoga, james patterson, jamie oliver,
jansport, jbl, jenga, jk rowling, joseph joseph, jura, kef, kensington, kenwood, keychron, kindle, kingston,
kitchenaid, klean kanteen, kobo, kodak, konica, korg, krups, kyocera, la sportiva, lamy, le creuset, lee child,
lego, lenovo, levoit, lexar, lexmark, lg, liebherr, lifestraw, liforme, lifx, linksys, lodge, loewe, logitech,
lorus, lowe alpine, lowepro, lululemon, macbook, magis, makita, mammut, manduka, manfrotto, marmot, marshall,
mattel, maxtor, medion, melitta, merrell, meze, micron, microsoft, miele, mikrotik, mitsubishi, mizuno,
moccamaster, moleskine, monopoly, monoprice, montane, montblanc, moto g, motorola, msi, murakami, nakamichi,
nalgene, nanoleaf, nescafe, nespresso, nespresso vertuo, netgear, new balance, nextbase, nike, nikon, ninja,
nintendo, nivea, nokia, north face, nutribullet, nvidia, oakley, olympus, on cloud, on running, oneplus,
oral b, oral-b, ortlieb, osprey, osram, otterbox, ottolock, outdoor research, outwell, owala, oxo, panasonic,
pandemic, patagonia, peak design, pelican, penguin, pentax, petzl, peugeot, philips, philips hue, pioneer,
pixel, plantronics, playmobil, playstation, polaroid, polk, ps5, puma, pyrex, qnap, rab, radeon, ravensburger,
ray-ban, razer, realme, redragon, reebok, richard osman, ricoh, rimowa, ring doorbell, roborock, roku, roomba,
rossmann, rowenta, royal canin, russell hobbs, sage, sally rooney, salomon, samsonite, samsung, sandisk, sanyo,
saucony, scarpa, scrabble, sea to summit, seagate, secretlab, seiko, sennheiser, settlers of catan, sharp,
shimano, shokz, shure, siemens, sigg, silverstone, skullcandy, smeg, sodastream, solgaard, sonos, sony, sorel,
soundcore, spigen, square enix, stanley, staub, steam deck, steelcase, steelseries, stephen king, suunto,
swatch, sweaty betty, switchbot, synology, tado, tamron, tana french, tascam, tcl, technics, tefal,
terraforming mars, teva, texas instruments, thermos, thinkpad, thule, ticket to ride, timberland, timbuk2,
tissot, tolkien, tomtom, toshiba, tp link, tp-link, traeger, tramontina, tumi, tupperware, ubiquiti, ue boom,
ultimate ears, under armour, unifi, uniqlo, uno, vans, varmilo, varta, vaude, verbatim, vibram, viewsonic,
viofo, vitamix, vivo, vizio, vtech, wacom, wahoo, waterpik, wd, weber, western digital, westinghouse, wilson,
wingspan, wmf, worx, xbox, xero, xerox, xiaomi, yamaha, yeti, yonex, zagg, zara, zeiss, zippo, zojirushi,
zwilling, zyxel, 七彩虹, 三体, 三国杀, 三星, 三菱, 东芝, 东野圭吾, 乐扣, 乐扣乐扣, 乐高, 九阳, 亚瑟士, 余华,
佳明, 佳能, 倍思, 公牛, 兰蔻, 凯乐石, 刘慈欣, 创维, 利盟, 北面, 匡威, 华为, 华硕, 南孚, 博世, 博朗, 卡卡颂,
卡坦岛, 卡西欧, 双立人, 双飞燕, 名创优品, 哈尔斯, 哈曼卡顿, 哥伦比亚, 喜力, 声阔, 大富翁, 天猫精灵, 始祖鸟,
威刚, 孩之宝, 安克, 安德玛, 安踏, 宏碁, 宜家, 富光, 富士, 富士施乐, 小天鹅, 小度, 小熊, 小米, 小鹰, 尼康,
展翅翱翔, 巴塔哥尼亚, 巴慕达, 希捷, 康佳, 康巴赫, 彪马, 影驰, 得力, 微星, 微软, 德龙, 志高, 惠普, 戴尔, 戴森,
技嘉, 拓竹, 拜亚动力, 捷波朗, 探路者, 摩托罗拉, 摩飞, 斐乐, 斐讯, 新百伦, 新秀丽, 方太, 施乐, 无印良品, 明基,
普联, 机械革命, 李宁, 村上春树, 松下, 松能, 格力, 森海塞尔, 樱桃, 欧姆龙, 欧普, 欧莱雅, 永艺, 海信, 海尔,
海康威视, 海盗船, 漫步者, 爱仕达, 爱国者, 爱普生, 特步, 特福, 狼人杀, 猛犸象, 理光, 瑞士军刀, 白夜行, 百乐,
科沃斯, 米家, 索尼, 绿联, 网件, 网易严选, 罗技, 美的, 耐克, 联想, 腾达, 膳魔师, 苏泊尔, 苹果, 荣耀, 萤石,
蓝宝石, 虎牌, 西昊, 西部数据, 西门子, 解忧杂货店, 象印, 赛睿, 赫曼米勒, 达尔优, 迪卡侬, 追觅, 金士顿, 铁三角,
铁威马, 锐捷, 长虹, 闪迪, 阿米洛, 阿迪, 阿迪达斯, 雀巢, 雅马哈, 雷柏, 雷蛇, 露露乐蒙, 飞利浦, 马歇尔, 骆驼,
魅族, 鸿星尔克
"""
_WRITTEN = [name.strip() for name in _NAMES.split(",")]
WORLD_BRANDS = frozenset([*_WRITTEN, *(" ".join(words(name)) for name in _WRITTEN if len(words(name)) > 1)])
"""Lower case; a name may be several words, and "arc'teryx" is two."""
LONGEST = max(len(name.split()) for name in WORLD_BRANDS)
