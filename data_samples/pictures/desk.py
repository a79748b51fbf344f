"""Pictures for the desk and for sound."""

from __future__ import annotations

from data_samples.pictures.picture import Picture

DESK = {
    "headphones": Picture(
        "#e6e4f2",
        72,
        """
<path d="M84 140 V122 Q84 46 160 46 Q236 46 236 122 V140" fill="none" stroke="#3d3a5c" stroke-width="14"/>
<path d="M98 116 Q100 60 160 60 Q220 60 222 116" fill="none" stroke="#6d68a0" stroke-width="5"/>
<rect x="66" y="128" width="46" height="76" rx="22" fill="#3d3a5c"/>
<rect x="98" y="132" width="24" height="68" rx="12" fill="#8d88c4"/>
<rect x="208" y="128" width="46" height="76" rx="22" fill="#3d3a5c"/>
<rect x="198" y="132" width="24" height="68" rx="12" fill="#8d88c4"/>
<circle cx="82" cy="166" r="5" fill="#f0b45a"/>
""",
    ),
    "headphone-cases": Picture(
        "#efe6ee",
        92,
        """
<path d="M70 134 Q70 66 160 66 Q250 66 250 134 V150 H70 Z" fill="#6b5876"/>
<path d="M70 134 Q70 66 160 66 Q176 66 188 68 Q104 76 100 150 H70 Z" fill="#86708f"/>
<path d="M70 154 H250 V166 Q250 208 208 208 H112 Q70 208 70 166 Z" fill="#57465f"/>
<rect x="66" y="146" width="188" height="10" rx="5" fill="#d8c7a0"/>
<rect x="240" y="140" width="22" height="22" rx="5" fill="#f0b45a"/>
<path d="M130 66 Q132 44 160 44 Q188 44 190 66" fill="none" stroke="#57465f" stroke-width="8"/>
<path d="M132 118 V112 Q132 88 160 88 Q188 88 188 112 V118" fill="none" stroke="#d9cfe0" stroke-width="6"/>
<rect x="124" y="112" width="15" height="24" rx="7" fill="#d9cfe0"/>
<rect x="181" y="112" width="15" height="24" rx="7" fill="#d9cfe0"/>
""",
    ),
    "bluetooth-speakers": Picture(
        "#f7e3d6",
        96,
        """
<rect x="62" y="76" width="196" height="132" rx="46" fill="#2f5d62"/>
<rect x="74" y="88" width="172" height="108" rx="36" fill="#3f7a80"/>
<circle cx="122" cy="142" r="38" fill="#24474b"/><circle cx="122" cy="142" r="24" fill="#4f9299"/>
<circle cx="122" cy="142" r="9" fill="#24474b"/>
<circle cx="200" cy="142" r="38" fill="#24474b"/><circle cx="200" cy="142" r="24" fill="#4f9299"/>
<circle cx="200" cy="142" r="9" fill="#24474b"/>
<path d="M110 76 Q112 50 160 50 Q208 50 210 76" fill="none" stroke="#d98a4b" stroke-width="9"/>
<rect x="138" y="80" width="44" height="7" rx="3" fill="#f2c9a5"/>
""",
    ),
    "desk-lamps": Picture(
        "#f5ecd0",
        70,
        """
<path d="M206 104 L272 186 H168 Z" fill="#fff3b8" opacity=".8"/>
<rect x="84" y="196" width="96" height="14" rx="7" fill="#2f4858"/>
<path d="M132 198 L108 124 L172 66" fill="none" stroke="#2f4858" stroke-width="9" stroke-linejoin="round"
 stroke-linecap="round"/>
<circle cx="108" cy="124" r="9" fill="#e0a43a"/>
<circle cx="172" cy="66" r="8" fill="#e0a43a"/>
<g transform="rotate(-24 196 82)"><path d="M176 62 H214 L240 108 H150 Z" fill="#c8553d"/>
<path d="M176 62 H188 L170 108 H150 Z" fill="#e07c66"/><ellipse cx="195" cy="109" rx="22" ry="9"
 fill="#fff6cf"/></g>
""",
    ),
    "lamp-bulbs": Picture(
        "#e3e9f3",
        40,
        """
<g stroke="#eab84a" stroke-width="7" stroke-linecap="round"><path d="M160 14 V30"/><path d="M82 46 L94 58"/>
<path d="M238 46 L226 58"/><path d="M58 108 H76"/><path d="M262 108 H244"/></g>
<path d="M160 44 A58 58 0 0 1 218 102 Q218 126 200 142 Q188 154 186 170 H134 Q132 154 120 142
 Q102 126 102 102 A58 58 0 0 1 160 44 Z" fill="#ffe08a"/>
<path d="M122 92 Q126 66 150 60" fill="none" stroke="#fff7d8" stroke-width="8" stroke-linecap="round"/>
<path d="M144 170 L138 116 L152 126 L160 112 L168 126 L182 116 L176 170" fill="none" stroke="#d58f2d"
 stroke-width="5" stroke-linejoin="round"/>
<rect x="134" y="170" width="52" height="10" rx="4" fill="#7c8794"/>
<rect x="134" y="182" width="52" height="10" rx="4" fill="#939dab"/>
<path d="M138 194 H182 L172 208 H148 Z" fill="#5d6774"/>
""",
    ),
    "mice": Picture(
        "#e1efe9",
        56,
        """
<path d="M160 44 Q160 14 190 14" fill="none" stroke="#4a5a63" stroke-width="6" stroke-linecap="round"/>
<path d="M160 44 Q222 44 222 116 V142 Q222 210 160 210 Q98 210 98 142 V116 Q98 44 160 44 Z" fill="#f7f9f8"/>
<path d="M160 44 Q222 44 222 116 V122 H98 V116 Q98 44 160 44 Z" fill="#4f8f7b"/>
<path d="M160 44 Q98 44 98 116 V122 H160 Z" fill="#6aab96"/>
<path d="M160 46 V122" stroke="#2f5a4c" stroke-width="4"/>
<rect x="151" y="72" width="18" height="34" rx="9" fill="#2f3d45"/>
<path d="M98 122 H222" stroke="#2f5a4c" stroke-width="4"/>
<path d="M122 176 Q136 196 160 196" fill="none" stroke="#d4dedb" stroke-width="7" stroke-linecap="round"/>
""",
    ),
    "mouse-pads": Picture(
        "#ece7e0",
        104,
        """
<path d="M60 92 Q62 82 72 82 H248 Q258 82 260 92 L276 190 Q277 202 266 202 H54 Q43 202 44 190 Z"
 fill="#3c6e8f"/>
<path d="M60 92 Q62 82 72 82 H100 L74 202 H54 Q43 202 44 190 Z" fill="#5488a9"/>
<path d="M70 98 H250 L262 188 H58 Z" fill="none" stroke="#a9cbe0" stroke-width="3" stroke-dasharray="8 6"/>
<path d="M164 108 Q194 108 196 142 Q198 178 166 178 Q134 178 136 142 Q136 108 164 108 Z" fill="#f4f1ec"/>
<path d="M165 108 V142 M136 142 H196" stroke="#9aa7b0" stroke-width="3"/>
<rect x="160" y="120" width="11" height="18" rx="5" fill="#33414b"/>
""",
    ),
    "keyboards": Picture(
        "#e9e4ec",
        112,
        """
<rect x="44" y="92" width="232" height="106" rx="14" fill="#4b4f66"/>
<rect x="44" y="92" width="232" height="96" rx="14" fill="#61668a"/>
<g fill="#f1eff6"><rect x="58" y="104" width="22" height="18" rx="4"/><rect x="86" y="104" width="22"
 height="18" rx="4"/><rect x="114" y="104" width="22" height="18" rx="4"/><rect x="142" y="104" width="22"
 height="18" rx="4"/><rect x="170" y="104" width="22" height="18" rx="4"/><rect x="198" y="104" width="22"
 height="18" rx="4"/><rect x="66" y="128" width="22" height="18" rx="4"/><rect x="94" y="128" width="22"
 height="18" rx="4"/><rect x="122" y="128" width="22" height="18" rx="4"/><rect x="150" y="128" width="22"
 height="18" rx="4"/><rect x="178" y="128" width="22" height="18" rx="4"/><rect x="206" y="128" width="22"
 height="18" rx="4"/><rect x="58" y="152" width="34" height="18" rx="4"/><rect x="98" y="152" width="112"
 height="18" rx="4"/></g>
<rect x="226" y="104" width="36" height="18" rx="4" fill="#f0a04b"/>
<rect x="234" y="128" width="28" height="18" rx="4" fill="#c9c6dc"/>
<rect x="216" y="152" width="46" height="18" rx="4" fill="#c9c6dc"/>
<path d="M160 92 Q160 60 190 56 Q216 52 216 28" fill="none" stroke="#4b4f66" stroke-width="6"/>
""",
    ),
    "wrist-rests": Picture(
        "#e4ecdf",
        110,
        """
<rect x="62" y="72" width="196" height="64" rx="10" fill="#8792a0"/>
<g fill="#dfe4ea"><rect x="74" y="82" width="172" height="12" rx="4"/><rect x="74" y="100" width="172" height="12"
 rx="4"/><rect x="104" y="118" width="112" height="11" rx="4"/></g>
<path d="M46 166 Q46 146 68 146 H252 Q274 146 274 166 V182 Q274 204 252 204 H68 Q46 204 46 182 Z"
 fill="#4c5b46"/>
<path d="M46 166 Q46 146 68 146 H252 Q274 146 274 166 Q274 182 252 182 H68 Q46 182 46 166 Z" fill="#6c7f63"/>
<path d="M72 158 H220" stroke="#94a68b" stroke-width="6" stroke-linecap="round"/>
""",
    ),
    "desk-chairs": Picture(
        "#dfe9ee",
        72,
        """
<rect x="112" y="28" width="96" height="96" rx="24" fill="#35606e"/>
<rect x="122" y="38" width="76" height="76" rx="17" fill="#4c8496"/>
<path d="M134 62 H186 M134 80 H186 M134 98 H186" stroke="#35606e" stroke-width="4"/>
<rect x="152" y="120" width="16" height="22" fill="#3a444d"/>
<path d="M94 96 V126 H104 M226 96 V126 H216" fill="none" stroke="#3a444d" stroke-width="8"
 stroke-linejoin="round" stroke-linecap="round"/>
<rect x="98" y="134" width="124" height="24" rx="12" fill="#35606e"/>
<rect x="153" y="158" width="14" height="30" fill="#3a444d"/>
<path d="M100 204 Q104 188 160 186 Q216 188 220 204" fill="none" stroke="#3a444d" stroke-width="8"
 stroke-linecap="round"/>
<circle cx="100" cy="206" r="8" fill="#22303c"/><circle cx="160" cy="204" r="8" fill="#22303c"/>
<circle cx="220" cy="206" r="8" fill="#22303c"/>
""",
    ),
    "chair-cushions": Picture(
        "#f2e4e1",
        92,
        """
<path d="M74 118 Q66 92 96 92 Q160 82 224 92 Q254 92 246 118 Q238 146 246 178 Q254 206 224 204
 Q160 214 96 204 Q66 206 74 178 Q82 146 74 118 Z" fill="#b4636a"/>
<path d="M88 116 Q84 104 100 104 Q160 96 220 104 Q236 104 232 116 Q226 146 232 178 Q236 192 220 191
 Q160 200 100 191 Q84 192 88 178 Q94 146 88 116 Z" fill="#cd8288"/>
<circle cx="160" cy="147" r="8" fill="#93474e"/>
<path d="M160 147 Q130 128 112 120 M160 147 Q190 128 208 120 M160 147 Q130 166 112 176 M160 147
 Q190 166 208 176" fill="none" stroke="#b4636a" stroke-width="4" stroke-linecap="round"/>
""",
    ),
}
