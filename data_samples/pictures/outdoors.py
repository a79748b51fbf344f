"""Pictures for bags, running, rain and yoga."""

from __future__ import annotations

from data_samples.pictures.picture import Picture

OUTDOORS = {
    "backpacks": Picture(
        "#e6eddd",
        70,
        """
<path d="M134 52 Q134 26 160 26 Q186 26 186 52" fill="none" stroke="#3d4a35" stroke-width="9"/>
<rect x="76" y="128" width="24" height="66" rx="12" fill="#4f6b43"/>
<rect x="220" y="128" width="24" height="66" rx="12" fill="#4f6b43"/>
<path d="M96 98 Q96 46 160 46 Q224 46 224 98 V194 Q224 210 208 210 H112 Q96 210 96 194 Z" fill="#6b8f5a"/>
<path d="M96 98 Q96 46 160 46 Q164 46 170 47 Q118 54 118 98 V210 H112 Q96 210 96 194 Z" fill="#85a974"/>
<path d="M108 100 Q160 120 212 100" fill="none" stroke="#3d4a35" stroke-width="5"/>
<rect x="116" y="134" width="88" height="62" rx="12" fill="#4f6b43"/>
<path d="M116 152 H204" stroke="#3d4a35" stroke-width="4"/>
<rect x="152" y="148" width="16" height="18" rx="4" fill="#e7b352"/>
<rect x="144" y="76" width="32" height="16" rx="5" fill="#e7b352"/>
""",
    ),
    "laptop-sleeves": Picture(
        "#e3e6ef",
        104,
        """
<g transform="rotate(-7 160 140)"><rect x="86" y="54" width="164" height="112" rx="9" fill="#b9c1cc"/>
<rect x="94" y="62" width="148" height="96" rx="4" fill="#7f8fa6"/></g>
<g transform="rotate(-3 160 140)"><rect x="56" y="92" width="208" height="114" rx="12" fill="#5c6b7f"/>
<rect x="56" y="92" width="208" height="18" rx="9" fill="#46536a"/>
<rect x="66" y="116" width="188" height="80" rx="7" fill="none" stroke="#8b9ab0" stroke-width="3"
 stroke-dasharray="7 6"/>
<rect x="228" y="92" width="12" height="30" rx="5" fill="#e0a85a"/></g>
""",
    ),
    "running-shoes": Picture(
        "#dfeef2",
        110,
        """
<path d="M56 96 Q74 108 98 92 Q112 82 120 92 Q142 124 184 134 Q240 142 258 160 Q266 172 262 186 H56
 Q46 150 56 96 Z" fill="#e4604e"/>
<path d="M56 96 Q74 108 98 92 Q104 88 110 87 Q108 120 92 140 Q76 156 52 158 Q48 124 56 96 Z" fill="#c24837"/>
<path d="M176 132 Q240 140 258 160 Q266 172 262 186 H208 Q206 154 176 132 Z" fill="#f0897a"/>
<path d="M130 104 L116 118 M144 114 L130 130 M160 122 L148 138 M176 130 L166 146" stroke="#fff" stroke-width="6"
 stroke-linecap="round"/>
<path d="M74 172 Q130 176 158 150" fill="none" stroke="#fff" stroke-width="8" stroke-linecap="round"/>
<path d="M48 182 H264 Q276 182 272 194 Q268 206 252 206 H68 Q48 206 48 182 Z" fill="#fbfbf8"/>
<path d="M52 196 H270 Q266 206 252 206 H68 Q56 206 52 196 Z" fill="#2f4858"/>
""",
    ),
    "shoe-insoles": Picture(
        "#efe8da",
        78,
        """
<g transform="rotate(-8 116 130)"><path d="M116 38 Q152 38 150 90 Q148 120 144 142 Q148 204 116 206 Q84 204 88 148
 Q90 122 82 92 Q78 38 116 38 Z" fill="#4e8d99"/>
<path d="M116 152 Q136 152 134 176 Q132 196 116 196 Q100 196 98 176 Q98 152 116 152 Z" fill="#f0b45a"/>
<path d="M116 54 Q136 54 134 86 Q118 96 98 86 Q94 54 116 54 Z" fill="#77b3bd"/></g>
<g transform="translate(320 0) scale(-1 1) rotate(-8 116 130)"><path d="M116 38 Q152 38 150 90 Q148 120 144 142
 Q148 204 116 206 Q84 204 88 148 Q90 122 82 92 Q78 38 116 38 Z" fill="#4e8d99"/>
<path d="M116 152 Q136 152 134 176 Q132 196 116 196 Q100 196 98 176 Q98 152 116 152 Z" fill="#f0b45a"/>
<path d="M116 54 Q136 54 134 86 Q118 96 98 86 Q94 54 116 54 Z" fill="#77b3bd"/></g>
""",
    ),
    "rain-jackets": Picture(
        "#dbe6f0",
        76,
        """
<path d="M124 62 Q124 30 160 30 Q196 30 196 62 L186 80 H134 Z" fill="#d79a1e"/>
<path d="M138 66 Q138 44 160 44 Q182 44 182 66 Q172 78 160 78 Q148 78 138 66 Z" fill="#5c4a1c"/>
<path d="M122 64 L84 88 L62 172 L92 182 L106 132 V206 H214 V132 L228 182 L258 172 L236 88 L198 64
 Q180 84 160 84 Q140 84 122 64 Z" fill="#f2b632"/>
<path d="M122 64 L84 88 L62 172 L92 182 L106 132 V206 H128 V78 Q125 70 122 64 Z" fill="#f8cd6a"/>
<path d="M160 84 V206" stroke="#a8750f" stroke-width="5"/>
<path d="M122 160 H146 M174 160 H198" stroke="#a8750f" stroke-width="5" stroke-linecap="round"/>
<g stroke="#6f9fc4" stroke-width="5" stroke-linecap="round"><path d="M54 44 L48 60"/><path d="M84 26 L78 42"/>
<path d="M268 40 L262 56"/><path d="M240 22 L234 38"/><path d="M286 96 L280 112"/><path d="M34 100 L28 116"/></g>
""",
    ),
    "yoga-mats": Picture(
        "#efe3f1",
        108,
        """
<path d="M92 196 L256 196 Q274 196 282 182 L240 112 H100 Z" fill="#8b6bb1"/>
<path d="M92 196 L100 112 H118 L112 196 Z" fill="#a78ac8"/>
<path d="M52 160 A36 36 0 1 1 124 160 A36 36 0 1 1 52 160 Z" fill="#6f5194"/>
<circle cx="88" cy="160" r="30" fill="#8b6bb1"/><circle cx="88" cy="160" r="22" fill="#6f5194"/>
<circle cx="88" cy="160" r="15" fill="#a78ac8"/><circle cx="88" cy="160" r="7" fill="#efe3f1"/>
<path d="M200 66 Q212 44 200 30 Q188 44 200 66 Q176 62 168 48 Q170 72 200 74 Q230 72 232 48 Q224 62 200 66 Z"
 fill="#d48aa8"/>
""",
    ),
    "yoga-mat-bags": Picture(
        "#e3ede9",
        96,
        """
<path d="M84 96 Q160 -6 236 128" fill="none" stroke="#8a6a45" stroke-width="9"/>
<g transform="rotate(16 160 150)"><rect x="62" y="118" width="196" height="66" rx="30" fill="#c99a6b"/>
<rect x="62" y="118" width="196" height="24" rx="12" fill="#ddb68c"/>
<ellipse cx="70" cy="151" rx="17" ry="33" fill="#7a5a9c"/>
<ellipse cx="70" cy="151" rx="10" ry="21" fill="#a78ac8"/><ellipse cx="70" cy="151" rx="4" ry="9" fill="#efe3f1"/>
<rect x="140" y="146" width="64" height="32" rx="6" fill="#b3814f"/>
<path d="M100 142 H236" stroke="#8a6a45" stroke-width="4" stroke-dasharray="6 5"/></g>
""",
    ),
}
